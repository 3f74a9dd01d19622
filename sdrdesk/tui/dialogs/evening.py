"""The evening: the day's result in a line, whether a commitment was kept, and one line of one's own."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.focus.morning import Evening
from sdrdesk.domain.commitment import LONGEST, What
from sdrdesk.errors import DeskError, sentences
from sdrdesk.tui import today_text
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit, plain


class EveningLine(DeskDialog[bool]):
    """Asks for a reflection; answers True once it is kept or skipped."""

    BINDINGS = [("ctrl+y", "kept(True)", "It was kept"), ("ctrl+n", "kept(False)", "It was not")]

    def __init__(self, desk: Desk, evening: Evening) -> None:
        """The evening of the rep at `desk`."""
        super().__init__()
        self._desk, self._evening = desk, evening
        self._result, self._said = Static(Content("")), Static(Content(""))
        self._words = Input(
            value=plain(evening.words), placeholder="One line for yourself, or nothing", max_length=LONGEST
        )
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """The result, the line, the keys."""
        with Vertical(classes="dialog") as box:
            box.border_title = "Your day"
            yield self._result
            yield self._words
            yield self._said
            yield Static(Content("enter keeps it · esc skips · nobody else ever reads it"), classes="hint")

    def on_mount(self) -> None:
        """Start typing."""
        self._words.cursor_blink = False
        self._paint()
        self._words.focus()

    @property
    def _is_asked(self) -> bool:
        """Whether only the rep can say how the commitment went."""
        one = self._evening.commitment
        return one is not None and one.kept is None and one.commitment.what is What.OWN

    def _paint(self) -> None:
        lines = today_text.evening(self._evening)
        if self._is_asked:
            key = "bold $desk-accent"
            lines.append(Content.assemble(("Kept? ", "$desk-warn"), ("^y", key), " yes  ", ("^n", key), " no"))
        self._result.update(Content("\n").join([*lines, Content("")]))

    def action_kept(self, was_kept: bool) -> None:
        """Say whether the commitment was kept."""
        if self._is_asked:
            self.ask(lambda: (self._desk.commitments.tell(was_kept=was_kept), self._desk.today.evening())[1],
                     self._told, failed=self._failed, group="evening")  # fmt: skip

    def _told(self, evening: Evening) -> None:
        self._evening = evening
        self._paint()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._close(plain(event.value).strip())

    def action_cancel(self) -> None:
        """Skip: it is not asked again today."""
        self._close("")

    def _close(self, words: str) -> None:
        if not self._is_busy:
            self._is_busy = True
            self.ask(partial(self._desk.today.close, words), self._is_kept, failed=self._failed, group="evening")

    def _is_kept(self, _: None) -> None:
        self.dismiss(True)

    def _failed(self, error: BaseException) -> bool:
        self._is_busy = False
        if not isinstance(error, DeskError):
            return False
        if not self._words.value.strip():
            self.dismiss(True)
        self._said.update(lit(f"✗ {sentences(error.title, error.hint)}", "$desk-bad"))
        return True
