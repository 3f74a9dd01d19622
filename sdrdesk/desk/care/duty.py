"""Duty: what some desk or receiver of the team does every few seconds, whoever is there, and nobody twice.

Leads that wait too long for their first call go a step further; loans from the pool are renewed or run out. Each step
is decided anew inside the transaction that takes it, so a log that was acknowledged before is always seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.outward import outbox, telling
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.desk.routing.pool import Pool
from sdrdesk.desk.routing.sharing import Sharing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.by_itself import ESCALATED
from sdrdesk.domain.escalation import WHOLE, due_steps, waits
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.routing import EscalateTo, EscalationStep, is_pool, pools_of
from sdrdesk.domain.whose import Taker
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit

BACK = timedelta(days=4)
"""Older answer-bys are left alone: a weekend is bridged, and a desk that opens after months wakes nobody."""
AHEAD = timedelta(days=7)
"""How far ahead answer-bys are looked at for steps that come before them."""
JUST_NOW = timedelta(minutes=1)
"""What was escalated so shortly before the desk looked first is told all the same."""
TURNS = "escalation"
"""Name of the turns in which escalated leads are given."""

Key = tuple[str, datetime]
"""A lead and the conversion that waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A step of an escalation, as those concerned are told."""

    lead_id: str
    name: str
    company: str
    at: datetime
    reason: str
    is_mine: bool
    """Whether the lead is in the hands of the rep who is told."""
    has_come: bool
    """Whether it was somebody else's before this step."""
    tier: int


class Duty:
    """What this desk does by itself for the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Do duty at the desk of `seat`; steps from just now on are told."""
        self._seat = seat
        self._since = seat.clock.now() - JUST_NOW
        self._seen: set[tuple[str, datetime, int]] = set()

    def tick(self, *, lives: bool = True) -> tuple[Told, ...]:
        """Do what is due, and say what the rep has to be told of, whoever did it; `lives`: a rep sits here."""
        Pool(self._seat).tick(lives=lives)
        self.escalate()
        return self._news() if lives else ()

    def escalate(self) -> int:
        """Take every step that is due, each once; how many were taken."""
        rules = self._seat.playbook.escalation
        if not rules.up_to_tier or not rules.steps:
            return 0
        with self._seat.store.reading() as unit:
            if not self._due(unit, self._seat.clock.now()):
                return 0
        with self._seat.store.writing() as unit:
            # The time is asked under the lock: whatever was logged before it is here, and is older.
            now = self._seat.clock.now()
            return sum(
                _Case(self._seat, unit, lead_id, now).take(number, step, since)
                for (lead_id, since), number, step in self._due(unit, now)
            )

    def _due(self, unit: Unit, now: datetime) -> list[tuple[Key, int, EscalationStep]]:
        """The steps whose time has come, of leads that nobody has called."""
        playbook, calendar = self._seat.playbook, self._seat.rules.calendar
        owners = [row[0] for row in unit.all(compiled.MENTORS)]  # everybody: who left, and the pools, too
        rows = unit.all(
            compiled.UNCALLED, owners=owners, since=now - BACK, until=now + AHEAD, tier=playbook.escalation.up_to_tier
        )
        done = _steps_done(unit.all(compiled.ESCALATED, at=now - BACK - AHEAD)) if rows else {}
        found = []
        for lead_id, converted_at, kind, place, due_at, answer_by in rows:
            key = (lead_id, moment(converted_at))
            steps = due_steps(
                playbook.escalation, calendar, Place.parse(place), playbook.offers[kind], done=done.get(key, 0),
                due_at=moment(due_at), answer_by=moment(answer_by), now=now,
            )  # fmt: skip
            found += [(key, number, step) for number, step in steps]
        return found

    def _news(self) -> tuple[Told, ...]:
        """What the rep has to be told, of each lead only the last step: several may have been taken at once."""
        me = self._seat.rep.id
        with self._seat.store.reading() as unit:
            rows = unit.all(compiled.ESCALATIONS_SINCE, at=self._since)
        found: dict[str, Told] = {}
        for lead_id, since, step, at, from_id, to_id, told, reason, name, company, tier in rows:
            key = (lead_id, moment(since), step)
            if me in told.split(",") and key not in self._seen:
                found[lead_id] = Told(
                    lead_id=lead_id,
                    name=name,
                    company=company,
                    at=moment(at),
                    reason=reason,
                    is_mine=to_id == me,
                    has_come=to_id == me != from_id,
                    tier=tier,
                )
            self._seen.add(key)
        return tuple(found.values())


