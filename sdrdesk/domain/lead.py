"""A lead and what happens to it, as values."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.hours import Place
from sdrdesk.domain.playbook import Channel, Stage


class Why(StrEnum):
    """Why a touch was planned."""

    FIRST = "first"
    """The first touch after a conversion."""
    CADENCE = "cadence"
    RETRY = "retry"
    CALLBACK = "callback"
    """The prospect was promised this minute."""
    AFTER = "after"
    """Something was sent or said; this asks how it went."""
    SNOOZED = "snoozed"
    CONFIRM = "confirm"
    """A booked meeting is near: is it still on?"""
    OUTCOME = "outcome"
    """A meeting is over: how did it go?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """The one planned contact of an open lead."""

    channel: Channel
    due_at: datetime
    answer_by: datetime
    why: Why

    @property
    def promised(self) -> bool:
        """Whether the prospect expects it at its minute."""
        return self.why in (Why.CALLBACK, Why.CONFIRM, Why.OUTCOME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The part of a lead that the rules move."""

    stage: Stage
    kind: str
    """Kind of the conversion the lead is worked for."""
    offer: str
    """Key of that conversion's offer."""
    converted_at: datetime
    tier: int
    step: int = 0
    """Index of the cadence's step that the next touch is, or stands in for."""
    retries: int = 0
    touch: Touch | None = None
    answered_at: datetime | None = None
    """The first touch after the conversion; stored once, so a breach is never false."""
    yeses: tuple[str, ...] = ()
    """Rungs of the ladder won so far."""
    gate: str = ""
    """Offer whose quiz the rep must have passed; "" where none is asked."""
    meets_at: datetime | None = None
    """Start of the booked meeting that the next touch is about."""

    @property
    def band(self) -> int:
        """0 for a promise, else the tier."""
        return 0 if self.touch and self.touch.promised else self.tier

    def rank(self, grade: str) -> int:
        """Place of `grade` within the band; callbacks and tier 1 go by the clock alone."""
        return "ABCD".index(grade) if self.band > 1 else 0

    @property
    def order_at(self) -> datetime | None:
        """The moment the band is sorted by: a promise's minute, else the answer-by."""
        if self.touch is None:
            return None
        return self.touch.due_at if self.touch.promised else self.touch.answer_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """One prospect taking one offer at one time."""

    id: str
    offer: str
    offer_title: str
    kind: str
    at: datetime
    source: str = ""
    campaign: str = ""
    arm: str = ""
    """Of the experiment on its wait: "wait-a-day=b"; "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page read or mail opened."""

    at: datetime
    page: str
    seconds: int
    is_mail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One contact that happened, as the history shows it."""

    id: str
    at: datetime
    rep_name: str
    channel: Channel
    outcome: str
    outcome_label: str
    seconds: int
    note: str = ""
    reason: str = ""
    yeses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who the lead is: the part that people edit."""

    name: str
    title: str = ""
    company: str = ""
    people: int | None = None
    """Size of the company."""
    industry: str = ""
    email: str = ""
    phone: str = ""
    """E.164, or empty."""
    city: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rep:
    """One member of the team."""

    id: str
    login: str
    name: str
    role: str
    """"rep" or "manager"."""
    zone: str
    started_on: date
    team_name: str = ""

    @property
    def is_manager(self) -> bool:
        """Whether the whole team's leads are theirs to see."""
        return self.role == "manager"
