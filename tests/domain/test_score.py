"""How promising a lead is, and what is said about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.playbook import Match
from sdrdesk.domain.score import Facts, grade
from tests.domain.rules import PLAYBOOK

SCORE = PLAYBOOK.score


@pytest.mark.parametrize(
    ("facts", "points", "letter", "note"),
    [
        (Facts(kinds=("newsletter",)), 0, "D", ""),
        (Facts(kinds=("whitepaper",)), 8, "D", "whitepaper"),
        (Facts(kinds=("demo_request",)), 30, "B", "demo request"),
        (
            Facts(kinds=("demo_request",), title="VP Sales", pages=[("Pricing", 200), ("Pricing", 100)]),
            30 + 15 + 18 + 2,
            "A",
            "pricing page twice, VP",
        ),
        # A tenth look at the price says no more than the second.
        (Facts(kinds=("whitepaper",), pages=[("Pricing", 1)] * 10), 8 + 18, "C", "pricing page twice, whitepaper"),
        (Facts(kinds=("whitepaper",), title="Student"), -12, "D", "whitepaper"),
        (Facts(kinds=("webinar",), people=1000), 22, "C", "1,000 people, webinar"),
        (Facts(kinds=("webinar",), people=9), 12, "D", "webinar"),
        (Facts(kinds=("webinar", "ebook", "ebook")), 12 + 6, "C", "3 conversions, webinar"),
        (Facts(kinds=("ebook",), pages=[("Blog", 90 * 60)]), 5 + 8, "D", "90 min on our pages, ebook"),
        (Facts(kinds=("ebook",), sources=("Partner", "Partner")), 5 + 8, "D", "referred, ebook"),
        # "VP" counts as a word of its own only, and one title is one title.
        (Facts(kinds=("ebook",), title="MVP hunter"), 5, "D", "ebook"),
        (Facts(kinds=("ebook",), title="Chief of staff to the VP"), 5 + 15, "C", "chief, ebook"),
        # A kind without points is not said; what the person is stands first all the same.
        (Facts(kinds=("newsletter",), title="CEO", people=60), 20, "C", "chief, 60 people"),
    ],
)
def test_points_make_the_grade(facts: Facts, points: int, letter: str, note: str) -> None:
    """Each fact earns its points once, the sum makes the grade, and the two that say most are named."""
    got = grade(facts, SCORE)

    assert (got.points, got.grade, got.note) == (points, letter, note)


@pytest.mark.parametrize(
    ("points", "letter"), [(50, "A"), (49, "B"), (30, "B"), (29, "C"), (15, "C"), (14, "D"), (-40, "D")]
)
def test_a_grade_begins_at_its_mark(points: int, letter: str) -> None:
    """So many points make the grade exactly."""
    rules = replace(SCORE, titles=(Match(words=("x",), points=points, label="x"),))

    assert grade(Facts(kinds=(), title="x"), rules).grade == letter


facts = st.builds(
    Facts,
    kinds=st.lists(st.sampled_from(tuple(PLAYBOOK.offers)), min_size=1, max_size=4),
    sources=st.lists(st.sampled_from(["partner", "brand", "list", "Google"]), max_size=3),
    pages=st.lists(st.tuples(st.sampled_from(["Pricing", "Careers", "Blog", "/security"]), st.integers(0, 9000))),
    title=st.sampled_from(["", "CEO", "Student", "Head of Sales", "VP"]),
    people=st.none() | st.integers(0, 100_000),
)


@given(known=facts)
def test_the_reasons_add_up_to_the_points(known: Facts) -> None:
    """What is said about a grade is all there is to it."""
    got = grade(known, SCORE)

    assert sum(points for _, points in got.reasons) == got.points
    assert all(points for _, points in got.reasons)
    assert got.note.count(", ") <= 1


@given(known=facts)
def test_one_more_conversion_never_lowers_the_score(known: Facts) -> None:
    """Who comes back is worth more, not less."""
    more = replace(known, kinds=(*known.kinds, "ebook"))

    assert grade(more, SCORE).points > grade(known, SCORE).points
