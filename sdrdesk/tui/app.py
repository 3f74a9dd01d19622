"""The app: themes, sizes, the palette, and one screen for now."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.binding import BindingType
from textual.command import Provider

from sdrdesk import paths
from sdrdesk.dataclasses import replace
from sdrdesk.errors import DeskError
from sdrdesk.tui import commands, textual_fixes, themes, toasts, writer
from sdrdesk.tui.keymap import SHIPPED
from sdrdesk.tui.safe import SafeApp, plain
from sdrdesk.tui.screens.queue import QueueScreen

if TYPE_CHECKING:
    from pathlib import Path

    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.intake.intake_values import Options
    from sdrdesk.desk.values import Board
    from sdrdesk.settings import Settings
    from sdrdesk.tui.locking import Locking

    File = tuple[Path, Options]

COLLECT = (20_000, 20, 50)
"""How many new objects start a collection: a repaint makes about ten thousand, of which none stay."""


EVERYWHERE = {one.action for one in commands.COMMANDS if one.scope is commands.Scope.ANYWHERE}
"""What works on every screen."""

NOT_IN_CALL = EVERYWHERE - {"help", "quiet", "theme"}
"""What of it waits until a call is over."""


def _palette() -> type[Provider]:
    """The palette's commands; imported when it is first opened."""
    from sdrdesk.tui.palette import DeskCommands

    return DeskCommands


