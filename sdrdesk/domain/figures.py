"""The arithmetic of the figures in `metrics.py`: pure, and silent where there is too little to say."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.playbook import Quota

Z95 = 1.959963984540054
"""Quantile of the normal distribution for a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share that never travels without its counts."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """The share, or None where nothing was counted."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval after Wilson (1927), which holds for small counts too; None where nothing was counted."""
        if not self.whole:
            return None
        share, square = self.part / self.whole, Z95**2
        centre = share + square / (2 * self.whole)
        reach = Z95 * sqrt(share * (1 - share) / self.whole + square / (4 * self.whole**2))
        scale = 1 + square / self.whole
        # At 0 and 1 the bound is the share itself, but for the last digit.
        return max(0.0, min(share, (centre - reach) / scale)), min(1.0, max(share, (centre + reach) / scale))

    def __add__(self, other: Rate) -> Rate:
        """Both counted together."""
        return Rate(self.part + other.part, self.whole + other.whole)


def differ(one: Rate, other: Rate, *, least: int) -> str:
    """What two rates say about each other in one plain sentence."""
    if min(one.whole, other.whole) < least:
        return f"Not enough calls yet: {min(one.whole, other.whole)} of {least}"
    first, second = one.interval, other.interval
    if first is None or second is None:
        return f"Not enough calls yet: 0 of {least}"
    if first[0] > second[1]:
        return "The first does better, and chance alone would hardly show it"
    if second[0] > first[1]:
        return "The second does better, and chance alone would hardly show it"
    return "No difference that chance could not make"


def median(values: Sequence[float]) -> float | None:
    """The middle value, or None."""
    from statistics import median as middle  # late: a start needs no median

    return float(middle(values)) if values else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that `share` of all values do not exceed (nearest rank); None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    rank = max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))
    return ordered[rank]


def target(quota: Quota, month: int) -> int:
    """Opportunities asked in a rep's `month` of work, 1 for the first."""
    return quota.ramp[month - 1] if 0 < month <= len(quota.ramp) else quota.opportunities


def pace(asked: int, gone: int, of: int) -> float:
    """What should stand by now: the target, spread evenly over the month's working days."""
    return asked * gone / of if of else float(asked)


def forecast(made: int, gone: int, of: int) -> float | None:
    """What the month will come to if it goes on like this; None before a working day is over."""
    return made * of / gone if gone else None


def pay(quota: Quota, asked: int, made: int) -> float:
    """Pay for `made` opportunities against a target of `asked`.

    Nothing below the threshold; each one above the target is paid with the accelerator. A month of ramp that asks
    for none pays each plainly.
    """
    if made < quota.threshold * asked:
        return 0.0
    over = max(0, made - asked) if asked else 0
    return (made - over) * quota.pay_per_opportunity + over * quota.pay_per_opportunity * quota.accelerator


def each_over(quota: Quota) -> float:
    """Pay for one opportunity above the target."""
    return quota.pay_per_opportunity * quota.accelerator


def per(amount: float, count: float) -> float | None:
    """An amount for each: per rep, hour, dial or opportunity; None for none of them."""
    return amount / count if count else None


def velocity(opportunities: int, win_rate: float, average: float, days: float) -> float | None:
    """Pipeline velocity: money a day."""
    return opportunities * win_rate * average / days if days else None
