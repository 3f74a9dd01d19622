"""Which questions tell those who know the offer from those who do not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.item_analysis import Answer, difficulty, discrimination, most_chosen_wrong, rests, told
from sdrdesk.domain.question import Pair, Question, QuestionKind

SINGLE = Question(id="q", topic="t", kind=QuestionKind.SINGLE, stem="?", right=("a",), wrong=("b", "c"))


def answers(*pairs: tuple[float, float], given: str = "b") -> list[Answer]:
    """Points and rest of each."""
    return [Answer(points, rest, ("a",) if points == 1 else (given,)) for points, rest in pairs]


def test_a_worked_example() -> None:
    """Points 1 1 0 0 with rests 1, 0.5, 0.5, 0: the point-biserial correlation is 0.707."""
    got = answers((1, 1), (1, 0.5), (0, 0.5), (0, 0))

    assert difficulty(got) == 0.5
    assert discrimination(got) == pytest.approx(math.sqrt(0.5))


def test_agreement_and_contradiction() -> None:
    """1 where those who know get it right, -1 where they miss it."""
    assert discrimination(answers((1, 1), (0, 0))) == pytest.approx(1)
    assert discrimination(answers((0, 1), (1, 0))) == pytest.approx(-1)


@pytest.mark.parametrize("got", [[], answers((1, 1)), answers((1, 1), (1, 0)), answers((1, 0.5), (0, 0.5))])
def test_no_figure_where_nothing_varies(got: list[Answer]) -> None:
    """With all alike there is nothing to correlate."""
    assert discrimination(got) is None


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1)), max_size=30))
def test_it_stays_between_minus_one_and_one(pairs: list[tuple[float, float]]) -> None:
    """Whatever the answers."""
    got = discrimination(answers(*pairs))

    assert got is None or -1 <= got <= 1


def test_the_rest_leaves_the_question_out() -> None:
    """A question is compared with the others of its own quiz; a quiz of one has no others."""
    assert rests({"a": 1, "b": 0, "c": 1}) == {"a": 0.5, "b": 1, "c": 0.5}
    assert rests({"a": 1}) == {"a": None}


def test_the_wrong_answer_most_chosen() -> None:
    """Counted by choice; ties by the alphabet, so that a report comes out the same twice."""
    got = [Answer(0, 0, (one,)) for one in ("c", "b", "c", "b")]

    assert most_chosen_wrong(SINGLE, got) == ("b", 2)
    assert most_chosen_wrong(SINGLE, answers((1, 1))) == ("", 0)
    assert most_chosen_wrong(SINGLE, [Answer(0, 0, ())]) == ("", 0)


def test_wrong_ticks_and_wrong_pairs_are_counted_one_by_one() -> None:
    """Of a multiple answer only the wrong ticks count, of a matching one the wrong pairs."""
    multiple = Question(id="q", topic="t", kind=QuestionKind.MULTIPLE, stem="?", right=("a", "b"), wrong=("c", "d"))
    pairs = (Pair(left="one", right="1"), Pair(left="two", right="2"))
    matching = Question(id="q", topic="t", kind=QuestionKind.MATCHING, stem="?", pairs=pairs)

    assert most_chosen_wrong(multiple, [Answer(0, 0, ("a", "c")), Answer(0, 0, ("c", "d"))]) == ("c", 2)
    assert most_chosen_wrong(matching, [Answer(0, 0, ("2", "2"))]) == ("one = 2", 1)


@pytest.mark.parametrize(
    ("got", "says"),
    [
        (answers((1, 1)), "Not enough answers: 1 of 4"),
        (answers((1, 1), (1, 0), (1, 1), (1, 0.5)), "Nearly everybody gets it right"),
        (answers((0, 1), (0, 0), (0, 1), (1, 1)), "Most miss it"),
        (answers((0, 1), (0, 1), (1, 0), (1, 0)), 'is "a" really right?'),
        (answers((1, 0.5), (1, 0.6), (0, 0.5), (0, 0.6)), "It says little"),
        (answers((1, 1), (1, 0.6), (0, 0.5), (0, 0.2)), "Sound"),
    ],
)
def test_the_author_is_told_what_to_make_of_it(got: list[Answer], says: str) -> None:
    """One sentence for each kind of trouble, and none below the count."""
    assert says in told(SINGLE, got, 4)
