"""What a playbook must hold beyond its types: rules that tie one number to another.

A rule names the sections it needs as arguments, so that one broken section does not silence the rules about the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from inspect import signature
from itertools import starmap
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from sdrdesk.dataclasses import fields, is_dataclass
from sdrdesk.domain.playbook import (
    Cadence,
    CallingHours,
    Channel,
    Market,
    OfferKind,
    On,
    OutcomeRule,
    Rung,
    Score,
    Stage,
    TeamHours,
    Then,
)
from sdrdesk.domain.process import Variants
from sdrdesk.domain.span import Span, SpanUnit, TextValue
from sdrdesk.feeds.routing_rules import ROUTING_NUMBERS, ROUTING_SPANS
from sdrdesk.feeds.section_rules import SECTION_RULES
from sdrdesk.feeds.toml_lines import Path
from sdrdesk.text import is_clean


class Problem(NamedTuple):
    """One thing that is wrong, and where."""

    path: Path
    words: str


Found = Iterator[Problem]

NUMBERS = (
    ("offers.*.tier", 0, 4),
    ("outcomes.*.retries", 0, 20),
    ("goals.*", 1, 2000),
    ("quota.opportunities", 1, 10_000),
    ("quota.ramp.*", 0, 10_000),
    ("quota.pay_per_opportunity", 0, 1_000_000),
    ("quota.threshold", 0, 1),
    ("quota.accelerator", 1, 10),
    ("score.minutes_per_point", 1, 1000),
    ("score.minutes_most", 0, 1000),
    ("score.*.most", 1, 100),
    ("score.sizes.*.people", 0, 10_000_000),
    ("score.fitted.*", -1_000_000_000, 1_000_000_000),
    ("score.*", -1000, 1000),
    ("calling_hours.law.*.calls_per_*", 0, 100),
    ("calling_hours.law.*.*_months", 0, 120),
    ("calling_hours.law.*.opt_out_days", 0, 60),
    ("matching.*", 60, 100),
    ("variants.least_calls", 2, 10_000),
    ("quiz.questions", 1, 100),
    ("quiz.attempts_per_day", 1, 100),
    ("quiz.*", 0, 1),
    ("gate.least_answers", 2, 10_000),
    ("onboarding.line_points", 1, 10),
    ("onboarding.pass_score", 0, 1),
    *ROUTING_NUMBERS,
    ("*", 0, 1000),
)
"""The least and the most of each number; the first pattern that fits counts."""

SPANS = (
    ("hold_for", 1, False),
    ("follow_up_within", 10, False),
    ("offers.*.answer_within", 10, False),
    ("offers.*.first_touch", 90, True),
    ("outcomes.*.after", 90, False),
    ("cadences.*.after", 90, True),
    ("quiz.valid_for", 400, False),
    ("gate.near", 10, True),
    ("onboarding.*", 200, False),
    *ROUTING_SPANS,
    ("*", 400, True),
)
"""The most days of each span, and whether it may be nothing at all ("now")."""

DAY_HAS = {SpanUnit.MINUTES: 1440, SpanUnit.HOURS: 24, SpanUnit.WORKING_HOURS: 8}
RESERVED = {"u": "undo", "o": "the offer", "q": "quit", "?": "help"}
"""Keys of the call screen that no outcome may take; digits tick small yeses."""
ABOUT = ("opening", "ask")
MEETING_STATES = ("confirmed", "rescheduled", "cancelled", "held", "no_show")
WINNERS = ("", "opened_mail", "conversion", "connect")
_zones = cache(available_timezones)  # looking opens six hundred files
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, or ""."""
    return next(iter(get_close_matches(word[:60], list(known), 1, 0.7)), "")


def near(word: str, known: Iterable[str]) -> str:
    """'; did you mean "tier"?' for the known word next to `word`, or nothing."""
    close = nearest(word, known)
    return f'; did you mean "{close}"?' if close else ""


def broken_rules(sections: Mapping[str, Any]) -> Found:
    """What is wrong with those sections of a playbook that could be read."""
    yield from broken_values((), sections)
    for rule in (*RULES, *SECTION_RULES):
        if (names := signature(rule).parameters).keys() <= sections.keys():
            yield from starmap(Problem, rule(*(sections[name] for name in names)))


def broken_values(path: Path, part: Any) -> Found:
    """What is wrong with single values in a `part` of a playbook, read or still plain."""
    for deep, leaf in leaves(path, part):
        yield from _leaf(deep, leaf)


def leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """Every value that holds no others, with its path; of a mapping the keys too."""
    if is_dataclass(value) and not isinstance(value, TextValue):
        for part in fields(value):
            yield from leaves((*path, part.name), getattr(value, part.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves((*path, key), item)
    elif isinstance(value, tuple | list):
        for place, item in enumerate(value):
            yield from leaves((*path, place), item)
    else:
        yield path, value


def _leaf(path: Path, leaf: Any) -> Found:
    """What is wrong with one value by itself."""
    dotted = ".".join(map(str, path))
    for key in path:
        if isinstance(key, str) and not _KEY.fullmatch(key):
            yield Problem(path, "keys are letters, digits, _ and -, at most 40")
    if isinstance(leaf, Span):
        yield from _span(path, dotted, leaf)
    elif isinstance(leaf, str):
        if not is_clean(leaf) or len(leaf) > 300:
            yield Problem(path, "holds control characters" if len(leaf) <= 300 else "is longer than 300 characters")
        elif path[-1] in ("label", "happened", "tag", "version") and not leaf.strip():
            yield Problem(path, "is empty")
    elif isinstance(leaf, int | float) and not isinstance(leaf, bool):
        low, high = next((low, high) for pattern, low, high in NUMBERS if fnmatchcase(dotted, pattern))
        if not low <= leaf <= high:  # so written, nan is refused too
            yield Problem(path, f"must be between {low} and {high}")


def _span(path: Path, dotted: str, span: Span) -> Found:
    """What is wrong with a length of time."""
    if span.is_never:
        if not fnmatchcase(dotted, "offers.*.first_touch") and not fnmatchcase(dotted, "offers.*.answer_within"):
            yield Problem(path, 'cannot be "never"')
        return
    most, nothing = next((most, nothing) for pattern, most, nothing in SPANS if fnmatchcase(dotted, pattern))
    if span.unit in (SpanUnit.WORKING_HOURS, SpanUnit.WORKING_DAYS):
        most = min(most, 60)
    if span.amount > most * DAY_HAS.get(span.unit, 1):
        yield Problem(path, f'"{span}" is too long: at most {most} days')
    if not nothing and span.amount == 0:
        yield Problem(path, f'"{span}" is no time at all')


def _offers(offers: Mapping[str, OfferKind]) -> Found:
    """Tags fit the queue, tips can be filled, and what is never called says so twice."""
    if not any(kind.is_called for kind in offers.values()):
        yield Problem(("offers",), "no kind is ever called")
    for name, kind in offers.items():
        path: Path = ("offers", name)
        if len(kind.tag) > 8:
            yield Problem((*path, "tag"), f'"{kind.tag}" is longer than 8 characters')
        if (kind.tier == 0) != kind.first_touch.is_never:
            yield Problem((*path, "tier"), 'tier 0 and first_touch "never" go together')
        elif kind.is_called and kind.answer_within.is_never:
            yield Problem((*path, "answer_within"), 'cannot be "never" for a kind that is called')
        for place, tip in enumerate(kind.tips):
            yield from _tip((*path, "tips", place), tip)


def _tip(path: Path, tip: str) -> Found:
    """A tip names only what it can be filled with, and holds no other braces."""
    for wrong in re.findall(r"\{[^{}]*\}?|\}", re.sub(r"\{(page|minutes)\}", "", tip)):
        yield Problem(path, f"{wrong[:40]} is not known here: write {{page}} or {{minutes}}")


def _tiers(offers: Mapping[str, OfferKind], cadences: Mapping[str, Cadence]) -> Found:
    """Every tier that is called has a cadence."""
    for name, kind in offers.items():
        if kind.is_called and str(kind.tier) not in cadences:
            yield Problem(("offers", name, "tier"), f"there is no cadences.{kind.tier}")


def _cadences(cadences: Mapping[str, Cadence]) -> Found:
    """A cadence begins and ends with a call and leaves no lead open without a next touch."""
    for name, cadence in cadences.items():
        path: Path = ("cadences", name)
        if name not in ("1", "2", "3", "4"):
            yield Problem(path, "cadences are named after tiers: 1, 2, 3, 4")
        if not cadence.steps or cadence.steps[0].channel is not Channel.CALL:
            yield Problem((*path, "steps"), "must begin with a call")
        elif cadence.steps[-1].channel is not Channel.CALL:
            yield Problem((*path, "steps"), "must end with a call")
        if cadence.exhausted in (Stage.OPEN, Stage.MEETING):
            yield Problem((*path, "exhausted"), f'cannot be "{cadence.exhausted}"')
        for place, step in enumerate(cadence.steps):
            if step.at and step.after.unit not in (SpanUnit.DAYS, SpanUnit.WORKING_DAYS):
                yield Problem((*path, "steps", place, "at"), "goes only with an `after` in days")


def _times(calling_hours: CallingHours, cadences: Mapping[str, Cadence], outcomes: Mapping[str, OutcomeRule]) -> Found:
    """Times of day lie inside the calling hours, or every such call would slip to the next day."""
    window = calling_hours.business.weekday
    times: list[tuple[Path, Any]] = [(("outcomes", name, "at"), rule.at) for name, rule in outcomes.items()]
    for name, cadence in cadences.items():
        times += [(("cadences", name, "steps", place, "at"), step.at) for place, step in enumerate(cadence.steps)]
    for path, at in times:
        if at and not window.opens <= at.replace(tzinfo=None) < window.closes:
            yield Problem(path, f"{at:%H:%M} is outside the calling hours, {window}")


def _keys(outcomes: Mapping[str, OutcomeRule]) -> Found:
    """Each outcome has one free key of its own."""
    taken: dict[str, str] = {}
    for name, rule in outcomes.items():
        path, key = ("outcomes", name, "key"), rule.key
        if len(key) != 1 or not key.isprintable() or key.isspace():
            yield Problem(path, "must be one printable character")
        elif key.isdigit():
            yield Problem(path, f'"{key}" is taken: digits tick small yeses')
        elif key in RESERVED:
            yield Problem(path, f'"{key}" is taken: it is the key for {RESERVED[key]}')
        elif other := taken.get(key):
            yield Problem(path, f'"{key}" is already the key of outcomes.{other}')
        taken.setdefault(key, name)
    if not outcomes:
        yield Problem(("outcomes",), "there are none: no call could be logged")


def _outcomes(outcomes: Mapping[str, OutcomeRule]) -> Found:
    """What follows an outcome has what it needs, and nothing that it would not look at."""
    for name, rule in outcomes.items():
        path: Path = ("outcomes", name)
        waits = rule.then in (Then.RETRY, Then.AFTER)
        if waits and rule.after is None:
            yield Problem((*path, "after"), f'is missing: then = "{rule.then}" needs it')
        if rule.after is not None and not waits:
            yield Problem((*path, "after"), 'goes only with then = "after" or "retry"')
        if (rule.then is Then.RETRY) != (rule.retries > 0):
            yield Problem((*path, "retries"), 'and then = "retry" need each other')
        if rule.at and rule.then is not Then.CADENCE:
            yield Problem((*path, "at"), 'goes only with then = "cadence"')
        yield from _stage((*path, "stage"), rule)


def _stage(path: Path, rule: OutcomeRule) -> Found:
    """A lead goes where its outcome says, and only `open` leads keep a next touch."""
    is_of_meeting = rule.on is On.MEETING
    if is_of_meeting and rule.meeting not in MEETING_STATES:
        yield Problem((*path[:-1], "meeting"), f"must be one of {', '.join(MEETING_STATES)}")
    elif rule.meeting and not is_of_meeting:
        yield Problem((*path[:-1], "meeting"), 'goes only with on = "meeting"')
    if rule.then is Then.CONFIRM and not is_of_meeting:
        yield Problem((*path[:-1], "then"), '"confirm" goes only with on = "meeting"')
    if rule.then is Then.MEETING and rule.stage is not Stage.MEETING:
        yield Problem(path, 'must be "meeting" with then = "meeting"')
    elif rule.then is Then.NURTURE and rule.stage is not Stage.NURTURE:
        yield Problem(path, 'must be "nurture" with then = "nurture"')
    elif rule.then is Then.END and rule.stage in (Stage.OPEN, *(() if is_of_meeting else (Stage.MEETING,))):
        yield Problem(path, f'cannot be "{rule.stage}" with then = "end": the lead would have no next touch')
    if rule.suppress != (rule.stage is Stage.SUPPRESSED) or (rule.suppress and rule.then is not Then.END):
        yield Problem(path, 'suppress = true, stage = "suppressed" and then = "end" go together')
    if rule.then is Then.CALLBACK and rule.channel is Channel.CALL and not rule.connect:
        yield Problem((*path[:-1], "connect"), "must be true: a callback is agreed with somebody who picked up")


def _reasons(outcomes: Mapping[str, OutcomeRule], disqualify_reasons: Mapping[str, str]) -> Found:
    """Who is asked for a reason finds one to choose."""
    if any(rule.needs_reason for rule in outcomes.values()) and not disqualify_reasons:
        yield Problem(("disqualify_reasons",), "there are none, but an outcome needs one")


def _ladder(ladder: tuple[Rung, ...]) -> Found:
    """Rungs have names of their own and are won by something known."""
    seen: set[str] = set()
    for place, rung in enumerate(ladder):
        if rung.key in seen:
            yield Problem(("ladder", place, "key"), f'"{rung.key}" is there twice')
        if not _KEY.fullmatch(rung.key):
            yield Problem(("ladder", place, "key"), "must be letters, digits, _ and -, at most 40")
        if rung.won_by not in WINNERS:
            known = ", ".join(f'"{name}"' for name in WINNERS[1:])
            yield Problem(("ladder", place, "won_by"), f"must be one of {known}")
        seen.add(rung.key)


def _yeses(outcomes: Mapping[str, OutcomeRule], ladder: tuple[Rung, ...]) -> Found:
    """An outcome wins only a rung that the ladder has."""
    known = [rung.key for rung in ladder]
    for name, rule in outcomes.items():
        if rule.yes and rule.yes not in known:
            yield Problem(("outcomes", name, "yes"), f'the ladder has no "{rule.yes}"{near(rule.yes, known)}')


def _team(team_hours: TeamHours) -> Found:
    """The team works somewhere, on working days."""
    if team_hours.zone not in (zones := _zones()):
        yield Problem(("team_hours", "zone"), f'there is no zone "{team_hours.zone}"{near(team_hours.zone, zones)}')
    if team_hours.week.weekday.is_closed:
        yield Problem(("team_hours", "week", "weekday"), "cannot be closed: a working day would last no time")
    if team_hours.holidays and not _REGION.fullmatch(team_hours.holidays):
        yield Problem(("team_hours", "holidays"), 'must be a region such as "US" or "DE-BY", or ""')


def _calling_hours(calling_hours: CallingHours) -> Found:
    """Prospects can be called at all, and regions are written as elsewhere."""
    if calling_hours.business.weekday.is_closed:
        yield Problem(("calling_hours", "business", "weekday"), "cannot be closed: nobody could ever be called")
    for name in calling_hours.business_in:
        if not re.fullmatch("[A-Z]{2}", name):
            yield Problem(("calling_hours", "business_in", name), 'must be a country of two letters: "IL"')
    for name in calling_hours.law:
        if name != "default" and not _REGION.fullmatch(name):
            yield Problem(("calling_hours", "law", name), 'must be "default", a country "US" or a state "US-FL"')


def _score(score: Score) -> Found:
    """Grades come down from A to D, and matches have words to look for."""
    if not score.a > score.b > score.c:
        yield Problem(("score", "a"), "the points for grades a, b and c must come down")
    if [band.people for band in score.sizes] != sorted({band.people for band in score.sizes}, reverse=True):
        yield Problem(("score", "sizes"), "must come largest first")
    for group in ("sources", "pages", "titles"):
        for place, match in enumerate(getattr(score, group)):
            if not match.words or not all(word.strip() for word in match.words):
                yield Problem(("score", group, place, "words"), "must hold words, none of them empty")


def _kinds(score: Score, offers: Mapping[str, OfferKind]) -> Found:
    """Points go to kinds of offers that exist."""
    for name in score.kinds:
        if name not in offers:
            yield Problem(("score", "kinds", name), f"no such kind of offer{near(name, offers)}")


def _variants(variants: Variants, offers: Mapping[str, OfferKind]) -> Found:
    """Experiments are about something that is counted, and say two things."""
    for name, one in variants.experiments.items():
        path: Path = ("variants", "experiments", name)
        if one.about not in ABOUT:
            yield Problem((*path, "about"), 'must be "opening" or "ask"')
        if not one.a.strip() or not one.b.strip() or one.a == one.b:
            yield Problem((*path, "b"), "a and b must say two things")
        for place, kind in enumerate(one.kinds):
            if kind not in offers:
                yield Problem((*path, "kinds", place), f"no such kind of offer{near(kind, offers)}")


def _market(market: str, markets: Mapping[str, Market]) -> Found:
    """The chosen market is one of those described, with questions to ask."""
    if market not in markets:
        yield Problem(("market",), f"there is no markets.{market}{near(market, markets)}")
    for name, one in markets.items():
        if not one.questions:
            yield Problem(("markets", name, "questions"), "there are none")


RULES: tuple[Callable[..., Found], ...] = (
    _offers,
    _tiers,
    _cadences,
    _times,
    _keys,
    _outcomes,
    _reasons,
    _ladder,
    _yeses,
    _team,
    _calling_hours,
    _score,
    _kinds,
    _market,
    _variants,
)
