"""Fits points from outcomes: one logistic regression over the bins of all facts, its coefficients as whole numbers.

Only this module, `proving.py` and `measuring.py` need numpy or scikit-learn, and import them late.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from math import log
from typing import TYPE_CHECKING, Any

from sdrdesk.domain.binning import MISSING, OTHER, Bins, bins_of
from sdrdesk.domain.facts import EarlyFact, Sample
from sdrdesk.domain.points import DOUBLING, Fitted, FittedFact, PointLevel, PointStep
from sdrdesk.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STRENGTHS = (0.03, 0.1, 0.3, 1.0)
"""Inverses of the ridge penalty that are tried: the smaller, the less a bin of few leads may say."""

TRIED = 0.25
"""Share of the leads, the last ones, on which the strengths are tried."""

SHARES = (0.2, 0.5, 0.8)
"""Of the leads it was fitted on, the best 20 % are A, the next 30 % B, the next 30 % C."""


def fit(sample: Sample) -> Fitted:
    """Points for each fact of a sample; BadInput where it holds too few outcomes."""
    if sample.lacks:
        raise BadInput("Not enough outcomes yet", sample.lacks, "The points set by hand stay in force")
    binned = binned_of(sample)
    table = one_hot(sample, binned)
    weights, intercept = ridge(table, won_of(sample))
    scale = DOUBLING / log(2)
    facts, common, start = [], 0.0, 0
    for fact, bins, counts in zip(sample.facts, binned, _parts(table, binned), strict=True):
        own = weights[start : start + bins.count]
        usual = own[int(counts.argmax())]
        start, common = start + bins.count, common + float(usual)
        facts.append(_table(fact, bins, [round(float(one - usual) * scale) for one in own]))
    useful = tuple(one for one in facts if _says_something(one))
    fitted = Fitted(
        told=sample.told, leads=len(sample.cases), wins=sample.wins, even=round(-(intercept + common) * scale),
        a=2, b=1, c=0, facts=useful,
    )  # fmt: skip
    totals = sorted((fitted.total(sample.values(case)) for case in sample.cases), reverse=True)
    a, b, c = (totals[min(int(len(totals) * share), len(totals) - 1)] for share in SHARES)
    b = max(b, c + 1)
    return Fitted(
        told=fitted.told, leads=fitted.leads, wins=fitted.wins, even=fitted.even, a=max(a, b + 1), b=b, c=c,
        facts=useful,
    )  # fmt: skip


def ridge(table: NDArray[np.float64], won: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Weights and intercept of a logistic regression, held back by the ridge penalty that does best on later leads.

    The rows stand in the order of time.
    """
    model = linear_model(strength_of(table, won))
    with one_thread():
        model.fit(table, won)
    return model.coef_[0], float(model.intercept_[0])


def strength_of(table: NDArray[np.float64], won: NDArray[np.float64]) -> float:
    """The strength that, learned from the earlier rows, is least surprised by the last quarter."""
    import numpy as np

    cut = int(len(won) * (1 - TRIED))
    if not 0 < won[:cut].sum() < cut:
        return STRENGTHS[-1]
    surprises = []
    with one_thread():
        for strength in STRENGTHS:
            model = linear_model(strength).fit(table[:cut], won[:cut])
            odds = model.decision_function(table[cut:])
            surprises.append(float(np.logaddexp(0, np.where(won[cut:] > 0, -odds, odds)).mean()))
    return STRENGTHS[int(np.argmin(surprises))]


def linear_model(strength: float) -> Any:
    """scikit-learn's logistic regression; BadInput where it is not installed."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise BadInput(
            "scikit-learn is not installed", "Points are fitted with it; the desk itself does without",
            "pip install 'sdrdesk[score]'",
        ) from None  # fmt: skip
    return LogisticRegression(C=strength, max_iter=2000)


def one_thread() -> AbstractContextManager[Any]:
    """Work on one core: tables are small, and threads that wait for each other cost more than they bring."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def one_hot(sample: Sample, binned: Sequence[Bins]) -> NDArray[np.float64]:
    """A row for each case and a column for each bin of each fact: 1 where the value falls into it."""
    import numpy as np

    table = np.zeros((len(sample.cases), sum(bins.count for bins in binned)))
    for row, case in enumerate(sample.cases):
        start = 0
        for value, bins in zip(case.values, binned, strict=True):
            table[row, start + bins.index(value)] = 1.0
            start += bins.count
    return table


def won_of(sample: Sample) -> NDArray[np.float64]:
    """1 for each case that was won, 0 for the others."""
    import numpy as np

    return np.array([float(case.won) for case in sample.cases])


def binned_of(sample: Sample) -> list[Bins]:
    """The bins of each fact of a sample."""
    return [
        bins_of([case.values[place] for case in sample.cases], is_number=fact.is_number)
        for place, fact in enumerate(sample.facts)
    ]


def _parts(table: NDArray[np.float64], binned: Sequence[Bins]) -> list[NDArray[np.float64]]:
    """How many cases each bin holds, fact by fact."""
    counts, parts, start = table.sum(axis=0), [], 0
    for bins in binned:
        parts.append(counts[start : start + bins.count])
        start += bins.count
    return parts


def _table(fact: EarlyFact, bins: Bins, points: Sequence[int]) -> FittedFact:
    return FittedFact(
        fact=fact.key,
        missing=points[MISSING],
        other=points[OTHER],
        levels=tuple(PointLevel(word=word, points=one) for word, one in zip(bins.levels, points[2:], strict=False)),
        steps=tuple(PointStep(least=edge, points=one) for edge, one in zip(bins.edges, points[2:], strict=False)),
    )


def _says_something(one: FittedFact) -> bool:
    return bool(
        any(level.points for level in one.levels)
        or any(step.points for step in one.steps)
        or (one.levels and one.other)
    )