def _steps_done(rows: Sequence[Row]) -> dict[Key, int]:
    """How many steps of each escalation were taken."""
    done: dict[Key, int] = {}
    for lead_id, since, step, _ in rows:
        key = (lead_id, moment(since))
        done[key] = max(done.get(key, 0), step + 1)
    return done


class _Case:
    """One lead that waits, in one transaction."""

    def __init__(self, seat: Seat, unit: Unit, lead_id: str, now: datetime) -> None:
        self._seat, self._unit, self._now = seat, unit, now
        self._record: LeadRecord | None = leads.find(unit, lead_id)
        self._reps = {rep.id: rep for rep in all_reps(unit, "")}
        self._sharing = Sharing(seat, unit, ())

    def take(self, number: int, step: EscalationStep, since: datetime) -> bool:
        """Take a step, unless somebody is on the line with the lead or has called it."""
        record, unit, now = self._record, self._unit, self._now
        if record is None or record.standing.answered_at is not None or record.standing.touch is None:
            return False
        row = record.row
        if row.held_until and row.held_until > now and row.held_by:
            return False
        to_id, told, what = self._whom(record, step, since)
        label = self._seat.playbook.offers[row.kind].label
        reason = f"{waits(label, record.standing.touch.answer_by, now)}: {what}"
        if to_id != record.owner_id:
            before = self._reps[record.owner_id].login if record.owner_id in self._reps else ""
            unit.run(compiled.DROP_CLAIM, lead=row.lead_id)
            telling.hand(unit, row.lead_id, to_id, now, before=before, why=reason)
        unit.run(
            compiled.ADD_ESCALATION, lead_id=row.lead_id, since=since, step=number, at=now, from_id=record.owner_id,
            to_id=to_id, told=",".join(told), reason=reason,
        )  # fmt: skip
        detail = {"step": number, "from": record.owner_id, "to": to_id, "why": reason}
        leads.write_audit(
            unit, new_id(now), at=now, rep_id=self._seat.rep.id, what=ESCALATED, lead_id=row.lead_id, detail=detail
        )
        if step.at >= WHOLE:
            answer_by = record.standing.touch.answer_by.isoformat()
            data = {"answer_by": answer_by, "step": number + 1, "why": reason, "told": reason}
            outbox.put(unit, "lead.overdue", row.lead_id, data, now)
        return True

    def _whom(self, record: LeadRecord, step: EscalationStep, since: datetime) -> tuple[str, list[str], str]:
        """Whose lead it is after the step, who is told, and what is done, in words."""
        owner = record.owner_id
        managers = [rep.id for rep in self._reps.values() if rep.is_manager]
        match step.to:
            case EscalateTo.OWNER:
                return owner, self._holders(record), "it is yours to call"
            case EscalateTo.NEXT:
                if found := self._next(record, since):
                    return found.id, [one for one in (found.id, owner) if one in self._reps], f"it goes to {found.name}"
                return owner, [*self._holders(record), *managers], "nobody else can take it now"
            case EscalateTo.MENTOR:
                mentor = next((row[1] for row in self._unit.all(compiled.MENTORS) if row[0] == owner), None) or ""
                if mentor in self._reps:
                    return owner, [mentor], f"{self._reps[mentor].name} is told, the mentor"
        return owner, managers, "the managers are told"

    def _holders(self, record: LeadRecord) -> list[str]:
        """Who could call it as it stands: its owner, or whoever may take it from its pool and works now."""
        if not is_pool(record.owner_id):
            return [record.owner_id]
        return [
            one.id
            for one in self._takers(record)
            if one.works_now and pools_of([record.owner_id], one.groups) and not one.is_away
        ]

    def _takers(self, record: LeadRecord) -> list[Taker]:
        """Who has the pass for it."""
        gate = record.row.gate
        return [one for one in self._sharing.takers if not gate or gate in one.passes]

    def _next(self, record: LeadRecord, since: datetime) -> Rep | None:
        """The rep whose turn it is among those who work now, have the pass and room, and have not had it yet."""
        rows = self._unit.all(compiled.ESCALATED, at=since)
        had = {row[3] for row in rows if (row[0], moment(row[1])) == (record.row.lead_id, since)} | {record.owner_id}
        able = [
            one
            for one in self._takers(record)
            if one.id not in had and one.works_now and not one.is_away and self._sharing.room.get(one.id, 0) > 0
        ]
        if not able:
            return None
        served = self._sharing.turn(TURNS, {one.id: one.weight or 1 for one in able})
        self._sharing.keep(self._unit)
        return self._reps[served]
