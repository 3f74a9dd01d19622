"""The arithmetic of the figures: the worked examples of the plan come out to the cent."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain import aims, figures, ranges
from sdrdesk.domain.aims import Aim
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput
from tests.domain.rules import PLAYBOOK, RULES

QUOTA = PLAYBOOK.quota


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (figures.per(100_000, 3), 33_333.33),
        (figures.per(50_000, 520), 96.15),
        (figures.velocity(100, 0.40, 7_500, 30), 10_000),
        (figures.per(20_000, 120), 166.67),
        (236 * 0.5, 118),
        (figures.per(700_000, 14_400), 48.61),
        (figures.per(700_000 * 0.10, 120), 583.33),
    ],
    ids=["per rep", "per hour", "velocity", "per opportunity", "a year", "value of a dial", "tenth of revenue"],
)
def test_the_worked_examples(got: float, expected: float) -> None:
    """What the field computes by hand is what the desk computes."""
    assert round(got, 2) == expected


def test_an_opportunity_over_quota_pays_more() -> None:
    """The accelerator lies within 25 to 50 % over $166.67."""
    assert 166.67 * 1.25 <= figures.each_over(QUOTA) <= 166.67 * 1.5


@pytest.mark.parametrize(
    ("asked", "made", "paid"),
    [(10, 4, 0), (10, 5, 833.35), (10, 10, 1666.70), (10, 12, 1666.70 + 2 * 166.67 * 1.35), (0, 2, 333.34), (0, 0, 0)],
)
def test_pay_has_a_threshold_and_an_accelerator(asked: int, made: int, paid: float) -> None:
    """Nothing below half the target, each one plainly up to it, more above; a ramp that asks none pays each."""
    assert figures.pay(QUOTA, asked, made) == pytest.approx(paid)


def test_a_month_against_its_target() -> None:
    """Ten asked, 16 of 19 working days gone: 8.4 should stand; seven made come to 8.3."""
    assert round(figures.pace(10, 16, 19), 1) == 8.4
    assert figures.forecast(7, 16, 19) == pytest.approx(8.3125)
    assert figures.forecast(7, 0, 19) is None
    assert figures.pace(10, 0, 0) == 10


@pytest.mark.parametrize(("month", "asked"), [(1, 0), (2, 5), (3, 10), (4, 10), (99, 10), (0, 10)])
def test_the_target_ramps(month: int, asked: int) -> None:
    """A new rep owes nothing in the first month, half in the second."""
    assert figures.target(QUOTA, month) == asked


def test_nothing_counted_is_no_rate() -> None:
    """A rate of nothing is None, never zero."""
    assert Rate(0, 0).share is None
    assert Rate(0, 0).interval is None
    assert figures.per(100, 0) is None
    assert figures.velocity(1, 1, 1, 0) is None
    assert figures.median([]) is None
    assert figures.percentile([], 0.9) is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_rate(part: int, more: int) -> None:
    """The interval lies within 0 and 1 and round the rate itself."""
    rate = Rate(part, part + more)
    if rate.interval is None or rate.share is None:
        return
    low, high = rate.interval

    assert 0 <= low <= rate.share <= high <= 1


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (Rate(5, 20), Rate(9, 200), "Not enough calls yet: 20 of 30"),
        (Rate(60, 100), Rate(20, 100), "The first does better, and chance alone would hardly show it"),
        (Rate(20, 100), Rate(60, 100), "The second does better, and chance alone would hardly show it"),
        (Rate(20, 100), Rate(25, 100), "No difference that chance could not make"),
    ],
)
def test_two_rates_are_compared_in_a_sentence(one: Rate, other: Rate, said: str) -> None:
    """Too few say so; else whether they differ, in words."""
    assert figures.differ(one, other, least=30) == said


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60))
def test_p90_is_one_of_the_values(values: list[float]) -> None:
    """The smallest value that nine in ten do not exceed."""
    got = figures.percentile(values, 0.9)

    assert got in values
    assert sum(one <= got for one in values) >= 0.9 * len(values)


# --- ranges and aims --------------------------------------------------------------------------------------------------

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-24", "2026-11-24"),
        ("This week", "2026-11-23", "2026-11-29"),
        ("last-week", "2026-11-16", "2026-11-22"),
        ("month", "2026-11-01", "2026-11-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("2026-11-02", "2026-11-02", "2026-11-02"),
        ("2026-11-02..2026-11-20", "2026-11-02", "2026-11-20"),
        ("2026-11-02 to 2026-11-20", "2026-11-02", "2026-11-20"),
    ],
)
def test_ranges_are_read_as_people_name_them(text: str, first: str, last: str) -> None:
    """Names, days, and from one day to another."""
    got = ranges.read_range(text, TUESDAY)

    assert (got.first.isoformat(), got.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["", "fortnight", "2026-13-01", "2026-11-20..2026-11-02", "1999-01-01..2026-01-01"])
def test_what_is_no_range_is_refused(text: str) -> None:
    """With the ranges that there are, or what is wrong."""
    with pytest.raises(BadInput):
        ranges.read_range(text, TUESDAY)


def test_a_week_is_compared_with_as_much_of_the_last() -> None:
    """On Tuesday this week is held against last week's Monday and Tuesday."""
    got = ranges.before(ranges.week(TUESDAY), TUESDAY)

    assert (got.first, got.last) == (date(2026, 11, 16), date(2026, 11, 17))
    over = ranges.before(ranges.week(TUESDAY, 1), TUESDAY)
    assert (over.first, over.last) == (date(2026, 11, 9), date(2026, 11, 15))


def test_a_day_of_25_hours_is_a_day() -> None:
    """The moments of a range follow the zone's own clock changes."""
    since, until = Range(date(2026, 11, 1), date(2026, 11, 1)).moments("America/New_York")

    assert (until - since).total_seconds() == 25 * 3600


def test_working_days_leave_out_weekends_and_holidays() -> None:
    """November 2026 has twenty working days here: Thanksgiving is kept."""
    days = ranges.working_days(RULES.calendar, ranges.month(TUESDAY))

    assert len(days) == 20
    assert date(2026, 11, 26) not in days


def test_an_aim_holds_from_its_day_on() -> None:
    """The newest aim that has begun counts; what it leaves open is the playbook's."""
    known = [Aim(since=date(2026, 11, 10), dials=30), Aim(since=date(2026, 12, 1), dials=50, opportunities=7)]

    assert aims.goals_on(PLAYBOOK, known, date(2026, 11, 9)).dials == 60
    assert aims.goals_on(PLAYBOOK, known, TUESDAY).dials == 30
    assert aims.goals_on(PLAYBOOK, known, TUESDAY).meetings == 2
    assert aims.asked(QUOTA, known, date(2026, 11, 2), TUESDAY) == 0
    assert aims.asked(QUOTA, known, date(2026, 11, 2), date(2026, 12, 2)) == 7


def test_a_streak_passes_over_days_off_and_today() -> None:
    """Weekends and holidays do not break it, an unfinished today does not either; a working day without does."""
    dials = {date(2026, 11, day): 60 for day in (18, 19, 20, 23)}

    assert aims.streak(dials, lambda _: 60, RULES.calendar, TUESDAY) == 4
    assert aims.streak(dials, lambda _: 61, RULES.calendar, TUESDAY) == 0
    assert aims.streak(dials | {TUESDAY: 60}, lambda _: 60, RULES.calendar, TUESDAY) == 5
