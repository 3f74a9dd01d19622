"""Runs the receiver until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from aiohttp import web

from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput
from sdrdesk.web.app import Receiver
from sdrdesk.web.connections import Runner
from sdrdesk.web.limits import Limits
from sdrdesk.web.sender import Sender

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk

SWITCH = 0.0002
"""Seconds after which Python lets the other thread on; measured +15 to 50 % here, with one that writes."""

EXPOSED = (
    "Whoever reaches this machine reaches the receiver, and what is posted travels in clear.",
    "Put a proxy with TLS in front (Caddy, nginx), let it alone reach this port, and give --public-url.",
)
"""Said where the receiver listens beyond this machine."""


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def serve(
    desk: Desk, *, host: str, port: int, limits: Limits, public_url: str, tell: Callable[[str], None]
) -> None:  # fmt: skip
    """Receive until SIGINT or SIGTERM; what is under way is answered first.

    Raises:
        BadInput: The address cannot be listened on.
    """
    sys.setswitchinterval(SWITCH)
    if not is_loopback(host):
        for line in EXPOSED:
            tell(line)
    asyncio.run(_serve(desk, host, port, limits, public_url, tell))


async def _serve(
    desk: Desk, host: str, port: int, limits: Limits, public_url: str, tell: Callable[[str], None]
) -> None:
    receiver = Receiver(desk, limits, public_url)
    runner = Runner(receiver.application(), limits)
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    try:
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port, backlog=256).start()
        except OSError as error:
            raise BadInput(f"Cannot listen on {host}:{port}", error.strerror or str(error), "Give --port") from None
        shown = f"[{host}]" if ":" in host else host
        sources = plural(len(receiver.hooks.sources), "source")
        tell(f"Receiving on http://{shown}:{runner.addresses[0][1]}/hooks/SOURCE ({sources})")
        sender = Sender(desk)
        sending = asyncio.create_task(sender.watch())
        await stop.wait()
        tell("Stopping: answering what is under way")
        sender.stop()
        await sending
    finally:
        await runner.cleanup()
