"""Public holidays by region."""

from __future__ import annotations

from datetime import date

import pytest

from sdrdesk.feeds.holiday_dates import holidays_of


def test_a_country_has_its_holidays() -> None:
    """Thanksgiving is one in the US, not in Germany."""
    got = holidays_of(["US", "DE"], [2026])

    assert date(2026, 11, 26) in got["US"]
    assert date(2026, 11, 26) not in got["DE"]


def test_a_state_has_its_own_besides() -> None:
    """Bavaria keeps Epiphany, Germany as a whole does not."""
    got = holidays_of(["DE", "DE-BY"], [2026])

    assert date(2026, 1, 6) in got["DE-BY"] - got["DE"]
    assert got["DE"] <= got["DE-BY"]


def test_a_state_nobody_knows_keeps_its_countrys() -> None:
    """A misspelt state is no reason to call on Christmas Day."""
    got = holidays_of(["US", "US-ZZ", "US-"], [2026])

    assert got["US-ZZ"] == got["US-"] == got["US"] != frozenset()


@pytest.mark.parametrize("region", ["", "XX", "us", "Earth", "U S", "-FL", "\x00"])
def test_a_place_nobody_knows_keeps_none(region: str) -> None:
    """An unknown region is answered, with nothing."""
    assert holidays_of([region], [2026]) == {region: frozenset()}


def test_all_years_asked_for_are_there() -> None:
    """And no others."""
    got = holidays_of(["US"], [2026, 2028])["US"]

    assert {day.year for day in got} == {2026, 2028}
    assert holidays_of([], [2026]) == {}
