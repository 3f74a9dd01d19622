"""Sections of the playbook about what comes around a call: meetings, ways to say a thing, who may be given leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.span import Span

FORBID_UNKNOWN = {"extra": "forbid"}
"""pydantic's setting: a key that no field knows is an error, not noise."""


SOONER, HELD = "a", "b"
"""Arms of the experiment on waiting: called after `instead`, and held as the kind's `first_touch` says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """An experiment: some leads wait as `first_touch` says, the others are called after `instead`."""

    __pydantic_config__ = FORBID_UNKNOWN
    name: str = "wait-a-day"
    """Another name draws anew."""
    share: float = 0.5
    """Share of the leads that is held."""
    instead: Span
    """Wait of the others before their first call."""

    def is_sooner(self, arm: str) -> bool:
        """Whether the arm of a conversion is the one of this experiment that is called sooner."""
        return arm == f"{self.name}={SOONER}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRules:
    """How a booked meeting is kept."""

    __pydantic_config__ = FORBID_UNKNOWN
    confirm_before: Span = field(default_factory=lambda: Span.parse("1 working day"))
    """How long before a meeting it is confirmed."""
    confirm_at: time = time(10)
    """Local time of day at the prospect's for that call."""
    length: Span = field(default_factory=lambda: Span.parse("30 min"))
    """How long a meeting is; then somebody asks how it went."""
    retry_after: Span = field(default_factory=lambda: Span.parse("2 h"))
    """After a call about a meeting that nobody took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Two ways to say a thing, of which each lead hears one."""

    __pydantic_config__ = FORBID_UNKNOWN
    about: str
    """"opening" (does a pick-up become a conversation?) or "ask" (does a conversation become a meeting?)."""
    label: str
    a: str
    b: str
    kinds: tuple[str, ...] = ()
    """Kinds of offers it is tried on; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """What is being tried, and when there is enough to judge by."""

    __pydantic_config__ = FORBID_UNKNOWN
    least_calls: int = 30
    """Calls of each variant before they are compared."""
    experiments: Mapping[str, Experiment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """To whom leads may be given."""

    __pydantic_config__ = FORBID_UNKNOWN
    open_leads_most: int = 150
    """Open leads a rep can carry."""
