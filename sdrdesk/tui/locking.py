"""Locks the desk while nobody is there, and closes it for whoever may not sit there any more."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from sdrdesk.desk.people.identity import SIGNED_OUT

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.app import SdrDesk
    from sdrdesk.tui.screens.lock import LockScreen

LOOK = 5.0
"""Seconds between two looks at whether anybody is there."""

ASK = 6
"""Looks between two questions to the desk whether the seat still holds."""


class Locking:
    """Watches over one app. A desk whose rep has no password is not locked: there is nothing to open it with."""

    def __init__(self, app: SdrDesk, desk: Desk, minutes: int) -> None:
        """Lock `app` after so many minutes without a key; 0 for never."""
        self._app, self._desk, self._seconds = app, desk, minutes * 60
        self._touched = monotonic()
        self._looks = 0
        self._cover: LockScreen | None = None

    @property
    def is_locked(self) -> bool:
        """Whether the desk is hidden."""
        return self._cover in self._app.screen_stack

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = monotonic()

    def look(self) -> None:
        """Whether anybody was there lately; now and then whether they still may."""
        if self.is_locked:
            return
        self._looks += 1
        if self._looks % ASK == 0:
            self._app.queue_screen.ask(self._desk.identity.standing, self._stands, group="standing", latest=True)
        if self._seconds and monotonic() - self._touched > self._seconds:
            self.touch()
            self._app.queue_screen.ask(self._has_password, self._lock, group="lock", latest=True)

    def _has_password(self) -> bool:
        return self._desk.identity.who().has_password

    def _stands(self, why_not: str) -> None:
        if why_not and not self.is_locked:
            self._hide(why_not, is_signed_out=why_not == SIGNED_OUT)

    def _lock(self, has_password: bool) -> None:
        if has_password and not self.is_locked:
            self._hide()

    def _hide(self, why_not: str = "", *, is_signed_out: bool = False) -> None:
        from sdrdesk.tui.screens.lock import LockScreen  # hardly any desk is ever locked

        self._cover = LockScreen(self._desk, why_not, is_signed_out=is_signed_out)
        self._app.clear_notifications()
        self._app.push_screen(self._cover)
