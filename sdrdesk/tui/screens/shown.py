"""The lead that is up: the one every key acts on, with its brief as soon as that is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sdrdesk.tui.guard import OutcomeGuard

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.domain.brief import Brief
    from sdrdesk.domain.queue import QueueRow
    from sdrdesk.tui.screens.queue import QueueScreen
    from sdrdesk.tui.widgets.brief_panel import BriefPanel

KEPT = 200
"""Briefs kept at most."""


class Shown:
    """The lead shown on one queue screen."""

    def __init__(self, screen: QueueScreen, desk: Desk, panel: BriefPanel) -> None:
        """Nobody yet."""
        self._screen, self._desk, self._panel = screen, desk, panel
        self._briefs: dict[str, Brief] = {}
        self._next: Brief | None = None
        self.guard = OutcomeGuard()
        self.row: QueueRow | None = None
        """What the list tells of the lead."""

    @property
    def lead_id(self) -> str | None:
        """The lead; None where there is none."""
        return self.row.lead_id if self.row else None

    @property
    def brief(self) -> Brief | None:
        """What is known of the lead, if it was read already."""
        return self._briefs.get(self.row.lead_id) if self.row else None

    def put(self, row: QueueRow | None) -> None:
        """Put a lead up: what its row tells at once, its brief as soon as it is read."""
        self.row = row
        self.guard.lead_shown(self.lead_id)
        self._paint(row)

    def follow(self, row: QueueRow | None) -> None:
        """Put up the lead that the cursor is on now: keys mean it at once, and the panel is painted after the list."""
        self.row = row
        self.guard.lead_shown(self.lead_id)
        self._screen.call_after_refresh(self._paint, row)

    def _paint(self, row: QueueRow | None) -> None:
        """Paint a lead, unless the cursor has gone on to another by now; read its brief if it was not read yet."""
        if row is not self.row:
            return
        self._panel.show(row, self.brief, self._screen.now)
        if row is not None and self.brief is None:
            self._screen.ask(partial(self._desk.queue.brief, row.lead_id), self.read, group="brief", latest=True)

    def read(self, brief: Brief) -> None:
        """A brief was read: show it if its lead is up."""
        self.keep(brief)
        if brief.row.lead_id == self.lead_id:
            self._panel.show(self.row, brief, self._screen.now)

    def foresee(self, brief: Brief) -> None:
        """Make ready for a lead that is probably the next one: its lines are cut before they are wanted."""
        self._next = brief
        self._panel.foresee(brief.row, brief, self._screen.now)

    def foreseen(self, row: QueueRow) -> Brief | None:
        """What was read ahead of this lead, if the lead itself is as it was then; what else changed is read later."""
        return self._next if self._next is not None and self._next.row == row else None

    def fetch(self, lead_id: str, done: Callable[[Brief], None]) -> None:
        """Read any lead's brief, then `done`."""

        def read(brief: Brief) -> None:
            self.keep(brief)
            done(brief)

        self._screen.ask(partial(self._desk.queue.brief, lead_id), read, group="brief", latest=True)

    def keep(self, brief: Brief | None) -> None:
        """Keep a brief that was read."""
        if brief is not None:
            if len(self._briefs) >= KEPT:
                self._briefs.clear()
            self._briefs[brief.row.lead_id] = brief

    def forget(self, lead_id: str | None = None) -> None:
        """A lead changed, or any may have: its brief is read again before it is shown."""
        if lead_id is None:
            self._briefs.clear()
        else:
            self._briefs.pop(lead_id, None)
