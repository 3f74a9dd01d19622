"""The door: signs somebody in before the desk opens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sdrdesk.clock import SystemClock
from sdrdesk.tui import themes
from sdrdesk.tui.safe import SafeApp
from sdrdesk.tui.screens.lock import DoorScreen

if TYPE_CHECKING:
    from sdrdesk.desk.people.signing_in import Session, SigningIn
    from sdrdesk.domain.lead import Rep
    from sdrdesk.settings import Settings


class Door(SafeApp):
    """One screen that asks for a password."""

    TITLE = "sdrdesk"
    CSS_PATH = ["base.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, door: SigningIn, reps: Sequence[Rep], login: str, settings: Settings) -> None:
        """Let one of `reps` in at `door`, the one with `login` unless another is chosen."""
        environ = dict(os.environ)
        super().__init__(ansi_color=True if environ.get("NO_COLOR") else None)
        self._door, self._reps, self._login = door, reps, login
        self.session: Session | None = None
        for look in themes.all_looks():
            self.register_theme(look)
        self.theme = themes.choose(settings.theme, environ, self.console.color_system)

    def get_default_screen(self) -> DoorScreen:
        """The password."""
        return DoorScreen(self._door, SystemClock(), self._reps, self._login)

    def let_in(self, session: Session) -> None:
        """Somebody has signed in."""
        self.session = session
        self.exit()


def sign_in(door: SigningIn, reps: Sequence[Rep], login: str, settings: Settings) -> Session | None:
    """Ask for a password on the screen; None for somebody who goes away."""
    app = Door(door, reps, login, settings)
    app.run()
    return app.session
