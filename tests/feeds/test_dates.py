"""Dates are read as exports write them; which number is the day is read off the column or asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.feeds.dates import DateOrder, DateSurvey, read_moment

CHICAGO = ZoneInfo("America/Chicago")


def read(text: str, order: DateOrder | None = None) -> str:
    """The moment in `text` as ISO text, or ""."""
    moment = read_moment(text, dict.fromkeys("/.-", order) if order else {}, CHICAGO)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-15 14:30",
        "2026-03-15T14:30:00",
        "2026-03-15T19:30:00Z",
        "2026-03-15T19:30:00.000+0000",
        "2026-03-15 19:30:00 UTC",
        "2026-03-15 2:30 PM",
        "2026/03/15 14:30",
        "3/15/2026 2:30 PM",
        "3/15/2026, 2:30 pm",
        "3/15/26 14:30",
        "15.03.2026 14:30",
        "15.03.2026, 14:30 Uhr",
        "15/03/2026 14:30",
        "15-3-2026 14:30",
        "3/15/2026 3:30 PM EDT",
        "3/15/2026 7:30 PM (UTC)",
        "Mar 15, 2026 2:30 PM",
        "March 15th, 2026 at 2:30 p.m.",
        "15 Mar 2026 14:30",
        "15-Mar-2026 14:30",
        "Sun, 15 Mar 2026 14:30:00 -0500",
        "1773603000",
        "1773603000000",
        "1773603000.0",
    ],
)
def test_one_moment_however_it_is_written(text: str) -> None:
    """Every form that exports use gives the same moment; a time without a zone is in the zone given."""
    assert read(text) == "2026-03-15 19:30"


def test_a_day_without_a_time_begins_at_midnight() -> None:
    """A date alone is its local midnight."""
    assert read("2026-07-01") == "2026-07-01 05:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "31.06.2026",
        "2026-13-01",
        "3/15/2026 14:30 PM",
        "3/15/2026 25:00",
        "45366.5",
        "1/2/3",
        "0/0/2026",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """A date that does not exist is not bent into one that does."""
    assert read(text) == ""


def test_the_order_decides_a_date_that_reads_both_ways() -> None:
    """3/4 is a day in March or in April as told, and nothing while nobody has told."""
    assert read("3/4/2026", DateOrder.MDY) == "2026-03-04 06:00"
    assert read("3/4/2026", DateOrder.DMY) == "2026-04-03 05:00"
    assert read("3/4/2026") == ""
    assert read("4/4/2026") == "2026-04-04 05:00"
    assert read("13/4/2026", DateOrder.MDY) == ""


def survey(*texts: str) -> DateSurvey:
    """What a column of these says."""
    found = DateSurvey()
    for text in texts:
        found.see(text)
    return found


def test_one_clear_date_tells_for_the_column() -> None:
    """The order is read off the whole column, however late the date that tells it comes."""
    assert survey(*["3/4/2026"] * 500, "3/15/2026").orders() == {"/": DateOrder.MDY}
    assert survey("3/4/2026", "15-3-2026", "15/3/2026").orders() == {"/": DateOrder.DMY, "-": DateOrder.DMY}
    assert survey("03.04.2026").orders() == {".": DateOrder.DMY}
    assert survey("2026-03-04", "4/4/2026", "", "n/a").question() == ""


def test_a_column_that_does_not_tell_is_asked_about() -> None:
    """Nothing is guessed: a column without a clear date, or with both orders, asks."""
    assert "3/4/2026" in survey("3/4/2026", "4/4/2026").question()
    both = survey("3/15/2026", "15/3/2026").question()
    assert "15/3/2026" in both
    assert "3/15/2026" in both


@given(st.text(max_size=40), st.sampled_from([None, *DateOrder]))
def test_no_text_breaks_the_reader(text: str, order: DateOrder | None) -> None:
    """Whatever stands in the cell, the answer is a moment or none."""
    got = read(text, order)

    assert isinstance(survey(text).question(), str)
    assert got == "" or got.count("-") == 2


@given(
    st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1000), st.sampled_from(list(DateOrder))
)
def test_dates_written_and_read_are_the_same(moment: datetime, order: DateOrder) -> None:
    """A date written in an order and read in it is itself, to the minute."""
    form = "%d/%m/%Y %I:%M %p" if order is DateOrder.DMY else "%m/%d/%Y %I:%M %p"
    found = read_moment(f"{moment:{form}}", {"/": order}, UTC)

    assert found == moment.replace(second=0, microsecond=0)
