"""Keeps a stray key from logging a call: a terminal's own answer or a key held down must not become an outcome."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

AFTER_LEAD = 0.3
"""Seconds in which no outcome is taken after another lead came up: nobody reads a name faster."""

BETWEEN = 0.4
"""Seconds between two outcomes at the least."""


class OutcomeGuard:
    """Says whether an outcome key may be meant."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Go by `clock`, in seconds."""
        self.clock = clock
        self._lead_at = self._taken_at = float("-inf")
        self._lead: str | None = None

    def lead_shown(self, lead_id: str | None) -> None:
        """Another lead came up."""
        if lead_id != self._lead:
            self._lead, self._lead_at = lead_id, self.clock()

    def is_meant(self) -> bool:
        """Whether an outcome pressed now may be taken."""
        now = self.clock()
        return now - self._lead_at >= AFTER_LEAD and now - self._taken_at >= BETWEEN

    def taken(self) -> None:
        """An outcome was taken now."""
        self._taken_at = self.clock()
