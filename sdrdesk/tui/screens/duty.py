"""What the desk does by itself while it is open, and what the rep is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sdrdesk.domain.words import plural
from sdrdesk.errors import DeskError
from sdrdesk.tui.notices import desktop
from sdrdesk.tui.safe import plain

if TYPE_CHECKING:
    from sdrdesk.desk.care.duty import Told
    from sdrdesk.desk.desk import Desk
    from sdrdesk.settings import Settings
    from sdrdesk.tui.screens.queue import QueueScreen

EACH = 20.0
"""Seconds between two looks: a tier-1 lead has five minutes."""
SECONDS = 20
"""How long a rep can read it."""


class OnDuty:
    """Duty at one queue screen."""

    def __init__(self, screen: QueueScreen, desk: Desk, settings: Settings) -> None:
        """Do duty at `desk`, and tell on `screen`."""
        self._screen, self._desk, self._settings = screen, desk, settings

    def start(self) -> None:
        """Look every few seconds from now on."""
        self._screen.set_interval(EACH, self.look)

    def look(self) -> None:
        """Do what is due, in a thread; a busy store is asked again later."""
        self._screen.ask(self._tick, self.tell, failed=_later, group="duty")

    def _tick(self) -> Sequence[Told]:
        """In the thread: what is imported for it costs the screen nothing."""
        return self._desk.duty.tick()

    def tell(self, news: Sequence[Told]) -> None:
        """Tell of leads that wait too long, in a call block only of tier 1: one by name, several by number."""
        if self._screen.pacing.runs:
            news = [one for one in news if one.tier == 1]
        if not news:
            return
        first = news[0]
        who = ", ".join(filter(None, (first.name, first.company)))
        title = f"{who} waits" if len(news) == 1 else f"{plural(len(news), 'lead')} wait too long"
        body = first.reason if len(news) == 1 else ", ".join(one.name for one in news[:4])
        app = self._screen.app
        app.notify(plain(body), title=plain(title), severity="error", timeout=SECONDS, markup=False)
        self._screen.status.say(plain(f"{title}: {body}"), mark="!", ink="desk-bad")
        if self._settings.bell:
            app.bell()
        desktop(app, title, body, self._settings.notices)


def _later(error: BaseException) -> bool:
    """What runs by itself says nothing of a busy store: it runs again."""
    return isinstance(error, DeskError)
