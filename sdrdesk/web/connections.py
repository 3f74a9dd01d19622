"""Connections: so many of one address, JSON even where a request cannot be parsed, and a log without names or numbers.

This file alone touches what aiohttp keeps to itself; the version is pinned exactly.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from http import HTTPStatus
from typing import Any, cast

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from sdrdesk.web.limits import REFUSALS, Limits, refused

log = logging.getLogger("sdrdesk.web")

SOURCE: web.RequestKey[str] = web.RequestKey("source", str)
"""The source of a request, once it is known to be one."""


class Handler(web.RequestHandler):
    """One connection."""

    __slots__ = ("_address", "_gate")

    def __init__(self, gate: Gate, manager: web.Server, **options: Any) -> None:
        """Belong to `gate`."""
        super().__init__(manager, **options)
        self._gate = gate
        self._address: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, or say that its address has enough of them."""
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if isinstance(peer, tuple) and peer else ""
        if not self._gate.enters(address):
            stream = cast("asyncio.Transport", transport)
            stream.write(_crowded())
            stream.close()
            return
        self._address = address
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Make room."""
        if self._address is not None:
            self._gate.leaves(self._address)
            self._address = None
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hear only connections that were taken."""
        if self._address is not None:
            super().data_received(data)

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - aiohttp's signature
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it would quote what a stranger sent
    ) -> web.StreamResponse:
        """The answer to what is no request, and to a fault of ours."""
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request.failed error=%s", type(exc).__name__, exc_info=exc)
        response = refused("fault" if status == HTTPStatus.INTERNAL_SERVER_ERROR else "request_malformed")
        response.force_close()
        return response


class Gate:
    """Makes connections for a server, and counts them by address. Stands in its place."""

    def __init__(self, server: web.Server, limits: Limits, options: dict[str, Any]) -> None:
        """Guard `server`."""
        self._server = server
        self._most = limits.per_address
        self._options = options
        self._open: Counter[str] = Counter()

    def __call__(self) -> Handler:
        """A new connection's handler."""
        return Handler(self, self._server, loop=asyncio.get_running_loop(), **self._options)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the server's."""
        return getattr(self._server, name)

    def enters(self, address: str) -> bool:
        """Count a connection in, if its address may have one more."""
        if self._open[address] >= self._most:
            return False
        self._open[address] += 1
        return True

    def leaves(self, address: str) -> None:
        """Count a connection out."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class Runner(web.AppRunner):
    """Runs the application behind a gate."""

    __slots__ = ("_limits",)

    def __init__(self, app: web.Application, limits: Limits) -> None:
        """Run `app` within `limits`."""
        super().__init__(app, shutdown_timeout=limits.stop_seconds)
        self._limits = limits

    async def _make_server(self) -> web.Server:
        limits = self._limits
        options = {
            "access_log_class": AccessLog,
            "access_log": log,
            "logger": log,
            "keepalive_timeout": limits.keepalive_seconds,
            "lingering_time": 2.0,
            "max_line_size": limits.header_line,
            "max_field_size": limits.header_line,
            "max_headers": limits.headers,
            # A signature is over the body as it came, and a small body may unpack into a large one.
            "auto_decompress": False,
            "timeout_ceil_threshold": 60,
        }
        return cast("web.Server", Gate(await super()._make_server(), limits, options))


class AccessLog(AbstractAccessLogger):
    """A line for each request: no address, no path that a stranger wrote, nothing of the body."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Write the line."""
        source = request.get(SOURCE, "-") if isinstance(request, web.Request) else "-"
        self.logger.info(
            "request.answered method=%s source=%s status=%d ms=%.1f",
            request.method if request.method in ("GET", "HEAD", "POST") else "-",
            source,
            response.status,
            time * 1000,
        )


def _crowded() -> bytes:
    """The whole answer to one connection too many."""
    refusal = REFUSALS["connections_exceeded"]
    body = json.dumps({"error": {"code": "connections_exceeded", "message": refusal.message}}).encode()
    head = (
        f"HTTP/1.1 {refusal.status} Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nRetry-After: {refusal.retry_after}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
