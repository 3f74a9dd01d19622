"""The gate: no call on an offer the rep has not passed the quiz on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sdrdesk.domain import gate

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TICK = timedelta(microseconds=1)
PASSES: gate.Passes = {"paper": None, "webinar": NOW + TICK, "ebook": NOW, "case": NOW - timedelta(days=3)}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("", None),
        ("paper", None),
        ("webinar", None),
        ("ebook", 'Your pass on "The Title" has run out'),
        ("case", 'Your pass on "The Title" has run out'),
        ("other", 'You have not passed the quiz on "The Title"'),
    ],
)
def test_a_pass_is_good_until_its_moment(asked: str, reason: str | None) -> None:
    """No gate, a pass without end and one that still runs let a call through; one that ends now does not."""
    got = gate.check(asked, "The Title", PASSES, NOW)

    assert (got.reason if got else None) == reason
    assert got is None or (got.code == "locked" and got.cure != "")


def test_a_manager_opens_one_lead() -> None:
    """An opened lead may be called without the pass."""
    assert gate.check("other", "The Title", {}, NOW, opened=True) is None


def test_the_passes_that_count_now() -> None:
    """What the queue asks with: the passes good at this moment."""
    assert gate.held(PASSES, NOW) == {"paper", "webinar"}
