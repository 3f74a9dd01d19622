"""The only module that asks the machine for the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time to the desk."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The machine's time, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: reports, dry runs, seeds and tests."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`."""
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment the clock stands at."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Stand at `at` from now on."""
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move on by `by`."""
        self._at += by


class ShiftedClock:
    """Starts at a given moment and runs on: a live desk on another day."""

    def __init__(self, start: datetime) -> None:
        """Begin at `start` now."""
        self._shift = start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """The machine's time moved by the shift."""
        return datetime.now(UTC) + self._shift
