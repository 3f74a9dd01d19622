"""Ask for a time in the prospect's day: what was understood is said while it is typed, before anything is saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from sdrdesk.desk.values import Moment
from sdrdesk.domain.cadence import Detail
from sdrdesk.errors import BadInput
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit, plain

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk

PAUSE = 0.15
"""Seconds of no typing before the words are read."""


class AskMoment(DeskDialog[tuple[Detail, str]]):
    """Asks when (and for a meeting, who takes it); enter saves what the echo says."""

    def __init__(
        self, desk: Desk, lead_id: str, name: str, *, is_meeting: bool = False, is_snooze: bool = False
    ) -> None:
        """Ask for a moment with `name`.

        Args:
            desk: Reads the words.
            lead_id: In whose zone they are meant.
            name: Of the lead.
            is_meeting: Whether somebody else takes it.
            is_snooze: Whether it only puts the lead off.
        """
        super().__init__()
        self._desk, self._lead_id, self._name = desk, lead_id, name
        self._is_meeting, self._is_snooze = is_meeting, is_snooze
        self._words = Input(placeholder="thu 3pm, in 2h, next tuesday morning", id="when")
        self._whom = Input(placeholder="name of the account executive", value=desk.rep.name, id="whom")
        self._echo = Static(Content(" "))
        self._timer: Timer | None = None
        self._read = ""
        self._is_wanted = False
        self.moment: Moment | None = None
        """What the words mean, as far as they were read."""

    def compose(self) -> ComposeResult:
        """The time, its echo, and for a meeting who takes it."""
        with Vertical(classes="dialog") as box:
            verb = "Meet" if self._is_meeting else "Snooze" if self._is_snooze else "Call back"
            box.border_title = lit(f"{verb} {self._name}: when, on their clock?")
            yield self._words
            yield self._echo
            if self._is_meeting:
                yield Static(lit("Who takes it?", "$desk-warn"))
                yield self._whom
            tab = "tab who takes it · " if self._is_meeting else ""
            yield Static(lit(f"enter saves what is said above · {tab}esc back"), classes="hint")

    def on_mount(self) -> None:
        """Start with the time."""
        self._words.cursor_blink = self._whom.cursor_blink = False
        self._words.focus()

    @on(Input.Changed, "#when")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.moment = None
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._look)

    def _look(self) -> None:
        words = self._words.value.strip()
        if not words:
            self._say(Content(" "))
            return
        self.ask(
            partial(self._desk.calling.moment, self._lead_id, words),
            partial(self._understood, words),
            failed=self._puzzled,
            group="moment",
            latest=True,
        )

    def _understood(self, words: str, moment: Moment) -> None:
        if words != self._words.value.strip():
            return
        self.moment, self._read = moment, words
        moved = Content.styled("  moved into their hours", "$desk-warn") if moment.moved else Content("")
        self._say(Content.assemble(("→ ", "$desk-accent"), (plain(moment.echo), "bold $desk-text"), moved))
        if self._is_wanted:
            self._finish()

    def _puzzled(self, error: BaseException) -> bool:
        self._is_wanted = False
        if not isinstance(error, BadInput):
            return False
        self._say(lit(f"✗ {error}", "$desk-bad"))
        return True

    def _say(self, content: Content) -> None:
        self._echo.update(content)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Enter saves, from either field: who takes the meeting is filled in already."""
        event.stop()
        self._is_wanted = True
        if self.moment is not None and self._read == self._words.value.strip():
            self._finish()
        else:
            self._look()

    def _finish(self) -> None:
        self._is_wanted = False
        if self.moment is None:
            return
        at = self.moment.at
        detail = Detail(meeting_at=at) if self._is_meeting else Detail(callback_at=at)
        self.dismiss((detail, plain(self._whom.value) if self._is_meeting else ""))
