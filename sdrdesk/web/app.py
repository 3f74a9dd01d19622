"""The receiver's application: its routes, what runs beside them, and JSON for every refusal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from sdrdesk import __version__
from sdrdesk.errors import DeskError
from sdrdesk.web.hooks import Hooks
from sdrdesk.web.limits import Limits, refused
from sdrdesk.web.openapi import document
from sdrdesk.web.writer import Writer

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk

log = logging.getLogger("sdrdesk.web")

FRESH = 1.0
"""Seconds after which a new source, secret or mapping counts."""

DUTY = 15.0
"""Seconds between two looks for leads that wait too long."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Receiver:
    """Everything that belongs to one running receiver."""

    def __init__(self, desk: Desk, limits: Limits, public_url: str = "") -> None:
        """Receive for the team of `desk`."""
        self._desk = desk
        self.limits = limits
        self.writer = Writer(desk.inbox, most_waiting=limits.queue, most_together=limits.batch)
        self.hooks = Hooks(self.writer, limits, desk.clock, public_url)

    def application(self) -> web.Application:
        """The application to run."""
        app = web.Application(client_max_size=self.limits.body, middlewares=[_in_json])
        app.add_routes(
            [
                web.post("/hooks/{source}", self.hooks.post),
                web.get("/health", self.health, allow_head=False),
                web.get("/openapi.json", self.openapi, allow_head=False),
            ]
        )
        app.cleanup_ctx.append(self._beside)
        app.on_response_prepare.append(_say_little)
        return app

    async def health(self, _: web.Request) -> web.Response:
        """Whether posts can be kept; touches no database."""
        status = "failing" if self.writer.is_failing else "ok"
        body = {"status": status, "waiting": self.writer.waiting, "version": __version__}
        return web.json_response(body, status=503 if self.writer.is_failing else 200)

    async def openapi(self, _: web.Request) -> web.Response:
        """What this receiver takes and answers."""
        return web.json_response(document(self.limits))

    async def _beside(self, _: web.Application) -> AsyncIterator[None]:
        """The writer, and the look at the sources, as long as the application runs."""
        await self._look()
        self.writer.start()
        beside = [asyncio.create_task(self._keep_looking()), asyncio.create_task(self._keep_on_duty())]
        yield
        for one in beside:
            one.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await one
        await self.writer.stop()

    async def _keep_on_duty(self) -> None:
        """What waits too long escalates, and loans from the pool run out, while nobody's desk is open."""
        while True:
            await asyncio.sleep(DUTY)
            try:
                await asyncio.to_thread(self._tick)
            except DeskError as error:
                log.warning("duty.failed error=%s", type(error).__name__)

    def _tick(self) -> None:
        self._desk.duty.tick(lives=False)

    async def _look(self) -> None:
        """Learn the sources as they are now."""
        sources = await asyncio.to_thread(self._desk.hooks.sources)
        self._desk.inbox.know(sources)
        self.hooks.sources = {one.key: one for one in sources}

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(FRESH)
            try:
                await self._look()
            except DeskError as error:
                log.warning("sources.unreadable error=%s", error.title)


async def _say_little(_: web.Request, response: web.StreamResponse) -> None:
    """Name no versions, and let nobody keep or guess at an answer."""
    response.headers["Server"] = "sdrdesk"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"


@web.middleware
async def _in_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give aiohttp's own refusals our shape."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return refused("not_found")
    except web.HTTPMethodNotAllowed as error:
        response = refused("method_not_allowed")
        response.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return response
