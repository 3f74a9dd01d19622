"""The four shelves of the queue with how many leads each holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.queue import Counts, Tab
from sdrdesk.tui.widgets.ink import Written

LABELS = {Tab.READY: "Ready", Tab.WAITING: "Waiting", Tab.LOCKED: "Locked", Tab.DONE: "Done today"}

SURE = 1000
"""What is said of a tab before its leads are counted out, at most."""

if TYPE_CHECKING:
    from sdrdesk.tui.spots import Spot


class TabBar(Written):
    """Ready, Waiting, Locked and Done today."""

    DEFAULT_CSS = "TabBar { height: 1; padding: 0 1; }"

    @dataclass
    class Picked(Message):
        """A tab was clicked."""

        tab: Tab

    def __init__(self, tab: Tab, counts: Counts | None) -> None:
        """Show `tab` as the open one; no counts while they are being read."""
        super().__init__()
        self._tab, self._counts = tab, counts

    def show(self, tab: Tab, counts: Counts) -> None:
        """Show another tab as open, or other counts."""
        if (tab, counts) != (self._tab, self._counts):
            self._tab, self._counts = tab, counts
            self.refresh()

    def _words(self) -> list[tuple[Tab, str]]:
        return [(tab, f" {LABELS[tab]}{self._count(tab)} ") for tab in Tab]

    def _count(self, tab: Tab) -> str:
        """How many leads a tab holds: "1,000+" until very many are counted out."""
        if self._counts is None:
            return ""
        count = self._counts.of(tab)
        return f" {min(count, SURE):,}+" if self._counts.is_least else f" {count:,}"

    def render(self) -> Content:
        """The tabs; the open one on its own ground and, without colours, in brackets."""
        marks = ("[", "]") if self.app.current_theme.ansi else (" ", " ")
        parts: list[str | tuple[str, str]] = []
        for tab, words in self._words():
            if tab is self._tab:
                parts.append((f"{marks[0]}{words[1:-1]}{marks[1]}", "bold $desk-tab-text on $desk-accent"))
            else:
                parts.append((words, "$desk-dim"))
            parts.append(" ")
        return Content.assemble(*parts)

    def jump_spots(self) -> list[Spot]:
        """Each tab."""
        from sdrdesk.tui.spots import Spot

        at, found = 0, []
        for tab, words in self._words():
            found.append(Spot(at, 0, partial(self.post_message, self.Picked(tab))))
            at += len(words) + 1
        return found

    def on_click(self, event: events.Click) -> None:
        """Open the tab that was clicked."""
        at = event.x - self.styles.padding.left
        for tab, words in self._words():
            if 0 <= at < len(words):
                self.post_message(self.Picked(tab))
            at -= len(words) + 1
