"""Ask for a few values in one dialog, and do something with them; what is wrong is said there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import DeskError
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit, plain

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value that is asked for."""

    key: str
    label: str
    value: str = ""
    example: str = ""


class Fields(DeskDialog[Answer], Generic[Answer]):
    """Asks for the fields; answers what `save` made of them."""

    BINDINGS = [("ctrl+s", "save", "Save"), ("down", "app.focus_next", "Next"), ("up", "app.focus_previous", "Before")]

    def __init__(
        self, title: str, fields: Sequence[Field], save: Callable[[Mapping[str, str]], Answer], hint: str = ""
    ) -> None:
        """Ask `title`.

        Args:
            title: What it is about.
            fields: What is asked for.
            save: Gets the values by key, in a thread; a DeskError is shown and nothing is lost.
            hint: What it does, in a few words.
        """
        super().__init__()
        self._title, self._fields, self._save, self._hint = title, fields, save, hint
        self._inputs = {
            one.key: Input(value=one.value, placeholder=one.example, compact=True, max_length=600) for one in fields
        }
        self._error = Static(Content(""))
        self._is_saving = False

    def compose(self) -> ComposeResult:
        """A line for each field."""
        with Vertical(classes="dialog") as box:
            box.border_title = lit(self._title)
            if self._hint:
                yield Static(lit(self._hint, "$desk-soft"))
                yield Static(Content(""))
            for one in self._fields:
                with Horizontal(classes="field"):
                    yield Label(lit(one.label))
                    yield self._inputs[one.key]
            yield self._error
            more = "tab next field · " if len(self._fields) > 1 else ""
            yield Static(Content(f"{more}enter saves · esc back"), classes="hint")

    def on_mount(self) -> None:
        """Start typing."""
        for field in self._inputs.values():
            field.cursor_blink = False
        next(iter(self._inputs.values())).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Do it with what was typed."""
        if self._is_saving:
            return
        self._is_saving = True
        values = {key: plain(field.value).strip() for key, field in self._inputs.items()}
        self.ask(lambda: self._save(values), self._saved, failed=self._failed, group="form")

    def _saved(self, answer: Answer) -> None:
        self.dismiss(answer)

    def _failed(self, error: BaseException) -> bool:
        self._is_saving = False
        if not isinstance(error, DeskError):
            return False
        self._error.update(lit(f"✗ {error}", "$desk-bad"))
        return True
