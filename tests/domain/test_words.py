"""Moments and lengths in the words a rep reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain import words
from sdrdesk.domain.hours import Place
from tests.worlds import CHICAGO, KATHMANDU, NOWHERE, local

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""Tuesday, nine in Chicago."""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0s"),
        (59, "59s"),
        (60, "1m00s"),
        (108, "1m48s"),
        (599, "9m59s"),
        (600, "10m"),
        (3599, "59m"),
        (3600, "1h"),
        (11400, "3h10m"),
        (86399, "23h59m"),
        (86400, "1 d"),
        (200000, "2 d"),
    ],
)
def test_a_length_is_as_fine_as_it_matters(seconds: int, said: str) -> None:
    """Seconds matter in the first ten minutes, minutes on the first day, then days."""
    assert words.length(seconds) == said
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_what_lies_ahead_is_not_ago() -> None:
    """A clock that was set back does not make negative lengths."""
    assert words.ago(NOW + timedelta(minutes=5), NOW) == "0s"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (192, "3:12"),
        (0, "0:00"),
        (-1, "-0:01"),
        (-58, "-0:58"),
        (599, "9:59"),
        (600, "10m"),
        (-2520, "-42m"),
        (3600, "1h"),
        (-7300, "-2h"),
        (86400, "1d"),
        (200000, "2d"),
        (-200000, "2d late"),
    ],
)
def test_a_countdown_fits_its_column(seconds: int, said: str) -> None:
    """What is left of an answer-by, or how late it is."""
    assert words.countdown(NOW + timedelta(seconds=seconds), NOW) == said


@given(seconds=st.integers(-4_000_000, 4_000_000))
def test_a_countdown_is_never_wider_than_eight(seconds: int) -> None:
    """No wait that the desk can plan breaks the column."""
    assert len(words.countdown(NOW + timedelta(seconds=seconds), NOW)) <= 8


@pytest.mark.parametrize(
    ("at", "place", "moment", "day"),
    [
        (local("2026-11-24 14:30", CHICAGO), CHICAGO, "14:30", "today"),
        (local("2026-11-25 00:00", CHICAGO), CHICAGO, "tomorrow 00:00", "tomorrow"),
        (local("2026-11-23 23:59", CHICAGO), CHICAGO, "yesterday 23:59", "yesterday"),
        (local("2026-11-26 08:15", CHICAGO), CHICAGO, "Thu 08:15", "Thu"),
        (local("2026-11-30 08:15", CHICAGO), CHICAGO, "Mon 08:15", "Mon"),
        (local("2026-12-01 08:15", CHICAGO), CHICAGO, "1 Dec 08:15", "1 Dec"),
        (local("2026-11-12 08:15", CHICAGO), CHICAGO, "12 Nov 08:15", "12 Nov"),
        # The same minute is another day elsewhere, and half an hour off.
        (datetime(2026, 11, 24, 18, 20, tzinfo=UTC), KATHMANDU, "tomorrow 00:05", "tomorrow"),
        (datetime(2026, 11, 24, 18, 20, tzinfo=UTC), NOWHERE, "18:20", "today"),
    ],
)
def test_a_moment_is_said_on_the_prospects_clock(at: datetime, place: Place, moment: str, day: str) -> None:
    """Today needs only the time, this week the day, later the date; all on the wall clock of the place."""
    assert words.moment(at, place, NOW) == moment
    assert words.day(at, place, NOW) == day


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "00:00"), (-3, "00:00"), (134, "02:14"), (3599, "59:59"), (3734, "1:02:14")]
)
def test_a_stopwatch_shows_hours_only_when_there_are_some(seconds: int, said: str) -> None:
    """The running call."""
    assert words.stopwatch(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0s"), (48, "48s"), (60, "1m00s"), (246, "4m06s"), (6000, "100m00s")]
)
def test_reading_is_in_minutes(seconds: int, said: str) -> None:
    """Time on a page."""
    assert words.reading(seconds) == said


@pytest.mark.parametrize(("count", "said"), [(0, "0 leads"), (1, "1 lead"), (2, "2 leads"), (1234, "1,234 leads")])
def test_one_lead_is_not_one_leads(count: int, said: str) -> None:
    """A count agrees with its noun."""
    assert words.plural(count, "lead") == said
