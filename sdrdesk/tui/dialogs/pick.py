"""Pick one of a few by its key, by arrows and enter, or by mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from sdrdesk.dataclasses import dataclass
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to pick."""

    key: str
    label: str
    value: str
    note: str = ""


def letters(labels: Mapping[str, str]) -> list[Option]:
    """An option for each value, under a letter of its label that is still free."""
    options: list[Option] = []
    for value, label in labels.items():
        taken = {option.key for option in options}
        free = [sign for sign in label.lower() + "abcdefghilmnopqrstuvwxyz" if sign.isalpha() and sign.isascii()]
        key = next((sign for sign in free if sign not in taken and sign not in "jk"), "")
        options.append(Option(key=key, label=label, value=value))
    return options


class Pick(DeskDialog[str]):
    """Asks for one of several; answers its value."""

    BINDINGS = [("j", "move(1)", "Down"), ("k", "move(-1)", "Up")]

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        """Ask `title` with these answers."""
        super().__init__()
        self._title, self._options = title, options

    def compose(self) -> ComposeResult:
        """The answers, each with its key."""
        with Vertical(classes="dialog") as box:
            box.border_title = lit(self._title)
            yield OptionList(*(self._line(option) for option in self._options))
            yield Static(Content("one key picks · esc back"), classes="hint")

    @staticmethod
    def _line(option: Option) -> Content:
        return Content.assemble(
            (f" {option.key or ' '}  ", "bold $desk-accent"),
            (plain(option.label), "$desk-text"),
            (f"  {plain(option.note)}" if option.note else "", "$desk-dim"),
        )

    def on_key(self, event: events.Key) -> None:
        """A key picks at once."""
        for option in self._options:
            if event.character and option.key == event.character:
                event.stop()
                self.dismiss(option.value)
                return

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._options[event.option_index].value)

    def action_move(self, by: int) -> None:
        """Up and down, as in the list."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()
