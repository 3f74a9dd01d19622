"""The facts of a lead, each with when it is known; and a sample of leads, which can hold the early ones alone.

A score that has seen what came of the contact is worth nothing before it. So there are two types: a fit takes
`EarlyFact`s, and nothing turns a `LateFact` into one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.points import Value
from sdrdesk.errors import BadInput

LEAST_LEADS, LEAST_WINS = 200, 30
"""Resolved leads and wins below which nothing is fitted."""

PAGE, COLUMN = "page:", "column:"
"""What keys of two families begin with: a page by its label in the playbook, a column of a file by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyFact:
    """A fact that is known before the first contact; its value is that of the first touch."""

    key: str
    label: str
    is_number: bool
    how: str
    """How its value is found."""

    known = "before contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFact:
    """A fact that only the contact brings; no fit can hold it."""

    key: str
    label: str
    why: str
    """Why it is no use before the contact."""

    known = "after contact"


def _early(key: str, label: str, how: str, *, is_number: bool = False) -> EarlyFact:
    return EarlyFact(key=key, label=label, is_number=is_number, how=how)


EARLY: dict[str, EarlyFact] = {
    one.key: one
    for one in (
        _early("kind", "kind of offer", "the kind of the conversion that is worked first"),
        _early("offer", "offer", "the offer that is worked first"),
        _early("source", "source", "the source of the first conversion"),
        _early("conversions", "conversions", "how many there were up to the first touch", is_number=True),
        _early("pages", "pages", "different pages read up to the first touch", is_number=True),
        _early("minutes", "minutes", "minutes on our pages up to the first touch", is_number=True),
        _early("visits", "visits", "times on our pages, half an hour or more apart, up to the first touch",
               is_number=True),
        _early("title", "title", "the title, by the words of [[score.titles]]"),
        _early("people", "size", "people in the company", is_number=True),
        _early("country", "region", "the country"),
        _early("age", "age", "days from the conversion to the first touch; to now while there was none",
               is_number=True),
        _early("weekday", "weekday", "the weekday of the conversion, where the prospect is"),
        _early("hour", "hour", "the hour of the conversion, where the prospect is", is_number=True),
    )
}  # fmt: skip
"""What may be fitted, by key; pages of the playbook come beside it, see `early`."""

_AFTER = "it is known only once somebody has been in contact"
LATE: dict[str, LateFact] = {
    key: LateFact(key=key, label=label, why=_AFTER)
    for key, label in (
        ("outcome", "outcome"),
        ("reason", "reason of the end"),
        ("stage", "stage"),
        ("touches", "touches"),
        ("attempts", "calls"),
        ("connect", "whether somebody picked up"),
        ("duration", "length of calls"),
        ("small_yeses", "small yeses"),
        ("meeting", "meeting"),
        ("last_activity", "last activity"),
        ("owner", "owner"),
        ("speed", "speed to lead"),
    )
}
"""What may never be fitted, by key."""


def early(key: str) -> EarlyFact:
    """The early fact of a key; BadInput for a late or an unknown one, with the reason."""
    if key in EARLY:
        return EARLY[key]
    if key.startswith(PAGE):
        return _early(key, key.removeprefix(PAGE), "how often such a page was read", is_number=True)
    if key.startswith(COLUMN):
        name = key.removeprefix(COLUMN)
        raise BadInput(
            f'"{name}" is a column of a file, not a fact of the desk\'s', "", f"Say which: --fact '{name}=source'"
        )
    if key in LATE:
        raise BadInput(f'"{key}" cannot be a fact of the score', LATE[key].why, "Leave it out")
    raise BadInput(f'There is no fact "{key}"', "", f"One of: {', '.join(EARLY)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One resolved lead as it was at its first touch, and what came of it."""

    values: tuple[Value, ...]
    """As the sample's facts."""
    won: bool
    at: datetime | None = None
    """When it converted."""
    hand: int = 0
    """Its points by the hand-set rules."""
    lead_id: str = ""

    @property
    def day(self) -> date | None:
        """The day it converted, UTC."""
        return self.at.date() if self.at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Resolved leads in the order of time: the whole of what a fit may see."""

    facts: tuple[EarlyFact, ...]
    cases: tuple[Case, ...]
    is_dated: bool = True
    """Whether the order is that of dates; else it is that of a number or of the file's lines."""
    told: str = ""
    """Where it is from."""

    def __post_init__(self) -> None:
        """TypeError for a fact that is not known before contact."""
        for one in self.facts:
            if not isinstance(one, EarlyFact):
                raise TypeError(f"{one!r} is no fact that is known before contact")

    @property
    def wins(self) -> int:
        """How many were won."""
        return sum(case.won for case in self.cases)

    @property
    def lacks(self) -> str:
        """What is missing for a fit, in words; "" if it is enough."""
        leads, wins = len(self.cases), self.wins
        if leads >= LEAST_LEADS and wins >= LEAST_WINS and wins < leads:
            return ""
        return (
            f"{leads} resolved leads with {wins} wins; points are fitted from {LEAST_LEADS} with {LEAST_WINS} on,"
            " and some have to be lost"
        )

    def without(self, key: str) -> Sample:
        """The same without one fact."""
        at = [fact.key for fact in self.facts].index(key)
        cases = tuple(_without(case, at) for case in self.cases)
        return Sample(facts=self.facts[:at] + self.facts[at + 1 :], cases=cases, is_dated=self.is_dated, told=self.told)

    def values(self, case: Case) -> Mapping[str, Value]:
        """A case's values by the keys of their facts."""
        return {fact.key: value for fact, value in zip(self.facts, case.values, strict=True)}


def _without(case: Case, at: int) -> Case:
    values = case.values[:at] + case.values[at + 1 :]
    return Case(values=values, won=case.won, at=case.at, hand=case.hand, lead_id=case.lead_id)
