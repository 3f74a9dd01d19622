"""Webhooks as values: who sends, how it is signed, and what became of a post."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.text import clean

DERIVED = "sha256:"
"""Begins the id of a message whose sender gave it none: a digest of its body, and the day it came."""

_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class Sender(StrEnum):
    """Whose bodies a source sends."""

    STANDARD = "standard"
    HUBSPOT = "hubspot"
    TYPEFORM = "typeform"
    CALENDLY = "calendly"
    WEBFLOW = "webflow"
    JSON = "json"
    """Any other: JSON or a plain web form, read by its names and a mapping."""


class Signing(StrEnum):
    """How a sender proves who it is."""

    STANDARD = "standard"
    HUBSPOT = "hubspot"
    TYPEFORM = "typeform"
    CALENDLY = "calendly"
    WEBFLOW = "webflow"
    TOKEN = "token"  # noqa: S105 - the name of a way, not a secret
    """A shared word in a header, for senders that cannot sign."""


class PostState(StrEnum):
    """Where a post stands."""

    NEW = "new"
    """Kept, nothing made of it yet."""
    TAKEN = "taken"
    DEAD = "dead"
    """Nothing can be made of it until somebody helps."""
    DROPPED = "dropped"


def usual_signing(sender: Sender) -> Signing:
    """How a sender signs unless one is told otherwise."""
    return Signing.TOKEN if sender is Sender.JSON else Signing(sender.value)


def checked_key(words: str) -> str:
    """A source's key; BadInput for one that could not stand in an address."""
    if not _KEY.fullmatch(words):
        raise BadInput(
            f'"{clean(words)[:60]}" cannot name a source', "", "Use up to 40 of a-z, 0-9 and -, as in: website-demo"
        )
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sender of form fills."""

    key: str
    sender: Sender
    signing: Signing
    mapping: dict[str, str] = field(default_factory=dict)
    """Dotted path to field."""
    offer: str = ""
    """The offer of fills that name none."""
    owner: str = ""
    """Login of who gets its leads; "" shares them out."""
    added_at: datetime
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """In force, newest first: two while one replaces the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One accepted request: its signature was good and its body can be read."""

    source: str
    message_id: str
    older_ids: tuple[str, ...] = ()
    """Under which ids the same message may have come on earlier days; for senders that give none."""
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a post."""

    id: str
    state: PostState
    doubts: tuple[Problem, ...] = ()
    """What had to be left out of it, where it was read before it was answered: in a burst it is not."""
    is_duplicate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPost:
    """A post as the inbox keeps it."""

    id: str
    source: str
    message_id: str
    received_at: datetime
    state: PostState
    reason: str = ""
    lead_ids: tuple[str, ...] = ()
    attempts: int = 0
    done_at: datetime | None = None
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict)
