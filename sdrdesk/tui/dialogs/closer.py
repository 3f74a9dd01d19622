"""A closer look: one long text that scrolls."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdrdesk.tui.background import DeskDialog


class Closer(DeskDialog[None]):
    """Shows what `write` makes of the width there is."""

    BINDINGS = [
        ("q,enter", "cancel", "Back"),
        ("j,down", "scroll(1)", "Down"),
        ("k,up", "scroll(-1)", "Up"),
        ("pagedown,space,ctrl+d", "scroll(12)", "A page down"),
        ("pageup,ctrl+u", "scroll(-12)", "A page up"),
    ]

    def __init__(self, title: str, write: Callable[[int], Content]) -> None:
        """Show a text under a title of ours."""
        super().__init__()
        self._title, self._write = title, write
        self._text = Static()

    def compose(self) -> ComposeResult:
        """The text."""
        with Vertical(classes="dialog help") as box:
            box.border_title = self._title
            yield VerticalScroll(self._text, can_focus=False)
            yield Static(Content("j k scroll · space a page · esc back"), classes="hint")

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self._paint)

    def _paint(self) -> None:
        width = self.query_one(VerticalScroll).scrollable_content_region.width
        self._text.update(self._write(max(40, width - 1)))

    def action_scroll(self, by: int) -> None:
        """Up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
