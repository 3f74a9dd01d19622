"""How long somebody waits after wrong passwords: growing waits, never a lockout for good."""

from __future__ import annotations

from datetime import datetime, timedelta

FREE = 3
"""Wrong passwords in a row that cost no wait: slips of the finger."""

FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=15)
"""The first wait, doubled by each further failure, and the longest: about a hundred guesses a day."""

FORGET = timedelta(days=1)
"""Failures older than this do not count any more."""


def wait_after(failures: int) -> timedelta:
    """How long the next try has to wait after so many failures in a row."""
    if failures < FREE:
        return timedelta(0)
    return min(LONGEST, FIRST * (1 << min(failures - FREE, 16)))


def standing(failures: int, last_at: datetime | None, now: datetime) -> int:
    """How many failures still count."""
    return failures if last_at is not None and now - last_at < FORGET else 0