class SdrDesk(SafeApp):
    """The desk of one rep."""

    TITLE = "sdrdesk"
    # The default screen's own CSS_PATH is never read (8.2.8), so the queue's is named here.
    CSS_PATH = ["base.tcss", "screens/queue.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]
    COMMANDS = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings(commands.Scope.ANYWHERE)

    def __init__(self, desk: Desk, settings: Settings, board: Board | None = None, file: File | None = None) -> None:
        """The desk of `desk.rep`.

        Args:
            desk: Everything it can do.
            settings: How the rep wants it.
            board: The first screen's rows, read before any of this was imported.
            file: A file to look at first, and how it is to be read.
        """
        textual_fixes.drop_empty_no_color(os.environ)
        environ = dict(os.environ)  # Textual takes NO_COLOR out of it
        # Textual picks its filter for NO_COLOR before a theme can be set, and the wrong one paints black on black.
        self.owns_process = False
        """Whether nothing else runs in this process, so that its garbage collector is ours to set."""
        super().__init__(ansi_color=True if environ.get("NO_COLOR") else None)
        self._desk, self._settings, self._first_board, self._file = desk, settings, board, file
        self.locking: Locking | None = None
        """Hides the desk while nobody is there; from the first paint on."""
        chosen = themes.choose(settings.theme, environ, self.console.color_system)
        for look in themes.first_looks(chosen):
            self.register_theme(look)
        self.theme = chosen
        self.live_keys = SHIPPED
        """Which keys do what."""
        self._key_problems: tuple[str, ...] = ()
        if settings.keymap != "default" or settings.keys:
            self._key_problems = self.use_keys(settings.keymap)

    def get_default_screen(self) -> QueueScreen:
        """The queue, there from the first paint on."""
        return QueueScreen(self._desk, self._settings, self._first_board)

    @property
    def queue_screen(self) -> QueueScreen:
        """The queue, whatever lies over it."""
        return cast("QueueScreen", self.screen_stack[0])

    async def on_event(self, event: events.Event) -> None:
        """Keys and clicks say that somebody is there."""
        if self.locking is not None and isinstance(event, events.InputEvent):
            self.locking.touch()
        await super().on_event(event)

    def notify(self, message: str, **how: Any) -> None:
        """A toast: not of a locked desk, as it names leads, nor over a call; in a call block only what may not wait."""
        severity, queue = how.get("severity", "information"), self.queue_screen
        if (severity == "information" and queue.pacing.runs) or (self.locking is not None and self.locking.is_locked):
            return
        if toasts.would_cover_call(queue):
            toasts.say(queue, how.get("title", ""), message, severity)
        else:
            super().notify(message, **how)

    def on_ready(self) -> None:
        """The first paint is out: now the collector may run, over what comes from here on.

        Textual makes seven small caches for each strip it paints; a full collection in the middle of that cost half of
        every repaint (10 ms), so what is loaded by now is left out of it for good.
        """
        from sdrdesk.tui.screens.later import complete

        # Where a refresh is due it comes first; where it is out already, this comes at once.
        self.queue_screen.call_after_refresh(complete, self.queue_screen)
        if self._file and isinstance(self.screen, QueueScreen):
            self.screen.preview(*self._file)
        for look in themes.all_looks():
            self.register_theme(look)
        if self._key_problems:
            title = f"The keys are the shipped ones: {paths.config_file()}"
            self.notify(plain(". ".join(self._key_problems)), title=plain(title), severity="warning", timeout=30)
        from sdrdesk.tui.locking import LOOK, Locking

        self.locking = Locking(self, self._desk, self._settings.lock_minutes)
        self.set_interval(LOOK, self.locking.look)
        if self.owns_process:
            if not self._file:
                from sdrdesk.tui.touring import offer

                offer(self, self._desk)
            self._leave_well()
            gc.collect()
            gc.freeze()
            gc.set_threshold(*COLLECT)
            gc.enable()

    def _leave_well(self) -> None:
        """A closed terminal, or somebody who ends the process, lets the desk write its drafts first."""
        for name in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, name):
                with contextlib.suppress(NotImplementedError, RuntimeError):
                    asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self.exit)

    def use_keys(self, preset: str) -> tuple[str, ...]:
        """Use a preset with the user's own keys over it; what is wrong with that, and then the shipped keys hold."""
        from sdrdesk.tui.keys_file import read_for

        self.live_keys, problems = read_for(self._desk.playbook, preset, self._settings.keys)
        self.set_keymap(dict(self.live_keys.changed))
        return problems

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing works on a locked desk, and the palette waits until a call is over, as the queue's own keys do."""
        if action in EVERYWHERE and self.locking is not None and self.locking.is_locked:
            return False
        if action in NOT_IN_CALL and isinstance(self.screen, QueueScreen) and self.screen.is_calling:
            return False
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """The keys of the screen that is up."""
        from sdrdesk.tui.dialogs.help import HelpDialog

        self.push_screen(HelpDialog(self.screen))

    def action_jump(self) -> None:
        """Letters over everything one can go to."""
        from sdrdesk.tui.dialogs.jump import Jump, spots

        if found := spots(self.screen):
            self.push_screen(Jump(found), lambda spot: spot and spot.go())

    def action_settings(self) -> None:
        """What is set here; once at a time."""
        from sdrdesk.tui.screens.settings import SettingsScreen

        if not any(isinstance(one, SettingsScreen) for one in self.screen_stack):
            self.push_screen(SettingsScreen(self, self._settings))

    def take_setting(self, name: str, value: str | bool) -> tuple[str, ...]:
        """Let a setting hold from now on, as far as it can; what is wrong with it, and then nothing changed."""
        if name == "keymap":
            before = self.live_keys
            if problems := self.use_keys(str(value)):
                self.live_keys = before
                self.set_keymap(dict(before.changed))
                return problems
        elif name == "theme":
            self.theme = themes.choose(str(value), os.environ, self.console.color_system)
        changed: dict[str, Any] = {name: value}
        self._settings = replace(self._settings, **changed)
        return ()

    def action_tour(self) -> None:
        """Three minutes on practice leads, from wherever one is."""
        from sdrdesk.tui.touring import start

        start(self, self._desk, self._settings)

    async def action_quit(self) -> None:
        """Leave the desk, after the team's closing with the day's result, once; on the tour, the tour."""
        if (leave := getattr(self.screen, "leave_tour", None)) is not None:
            leave()
        elif self.locking is not None and self.locking.is_locked:
            self.exit()
        else:
            self.queue_screen.pacing.leave()

    def action_quiet(self) -> None:
        """Put away whatever messages are up."""
        toasts.put_away(self)

    async def action_go(self, action: str) -> None:
        """From a screen over the queue to another one: by the queue, or by the tour's."""
        desk = next(one for one in reversed(self.screen_stack) if isinstance(one, QueueScreen))
        while self.screen is not desk:
            self.pop_screen()
        await desk.run_action(action)

    def action_theme(self) -> None:
        """The next look."""
        self.theme = themes.next_look(self.theme)


def run(desk: Desk, settings: Settings, board: Board | None = None, file: File | None = None) -> int:
    """Show the desk until the rep leaves it; the process's exit status."""
    gc.disable()  # 4 % of the start; `on_ready` turns it on again
    writer.use()
    app = SdrDesk(desk, settings, board, file)
    app.owns_process = True
    try:
        app.run()
    finally:
        gc.enable()
        with suppress(DeskError):  # what cannot be given back now runs out by itself
            desk.pool.leave()
    return app.return_code or 0
