"""Where may be sent to, what an answer means, and when it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sdrdesk.domain.outgoing import (
    CHAT_EVENTS,
    EVENTS,
    RETRIES,
    Kind,
    Verdict,
    checked_events,
    checked_name,
    checked_url,
    judged,
    may_connect,
    next_try,
)
from sdrdesk.errors import BadInput

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com/hooks",
        "ftp://crm.example.com/",
        "crm.example.com/hooks",
        "https://",
        "https://user:word@crm.example.com/",
        "https://crm.example.com/#part",
        "https://crm.example.com:0/",
        "https://crm.example.com:99999/",
        "https://crm.example.com\\@10.0.0.1/",
        "https://crm example.com/",
        "https://localhost/",
        "https://desk.localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://10.0.0.8/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:7f00:1::]/",
        "https://" + "a" * 2000 + ".example.com/",
    ],
)
def test_addresses_that_are_not_sent_to(url: str) -> None:
    """No clear text, no password, nothing inside a network, in whatever spelling."""
    with pytest.raises(BadInput):
        checked_url(url, is_local=False)


@pytest.mark.parametrize(
    ("url", "is_local", "shown"),
    [
        ("https://crm.example.com/hooks/secret?key=1", False, "https://crm.example.com"),
        ("https://crm.example.com:8443/", False, "https://crm.example.com:8443"),
        ("https://8.8.8.8/", False, "https://8.8.8.8"),
        ("http://127.0.0.1:5000/x", True, "http://127.0.0.1:5000"),
        ("http://localhost/x", True, "http://localhost"),
        ("http://[::1]:5000/x", True, "http://[::1]:5000"),
    ],
)
def test_addresses_that_are(url: str, is_local: bool, shown: str) -> None:
    """Of an address only the host is shown: what follows may be a secret."""
    assert checked_url(url, is_local=is_local) == (url, shown)


@pytest.mark.parametrize("url", ["https://crm.example.com/", "http://10.0.0.8/", "http://169.254.169.254/"])
def test_local_means_this_machine(url: str) -> None:
    """The flag for programs on this machine opens nothing else."""
    with pytest.raises(BadInput):
        checked_url(url, is_local=True)


def test_a_connection_is_judged_by_its_number() -> None:
    """Once the name is known: inside for local destinations alone, outside for all others."""
    numbers = ("127.0.0.1", "10.0.0.8", "169.254.169.254", "fe80::1%eth0", "::1", "8.8.8.8", "2606:4700::1111")

    assert [one for one in numbers if may_connect(one, is_local=False)] == ["8.8.8.8", "2606:4700::1111"]
    assert [one for one in numbers if may_connect(one, is_local=True)] == ["127.0.0.1", "::1"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, Verdict.SENT), (204, Verdict.SENT), (301, Verdict.AGAIN), (400, Verdict.AGAIN), (404, Verdict.AGAIN),
     (410, Verdict.GONE), (429, Verdict.AGAIN), (500, Verdict.AGAIN), (503, Verdict.AGAIN)],
)  # fmt: skip
def test_what_a_status_means(status: int, verdict: Verdict) -> None:
    """As the Standard Webhooks say."""
    assert judged(status).verdict is verdict


def test_when_it_is_tried_again() -> None:
    """Longer and longer, at most a tenth later than the schedule, not before Retry-After, and not for ever."""
    last = len(RETRIES)

    assert next_try(1, NOW, timedelta(), 0.0) == NOW + timedelta(seconds=5)
    assert next_try(2, NOW, timedelta(), 1.0) == NOW + timedelta(minutes=5.5)
    assert next_try(1, NOW, judged(503, "120").wait, 0.0) == NOW + timedelta(minutes=2)
    assert next_try(1, NOW, judged(503, "99999").wait, 0.0) == NOW + RETRIES[-1]
    assert next_try(1, NOW, judged(503, "Wed, 21 Oct 2026 07:28:00 GMT").wait, 0.0) == NOW + timedelta(seconds=5)
    assert next_try(last, NOW, timedelta(), 0.0) == NOW + RETRIES[-1]
    assert next_try(last + 1, NOW, timedelta(), 0.0) is None
    assert list(RETRIES) == sorted(RETRIES)


def test_events_that_are_asked_for() -> None:
    """All, by kind, or one; a chat is told of overdue leads alone unless somebody asks for more."""
    assert checked_events([], Kind.STANDARD) == ()
    assert checked_events([], Kind.SLACK) == CHAT_EVENTS
    assert checked_events(["all"], Kind.SLACK) == ()
    assert checked_events(["opportunity", "lead.ended"], Kind.STANDARD) == (
        *(one for one in EVENTS if one.startswith("opportunity.")),
        "lead.ended",
    )
    with pytest.raises(BadInput, match=r"lead\.overdue"):
        checked_events(["lead.late"], Kind.STANDARD)


def test_a_destination_is_called_by_its_host() -> None:
    """Unless it is given a name."""
    assert checked_name("", "https://crm.example.com:8443") == "crm-example-com-8443"
    assert checked_name("crm", "https://x.test") == "crm"
    with pytest.raises(BadInput):
        checked_name("Our CRM", "https://x.test")
