"""What the receiver lets anybody cost it; and the words of every refusal."""

from __future__ import annotations

from aiohttp import web

from sdrdesk.dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the receiver. The figures were measured on attacks (slow headers, slow bodies, big ones, many)."""

    body: int = 65536
    """Bytes of a body; the Standard Webhooks ask for less than 20,000."""
    read_seconds: float = 10.0
    """For a body to arrive: without it, 300 slow bodies were held for good."""
    keepalive_seconds: float = 15.0
    """For headers to arrive, and between two requests; aiohttp's own is an hour."""
    header_line: int = 8190
    headers: int = 64
    per_address: int = 100
    """Connections of one address at a time."""
    queue: int = 500
    """Posts that wait for the disk; more are asked to come back."""
    batch: int = 128
    """Posts in one commit."""
    rate: float = 100.0
    """Accepted posts of one source a second, over time."""
    burst: int = 1000
    """And at once."""
    stop_seconds: float = 10.0
    """For requests under way when the receiver is stopped."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status, its steady code, and the words for whoever reads the sender's log."""

    status: int
    message: str
    retry_after: int = 0
    """Seconds; 0 says not to try again as it stands."""


REFUSALS = {
    "body_unreadable": Refusal(400, "The body cannot be read"),
    "message_id_malformed": Refusal(400, "The message's id is too long, or not plain text"),
    "request_malformed": Refusal(400, "This is not an HTTP request within our bounds"),
    "no_secret": Refusal(401, "This source has no secret yet: give it one with `sdrdesk hooks secret`"),
    "signature_missing": Refusal(401, "The signature, its timestamp or the token is missing"),
    "signature_malformed": Refusal(401, "The signature is not written as this sender writes it"),
    "signature_wrong": Refusal(401, "The signature is not that of this body and secret"),
    "timestamp_outside_window": Refusal(401, "The signed time is too far from ours: an old request, or a wrong clock"),
    "source_unknown": Refusal(404, "No source has this name"),
    "not_found": Refusal(404, "There is nothing here"),
    "method_not_allowed": Refusal(405, "This address takes another method"),
    "body_slow": Refusal(408, "The body did not arrive in time"),
    "body_too_large": Refusal(413, "The body is too large"),
    "type_unsupported": Refusal(415, "Send application/json or application/x-www-form-urlencoded, not compressed"),
    "rate_exceeded": Refusal(429, "This source posts too fast", 1),
    "fault": Refusal(500, "A fault of sdrdesk"),
    "queue_full": Refusal(503, "Too many posts wait for the disk", 1),
    "store_failed": Refusal(503, "The post could not be kept", 5),
    "connections_exceeded": Refusal(503, "Too many connections from this address", 5),
}
"""Every refusal by its code."""


def refused(code: str, detail: str = "") -> web.Response:
    """The answer that refuses a request."""
    refusal = REFUSALS[code]
    message = f"{refusal.message}. {detail}" if detail else refusal.message
    response = web.json_response({"error": {"code": code, "message": message}}, status=refusal.status)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


class Bucket:
    """A rate for each name: so many at once, so many a second over time."""

    def __init__(self, rate: float, burst: int) -> None:
        """Let `burst` through at once, and `rate` a second."""
        self._rate = rate
        self._burst = float(burst)
        self._left: dict[str, tuple[float, float]] = {}

    def lets(self, name: str, at: float) -> bool:
        """Whether one more of this name may pass at this second of a steady clock."""
        left, since = self._left.get(name, (self._burst, at))
        left = min(self._burst, left + (at - since) * self._rate)
        self._left[name] = (left - 1 if left >= 1 else left, at)
        return left >= 1
