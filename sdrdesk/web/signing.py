"""Who sent this: the signature of a webhook over its raw body, in constant time. Pure: no clock, no network.

Standard Webhooks: standardwebhooks.com. HubSpot v3: developers.hubspot.com, "request validation". Typeform:
typeform.com/developers, "secure your webhooks". Calendly: developer.calendly.com, "webhook signatures". Webflow:
developers.webflow.com, "working with webhooks".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import unquote

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.webhook import Signing

WINDOW = timedelta(minutes=5)
"""How far a signed time may lie from ours."""
CALENDLY_WINDOW = timedelta(minutes=3)

TOKEN_HEADER = "x-webhook-token"  # noqa: S105 - a header's name
MOST_SIGNATURES = 8
"""Signatures looked at in one header."""

_URI_ESCAPES = re.compile("%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)
"""What HubSpot decodes in the address before it signs."""


class Fault(StrEnum):
    """Why a request is not believed; the value is steady, senders may act on it."""

    NO_SECRET = "no_secret"  # noqa: S105 - a fault's name
    """The source has no secret yet: nobody can be believed."""
    MISSING = "signature_missing"
    MALFORMED = "signature_malformed"
    WRONG = "signature_wrong"
    OLD = "timestamp_outside_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What of a request is signed."""

    method: str
    uris: tuple[str, ...]
    """The whole address as the sender may have written it: a proxy hides whether it was https."""
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes


def verify(signing: Signing, secrets: Sequence[str], request: Request, now: datetime) -> Fault | None:
    """None if one of the secrets signed the request, else why it is not believed.

    Args:
        signing: How the sender signs.
        secrets: Those in force: two while one replaces the other.
        request: The request with its body as it came.
        now: The moment.
    """
    if not any(secrets):
        return Fault.NO_SECRET
    return _WAYS[signing]([secret for secret in secrets if secret], request, now)


def sign_standard(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of the Standard Webhooks scheme, for senders and tests: "v1,<base64>"."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(_mac(standard_key(secret), signed)).decode()


def standard_key(secret: str) -> bytes:
    """The key in a "whsec_..." secret; the text itself where it is none."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return _plain(secret)


def _standard(secrets: Sequence[str], request: Request, now: datetime) -> Fault | None:
    """webhook-signature: "v1,<base64> v1,<base64>" over "id.timestamp.body"."""
    head = request.headers
    message_id, stamp, given = (head.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not (message_id and stamp and given):
        return Fault.MISSING
    versions = [part.partition(",") for part in given.split(" ")[:MOST_SIGNATURES]]
    wanted = [text for version, _, text in versions if version == "v1"]
    if not wanted:
        return Fault.MALFORMED
    signed = _plain(f"{message_id}.{stamp}.") + request.body
    made = [base64.b64encode(_mac(standard_key(secret), signed)) for secret in secrets]
    return _judge(wanted, made, _when(stamp, 1), now, WINDOW)


def _hubspot(secrets: Sequence[str], request: Request, now: datetime) -> Fault | None:
    """X-HubSpot-Signature-v3: base64 over method, address, body and timestamp in milliseconds."""
    given, stamp = (request.headers.get(f"x-hubspot-{name}", "") for name in ("signature-v3", "request-timestamp"))
    if not (given and stamp):
        return Fault.MISSING
    made = []
    for uri in request.uris:
        decoded = _URI_ESCAPES.sub(lambda match: unquote(match[0]), uri)
        signed = _plain(request.method + decoded) + request.body + _plain(stamp)
        made += [base64.b64encode(_mac(_plain(secret), signed)) for secret in secrets]
    return _judge([given], made, _when(stamp, 1000), now, WINDOW)


def _typeform(secrets: Sequence[str], request: Request, now: datetime) -> Fault | None:
    """Typeform-Signature: "sha256=<base64>" over the body; no time is signed, so a replay is met by its id alone."""
    given = request.headers.get("typeform-signature", "")
    if not given:
        return Fault.MISSING
    kind, sign, text = given.partition("=")
    if kind != "sha256" or not sign:
        return Fault.MALFORMED
    made = [base64.b64encode(_mac(_plain(secret), request.body)) for secret in secrets]
    return _judge([text], made, now, now, WINDOW)


def _calendly(secrets: Sequence[str], request: Request, now: datetime) -> Fault | None:
    """Calendly-Webhook-Signature: "t=<seconds>,v1=<hex>" over "t.body"."""
    given = request.headers.get("calendly-webhook-signature", "")
    if not given:
        return Fault.MISSING
    parts = [part.strip().partition("=") for part in given.split(",")[: MOST_SIGNATURES + 1]]
    stamp = next((text for name, _, text in parts if name == "t"), "")
    wanted = [text for name, _, text in parts if name == "v1"]
    if not stamp or not wanted:
        return Fault.MALFORMED
    signed = _plain(f"{stamp}.") + request.body
    made = [_mac(_plain(secret), signed).hex().encode() for secret in secrets]
    return _judge(wanted, made, _when(stamp, 1), now, CALENDLY_WINDOW)


def _webflow(secrets: Sequence[str], request: Request, now: datetime) -> Fault | None:
    """x-webflow-signature: hex over "timestamp:body", the timestamp in milliseconds."""
    given, stamp = (request.headers.get(f"x-webflow-{name}", "") for name in ("signature", "timestamp"))
    if not (given and stamp):
        return Fault.MISSING
    signed = _plain(f"{stamp}:") + request.body
    made = [_mac(_plain(secret), signed).hex().encode() for secret in secrets]
    return _judge([given], made, _when(stamp, 1000), now, WINDOW)


def _token(secrets: Sequence[str], request: Request, now: datetime) -> Fault | None:
    """X-Webhook-Token, or Authorization: Bearer: the shared word itself."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = request.headers.get(TOKEN_HEADER, "") or (bearer.strip() if scheme.casefold() == "bearer" else "")
    if not given:
        return Fault.MISSING
    # Digests are compared, so that not even the word's length can be felt out.
    made = [hashlib.sha256(_plain(secret)).hexdigest().encode() for secret in secrets]
    return _judge([hashlib.sha256(_plain(given)).hexdigest()], made, now, now, WINDOW)


_WAYS: dict[Signing, Callable[[Sequence[str], Request, datetime], Fault | None]] = {
    Signing.STANDARD: _standard,
    Signing.HUBSPOT: _hubspot,
    Signing.TYPEFORM: _typeform,
    Signing.CALENDLY: _calendly,
    Signing.WEBFLOW: _webflow,
    Signing.TOKEN: _token,
}


def _judge(
    wanted: Sequence[str], made: Sequence[bytes], at: datetime | None, now: datetime, window: timedelta
) -> Fault | None:
    """Whether one of the given signatures is one of ours, and its time is near."""
    if at is None:
        return Fault.MALFORMED
    is_good = False
    for given in wanted:
        text = _plain(given)
        for ours in made:
            is_good |= hmac.compare_digest(text, ours)
    # Only a good signature is told that its time is wrong: it may be the sender's clock.
    if not is_good:
        return Fault.WRONG
    return None if abs(now - at) <= window else Fault.OLD


def _when(stamp: str, per_second: int) -> datetime | None:
    """A signed time; None if it is none."""
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 14):
        return None
    try:
        return datetime.fromtimestamp(int(stamp) / per_second, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _mac(key: bytes, signed: bytes) -> bytes:
    """HMAC-SHA256."""
    return hmac.digest(key, signed, "sha256")


def _plain(text: str) -> bytes:
    """A header's text as bytes; headers may hold anything."""
    return text.encode("utf-8", "surrogateescape")
