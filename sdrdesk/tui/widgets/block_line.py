"""The line of a running call block: what is left, how far it is, which leads; nothing where none runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from sdrdesk.domain.words import countdown
from sdrdesk.tui.command import Scope
from sdrdesk.tui.keymap import keymap_of
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets.ink import Written

if TYPE_CHECKING:
    from sdrdesk.desk.focus.focusing import BlockState

BAR = 16
"""Cells of the bar at most."""


class BlockLine(Written):
    """One line above the list while a block runs."""

    DEFAULT_CSS = "BlockLine { height: 1; padding: 0 1; background: $surface; display: none; }"

    def __init__(self) -> None:
        """No block yet."""
        super().__init__()
        self._state: BlockState | None = None
        self._left = ""
        self._ready = 0

    @property
    def words(self) -> str:
        """What it says."""
        return self._content(200).plain.strip() if self._state else ""

    def show(self, state: BlockState | None, now: datetime, ready: int) -> None:
        """Show a block that runs; another one, or none, hides the line."""
        state = state if state and state.runs else None
        self._ready = ready
        if state != self._state:
            self._state = state
            self.display = state is not None
            self.refresh()
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Another second of the clock."""
        if self._state is None:
            return
        left = countdown(max(self._state.block.ends_at, now), now)
        if left != self._left:
            self._left = left
            self.refresh()

    def render(self) -> Content:
        """Clock, goal, leads, key."""
        return self._content(self.content_size.width)

    def _content(self, width: int) -> Content:
        state = self._state
        if state is None:
            return Content("")
        goal, aim = state.block.goal, state.block.aim
        made = state.made.of(goal)
        is_reached = made >= aim
        head = Content.assemble(
            ("▶ ", "bold $desk-accent"),
            (f"{self._left} left  ", "bold $desk-text"),
            (f"{made}", "bold $desk-text"),
            (f"/{aim} {goal} ", "$desk-dim"),
            ("✓ " if is_reached else "", "bold $desk-accent"),
        )
        key = keymap_of(self).said("B", Scope.DESK)
        through = f" +{state.through}" if state.through else ""
        tail = Content.assemble(
            (f"  {state.fits}{through} of {self._ready} ready", "$desk-soft"),
            (f"  {key}", "bold $desk-accent"),
            (" ends", "$desk-dim"),
        )
        bar = min(BAR, max(0, width - head.cell_length - tail.cell_length - 14))
        full = min(bar, round(bar * made / aim))
        rest = width - head.cell_length - tail.cell_length - bar - 2
        only = Content(plain(state.only)).truncate(max(0, rest), ellipsis=True).stylize("$desk-text")
        line = Content.assemble(head, ("━" * full, "$desk-accent"), ("━" * (bar - full), "$desk-track"), "  ", only)
        return Content.assemble(line, " " * max(0, width - line.cell_length - tail.cell_length), tail)
