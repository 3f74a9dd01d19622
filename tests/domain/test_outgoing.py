"""What an answer means, and when it is tried again."""

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
    judged,
    next_try,
)
from sdrdesk.errors import BadInput

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


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
