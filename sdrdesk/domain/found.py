"""What an evaluation of the score tells: for each way to sort leads, how many wins it finds early."""

from __future__ import annotations

from sdrdesk.dataclasses import dataclass

WORKED = (0.1, 0.2, 0.3)
"""Shares of the leads worked, of which the wins found are told."""

TOO_GOOD = 0.85
"""An AUC above which some fact has probably seen the outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure with the range that 95 of 100 redrawn samples fall in."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to sort leads, tried on leads that it has not seen."""

    key: str
    label: str
    found: tuple[Interval, ...]
    """Share of the wins among the first 10, 20 and 30 % worked."""
    auc: Interval | None
    """How often a won lead stands before a lost one; None for the ceiling."""
    in_day: Interval | None = None
    """Share of the wins found when the first 20 % of each day's leads are worked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A fact that may have seen the outcome."""

    key: str
    label: str
    drop: float
    """By how much the AUC falls without it."""
    alone: float
    """The AUC of this fact alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month's leads, sorted by points fitted on those before."""

    label: str
    leads: int
    wins: int
    found: float
    """Share of the wins among the first 20 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An evaluation."""

    told: str
    leads: int
    wins: int
    earlier: int
    """Leads that were learned from; the later ones were tried."""
    later: int
    later_wins: int
    is_dated: bool
    days: str
    """What the leads of one "day" are: days, or pieces of 50 in their order."""
    ways: tuple[Way, ...]
    """On the later leads, learned from the earlier ones."""
    folds: tuple[Way, ...] = ()
    """Over all leads, each learned from four fifths drawn at random: beside the above, where no dates are known."""
    months: tuple[Month, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    """Where the AUC is too good to be true: the likeliest causes, the worst first."""
