"""Proves a score on leads it has not seen: earlier ones teach, later ones are sorted, the wins found are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import replace
from sdrdesk.desk.score.fitting import binned_of, fit, one_hot, one_thread, ridge, won_of
from sdrdesk.desk.score.measuring import DAY_SHARE, PIECE, SEED, Measure
from sdrdesk.domain.binning import Bins
from sdrdesk.domain.facts import Case, Sample
from sdrdesk.domain.found import TOO_GOOD, WORKED, Month, Proof, Suspect, Way
from sdrdesk.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

TAUGHT = 0.7
"""Share of the leads, the earlier ones, that is learned from."""

FOLDS = 5
MONTHS, MONTH_LEADS, MONTH_WINS = 6, 50, 10
"""The most months told, and the least that one holds."""

MOST_SUSPECTS = 3
LONE = 0.75
"""An AUC that hardly any single fact has which is known before contact."""


Scorer = Callable[[Sample, Sample], "Numbers"]
"""Scores of the second sample, learned from the first."""


def prove(sample: Sample, *, draws: int = 200) -> Proof:
    """Evaluate on a sample; BadInput where it holds too few outcomes on either side of the split.

    Args:
        sample: In the order of time.
        draws: Samples redrawn for the intervals.
    """
    cut = int(len(sample.cases) * TAUGHT)
    earlier, later = _part(sample, sample.cases[:cut]), _part(sample, sample.cases[cut:])
    for lacks in (sample.lacks, earlier.lacks and f"the earlier {TAUGHT:.0%} are {earlier.lacks}"):
        if lacks:
            raise BadInput("Not enough outcomes yet", lacks, "The points set by hand stay in force")
    if not 0 < later.wins < len(later.cases):
        raise BadInput("Not enough outcomes yet", f"the later {1 - TAUGHT:.0%} hold {later.wins} wins", "Wait for more")
    measure = Measure(later, draws)
    scores = {key: scorer(earlier, later) for key, (_, scorer) in WAYS.items()}
    ways = tuple(measure.way(key, label, scores[key]) for key, (label, _) in WAYS.items())
    best = max((way.auc.value for way in ways if way.auc), default=0.0)
    return Proof(
        told=sample.told, leads=len(sample.cases), wins=sample.wins, earlier=cut, later=len(later.cases),
        later_wins=later.wins, is_dated=sample.is_dated,
        days="days" if sample.is_dated else f"pieces of {PIECE} in their order",
        ways=(measure.random(), *ways, measure.ceiling()),
        folds=() if sample.is_dated else _folds(sample, draws),
        months=_months(sample) if sample.is_dated else (),
        suspects=_suspects(earlier, later) if best > TOO_GOOD else (),
    )  # fmt: skip


def _part(sample: Sample, cases: Sequence[Case]) -> Sample:
    return replace(sample, cases=tuple(cases))


# --- ways to sort -----------------------------------------------------------------------------------------------------


def _newest(_: Sample, later: Sample) -> Numbers:
    import numpy as np

    return np.arange(len(later.cases), dtype=float)


def _by_hand(_: Sample, later: Sample) -> Numbers:
    import numpy as np

    return np.array([float(case.hand) for case in later.cases])


def _by_points(earlier: Sample, later: Sample) -> Numbers:
    import numpy as np

    fitted = fit(earlier)
    return np.array([float(fitted.total(later.values(case))) for case in later.cases])


def _by_regression(earlier: Sample, later: Sample) -> Numbers:
    """Logistic regression over numbers as they are and words one by one: what the points are to come near to."""
    shaper = _Shaper(earlier)
    weights, _ = ridge(shaper.table(earlier), won_of(earlier))
    scores: Numbers = shaper.table(later) @ weights
    return scores


def _by_boosting(earlier: Sample, later: Sample) -> Numbers:
    """Gradient boosting over the same facts: what can be had at all, at the price that nobody can say why."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    binned = binned_of(earlier)
    words = [place for place, fact in enumerate(earlier.facts) if not fact.is_number]
    model = HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=20, l2_regularization=1.0,
        categorical_features=words, random_state=SEED,
    )  # fmt: skip
    with one_thread():
        model.fit(_coded(earlier, binned), won_of(earlier))
        scores: Numbers = model.decision_function(_coded(later, binned))
    return scores


WAYS: dict[str, tuple[str, Scorer]] = {
    "newest": ("newest first", _newest),
    "hand": ("points set by hand", _by_hand),
    "points": ("fitted points", _by_points),
    "regression": ("logistic regression", _by_regression),
    "boosting": ("gradient boosting", _by_boosting),
}
"""By key: the label, and what scores."""


