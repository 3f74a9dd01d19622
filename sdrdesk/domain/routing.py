"""Routing: whose lead a new one becomes, and why; the sections of the playbook that decide it.

The first rule that fits names who may take the lead. Of them, those who are here, have room and the pass take turns by
weight: a smooth weighted round robin, exact after each whole round and less than two leads off in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from fnmatch import fnmatchcase

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.span import Span
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.turns import Among, Choice, Turns

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What routing looks at in a lead."""

    kind: str
    offer: str
    tier: int
    gate: str = ""
    """Offer whose quiz must be passed; "" where none is asked."""
    campaign: str = ""
    regions: tuple[str, ...] = ()
    """Every name of where it is: "US", "US-CA"."""
    people: int | None = None
    language: str = ""
    """Two letters, or "" if unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A rep as routing sees one."""

    id: str
    login: str
    name: str
    weight: int = 1
    """Leads for each of a rep of weight 1; 0 takes no turns."""
    groups: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    """Empty where nothing was said."""
    passes: frozenset[str] = frozenset()
    is_away: bool = False
    works_now: bool = True


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


def route(
    rules: RoutingRules,
    facts: Facts,
    takers: Sequence[Taker],
    room: Mapping[str, int],
    wheels: Mapping[str, Turns],
) -> Choice:
    """Whose lead a new one becomes.

    Args:
        rules: The playbook's.
        facts: Of the lead.
        takers: Every rep, in the order in which equals are served.
        room: How many more open leads each can carry.
        wheels: Turns by the name of the rule.
    """
    from sdrdesk.domain.turns import serve  # the first screen decides nothing

    return serve(among(rules, facts, takers, room), wheels)


def among(rules: RoutingRules, facts: Facts, takers: Sequence[Taker], room: Mapping[str, int]) -> Among:
    """Who takes turns for a lead: the same for every lead with these facts, until somebody has no room left."""
    from sdrdesk.domain.turns import Among

    for rule in _fitting(rules, facts):
        why = _because(rule, facts)
        if is_pool(rule.to[0]):
            return Among(pool=rule.to[0], why=f"{why}: for whoever takes it from {pool_words(rule.to[0])}")
        able, skipped = _able(rules, rule, facts, takers, room)
        if able:
            return _taking_turns(rule, able, f"{why}: ", skipped)
    if rules.when_full is WhenFull.POOL or (facts.gate and rules.without_pass is WithoutPass.NEVER):
        return Among(pool=POOL, why="Nobody can take it now: for whoever takes it from the pool")
    rule = next(one for one in _fitting(rules, facts) if not is_pool(one.to[0]))
    here = [one for one in takers if not one.is_away and one.weight] or list(takers)
    able = [one for one in here if _is_named(one, rule.to)] or here
    return _taking_turns(rule, able, f"{_because(rule, facts)}, though nobody has room: ", {})


def misfit(rule: RouteRule, facts: Facts) -> str:
    """Why a rule does not fit a lead; "" if it does."""
    campaign = facts.campaign.casefold()
    if rule.campaigns and not any(fnmatchcase(campaign, one.casefold()) for one in rule.campaigns):
        return f'campaign is "{facts.campaign}"' if campaign else "campaign is unknown"
    if rule.regions and not set(rule.regions) & set(facts.regions):
        return f"region is {facts.regions[-1]}" if facts.regions else "region is unknown"
    if rule.kinds and facts.kind not in rule.kinds:
        return f"kind is {facts.kind}"
    if rule.offers and facts.offer not in rule.offers:
        return f"offer is {facts.offer}"
    if rule.languages and facts.language not in rule.languages:
        return f"language is {facts.language or 'unknown'}"
    if (rule.people_least or rule.people_most) and facts.people is None:
        return "size of the company is unknown"
    if facts.people is not None and facts.people < rule.people_least:
        return f"company has {facts.people} people"
    if facts.people is not None and rule.people_most and facts.people > rule.people_most:
        return f"company has {facts.people} people"
    return ""


