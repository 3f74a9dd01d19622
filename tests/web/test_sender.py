"""The sender against a real server: arrives once, tried again, never led astray, never told twice under two ids."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sdrdesk.desk.outward import outbox
from sdrdesk.desk.outward.outbox import LEASE
from sdrdesk.domain.outgoing import RETRIES, Kind
from sdrdesk.domain.webhook import Signing
from sdrdesk.web import sender as sending
from sdrdesk.web.sender import Sender
from sdrdesk.web.signing import Request, verify
from tests.worlds import MakeWorld, World

Answering = Callable[[int], web.StreamResponse | Awaitable[web.StreamResponse]]


class Receiving:
    """A server that keeps what it gets; `answers` decides by the number of the request."""

    def __init__(self, answers: Answering) -> None:
        """Answer as `answers` says."""
        self.got: list[tuple[dict[str, str], bytes, str]] = []
        self.port = 0
        self._answers = answers

    async def __aenter__(self) -> Receiving:
        """Listen."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): text for name, text in request.headers.items()}
        self.got.append((headers, await request.read(), request.path))
        answer = self._answers(len(self.got))
        return answer if isinstance(answer, web.StreamResponse) else await answer

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hooks/desk"

    @property
    def ids(self) -> list[str]:
        """The ids of what it got."""
        return [headers["webhook-id"] for headers, _, _ in self.got]


def always(status: int, **headers: str) -> Answering:
    """The same answer for all."""
    return lambda _: web.Response(status=status, headers=headers)


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A founded team."""
    return world()


@pytest.fixture
def sender(here: World) -> Sender:
    """A sender whose waits are not spread."""
    return Sender(here.nora, lambda: 0.0)


def destination(here: World, server: Receiving, **more: Any) -> str:
    """Tell the server everything; the secret."""
    return here.nora.destinations.add(server.url, is_local=True, **more)[1]


def tell(here: World, *events: str) -> str:
    """Put events about a new lead; its id."""
    lead = here.lead(name="Ada Voss", company="Nord")
    with here.store.writing() as unit:
        for event in events or ("lead.overdue",):
            outbox.put(unit, event, lead, {"told": "waits 12 min"}, here.now)
    return lead


def states(here: World) -> list[tuple[str, int]]:
    """State and tries of every message, in order."""
    return [(row[0], row[1]) for row in here.sql("SELECT state, attempts FROM outbox ORDER BY seq")]


async def test_a_message_arrives_signed(here: World, sender: Sender) -> None:
    """What Standard Webhooks' receivers check holds, in order, and nothing is sent again."""
    async with Receiving(always(204)) as server:
        secret = destination(here, server)
        tell(here, "meeting.booked", "meeting.held")
        await sender.drain()
        await sender.drain()

    headers, body, path = server.got[0]
    request = Request(method="POST", uris=(server.url,), headers=headers, body=body)
    assert verify(Signing.STANDARD, [secret], request, here.now) is None
    assert verify(Signing.STANDARD, [secret + "A"], request, here.now) is not None
    assert [json.loads(one)["type"] for _, one, _ in server.got] == ["meeting.booked", "meeting.held"]
    assert path == "/hooks/desk"
    assert states(here) == [("sent", 1), ("sent", 1)]


async def test_both_secrets_sign_while_one_replaces_the_other(here: World, sender: Sender) -> None:
    """A receiver that has only one of them believes it."""
    async with Receiving(always(200)) as server:
        old = destination(here, server, name="crm")
        new = here.nora.destinations.rotate("crm")
        tell(here)
        await sender.drain()

    headers, body, _ = server.got[0]
    request = Request(method="POST", uris=(), headers=headers, body=body)
    assert [verify(Signing.STANDARD, [one], request, here.now) for one in (old, new)] == [None, None]


async def test_a_failure_is_tried_again_under_the_same_id(here: World, sender: Sender) -> None:
    """500, then 200 five seconds later."""
    async with Receiving(lambda number: web.Response(status=500 if number == 1 else 200)) as server:
        destination(here, server)
        tell(here)
        await sender.drain()
        before = states(here)
        here.wait(seconds=RETRIES[0].total_seconds())
        await sender.drain()

    assert before == [("new", 1)]
    assert states(here) == [("sent", 2)]
    assert len(set(server.ids)) == 1


