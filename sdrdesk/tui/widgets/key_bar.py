"""The bottom line: the keys used most, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content

from sdrdesk.tui.command import Scope
from sdrdesk.tui.keymap import keymap_of
from sdrdesk.tui.widgets.ink import Written

if TYPE_CHECKING:
    from sdrdesk.tui.command import Command

MOST = 7
"""More than these are not read."""


class KeyBar(Written):
    """Keys with one word each; a click does what the key does."""

    DEFAULT_CSS = "KeyBar { height: 1; padding: 0 1; background: $surface; }"

    def __init__(self, commands: Sequence[Command]) -> None:
        """Name these commands, most used first."""
        super().__init__()
        self._commands = commands

    def show(self, commands: Sequence[Command]) -> None:
        """Name other commands."""
        self._commands = commands
        self.refresh()

    def shown(self, width: int) -> list[tuple[Command, int]]:
        """The commands that fit, each with the cells it takes; the way out, else the help, is always among them."""
        live = [one for one in keymap_of(self).live(self._commands) if one.keys]
        sizes = [(one, len(one.first) + 1 + len(one.footer) + 3) for one in live]
        kept = [found for found in sizes if found[0].is_way_out or found[0].id == "desk.help"]
        out = min(kept, key=lambda found: not found[0].is_way_out, default=None)
        fitting = [out] if out else []
        most, left = MOST if width < 100 else len(sizes), width + 3 - (out[1] if out else 0)
        for one, size in sizes:
            if out and one is out[0]:
                continue
            if len(fitting) == most or size > left:
                break
            fitting.append((one, size))
            left -= size
        return sorted(fitting, key=sizes.index)

    def render(self) -> Content:
        """Key, word, key, word."""
        parts: list[str | tuple[str, str]] = []
        for one, _ in self.shown(self.content_size.width):
            parts += [(one.first, "bold $desk-accent"), (f" {one.footer}   ", "$desk-soft")]
        return Content.assemble(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        at = event.x - self.styles.padding.left
        for one, size in self.shown(self.content_size.width):
            if 0 <= at < size - 2:
                await (self.app if one.scope is Scope.ANYWHERE else self.screen).run_action(one.action)
            at -= size
