"""Sends what the outbox holds: each destination at its own pace, one sender at a time for each message.

A connection is opened only to an address that is allowed once its name has been looked up, so a name that resolves
into a private network reaches nothing; redirects and the machine's proxies are not followed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import ClientTimeout

from sdrdesk import __version__
from sdrdesk.domain.outgoing import (
    TIMEOUT,
    Answer,
    Destination,
    Kind,
    Message,
    Verdict,
    body_for,
    judged,
)
from sdrdesk.domain.web_address import may_connect
from sdrdesk.errors import DeskError
from sdrdesk.ids import new_id
from sdrdesk.web.signing import sign_standard

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk

log = logging.getLogger("sdrdesk.web")

TOGETHER = 8
"""Messages under way to one destination."""
LOOK = 1.0
"""Seconds between looks into the outbox."""
PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds for which a destination that fails is left alone; doubled each time."""
TIDY = 3600.0
MOST_READ = 4096
"""Bytes of an answer that are looked at, so that the connection can be used again."""


class Forbidden(OSError):
    """A name led to an address that is not sent to."""


class Sender:
    """Sends for one team."""

    def __init__(self, desk: Desk, luck: Callable[[], float] = random.random) -> None:
        """Send what the outbox of `desk` holds; `luck` spreads the next tries."""
        self._desk = desk
        self._luck = luck
        self._by = f"{socket.gethostname()[:40]}/{os.getpid()}/{new_id(desk.clock.now())[-8:]}"
        self._stopping = asyncio.Event()
        self.sent = self.failed = 0

    async def drain(self) -> None:
        """Send everything that is due now, and end."""
        for_all = await asyncio.to_thread(self._desk.destinations.listed)
        await asyncio.gather(*(self._drain(one) for one in for_all if not one.is_gone))

    def stop(self) -> None:
        """End `watch` once what is under way is answered and written down."""
        self._stopping.set()

    async def run(self) -> None:
        """Send until SIGINT or SIGTERM."""
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, self.stop)
        await self.watch()

    async def watch(self) -> None:
        """Send until told to stop."""
        workers: dict[Destination, asyncio.Task[None]] = {}
        tidied = -TIDY
        while not self._stopping.is_set():
            try:
                listed = await asyncio.to_thread(self._desk.destinations.listed)
                self._employ(workers, {one for one in listed if not one.is_gone})
                if (at := asyncio.get_running_loop().time()) - tidied >= TIDY:
                    tidied = at
                    await asyncio.to_thread(self._desk.outbox.tidy)
            except DeskError as error:
                log.warning("outbox.unreadable error=%s", error.title)
            await self._rest(LOOK)
        await asyncio.gather(*workers.values(), return_exceptions=True)

    def _employ(self, workers: dict[Destination, asyncio.Task[None]], wanted: set[Destination]) -> None:
        """One worker for each destination; one that fell over is replaced."""
        for gone in [one for one, task in workers.items() if one not in wanted or task.done()]:
            workers.pop(gone).cancel()
        for new in wanted - set(workers):
            workers[new] = asyncio.create_task(self._watch(new))

    async def _rest(self, seconds: float) -> None:
        """Wait, unless told to stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _watch(self, destination: Destination) -> None:
        pause = PAUSE
        async with self._session(destination) as session:
            while not self._stopping.is_set():
                try:
                    verdicts = await self._some(session, destination)
                except DeskError as error:
                    log.warning("outbox.unreadable error=%s", error.title)
                    verdicts = []
                if Verdict.AGAIN in verdicts:
                    await self._rest(pause * (1 + self._luck()))
                    pause = min(pause * 2, LONGEST_PAUSE)
                    continue
                pause = PAUSE
                if not verdicts:
                    await self._rest(LOOK)

    async def _drain(self, destination: Destination) -> None:
        async with self._session(destination) as session:
            while await self._some(session, destination):
                pass

    async def _some(self, session: aiohttp.ClientSession, destination: Destination) -> list[Verdict]:
        """Send the messages that are due, some at a time; what came of them."""
        messages = await asyncio.to_thread(self._desk.outbox.claim, destination.key, self._by, TOGETHER)
        if not messages:
            return []
        url, secrets = await asyncio.to_thread(self._desk.destinations.address, destination.key)
        answers = await asyncio.gather(*(self._send(session, destination, one, url, secrets) for one in messages))
        results = [(one, answer, self._luck()) for one, answer in zip(messages, answers, strict=True)]
        await asyncio.to_thread(self._desk.outbox.settle, self._by, results)
        for message, answer, _ in results:
            self.sent += answer.verdict is Verdict.SENT
            self.failed += answer.verdict is not Verdict.SENT
            level = logging.INFO if answer.verdict is Verdict.SENT else logging.WARNING
            text = "outbox.%s id=%s to=%s event=%s %s"
            log.log(level, text, answer.verdict, message.id, destination.key, message.event, answer.reason)
        return [answer.verdict for answer in answers]

    async def _send(
        self,
        session: aiohttp.ClientSession,
        destination: Destination,
        message: Message,
        url: str,
        secrets: tuple[str, ...],
    ) -> Answer:
        """One try; never raises."""
        if not url:
            return Answer(Verdict.AGAIN, "its address is missing in the .hooks file: remove it and add it again")
        try:
            body = body_for(destination.kind, message)
            headers = self._headers(destination, message, body, secrets)
            async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                await response.content.read(MOST_READ)
                return judged(response.status, response.headers.get("Retry-After", ""))
        except TimeoutError:
            return Answer(Verdict.AGAIN, f"no answer in {TIMEOUT:g} seconds")
        except (aiohttp.ClientError, OSError) as error:
            is_forbidden = isinstance(getattr(error, "os_error", error), Forbidden)
            return Answer(Verdict.AGAIN, "its name leads into a private network" if is_forbidden else _reason(error))
        except Exception as error:  # noqa: BLE001 - one message must not stop those behind it
            log.warning("outbox.failed id=%s error=%s", message.id, type(error).__name__)
            return Answer(Verdict.AGAIN, f"sdrdesk failed on it: {type(error).__name__}")

    def _headers(
        self, destination: Destination, message: Message, body: bytes, secrets: tuple[str, ...]
    ) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": f"sdrdesk/{__version__}"}
        if destination.kind is Kind.STANDARD:
            # The time of this try, not of the event: receivers refuse what is minutes old.
            stamp = int(self._desk.clock.now().timestamp())
            signed = " ".join(sign_standard(one, message.id, stamp, body) for one in secrets)
            headers |= {"webhook-id": message.id, "webhook-timestamp": str(stamp), "webhook-signature": signed}
        return headers

    def _session(self, destination: Destination) -> aiohttp.ClientSession:
        """A session of one destination, which connects nowhere it may not."""

        def open_socket(found: Any) -> socket.socket:
            family, kind, proto, _, address = found
            if not may_connect(str(address[0]), is_local=destination.is_local):
                raise Forbidden(f"{address[0]} is not sent to")
            return socket.socket(family=family, type=kind, proto=proto)

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=TOGETHER, socket_factory=open_socket),
            timeout=ClientTimeout(total=TIMEOUT),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )


def _reason(error: Exception) -> str:
    """Why nothing was answered, without what the other side wrote."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "its certificate is not valid"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name is not known"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "it cannot be reached"
    return f"the connection broke: {type(error).__name__}"
