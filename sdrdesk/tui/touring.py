"""Offers the tour to whoever sits down for the first time, starts it, and throws its leads away."""

from __future__ import annotations

from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from sdrdesk import state

if TYPE_CHECKING:
    from pathlib import Path

    from sdrdesk.desk.desk import Desk
    from sdrdesk.settings import Settings
    from sdrdesk.tui.app import SdrDesk

OFFER = "New here? A tour: three minutes on practice leads, esc at any time"
"""What the status line says once; no dialog, for somebody may be waiting on the phone."""
HINT = "^p Tour"


def offer(app: SdrDesk, desk: Desk) -> None:
    """Tell whoever sits at this desk on this machine for the first time; never again."""
    if not app.is_web and not state.read("tour").get(desk.rep.id):
        state.keep("tour", **{desk.rep.id: "offered"})
        app.queue_screen.status.say(OFFER, mark="▸", hint=HINT, ink="desk-warn")


def start(app: SdrDesk, desk: Desk, settings: Settings) -> None:
    """Lay out practice leads in a thread, then lead through them; once at a time."""
    from sdrdesk.tui.screens.tour import TourScreen, practice, throw_away

    home = app.queue_screen
    if any(isinstance(one, TourScreen) for one in app.screen_stack):
        return
    home.status.say("Laying out practice leads", mark="…", ink="desk-warn")

    def left(made: tuple[Desk, Path]) -> None:
        home.status.say("The tour is over", mark="·", hint="^p Tour brings it back")
        # Not in a thread of the screen: it may be gone before its last question is answered.
        Thread(target=throw_away, args=made).start()

    def ready(made: tuple[Desk, Path]) -> None:
        if app.locking is not None and app.locking.is_locked:
            throw_away(*made)
            return
        home.status.say("", mark="")
        app.push_screen(TourScreen(made[0], settings, partial(left, made)))

    home.ask(partial(practice, desk.clock.now()), ready, group="tour", latest=True)
