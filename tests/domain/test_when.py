"""A time as a rep types it becomes exactly one moment to come, or a question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.hours import Place
from sdrdesk.domain.when import FURTHEST, echo, read_when
from sdrdesk.errors import BadInput

CHICAGO = Place("US-IL", ("America/Chicago",))
NOW = datetime(2026, 11, 21, 16, 5, 27, tzinfo=UTC)
"""Saturday 10:05 in Chicago."""


def local(words: str, now: datetime = NOW, place: Place = CHICAGO) -> str:
    """The moment meant, on the prospect's clock."""
    return f"{place.local(read_when(words, now, place)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("thu 3pm", "2026-11-26 15:00"),
        ("Thursday, 15:00", "2026-11-26 15:00"),
        ("on thu at 10 am", "2026-11-26 10:00"),
        ("in 2h", "2026-11-21 12:05"),
        ("in 30 min", "2026-11-21 10:35"),
        ("in 1h 30 min", "2026-11-21 11:35"),
        ("in 1h30", "2026-11-21 11:35"),
        ("in an hour", "2026-11-21 11:05"),
        ("in half an hour", "2026-11-21 10:35"),
        ("in 3 days", "2026-11-24 10:05"),
        ("in 3 days at 10", "2026-11-24 10:00"),
        ("in 2 weeks", "2026-12-05 10:05"),
        ("tomorrow", "2026-11-22 09:00"),
        ("tomorrow 9", "2026-11-22 09:00"),
        ("tomorrow 3", "2026-11-22 15:00"),
        ("tomorrow morning", "2026-11-22 09:00"),
        ("tomorrow morning at 10", "2026-11-22 10:00"),
        ("tomorrow afternoon 3:30", "2026-11-22 15:30"),
        ("day after tomorrow noon", "2026-11-23 12:00"),
        ("next tuesday morning", "2026-11-24 09:00"),
        ("next week", "2026-11-23 09:00"),
        ("next week thu 3pm", "2026-11-26 15:00"),
        ("mon 9am next week", "2026-11-23 09:00"),
        ("mon", "2026-11-23 09:00"),
        ("sat 11", "2026-11-21 11:00"),
        ("sat 9", "2026-11-28 09:00"),
        ("26 nov 14:30", "2026-11-26 14:30"),
        ("the 26th of November at noon", "2026-11-26 12:00"),
        ("nov 26 3pm", "2026-11-26 15:00"),
        ("november 26, 3:30 p.m.", "2026-11-26 15:30"),
        ("thu 26 nov", "2026-11-26 09:00"),
        ("1 nov", "2027-11-01 09:00"),
        ("26.11. 14:30", "2026-11-26 14:30"),
        ("26.11.26 14:30", "2026-11-26 14:30"),
        ("2026-11-26 14:30", "2026-11-26 14:30"),
        ("2026-11-26T14:30", "2026-11-26 14:30"),
        ("2026-11-26T14:30:00Z", "2026-11-26 08:30"),
        ("2026-11-26 14:30+01:00", "2026-11-26 07:30"),
        ("11/26 3pm", "2026-11-26 15:00"),
        ("26/11 3pm", "2026-11-26 15:00"),
        ("5/5 3pm", "2027-05-05 15:00"),
        ("noon", "2026-11-21 12:00"),
        ("3pm", "2026-11-21 15:00"),
        ("9am", "2026-11-22 09:00"),
        ("today 3pm", "2026-11-21 15:00"),
        ("end of day", "2026-11-21 17:00"),
        ("eod", "2026-11-21 17:00"),
        ("+1d", "2026-11-22 10:05"),
        ("+3d", "2026-11-24 10:05"),
        ("+7d", "2026-11-28 10:05"),
    ],
)
def test_words_mean_one_moment(words: str, meant: str) -> None:
    """Each form a rep types means one moment on the prospect's clock."""
    assert local(words) == meant


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "No time was given"),
        ("   ", "No time was given"),
        ("x" * 61, "too long"),
        ("thu blah 3pm", '"blah" is not understood'),
        ("may", '"may" is not understood'),
        ("25:00", '"25:00" is not understood'),
        ("3/4 3pm", 'Write "4 mar" or "3 apr"'),
        ("10", 'Write "10:00", "10pm" or "in 10h"'),
        ("15h", 'Write "15:00" or "in 15h"'),
        ("today 9", "is past. That was 1h05m ago: it is Sat 10:05 in Chicago"),
        ("today", "names no hour"),
        ("at", "names no day and no hour"),
        ("this friday", "is past"),
        ("this week", "names no day of this week"),
        ("in 0 min", "is past"),
        ("2025-11-26 14:30", "is past"),
        ("0001-01-01T00:00+14:00", "400 days"),
        ("in 500 days", "400 days"),
        ("9999 weeks", "400 days"),
        ("9999 days", "400 days"),
        ("2028-11-26", "400 days"),
        ("29 feb", "February has no 29 within a year"),
        ("31 nov", "November has no 31"),
        ("14.30", "no month 30"),
        ("0/5", "no month 0"),
        ("2026-02-30", "not a time"),
        ("2026-11-26T25:00", "not a time"),
        ("13pm", "no 13 pm"),
        ("fri 26 nov", "26 Nov is a Thursday"),
        ("next week 26 nov", "two days"),
        ("thu fri", "two of them"),
        ("3pm 4pm", "two of them"),
        ("in 2h 3pm", "two of them"),
        ("+1d thu", "two of them"),
        ("2026-11-26T14:30 tomorrow", "two of them"),
        ("half an day", "name the hour"),
        ("monday morning 3pm", "two times"),
        ("noon 3pm", "two times"),
        ("\x1b]52;c;eA==\x07foo", '"foo" is not a time'),
    ],
)
def test_what_is_no_time_is_asked_again(words: str, said: str) -> None:
    """Junk, a past hour, a day too far off and a day that could be two are refused with the reason."""
    with pytest.raises(BadInput) as refused:
        read_when(words, NOW, CHICAGO)

    assert said in str(refused.value)


