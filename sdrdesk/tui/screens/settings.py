"""Every setting with its value, where that comes from and what it is; a few may be chosen here.

What is chosen stands in a file of our own, never in the user's: where that, a variable or the command line says
something, it goes on holding, a choice is only tried, and the line to write is shown.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from sdrdesk import paths
from sdrdesk.dataclasses import fields
from sdrdesk.errors import BadInput
from sdrdesk.settings import CHOICES, CHOSEN, NOTICES, ON_SCREEN, Settings, Sources, choose, read_settings, told
from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.format import fit
from sdrdesk.tui.safe import lit, plain
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from sdrdesk.tui.app import SdrDesk

AT_ONCE = ("theme", "keymap")
"""What holds from the moment it is chosen; the rest from the next start."""

YES_NO = {"yes": True, "no": False}


def written(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {said}" for key, said in value.items()) or "none"
    return str(value) or "none"


def line_for(name: str, value: object) -> str:
    """The line of config.toml that says it."""
    import json

    if name == "keys":
        return '[keys]\n"lead.snooze" = "S"'
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def sources_of(settings: Settings) -> Sources:
    """Where each value comes from; what neither file nor variable nor choice says was said on the command line."""
    try:
        found, sources = read_settings({}, os.environ)
    except BadInput:  # the file was broken since the desk opened
        found, sources = Settings(), {}
    return {
        one.name: sources.get(one.name, "default")
        if getattr(found, one.name) == getattr(settings, one.name)
        else "command line"
        for one in fields(Settings)
    }


class SettingsScreen(DeskScreen):
    """The settings of whoever sits here."""

    CSS_PATH = "list.tcss"
    BINDINGS = commands.bindings(commands.Scope.SETTINGS)
    HELP = "What is set on this machine, and where each value comes from. Nothing here ever writes your own file."
    SCOPE = commands.Scope.SETTINGS
    AUTO_FOCUS = "OptionList"

    def __init__(self, app: SdrDesk, settings: Settings) -> None:
        """The settings that hold in `app`."""
        super().__init__()
        self._desk_app, self._values = app, {one.name: getattr(settings, one.name) for one in fields(Settings)}
        self._sources, self._told = sources_of(settings), told()
        self._names = [*ON_SCREEN, *(name for name in self._values if name not in ON_SCREEN)]
        self._list, self._detail, self.status = OptionList(), Static(id="detail"), StatusLine()

    def compose(self) -> ComposeResult:
        """The settings, the one under the cursor, keys."""
        head = Content.assemble(("Settings  ", "bold $desk-text"), (str(paths.config_file()), "$desk-dim"))
        yield Static(head, id="head")
        yield self._list
        yield self._detail
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Show them."""
        self._fill(0)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has room for more."""
        self.call_after_refresh(lambda: self._fill(self._list.highlighted or 0))

    def _fill(self, at: int) -> None:
        width = max(20, (self._list.scrollable_content_region.width or 78) - 50)
        self._list.clear_options()
        self._list.add_options([self._line(name, width) for name in self._names])
        self._list.highlighted = at
        self._explain()

    def _line(self, name: str, width: int) -> Content:
        mark = ("▸ " if name in ON_SCREEN else "  ", "$desk-accent")
        value = fit(plain(written(self._values[name])), width)
        source = self._sources[name].replace(str(paths.config_file()), "config.toml")
        ink = "$desk-dim" if source == "default" else "$desk-accent"
        return Content.assemble(
            # A line that wraps reads as two settings.
            mark,
            (fit(name, 20), "$desk-text"),
            " ",
            (value, "bold $desk-text"),
            " ",
            (fit(source, 26).rstrip(), ink),
        )

    @property
    def name_shown(self) -> str:
        """The setting under the cursor."""
        return self._names[self._list.highlighted or 0]

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        """What the setting is, and how it is changed."""
        name = self.name_shown
        how = "enter chooses" if name in ON_SCREEN else "It stands in config.toml alone; enter shows the line"
        if name in ON_SCREEN and not self._is_ours(name):
            how = f"It comes from the {self._sources[name].partition(' ')[0]}, which wins: here it can only be tried"
        self._detail.update(Content.assemble(lit(self._told[name], "$desk-text"), "\n", (how, "$desk-dim")))

    def _is_ours(self, name: str) -> bool:
        """Whether a choice made here would hold at the next start."""
        return self._sources[name] in ("default", CHOSEN) and not self.app.is_web

    # ------------------------------------------------------------------------------------- the keys

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_change()

    def action_change(self) -> None:
        """Choose another value, or show the line that says it."""
        name = self.name_shown
        if name not in ON_SCREEN:
            line = line_for(name, self._values[name]).replace("\n", "  ")
            self.status.say(f"In {paths.config_file().name}: {line}", mark="·")
            return
        from sdrdesk.tui.dialogs.pick import Option, Pick

        words = CHOICES.get(name) or (NOTICES if name == "notices" else tuple(YES_NO))
        now = written(self._values[name])
        options = [
            Option(key=str(at), label=word or "none", value=word, note="now" if (word or "none") == now else "")
            for at, word in enumerate(words, 1)
        ]
        self.app.push_screen(Pick(f"{name}?", options), lambda word: self._picked(name, word))

    def _picked(self, name: str, word: str | None) -> None:
        if word is not None:
            self._take(name, YES_NO.get(word, word) if isinstance(self._values[name], bool) else word)

    def _take(self, name: str, value: str | bool) -> None:
        """Let a value hold, and keep it where it may be kept."""
        if problems := self._desk_app.take_setting(name, value):
            self.status.say(problems[0], mark="✗", ink="desk-bad")
            return
        self._values[name] = value
        if self._is_ours(name):
            kept = choose(name, value)
            self._sources[name] = CHOSEN
            when = "" if name in AT_ONCE else " from the next start"
            self.status.say(f"{name} is {written(value)}{when}" if kept else f"{name} could not be kept")
        else:
            self.status.say(f"Tried until you leave. To keep it: {line_for(name, value)}", mark="·")
        self._fill(self._list.highlighted or 0)

    def action_forget(self) -> None:
        """Take a choice back."""
        name = self.name_shown
        if self._sources[name] != CHOSEN:
            self.status.say(f"{name} was not chosen here", mark="·", ink="desk-dim")
            return
        self._take(name, getattr(Settings(), name))
        choose(name, None)
        self._sources[name] = "default"
        self._fill(self._list.highlighted or 0)

    def action_move(self, by: int) -> None:
        """Another setting."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_back(self) -> None:
        """To where one came from."""
        self.app.pop_screen()
