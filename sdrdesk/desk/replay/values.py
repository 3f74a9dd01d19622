"""What a replay tells."""

from __future__ import annotations

from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.rule_changes import RuleChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One open lead that other rules put elsewhere."""

    lead_id: str
    name: str
    kind: str
    owner: str
    """The login of whoever has it, or its pool."""
    was: str
    """Where it is: "ready 3", "waiting until Thu 09:00"."""
    then: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TabMoves:
    """How many leads go from one tab to another."""

    was: str
    then: str
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDiff:
    """Today's queue under other rules."""

    leads: int
    """Open leads looked at."""
    moves: tuple[Move, ...]
    """Leads that the rules themselves move, those that change their tab first."""
    tabs: tuple[TabMoves, ...]
    """The moves counted, the most first; a move within a tab too."""
    retimed: int
    """Leads that stay where they are, with another answer-by or grade."""
    pushed: int
    """Leads of Ready that only make room, or close up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A first touch whose answer-by turns out otherwise."""

    lead_id: str
    name: str
    kind: str
    converted_at: datetime
    touched_at: datetime | None
    """When it was really made; None if it was not."""
    then_at: datetime | None
    """When it comes under the other rules."""
    was_by: datetime
    then_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Win:
    """A win whose first touch comes at another time."""

    lead_id: str
    name: str
    kind: str
    touched_at: datetime
    then_at: datetime | None
    """None where the other rules never call."""
    seconds: int
    """How much later; less than 0 for earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDiff:
    """First touches of one kind of offer."""

    kind: str
    first_touches: int
    was_met: int
    would_be_met: int
    missed: int
    """Met, and would have been missed."""
    met: int
    """Missed, and would have been met."""
    earlier: int
    later: int
    """First touches that would have come so."""
    never: int
    """Conversions that would never be called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDiff:
    """The last days under other rules."""

    days: int
    first_touches: int
    unanswered: int
    """Conversions that nobody has answered yet."""
    wins: int
    """First touches of leads that were won."""
    kinds: tuple[KindDiff, ...]
    """Only kinds of which something turns out otherwise."""
    missed: tuple[Answer, ...]
    met: tuple[Answer, ...]
    wins_earlier: tuple[Win, ...]
    """The most first."""
    wins_later: tuple[Win, ...]
    """The most first, those never called before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What another playbook would change."""

    version: str
    new_version: str
    rules: tuple[RuleChange, ...]
    queue: QueueDiff
    past: PastDiff
