"""What is told to other programs, how often it is tried, and in which words. Pure; where to: web_address.py.

Retries and what an answer means: the Standard Webhooks specification, "Deliverability and reliability".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import BadInput
from sdrdesk.text import clean
from sdrdesk.typing import Any

EVENTS = {
    "activity.logged": "a call, e-mail or social touch was logged",
    "activity.undone": "a log was taken back",
    "meeting.booked": "a meeting was booked",
    "meeting.confirmed": "the prospect confirmed it",
    "meeting.rescheduled": "it was moved",
    "meeting.held": "it took place",
    "meeting.no_show": "nobody came",
    "meeting.cancelled": "it was called off",
    "lead.ended": "a lead ended: disqualified or not to be contacted",
    "lead.nurtured": "a lead went back to nurture",
    "lead.reassigned": "a lead changed hands",
    "lead.overdue": "a tier-1 lead waits too long",
    "opportunity.accepted": "the account executive took it",
    "opportunity.refused": "or did not",
    "opportunity.won": "it was won",
    "opportunity.lost": "it was lost",
    "opportunity.undone": "a decision on it was taken back",
}
"""Everything that can be told, with what it means."""

TEST = "webhook.test"
"""The event that a person sends by hand."""

CHAT_EVENTS = ("lead.overdue",)
"""What a chat is told unless somebody asks for more."""

RETRIES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)  # fmt: skip
"""Waits after each failed try: the schedule of the Standard Webhooks, 76 hours in all."""

JITTER = 0.1
"""Up to this share is added to a wait, so that many messages do not come back at once."""

TIMEOUT = 10.0
"""Seconds for one try, connection and answer together."""

LONGEST_TEXT = 3000
"""Letters of a chat post."""

_KEY = r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?"


class Kind(StrEnum):
    """How a destination is written to."""

    STANDARD = "standard"
    """Signed as the Standard Webhooks say."""
    SLACK = "slack"
    TEAMS = "teams"


class Verdict(StrEnum):
    """What a try came to."""

    SENT = "sent"
    AGAIN = "again"
    GONE = "gone"
    """The receiver wants no more: 410."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where what happens is sent."""

    key: str
    kind: Kind
    shown: str
    """Scheme and host; the rest of the address may be a secret."""
    events: tuple[str, ...] = ()
    """None is all."""
    is_local: bool = False
    is_gone: bool = False
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message on its way to one destination."""

    id: str
    destination: str
    event: str
    lead_id: str
    payload: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try."""

    verdict: Verdict
    reason: str = ""
    wait: timedelta = timedelta()
    """What the receiver asked for (Retry-After)."""


def judged(status: int, retry_after: str = "") -> Answer:
    """What a status means: 2xx arrived, 410 wants no more, all else is tried again; redirects too."""
    if 200 <= status <= 299:
        return Answer(Verdict.SENT)
    if status == 410:
        return Answer(Verdict.GONE, "answered 410: it wants no more")
    reason = f"answered {status}" + (": redirects are not followed" if 300 <= status <= 399 else "")
    seconds = int(retry_after) if retry_after.isascii() and retry_after.isdecimal() and len(retry_after) < 6 else 0
    return Answer(Verdict.AGAIN, reason, min(timedelta(seconds=seconds), RETRIES[-1]))


def next_try(attempts: int, now: datetime, wait: timedelta, luck: float) -> datetime | None:
    """When to try again after `attempts` tries that failed; None once it is a dead letter; `luck` from 0 to 1."""
    if attempts > len(RETRIES):
        return None
    return now + max(RETRIES[attempts - 1], wait) * (1 + JITTER * luck)


# --- for whom ---------------------------------------------------------------------------------------------------------


def checked_events(words: Iterable[str], kind: Kind) -> tuple[str, ...]:
    """Events that were asked for, "meeting" for all of its kind; none is all, and for a chat the overdue ones."""
    found: list[str] = []
    for word in words:
        fits = [event for event in EVENTS if word in ("all", event, event.partition(".")[0])]
        if not fits:
            raise BadInput(f'There is no event "{clean(word)[:60]}"', "", f"One of: {', '.join(EVENTS)}")
        found += fits
    if not found:
        return () if kind is Kind.STANDARD else CHAT_EVENTS
    return () if set(found) == set(EVENTS) else tuple(dict.fromkeys(found))


def checked_name(name: str, shown: str) -> str:
    """The name of a destination: as given, else made of its host."""
    made = name or re.sub(r"[^a-z0-9]+", "-", shown.partition("://")[2].casefold()).strip("-")[:40].strip("-")
    if not re.fullmatch(_KEY, made):
        raise BadInput(f'"{clean(made)[:60]}" cannot name a destination', "", "Use up to 40 of a-z, 0-9 and -")
    return made


# --- in which words ---------------------------------------------------------------------------------------------------


def payload(event: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The body of a message: type, timestamp and data, as the Standard Webhooks recommend."""
    body = {"type": event, "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds"), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def body_for(kind: Kind, message: Message) -> bytes:
    """What is posted to a destination of a kind."""
    if kind is Kind.STANDARD:
        return message.payload.encode()
    text = told(json.loads(message.payload))[:LONGEST_TEXT]
    if kind is Kind.SLACK:
        # docs.slack.dev, "formatting message text": these three are the only controls; mrkdwn off for the rest.
        for mark, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = text.replace(mark, escaped)
        return json.dumps({"text": text, "mrkdwn": False}, ensure_ascii=False).encode()
    # A workflow of Teams takes cards alone; a TextRun shows its text as it stands, without markup.
    run = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text}]}
    card = {"type": "AdaptiveCard", "version": "1.2", "body": [run], "fallbackText": "sdrdesk"}
    sent = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [sent]}, ensure_ascii=False).encode()


def told(body: Mapping[str, Any]) -> str:
    """A message in one line for people: what happened, with whom, in whose hands."""
    data = body.get("data", {})
    lead = data.get("lead", {})
    event = str(body.get("type", ""))
    if event == TEST:
        return "sdrdesk can write here"
    said = data.get("told") or EVENTS.get(event, event)
    who = " at ".join(part for part in (lead.get("name", ""), lead.get("company", "")) if part)
    owner = f" (in {lead['owner']}'s hands)" if lead.get("owner") else ""
    return clean(f"{who or 'Lead'}: {said}{owner}")
