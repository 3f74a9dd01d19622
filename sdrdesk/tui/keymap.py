"""Which keys do what on this desk; `keymap_check.py` makes it of what the user asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import dataclass, field, replace
from sdrdesk.tui.command import Command, Scope
from sdrdesk.tui.keys import COMMANDS

if TYPE_CHECKING:
    from textual.widget import Widget

NO_KEY = "no-key"
"""What a command is bound to that the user took every key from: nothing that a terminal sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keymap:
    """The keys in force."""

    changed: Mapping[str, str] = field(default_factory=dict)
    """Commands whose keys are not the shipped ones, with those they have now."""

    def of(self, one: Command) -> Command:
        """A command with its live keys; it keeps what it has where nothing was changed."""
        if one.id not in self.changed:
            return one
        keys = self.changed[one.id]
        return replace(one, keys="" if keys == NO_KEY else keys)

    def live(self, commands: Iterable[Command] = COMMANDS) -> tuple[Command, ...]:
        """Commands with their live keys."""
        return tuple(map(self.of, commands)) if self.changed else tuple(commands)

    def said(self, words: str, scope: Scope) -> str:
        """A hint such as "u undo · r reads again" with the live keys instead of the shipped ones."""
        if not self.changed:
            return words
        keys = {one.first: self.of(one).first for one in COMMANDS if one.scope is scope and one.id in self.changed}
        parts = [part.partition(" ") for part in words.split(" · ")]
        return " · ".join(f"{keys.get(key, key)}{blank}{rest}" for key, blank, rest in parts)


SHIPPED = Keymap()
"""Nothing changed."""


def keymap_of(widget: Widget) -> Keymap:
    """The keymap of the app that a widget is in; the shipped one before it is in any."""
    return getattr(widget.app, "live_keys", SHIPPED) if widget.is_attached else SHIPPED
