"""The pages of a screen, with how much is on each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sdrdesk.dataclasses import dataclass
from sdrdesk.tui.safe import plain

if TYPE_CHECKING:
    from sdrdesk.tui.spots import Spot


class PageBar(Widget):
    """Names of pages, the open one on its own ground."""

    DEFAULT_CSS = "PageBar { height: 1; padding: 0 1; }"

    @dataclass
    class Picked(Message):
        """A page was clicked."""

        page: int

    def __init__(self, names: Sequence[str]) -> None:
        """The first page is open."""
        super().__init__()
        self._names = names
        self._counts: Sequence[int] = (0,) * len(names)
        self._page = 0
        self._note = ""

    def show(self, page: int) -> None:
        """Open another page."""
        self._page = page
        self.refresh()

    def counts(self, counts: Sequence[int]) -> None:
        """How much is on each page; 0 is not said."""
        self._counts = counts
        self.refresh()

    def note(self, words: str) -> None:
        """Say behind the names what narrows the pages; "" says nothing."""
        self._note = words
        self.refresh()

    def _words(self) -> list[str]:
        return [
            f" {name} {count} " if count else f" {name} " for name, count in zip(self._names, self._counts, strict=True)
        ]

    def render(self) -> Content:
        """The names; without colours the open one in brackets."""
        marks = ("[", "]") if self.app.current_theme.ansi else (" ", " ")
        parts: list[str | tuple[str, str]] = []
        for page, words in enumerate(self._words()):
            if page == self._page:
                parts.append((f"{marks[0]}{words[1:-1]}{marks[1]}", "bold $desk-tab-text on $desk-accent"))
            else:
                parts.append((words, "$desk-dim"))
            parts.append(" ")
        if self._note:
            parts.append((f"  only {plain(self._note)}", "$desk-accent"))
        return Content.assemble(*parts)

    def jump_spots(self) -> list[Spot]:
        """Each page."""
        from sdrdesk.tui.spots import Spot

        at, found = 0, []
        for page, words in enumerate(self._words()):
            found.append(Spot(at, 0, partial(self.post_message, self.Picked(page))))
            at += len(words) + 1
        return found

    def on_click(self, event: events.Click) -> None:
        """Open the page that was clicked."""
        at = event.x - self.styles.padding.left
        for page, words in enumerate(self._words()):
            if 0 <= at < len(words):
                self.post_message(self.Picked(page))
            at -= len(words) + 1
