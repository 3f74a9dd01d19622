"""What differs between two playbooks: each changed rule in a line, and how far the changes reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.lead import Standing, Why
from sdrdesk.domain.plain import plain
from sdrdesk.domain.playbook import OfferKind, Playbook

GONE = object()
"""Stands for a rule that one of the two has not."""

WIDEST = 44
"""Cells of a value in a line."""

NAMES = ("label", "key", "name", "offer", "words", "people")
"""Fields by which the items of a list are told apart."""

UNSAID = ("version",)
"""What differs between any two versions and is no rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One rule that is another now."""

    rule: str
    """Its place in the file: "offers.demo_request.answer_within"."""
    told: str
    """In words: "Demo request: answer within 5 min -> 10 min"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What changes can move: nothing else has to be planned again."""

    hours: bool
    """Calling hours, the law's or the team's: every plan."""
    kinds: frozenset[str]
    """Kinds of offers whose first touch is planned otherwise."""
    tiers: frozenset[int]
    """Tiers with another cadence."""
    outcomes: frozenset[str]
    follow_up: bool
    meetings: bool
    score: bool

    @property
    def first_touches(self) -> bool:
        """Whether any first touch may be planned otherwise."""
        return self.hours or bool(self.kinds)

    def plans(self, standing: Standing, last_outcome: str, kinds: Sequence[str]) -> bool:
        """Whether the next touch of a lead that converted on `kinds` may be planned otherwise."""
        if self.hours or self.kinds.intersection((standing.kind, *kinds)):
            return True
        touch = standing.touch
        if touch is None or touch.why in (Why.FIRST, Why.CALLBACK):
            return False
        if touch.why in (Why.CONFIRM, Why.OUTCOME) and self.meetings:
            return True
        return self.follow_up or standing.tier in self.tiers or last_outcome in self.outcomes


def reach(old: Playbook, new: Playbook) -> Reach:
    """How far the differences of two playbooks reach."""
    kinds = {key for key in {*old.offers, *new.offers} if _plan(old.offers.get(key)) != _plan(new.offers.get(key))}
    tiers = {int(key) for key in {*old.cadences, *new.cadences} if old.cadences.get(key) != new.cadences.get(key)}
    outcomes = {key for key in {*old.outcomes, *new.outcomes} if old.outcomes.get(key) != new.outcomes.get(key)}
    calling = [_without_version(book.calling_hours) for book in (old, new)]
    return Reach(
        hours=old.team_hours != new.team_hours or calling[0] != calling[1], kinds=frozenset(kinds),
        tiers=frozenset(tiers), outcomes=frozenset(outcomes), follow_up=old.follow_up_within != new.follow_up_within,
        meetings=old.meetings != new.meetings, score=old.score != new.score,
    )  # fmt: skip


def _plan(kind: OfferKind | None) -> object:
    """What of a kind of offer plans a touch."""
    return kind and (kind.tier, kind.first_touch, kind.answer_within, kind.clock, kind.gated, kind.hold)


def _without_version(hours: object) -> object:
    return {key: part for key, part in plain(hours).items() if key != "version"}


def changed_rules(old: Playbook, new: Playbook) -> tuple[RuleChange, ...]:
    """Each rule that differs, in the order of the file."""
    return tuple(
        RuleChange(rule=".".join(map(str, path)), told=_told(path, before, after, old if after is GONE else new))
        for path, before, after in _differences((), plain(old), plain(new))
        if path[0] not in UNSAID
    )


Path = tuple[str | int, ...]
Difference = tuple[Path, Any, Any]


def _differences(path: Path, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if path == ("score", "fitted"):
        yield path, old, new
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            yield from _differences((*path, key), old.get(key, GONE), new.get(key, GONE))
    elif _are_tables(old) and _are_tables(new):
        yield from _items(path, old, new)
    else:
        yield path, old, new


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _items(path: Path, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    """Items of two lists: by their names where each has one of its own, else by their place."""
    names = [[_name(one) for one in side] for side in (old, new)]
    if all(all(side) and len(set(side)) == len(side) for side in names):
        sides = [dict(zip(own, side, strict=True)) for own, side in zip(names, (old, new), strict=True)]
        for name in {**sides[0], **sides[1]}:
            yield from _differences((*path, name), sides[0].get(name, GONE), sides[1].get(name, GONE))
        return
    for place in range(max(len(old), len(new))):
        before, after = (side[place] if place < len(side) else GONE for side in (old, new))
        yield from _differences((*path, place + 1), before, after)


def _name(item: Mapping[str, Any]) -> str:
    return next((_short(item[key]) for key in NAMES if item.get(key)), "")


# --- in words ---------------------------------------------------------------------------------------------------------


def _told(path: Path, before: Any, after: Any, book: Playbook) -> str:
    subject, rest = _subject(path, book)
    field = ", ".join(word for word in map(_word, rest) if word)
    head = f"{subject}: {field}" if field else subject
    if before is GONE:
        return f"{head}{' ' if field else ': '}new: {_short(after)}"
    if after is GONE:
        return f"{head}{' ' if field else ': '}left out, was {_short(before)}"
    return f"{head} {_short(before)} -> {_short(after)}"


def _subject(path: Path, book: Playbook) -> tuple[str, Path]:
    """What a rule is about, and the rest of its path."""
    section, *rest = path
    if rest:
        key = str(rest[0])
        if section == "offers":
            return (book.offers[key].label if key in book.offers else key), tuple(rest[1:])
        if section == "outcomes":
            return (book.outcomes[key].label if key in book.outcomes else key), tuple(rest[1:])
        if section == "cadences":
            return f"Cadence of tier {key}", tuple(rest[1:])
    return _word(section).capitalize(), tuple(rest)


def _word(key: str | int) -> str:
    if isinstance(key, int):
        return f"number {key}"
    return "" if key == "week" else key.replace("_", " ")


def _short(value: Any) -> str:
    """A value in a few words."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if told := value.get("told"):
            return _cut(f"from {told}" if "leads" in value else str(told))
        said = [f"{key.replace('_', ' ')} {_short(part)}" for key, part in value.items() if part not in (None, "", [])]
        return _cut(", ".join(said))
    if isinstance(value, list):
        return _cut(", ".join(map(_short, value))) if value else "none"
    return _cut(str(value)) or '""'


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}\N{HORIZONTAL ELLIPSIS}"
