"""Values into few bins: numbers between edges, words by name, the rare ones together, and one for what is missing."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.points import Value

MISSING, OTHER = 0, 1
"""The first two bins of every fact; numbers never use the second."""

MOST_STEPS, MOST_LEVELS = 16, 60
"""Bins of a number, and words that are named."""

LEAST, LEAST_SHARE = 20, 0.0025
"""Leads that a bin holds at least, and their share of all."""


@dataclass(frozen=True, slots=True)
class Bins:
    """The bins of one fact."""

    edges: tuple[float, ...] = ()
    """Where each bin of a number begins, smallest first."""
    levels: tuple[str, ...] = ()
    """The words that have a bin, commonest first."""

    @property
    def count(self) -> int:
        """How many there are, with those for missing and other."""
        return 2 + len(self.edges) + len(self.levels)

    def index(self, value: Value) -> int:
        """The bin of a value."""
        if value is None or isinstance(value, str) == bool(self.edges):
            return MISSING
        if isinstance(value, str):
            return 2 + self.levels.index(value) if value in self.levels else OTHER
        return 2 + max(bisect_right(self.edges, value) - 1, 0) if self.edges else MISSING


def bins_of(values: Sequence[Value], *, is_number: bool) -> Bins:
    """Bins for the values of one fact, each with enough leads to learn something from."""
    least = max(LEAST, int(len(values) * LEAST_SHARE))
    if is_number:
        return Bins(edges=_edges(sorted(float(one) for one in values if isinstance(one, int | float)), least))
    counts = Counter(one for one in values if isinstance(one, str))
    named = sorted((one for one in counts if counts[one] >= least), key=lambda one: (-counts[one], one))
    return Bins(levels=tuple(named[:MOST_LEVELS]))


def _edges(known: list[float], least: int) -> tuple[float, ...]:
    """Edges at quantiles; the commonest small values have bins of their own, as quantiles fall on them."""
    if not known:
        return ()
    edges = [known[0]]
    size = max(least, len(known) // MOST_STEPS)
    at = 0
    while at + size < len(known):
        # A bin ends where a value ends: equal values are never parted.
        nxt = bisect_right(known, known[at + size - 1])
        if len(known) - nxt < least:
            break
        edge = _short(known[nxt - 1], known[nxt])
        edges.append(edge)
        at = nxt
    return tuple(edges)


def _short(below: float, above: float) -> float:
    """The shortest number that is above one value and not above another: the edge that a reader likes best."""
    for digits in range(-6, 12):
        edge = round(above, digits)
        if below < edge <= above:
            return edge
    return above
