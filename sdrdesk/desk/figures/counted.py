"""The rows behind a figure: calls, meetings, opportunities and leads, as they were counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.calls import bookings
from sdrdesk.desk.figures import tallies
from sdrdesk.desk.figures.row_values import CallRow, CountedRow
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import variants
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.money import shown
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.sql import day, maybe, moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import fold


@dataclass(frozen=True, slots=True)
class Asked:
    """What rows are wanted."""

    unit: Unit
    seat: Seat
    reps: Sequence[Rep]
    metric: str
    range: Range
    limit: int
    only: Mapping[str, str]

    @property
    def names(self) -> dict[str, str]:
        """Names of the reps by id."""
        return {rep.id: rep.name for rep in self.reps}


def calls(
    unit: Unit,
    playbook: Playbook,
    reps: Sequence[Rep],
    range_: Range,
    outcome: str,
    offer: str,
    words: str,
    flag: str,
    limit: int,
    only: Mapping[str, str] | None = None,
) -> tuple[CallRow, ...]:
    """Contacts of a range, newest first, with the notes of coaches; `only` as in `NARROWED`."""
    like = fold(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = unit.all(
        compiled.CALLS,
        reps=tallies.ids(reps),
        first=range_.first,
        last=range_.last,
        outcome=outcome,
        offer=offer,
        words=f"%{like}%" if like else "",
        flag=flag,
        limit=MOST if only else limit,
    )
    rows = [row for row in rows if all(CALL_IS[name](row, value) for name, value in (only or {}).items())][:limit]
    names, notes = {rep.id: rep.name for rep in reps}, _coaching(unit, [row[0] for row in rows])
    return tuple(_call(row, playbook, names[row[3]], notes.get(row[0], ())) for row in rows)


def _coaching(unit: Unit, activities: Sequence[str]) -> dict[str, list[str]]:
    """What coaches wrote beside calls, by call."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(activities), 500):
        for activity_id, by, _at, note in unit.all(compiled.COACHING_OF, activities=activities[start : start + 500]):
            found.setdefault(activity_id, []).append(f"{by}: {note}")
    return found


def _call(row: Row, playbook: Playbook, rep: str, coaching: Sequence[str]) -> CallRow:
    return CallRow(
        activity_id=row[0],
        at=moment(row[1]),
        day=day(row[2]),
        rep_id=row[3],
        rep=rep,
        lead_id=row[4],
        name=row[5],
        company=row[6],
        channel=row[7],
        outcome=row[8],
        outcome_label=playbook.outcomes[row[8]].label if row[8] in playbook.outcomes else row[8],
        offer=row[9],
        offer_title=row[10],
        seconds=row[11],
        note=row[12],
        reason=row[13],
        is_dial=bool(row[14]),
        is_connect=bool(row[15]),
        is_conversation=bool(row[16]),
        is_booked=bool(row[17]),
        speed_minutes=row[20] if row[18] else None,
        due_at=maybe(row[21]),
        answer_by=maybe(row[22]),
        coaching=tuple(coaching),
    )


def rows(
    unit: Unit, seat: Seat, reps: Sequence[Rep], metric: str, range_: Range, limit: int, only: Mapping[str, str]
) -> tuple[CountedRow, ...]:
    """The rows that a figure was counted from, newest first; `only` as in `NARROWED`."""
    if metric not in SOURCES:
        raise BadInput(f"The rows of {metric} are among marketing's", "", "sdrdesk marketing --rows shows them")
    known = NARROWED.get(metric, ())
    if wrong := [name for name in only if name not in known]:
        cure = f"One of: {', '.join(known)}" if known else "Ask for all of them"
        raise BadInput(f'The rows of {metric} are not told apart by "{wrong[0]}"', "", cure)
    asked = Asked(unit, seat, reps, metric, range_, limit, only)
    found = SOURCES[metric](asked)
    return tuple(sorted(found, key=lambda row: (row.at, row.id), reverse=True)[:limit])


# --- calls ------------------------------------------------------------------------------------------------------------

MOST = 1_000_000
"""Calls that are looked through for those that are told apart below."""

THERE, VARIANTS, TIER, SPEED = 23, 27, 28, 20
"""Places in a row of `compiled.CALLS`."""


def _is_tier(tier: int, wanted: str) -> bool:
    return (tier == 1) == (wanted == "urgent")


def _is_bar(row: Row, label: str) -> bool:
    """Whether a first touch stands in a bar of its distribution."""
    below = 0.0
    for name, upto in tallies.URGENT if row[TIER] == 1 else tallies.LATER:
        if upto is None or (row[SPEED] or 0.0) < upto:
            return name == label and (row[SPEED] or 0.0) >= below
        below = upto
    return False


