"""Runs the desk in the browser until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket as sockets
import ssl
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from sdrdesk.clock import SystemClock
from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import BadInput
from sdrdesk.web.browser.address import address_of, check_way
from sdrdesk.web.browser.app import BrowserDesk
from sdrdesk.web.browser.bounds import Bounds
from sdrdesk.web.connections import Runner
from sdrdesk.web.limits import Limits

if TYPE_CHECKING:
    from sdrdesk.desk.people.signing_in import SigningIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How browsers come in."""

    host: str = "127.0.0.1"
    port: int = 0
    public_url: str = ""
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    def check(self) -> None:
        """BadInput for a way that is not safe."""
        if (self.certificate is None) != (self.key is None):
            raise BadInput("A certificate needs its key", "", "Give --certificate and --key")
        check_way(
            self.host, self.public_url, has_certificate=self.certificate is not None, behind_proxy=self.behind_proxy
        )


def serve_desk(
    door: SigningIn, way: Way, argv: Sequence[str], who: Mapping[str, str], bounds: Bounds, tell: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; every desk is asked to leave, which keeps what its rep was writing.

    Raises:
        BadInput: The way in is not safe, or cannot be listened on.
    """
    way.check()
    asyncio.run(_serve(door, way, argv, who, bounds, tell))


async def _serve(
    door: SigningIn, way: Way, argv: Sequence[str], who: Mapping[str, str], bounds: Bounds, tell: Callable[[str], None]
) -> None:
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    async with Running(door, way, argv, who, bounds) as running:
        where = way.public_url or f"http://localhost:{running.port}"
        tell(f"The desk is at {where}")
        await stop.wait()
        tell("Stopping: every desk is asked to leave")


class Running:
    """A desk in the browser that listens."""

    def __init__(
        self, door: SigningIn, way: Way, argv: Sequence[str], who: Mapping[str, str], bounds: Bounds
    ) -> None:  # fmt: skip
        """Serve the team behind `door`."""
        self._parts = (door, argv, who)
        self._way, self._bounds = way, bounds
        self.port = 0
        self.desk: BrowserDesk | None = None

    async def __aenter__(self) -> Running:
        """Listen."""
        way = self._way
        try:
            family = sockets.AF_INET6 if ":" in way.host else sockets.AF_INET
            listener = sockets.create_server((way.host, way.port), family=family, backlog=128)
        except OSError as error:
            reason = error.strerror or str(error)
            raise BadInput(f"Cannot listen on {way.host}:{way.port}", reason, "Give --port") from None
        self.port = int(listener.getsockname()[1])
        door, argv, who = self._parts
        self.desk = BrowserDesk(door, SystemClock(), address_of(self.port, way.public_url), argv, who, self._bounds)
        # Behind a proxy everybody has one address.
        limits = Limits(per_address=4 * self._bounds.windows + 100)
        self._runner = Runner(self.desk.application(), limits)
        try:
            await self._runner.setup()
            await web.SockSite(self._runner, listener, ssl_context=_https(way)).start()
        except BaseException:
            listener.close()
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self._runner.cleanup()


def _https(way: Way) -> ssl.SSLContext | None:
    """How https is spoken, None where this process speaks none."""
    if way.certificate is None or way.key is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(way.certificate, way.key)
    except (OSError, ssl.SSLError) as error:
        raise BadInput("The certificate and its key cannot be used", str(error), "Both are PEM files") from None
    return context
