"""What waiting is worth: ages, and what two arms say about each other."""

from __future__ import annotations

import pytest

from sdrdesk.domain.figures import Rate
from sdrdesk.domain.waiting import Waited, age_of, by_age, compare
from tests.worlds import NEW_YORK, local


@pytest.mark.parametrize(
    ("came", "touched", "age"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:04", "< 5 min"),
        ("2026-11-24 10:00", "2026-11-24 10:05", "< 30 min"),
        ("2026-11-24 10:00", "2026-11-24 10:59", "< 1 h"),
        ("2026-11-24 23:00", "2026-11-25 01:00", "< 4 h"),
        ("2026-11-24 09:00", "2026-11-24 17:00", "same day"),
        ("2026-11-24 17:00", "2026-11-25 09:00", "1 day"),
        ("2026-11-24 09:00", "2026-11-26 17:00", "2 days"),
        ("2026-11-24 09:00", "2026-11-27 08:00", "later"),
    ],
)
def test_ages(came: str, touched: str, age: str) -> None:
    """Up to four hours minutes count, then days on the prospect's clock."""
    assert age_of(NEW_YORK, local(came), local(touched)) == age


def test_rates_by_age() -> None:
    """Each age has its counts, the shortest first; an age that never was is left out."""
    waited = [Waited(kind="ebook", age="1 day", reached=one < 3, booked=one < 1) for one in range(10)]
    rows = by_age([*waited, Waited(kind="ebook", age="< 5 min", reached=True, booked=False)])

    assert [(row.age, row.contact, row.meeting) for row in rows] == [
        ("< 5 min", Rate(1, 1), Rate(0, 1)),
        ("1 day", Rate(3, 10), Rate(1, 10)),
    ]


def test_the_difference_of_two_arms() -> None:
    """The interval is that of the worked example in Newcombe (1998): 56 of 70 less 48 of 80."""
    found = compare(Rate(48, 80), Rate(56, 70))

    assert (found.difference, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_too_few_leads_say_so() -> None:
    """Below the leads that a difference of five points needs nothing is claimed, however large the difference looks."""
    found = compare(Rate(1, 20), Rate(19, 20))

    assert found.needed == 1566
    assert found.verdict == "Not enough yet: 20 of 1,566 leads in each arm to see a difference of 5 points"
    assert compare(Rate(0, 0), Rate(0, 0)).verdict.startswith("Not enough yet: 0 of")


@pytest.mark.parametrize(
    ("sooner", "held", "verdict"),
    [
        (Rate(300, 3000), Rate(450, 3000), "Waiting does better"),
        (Rate(450, 3000), Rate(300, 3000), "Calling sooner does better"),
        (Rate(300, 3000), Rate(310, 3000), "No difference"),
    ],
)
def test_enough_leads_decide(sooner: Rate, held: Rate, verdict: str) -> None:
    """With enough leads the better arm is named only where the interval leaves 0 out."""
    assert compare(sooner, held).verdict.startswith(verdict)
