"""Writes drafts off the key path: soon after something was typed, the last word of each, one write at a time."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.hours import zone

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.background import DeskDialog, DeskScreen

SOON = 0.3
"""Seconds from the first letter to the disk: the most that a kill can take."""


@dataclass
class Draft:
    """What was written and ticked on a call that is not logged yet."""

    note: str = ""
    yeses: tuple[str, ...] = ()


class DraftSaver:
    """The drafts of one screen or dialog."""

    def __init__(self, screen: DeskScreen | DeskDialog[Any], desk: Desk) -> None:
        """Save for the rep at `desk`."""
        self._screen, self._desk = screen, desk
        self._lock = threading.Lock()
        self._wanted: dict[tuple[str, str], dict[str, Any] | None] = {}
        self._is_waiting = False

    def put(self, kind: str, subject: str, data: dict[str, Any]) -> None:
        """Keep a draft soon."""
        self._want(kind, subject, data)

    def drop(self, kind: str, subject: str) -> None:
        """Forget a draft soon."""
        self._want(kind, subject, None)

    def _want(self, kind: str, subject: str, data: dict[str, Any] | None) -> None:
        self._wanted[kind, subject] = data
        if not self._is_waiting:
            self._is_waiting = True
            self._screen.set_timer(SOON, self._start)

    def _start(self) -> None:
        self._is_waiting = False
        self._screen.ask(self.flush, lambda _: None, group="drafts")

    def flush(self) -> None:
        """Write what is wanted now: in a thread, or at the end of the screen."""
        with self._lock:
            wanted, self._wanted = self._wanted, {}
            for (kind, subject), data in wanted.items():
                if data is None:
                    self._desk.drafts.drop(kind, subject)
                else:
                    self._desk.drafts.put(kind, subject, data)


def restored(at: datetime, zone_name: str, now: datetime) -> str:
    """The quiet line about a draft that is back."""
    local, today = at.astimezone(zone(zone_name)), now.astimezone(zone(zone_name)).date()
    when = f"{local:%H:%M}" if local.date() == today else f"{local:%d %b %H:%M}"
    return f"Draft from {when} restored"
