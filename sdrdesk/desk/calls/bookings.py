"""What a log means for the meeting that a lead has: booked, moved, told how it went, and all of it taken back."""

from __future__ import annotations

from datetime import date, datetime

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.domain import meetings
from sdrdesk.domain.hours import zone
from sdrdesk.domain.meetings import State
from sdrdesk.domain.playbook import On, OutcomeRule, Then
from sdrdesk.errors import Refused
from sdrdesk.store import compiled
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.sql import as_sql, day, maybe, moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.typing import Any

ENDED = (State.HELD, State.NO_SHOW, State.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A meeting as the store keeps it."""

    id: str
    lead_id: str
    rep_id: str
    state: State
    booked_at: datetime
    starts_at: datetime
    day: date
    confirmed_at: datetime | None
    ended_at: datetime | None
    with_whom: str
    zone: str
    """Of the rep who booked it."""


def read(row: Row) -> Booked:
    """A row of the meetings' statements as a value."""
    return Booked(
        id=row[0],
        lead_id=row[1],
        rep_id=row[2],
        state=State(row[3]),
        booked_at=moment(row[4]),
        starts_at=moment(row[5]),
        day=day(row[6]),
        confirmed_at=maybe(row[7]),
        ended_at=maybe(row[8]),
        with_whom=row[9],
        zone=row[10],
    )


def of_lead(unit: Unit, lead_id: str) -> tuple[Booked, ...]:
    """A lead's meetings, newest first."""
    return tuple(read(row) for row in unit.all(compiled.MEETINGS_OF_LEAD, lead=lead_id))


def standing_of(unit: Unit, record: LeadRecord) -> Booked | None:
    """The meeting that a lead's next touch is about."""
    if not meetings.has_meeting(record.standing):
        return None
    return next((one for one in of_lead(unit, record.row.lead_id) if one.state in meetings.STANDING), None)


def check(rule: OutcomeRule, record: LeadRecord, at: datetime) -> None:
    """Refuse what cannot be said of the lead now: of a meeting it has not, or that has not begun."""
    name, meets_at = record.row.name, record.standing.meets_at
    if not meetings.is_offered(rule, record.standing):
        if rule.on is On.MEETING:
            raise Refused(f"{name} has no meeting booked", f'"{rule.label}" is said of a meeting', code="no_meeting")
        raise Refused(
            f"{name} has a meeting booked", "Say what became of it: confirmed, rescheduled, held ...", code="meeting"
        )
    if rule.meeting in (State.HELD, State.NO_SHOW) and meets_at and at < meets_at:
        raise Refused(f"The meeting with {name} has not begun", "If it was moved, reschedule it", code="early")


def write(
    unit: Unit, activity_id: str, rep: tuple[str, str], record: LeadRecord, rule: OutcomeRule, at: datetime,
    meeting_at: datetime | None, with_whom: str, before: Booked | None,
) -> tuple[Booked | None, dict[str, Any]]:  # fmt: skip
    """Write what an outcome does to the lead's meeting.

    Args:
        unit: The transaction.
        activity_id: Of the log.
        rep: Id and zone of who logs.
        record: The lead before.
        rule: The outcome.
        at: When.
        meeting_at: For a booking or a new time.
        with_whom: For a booking.
        before: The meeting that the lead had.

    Returns:
        The meeting after it, and what undo needs.
    """
    if rule.then is Then.MEETING and rule.on is On.LEAD and meeting_at:
        start = meeting_at.astimezone(zone(rep[1])).date()
        columns: dict[str, Any] = {"lead_id": record.row.lead_id, "rep_id": rep[0]}
        columns |= {"booked_at": at, "starts_at": meeting_at}
        unit.run(
            compiled.ADD_MEETING, id=activity_id, **columns, day=start, with_whom=with_whom,
            state=State.BOOKED.value, confirmed_at=None, ended_at=None,
        )  # fmt: skip
        made = Booked(
            id=activity_id, state=State.BOOKED, day=start, with_whom=with_whom, zone=rep[1],
            confirmed_at=None, ended_at=None, **columns,
        )  # fmt: skip
        return made, {}
    state = meetings.state_after(rule)
    if before is None or state is None:
        return before, {}
    starts_at = (meeting_at if rule.then is Then.MEETING else None) or before.starts_at
    after: dict[str, Any] = {
        "state": state.value,
        "starts_at": starts_at,
        "day": starts_at.astimezone(zone(before.zone)).date(),
        "confirmed_at": at if state is State.CONFIRMED else before.confirmed_at,
        "ended_at": at if state in ENDED else None,
    }
    change(unit, before.id, after)
    kept = {name: as_sql(getattr(before, name)) for name in after} | {"state": before.state.value}
    return replace(before, **{**after, "state": state}), kept


def change(unit: Unit, meeting_id: str, columns: dict[str, Any]) -> None:
    """Write the state of a meeting."""
    unit.run(compiled.CHANGE_MEETING, of_meeting=meeting_id, **{f"set_{name}": one for name, one in columns.items()})


def take_back(unit: Unit, activity_id: str, meeting_id: str, kept: dict[str, Any]) -> None:
    """Undo what a log did to a meeting; Refused when an opportunity hangs on it."""
    if not meeting_id:
        return
    if (kept or meeting_id == activity_id) and unit.first(compiled.OPPORTUNITY_OF, meeting=meeting_id):
        raise Refused("An opportunity was made of that meeting", "Take that back first", code="has_opportunity")
    if meeting_id == activity_id:
        unit.run(compiled.DROP_MEETING, activity=activity_id)
    elif kept:
        change(unit, meeting_id, kept)
