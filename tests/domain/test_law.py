"""The law as data: which entries count in a region, exemptions, limits and terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from sdrdesk.domain.basis import STRENGTH, Basis, Ground, months_later
from sdrdesk.domain.law import again_at, business_days_later, exempt_until, law_of, may_call_registered
from tests.worlds import TUESDAY, shipped_playbook

HOURS = shipped_playbook().calling_hours


def test_a_state_counts_with_its_country() -> None:
    """Florida has its own limit of calls, and the United States' register and exemption."""
    law = law_of(HOURS, "US-FL")

    assert [name for name, _ in law.entries] == ["US-FL", "US"]
    assert (law.calls_per_day, law.registry, law.inquiry_months) == (3, "National Do Not Call Registry", 3)
    assert Basis.NONE not in law.call_basis
    assert law.cited == "US-FL, checked 1 Nov 2026"


def test_a_place_nobody_looked_up_falls_to_the_default() -> None:
    """Nepal has no entry: the default counts and says so; Germany takes no legitimate interest."""
    assert law_of(HOURS, "NP").cited.startswith("no law looked up")
    assert law_of(HOURS, "").opt_out_days == 10
    assert Basis.LEGITIMATE_INTEREST in law_of(HOURS, "NP").call_basis
    assert Basis.LEGITIMATE_INTEREST not in law_of(HOURS, "DE").call_basis


def test_the_stricter_limit_counts_and_the_older_date_is_named() -> None:
    """A state cannot allow more calls than its country; the entry checked longest ago dates the whole."""
    country = replace(HOURS.law["US"], calls_per_day=2, version=date(2025, 4, 11))
    law = law_of(replace(HOURS, law={**HOURS.law, "US": country}), "US-FL")

    assert law.calls_per_day == 2
    assert law.cited == "US-FL, checked 11 Apr 2025"


@pytest.mark.parametrize(
    ("at", "months", "then"),
    [
        ("2026-08-24", 3, "2026-11-24"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-01-31", 18, "2027-07-31"),
        ("2026-12-15", 12, "2027-12-15"),
    ],
)
def test_months_are_calendar_months(at: str, months: int, then: str) -> None:
    """Three months after the last of November is the last of February."""
    assert months_later(datetime.fromisoformat(at).replace(tzinfo=UTC), months).date() == date.fromisoformat(then)


def test_an_inquiry_exempts_for_three_months_and_consent_for_good() -> None:
    """On the register: an inquiry of up to three months ago lets us call, an older one does not, consent always."""
    law, day = law_of(HOURS, "US-NY"), timedelta(days=1)
    inquiry = Ground(at=TUESDAY)
    until = exempt_until(law, inquiry)

    assert until == months_later(TUESDAY, 3)
    assert may_call_registered(law, inquiry, until - day)
    assert not may_call_registered(law, inquiry, until)
    assert may_call_registered(law, Ground(basis=Basis.CONSENT, at=TUESDAY), until + 900 * day)
    assert not may_call_registered(law_of(HOURS, "GB"), inquiry, TUESDAY + day)


def test_the_stronger_ground_stays() -> None:
    """A later inquiry does not take the place of consent; of two inquiries the newer counts, in either order."""
    older, newer = Ground(at=TUESDAY), Ground(at=TUESDAY + timedelta(days=9))
    assert older.joined(newer) == newer.joined(older) == newer
    for weak, strong in pairwise(STRENGTH):
        one, other = Ground(basis=weak, at=newer.at), Ground(basis=strong, at=older.at)
        assert one.joined(other) == other.joined(one) == other


def test_the_next_call_comes_when_the_oldest_counted_one_leaves_the_period() -> None:
    """Three calls a day: the fourth is due a day after the first of the last three."""
    calls = [TUESDAY - timedelta(hours=hours) for hours in (1, 5, 20, 23)]
    assert again_at(calls, 3, timedelta(days=1)) == TUESDAY + timedelta(hours=4)
    assert again_at(calls[:2], 3, timedelta(days=1)) is None
    assert again_at(calls, 0, timedelta(days=1)) is None


def test_business_days_leave_out_weekends_and_holidays() -> None:
    """Ten business days from Tuesday, with Thanksgiving between: not the tenth day but the fifteenth."""
    kept = frozenset({date(2026, 11, 26)})
    assert business_days_later(TUESDAY, 10, "America/New_York", kept) == date(2026, 12, 9)
    assert business_days_later(TUESDAY, 10, "America/New_York", frozenset()) == date(2026, 12, 8)
