"""What came of a call block: stays until it is put away."""

from __future__ import annotations

from time import monotonic

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sdrdesk.desk.focus.blocks import Summary
from sdrdesk.tui import block_text
from sdrdesk.tui.background import DeskDialog

AT_LEAST = 0.8
"""Seconds in which no key puts it away: one that was meant for the list must not."""


class BlockSummary(DeskDialog[bool]):
    """Shows a summary; answers True once it was read."""

    BINDINGS = [("enter,q,escape", "read", "Put away")]

    def __init__(self, summary: Summary) -> None:
        """Show `summary`."""
        super().__init__()
        self._summary, self._at = summary, monotonic()

    def compose(self) -> ComposeResult:
        """The figures and the key."""
        with Vertical(classes="dialog") as box:
            box.border_title = "The block is over"
            yield Static(block_text.summary(self._summary))
            yield Static(Content("enter or esc puts it away · 2 lists today's blocks"), classes="hint")

    def action_read(self) -> None:
        """Put it away, if there was time to read it."""
        if monotonic() - self._at >= AT_LEAST:
            self.dismiss(True)

    def action_cancel(self) -> None:
        """Escape, as well."""
        self.action_read()
