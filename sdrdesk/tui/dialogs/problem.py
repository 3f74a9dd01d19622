"""Something broke that should not have: what, where it is written down, and that the desk lives on."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit, plain


class ProblemDialog(DeskDialog[None]):
    """Names the failure and its report."""

    BINDINGS = [("enter", "cancel", "Back"), ("y", "copy", "Copy")]

    def __init__(self, error: BaseException, report: Path | None) -> None:
        """Tell of `error`, written down in `report`."""
        super().__init__()
        self._error, self._report = error, report

    def compose(self) -> ComposeResult:
        """What happened, and what to do."""
        with Vertical(classes="dialog") as box:
            box.border_title = "Something went wrong"
            yield Static(lit(f"{type(self._error).__name__}: {plain(self._error)[:300]}", "$desk-bad"))
            yield Static(
                Content("\nThis is a mistake of sdrdesk, not yours. Everything logged is kept; you can go on.")
            )
            if self._report:
                yield Static(Content.assemble("\nReport: ", (plain(self._report), "bold")))
            yield Static(Content("esc back to the desk · y copy the report's place"), classes="hint")

    def action_copy(self) -> None:
        """Where the report is, on the clipboard."""
        self.app.copy_to_clipboard(str(self._report or self._error))