def explained(
    rules: RoutingRules, facts: Facts, takers: Sequence[Taker], room: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """Each rule with what it makes of a lead now, until the one that decides."""
    for rule in (*rules.rules, _default(rules)):
        if why := misfit(rule, facts):
            yield rule.name, f"does not fit: {why}"
            continue
        if is_pool(rule.to[0]):
            yield rule.name, f"fits: {pool_words(rule.to[0])}"
            return
        able, skipped = _able(rules, rule, facts, takers, room)
        who = ", ".join(one.name for one in able) or "nobody"
        yield rule.name, f"fits: turns of {who}" + (f"; {_told(skipped)}" if skipped else "")
        if able:
            return


# --- steps ------------------------------------------------------------------------------------------------------------


def _default(rules: RoutingRules) -> RouteRule:
    return RouteRule(name=DEFAULT, to=rules.default or (EVERYBODY,))


def _fitting(rules: RoutingRules, facts: Facts) -> Iterator[RouteRule]:
    """The rules that fit, the default last; after a pool as default, everybody: somebody must be there to fall back."""
    yield from (rule for rule in rules.rules if not misfit(rule, facts))
    yield _default(rules)
    yield RouteRule(name=DEFAULT, to=(EVERYBODY,))


def _is_named(taker: Taker, to: tuple[str, ...]) -> bool:
    return EVERYBODY in to or taker.login in to or any(group in to for group in taker.groups)


def _able(
    rules: RoutingRules, rule: RouteRule, facts: Facts, takers: Sequence[Taker], room: Mapping[str, int]
) -> tuple[list[Taker], dict[str, list[str]]]:
    """Who takes turns under a rule, and who of those it names does not, by reason."""
    skipped: dict[str, list[str]] = {}
    able: list[Taker] = []
    for one in takers:
        if not _is_named(one, rule.to):
            continue
        if one.is_away:
            skipped.setdefault("away", []).append(one.name)
        elif not one.weight:
            skipped.setdefault("takes no turns", []).append(one.name)
        elif room.get(one.id, 0) <= 0:
            skipped.setdefault("no room", []).append(one.name)
        else:
            able.append(one)
    if facts.gate and rules.without_pass is not WithoutPass.ANYBODY:
        is_must = rules.without_pass is WithoutPass.NEVER
        able = _prefer(able, [facts.gate in one.passes for one in able], "no pass", skipped, is_must=is_must)
    if facts.tier <= rules.at_work_up_to_tier:
        able = _prefer(able, [one.works_now for one in able], "off work", skipped)
    if facts.language:
        speaks = [facts.language in one.languages for one in able]
        able = _prefer(able, speaks, f"speaks no {facts.language}", skipped)
    return able, skipped


def _prefer(
    able: list[Taker], fit: list[bool], why_not: str, skipped: dict[str, list[str]], *, is_must: bool = False
) -> list[Taker]:
    """Those who fit, if any do or somebody must."""
    if not is_must and not any(fit):
        return able
    others = [one.name for one, fits in zip(able, fit, strict=True) if not fits]
    if others:
        skipped.setdefault(why_not, []).extend(others)
    return [one for one, fits in zip(able, fit, strict=True) if fits]


def _taking_turns(rule: RouteRule, able: Sequence[Taker], why: str, skipped: dict[str, list[str]]) -> Among:
    from sdrdesk.domain.turns import Among

    others = f" ({_told(skipped)})" if skipped else ""
    said = "{}'s turn among " + str(len(able)) if len(able) > 1 else "only {} can take it"
    return Among(
        wheel=rule.name,
        weights={one.id: one.weight or 1 for one in able},
        reasons={one.id: why + said.format(one.name) + others for one in able},
    )


def _because(rule: RouteRule, facts: Facts) -> str:
    """The rule, with what of the lead it looked at."""
    if rule.name == DEFAULT:
        return "No rule fits"
    seen = [
        facts.campaign if rule.campaigns else "",
        next((one for one in rule.regions if one in facts.regions), ""),
        facts.kind if rule.kinds else "",
        facts.offer if rule.offers else "",
        facts.language if rule.languages else "",
        f"{facts.people} people" if rule.people_least or rule.people_most else "",
    ]
    what = ", ".join(filter(None, seen))
    return f'Rule "{rule.name}"' + (f" ({what})" if what else "")


def _told(skipped: Mapping[str, Sequence[str]]) -> str:
    """Who was passed over, by reason; of many only how many."""
    parts = []
    for why, names in skipped.items():
        parts.append(f"{why}: {', '.join(names) if len(names) <= 3 else f'{len(names)} reps'}")
    return "; ".join(parts)
