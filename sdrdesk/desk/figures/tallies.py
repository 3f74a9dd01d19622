"""Counting inside a transaction: what the statements found, folded into figures for each rep.

Everything here takes the reps it counts for, so that a rep's own screen and the team's are counted by the same lines.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sdrdesk.dataclasses import dataclass, fields
from sdrdesk.desk.figures.number_values import Arm, Bucket, Funnel, Resolved, RungCount, Slot, Speed, SpeedPart, Trial
from sdrdesk.desk.queue import read_aim
from sdrdesk.domain import figures, variants
from sdrdesk.domain.aims import Aim
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.ranges import Range
from sdrdesk.store import compiled
from sdrdesk.store.leads import words
from sdrdesk.store.sql import day, moment
from sdrdesk.store.store import Row, Unit

ON_TIME = timedelta(minutes=15)
"""How far from its minute a promised call back may be made (DESIGN section 7)."""

URGENT = (("<1m", 1.0), ("1-5m", 5.0), ("5-30m", 30.0), (">30m", None))
LATER = (("<30m", 30.0), ("30m-2h", 120.0), ("2-9h", 540.0), (">9h", None))
"""Bars of the distributions of speed to lead, in working minutes."""

Answered = tuple[list[float], list[int]]
"""Of first touches: the working minutes until each, and how many were in time, in any parts."""

FEW = 5
"""Dials in an hour of the week below which its rate says nothing."""

COUNTED = ("accepted", "won", "lost")
"""States of an opportunity that was accepted."""

MET = {"held": "held", "no_show": "no_shows", "cancelled": "cancelled"}
"""States of a meeting that are counted, with the name of the count."""

STEPS = tuple(one.name for one in fields(Funnel))

BAD_DATA = ("wrong_number", "bad_contact_data")


@dataclass(frozen=True, slots=True)
class Received:
    """A lead that converted in a range, and how far it has come."""

    lead_id: str
    name: str
    company: str
    owner_id: str
    at: datetime
    stage: str
    yeses: tuple[str, ...]
    last_outcome: str
    has_talked: bool
    has_booked: bool
    reason: str

    @property
    def became(self) -> str:
        """What became of it: qualified, nurture, disqualified, bad_data, talking or unresolved."""
        if self.has_booked or self.stage == "meeting":
            return "qualified"
        if self.stage == "nurture":
            return "nurture"
        if self.stage in ("disqualified", "suppressed"):
            return "bad_data" if self.last_outcome in BAD_DATA or self.reason in BAD_DATA else "disqualified"
        return "talking" if self.has_talked else "unresolved"


def ids(reps: Iterable[Rep]) -> tuple[str, ...]:
    """The ids of reps, as the statements take them."""
    return tuple(rep.id for rep in reps)


def by_zone(reps: Iterable[Rep]) -> dict[str, tuple[str, ...]]:
    """Ids of the reps of each zone: their calendar days begin at different moments."""
    found: dict[str, list[str]] = {}
    for rep in reps:
        found.setdefault(rep.zone, []).append(rep.id)
    return {name: tuple(group) for name, group in found.items()}


# --- by the day -------------------------------------------------------------------------------------------------------


def funnels(unit: Unit, reps: Sequence[Rep], range_: Range) -> dict[str, Funnel]:
    """The funnel of each rep."""
    counts: dict[str, dict[str, int]] = {rep.id: {} for rep in reps}
    limits = {"reps": ids(reps), "first": range_.first, "last": range_.last}
    for rep_id, touches, dials, connects, conversations, booked in unit.all(compiled.DAY_SUMS, **limits):
        counts[rep_id] = {
            "touches": touches, "dials": dials, "connects": connects, "conversations": conversations, "booked": booked
        }  # fmt: skip
    for rep_id, state, count in unit.all(compiled.MEETING_STATES, **limits):
        if name := MET.get(state):
            counts[rep_id][name] = count
    for rep_id, state, count in unit.all(compiled.OPPORTUNITY_STATES, **limits):
        own, name = counts[rep_id], "opportunities" if state in COUNTED else "refused"
        own[name] = own.get(name, 0) + count
        if state == "won":
            own["won"] = count
    return {rep_id: Funnel(**count) for rep_id, count in counts.items()}


def together(parts: Iterable[Funnel]) -> Funnel:
    """Funnels added up."""
    rows = [[getattr(part, name) for name in STEPS] for part in parts]
    return Funnel(**dict(zip(STEPS, map(sum, zip(*rows, strict=True)), strict=True))) if rows else Funnel()


def dials_by_day(unit: Unit, reps: Sequence[Rep], range_: Range) -> dict[str, dict[date, int]]:
    """Dials of each rep by day."""
    found: dict[str, dict[date, int]] = {rep.id: {} for rep in reps}
    for row in unit.all(compiled.DAYS, reps=ids(reps), first=range_.first, last=range_.last):
        found[row[0]][day(row[1])] = row[3]
    return found


def aims(unit: Unit) -> dict[str, list[Aim]]:
    """What was set for each rep by hand."""
    found: dict[str, list[Aim]] = {}
    for row in unit.all(compiled.AIMS):
        found.setdefault(row[0], []).append(read_aim(row))
    return found


# --- first touches and promises ---------------------------------------------------------------------------------------


def speeds(unit: Unit, reps: Sequence[Rep], range_: Range, now: datetime) -> dict[str, Speed]:
    """Speed to lead of each rep; "" is everybody."""
    touches: dict[tuple[str, bool], Answered] = {(rep.id, urgent): ([], []) for rep in reps for urgent in (True, False)}
    rows = unit.all(compiled.FIRST_TOUCHES, reps=ids(reps), first=range_.first, last=range_.last)
    for rep_id, tier, minutes, is_in_time in rows:
        taken, in_time = touches[rep_id, tier == 1]
        taken.append(minutes or 0.0)
        in_time.append(is_in_time)
    late: Counter[tuple[str, bool]] = Counter()
    for rep_id, tier, count, _oldest in missed(unit, reps, range_, now):
        for key in (rep_id, ""):
            late[key, tier == 1] += count
    for urgent in (True, False):
        own = [touches[rep.id, urgent] for rep in reps]
        touches["", urgent] = ([one for taken, _ in own for one in taken], [sum(in_time) for _, in_time in own])
    return {
        key: Speed(
            urgent=_speed(touches[key, True], late[key, True], URGENT),
            rest=_speed(touches[key, False], late[key, False], LATER),
        )
        for key in ("", *ids(reps))
    }


def _speed(touches: Answered, late: int, bars: Sequence[tuple[str, float | None]]) -> SpeedPart:
    taken, in_time = touches
    minutes = sorted(taken)
    buckets, below = [], 0
    for label, upto in bars:
        reached = len(minutes) if upto is None else bisect_left(minutes, upto)
        buckets.append(Bucket(label=label, upto=upto, count=reached - below))
        below = reached
    return SpeedPart(
        count=len(minutes),
        median=figures.median(minutes),
        p90=figures.percentile(minutes, 0.9),
        buckets=tuple(buckets),
        in_sla=Rate(sum(in_time), len(minutes) + late),
        missed=late,
    )


def missed(unit: Unit, reps: Sequence[Rep], range_: Range, now: datetime) -> list[tuple[str, int, int, datetime]]:
    """By rep and tier: leads nobody has called whose answer-by passed in the range; how many, the oldest answer-by."""
    found = []
    for zone_name, group in by_zone(reps).items():
        since, until = range_.moments(zone_name)
        for rep_id, tier, count, oldest in unit.all(compiled.MISSED, reps=group, since=since, until=min(until, now)):
            found.append((rep_id, tier, count, moment(oldest)))
    return found


def unanswered(unit: Unit, reps: Sequence[str], since: datetime, until: datetime, limit: int) -> list[Row]:
    """Leads nobody has called whose answer-by passed in a stretch of time, the longest first."""
    return unit.all(compiled.UNANSWERED, reps=reps, since=since, until=until, limit=limit, past=limit - 1)


def promises(unit: Unit, reps: Sequence[Rep], range_: Range, now: datetime) -> dict[str, Rate]:
    """Promised call backs kept within a quarter of an hour, of those made or overdue."""
    found = {rep.id: Rate(0, 0) for rep in reps}
    limits = {"reps": ids(reps), "first": range_.first, "last": range_.last}
    for rep_id, count, kept in unit.all(compiled.PROMISED, on_time=ON_TIME // timedelta(microseconds=1), **limits):
        found[rep_id] = Rate(kept, count)
    for zone_name, group in by_zone(reps).items():
        since, until = range_.moments(zone_name)
        until = min(until, now - ON_TIME)
        for rep_id, count in unit.all(compiled.OVERDUE, reps=group, since=since, until=until):
            found[rep_id] += Rate(0, count)
    return found


def is_kept(at: datetime, due: datetime) -> bool:
    """Whether a promised call back came at its minute, give or take a quarter of an hour."""
    return abs(at - due) <= ON_TIME


# --- when, and with what words ----------------------------------------------------------------------------------------


def slots(unit: Unit, reps: Sequence[Rep], range_: Range) -> tuple[Slot, ...]:
    """When prospects pick up, by the hour of their own week."""
    rows = unit.all(compiled.SLOTS, reps=ids(reps), first=range_.first, last=range_.last)
    return tuple(
        Slot(weekday=there // 24, hour=there % 24, rate=Rate(connects, dials), is_few=dials < FEW)
        for there, dials, connects in sorted(rows)
    )


def trials(unit: Unit, playbook: Playbook, reps: Sequence[Rep], range_: Range) -> tuple[Trial, ...]:
    """How the variants of each experiment did."""
    rates: dict[tuple[str, str], Rate] = {}
    for text, _dials, connects, talks, booked in unit.all(
        compiled.TRIED, reps=ids(reps), first=range_.first, last=range_.last
    ):
        for key, arm in variants.read(text).items():
            one = playbook.variants.experiments.get(key)
            if one is not None:
                rate = Rate(talks, connects) if one.about == "opening" else Rate(booked, talks)
                rates[key, arm] = rates.get((key, arm), Rate(0, 0)) + rate
    found = []
    for key, one in playbook.variants.experiments.items():
        a, b = rates.get((key, "a"), Rate(0, 0)), rates.get((key, "b"), Rate(0, 0))
        arms = (Arm(arm="a", text=one.a, rate=a), Arm(arm="b", text=one.b, rate=b))
        said = figures.differ(a, b, least=playbook.variants.least_calls)
        found.append(Trial(key=key, label=one.label, about=one.about, arms=arms, said=said))
    return tuple(found)


# --- what became of leads ---------------------------------------------------------------------------------------------


def received(unit: Unit, playbook: Playbook, reps: Sequence[Rep], range_: Range) -> list[Received]:
    """Leads that converted in the range on an offer that is called, each once."""
    mail = tuple(rung.key for rung in playbook.ladder if rung.won_by == "opened_mail")
    found = []
    for zone_name, group in by_zone(reps).items():
        since, until = range_.moments(zone_name)
        limits = {"since": since, "until": until, "kinds": playbook.called_kinds}
        is_one = len(group) == 1
        rows = (
            unit.all(compiled.RECEIVED_BY, rep=group[0], **limits)
            if is_one
            else unit.all(compiled.RECEIVED, reps=group, **limits)
        )
        for row in rows:
            found.append(
                Received(
                    lead_id=row[0],
                    name=row[1],
                    company=row[2],
                    owner_id=row[3],
                    at=moment(row[4]),
                    stage=row[5],
                    yeses=(*words(row[6]), *(mail if row[10] else ())),
                    last_outcome=row[7],
                    has_talked=bool(row[8]),
                    has_booked=bool(row[9]),
                    reason=row[11] or "",
                )
            )
    return found


def became(unit: Unit, playbook: Playbook, reps: Sequence[Rep], range_: Range) -> Counter[str]:
    """How many of those leads became what: their `Received.became`, counted by the store where there are many."""
    if len(reps) == 1:
        return Counter(one.became for one in received(unit, playbook, reps, range_))
    found: Counter[str] = Counter()
    for zone_name, group in by_zone(reps).items():
        since, until = range_.moments(zone_name)
        for state, count in unit.all(
            compiled.BECAME, reps=group, since=since, until=until, kinds=playbook.called_kinds, bad_data=BAD_DATA
        ):
            found[state] += count
    return found


def resolved(own: Counter[str], everybody: Counter[str]) -> Resolved:
    """How far leads have come, beside the whole team's share; both as `became` counts them."""
    return Resolved(
        received=own.total(),
        qualified=own["qualified"],
        nurture=own["nurture"],
        disqualified=own["disqualified"],
        bad_data=own["bad_data"],
        talking=own["talking"],
        unresolved=own["unresolved"],
        team=Rate(everybody.total() - everybody["unresolved"], everybody.total()),
    )


def ladder(playbook: Playbook, leads: Sequence[Received]) -> tuple[RungCount, ...]:
    """Small yeses won, rung by rung."""
    won: Mapping[str, set[str]] = {
        rung.key: {one.lead_id for one in leads if rung.key in one.yeses} for rung in playbook.ladder
    }
    found: list[RungCount] = []
    below: str | None = None
    for rung in playbook.ladder:
        onward = None if below is None else Rate(len(won[rung.key] & won[below]), len(won[below]))
        found.append(RungCount(key=rung.key, label=rung.label, won=Rate(len(won[rung.key]), len(leads)), onward=onward))
        below = rung.key
    return tuple(found)
