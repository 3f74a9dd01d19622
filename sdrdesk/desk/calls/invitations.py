"""What calendars are told of a meeting that a log has booked, moved or cancelled: made after the log is on the disk."""

from __future__ import annotations

from datetime import datetime

from sdrdesk.dataclasses import replace
from sdrdesk.desk.calls import bookings
from sdrdesk.desk.calls.bookings import Booked
from sdrdesk.desk.calls.calling import shown_number
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import Logged
from sdrdesk.domain import meetings
from sdrdesk.domain.meetings import State
from sdrdesk.domain.playbook import OutcomeRule
from sdrdesk.store import compiled, leads


def called_off(seat: Seat, logged: Logged, rule: OutcomeRule) -> Logged:
    """`logged` with the .ics file that takes a meeting out of the guest's calendar, if the outcome cancelled one."""
    if meetings.state_after(rule) is not State.CANCELLED:
        return logged
    with seat.store.reading() as unit:
        gone = [one for one in bookings.of_lead(unit, logged.lead_id) if one.state is State.CANCELLED]
        told = [one for one in gone if one.ended_at == logged.at]
    return invited(seat, logged, told[0].starts_at, told[0].with_whom, told[0]) if told else logged


def invited(seat: Seat, logged: Logged, starts_at: datetime, with_whom: str, cancelled: Booked | None = None) -> Logged:
    """`logged` with the text of the .ics file; the same meeting moved keeps its place in the guest's calendar."""
    from sdrdesk.feeds.invite import Guest, invite

    with seat.store.reading() as unit:
        record = leads.find(unit, logged.lead_id)
        meeting = cancelled or (bookings.standing_of(unit, record) if record else None)
        # Every activity of the meeting after its booking is a change; those taken back count too: it never goes down.
        row_of = unit.first(compiled.MEETING_CHANGES, meeting=meeting.id) if meeting else None
    if record is None:
        return logged
    row = record.row
    about = [f"{row.title}, {row.company}".strip(", "), row.offer_title, shown_number(row.phone)]
    guests = (Guest(row.name, row.email), *((Guest(with_whom),) if with_whom else ()))
    text = invite(
        uid=meeting.id if meeting else logged.activity_id,
        starts_at=starts_at,
        stamped_at=logged.at,
        summary=f"{row.company or row.name}: {seat.rep.team_name or 'meeting'}",
        description="\n".join(line for line in about if line),
        organizer=Guest(seat.rep.name, seat.address),
        attendees=guests,
        length=seat.rules.calendar.length(seat.playbook.meetings.length),
        sequence=max(0, row_of[0] - 1) if row_of else 0,
        is_cancelled=cancelled is not None,
    )
    return replace(logged, invite=text, invite_at=starts_at)