def _coded(sample: Sample, binned: Sequence[Bins]) -> Numbers:
    """Numbers as they are, words as the number of their bin."""
    import numpy as np

    rows = [
        [
            (float(value) if isinstance(value, int | float) else np.nan) if fact.is_number else bins.index(value)
            for value, fact, bins in zip(case.values, sample.facts, binned, strict=True)
        ]
        for case in sample.cases
    ]
    return np.array(rows, dtype=float)


class _Shaper:
    """Makes a table for a regression: numbers and their logarithms in units of their spread, words one by one."""

    def __init__(self, sample: Sample) -> None:
        import numpy as np

        self._binned = binned_of(sample)
        raw = self._raw(sample)
        raw[:, np.isnan(raw).all(axis=0)] = 0.0
        self._mean, self._spread = np.nanmean(raw, axis=0), np.nanstd(raw, axis=0)
        self._spread[self._spread == 0] = 1.0

    def table(self, sample: Sample) -> Numbers:
        """A row for each case; what is missing stands at the mean, with a column that says so."""
        import numpy as np

        scaled = np.nan_to_num((self._raw(sample) - self._mean) / self._spread)
        table, kept, start = one_hot(sample, self._binned), list[int](), 0
        for fact, bins in zip(sample.facts, self._binned, strict=True):
            kept += range(start, start + (1 if fact.is_number else bins.count))
            start += bins.count
        return np.hstack([scaled, table[:, kept]])

    def _raw(self, sample: Sample) -> Numbers:
        import numpy as np

        numbers = [place for place, fact in enumerate(sample.facts) if fact.is_number]
        raw = np.zeros((len(sample.cases), 2 * len(numbers)))
        for row, case in enumerate(sample.cases):
            for column, place in enumerate(numbers):
                value = case.values[place]
                number = float(value) if isinstance(value, int | float) else np.nan
                raw[row, 2 * column : 2 * column + 2] = number, np.sign(number) * np.log1p(abs(number))
        return raw


# --- more than one split ----------------------------------------------------------------------------------------------


def _folds(sample: Sample, draws: int) -> tuple[Way, ...]:
    """Each fifth, drawn at random, scored by what the others teach; the order in time is not looked at."""
    import numpy as np

    count = len(sample.cases)
    fold = np.random.default_rng(SEED).permutation(np.arange(count) % FOLDS)
    scores = {key: np.zeros(count) for key in WAYS}
    for one in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        teaching, tried = (_part(sample, [sample.cases[at] for at in places]) for places in (seen, unseen))
        for key, (_, scorer) in WAYS.items():
            scores[key][unseen] = unseen if key == "newest" else scorer(teaching, tried)
    measure = Measure(sample, draws)
    ways = (measure.way(key, label, scores[key]) for key, (label, _) in WAYS.items())
    return (measure.random(), *ways, measure.ceiling())


def _months(sample: Sample) -> tuple[Month, ...]:
    """The newest months, each sorted by points that the leads before it teach."""
    found = []
    for label, group in groupby(sample.cases, key=lambda case: f"{case.at:%Y-%m}" if case.at else ""):
        cases = list(group)
        month, wins = _part(sample, cases), sum(case.won for case in cases)
        before = _part(sample, sample.cases[: sample.cases.index(cases[0])])
        if len(cases) < MONTH_LEADS or not MONTH_WINS <= wins < len(cases) or before.lacks:
            continue
        measure = Measure(month, 0)
        share = measure.way("points", "", _by_points(before, month)).found[WORKED.index(DAY_SHARE)].value
        found.append(Month(label=label, leads=len(cases), wins=wins, found=share))
    return tuple(found[-MONTHS:])


def _suspects(earlier: Sample, later: Sample) -> tuple[Suspect, ...]:
    """The facts without which the AUC falls most; of two that say the same, each is caught by what it tells alone."""
    measure = Measure(later, 0)

    def auc(keys: Sequence[str]) -> float:
        here, there = earlier, later
        for fact in earlier.facts:
            if fact.key not in keys:
                here, there = here.without(fact.key), there.without(fact.key)
        binned = binned_of(here)
        weights, _ = ridge(one_hot(here, binned), won_of(here))
        return measure.auc(one_hot(there, binned) @ weights)

    keys = [fact.key for fact in earlier.facts]
    whole = auc(keys)
    found = [
        Suspect(
            key=fact.key,
            label=fact.label,
            drop=whole - auc([key for key in keys if key != fact.key]) if len(keys) > 1 else whole - 0.5,
            alone=auc([fact.key]),
        )
        for fact in earlier.facts
    ]
    weighed = sorted(
        ((max(one.drop, one.alone - LONE), one) for one in found), key=lambda pair: (-pair[0], pair[1].key)
    )
    return tuple(one for place, (weight, one) in enumerate(weighed[:MOST_SUSPECTS]) if weight > 0.01 or not place)
