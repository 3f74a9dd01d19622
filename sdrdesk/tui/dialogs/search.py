"""Find anybody: by name, company, mail or number, in whatever tab they are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static

from sdrdesk.desk.values import Found
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.format import fit, phone
from sdrdesk.tui.safe import lit, plain

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk

PAUSE = 0.15
"""Seconds of no typing before the desk is asked."""


class SearchDialog(DeskDialog[str]):
    """Asks for words; answers the lead that was picked."""

    def __init__(self, desk: Desk, words: str = "") -> None:
        """Search at `desk`, beginning with `words`."""
        super().__init__()
        self._desk, self._first = desk, words
        self._input = Input(placeholder="name, company, mail or number", value=words)
        self._list = OptionList()
        self._hint = Static(Content("type to search · esc back"), classes="hint")
        self._timer: Timer | None = None
        self._found: tuple[Found, ...] = ()
        self._read = ""
        self._is_wanted = False

    def compose(self) -> ComposeResult:
        """Words and what they found."""
        with Vertical(classes="dialog -wide") as box:
            box.border_title = "Find anybody"
            yield self._input
            yield self._list
            yield self._hint

    def on_mount(self) -> None:
        """Start typing."""
        self._input.cursor_blink = False
        self._input.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._look)

    def _look(self) -> None:
        words = self._input.value.strip()
        if not words:
            self._show(words, ())
            return
        self.ask(partial(self._desk.queue.search, words, 50), partial(self._show, words), group="search", latest=True)

    def _show(self, words: str, found: tuple[Found, ...]) -> None:
        self._found, self._read = found, words
        self._list.clear_options()
        self._list.add_options([self._line(one) for one in found])
        if found:
            self._list.highlighted = 0
        said = f"{len(found)} found · enter opens · ↑ ↓ choose · esc back" if found else f"Nobody matches {words}"
        self._hint.update(lit(said if words else "type to search · esc back", "$desk-dim"))
        if self._is_wanted and found:
            self.dismiss(found[0].lead_id)
        self._is_wanted = False

    @staticmethod
    def _line(one: Found) -> Content:
        contact = phone(one.phone) if one.phone else one.email
        owner = "" if one.is_mine else plain(one.owner)
        return Content.assemble(
            (fit(one.name, 20), "bold $desk-text"),
            " ",
            (fit(one.company, 18), "$desk-soft"),
            " ",
            (fit(contact, 17), "$desk-dim"),
            " ",
            (owner or one.stage.value, "$desk-warn" if owner else "$desk-dim"),
        )

    def on_key(self, event: events.Key) -> None:
        """Arrows choose while typing goes on."""
        if self._input.has_focus and event.key in ("down", "up"):
            event.stop()
            if event.key == "down":
                self._list.action_cursor_down()
            else:
                self._list.action_cursor_up()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._read != self._input.value.strip():
            self._is_wanted = True
            self._look()
        elif self._found:
            self.dismiss(self._found[self._list.highlighted or 0].lead_id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._found[event.option_index].lead_id)
