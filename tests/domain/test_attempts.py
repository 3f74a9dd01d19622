"""Waits after wrong passwords: none for slips, growing, bounded, forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sdrdesk.domain.attempts import FORGET, LONGEST, standing, wait_after

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def test_waits_grow_and_end() -> None:
    """Two slips cost nothing; then waits double up to a quarter of an hour, never more."""
    waits = [wait_after(number) for number in range(40)]

    assert waits[:5] == [timedelta(0)] * 3 + [timedelta(seconds=5), timedelta(seconds=10)]
    assert waits == sorted(waits)
    assert waits[-1] == wait_after(10**9) == LONGEST


def test_a_day_of_guessing_is_about_a_hundred_tries() -> None:
    """Somebody who tries as soon as it is allowed gets about a hundred guesses a day."""
    spent, tries = timedelta(0), 0
    while spent < timedelta(days=1):
        tries += 1
        spent += wait_after(tries)
    assert 90 < tries < 120


def test_old_failures_do_not_count() -> None:
    """A day after the last failure everything is forgotten."""
    assert standing(9, NOW, NOW + FORGET - timedelta(seconds=1)) == 9
    assert standing(9, NOW, NOW + FORGET) == 0
    assert standing(9, None, NOW) == 0
