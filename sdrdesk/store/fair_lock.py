"""A lock that serves in the order of asking: Python's own lets whoever asks again at once go before all who wait."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """Held by one thread at a time, first come, first served."""

    def __init__(self) -> None:
        """Nobody holds it."""
        self._guard = threading.Lock()
        self._is_held = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: float) -> bool:
        """Whether it was had within so many seconds."""
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        try:
            if mine.wait(timeout):
                return True
        except BaseException:  # ctrl+c: whoever waits behind must not wait for ever
            if not self._gave_up(mine):
                self.release()
            raise
        return not self._gave_up(mine)

    def _gave_up(self, mine: threading.Event) -> bool:
        """Leave the queue; False where the lock was handed over in the last moment."""
        with self._guard:
            if mine.is_set():
                return False
            self._waiting.remove(mine)
            return True

    def release(self) -> None:
        """Hand it to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_held = False
