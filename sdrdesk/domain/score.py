"""How promising a lead is: points per fact from the playbook, and the grade they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sdrdesk.domain.playbook import Match, Score

TIMES = {1: "", 2: " twice"}


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


def grade(facts: Facts, score: Score) -> Graded:
    """Grade a lead by the playbook's points."""
    reasons: list[tuple[str, int]] = []
    if facts.kinds and (points := score.kinds.get(facts.kinds[0], 0)):
        reasons.append((facts.kinds[0].replace("_", " "), points))
    if (taken := len(facts.kinds)) > 1:
        reasons.append((f"{taken} conversions", (taken - 1) * score.conversions_each))
    reasons += _matches(score.titles, [facts.title] if facts.title else [])[:1]
    reasons += _matches(score.sources, list(dict.fromkeys(facts.sources)))
    reasons += _matches(score.pages, [page for page, _ in facts.pages])
    minutes = sum(seconds for _, seconds in facts.pages) // 60
    if points := min(minutes // max(score.minutes_per_point, 1), score.minutes_most):
        reasons.append((f"{minutes} min on our pages", points))
    if facts.people is not None:
        reasons += [(f"{facts.people:,} people", band.points) for band in score.sizes if facts.people >= band.people][
            :1
        ]
    reasons = [(label, points) for label, points in reasons if points]
    total = sum(points for _, points in reasons)
    letter = "A" if total >= score.a else "B" if total >= score.b else "C" if total >= score.c else "D"
    # The kind is said by the row's tag already, so it stands last among the reasons.
    first = facts.kinds[0].replace("_", " ") if facts.kinds else ""
    said = sorted(reasons, key=lambda reason: (reason[0] == first, -reason[1]))
    return Graded(total, letter, tuple(said))


def _matches(rules: Sequence[Match], texts: Sequence[str]) -> list[tuple[str, int]]:
    """Points for each rule that some text holds a word of."""
    found = []
    for rule in rules:
        words = [word.casefold() for word in rule.words]
        count = sum(any(_holds(text.casefold(), word) for word in words) for text in texts)
        if count:
            count = min(count, rule.most)
            found.append((f"{rule.label}{TIMES.get(count, f' {count} times')}", rule.points * count))
    return found


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
