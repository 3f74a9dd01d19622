"""A browser as far as the server can tell: aiohttp's client, with login and windows in the words of the job."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

from sdrdesk.build import open_door
from sdrdesk.cli.browser import WINDOW
from sdrdesk.web.browser.app import BrowserDesk
from sdrdesk.web.browser.bounds import Bounds
from sdrdesk.web.browser.serve import Running, Way
from tests.worlds import World

PASSWORD = "nine quiet herons"
ECHO = (sys.executable, "-I", "-S", str(Path(__file__).with_name("echo_desk.py")))
"""A desk that only echoes."""
DESK = WINDOW
"""The real one."""
NAME, OTHER, THIRD = "a" * 32, "b" * 32, "c" * 32
"""What a browser calls its windows."""


class Browser:
    """One browser with its cookies."""

    def __init__(self, client: ClientSession, running: Running, origin: str = "") -> None:
        """A browser at a running desk."""
        self.client, self.running = client, running
        self.url = f"http://127.0.0.1:{running.port}"
        self.origin = origin or self.url

    @property
    def desk(self) -> BrowserDesk:
        """The server behind it."""
        assert self.running.desk is not None
        return self.running.desk

    async def get(self, path: str, **headers: str) -> ClientResponse:
        """Ask for a page, and follow nothing."""
        answer = await self.client.get(self.url + path, headers=headers, allow_redirects=False)
        await answer.read()
        return answer

    async def post(self, path: str, data: Any, **headers: str) -> ClientResponse:
        """Send a form."""
        headers = {"Origin": self.origin} | headers
        answer = await self.client.post(self.url + path, data=data, headers=headers, allow_redirects=False)
        await answer.read()
        return answer

    async def form(self, **headers: str) -> str:
        """The mark of a fresh login form."""
        return found_mark(await (await self.get("/sign-in", **headers)).text())

    async def sign_in(self, login: str = "maya", password: str = PASSWORD, **headers: str) -> ClientResponse:
        """Fill the login in."""
        form = {"form": await self.form(), "login": login, "password": password}
        return await self.post("/sign-in", form, **headers)

    async def open(self, name: str = NAME, query: str = "width=100&height=30", **headers: str) -> Socket:
        """Open a window's socket."""
        headers = {"Origin": self.origin} | headers
        path = f"{self.url}/desk/{name}?{query}"
        return Socket(await self.client.ws_connect(path, headers=headers, max_msg_size=0))


class Socket:
    """A window's socket."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        """Speak through `socket`."""
        self._socket = socket
        self.painted = b""

    async def send(self, *message: Any) -> None:
        """Say something."""
        await self._socket.send_str(json.dumps(message))

    async def raw(self, text: str) -> None:
        """Say something that may be no message."""
        await self._socket.send_str(text)

    async def heard(self, part: str, seconds: float = 15) -> Any:
        """The first thing painted, or said, from now on that holds a text."""
        # A desk paints its clock each second, so silence is not what ends a wait.
        until = asyncio.get_running_loop().time() + seconds
        while (left := until - asyncio.get_running_loop().time()) > 0:
            message = await self._socket.receive(left)
            assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), (message, self.painted[-300:])
            data = message.data if isinstance(message.data, bytes) else message.data.encode()
            self.painted += data
            if part.encode() in data:
                return json.loads(data) if data[:1] in (b"{", b"[") else data.decode()
        raise AssertionError(f"{part} never came; last: {self.painted[-2000:]!r}")

    async def presses(self, key: str, part: str) -> None:
        """Press a key, again while the screen changes under it, until a text is painted."""
        for _ in range(20):
            await self.send("stdin", key)
            try:
                await self.heard(part, 0.5)
            except (TimeoutError, AssertionError):
                continue
            return
        raise AssertionError(f"{part} never came")

    async def closed(self, seconds: float = 15) -> int | None:
        """Why it was closed."""
        while (await self._socket.receive(seconds)).type in (WSMsgType.BINARY, WSMsgType.TEXT):
            pass
        return self._socket.close_code

    async def close(self) -> None:
        """Go away."""
        await self._socket.close()


@asynccontextmanager
async def serving(
    world: World, bounds: Bounds | None = None, argv: tuple[str, ...] = ECHO, public_url: str = ""
) -> AsyncIterator[Browser]:
    """A running desk for a team, and a browser at it. Maya and Jon have a password."""
    door = open_door(world.database, "web")
    who = {"db": str(world.database), "at": world.now.isoformat()}
    try:
        async with (
            Running(door, Way(public_url=public_url), argv, who, bounds or Bounds()) as running,
            ClientSession(cookie_jar=CookieJar(unsafe=True)) as client,
        ):
            yield Browser(client, running, public_url)
    finally:
        door.close()


def found_mark(page: str) -> str:
    """The mark of the form in a page."""
    found = re.search(r'name="form" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def alive(pid: int) -> bool:
    """Whether a process is there."""
    return Path(f"/proc/{pid}").exists()
