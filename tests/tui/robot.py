"""Drives the desk in the words of the job; every wait is for the desk, none is for the clock alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerCancelled

from sdrdesk.domain.queue import QueueRow
from sdrdesk.tui.screens.queue import QueueScreen
from sdrdesk.tui.widgets.brief_panel import BriefPanel
from sdrdesk.tui.widgets.call_panel import CallPanel
from sdrdesk.tui.widgets.queue_view import QueueView

ROUNDS = 36
"""At most: key, answer, what the answer asks for, its answer, and so on; most are quiet after a few."""

PATIENCE = 3
"""Rounds after which everybody is asked, though some have not even begun."""

NAMED = {
    "slash": "/",
    "space": " ",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "full_stop": ".",
}
"""Characters of keys that have a name."""


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is being asked, delivered or painted any more.

    Not `pilot.pause()`: it sleeps until the whole process is idle, 20 ms and more each time. Painted is what stands at
    the end: painting every step of the way was half the time of these tests.
    """
    with unpainted():
        await _quiet(pilot)
    paint(pilot)


async def _quiet(pilot: Pilot[Any]) -> None:
    """Wait until nothing is left to do but to paint."""
    was_quiet = False
    for number in range(ROUNDS):
        # The palette cancels its own searches; ours are never cancelled and do not fail.
        with contextlib.suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await asyncio.sleep(0.001)
        if not pilot.app.is_running or not pilot.app._screen_stack:
            return  # the last key ended it
        for behind in pilot.app._background_screens:
            behind._on_timer_update()  # leaves what it has to paint to the screen in front of it
        is_quiet = _is_quiet(pilot.app)
        # Twice, because what an idle app does next (a resize, a timer that is due) shows only a round later.
        if is_quiet and was_quiet:
            break
        if is_quiet or number % PATIENCE == PATIENCE - 1:
            # Whoever is still at work on its last message answers after it; asking everybody is dear.
            await pilot._wait_for_screen()
            is_quiet = _is_quiet(pilot.app)
        was_quiet = is_quiet
    pilot.app.screen._on_timer_update()


@contextlib.contextmanager
def unpainted() -> Iterator[None]:
    """Put painting off; `paint` does it afterwards."""
    with patch.object(Screen, "_compositor_refresh", _put_off):
        yield


def paint(pilot: Pilot[Any]) -> None:
    """Paint what was put off."""
    app = pilot.app
    if app.is_running and app._screen_stack and app.screen._compositor._dirty_regions:
        app.screen._compositor_refresh()


def _is_quiet(app: App[Any]) -> bool:
    """Whether nobody has anything left to do: no desk call runs, no message waits, nothing is to be laid out."""
    screens = (app.screen, *app._background_screens)
    pumps: list[MessagePump] = [app, *(one for screen in screens for one in screen.walk_children(with_self=True))]
    waiting = sum(pump._message_queue.qsize() + len(pump._next_callbacks) for pump in pumps)
    is_changing = any(one._layout_required or one._recompose_required or one._callbacks for one in screens)
    return not (waiting or is_changing or any(worker.is_running for worker in app.workers))


PAINT = Screen._compositor_refresh
"""Painting itself, where `_put_off` stands in for it."""


def _put_off(screen: Screen[Any]) -> None:
    """Stands in for painting: what changed is kept, to be painted once; a covered screen hands it on as ever."""
    if not screen.is_active:
        PAINT(screen)
        return
    screen._dirty_widgets.clear()
    screen.app._update_mouse_over(screen)


async def opened(pilot: Pilot[Any]) -> None:
    """Wait for the first screen and for what it makes after its first paint; that one is painted with the next."""
    with unpainted():
        await _quiet(pilot)
        for _ in range(1000):
            if pilot.app.query(CallPanel) or pilot.app.return_code:
                break
            await asyncio.sleep(0.005)
        await _quiet(pilot)


class Robot:
    """A rep at the keyboard."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        """Drive `pilot`."""
        self.pilot = pilot
        self.app = pilot.app

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each after the last one's work is done; typing goes on without waiting.

        What the last of them leads to is painted.
        """
        with unpainted():
            for left, key in enumerate(keys, 1 - len(keys)):
                self._send(key)
                if left and (len(key) > 1 or not self._is_typing):
                    await _quiet(self.pilot)
            await _quiet(self.pilot)
        paint(self.pilot)

    async def rush(self, *keys: str) -> None:
        """Press keys as fast as they go."""
        for key in keys:
            self._send(key)
            await asyncio.sleep(0.002)
        await settled(self.pilot)

    async def burst(self, *keys: str) -> None:
        """Keys that arrive together, as from a slow line or a busy machine: none waits for the one before."""
        for key in keys:
            self._send(key)
        await settled(self.pilot)

    def _send(self, key: str) -> None:
        character = key if len(key) == 1 else NAMED.get(key)
        name = _character_to_key(key) if len(key) == 1 else key
        event = events.Key(name, character)
        event.set_sender(self.app)
        driver = self.app._driver
        assert driver is not None
        driver.send_message(event)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for what comes by itself, at most ten seconds; the test then says what is not so."""
        for _ in range(200):
            if is_so():
                break
            await asyncio.sleep(0.05)
        await settled(self.pilot)

    async def wait(self, seconds: float) -> None:
        """Let real time pass, for what counts it: debounced typing, the outcome guard."""
        await asyncio.sleep(seconds)
        await settled(self.pilot)

    @property
    def _is_typing(self) -> bool:
        focused = self.app.focused
        return focused is not None and type(focused).__name__ in {"Input", "TextArea", "CommandInput"}

    # ----------------------------------------------------------------------------- what one sees

    @property
    def screen(self) -> QueueScreen:
        """The queue screen, under whatever dialog."""
        found = self.app.screen_stack[0]
        assert isinstance(found, QueueScreen)
        return found

    @property
    def view(self) -> QueueView:
        """The list."""
        return self.screen.query_one(QueueView)

    @property
    def names(self) -> list[str]:
        """Who is in the list, in order."""
        return [row.name for row in self.view.rows]

    @property
    def current(self) -> str:
        """Who is under the cursor."""
        row: QueueRow | None = self.view.row(self.view.current)
        return row.name if row else ""

    @property
    def brief(self) -> str:
        """The brief as text."""
        return self.screen.query_one(BriefPanel).text

    @property
    def call(self) -> CallPanel:
        """The call's panel."""
        return self.screen.query_one(CallPanel)

    @property
    def status(self) -> str:
        """The status line."""
        return self.screen.status.words

    @property
    def toasts(self) -> list[str]:
        """What toasts say, newest last: title, then body."""
        return [f"{one.title} {one.message}" for one in self.app._notifications]

    def lines(self) -> list[str]:
        """The whole screen as text."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        return [strip.crop(0, width).text for strip in strips[:height]]

    @property
    def text(self) -> str:
        """The whole screen as one text."""
        return "\n".join(self.lines())

    def dialog(self, kind: type[Widget]) -> Widget:
        """The open dialog's widget of a kind."""
        return self.app.screen.query_one(kind)
