"""The first start: an app of one screen that starts a team, or leads to the demo."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on

from sdrdesk.tui import textual_fixes, themes
from sdrdesk.tui.safe import SafeApp
from sdrdesk.tui.screens.first import FirstScreen

if TYPE_CHECKING:
    from sdrdesk.desk.people.founding import Answers
    from sdrdesk.settings import Settings


class Welcome(SafeApp):
    """Asks what a new team has to say."""

    TITLE = "sdrdesk"
    CSS_PATH = ["base.tcss"]
    ENABLE_COMMAND_PALETTE = False
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]

    def __init__(self, where: str, found: Callable[[Answers], None], settings: Settings) -> None:
        """Start a team at `where` by calling `found`."""
        textual_fixes.drop_empty_no_color(os.environ)
        environ = dict(os.environ)
        super().__init__(ansi_color=True if environ.get("NO_COLOR") else None)
        self._where, self._found = where, found
        self.answers: Answers | None = None
        """Of the team that was started."""
        self.is_demo_wanted = False
        for look in themes.all_looks():
            self.register_theme(look)
        self.theme = themes.choose(settings.theme, environ, self.console.color_system)

    def get_default_screen(self) -> FirstScreen:
        """The questions."""
        return FirstScreen(self._where, self._found)

    @on(FirstScreen.Founded)
    def _founded(self, event: FirstScreen.Founded) -> None:
        self.answers = event.answers
        self.exit()

    @on(FirstScreen.DemoWanted)
    def _demo(self) -> None:
        self.is_demo_wanted = True
        self.exit()


def welcome(where: str, found: Callable[[Answers], None], settings: Settings) -> tuple[Answers | None, bool]:
    """Ask; the answers of the team that was started, None for none, and whether the demo is wanted instead."""
    app = Welcome(where, found, settings)
    app.run()
    return app.answers, app.is_demo_wanted