def _is_arm(row: Row, wanted: str) -> bool:
    key, _, arm = wanted.partition("=")
    return bool(row[14]) and variants.read(row[VARIANTS]).get(key) == arm


CALL_IS: dict[str, Callable[[Row, str], bool]] = {
    "tier": lambda row, wanted: _is_tier(row[TIER], wanted),
    "bar": _is_bar,
    "weekday": lambda row, wanted: row[THERE] is not None and row[THERE] // 24 == int(wanted),
    "arm": _is_arm,
}
"""How calls are told apart: "urgent" or "rest", a bar of speed to lead, a weekday (0 is Monday), "experiment=a"."""

NARROWED = {
    "speed_to_lead": ("tier", "bar"),
    "in_sla": ("tier",),
    "connect_rate": ("weekday",),
    "conversation_rate": ("arm",),
    "booking_rate": ("arm",),
    "small_yes_rate": ("rung", "below"),
    **dict.fromkeys(("resolved", "sql_rate", "nurture_rate", "disqualified_rate"), ("became",)),
}
"""What `only` may name for a figure: rung and below are keys of the ladder, became a word of `tallies.Received`."""

FLAGS: dict[str, tuple[str, Callable[[CallRow], bool] | None]] = {
    "touches": ("", None),
    "dials": ("dials", None),
    "connects": ("connects", None),
    "conversations": ("conversations", None),
    "booked": ("booked", None),
    "connect_rate": ("dials", lambda row: row.is_connect),
    "conversation_rate": ("connects", lambda row: row.is_conversation),
    "booking_rate": ("talked or booked", lambda row: row.is_booked),
    "speed_to_lead": ("first", None),
    "in_sla": ("first", lambda row: row.answer_by is not None and row.at <= row.answer_by),
    "promises_kept": ("promised", lambda row: row.due_at is not None and tallies.is_kept(row.at, row.due_at)),
}
"""Which calls a figure takes, and which of those count in its numerator."""


def _calls(asked: Asked) -> list[CountedRow]:
    flag, counts = FLAGS[asked.metric]
    found = calls(asked.unit, asked.seat.playbook, asked.reps, asked.range, "", "", "", flag, asked.limit, asked.only)
    counted = [
        CountedRow(
            kind="activity",
            id=row.activity_id,
            lead_id=row.lead_id,
            name=row.name,
            company=row.company,
            rep=row.rep,
            at=row.at,
            told=_told(asked.metric, row),
            is_part=counts is None or counts(row),
            is_whole=asked.metric != "booking_rate" or row.is_conversation,
            value=row.speed_minutes if asked.metric == "speed_to_lead" else None,
        )
        for row in found
    ]
    return counted + UNDONE.get(asked.metric, _nothing)(asked)


def _told(metric: str, row: CallRow) -> str:
    if metric in ("speed_to_lead", "in_sla") and row.speed_minutes is not None:
        return f"{row.outcome_label} after {row.speed_minutes:.1f} working minutes"
    if metric == "promises_kept" and row.due_at is not None:
        late = round((row.at - row.due_at).total_seconds() / 60)
        return f"{row.outcome_label}, {abs(late)} min {'late' if late >= 0 else 'early'}"
    return f"{row.outcome_label}{f', {row.seconds} s' if row.seconds else ''}"


def _unanswered(asked: Asked) -> list[CountedRow]:
    now, found = asked.seat.clock.now(), []
    for zone_name, group in tallies.by_zone(asked.reps).items():
        since, until = asked.range.moments(zone_name)
        for row in tallies.unanswered(asked.unit, group, since, min(until, now), MOST):
            if "tier" in asked.only and not _is_tier(row[5], asked.only["tier"]):
                continue
            found.append(
                CountedRow(
                    kind="lead", id=row[0], lead_id=row[0], name=row[1], company=row[2], rep=asked.names[row[3]],
                    at=moment(row[7]), told="Not called yet, and the answer-by has passed", is_part=False,
                )
            )  # fmt: skip
    return found


# --- meetings, opportunities, leads -----------------------------------------------------------------------------------


