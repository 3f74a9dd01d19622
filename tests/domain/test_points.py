"""Fitted points: facts are early ones, points add up, bins lose nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.binning import LEAST, bins_of
from sdrdesk.domain.facts import EARLY, LATE, PAGE, Case, Sample, early
from sdrdesk.domain.lead import Conversion, Visit
from sdrdesk.domain.points import Fitted, FittedFact, PointLevel, PointStep, letter
from sdrdesk.domain.score import Facts, Known, facts_at, grade, values_of
from sdrdesk.errors import BadInput
from tests.domain.rules import PLAYBOOK

SCORE = PLAYBOOK.score
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
FITTED = Fitted(
    told="a test", leads=500, wins=100, even=20, a=20, b=10, c=0,
    facts=(
        FittedFact(
            fact="kind", missing=-1, other=-5,
            levels=(PointLevel(word="demo_request", points=9), PointLevel(word="whitepaper", points=0)),
        ),
        FittedFact(fact="minutes", missing=0, steps=(PointStep(least=0, points=-3), PointStep(least=5, points=6))),
        FittedFact(fact="people", missing=-2, steps=(PointStep(least=10, points=1), PointStep(least=200, points=4))),
        FittedFact(fact=f"{PAGE}pricing page", steps=(PointStep(least=0, points=0), PointStep(least=2, points=9))),
    ),
)  # fmt: skip


@given(
    st.lists(st.sampled_from(["demo_request", "whitepaper", "ebook"]), min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from(["Pricing", "Blog"]), st.integers(0, 2000)), max_size=4),
    st.none() | st.integers(0, 5000),
)
def test_points_add_up(kinds: list[str], pages: list[tuple[str, int]], people: int | None) -> None:
    """The reasons shown add up to the points, the points make the grade, and more points are a better chance."""
    got = grade(Facts(kinds=kinds, pages=pages, people=people), replace(SCORE, fitted=FITTED))

    assert sum(points for _, points in got.reasons) == got.points
    assert got.grade == letter(got.points, FITTED.a, FITTED.b, FITTED.c)
    assert FITTED.chance(got.points) < FITTED.chance(got.points + 1)


def test_ten_points_double_the_odds() -> None:
    """At `even` a win is as likely as not; ten points more make it two to one."""
    assert (FITTED.chance(20), round(FITTED.chance(30), 4)) == (0.5, 0.6667)


def test_a_rep_reads_what_counted() -> None:
    """Each fact is said with its value, as a rep says it."""
    got = grade(Facts(kinds=("demo_request",), pages=[("Pricing", 400), ("Pricing", 1)]), replace(SCORE, fitted=FITTED))

    assert got.reasons == (
        ("pricing page twice", 9),
        ("6 min on our pages", 6),
        ("size not known", -2),
        ("demo request", 9),
    )


def test_late_facts_cannot_be_fitted() -> None:
    """The type of a fit's input holds early facts alone: a late one has no way in, by key or by value."""
    assert set(EARLY).isdisjoint(LATE)
    for key, fact in LATE.items():
        with pytest.raises(BadInput, match="cannot be a fact"):
            early(key)
        late: Any = fact
        with pytest.raises(TypeError, match="known before contact"):
            Sample(facts=(late,), cases=(Case(values=(None,), won=True),))


def test_facts_are_those_of_the_moment() -> None:
    """What happened after the first touch is not seen: no later visit, page, conversion or source."""
    first = Conversion(id="1", offer="speed-to-lead", offer_title="", kind="whitepaper", at=NOON, source="Search")
    later = replace(first, id="2", kind="demo_request", at=NOON + timedelta(days=3), source="Event")
    looks = [Visit(at=NOON + timedelta(minutes=one), page=f"P{one}", seconds=60) for one in (-90, -80, 10, 4000)]
    known = Known(kind="whitepaper", offer="speed-to-lead", converted_at=NOON, conversions=(later, first), visits=looks)
    got = values_of(facts_at(known, NOON + timedelta(days=1)), SCORE)

    assert (got["conversions"], got["source"], got["pages"], got["minutes"], got["visits"], got["age"]) == (
        1,
        "search",
        3,
        3,
        2,
        1,
    )
    assert got == values_of(
        facts_at(replace(known, conversions=(first,), visits=looks[:3]), NOON + timedelta(days=1)), SCORE
    )
    assert (got["weekday"], got["hour"]) == (None, None)  # nobody knows where they are


@given(st.lists(st.none() | st.floats(-1e6, 1e6, allow_nan=False), max_size=300), st.floats(-2e6, 2e6, allow_nan=False))
def test_bins_hold_enough_and_every_value_has_one(values: list[float | None], another: float) -> None:
    """Bins of a number rise, each holds leads enough to learn from, and a value nobody saw has one too."""
    bins = bins_of(values, is_number=True)
    held = [bins.index(value) for value in values if value is not None]

    assert list(bins.edges) == sorted(set(bins.edges))
    assert all(held.count(one) >= min(LEAST, len(held)) for one in set(held))
    assert 0 <= bins.index(another) < bins.count
    assert bins.index(None) == 0


def test_rare_words_stand_together() -> None:
    """A word that few leads have is pooled with the other rare ones."""
    bins = bins_of([*["often"] * 40, *["rare"] * 3, None], is_number=False)

    assert bins.levels == ("often",)
    assert (bins.index("rare"), bins.index("never seen"), bins.index(None)) == (1, 1, 0)
