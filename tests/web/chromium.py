"""A real Chromium without a screen, driven through the DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import aiohttp

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)

CODES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
"""Colours and places, which may stand anywhere in a word that is painted."""

NAMED = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, "")}
"""Keys by name: their code, and what they type."""


def installed() -> str | None:
    """The program, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Chromium:
    """One browser with one page."""

    def __init__(self, size: tuple[int, int] = (1280, 800)) -> None:
        """A window of `size` pixels."""
        self._size = size
        self._number = 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self.painted = b""
        """What the page's sockets were sent."""
        self.requests: list[str] = []
        """Every address that the page asked for."""
        self.said: list[str] = []
        """What it logged."""

    async def __aenter__(self) -> Self:
        """Start it."""
        self._folder = tempfile.TemporaryDirectory(prefix="sdrdesk-chromium-", ignore_cleanup_errors=True)
        width, height = self._size
        program = installed()
        assert program is not None
        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self._folder.name}", f"--window-size={width},{height}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        file = Path(self._folder.name) / "DevToolsActivePort"
        await self.until(lambda: file.exists() and file.read_text().count("\n") > 0, 20)
        port = int(file.read_text().split()[0])
        self._client = aiohttp.ClientSession()
        async with self._client.get(f"http://127.0.0.1:{port}/json/list") as answer:
            (page,) = [one for one in await answer.json() if one["type"] == "page"]
        self._socket = await self._client.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        self._hearing = asyncio.create_task(self._hear())
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.do(f"{domain}.enable")
        # Without a screen nobody answers the browser's question, and it takes the keys while it waits.
        await self.do("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        self._process.terminate()
        await self._socket.close()
        await asyncio.wait({self._hearing}, timeout=5)
        await self._client.close()
        await asyncio.to_thread(self._process.wait, 10)
        self._folder.cleanup()

    async def _hear(self) -> None:
        async for message in self._socket:
            data = json.loads(message.data)
            if "id" in data:
                self._answers.pop(data["id"]).set_result(data)
                continue
            about = data["params"]
            match data["method"]:
                case "Network.webSocketFrameReceived" if about["response"]["opcode"] == 2:
                    self.painted += base64.b64decode(about["response"]["payloadData"])
                case "Network.requestWillBeSent":
                    self.requests.append(about["request"]["url"])
                case "Network.webSocketCreated":
                    self.requests.append(about["url"])
                case "Log.entryAdded":
                    self.said.append(about["entry"]["text"])
                case "Runtime.exceptionThrown":
                    self.said.append(json.dumps(about["exceptionDetails"].get("exception", {}).get("description")))

    async def do(self, method: str, **params: Any) -> Any:
        """One command of the protocol; what it answers."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        data = await asyncio.wait_for(answer, 20)
        assert "result" in data, data
        return data["result"]

    async def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        done = await self.do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return done["result"].get("value")

    async def go(self, url: str) -> None:
        """Open a page."""
        await self.do("Page.navigate", url=url)

    async def type(self, text: str) -> None:
        """Type, a key at a time."""
        for letter in text:
            await self.do("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.do("Input.dispatchKeyEvent", type="keyUp", key=letter)

    async def press(self, name: str) -> None:
        """Press a key by its name, or one that is a letter."""
        if len(name) == 1:
            await self.type(name)
            return
        code, text = NAMED[name]
        key = {"key": name, "code": name, "windowsVirtualKeyCode": code}
        await self.do("Input.dispatchKeyEvent", type="keyDown", **(key | ({"text": text} if text else {})))
        await self.do("Input.dispatchKeyEvent", type="keyUp", **key)

    async def shows(self, name: str, text: str) -> None:
        """Press a key and wait until a text is painted from then on."""
        self.painted = b""
        await self.press(name)
        await self.sees(text)

    async def insists(self, name: str, text: str) -> None:
        """Press a key that does no harm, again while a screen changes under it, until a text is painted."""
        for _ in range(20):
            self.painted = b""
            await self.press(name)
            try:
                await self.sees(text, 0.7)
            except AssertionError:
                continue
            return
        raise AssertionError(f"{text} never came; {self.said}; {self.painted[-300:]!r}")

    async def resize(self, width: int, height: int) -> None:
        """Give the page another size, in pixels."""
        await self.do(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    async def picture(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode((await self.do("Page.captureScreenshot", format="png"))["data"])

    async def sees(self, text: str, seconds: float = 20) -> None:
        """Wait until a text was painted."""
        await self.until(lambda: text.encode() in CODES.sub(b"", self.painted), seconds)

    async def holds(self, script: str, seconds: float = 20) -> None:
        """Wait until an expression in the page is true."""
        until = asyncio.get_running_loop().time() + seconds
        while not await self.run(script):
            assert asyncio.get_running_loop().time() < until, f"{script}; {self.said}"
            await asyncio.sleep(0.05)

    async def until(self, claim: Callable[[], bool], seconds: float = 20) -> None:
        """Wait for a claim to hold."""
        until = asyncio.get_running_loop().time() + seconds
        while not claim():
            assert asyncio.get_running_loop().time() < until, f"it never came; {self.said}; {self.painted[-300:]!r}"
            await asyncio.sleep(0.02)
