"""Whose lead a new one becomes, and why.

The first rule that fits names who may take the lead. Of them, those who are here, have room and the pass take turns by
weight: a smooth weighted round robin, exact after each whole round and less than two leads off in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.routing import (
    DEFAULT,
    EVERYBODY,
    POOL,
    RouteRule,
    RoutingRules,
    WhenFull,
    WithoutPass,
    is_pool,
    pool_words,
)
from sdrdesk.domain.turns import Among, Choice, Turns, serve


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
    return serve(among(rules, facts, takers, room), wheels)


def among(rules: RoutingRules, facts: Facts, takers: Sequence[Taker], room: Mapping[str, int]) -> Among:
    """Who takes turns for a lead: the same for every lead with these facts, until somebody has no room left."""
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
