"""Routing: the sections of the playbook that say whose lead a new one becomes (whose.py follows them), and pools."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.span import Span

FORBID_UNKNOWN = {"extra": "forbid"}
"""pydantic's setting: a key that no field knows is an error, not noise."""

EVERYBODY = "everybody"
"""In `to`: every rep."""
POOL = "pool"
"""In `to`: nobody's yet, anybody may take it; "pool:emea" is a pool of that group. Such leads have it as owner."""
DEFAULT = "default"
"""Name of the turns of leads that no rule fits."""


class WithoutPass(StrEnum):
    """Who gets a gated lead, as far as passes go."""

    NEVER = "never"
    """Only who has the pass."""
    IF_NOBODY = "if_nobody"
    """Who has it; others only where nobody has."""
    ANYBODY = "anybody"
    """Passes are not asked for: the lead waits behind the quiz."""


class WhenFull(StrEnum):
    """What becomes of a lead when nobody has room for one more."""

    SHARE = "share"
    POOL = "pool"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRule:
    """Leads that fit everything it names go to whom it names."""

    __pydantic_config__ = FORBID_UNKNOWN
    name: str
    to: tuple[str, ...]
    """Logins, groups, "everybody"; or one pool: "pool", "pool:emea"."""
    campaigns: tuple[str, ...] = ()
    """As forms and files name them; `*` stands for anything."""
    regions: tuple[str, ...] = ()
    """"DE" or "US-CA"."""
    kinds: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """Two letters each."""
    people_least: int = 0
    """A company of at least so many people; 0 asks nothing."""
    people_most: int = 0

    @property
    def asks_nothing(self) -> bool:
        """Whether every lead fits."""
        lists = (self.campaigns, self.regions, self.kinds, self.offers, self.languages)
        return not any(lists) and not self.people_least and not self.people_most


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRules:
    """Whose lead a new one becomes."""

    __pydantic_config__ = FORBID_UNKNOWN
    same_company: bool = True
    """Whether it goes to the rep who has the company's open leads."""
    rules: tuple[RouteRule, ...] = ()
    """In order; the first that fits counts."""
    default: tuple[str, ...] = (EVERYBODY,)
    """Who gets leads that no rule fits."""
    without_pass: WithoutPass = WithoutPass.IF_NOBODY
    when_full: WhenFull = WhenFull.SHARE
    at_work_up_to_tier: int = 1
    """Leads up to this tier go to somebody who works now, where somebody does."""

    @property
    def pools(self) -> tuple[str, ...]:
        """Every pool that leads can go to."""
        named = [name for to in (*(rule.to for rule in self.rules), self.default) for name in to if is_pool(name)]
        is_last = self.when_full is WhenFull.POOL or self.without_pass is WithoutPass.NEVER
        return tuple(dict.fromkeys([*named, *([POOL] if is_last else [])]))


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRules:
    """How leads are taken from the pool."""

    __pydantic_config__ = FORBID_UNKNOWN
    lease: Span = field(default_factory=lambda: Span.parse("5 min"))
    """A lead taken is given back after so long, unless the rep's desk still says that it is being worked."""
    longest: Span = field(default_factory=lambda: Span.parse("30 min"))
    """And after so long in any case, unless something was logged: then it is the rep's for good."""
    at_once: int = 3
    """Leads that one rep may hold so."""


class EscalateTo(StrEnum):
    """Whom a step of an escalation calls."""

    OWNER = "owner"
    """Told once more."""
    NEXT = "next"
    """The next rep who works now, with the pass and with room, gets the lead."""
    MENTOR = "mentor"
    """The owner's mentor is told; who has none, the managers."""
    MANAGER = "manager"
    """The managers are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep:
    """What happens when so much of the time to answer is gone."""

    __pydantic_config__ = FORBID_UNKNOWN
    at: int
    """Percent of the time to answer, in the minutes that count: 100 is the answer-by."""
    to: EscalateTo


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """What happens to a lead that waits too long for its first call."""

    __pydantic_config__ = FORBID_UNKNOWN
    up_to_tier: int = 1
    """Only leads up to this tier; 0 for none."""
    steps: tuple[EscalationStep, ...] = (
        EscalationStep(at=80, to=EscalateTo.OWNER),
        EscalationStep(at=150, to=EscalateTo.NEXT),
        EscalationStep(at=300, to=EscalateTo.MANAGER),
    )
    """By time, each once for each conversion."""


def is_pool(name: str) -> bool:
    """Whether an owner or a name in `to` is a pool."""
    return name == POOL or name.startswith(f"{POOL}:")


def pool_words(name: str) -> str:
    """A pool as people call it."""
    _, _, group = name.partition(":")
    return f"the {group} pool" if group else "the pool"


def pools_of(pools: Iterable[str], groups: frozenset[str]) -> tuple[str, ...]:
    """The pools that a member of `groups` may take from."""
    return tuple(one for one in pools if one == POOL or one.partition(":")[2] in groups)