def test_the_hour_is_the_prospects() -> None:
    """The same words are another moment for a prospect elsewhere; half-hour zones too."""
    kolkata = Place("IN", ("Asia/Kolkata",))

    assert read_when("mon 9:30", NOW, kolkata) == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def test_today_is_the_prospects_day() -> None:
    """After midnight at the prospect's, "tomorrow" is the day after their day, not after the rep's."""
    tokyo = Place("JP", ("Asia/Tokyo",))

    assert local("tomorrow 9", NOW, tokyo) == "2026-11-23 09:00"


def test_next_tuesday_is_of_next_week() -> None:
    """On a Monday "tue" is tomorrow and "next tue" the Tuesday of the week after."""
    monday = datetime(2026, 11, 23, 16, tzinfo=UTC)

    assert local("tue 9", monday) == "2026-11-24 09:00"
    assert local("next tue 9", monday) == "2026-12-01 09:00"


def test_an_hour_that_spring_skips_moves_on() -> None:
    """02:30 on the night of the spring change, which does not exist, is 03:30."""
    assert local("2027-03-14 2:30", datetime(2027, 3, 13, 12, tzinfo=UTC)) == "2027-03-14 03:30"


def test_an_hour_that_autumn_repeats_is_the_one_ahead() -> None:
    """01:30 comes twice in autumn: the first before it, the second between the two."""
    before, between = datetime(2027, 11, 7, 5, tzinfo=UTC), datetime(2027, 11, 7, 6, 45, tzinfo=UTC)

    assert read_when("1:30", before, CHICAGO) == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    assert read_when("1:30", between, CHICAGO) == datetime(2027, 11, 7, 7, 30, tzinfo=UTC)


def test_days_keep_the_hour_over_a_change() -> None:
    """Three days over a clock change is the same hour of day, not 72 hours."""
    friday = datetime(2027, 3, 12, 20, tzinfo=UTC)

    assert local("+3d", friday) == "2027-03-15 14:00"


def test_29_february_is_found_in_a_leap_year() -> None:
    """29 February is taken when it comes within a year."""
    assert local("29 feb 10:00", datetime(2027, 12, 1, tzinfo=UTC)) == "2028-02-29 10:00"


def test_an_unknown_place_is_read_in_utc() -> None:
    """Where the zone is unknown the words are read in UTC, and the echo says so."""
    at = read_when("mon 9", NOW, Place())

    assert at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert echo(at, Place(), "UTC", NOW) == "Mon 23 Nov 09:00 UTC (their zone is unknown), the same for you"


@pytest.mark.parametrize(
    ("at", "rep_zone", "said"),
    [
        (datetime(2026, 11, 26, 21, tzinfo=UTC), "America/New_York", "Thu 26 Nov 15:00 in Chicago, 16:00 for you"),
        (datetime(2026, 11, 26, 21, tzinfo=UTC), "America/Chicago", "Thu 26 Nov 15:00 in Chicago, the same for you"),
        (
            datetime(2027, 1, 4, 21, tzinfo=UTC),
            "Asia/Tokyo",
            "Mon 4 Jan 2027 15:00 in Chicago, Tue 5 Jan 2027 06:00 for you",
        ),
    ],
)
def test_the_echo_names_both_clocks(at: datetime, rep_zone: str, said: str) -> None:
    """The echo gives the prospect's day and hour, and the rep's, with the day where it differs."""
    assert echo(at, CHICAGO, rep_zone, NOW) == said


PIECES = """
    in 2h + 3 days tomorrow next this week mon thu tues sunday at 9 15:00 3pm 12am noon morning evening eod 26 nov 29
    feb 26.11. 31.4. 11/26 3/4 0/0 2026-11-26 2027-02-29 2026-11-26T14:30 99 9999 weeks half an hour the of and z
"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=6).map(" ".join)
PLACES = st.sampled_from(
    ["America/Chicago", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "Europe/Berlin"]
).map(lambda name: Place("", (name,)))
NOWS = st.integers(0, 11 * 366 * 86400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(st.one_of(WORDS, st.text(max_size=70)), NOWS, PLACES)
def test_any_words_are_a_moment_to_come_or_refused(words: str, now: datetime, place: Place) -> None:
    """Whatever is typed is a moment after now and within 400 days, or bad input; never another error."""
    try:
        at = read_when(words, now, place)
    except BadInput:
        return
    assert timedelta() < at - now <= FURTHEST
    assert at.tzinfo is UTC


@given(NOWS, PLACES, st.integers(0, 23), st.integers(0, 59), st.sampled_from(["mon", "wed", "sun"]))
def test_what_was_said_is_what_is_kept(now: datetime, place: Place, hour: int, minute: int, day: str) -> None:
    """A weekday and an hour come out as that weekday and hour, at most a clock change later."""
    at = place.local(read_when(f"{day} {hour}:{minute:02}", now, place))

    off = at.replace(tzinfo=None) - at.replace(hour=hour, minute=minute, tzinfo=None)
    assert timedelta() <= off <= timedelta(hours=1)
    assert f"{at:%a}".lower() == day
