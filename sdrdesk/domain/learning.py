"""Sections of the playbook about the gate and the road of a new rep."""

from __future__ import annotations

from enum import StrEnum

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.span import Span

FORBID_UNKNOWN = {"extra": "forbid"}
"""pydantic's setting: a key that no field knows is an error, not noise."""


class HandOver(StrEnum):
    """What happens to a locked lead whose answer-by nears."""

    OFF = "off"
    ASK = "ask"
    """It is listed for the manager, who decides."""
    AUTOMATIC = "automatic"
    """It goes to the rep with the pass who has the fewest open leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """What the gate does besides locking."""

    __pydantic_config__ = FORBID_UNKNOWN
    hand_over: HandOver = HandOver.ASK
    near: Span = field(default_factory=lambda: Span.parse("4 working hours"))
    """How long before the answer-by that is."""
    least_answers: int = 20
    """Answers to a question, or contacts on an offer, below which no figure is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredOffer:
    """A quiz that a new rep must pass, and by when."""

    __pydantic_config__ = FORBID_UNKNOWN
    offer: str
    within: Span
    """Counted from the rep's first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Something a new rep must show to a manager or mentor."""

    __pydantic_config__ = FORBID_UNKNOWN
    key: str
    label: str
    within: Span
    """Counted from the rep's first day."""
    rubric: tuple[str, ...]
    """What is looked for, one line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onboarding:
    """The road of a new rep from the first day to all passes."""

    __pydantic_config__ = FORBID_UNKNOWN
    offers: tuple[RequiredOffer, ...] = ()
    """In the order they are read."""
    skills: tuple[Skill, ...] = ()
    line_points: int = 3
    """The most points of one line of a rubric; 0 is the least."""
    pass_score: float = 0.7
    """Share of the points that signs a skill off."""
