"""Ask for a reason, in words; nothing is done without one."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit, plain


class Reason(DeskDialog[str]):
    """Answers the reason."""

    def __init__(
        self, title: str, hint: str = "It is kept with your name, and counted", *, is_optional: bool = False
    ) -> None:
        """Ask `title`; where it is optional, "" is an answer too."""
        super().__init__()
        self._title, self._hint, self._is_optional = title, hint, is_optional
        self._words = Input(placeholder="why, or nothing" if is_optional else "why", max_length=300)
        self._said = Static(Content(""))

    def compose(self) -> ComposeResult:
        """The words."""
        with Vertical(classes="dialog") as box:
            box.border_title = lit(self._title)
            yield self._words
            yield self._said
            yield Static(lit(f"{self._hint} · enter saves · esc back"), classes="hint")

    def on_mount(self) -> None:
        """Start typing."""
        self._words.cursor_blink = False
        self._words.focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        words = plain(event.value).strip()
        if words or self._is_optional:
            self.dismiss(words)
        else:
            self._said.update(lit("✗ Say why: a lead passes for a reason", "$desk-bad"))
