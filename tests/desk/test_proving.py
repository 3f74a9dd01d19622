"""Points fitted on a sample of known truth: close to a regression, and caught where they know too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sdrdesk.desk.score.fitting import fit
from sdrdesk.desk.score.proving import prove
from sdrdesk.domain.facts import Sample
from sdrdesk.errors import BadInput
from sdrdesk.feeds.outcome_file import OutcomeOptions, read_outcomes
from tests import outcomes
from tests.worlds import TUESDAY, shipped_playbook


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Leads of which the truth is known, and what is known of them after contact too, let in on purpose."""
    path = outcomes.write(tmp_path_factory.mktemp("outcomes") / "leads.csv", 900)
    options = OutcomeOptions(known={"Lead Quality": "before"})
    found = read_outcomes(path, options, shipped_playbook().score).sample
    # Dated, seven a day: one split is enough for a test, and the folds of undated leads cost five.
    cases = (replace(case, at=TUESDAY + timedelta(days=at // 7)) for at, case in enumerate(found.cases))
    return replace(found, cases=tuple(cases), is_dated=True)


def test_points_find_what_a_regression_finds(sample: Sample) -> None:
    """Whole numbers lose little: within a few points of a regression, above hand-set points, which are above random."""
    proof = prove(sample.without("column:Lead Quality"), draws=20)
    at_20 = {way.key: way.found[1] for way in proof.ways}

    assert list(at_20) == ["random", "newest", "hand", "points", "regression", "boosting", "ceiling"]
    assert at_20["points"].value > at_20["regression"].value - 0.05
    assert at_20["hand"].value < at_20["points"].value < at_20["ceiling"].value
    assert all(one.low <= one.value <= one.high for one in at_20.values())
    assert (proof.earlier, proof.later, proof.suspects, proof.folds) == (630, 270, (), ())
    # Month by month, once two hundred leads came before.
    assert [month.label for month in proof.months] == ["2027-01", "2027-02", "2027-03"]
    assert all(0 <= month.found <= 1 for month in proof.months)


def test_a_fact_that_knows_the_outcome_is_named(sample: Sample) -> None:
    """What is too good to be true names the fact without which it falls most."""
    proof = prove(sample, draws=0)

    assert proof.suspects[0].label == "Lead Quality"
    assert proof.suspects[0].drop > 0.1


def test_points_are_steady_and_say_what_is_true(sample: Sample) -> None:
    """The same leads give the same points; a reference is worth more than a click, no e-mail less than e-mail."""
    fitted = fit(sample.without("column:Lead Quality"))
    by_fact = {one.fact: one for one in fitted.facts}

    assert fitted == fit(sample.without("column:Lead Quality"))
    assert by_fact["column:Lead Source"].points("reference") > by_fact["column:Lead Source"].points("facebook")
    assert by_fact["column:Do Not Email"].points("yes") < by_fact["column:Do Not Email"].points("no") == 0
    assert fitted.a > fitted.b > fitted.c


@pytest.mark.parametrize(("leads", "why"), [(150, "150 resolved leads"), (900, "with 0 wins")])
def test_few_outcomes_teach_nothing(sample: Sample, leads: int, why: str) -> None:
    """Below 200 resolved leads or 30 wins nothing is fitted and nothing is tried."""
    cases = sample.cases[:leads] if leads < 200 else tuple(replace(case, won=False) for case in sample.cases)
    few = replace(sample, cases=cases)
    for attempt in (fit, prove):
        with pytest.raises(BadInput, match=why) as refused:
            attempt(few)
        assert refused.value.title == "Not enough outcomes yet"
