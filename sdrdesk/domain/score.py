"""How promising a lead is: points per fact from the playbook, and the grade they make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.facts import PAGE
from sdrdesk.domain.hours import Place
from sdrdesk.domain.points import Fitted, Value, letter
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.lead import Conversion, Visit
    from sdrdesk.domain.playbook import Match, Score

TIMES = {1: "", 2: " twice"}
APART = timedelta(minutes=30)
"""Two looks at our pages further apart than this are two visits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known before the first contact."""

    kinds: Sequence[str]
    """Kinds of all conversions, the one worked for first."""
    sources: Sequence[str] = ()
    pages: Sequence[tuple[str, int]] = ()
    """Pages read, with seconds."""
    title: str = ""
    people: int | None = None
    # What only fitted points look at.
    offer: str = ""
    visits: int | None = None
    country: str = ""
    age: int | None = None
    """Days from the conversion to the first touch, or so far."""
    weekday: str = ""
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """Points, the grade they make, and each fact with its points, largest first."""

    points: int
    grade: str
    reasons: tuple[tuple[str, int], ...]

    @property
    def note(self) -> str:
        """The two facts that count most, for the why line."""
        return ", ".join(label for label, points in self.reasons[:2] if points > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that the desk has of a lead now: what of it was known at some moment, `facts_at` says."""

    kind: str
    offer: str
    converted_at: datetime
    conversions: Sequence[Conversion]
    visits: Sequence[Visit]
    title: str = ""
    people: int | None = None
    place: Place = Place()


def facts_at(known: Known, at: datetime) -> Facts:
    """What was known of a lead at a moment: conversions and visits up to then, and nothing else."""
    conversions = sorted((one for one in known.conversions if one.at <= at), key=lambda one: (one.at, one.id))
    looks = sorted((one for one in known.visits if not one.is_mail and one.at <= at), key=lambda one: one.at)
    others = [one.kind for one in conversions]
    if known.kind in others:
        others.remove(known.kind)
    local = known.place.local(known.converted_at) if known.place.is_known else None
    return Facts(
        kinds=(known.kind, *others),
        sources=tuple(one.source for one in conversions if one.source),
        pages=tuple((one.page, one.seconds) for one in looks),
        title=known.title,
        people=known.people,
        offer=known.offer,
        visits=sum(not place or one.at - looks[place - 1].at > APART for place, one in enumerate(looks)),
        country=known.place.country,
        age=max((at - known.converted_at).days, 0),
        weekday=f"{local:%A}" if local else "",
        hour=local.hour if local else None,
    )


def values_of(facts: Facts, score: Score) -> dict[str, Value]:
    """The value of each fact that points are fitted for, by its key; None where nothing is known."""
    titles = _matches(score.titles, [facts.title]) if facts.title else []
    values: dict[str, Value] = {
        "kind": facts.kinds[0] if facts.kinds else None,
        "offer": facts.offer or None,
        "source": facts.sources[0].casefold() if facts.sources else None,
        "conversions": len(facts.kinds),
        "pages": len({page for page, _ in facts.pages}),
        "minutes": _minutes(facts),
        "visits": facts.visits,
        "title": (titles[0][0].casefold() if titles else "another title") if facts.title else None,
        "people": facts.people,
        "country": facts.country.casefold() or None,
        "age": facts.age,
        "weekday": facts.weekday.casefold() or None,
        "hour": facts.hour,
    }
    for rule in score.pages:
        values[PAGE + rule.label] = _count(rule, [page for page, _ in facts.pages])
    return values


def grade(facts: Facts, score: Score) -> Graded:
    """Grade a lead by the playbook's points: those fitted from outcomes where there are any, else those set by hand."""
    return _by_fit(facts, score, score.fitted) if score.fitted else grade_by_hand(facts, score)


