"""Drives the desk in the words of the job; every wait is for the desk, none is for the clock alone."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.pilot import Pilot
from textual.widget import Widget

from sdrdesk.domain.queue import QueueRow
from sdrdesk.tui.screens.queue import QueueScreen
from sdrdesk.tui.widgets.brief_panel import BriefPanel
from sdrdesk.tui.widgets.call_panel import CallPanel
from sdrdesk.tui.widgets.queue_view import QueueView


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is being asked, delivered or painted any more."""
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


class Robot:
    """A rep at the keyboard."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        """Drive `pilot`."""
        self.pilot = pilot
        self.app = pilot.app

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each after the last one's work is done."""
        for key in keys:
            await self.pilot.press(key)
            if len(key) > 1 or not self._is_typing:
                await settled(self.pilot)
        await settled(self.pilot)

    async def rush(self, *keys: str) -> None:
        """Press keys as fast as they go."""
        await self.pilot.press(*keys)
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
    def list(self) -> QueueView:
        """The list."""
        return self.screen.query_one(QueueView)

    @property
    def names(self) -> list[str]:
        """Who is in the list, in order."""
        return [row.name for row in self.list.rows]

    @property
    def current(self) -> str:
        """Who is under the cursor."""
        row: QueueRow | None = self.list.row(self.list.current)
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
