"""One desk in a process of its own, spoken to through its pipes as Textual's web driver does.

Out come packets: a letter (D what is painted, M a note as JSON), a length in four bytes, then so many bytes; in go the
same. Who sits there is the first line of the standard input: no argument and no variable that others could read.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sdrdesk.text import clean
from sdrdesk.web.browser.bounds import Size

log = logging.getLogger("sdrdesk.web")

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
KEPT_FAMILIES = ("XDG_", "PG")
"""Variables of the server that a desk gets; no other, whatever secrets they may hold."""

START = b"__GANGLION__\n"
"""What the driver says before its first packet."""

START_SECONDS, QUIT_SECONDS, TERM_SECONDS = 30.0, 5.0, 2.0
"""For a desk to open, to leave when asked, and to end when told."""

PACKET = 8 << 20
"""Bytes of a packet, at most."""


def environment(environ: Mapping[str, str], size: Size) -> dict[str, str]:
    """The variables of a desk."""
    kept = {name: value for name, value in environ.items() if name in KEPT or name.startswith(KEPT_FAMILIES)}
    return kept | {
        "TEXTUAL_DRIVER": "sdrdesk.tui.browser:DeskDriver",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLORTERM": "truecolor",
        "TERM": "xterm-256color",
        "COLUMNS": str(size.width),
        "ROWS": str(size.height),
        "PYTHONUTF8": "1",
    }


class Process:
    """A desk that runs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Speak to `process`."""
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise ValueError("a desk is spoken to through pipes")
        self._process = process
        self._in, self._out = process.stdin, process.stdout
        self._said = b""
        self._complaints = asyncio.create_task(self._listen(process.stderr))

    @classmethod
    async def start(cls, argv: Sequence[str], who: Mapping[str, Any], size: Size) -> Process:
        """Start a desk for whom `who` names."""
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment(os.environ, size),
            # Ctrl+C in the server's terminal is for the server, which then asks each desk to leave.
            start_new_session=True,
        )
        made = cls(process)
        await made._write(json.dumps(who).encode() + b"\n")
        return made

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """What it ended with; None while it runs."""
        return self._process.returncode

    async def packets(self) -> AsyncIterator[tuple[bytes, bytes]]:
        """What it paints and notes, until it ends."""
        stream = self._out
        with contextlib.suppress(asyncio.IncompleteReadError, TimeoutError, ValueError, ConnectionError):
            async with asyncio.timeout(START_SECONDS):
                while (line := await stream.readline()) != START:
                    if not line:
                        return
            while True:
                head = await stream.readexactly(5)
                length = int.from_bytes(head[1:], "big")
                if length > PACKET:
                    log.error("window.packet_too_large bytes=%d", length)
                    return
                yield head[:1], await stream.readexactly(length)

    async def type(self, text: str) -> None:
        """Pass keys on."""
        await self._send(b"D", text.encode("utf-8", "ignore"))

    async def note(self, kind: str, **more: int) -> None:
        """Tell it something of the terminal."""
        await self._send(b"M", json.dumps({"type": kind} | more).encode())

    async def resize(self, size: Size) -> None:
        """Tell it another size."""
        await self.note("resize", width=size.width, height=size.height)

    async def end(self) -> None:
        """Ask it to leave, then tell it to, then end it; it is gone when this returns."""
        if self.status is None:
            await self.note("quit")
            await self._wait(QUIT_SECONDS)
        for stop in (self._process.terminate, self._process.kill):
            if self.status is None:
                with contextlib.suppress(ProcessLookupError):
                    stop()
                await self._wait(TERM_SECONDS)
        await self._process.wait()
        await asyncio.wait({self._complaints}, timeout=1.0)
        self._complaints.cancel()
        if self.status:
            log.warning("window.failed status=%d said=%s", self.status, clean(self._said.decode("utf-8", "replace")))

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), seconds)

    async def _send(self, kind: bytes, body: bytes) -> None:
        await self._write(kind + len(body).to_bytes(4, "big") + body)

    async def _write(self, data: bytes) -> None:
        """Write, if there is still somebody who reads; waits where it reads slowly."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._in.write(data)
            await self._in.drain()

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        """Keep the end of what it complains of, however much that is."""
        while data := await stream.read(4096):
            self._said = (self._said + data)[-400:]
