"""How early a way to sort leads finds the wins, with intervals; leads with equal scores are worked in any order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sdrdesk.desk.score.fitting import won_of
from sdrdesk.domain.facts import Sample
from sdrdesk.domain.found import WORKED, Interval, Way

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

PIECE = 50
"""Leads that stand for a day where no dates are known."""

DAY_SHARE = 0.2
"""Share of a day's leads that is worked."""

SEED = 20261122
"""Of everything that is drawn, so that an evaluation comes out the same again."""


class Measure:
    """Measures scores of one sample, each on the same redrawn samples."""

    def __init__(self, sample: Sample, draws: int) -> None:
        """Measure on `sample`, with intervals from so many redrawn samples; with none they are the value itself."""
        import numpy as np

        self._won = won_of(sample)
        self._days = _days(sample)
        chance = np.random.default_rng(SEED)
        count = len(self._won)
        redrawn = (chance.integers(0, count, count) for _ in range(draws))
        self._draws = [draw for draw in redrawn if 0 < self._won[draw].sum() < count]

    def way(self, key: str, label: str, scores: Numbers) -> Way:
        """What a way finds whose scores these are."""
        at_once = [_figures(scores, self._won)]
        drawn = [_figures(scores[draw], self._won[draw]) for draw in self._draws]
        columns = [_interval([one[place] for one in at_once], [one[place] for one in drawn]) for place in range(4)]
        return Way(
            key=key, label=label, found=tuple(columns[:3]), auc=columns[3], in_day=self._in_days(scores)
        )  # fmt: skip

    def auc(self, scores: Numbers) -> float:
        """How often a won lead stands before a lost one."""
        return _figures(scores, self._won)[3]

    def random(self) -> Way:
        """Working leads in any order: known without trying."""
        found = tuple(Interval(value=share, low=share, high=share) for share in WORKED)
        half = Interval(value=0.5, low=0.5, high=0.5)
        day = Interval(value=DAY_SHARE, low=DAY_SHARE, high=DAY_SHARE)
        return Way(key="random", label="random", found=found, auc=half, in_day=day)

    def ceiling(self) -> Way:
        """Every win before every loss: more cannot be found."""
        way = self.way("ceiling", "the ceiling", self._won)
        return Way(key=way.key, label=way.label, found=way.found, auc=None, in_day=way.in_day)

    def _in_days(self, scores: Numbers) -> Interval:
        """Share of the wins found in the first leads of each day; days are redrawn whole."""
        import numpy as np

        parts = np.array([
            (_found(scores[day], self._won[day], DAY_SHARE), float(self._won[day].sum())) for day in self._days
        ])  # fmt: skip
        chance = np.random.default_rng(SEED)
        drawn = [parts[chance.integers(0, len(parts), len(parts))].sum(axis=0) for _ in self._draws]
        whole = parts.sum(axis=0)
        return _interval([whole[0] / whole[1]], [one[0] / one[1] for one in drawn if one[1]])


def _days(sample: Sample) -> list[NDArray[np.int64]]:
    """Places of the cases of each day; of each piece of the order, where no dates are known."""
    import numpy as np

    groups: dict[date | int, list[int]] = {}
    for place, case in enumerate(sample.cases):
        groups.setdefault(case.day if sample.is_dated and case.day else place // PIECE, []).append(place)
    return [np.array(group) for group in groups.values()]


def _interval(value: list[float], drawn: list[float]) -> Interval:
    """A figure with the middle 95 % of its redrawn ones."""
    ordered = sorted(drawn) or value
    low, high = (ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in (0.025, 0.975))
    return Interval(value=float(value[0]), low=float(low), high=float(high))


def _levels(scores: Numbers, won: Numbers) -> tuple[Numbers, Numbers]:
    """How many leads and how many wins stand at each score, the highest first."""
    import numpy as np

    _, level = np.unique(-scores, return_inverse=True)
    return np.bincount(level).astype(float), np.bincount(level, weights=won).astype(float)


def _figures(scores: Numbers, won: Numbers) -> tuple[float, float, float, float]:
    """Shares of the wins in the first 10, 20 and 30 %, and the AUC."""
    import numpy as np

    leads, wins = _levels(scores, won)
    at, reached = np.concatenate([[0.0], leads.cumsum()]), np.concatenate([[0.0], wins.cumsum()])
    first, second, third = (float(np.interp(share * at[-1], at, reached) / reached[-1]) for share in WORKED)
    losses = leads - wins
    behind = losses.sum() - losses.cumsum()
    auc = float((wins * (behind + losses / 2)).sum() / (wins.sum() * losses.sum()))
    return first, second, third, auc


def _found(scores: Numbers, won: Numbers, share: float) -> float:
    """How many wins stand in the first `share`."""
    import numpy as np

    leads, wins = _levels(scores, won)
    at, reached = np.concatenate([[0.0], leads.cumsum()]), np.concatenate([[0.0], wins.cumsum()])
    return float(np.interp(share * at[-1], at, reached))
