"""The only module that asks the machine for the time."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sdrdesk.dataclasses import dataclass
from sdrdesk.typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Steady:
    """A reading of a clock that nobody can set: seconds of one run of the machine, sleep included."""

    boot: str
    """Which run; "" where the machine does not say, and then two readings cannot be compared."""
    seconds: float

    def since(self, earlier: Steady) -> timedelta | None:
        """Whole seconds since an earlier reading; None if it was taken in another run."""
        if not self.boot or earlier.boot != self.boot:
            return None
        return timedelta(seconds=max(0, int(self.seconds - earlier.seconds)))


class Clock(Protocol):
    """Tells the time to the desk."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def steady(self) -> Steady:
        """What the clock that nobody can set reads: waits are measured with it, so no `--at` makes one shorter."""


@cache
def _boot() -> str:
    """The name of this run of the machine."""
    with suppress(OSError):
        return _BOOT_ID.read_text(encoding="ascii").strip()
    return ""


def _steady() -> Steady:
    """The machine's steady clock."""
    return Steady(_boot(), time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)))


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The machine's time, in UTC."""
        return datetime.now(UTC)

    def steady(self) -> Steady:
        """The machine's steady clock."""
        return _steady()


class FixedClock:
    """A clock that stands still until it is moved: reports, dry runs, seeds and tests."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`."""
        self._at = at.astimezone(UTC)
        self._passed = timedelta()

    def now(self) -> datetime:
        """The moment the clock stands at."""
        return self._at

    def steady(self) -> Steady:
        """The machine's steady clock, with what `advance` let pass."""
        real = _steady()
        return Steady(real.boot, real.seconds + self._passed.total_seconds())

    def move_to(self, at: datetime) -> None:
        """Stand at `at` from now on, as if somebody had set the clock: no time passes."""
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Let `by` pass."""
        self._at += by
        self._passed += by


class ShiftedClock:
    """Starts at a given moment and runs on: a live desk on another day."""

    def __init__(self, start: datetime) -> None:
        """Begin at `start` now."""
        self._shift = start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """The machine's time moved by the shift."""
        return datetime.now(UTC) + self._shift

    def steady(self) -> Steady:
        """The machine's steady clock."""
        return _steady()
