"""Ask before something that cannot be taken back; the safe answer comes first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit


class YesNo(DeskDialog[bool]):
    """Answers True for `y` alone; enter and escape are no."""

    BINDINGS = [("y", "answer(True)", "Yes"), ("n,enter,q", "answer(False)", "No")]

    def __init__(self, title: str, words: str, *, yes: str = "Yes", no: str = "No", note: str = "") -> None:
        """Ask `title`, and say what it means."""
        super().__init__()
        self._title, self._words, self._yes, self._no, self._note = title, words, yes, no, note

    def compose(self) -> ComposeResult:
        """What it means, and the two keys."""
        with Vertical(classes="dialog") as box:
            box.border_title = lit(self._title)
            yield Static(lit(self._words, "$desk-text"))
            yield Static(
                Content.assemble(
                    "\n", ("y ", "bold $desk-bad"), (self._yes, "$desk-text"),
                    ("    n ", "bold $desk-accent"), (self._no, "$desk-text"),
                )
            )  # fmt: skip
            if self._note:
                yield Static(lit(self._note), classes="hint")

    def action_answer(self, is_yes: bool) -> None:
        """Answer."""
        self.dismiss(is_yes)