def _meetings(asked: Asked) -> list[CountedRow]:
    states = {
        "held": ("held",),
        "no_shows": ("no_show",),
        "held_rate": ("held", "no_show"),
        "opportunity_rate": ("held",),
    }
    is_rate = asked.metric == "opportunity_rate"
    accepted = {row.id: row for row in _opportunities(asked)} if is_rate else {}
    found = []
    for row in asked.unit.all(compiled.MEETINGS, first=asked.range.first, last=asked.range.last):
        meeting = bookings.read(row)
        if meeting.rep_id in asked.names and meeting.state in states[asked.metric]:
            is_part = accepted.pop(row[14], None) is not None if is_rate else meeting.state != "no_show"
            found.append(
                CountedRow(
                    kind="meeting", id=meeting.id, lead_id=meeting.lead_id, name=row[11], company=row[12], rep=row[13],
                    at=meeting.starts_at, told=f"Meeting {meeting.state.replace('_', '-')}",
                    is_part=is_part or asked.metric == "no_shows",
                )
            )  # fmt: skip
    return found + [
        replace(row, is_whole=False, told=f"{row.told}, held before these days") for row in accepted.values()
    ]


def _opportunities(asked: Asked) -> list[CountedRow]:
    found = []
    rows_ = asked.unit.all(
        compiled.OPPORTUNITIES, reps=tallies.ids(asked.reps), first=asked.range.first, last=asked.range.last
    )
    for row in rows_:
        if row[5] not in tallies.COUNTED:
            continue
        worth = f", {shown(row[9], row[10])}" if row[9] is not None else ""
        found.append(
            CountedRow(
                kind="opportunity", id=row[0], lead_id=row[1], name=row[2], company=row[3], rep=asked.names[row[4]],
                at=moment(row[7]), told=f"Opportunity {row[5]}{worth}", is_part=True,
            )
        )  # fmt: skip
    return found


def _won(asked: Asked) -> list[CountedRow]:
    found = []
    for row in asked.unit.all(
        compiled.WON_ROWS, reps=tallies.ids(asked.reps), first=asked.range.first, last=asked.range.last
    ):
        found.append(
            CountedRow(
                kind="opportunity", id=row[0], lead_id=row[1], name=row[2], company=row[3], rep=asked.names[row[4]],
                at=maybe(row[5]) or datetime.min.replace(tzinfo=UTC), told=f"Won, {shown(row[6] or 0, row[7])}",
                value=(row[6] or 0) / 100,
            )
        )  # fmt: skip
    return found


BECAME = {
    "sql_rate": ("qualified",),
    "nurture_rate": ("nurture",),
    "disqualified_rate": ("disqualified", "bad_data"),
}


def _leads(asked: Asked) -> list[CountedRow]:
    found = []
    rung, below = asked.only.get("rung", ""), asked.only.get("below", "")
    for one in tallies.received(asked.unit, asked.seat.playbook, asked.reps, asked.range):
        if asked.metric == "small_yes_rate":
            told, is_part = f"{len(one.yeses)} small yeses", rung in one.yeses if rung else bool(one.yeses)
            if below and below not in one.yeses:
                continue
        else:
            told = one.became.replace("_", " ")
            is_part = one.became in BECAME[asked.metric] if asked.metric in BECAME else one.became != "unresolved"
            if "became" in asked.only:
                is_part = one.became == asked.only["became"]
        found.append(
            CountedRow(
                kind="lead", id=one.lead_id, lead_id=one.lead_id, name=one.name, company=one.company,
                rep=asked.names[one.owner_id], at=one.at, told=told, is_part=is_part,
            )
        )  # fmt: skip
    return found


def _overdue(asked: Asked) -> list[CountedRow]:
    """Promised call backs that nobody has made."""
    now, found = asked.seat.clock.now(), []
    for zone_name, group in tallies.by_zone(asked.reps).items():
        since, until = asked.range.moments(zone_name)
        for row in asked.unit.all(
            compiled.OVERDUE_ROWS, reps=group, since=since, until=min(until, now - tallies.ON_TIME)
        ):
            found.append(
                CountedRow(
                    kind="lead", id=row[0], lead_id=row[0], name=row[1], company=row[2], rep=asked.names[row[3]],
                    at=moment(row[4]), told="Promised for then, and not called yet", is_part=False,
                )
            )  # fmt: skip
    return found


def _nothing(asked: Asked) -> list[CountedRow]:
    del asked
    return []


UNDONE: dict[str, Callable[[Asked], list[CountedRow]]] = {"in_sla": _unanswered, "promises_kept": _overdue}
"""What else a figure counts: what nobody did."""

SOURCES: dict[str, Callable[[Asked], list[CountedRow]]] = {
    **dict.fromkeys(FLAGS, _calls),
    **dict.fromkeys(("held", "no_shows", "held_rate", "opportunity_rate"), _meetings),
    **dict.fromkeys(("opportunities", "pace", "pay", "velocity"), _opportunities),
    **dict.fromkeys(("revenue_per_rep", "revenue_per_hour", "value_of_dial"), _won),
    **dict.fromkeys(("resolved", "sql_rate", "nurture_rate", "disqualified_rate", "small_yes_rate"), _leads),
}
"""Where the rows of each figure come from."""
