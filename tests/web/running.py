"""A receiver that really runs: in a thread for most tests, as a process for those that kill it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

from sdrdesk.desk.desk import Desk
from sdrdesk.web.app import Receiver
from sdrdesk.web.connections import Runner
from sdrdesk.web.limits import Limits


@dataclass(frozen=True)
class Answer:
    """What a request was answered."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.data["error"]["code"])


class Running:
    """A receiver on a port of its own."""

    def __init__(self, desk: Desk, limits: Limits | None = None, public_url: str = "") -> None:
        """Start it; returns when it listens."""
        self.desk = desk
        self.limits = limits or Limits()
        self.receiver = Receiver(desk, self.limits, public_url)
        self.port = 0
        self._listens = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._listens.wait(10)
        if self._fault:
            raise self._fault

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - it is raised where the test waits
            self._fault = error
        finally:
            self._listens.set()

    async def _serve(self) -> None:
        from aiohttp import web

        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        runner = Runner(self.receiver.application(), self.limits)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=512).start()
        self.port = runner.addresses[0][1]
        self._listens.set()
        await self._stop.wait()
        await runner.cleanup()

    def close(self) -> None:
        """Stop it; what is under way is answered first."""
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)
        assert not self._thread.is_alive()

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def ask(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, method: str = ""
    ) -> Answer:
        """One request on a connection of its own."""
        return ask(self.port, path, body, headers, method)


def ask(
    port: int, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, method: str = ""
) -> Answer:
    """One request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method or ("GET" if body is None else "POST"), path, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), {name.lower(): text for name, text in answer.getheaders()})
    finally:
        connection.close()


def as_json(token: str = "", **more: str) -> dict[str, str]:
    """The headers of a JSON post with a token."""
    return {"Content-Type": "application/json"} | ({"X-Webhook-Token": token} if token else {}) | more


class Process:
    """`sdrdesk serve` as its own process, to be killed."""

    def __init__(self, db: Path, port: int = 0) -> None:
        """Start it; returns when it listens."""
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "sdrdesk",
                "serve",
                "--db",
                str(db),
                "--port",
                str(port),
                "--rate",
                "100000",
                "--quiet",
            ],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert self._process.stderr is not None
        self.said = [self._process.stderr.readline()]
        while self.said[-1] and "Receiving on" not in self.said[-1]:
            self.said.append(self._process.stderr.readline())
        assert "Receiving on" in self.said[-1], self.said
        self.port = int(self.said[-1].split("127.0.0.1:")[1].split("/")[0])

    def kill(self) -> None:
        """End it as a power cut would: nothing is finished."""
        self._process.send_signal(signal.SIGKILL)
        self._end()

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        self._process.send_signal(signal.SIGTERM)
        self._end()
        return self._process.returncode

    def _end(self) -> None:
        self._process.wait(20)
        assert self._process.stderr is not None
        self._process.stderr.close()


def until(claim: Any, seconds: float = 5.0) -> float:
    """Wait for a claim to hold; the seconds it took."""
    started = time.monotonic()
    while not claim():
        assert time.monotonic() - started < seconds, "it never came true"
        time.sleep(0.005)
    return time.monotonic() - started
