"""What a goal's module hands to the table: a measured figure beside its floor, both from the same run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scale(StrEnum):
    """How much is measured: `quick` proves that a goal's module works, `full` is what the table is made of."""

    QUICK = "quick"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One row of the table. `ratio` is ours / floor of the medians unless `what` says otherwise."""

    goal: str
    """`G1` to `G19`."""
    what: str
    """What was measured, in a few words, with its size ("top 50, 1,000,000 leads")."""
    floor: str
    """What stood beside it ("bare Textual, DataTable of 50")."""
    unit: str = "ms"
    ours: float
    """Median of ours."""
    ours_p99: float | None = None
    beside: float
    """Median of the floor."""
    beside_p99: float | None = None
    limit: float | None
    """The ratio (or, where `absolute`, the figure) that the goal allows; None where the row only informs."""
    absolute: bool = False
    """Whether `limit` bounds `ours` itself, not its ratio to the floor."""
    size: int | None = None
    """How many rows, for the fit of growth: cost at N and at 100 N."""
    series: str = ""
    """Which curve of the goal `size` is a point of ("top 50"); rows of one name are fitted together."""
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours over the floor."""
        return self.ours / self.beside if self.beside else float("inf")

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where the row only informs."""
        if self.limit is None:
            return None
        return (self.ours if self.absolute else self.ratio) <= self.limit
