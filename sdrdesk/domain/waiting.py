"""What waiting is worth: contacts and meetings by age at the first touch, and by arm of an experiment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil, sqrt

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.figures import Z95, Rate
from sdrdesk.domain.hours import Place

AGES = ("< 5 min", "< 30 min", "< 1 h", "< 4 h", "same day", "1 day", "2 days", "later")
"""Ages at the first touch; from four hours on days on the prospect's clock are counted."""

_SHORT = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=4))

WINDOW = timedelta(days=14)
"""An experiment counts what came within so long after the conversion, of older conversions: both arms alike."""

POINTS = 0.05
"""The difference that an experiment is meant to see."""

POWER80 = 0.8416212335729143
"""Quantile of the normal distribution for finding a true difference in 80 of 100 experiments."""


def age_of(place: Place, came: datetime, touched: datetime) -> str:
    """The bucket of a first touch."""
    waited = touched - came
    for most, label in zip(_SHORT, AGES, strict=False):
        if waited < most:
            return label
    days = (place.local(touched).date() - place.local(came).date()).days
    return AGES[min(len(_SHORT) + days, len(AGES) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """One first touch, with whether somebody was reached and a meeting booked since."""

    kind: str
    age: str
    reached: bool
    booked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRow:
    """First touches of one age."""

    age: str
    contact: Rate
    meeting: Rate


def by_age(waited: Iterable[Waited]) -> tuple[AgeRow, ...]:
    """Rates by age, the shortest first; ages that never were are left out."""
    found = list(waited)
    rows = []
    for age in AGES:
        group = [one for one in found if one.age == age]
        if group:
            contact, meeting = (sum(one.reached for one in group), sum(one.booked for one in group))
            rows.append(AgeRow(age=age, contact=Rate(contact, len(group)), meeting=Rate(meeting, len(group))))
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One rate in both arms of an experiment."""

    sooner: Rate
    held: Rate
    difference: float | None = None
    """The held arm less the other; None where one is empty."""
    low: float | None = None
    high: float | None = None
    """95 % interval of the difference, after Newcombe (1998)."""
    needed: int = 0
    """Leads that each arm needs to see a difference of five points, 80 times of 100."""

    @property
    def verdict(self) -> str:
        """What it says, in one plain sentence."""
        least = min(self.sooner.whole, self.held.whole)
        if self.low is None or self.high is None or least < self.needed:
            return f"Not enough yet: {least:,} of {self.needed:,} leads in each arm to see a difference of 5 points"
        if self.low > 0:
            return "Waiting does better, and chance alone would hardly show it"
        if self.high < 0:
            return "Calling sooner does better, and chance alone would hardly show it"
        return "No difference that chance could not make"


def compare(sooner: Rate, held: Rate) -> Comparison:
    """Both arms side by side."""
    ours, theirs = held.interval, sooner.interval
    one, other = held.share, sooner.share
    both = (sooner + held).share
    needed = _needed(both if both else 0.5)
    if ours is None or theirs is None or one is None or other is None:
        return Comparison(sooner=sooner, held=held, needed=needed)
    low = one - other - sqrt((one - ours[0]) ** 2 + (theirs[1] - other) ** 2)
    high = one - other + sqrt((ours[1] - one) ** 2 + (other - theirs[0]) ** 2)
    return Comparison(sooner=sooner, held=held, difference=one - other, low=low, high=high, needed=needed)


def _needed(share: float) -> int:
    """Leads in each arm for a difference of `POINTS` around a share."""
    first, second = max(share - POINTS / 2, 0.0), min(share + POINTS / 2, 1.0)
    spread = first * (1 - first) + second * (1 - second)
    return ceil((Z95 + POWER80) ** 2 * spread / POINTS**2)
