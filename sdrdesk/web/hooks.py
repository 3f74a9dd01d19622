"""A post to /hooks/{source}: believed, bounded, kept, and only then answered."""

from __future__ import annotations

import asyncio
import hashlib
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sdrdesk.domain.webhook import DERIVED, Post, Signing, Source
from sdrdesk.errors import BadInput, StoreError, sentences
from sdrdesk.feeds import form_body
from sdrdesk.web import signing
from sdrdesk.web.connections import SOURCE
from sdrdesk.web.limits import Bucket, Limits, refused
from sdrdesk.web.writer import QueueFull, Writer

if TYPE_CHECKING:
    from sdrdesk.clock import Clock

PLAIN_ID = re.compile(r"[\x21-\x7e]{1,200}")
ID_HEADERS = ("webhook-id", "idempotency-key")
"""Where a sender with a token may name its message."""
KEPT_HEADERS = ("content-type", "user-agent", "webhook-id", "webhook-timestamp", "idempotency-key")
"""Headers that are kept with a post; none holds a secret."""
SENT_AGAIN = 3
"""Days for which the same body without an id is the same message: HubSpot tries for three."""


class Hooks:
    """Receives posts for the sources it is told of."""

    def __init__(self, writer: Writer, limits: Limits, clock: Clock, public_url: str = "") -> None:
        """Hand what is accepted to `writer`; `public_url` is our address as senders write it."""
        self.sources: dict[str, Source] = {}
        """By key; replaced while the receiver runs."""
        self._writer = writer
        self._limits = limits
        self._clock = clock
        self._public_url = public_url.rstrip("/")
        self._rate = Bucket(limits.rate, limits.burst)

    async def post(self, request: web.Request) -> web.Response:
        """Answer a post."""
        source = self.sources.get(request.match_info["source"])
        if source is None:
            return refused("source_unknown")
        request[SOURCE] = source.key
        encoding = request.headers.get("Content-Encoding", "identity").casefold()
        if encoding != "identity" or not form_body.is_readable(request.headers.get("Content-Type", "")):
            return refused("type_unsupported")
        if (request.content_length or 0) > self._limits.body:
            return refused("body_too_large")
        try:
            async with asyncio.timeout(self._limits.read_seconds):
                body = await request.read()
        except TimeoutError:
            slow = refused("body_slow")
            slow.force_close()
            return slow
        except web.HTTPRequestEntityTooLarge:
            return refused("body_too_large")
        now = self._clock.now()
        if fault := signing.verify(source.signing, source.secrets, self._signed(request, body), now):
            return refused(fault.value)
        try:
            post = self._read(request, source, body, now)
        except BadInput as error:
            return refused("body_unreadable", sentences(error.title, error.message))
        if post is None:
            return refused("message_id_malformed")
        if not self._rate.lets(source.key, asyncio.get_running_loop().time()):
            return refused("rate_exceeded")
        return await self._keep(post)

    async def _keep(self, post: Post) -> web.Response:
        """Keep a post, and say so once it is on the disk."""
        try:
            receipt = await self._writer.keep(post)
        except QueueFull:
            return refused("queue_full")
        except StoreError:
            return refused("store_failed")
        status = "duplicate" if receipt.is_duplicate else "accepted"
        answer: dict[str, Any] = {"status": status, "id": receipt.id}
        if receipt.doubts:
            answer["doubts"] = [{"field": one.field, "reason": one.reason, "cure": one.cure} for one in receipt.doubts]
        return web.json_response(answer)

    def _signed(self, request: web.Request, body: bytes) -> signing.Request:
        """What of the request is signed; a proxy in front may have taken the https off."""
        path = request.raw_path
        bases = (self._public_url,) if self._public_url else (f"https://{request.host}", f"http://{request.host}")
        return signing.Request(
            method=request.method,
            uris=tuple(base + path for base in bases),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body,
        )

    def _read(self, request: web.Request, source: Source, body: bytes, now: datetime) -> Post | None:
        """The post with the id of its message; None for an id that cannot be one, BadInput for a body that cannot."""
        data = form_body.read_body(body, request.headers.get("Content-Type", ""))
        given = ""
        if source.signing is Signing.STANDARD:
            given = request.headers.get("webhook-id", "")
        elif source.signing is Signing.TOKEN:
            given = next((text for name in ID_HEADERS if (text := request.headers.get(name, ""))), "")
        if given and not PLAIN_ID.fullmatch(given):
            return None
        older: tuple[str, ...] = ()
        name = given or form_body.message_id(source.sender, data)
        if not name:
            digest = hashlib.sha256(body).hexdigest()
            name, *rest = (f"{DERIVED}{digest}@{now - timedelta(days=day):%Y-%m-%d}" for day in range(SENT_AGAIN + 1))
            older = tuple(rest)
        elif not PLAIN_ID.fullmatch(name):
            name = DERIVED + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        kept = {key: text[:200] for key in KEPT_HEADERS if (text := request.headers.get(key, ""))}
        return Post(source=source.key, message_id=name, older_ids=older, body=body, headers=kept, received_at=now)
