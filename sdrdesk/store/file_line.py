"""Waiting for the lock on a file in the kernel's own line.

The kernel serves whoever has waited longest and wakes nobody else. Who asks again and again instead keeps the processor
from the one that holds the lock, with two hundred writers for seconds, and whoever asks at the right moment goes first.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Callable


def stand_in_line(open_file: Callable[[], int], timeout: float) -> int | None:
    """The file, opened anew, with its lock; None where the turn did not come within so many seconds."""
    place = _Place(open_file())
    return place.file if place.came(timeout) else None


class _Place:
    """One place in the line. The kernel cannot be told to stop waiting, so a thread of its own does the waiting."""

    def __init__(self, file: int) -> None:
        """Stand behind all who wait already."""
        self.file = file
        self._guard, self._here = threading.Lock(), threading.Event()
        self._is_left = False
        threading.Thread(target=self._wait, name="line", daemon=True).start()

    def _wait(self) -> None:
        with contextlib.suppress(OSError):  # a file system that has no locks: then the turn never comes
            fcntl.flock(self.file, fcntl.LOCK_EX)
            with self._guard:
                if not self._is_left:
                    self._here.set()
                    return
        os.close(self.file)  # too late: whoever waits behind is served

    def came(self, timeout: float) -> bool:
        """Whether the turn came in time; else the place is left."""
        try:
            self._here.wait(timeout)
        except BaseException:  # ctrl+c
            if not self._left():
                os.close(self.file)
            raise
        return not self._left()

    def _left(self) -> bool:
        """Leave the line; False where the turn has come."""
        with self._guard:
            self._is_left = not self._here.is_set()
            return self._is_left
