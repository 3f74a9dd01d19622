"""Ask where a lead is, when neither the address nor the phone tells."""

from __future__ import annotations

from zoneinfo import available_timezones

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from sdrdesk.text import fold
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit

SHOWN = 10
"""Zones listed at a time."""

_OLD = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")
"""Prefixes of zones that have a better name."""


def matching(words: str) -> list[str]:
    """Zones whose name holds the words: those whose town begins with them first."""
    wanted = fold(words)
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(_OLD))
    found = [name for name in names if wanted in _words(name)]
    return sorted(found, key=lambda name: (not _words(name.rpartition("/")[2]).startswith(wanted), name))[:SHOWN]


def _words(name: str) -> str:
    return fold(name.replace("_", " "))


class AskZone(DeskDialog[str]):
    """Asks for a town; answers its zone."""

    def __init__(self, name: str, zone: str) -> None:
        """Ask for the zone of `name`, which is `zone` so far."""
        super().__init__()
        self._name, self._zone = name, zone
        self._found: list[str] = []

    def compose(self) -> ComposeResult:
        """The words, and the zones they may mean."""
        with Vertical(classes="dialog") as box:
            box.border_title = lit(f"Where is {self._name}?")
            yield Input(placeholder="a big town in that zone: chicago, berlin, kolkata", value="")
            yield OptionList()
            now = f"So far: {self._zone}" if self._zone else "So far unknown: such a lead is never called"
            yield Static(lit(now, "$desk-dim"))
            yield Static(Content("enter takes the first · ↓ for another · esc back"), classes="hint")

    def on_mount(self) -> None:
        """Start with the words."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._found = matching(event.value) if event.value.strip() else []
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([lit(name) for name in self._found])
        if self._found:
            options.highlighted = 0

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._found:
            self.dismiss(self._found[0])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._found[event.option_index])
