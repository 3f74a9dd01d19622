"""The rows behind a figure: calls, meetings, opportunities and leads, as they were counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sdrdesk.desk import bookings, tallies
from sdrdesk.desk.number_values import CallRow, CountedRow
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.money import shown
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.ranges import Range
from sdrdesk.store import compiled
from sdrdesk.store.sql import day, maybe, moment
from sdrdesk.store.store import Unit
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
) -> tuple[CallRow, ...]:
    """Contacts of a range, newest first, with the notes of coaches."""
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
        limit=limit,
    )
    names = {rep.id: rep.name for rep in reps}
    coached: dict[str, list[str]] = {}
    for found in range(0, len(rows), 500):
        part = [row[0] for row in rows[found : found + 500]]
        for activity_id, by, _at, note in unit.all(compiled.COACHING_OF, activities=part):
            coached.setdefault(activity_id, []).append(f"{by}: {note}")
    return tuple(
        CallRow(
            activity_id=row[0],
            at=moment(row[1]),
            day=day(row[2]),
            rep_id=row[3],
            rep=names[row[3]],
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
            coaching=tuple(coached.get(row[0], ())),
        )
        for row in rows
    )


def rows(unit: Unit, seat: Seat, reps: Sequence[Rep], metric: str, range_: Range, limit: int) -> tuple[CountedRow, ...]:
    """The rows that a figure was counted from, newest first."""
    asked = Asked(unit, seat, reps, metric, range_, limit)
    found = SOURCES[metric](asked)
    return tuple(sorted(found, key=lambda row: (row.at, row.id), reverse=True)[:limit])


# --- calls ------------------------------------------------------------------------------------------------------------

FLAGS: dict[str, tuple[str, Callable[[CallRow], bool] | None]] = {
    "touches": ("", None),
    "dials": ("dials", None),
    "connects": ("connects", None),
    "conversations": ("conversations", None),
    "booked": ("booked", None),
    "connect_rate": ("dials", lambda row: row.is_connect),
    "conversation_rate": ("connects", lambda row: row.is_conversation),
    "booking_rate": ("conversations", lambda row: row.is_booked),
    "value_of_dial": ("dials", None),
    "speed_to_lead": ("first", None),
    "in_sla": ("first", lambda row: row.answer_by is not None and row.at <= row.answer_by),
    "promises_kept": ("promised", lambda row: row.due_at is not None and tallies.is_kept(row.at, row.due_at)),
}
"""Which calls a figure takes, and which of those count in its numerator."""


def _calls(asked: Asked) -> list[CountedRow]:
    flag, counts = FLAGS[asked.metric]
    found = calls(asked.unit, asked.seat.playbook, asked.reps, asked.range, "", "", "", flag, asked.limit)
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
        )
        for row in found
    ]
    return counted + (_unanswered(asked) if asked.metric == "in_sla" else [])


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
        for row in asked.unit.all(
            compiled.UNANSWERED, reps=group, since=since, until=min(until, now), limit=asked.limit
        ):
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
    found = []
    for row in asked.unit.all(compiled.MEETINGS, first=asked.range.first, last=asked.range.last):
        meeting = bookings.read(row)
        if meeting.rep_id in asked.names and meeting.state in states[asked.metric]:
            is_part = row[15] in tallies.COUNTED if asked.metric == "opportunity_rate" else meeting.state != "no_show"
            found.append(
                CountedRow(
                    kind="meeting", id=meeting.id, lead_id=meeting.lead_id, name=row[11], company=row[12], rep=row[13],
                    at=meeting.starts_at, told=f"Meeting {meeting.state.replace('_', '-')}",
                    is_part=is_part or asked.metric == "no_shows",
                )
            )  # fmt: skip
    return found


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
    for one in tallies.received(asked.unit, asked.seat.playbook, asked.reps, asked.range):
        if asked.metric == "small_yes_rate":
            told, is_part = f"{len(one.yeses)} small yeses", bool(one.yeses)
        else:
            told = one.became.replace("_", " ")
            is_part = one.became in BECAME[asked.metric] if asked.metric in BECAME else one.became != "unresolved"
        found.append(
            CountedRow(
                kind="lead", id=one.lead_id, lead_id=one.lead_id, name=one.name, company=one.company,
                rep=asked.names[one.owner_id], at=one.at, told=told, is_part=is_part,
            )
        )  # fmt: skip
    return found


SOURCES: dict[str, Callable[[Asked], list[CountedRow]]] = {
    **dict.fromkeys(FLAGS, _calls),
    **dict.fromkeys(("held", "no_shows", "held_rate", "opportunity_rate"), _meetings),
    **dict.fromkeys(("opportunities", "pace", "pay", "velocity"), _opportunities),
    **dict.fromkeys(("revenue_per_rep", "revenue_per_hour"), _won),
    **dict.fromkeys(("resolved", "sql_rate", "nurture_rate", "disqualified_rate", "small_yes_rate"), _leads),
}
"""Where the rows of each figure come from."""
