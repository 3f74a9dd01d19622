"""The invitation to a booked meeting, as an .ics file that any calendar takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import dataclass
from sdrdesk.text import clean

if TYPE_CHECKING:
    from icalendar import vCalAddress

PRODUCT = "-//sdrdesk//sdrdesk//EN"
"""Who wrote the file, as RFC 5545 asks for it."""

MEETING = timedelta(minutes=30)
"""How long a meeting is, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at the meeting."""

    name: str
    email: str = ""
    """Without an address a calendar cannot invite; the name then stands in the description alone."""


def invite(
    *,
    uid: str,
    starts_at: datetime,
    stamped_at: datetime,
    summary: str,
    description: str = "",
    organizer: Guest | None = None,
    attendees: tuple[Guest, ...] = (),
    length: timedelta = MEETING,
    sequence: int = 0,
    is_cancelled: bool = False,
) -> str:
    """The text of the .ics file: one event in UTC, lines ending in CRLF.

    Args:
        uid: Steady name of the meeting, such as its activity's id; the same one again updates the event.
        starts_at: Its start.
        stamped_at: When the invitation is written.
        summary: Its title in the calendar.
        description: What it is about; may have several lines.
        organizer: Who invites. Outlook and Google take METHOD:REQUEST only with one.
        attendees: Who is invited.
        length: How long it lasts.
        sequence: How often it was changed; a calendar takes the higher one (RFC 5545, 3.8.7.4).
        is_cancelled: Whether it takes the event out of the guest's calendar (RFC 5546, 3.2.5).
    """
    from icalendar import STATUS, Calendar, Event

    told = [clean(description, multiline=True)]
    told += [f"With {clean(guest.name)}" for guest in attendees if not guest.email and clean(guest.name)]
    event = Event.new(
        uid=f"{clean(uid)}@sdrdesk",
        start=starts_at.astimezone(UTC).replace(microsecond=0),
        end=(starts_at + length).astimezone(UTC).replace(microsecond=0),
        stamp=stamped_at.astimezone(UTC).replace(microsecond=0),
        summary=clean(summary),
        description="\n".join(line for line in told if line) or None,
        organizer=_address(organizer) if organizer and organizer.email else None,
        attendees=[_address(guest, is_asked=True) for guest in attendees if guest.email],
        sequence=sequence,
        status=STATUS.CANCELLED if is_cancelled else STATUS.CONFIRMED,
    )
    # Outlook and Google refuse a REQUEST that nobody sends; without an organizer's address it is an event to add.
    method = "PUBLISH"
    if organizer and organizer.email:
        method = "CANCEL" if is_cancelled else "REQUEST"
    calendar = Calendar.new(prodid=PRODUCT, method=method, subcomponents=[event])
    text: str = calendar.to_ical().decode()
    return text


def _address(guest: Guest, *, is_asked: bool = False) -> vCalAddress:
    """A person as calendars write one."""
    from icalendar import vCalAddress

    # A quote cannot stand in a parameter's value, however it is written (RFC 5545, 3.2).
    name = clean(guest.name).replace('"', "'") or None
    if not is_asked:
        return vCalAddress.new(clean(guest.email), cn=name)
    return vCalAddress.new(clean(guest.email), cn=name, partstat="NEEDS-ACTION", role="REQ-PARTICIPANT", rsvp=True)
