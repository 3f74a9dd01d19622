"""What the playbook's sections about routing, the pool and escalation must hold beyond their types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from sdrdesk.domain.playbook import OfferKind
from sdrdesk.domain.routing import DEFAULT, Escalation, PoolRules, RouteRule, RoutingRules, is_pool
from sdrdesk.domain.span import SpanUnit
from sdrdesk.feeds.toml_lines import Path

Found = Iterator[tuple[Path, str]]
"""Where something is wrong, and what."""

ROUTING_NUMBERS = (
    ("assignment.open_leads_most", 1, 100_000),
    ("routing.at_work_up_to_tier", 0, 4),
    ("routing.rules.*", 0, 10_000_000),
    ("pool.at_once", 1, 100),
    ("escalation.up_to_tier", 0, 4),
    ("escalation.steps.*", 1, 10_000),
)
"""The least and the most of each number."""

ROUTING_SPANS = (("pool.*", 10, False),)
"""The most days of each span, and whether it may be nothing at all."""

LEAST_LEASE = 3
"""Minutes of a lease, so that a desk that is late once does not lose a lead."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_WHO = re.compile(r"(pool:)?[A-Za-z0-9_.-]{1,40}")
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_LANGUAGE = re.compile(r"[a-z]{2}")


def _routing(routing: RoutingRules) -> Found:
    """Rules have names of their own, name somebody, and can be reached."""
    path: Path = ("routing", "rules")
    names = [rule.name for rule in routing.rules]
    for place, rule in enumerate(routing.rules):
        if not _NAME.fullmatch(rule.name):
            yield (*path, place, "name"), "must be letters, digits, _ and -, at most 40"
        elif rule.name == DEFAULT or rule.name in names[:place]:
            yield (*path, place, "name"), f'"{rule.name}" is taken: each rule has a name of its own'
        if any(earlier.asks_nothing for earlier in routing.rules[:place]):
            yield (*path, place), "is never reached: a rule before it fits every lead"
        yield from _to((*path, place, "to"), rule.to)
        yield from _asked((*path, place), rule)
    yield from _to(("routing", "default"), routing.default)


def _to(path: Path, to: tuple[str, ...]) -> Found:
    """A lead goes to somebody, and a pool stands alone."""
    if not to:
        yield path, 'names nobody: write ["everybody"], logins, groups or ["pool"]'
    for place, name in enumerate(to):
        if not _WHO.fullmatch(name):
            yield (*path, place), f'"{name[:40]}" is no login, group, "everybody", "pool" or "pool:GROUP"'
        elif is_pool(name) and len(to) > 1:
            yield (*path, place), "a pool stands alone: leads are either shared out or taken"


def _asked(path: Path, rule: RouteRule) -> Found:
    """What a rule asks is written so that some lead can fit it."""
    for place, region in enumerate(rule.regions):
        if not _REGION.fullmatch(region):
            yield (*path, "regions", place), 'must be a country "DE" or a state "US-CA"'
    for place, language in enumerate(rule.languages):
        if not _LANGUAGE.fullmatch(language):
            yield (*path, "languages", place), 'must be two small letters: "de"'
    for place, campaign in enumerate(rule.campaigns):
        if not campaign.strip():
            yield (*path, "campaigns", place), "is empty"
    if rule.people_most and rule.people_most < rule.people_least:
        yield (*path, "people_most"), f"is below people_least, {rule.people_least}: no company fits"


def _kinds(routing: RoutingRules, offers: Mapping[str, OfferKind]) -> Found:
    """Rules ask for kinds of offers that exist."""
    for place, rule in enumerate(routing.rules):
        for at, kind in enumerate(rule.kinds):
            if kind not in offers:
                yield ("routing", "rules", place, "kinds", at), f"no such kind of offer; one of: {', '.join(offers)}"


def _pool(pool: PoolRules) -> Found:
    """A lease is real time, and no longer than the longest."""
    spans = (("lease", pool.lease), ("longest", pool.longest))
    for name, span in spans:
        if span.unit not in (SpanUnit.MINUTES, SpanUnit.HOURS):
            yield ("pool", name), 'must be in minutes or hours: "5 min"'
    minutes = [span.amount * (60 if span.unit is SpanUnit.HOURS else 1) for _, span in spans]
    if minutes[0] < LEAST_LEASE:
        yield ("pool", "lease"), f"is shorter than {LEAST_LEASE} min: desks renew it each minute"
    if minutes[0] > minutes[1]:
        yield ("pool", "lease"), f"is longer than the longest, {pool.longest}"


def _escalation(escalation: Escalation) -> Found:
    """Steps come one after the other."""
    times = [step.at for step in escalation.steps]
    for place, (earlier, later) in enumerate(pairwise(times), 1):
        if later <= earlier:
            yield ("escalation", "steps", place, "at"), f"must come after the step before it, at {earlier}"


ROUTING_RULES: tuple[Callable[..., Found], ...] = (_routing, _kinds, _pool, _escalation)
