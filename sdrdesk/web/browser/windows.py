"""Windows: each a process of sdrdesk and, most of the time, a browser that shows it.

A window belongs to a session and has a name that its browser made up. A browser that comes back with the name finds its
desk as it was; a second one takes it over. Nobody but the session's own can name it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from enum import IntEnum
from typing import Any

from aiohttp import web

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.web.browser.bounds import Bounds, Size
from sdrdesk.web.browser.process import Process

log = logging.getLogger("sdrdesk.web")

ENTER = b"\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h\x1b[?25l\x1b[?2004h"
"""What the driver said to a terminal that is gone: other screen, mouse, no cursor, pastes in brackets."""

OPENABLE = re.compile(r"tel:\+?[0-9]{3,20}|mailto:[^\s\x00-\x1f\x7f<>\"]{3,4000}")
"""What a desk may ask the rep's browser to open: a call, or a message to be written."""


class Close(IntEnum):
    """Why a socket is closed, for the page."""

    LEFT = 4000
    ELSEWHERE = 4001
    FULL = 4002
    SIGNED_OUT = 4003
    IDLE = 4004
    FAILED = 4005
    STOPPING = 4006
    NOT_UNDERSTOOD = 4007


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose window it is."""

    token: str
    login: str


@dataclass(eq=False)
class Window:
    """One desk, and whoever looks at it."""

    seat: Seat
    name: str
    process: Process
    size: Size
    socket: web.WebSocketResponse | None = None
    typed_at: float = field(default_factory=time.monotonic)
    alone_since: float | None = None
    """Since when nobody looks."""
    reason: Close | None = None
    """Why it ends."""
    runs: asyncio.Task[None] | None = None


class Windows:
    """Every window there is."""

    def __init__(
        self, bounds: Bounds, argv: Sequence[str], holds: Callable[[str], Awaitable[bool]], forget: Callable[[str], Any]
    ) -> None:
        """Open windows within `bounds`.

        Args:
            bounds: How many, how long.
            argv: The command of a desk.
            holds: Whether a session still holds, by its token.
            forget: Ends a session that was idle.
        """
        self.bounds = bounds
        self._argv = argv
        self._holds, self._forget = holds, forget
        self._open: dict[tuple[str, str], Window] = {}
        self._opening = asyncio.Lock()
        self._looked_at = time.monotonic()

    def __len__(self) -> int:
        """How many are open, looked at or not."""
        return len(self._open)

    @property
    def alone(self) -> int:
        """How many nobody looks at."""
        return sum(one.alone_since is not None for one in self._open.values())

    def of(self, token: str) -> list[Window]:
        """The windows of a session."""
        return [one for one in self._open.values() if one.seat.token == token]

    def of_login(self, login: str) -> list[Window]:
        """The windows of a rep."""
        return [one for one in self._open.values() if one.seat.login == login]

    async def show(
        self, seat: Seat, name: str, size: Size, socket: web.WebSocketResponse, who: dict[str, Any]
    ) -> Window | None:
        """The window of this name, shown on `socket`: a new one, or one that was there. None where there is no room."""
        async with self._opening:
            window = self._open.get((seat.token, name))
            if window is not None and window.reason is None:
                await self._take_over(window, size, socket)
                return window
            if not await self._has_room(seat):
                return None
            process = await Process.start(self._argv, who, size)
            window = Window(seat, name, process, size, socket)
            self._open[seat.token, name] = window
            window.runs = asyncio.create_task(self._run(window))
            log.info("window.opened open=%d", len(self))
            return window

    async def _take_over(self, window: Window, size: Size, socket: web.WebSocketResponse) -> None:
        """Show a desk that runs on another socket, painted anew."""
        before, window.socket, window.alone_since = window.socket, socket, None
        if before is not None:
            await _close(before, Close.ELSEWHERE)
        await self._paint(window, ENTER)
        # A size it does not have makes it paint all of it.
        await window.process.resize(Size(size.width, size.height - 1))
        await window.process.resize(size)
        window.size = size

    async def _has_room(self, seat: Seat) -> bool:
        """Whether one more may open; a desk of theirs that nobody looks at makes room."""
        while True:
            theirs = self.of_login(seat.login)
            if len(theirs) < self.bounds.per_rep and len(self) < self.bounds.windows:
                return True
            alone = [one for one in theirs if one.alone_since is not None]
            if not alone:
                return False
            await self.end(min(alone, key=lambda one: one.alone_since or 0.0), Close.LEFT)

    def gone(self, window: Window, socket: web.WebSocketResponse) -> None:
        """A browser went away; its desk waits a while."""
        if window.socket is socket:
            window.socket, window.alone_since = None, time.monotonic()

    async def end(self, window: Window, reason: Close) -> None:
        """End a window; its process is gone when this returns."""
        window.reason = window.reason or reason
        await window.process.end()
        if window.runs is not None:
            await asyncio.wait({window.runs})

    async def end_all(self, reason: Close, token: str = "") -> None:
        """End every window, or those of a session."""
        these = self.of(token) if token else list(self._open.values())
        await asyncio.gather(*(self.end(one, reason) for one in these))

    async def look(self) -> None:
        """End what is idle, alone for too long, or without a session."""
        now, bounds = time.monotonic(), self.bounds
        for window in list(self._open.values()):
            if window.reason is not None:
                continue
            if now - window.typed_at > bounds.idle_seconds:
                await self.end(window, Close.IDLE)
                if not self.of(window.seat.token):
                    self._forget(window.seat.token)
            elif window.alone_since is not None and now - window.alone_since > bounds.grace_seconds:
                await self.end(window, Close.LEFT)
        if now - self._looked_at > bounds.session_seconds:
            self._looked_at = now
            for token in {one.seat.token for one in self._open.values()}:
                if not await self._holds(token):
                    await self.end_all(Close.SIGNED_OUT, token)

    # --- one window -----------------------------------------------------------------------------------------------

    async def _run(self, window: Window) -> None:
        """Paint what the desk paints until it ends, then close."""
        try:
            async for kind, body in window.process.packets():
                if kind == b"D":
                    await self._paint(window, body)
                elif kind == b"M" and not await self._noted(window, body):
                    break
        finally:
            await window.process.end()
            del self._open[window.seat.token, window.name]
            reason = window.reason or (Close.FAILED if window.process.status else Close.LEFT)
            window.reason = reason
            log.info("window.closed reason=%s open=%d", reason.name, len(self))
            if window.socket is not None:
                await _close(window.socket, reason)

    async def _noted(self, window: Window, body: bytes) -> bool:
        """Do what a desk asks for, of the little that it may; whether it stays."""
        note = json.loads(body)
        if note.get("type") == "exit":
            return False
        url = note.get("url")
        if note.get("type") == "open_url" and isinstance(url, str) and OPENABLE.fullmatch(url) and window.socket:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await window.socket.send_str(json.dumps(["open_url", {"url": url, "new_tab": False}]))
        return True

    async def _paint(self, window: Window, data: bytes) -> None:
        """Send what was painted, if somebody looks; whoever does not take it is gone."""
        socket = window.socket
        if socket is None:
            return
        try:
            await asyncio.wait_for(socket.send_bytes(data), self.bounds.send_seconds)
        except (TimeoutError, ConnectionError, RuntimeError):
            self.gone(window, socket)


async def _close(socket: web.WebSocketResponse, reason: Close) -> None:
    """Close a socket and say why; one that does not listen does not hold us up."""
    with contextlib.suppress(TimeoutError, ConnectionError, RuntimeError):
        await asyncio.wait_for(socket.close(code=int(reason), message=reason.name.lower().encode()), 2.0)
