"""Signatures: whose they are, how old they may be, and the vectors that vendors and their users publish."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.webhook import Signing
from sdrdesk.web.signing import Fault, Request, sign_standard, verify

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
SECONDS = str(int(NOW.timestamp()))
MILLISECONDS = f"{SECONDS}000"
SECRET = "a-secret-of-this-sender"
BODY = b'{"email": "ann@example.com"}'
URI = "https://desk.example.com/hooks/hubspot"


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 from its definition (RFC 2104), not from the library under test."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(one ^ 0x36 for one in block) + message).digest()
    return hashlib.sha256(bytes(one ^ 0x5C for one in block) + inner).digest()


def b64(data: bytes) -> str:
    """Base64 as text."""
    return base64.b64encode(data).decode()


def standard(secret: str = SECRET, stamp: str = SECONDS, body: bytes = BODY) -> dict[str, str]:
    """Headers of the Standard Webhooks."""
    signature = "v1," + b64(mac(secret.encode(), f"msg_1.{stamp}.".encode() + body))
    return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}


def hubspot(secret: str = SECRET, stamp: str = MILLISECONDS, body: bytes = BODY) -> dict[str, str]:
    """HubSpot's headers."""
    signature = b64(mac(secret.encode(), f"POST{URI}".encode() + body + stamp.encode()))
    return {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": stamp}


def typeform(secret: str = SECRET, stamp: str = "", body: bytes = BODY) -> dict[str, str]:
    """Typeform's header; it signs no time."""
    return {"typeform-signature": "sha256=" + b64(mac(secret.encode(), body))}


def calendly(secret: str = SECRET, stamp: str = SECONDS, body: bytes = BODY) -> dict[str, str]:
    """Calendly's header."""
    return {"calendly-webhook-signature": f"t={stamp},v1={mac(secret.encode(), f'{stamp}.'.encode() + body).hex()}"}


def webflow(secret: str = SECRET, stamp: str = MILLISECONDS, body: bytes = BODY) -> dict[str, str]:
    """Webflow's headers."""
    signature = mac(secret.encode(), f"{stamp}:".encode() + body).hex()
    return {"x-webflow-signature": signature, "x-webflow-timestamp": stamp}


def token(secret: str = SECRET, stamp: str = "", body: bytes = BODY) -> dict[str, str]:
    """A shared word."""
    return {"x-webhook-token": secret}


Signer = Callable[..., dict[str, str]]
SIGNERS: dict[Signing, Signer] = {
    Signing.STANDARD: standard,
    Signing.HUBSPOT: hubspot,
    Signing.TYPEFORM: typeform,
    Signing.CALENDLY: calendly,
    Signing.WEBFLOW: webflow,
    Signing.TOKEN: token,
}
TIMED = {Signing.STANDARD: 300, Signing.HUBSPOT: 300, Signing.CALENDLY: 180, Signing.WEBFLOW: 300}
"""Seconds for which each that signs a time is good."""
EVERY = pytest.mark.parametrize("signing", list(Signing))


def judged(
    signing: Signing, headers: dict[str, str], secrets: Sequence[str] = (SECRET,), body: bytes = BODY
) -> Fault | None:
    """What the receiver says of a request."""
    request = Request(method="POST", uris=(URI,), headers=headers, body=body)
    return verify(signing, secrets, request, NOW)


# --- published vectors ----------------------------------------------------------------------------


def test_the_vector_of_the_standard_webhooks() -> None:
    """The reference signature of the Standard Webhooks libraries is ours, made and believed."""
    # github.com/standard-webhooks/standard-webhooks, libraries/*/test: the same in each language.
    secret, message_id, stamp = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    body, signature = b'{"test": 2432232314}', "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    headers = {"webhook-id": message_id, "webhook-timestamp": str(stamp), "webhook-signature": signature}
    request = Request(method="POST", uris=(), headers=headers, body=body)

    assert sign_standard(secret, message_id, stamp, body) == signature
    assert verify(Signing.STANDARD, [secret], request, datetime.fromtimestamp(stamp, UTC)) is None


def test_a_vector_of_hubspot_v3() -> None:
    """A v3 signature that a public HubSpot client keeps as its test is believed."""
    # HubSpotWebHookSignatureUtilsTest of fr.slickteam.hubspot.api; the scheme is that of
    # developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
    body = (
        b'[{"eventId":100,"subscriptionId":2439752,"portalId":8136442,"occurredAt":1704970386905,'
        b'"subscriptionType":"deal.propertyChange","attemptNumber":0,"objectId":123,"changeSource":"CRM",'
        b'"propertyName":"dealstage","propertyValue":"sample-value"}]'
    )
    headers = {
        "x-hubspot-signature-v3": "IirHW2rKOnmjwy3EF7Czp86mGntxQZVDVhKTlGj5jx8=",
        "x-hubspot-request-timestamp": "1704975585199",
    }
    request = Request(method="POST", uris=("https://api.beta/webhooks",), headers=headers, body=body)
    at = datetime.fromtimestamp(1704975585, UTC)

    assert verify(Signing.HUBSPOT, ["3da21a3d-5964-494c-a638-c56abb76d825"], request, at) is None


def test_the_vector_of_hubspots_own_client() -> None:
    """The v3 signature that HubSpot's client for Python keeps as its test is believed, at its time alone."""
    # github.com/HubSpot/hubspot-api-python, tests/spec/utils/test_signature.py. Typeform, Calendly and Webflow publish
    # code, but no signature with its secret and body.
    headers = {
        "x-hubspot-signature-v3": "HPW73RUtKmcYoEDADG0s6MmGFWUzWJKAW07r8RDgcQw=",
        "x-hubspot-request-timestamp": "15000000",
    }
    uris = ("https://www.example.com/webhook_uri",)
    request = Request(method="POST", uris=uris, headers=headers, body=b"{'example_field':'example_value'}")
    secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"

    assert verify(Signing.HUBSPOT, [secret], request, datetime.fromtimestamp(15000, UTC)) is None
    assert verify(Signing.HUBSPOT, [secret], request, NOW) is Fault.OLD


# --- good, wrong, old, rotated --------------------------------------------------------------------


@EVERY
def test_a_good_signature_is_believed(signing: Signing) -> None:
    """What the sender signed is taken."""
    assert judged(signing, SIGNERS[signing]()) is None


@EVERY
def test_the_older_of_two_secrets_still_counts(signing: Signing) -> None:
    """While a secret is replaced, senders that know only the old one are believed."""
    assert judged(signing, SIGNERS[signing](), ["another-newer-secret", SECRET]) is None


@EVERY
def test_another_secret_is_not_believed(signing: Signing) -> None:
    """A stranger's signature is refused, and so is one by a secret that was retired."""
    assert judged(signing, SIGNERS[signing]("somebody-elses-secret")) is Fault.WRONG


@pytest.mark.parametrize("signing", sorted(set(Signing) - {Signing.TOKEN}))
def test_a_changed_body_is_not_believed(signing: Signing) -> None:
    """One byte of the body changed on the way, and the signature is wrong."""
    assert judged(signing, SIGNERS[signing](), body=BODY + b" ") is Fault.WRONG


@EVERY
def test_an_unsigned_request_is_not_believed(signing: Signing) -> None:
    """No signature, no lead."""
    assert judged(signing, {}) is Fault.MISSING


@EVERY
@pytest.mark.parametrize("secrets", [(), ("",)])
def test_a_source_without_a_secret_believes_nobody(signing: Signing, secrets: tuple[str, ...]) -> None:
    """A forgotten secret never means that anybody may post; an empty key signs nothing."""
    assert judged(signing, SIGNERS[signing](""), secrets) is Fault.NO_SECRET


@pytest.mark.parametrize(("signing", "window"), TIMED.items())
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_signed_time_must_be_near(signing: Signing, window: int, sign: int) -> None:
    """A request recorded and sent again later is refused, on either side of the window and not inside it."""

    def at(seconds: int) -> Fault | None:
        stamp = int((NOW + timedelta(seconds=sign * seconds)).timestamp())
        is_ms = signing in (Signing.HUBSPOT, Signing.WEBFLOW)
        return judged(signing, SIGNERS[signing](stamp=f"{stamp}000" if is_ms else str(stamp)))

    assert at(window) is None
    assert at(window + 1) is Fault.OLD


def test_one_good_signature_of_several_is_enough() -> None:
    """A sender that rotates signs with both secrets; other versions beside them do no harm."""
    headers = standard()
    wrong = "v1," + b64(bytes(32))

    headers["webhook-signature"] = f"{wrong} v1a,xyz {headers['webhook-signature']}"

    assert judged(Signing.STANDARD, headers) is None


def test_a_list_of_signatures_is_looked_at_only_so_far() -> None:
    """A thousand signatures in a header do not make a thousand comparisons."""
    headers = standard()

    headers["webhook-signature"] = "v1,x " * 1000 + headers["webhook-signature"]

    assert judged(Signing.STANDARD, headers) is Fault.WRONG


@pytest.mark.parametrize("stamp", ["", "now", "-1", "1e9", "٣", "9" * 15, "99999999999999"])
def test_a_strange_time_is_no_time(stamp: str) -> None:
    """A timestamp that is none never raises and never passes."""
    headers = standard(stamp=stamp)

    assert judged(Signing.STANDARD, headers) in (Fault.MISSING, Fault.MALFORMED, Fault.OLD)


def test_hubspot_signs_the_address_decoded() -> None:
    """HubSpot decodes a few escapes of the address before it signs: so do we, and no others."""
    stamp = MILLISECONDS
    signed = b"POST" + b"https://desk.example.com/hooks/h?a=b@c&d=%20" + BODY + stamp.encode()
    headers = {"x-hubspot-signature-v3": b64(mac(SECRET.encode(), signed)), "x-hubspot-request-timestamp": stamp}
    uri = "https://desk.example.com/hooks/h?a=b%40c&d=%20"
    request = Request(method="POST", uris=("http://inside:8737/hooks/h", uri), headers=headers, body=BODY)

    assert verify(Signing.HUBSPOT, [SECRET], request, NOW) is None


def test_a_token_may_be_a_bearer() -> None:
    """Senders that only know Authorization send the word there."""
    assert judged(Signing.TOKEN, {"authorization": f"Bearer {SECRET}"}) is None
    assert judged(Signing.TOKEN, {"authorization": f"Basic {SECRET}"}) is Fault.MISSING


@EVERY
@given(junk=st.lists(st.text(max_size=60), min_size=3, max_size=3), body=st.binary(max_size=60))
def test_junk_is_refused_and_never_raises(signing: Signing, junk: list[str], body: bytes) -> None:
    """Whatever stands in the headers, a request without the right signature is refused."""
    headers = dict(zip(SIGNERS[signing](), junk, strict=False))

    assert judged(signing, headers, body=body) is not None