def _by_fit(facts: Facts, score: Score, fitted: Fitted) -> Graded:
    values = values_of(facts, score)
    reasons = [(told(one.fact, values.get(one.fact)), points) for one, points in fitted.points(values) if points]
    total = sum(points for _, points in reasons)
    first = facts.kinds[0].replace("_", " ") if facts.kinds else ""
    said = sorted(reasons, key=lambda reason: (reason[0] == first, -reason[1]))
    return Graded(total, letter(total, fitted.a, fitted.b, fitted.c), tuple(said))


def told(key: str, value: Value) -> str:
    """A fact with its value, as a rep says it."""
    if value is None:
        return f"{FIELDS.get(key, key)} not known"
    if key.startswith(PAGE):
        page, count = key.removeprefix(PAGE), int(value)
        return f"{page}{TIMES.get(count, f' {count} times')}" if count else f"no {page}"
    if isinstance(value, str):
        word = value.replace("_", " ") if key == "kind" else value
        return WORDS.get(key, "{}").format(word.upper() if key == "country" else word)
    return NUMBERS.get(key, "{}").format(int(value))


FIELDS = {"people": "size", "country": "region", "hour": "hour of the conversion"}
"""Facts whose label is not their key."""

WORDS = {"source": "from {}", "offer": "took {}", "weekday": "came on a {}", "country": "in {}"}
NUMBERS = {
    "conversions": "conversions: {}",
    "pages": "pages: {}",
    "minutes": "{} min on our pages",
    "visits": "visits: {}",
    "people": "{:,} people",
    "age": "days old: {}",
    "hour": "came at {} h",
}


def _minutes(facts: Facts) -> int:
    return sum(seconds for _, seconds in facts.pages) // 60


def grade_by_hand(facts: Facts, score: Score) -> Graded:
    """Grade a lead by the points set by hand, whatever was fitted."""
    reasons: list[tuple[str, int]] = []
    if facts.kinds and (points := score.kinds.get(facts.kinds[0], 0)):
        reasons.append((facts.kinds[0].replace("_", " "), points))
    if (taken := len(facts.kinds)) > 1:
        reasons.append((f"{taken} conversions", (taken - 1) * score.conversions_each))
    reasons += _matches(score.titles, [facts.title] if facts.title else [])[:1]
    reasons += _matches(score.sources, list(dict.fromkeys(facts.sources)))
    reasons += _matches(score.pages, [page for page, _ in facts.pages])
    minutes = _minutes(facts)
    if points := min(minutes // max(score.minutes_per_point, 1), score.minutes_most):
        reasons.append((f"{minutes} min on our pages", points))
    if facts.people is not None:
        reasons += [(f"{facts.people:,} people", band.points) for band in score.sizes if facts.people >= band.people][
            :1
        ]
    reasons = [(label, points) for label, points in reasons if points]
    total = sum(points for _, points in reasons)
    # The kind is said by the row's tag already, so it stands last among the reasons.
    first = facts.kinds[0].replace("_", " ") if facts.kinds else ""
    said = sorted(reasons, key=lambda reason: (reason[0] == first, -reason[1]))
    return Graded(total, letter(total, score.a, score.b, score.c), tuple(said))


def _matches(rules: Sequence[Match], texts: Sequence[str]) -> list[tuple[str, int]]:
    """Points for each rule that some text holds a word of."""
    found = []
    for rule in rules:
        if count := _count(rule, texts):
            count = min(count, rule.most)
            found.append((f"{rule.label}{TIMES.get(count, f' {count} times')}", rule.points * count))
    return found


def _count(rule: Match, texts: Sequence[str]) -> int:
    """How many texts hold a word of the rule."""
    words = [word.casefold() for word in rule.words]
    return sum(any(_holds(text.casefold(), word) for word in words) for text in texts)


def _holds(text: str, word: str) -> bool:
    """Whether `word` stands in `text` as a word of its own ("vp" is in "VP Sales", not in "mvp")."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        before = start == 0 or not text[start - 1].isalnum()
        if before and (end == len(text) or not text[end].isalnum()):
            return True
        start = text.find(word, start + 1)
    return False
