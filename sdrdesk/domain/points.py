"""Points fitted from outcomes: for each fact a small table of whole numbers, which the playbook keeps.

The scale is fixed, so that points mean the same in every team: 10 points double the odds of a win, the commonest value
of each fact has 0, and `even` says at how many points a win is as likely as not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from sdrdesk.dataclasses import dataclass

FORBID_UNKNOWN = {"extra": "forbid"}
"""pydantic's setting: a key that no field knows is an error, not noise."""

DOUBLING = 10
"""Points that double the odds."""

Value = str | float | None
"""What a fact says of one lead; None where nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointStep:
    """Points of a number from `least` up to the next step."""

    __pydantic_config__ = FORBID_UNKNOWN
    least: float
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLevel:
    """Points of a word."""

    __pydantic_config__ = FORBID_UNKNOWN
    word: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedFact:
    """The points of one fact."""

    __pydantic_config__ = FORBID_UNKNOWN
    fact: str
    """Its key in `domain/facts.py`."""
    missing: int = 0
    """Points where nothing is known."""
    other: int = 0
    """Points of every level that is too rare to be named."""
    levels: tuple[PointLevel, ...] = ()
    """Points of the words that are named, in small letters, commonest first."""
    steps: tuple[PointStep, ...] = ()
    """Points of a number, smallest first; below the first step as the first."""

    def points(self, value: Value) -> int:
        """Points of a value; a number has none in a table of words, and the other way about counts as not known."""
        if value is None or isinstance(value, str) == bool(self.steps):
            return self.missing
        if isinstance(value, str):
            return next((level.points for level in self.levels if level.word == value), self.other)
        if not self.steps:
            return self.missing
        return self.steps[max(bisect_right([step.least for step in self.steps], value) - 1, 0)].points


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Fitted points, with the grades they make and what they were learned from."""

    __pydantic_config__ = FORBID_UNKNOWN
    told: str
    """Where they are from, for a reader."""
    leads: int
    wins: int
    even: int
    """Points at which a win is as likely as not."""
    a: int
    b: int
    c: int
    facts: tuple[FittedFact, ...]

    def points(self, values: Mapping[str, Value]) -> tuple[tuple[FittedFact, int], ...]:
        """Each fact with its points; they add up to the score."""
        return tuple((one, one.points(values.get(one.fact))) for one in self.facts)

    def total(self, values: Mapping[str, Value]) -> int:
        """The score of a lead."""
        return sum(points for _, points in self.points(values))

    def chance(self, points: int) -> float:
        """The share of leads with so many points that were won, as the fit sees it: 0 to 1."""
        return float(1 / (1 + 2 ** ((self.even - points) / DOUBLING)))


def letter(points: int, a: int, b: int, c: int) -> str:
    """The grade of so many points."""
    return "A" if points >= a else "B" if points >= b else "C" if points >= c else "D"
