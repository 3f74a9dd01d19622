"""The invitation to a meeting that a log has booked or moved: made after the log is on the disk, never before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sdrdesk.desk import bookings
from sdrdesk.desk.calling import shown_number
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import Logged
from sdrdesk.store import leads


def invited(seat: Seat, logged: Logged, starts_at: datetime, with_whom: str) -> Logged:
    """`logged` with the text of the .ics file; the same meeting moved keeps its place in the guest's calendar."""
    from sdrdesk.feeds.invite import Guest, invite

    with seat.store.reading() as unit:
        record = leads.find(unit, logged.lead_id)
        meeting = bookings.standing_of(unit, record) if record else None
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
        organizer=Guest(seat.rep.name),
        attendees=guests,
    )
    return replace(logged, invite=text)
