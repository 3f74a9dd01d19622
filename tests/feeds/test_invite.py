"""The invitation file says what was agreed, to any calendar and whatever the names hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from sdrdesk.feeds.invite import Guest, invite

STARTS = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
STAMPED = datetime(2026, 11, 21, 16, 5, 27, 123456, tzinfo=UTC)


def written(
    summary: str = "Demo", description: str = "", organizer: Guest | None = None, attendees: tuple[Guest, ...] = ()
) -> str:
    """An invitation with these words."""
    return invite(
        uid="0193", starts_at=STARTS, stamped_at=STAMPED, summary=summary, description=description,
        organizer=organizer, attendees=attendees,
    )  # fmt: skip


def event_of(text: str) -> Event:
    """The one event of the file, as a calendar reads it."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_a_calendar_reads_back_what_was_agreed() -> None:
    """Start, end, title, text and people come back as they were said."""
    text = written(
        summary="Demo for Lumen Retail, Inc.; 30 min",
        description="Rebuild the store map\nAsk about budget",
        organizer=Guest("Ana Ruiz", "ana@ours.example"),
        attendees=(Guest('Dana "Dee" Whitfield', "dana@lumen.example"), Guest("Raj")),
    )

    event = event_of(text)
    assert (event.start, event.end) == (STARTS, STARTS + timedelta(minutes=30))
    assert event["UID"] == "0193@sdrdesk"
    assert event["SUMMARY"] == "Demo for Lumen Retail, Inc.; 30 min"
    assert event["DESCRIPTION"] == "Rebuild the store map\nAsk about budget\nWith Raj"
    assert event["ORGANIZER"] == "mailto:ana@ours.example"
    assert event["ORGANIZER"].params["CN"] == "Ana Ruiz"
    assert event["ATTENDEE"] == "mailto:dana@lumen.example"
    assert event["ATTENDEE"].params["CN"] == "Dana 'Dee' Whitfield"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"


def test_times_are_utc_and_it_is_an_event_to_add() -> None:
    """Times are written in UTC; where nobody has an address to invite from, the file does not ask for an answer."""
    lines = written().split("\r\n")

    assert {"METHOD:PUBLISH", "VERSION:2.0", "DTSTART:20261126T153000Z", "DTEND:20261126T160000Z"} <= set(lines)
    assert "DTSTAMP:20261121T160527Z" in lines


def test_lines_end_and_fold_as_the_format_asks() -> None:
    """Every line ends in CRLF and holds at most 75 octets, however long the names are."""
    text = written(summary="Größe " * 40)

    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert event_of(text)["SUMMARY"] == ("Größe " * 40).strip()


@pytest.mark.parametrize("payload", ["a\r\nATTENDEE:mailto:x@y.example", "\x1b]52;c;eA==\x07b", "c\u202ed", "e\x00f"])
def test_no_name_adds_a_line(payload: str) -> None:
    """A name cannot add properties or hide characters in the file."""
    text = written(payload, payload, Guest(payload, "ana@ours.example"), (Guest(payload, "dana@lumen.example"),))

    event = event_of(text)
    assert event["ATTENDEE"] == "mailto:dana@lumen.example"
    assert not set(text) & set("\x00\x1b\x07\u202e")


def test_unknown_people_are_left_out() -> None:
    """Without addresses the file is still an event to keep."""
    event = event_of(written())

    assert "ORGANIZER" not in event
    assert "ATTENDEE" not in event
