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
SECONDS = 10
"""How long a rep can read it; the status line keeps what it comes to."""


class OnDuty:
    """Duty at one queue screen."""

    def __init__(self, screen: QueueScreen, desk: Desk, settings: Settings) -> None:
        """Do duty at `desk`, and tell on `screen`."""
        self._screen, self._desk, self._settings = screen, desk, settings
        self._toasted = ""
        """The one lead that was told of last."""

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
        # A lead may have been late when its call began; whoever is on the line with it needs no telling.
        if self._screen.is_calling:
            news = [one for one in news if one.lead_id != self._screen.shown.lead_id]
        if not news:
            return
        self._screen.watching.has_told(one.lead_id for one in news)
        first, app = news[0], self._screen.app
        if len(news) == 1:
            title, body, short = _one(first)
        else:
            title, body = f"{plural(len(news), 'lead')} wait too long", ", ".join(one.name for one in news[:4])
            short = f"{title}: {body}"
        self._toasted = first.lead_id if len(news) == 1 else ""
        app.notify(plain(body), title=plain(title), severity="error", timeout=SECONDS, markup=False)
        self._screen.status.say(plain(short), mark="!", ink="desk-bad")
        if self._settings.bell:
            app.bell()
        desktop(app, title, body, self._settings.notices)

    def called(self, lead_id: str) -> None:
        """A lead was called and logged: it waits no longer, so nothing on the screen may say so."""
        if lead_id == self._toasted:
            self._toasted = ""
            self._screen.app.clear_notifications()


def _one(told: Told) -> tuple[str, str, str]:
    """Title and text of a toast about one lead, and both in a line that stands: it names no age, which would not."""
    who = ", ".join(filter(None, (told.name, told.company)))
    if told.has_come:
        return f"{who} is yours now", told.reason.rpartition(": ")[0], f"{who} is yours now"
    return f"{who} waits", told.reason, f"{who} waits: {told.reason.rpartition(': ')[2]}"


def _later(error: BaseException) -> bool:
    """What runs by itself says nothing of a busy store: it runs again."""
    return isinstance(error, DeskError)
