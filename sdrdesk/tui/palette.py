"""The palette: every command by name, and leads by theirs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from sdrdesk.errors import DeskError
from sdrdesk.tui import commands
from sdrdesk.tui.keymap import keymap_of
from sdrdesk.tui.safe import plain
from sdrdesk.tui.screens.queue import QueueScreen

FOUND = 20
"""Leads shown at most."""


def highlight(text: str, query: str) -> Content:
    """`text` literally, with the letters that were typed in bold."""
    text = plain(text)
    content = Content(text)
    start = text.lower().find(query.lower()) if query else -1
    return content.stylize("bold underline", start, start + len(query)) if start >= 0 else content


def score(text: str, query: str) -> float:
    """How well `query` fits: 1 at the start, less within, a little for letters in order, else 0."""
    low, wanted = text.lower(), query.lower().strip()
    at = low.find(wanted)
    if at >= 0:
        return 1.0 if at == 0 else 0.9 if low[at - 1] == " " else 0.7
    letters = iter(low)
    return 0.3 if all(letter in letters for letter in wanted.replace(" ", "")) else 0.0


def offered(scope: commands.Scope = commands.Scope.DESK, *, is_manager: bool = False) -> Iterable[commands.Command]:
    """The commands the palette names on a screen."""
    scopes = (scope, commands.Scope.ANYWHERE)
    named = (one for one in commands.COMMANDS if one.palette and one.scope in scopes and one.id != "desk.palette")
    return (one for one in named if is_manager or not one.manager)


class DeskCommands(Provider):
    """The desk's commands and leads."""

    @property
    def _queue(self) -> QueueScreen | None:
        return self.screen if isinstance(self.screen, QueueScreen) else None

    def _offered(self) -> Iterable[commands.Command]:
        scope = getattr(self.screen, "SCOPE", commands.Scope.DESK)
        seat = self._queue or getattr(self.screen, "ways", None)
        return keymap_of(self.screen).live(offered(scope, is_manager=seat is not None and seat.is_manager))

    async def discover(self) -> Hits:
        """Everything there is, before a letter is typed."""
        for one in self._offered():
            yield DiscoveryHit(self._line(one, ""), partial(self._run, one), text=one.label, help=one.tip)

    async def search(self, query: str) -> Hits:
        """Commands that fit, then leads that do."""
        for one in self._offered():
            if points := score(one.label, query):
                yield Hit(points, self._line(one, query), partial(self._run, one), text=one.label, help=one.tip)
        queue = self._queue
        if queue is None or len(query.strip()) < 2:
            return
        for lead_id, name, company in await self._leads(queue, query):
            line = Content.assemble(highlight(name, query), "  ", (company, "dim"))
            yield Hit(0.5, line, partial(queue.open_lead, lead_id), text=f"{name} {company}")

    async def _leads(self, queue: QueueScreen, query: str) -> list[tuple[str, str, str]]:
        """Leads by name, looked for in a thread."""
        import asyncio

        try:
            found = await asyncio.to_thread(queue.find, query, FOUND)
        except DeskError:
            return []
        return [(one.lead_id, plain(one.name), plain(one.company)) for one in found]

    @staticmethod
    def _line(one: commands.Command, query: str) -> Content:
        return Content.assemble(highlight(one.label, query), (f"  {one.shown}", "dim") if one.keys else "")

    async def _run(self, one: commands.Command) -> None:
        await (self.app if one.scope is commands.Scope.ANYWHERE else self.screen).run_action(one.action)