async def test_silence_is_a_failure(here: World, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """A receiver that never answers costs the time of one try."""

    async def hold() -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(sending, "TIMEOUT", 0.2)
    async with Receiving(lambda _: hold()) as server:
        destination(here, server)
        tell(here)
        await sender.drain()

    (kept,) = here.nora.outbox.listed("new")
    assert (kept.attempts, kept.reason, kept.next_at) == (1, "no answer in 0.2 seconds", here.now + RETRIES[0])


async def test_a_slow_destination_holds_up_no_other(here: World, sender: Sender) -> None:
    """One that answers only when the other has been told: neither waits for the other's turn."""
    over = asyncio.Event()

    async def hold() -> web.StreamResponse:
        await over.wait()
        return web.Response()

    def let(_: int) -> web.Response:
        over.set()
        return web.Response()

    async with Receiving(lambda _: hold()) as slow, Receiving(let) as quick:
        destination(here, slow, name="a-slow")
        destination(here, quick, name="quick")
        tell(here)
        await sender.drain()

    assert states(here) == [("sent", 1), ("sent", 1)]


async def test_gone_is_the_end(here: World, sender: Sender) -> None:
    """After a 410 nothing more is sent there, until somebody tests it again."""
    async with Receiving(lambda number: web.Response(status=410 if number == 1 else 200)) as server:
        destination(here, server, name="crm")
        tell(here)
        await sender.drain()
        tell(here)
        await sender.drain()
        was_gone, count = here.nora.destinations.one("crm").is_gone, len(server.got)
        here.nora.destinations.test("crm")
        await sender.drain()

    assert (was_gone, count) == (True, 1)
    assert [one.reason for one in here.nora.outbox.listed("dead")] == ["answered 410: it wants no more"]
    assert json.loads(server.got[1][1])["type"] == "webhook.test"


async def test_a_redirect_is_not_followed(here: World, sender: Sender) -> None:
    """It is a failure: nothing reaches where it leads."""
    async with Receiving(always(302, Location="/elsewhere")) as server:
        destination(here, server)
        tell(here)
        await sender.drain()

    assert [path for _, _, path in server.got] == ["/hooks/desk"]
    assert here.nora.outbox.listed("new")[0].reason == "answered 302: redirects are not followed"


async def test_a_name_that_leads_inside_is_not_connected_to(
    here: World, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is asked once the name is known, so a lying name reaches nothing on this machine."""

    async def inside(_self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", inside)
    monkeypatch.setattr(aiohttp.resolver.DefaultResolver, "resolve", inside)
    async with Receiving(always(200)) as server:
        here.nora.destinations.add(f"https://crm.example.com:{server.port}/")
        tell(here)
        await sender.drain()

    assert server.got == []
    assert [one.reason for one in here.nora.outbox.listed("new")] == ["its name leads into a private network"]


async def test_a_chat_gets_one_plain_line(here: World, sender: Sender) -> None:
    """What a lead calls itself does nothing in a chat: no mention, no link, no markup."""
    async with Receiving(always(200)) as server:
        for kind in (Kind.SLACK, Kind.TEAMS):
            destination(here, server, name=kind.value, kind=kind)
        lead = here.lead(name="<!channel> & *Ada*", company="[Nord](https://example.test)")
        with here.store.writing() as unit:
            outbox.put(unit, "lead.overdue", lead, {"told": "waits 12 min"}, here.now)
            outbox.put(unit, "meeting.held", lead, {}, here.now)
        await sender.drain()

    texts = sorted(body.decode() for _, body, _ in server.got)
    assert json.loads(texts[0])["text"].startswith("&lt;!channel&gt; &amp; *Ada* at [Nord]")
    assert json.loads(texts[0])["mrkdwn"] is False
    (run,) = json.loads(texts[1])["attachments"][0]["content"]["body"][0]["inlines"]
    assert run["text"].startswith("<!channel> & *Ada* at [Nord](https://example.test): waits 12 min")
    assert "webhook-signature" not in server.got[0][0]


async def test_a_watching_sender_finds_new_destinations_and_stops(here: World, sender: Sender) -> None:
    """It looks by itself, and ends after what is under way."""
    arrived = asyncio.Event()

    def take(_: int) -> web.Response:
        arrived.set()
        return web.Response()

    async with Receiving(take) as server:
        watching = asyncio.create_task(sender.watch())
        destination(here, server)
        tell(here)
        await asyncio.wait_for(arrived.wait(), 10)
        sender.stop()
        await asyncio.wait_for(watching, 10)

    assert states(here) == [("sent", 1)]


async def test_a_sender_killed_between_sending_and_noting_sends_again(here: World, sender: Sender) -> None:
    """By kill -9 while the receiver has it: after the lease it comes once more, under the same id."""
    process: list[asyncio.subprocess.Process] = []

    async def kill() -> web.StreamResponse:
        os.kill(process[0].pid, signal.SIGKILL)
        await process[0].wait()
        return web.Response()

    async with Receiving(lambda number: kill() if number == 1 else web.Response()) as server:
        destination(here, server)
        tell(here)
        process.append(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "sdrdesk", "webhook", "send"),
                *("--db", str(here.path), "--at", here.now.isoformat()),
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
                stdout=subprocess.DEVNULL,
            )
        )
        assert await asyncio.wait_for(process[0].wait(), 30) == -signal.SIGKILL
        await sender.drain()
        during = len(server.got)
        here.wait(seconds=LEASE.total_seconds() + 30)
        await sender.drain()

    assert during == 1
    assert len(server.got) == 2
    assert len(set(server.ids)) == 1
    assert states(here) == [("sent", 1)]
