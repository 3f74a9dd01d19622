"""The quiz: a fair draw, honest grading, and a result that says what to read again."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdrdesk.domain.question import Bank, NumberAnswer, Pair, Question, QuestionKind
from sdrdesk.domain.quiz import Given, draw, grade, needed, number_in, result
from sdrdesk.errors import BadInput

SINGLE = Question(
    id="s",
    topic="a",
    kind=QuestionKind.SINGLE,
    stem="Which lead first?",
    right=("The demo request",),
    wrong=("The ebook", "The newsletter"),
    why="It answers in minutes.",
    reread="Prioritise",
)
MULTIPLE = Question(id="m", topic="a", kind=QuestionKind.MULTIPLE, stem="?", right=("a", "b"), wrong=("c",))
TRUE = Question(id="t", topic="b", kind=QuestionKind.TRUE_FALSE, stem="?", right=("True",))
SHORT = Question(id="w", topic="b", kind=QuestionKind.SHORT, stem="?", accept=("small yes", "micro-commitment"))
NUMERIC = Question(
    id="n",
    topic="c",
    kind=QuestionKind.NUMERIC,
    stem="$50,000 over 520 hours?",
    numbers=(
        NumberAnswer(value=Decimal("96.15")),
        NumberAnswer(value=Decimal(96), tolerance=Decimal(1), weight=0.5),
    ),
)
MATCHING = Question(
    id="p",
    topic="c",
    kind=QuestionKind.MATCHING,
    stem="?",
    pairs=(Pair(left="MQL", right="marketing"), Pair(left="SQL", right="sales")),
    wrong=("finance",),
)
ALL = (SINGLE, MULTIPLE, TRUE, SHORT, NUMERIC, MATCHING)
BANK = Bank(offer="guide", version=1, questions=ALL)


def simple(key: str, topic: str) -> Question:
    """A small single-choice question."""
    return Question(id=key, topic=topic, kind=QuestionKind.SINGLE, stem=key, right=("r",), wrong=("x", "y"))


@st.composite
def banks_and_draws(pick: st.DrawFn) -> tuple[Bank, int]:
    """A bank of some topics and a draw it can serve."""
    sizes = pick(st.lists(st.integers(1, 7), min_size=1, max_size=5))
    keys = [(f"{topic}-{n}", f"t{topic}") for topic, size in enumerate(sizes) for n in range(size)]
    questions = tuple(simple(key, topic) for key, topic in pick(st.permutations(keys)))
    n = pick(st.integers(1, len(questions)))
    return Bank(offer="guide", version=1, questions=questions), n


@given(banks_and_draws(), st.integers(0, 2**63))
def test_draw_is_distinct_balanced_and_repeatable(made: tuple[Bank, int], seed: int) -> None:
    """A quiz has n different questions, spread evenly over topics, and a seed repeats it."""
    bank, n = made
    asked = draw(bank, n, seed)
    topics = {question.id: question.topic for question in bank.questions}
    sizes = Counter(topics.values())
    taken = Counter(topics[each.question_id] for each in asked)
    spare = [taken[topic] for topic in sizes if taken[topic] < sizes[topic]]

    assert len({each.question_id for each in asked}) == len(asked) == n
    assert asked == draw(bank, n, seed)
    assert not spare or max(taken.values()) - min(spare) <= 1


def test_draw_stays_the_same_over_python_versions() -> None:
    """A stored seed means the same quiz after an upgrade of Python."""
    asked = draw(BANK, 4, 7)

    assert [each.question_id for each in asked] == ["w", "t", "p", "s"]


def test_draw_of_more_than_the_bank_holds_is_refused() -> None:
    """A bank smaller than the draw is refused with the cure."""
    with pytest.raises(BadInput, match="draws 7 questions, its bank has 6"):
        draw(BANK, 7, 1)


def test_asked_question_does_not_tell_the_answer() -> None:
    """What is shown holds no right answer: the order of choices is the same whichever is right."""
    swapped = dataclasses.replace(SINGLE, right=("The ebook",), wrong=("The newsletter", "The demo request"))
    one, other = (draw(Bank(offer="g", version=1, questions=(q,)), 1, 3) for q in (SINGLE, swapped))

    assert one == other
    assert {field.name for field in dataclasses.fields(one[0])} == {
        "question_id",
        "kind",
        "stem",
        "choices",
        "lefts",
    }


def test_answers_are_shuffled_but_true_and_false_are_not() -> None:
    """Every order of answers comes up; true stays before false."""
    orders = {draw(Bank(offer="g", version=1, questions=(SINGLE,)), 1, n)[0].choices for n in range(99)}
    truth = {draw(Bank(offer="g", version=1, questions=(TRUE,)), 1, n)[0].choices for n in range(9)}

    assert len(orders) == 6
    assert truth == {("True", "False")}


@pytest.mark.parametrize(
    ("question", "given_answer", "worth"),
    [
        (SINGLE, ("The demo request",), 1),
        (SINGLE, ("The ebook",), 0),
        (SINGLE, ("The demo request", "The ebook"), 0),
        (MULTIPLE, ("b", "a"), 1),
        (MULTIPLE, ("a",), 0),
        (MULTIPLE, ("a", "b", "c"), 0),
        (TRUE, ("True",), 1),
        (TRUE, ("false",), 0),
        (SHORT, ("  Small\u00a0 YES ",), 1),
        (SHORT, ("big yes",), 0),
        (SHORT, ("small yes", "micro-commitment"), 0),
        (NUMERIC, ("96.15",), 1),
        (NUMERIC, ("$96.15",), 1),
        (NUMERIC, ("96,15",), 1),
        (NUMERIC, ("95",), 0.5),
        (NUMERIC, ("94.9",), 0),
        (NUMERIC, ("about 96.15",), 0),
        (NUMERIC, ("96.15", "1"), 0),
        (MATCHING, ("marketing", "sales"), 1),
        (MATCHING, ("sales", "marketing"), 0),
        (MATCHING, ("marketing", ""), 0),
        (MATCHING, ("marketing",), 0),
    ],
)
def test_grade(question: Question, given_answer: Given, worth: float) -> None:
    """Each kind is graded by its own rule."""
    assert grade(question, given_answer) == worth


@pytest.mark.parametrize("question", ALL)
@pytest.mark.parametrize("nothing", [(), ("",), ("  ", "")])
def test_no_answer_is_wrong(question: Question, nothing: Given) -> None:
    """An unanswered question earns nothing."""
    assert grade(question, nothing) == 0


@given(st.sampled_from(ALL), st.lists(st.text(max_size=60), max_size=4))
def test_grade_is_a_share_whatever_is_typed(question: Question, typed: list[str]) -> None:
    """No answer, however odd, is worth less than nothing or more than all, and none breaks it."""
    assert 0 <= grade(question, tuple(typed)) <= 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,000", "1000"),
        ("$1,234,567.50", "1234567.50"),
        (" 40 % ", "40"),
        ("-$3", "-3"),
        ("$-3", "-3"),
        ("\u22123", "-3"),
        (".5", ".5"),
        ("0,125", "0.125"),
        ("96,15", "96.15"),
        ("50 \u20ac", "50"),
        ("1,0,0", None),
        ("1e5", None),
        ("12 000 000", "12000000"),
        ("--3", None),
        ("-$-3", None),
        ("", None),
        (".", None),
        ("$", None),
        ("9" * 41, None),
        ("NaN", None),
        ("\u0663", None),
    ],
)
def test_number_as_a_rep_types_it(text: str, number: str | None) -> None:
    """Money, thousands, percent and a decimal comma are read; anything else is no number."""
    assert number_in(text) == (None if number is None else Decimal(number))


RIGHT: dict[str, Given] = {
    "s": ("The demo request",),
    "m": ("a", "b"),
    "t": ("True",),
    "w": ("micro-commitment",),
    "n": ("96.15",),
    "p": ("marketing", "sales"),
}


def test_all_right_passes_with_nothing_missed() -> None:
    """A perfect quiz passes any mark."""
    outcome = result(draw(BANK, 6, 1), ALL, RIGHT, 1.0)

    assert (outcome.score, outcome.passed, outcome.missed) == (1.0, True, ())


def test_result_says_what_to_read_again() -> None:
    """A missed question shows what was given, what is right, why, and where to read."""
    outcome = result(draw(BANK, 6, 1), ALL, RIGHT | {"s": ("The ebook",)}, 0.8)
    (missed,) = outcome.missed

    assert outcome.passed
    assert outcome.score == pytest.approx(5 / 6)
    assert (missed.stem, missed.given, missed.right) == ("Which lead first?", "The ebook", "The demo request")
    assert (missed.why, missed.reread) == ("It answers in minutes.", "Prioritise")


def test_nothing_answered_fails_with_every_right_answer() -> None:
    """Unanswered questions are wrong, and each kind words its right answer."""
    outcome = result(draw(BANK, 6, 1), ALL, {}, 0.8)
    rights = {missed.question_id: missed.right for missed in outcome.missed}

    assert (outcome.score, outcome.passed) == (0.0, False)
    assert all(missed.given == "" for missed in outcome.missed)
    assert rights == {
        "s": "The demo request",
        "m": "a; b",
        "t": "True",
        "w": "small yes or micro-commitment",
        "n": "96.15",
        "p": "MQL = marketing; SQL = sales",
    }


def test_tolerance_and_pairs_are_worded() -> None:
    """The result page words a tolerance and a half-done matching."""
    number = dataclasses.replace(NUMERIC, numbers=(NumberAnswer(value=Decimal(1000), tolerance=Decimal("0.5")),))
    bank = Bank(offer="g", version=1, questions=(number, MATCHING))
    outcome = result(draw(bank, 2, 1), bank.questions, {"p": ("sales", "")}, 0.8)
    texts = {missed.question_id: (missed.given, missed.right) for missed in outcome.missed}

    assert texts["n"] == ("", "1,000 (give or take 0.5)")
    assert texts["p"][0] == "MQL = sales"


def test_quiz_of_no_questions_is_not_passed() -> None:
    """Nothing asked is nothing passed."""
    assert not result((), ALL, {}, 0.5).passed


def test_grading_with_another_bank_is_refused() -> None:
    """A quiz is graded with the version it was drawn from or not at all."""
    with pytest.raises(BadInput, match="was asked but is not in the bank"):
        result(draw(BANK, 6, 1), (SINGLE,), {}, 0.8)


@given(st.integers(1, 200), st.integers(1, 100))
def test_pass_mark_is_met_by_the_exact_share(n: int, percent: int) -> None:
    """Rounding never fails a rep who has exactly the pass mark, nor passes one who is short."""
    enough = -(-n * percent // 100)

    assert enough >= needed(n, percent / 100)
    assert enough - 1 < needed(n, percent / 100)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.dictionaries(st.sampled_from("smtwnp"), st.booleans()))
def test_score_is_the_share_answered_right(rng: random.Random, known: dict[str, bool]) -> None:
    """The score counts the right answers among all asked, whatever the draw."""
    answers: dict[str, Any] = {key: RIGHT[key] if right else ("?",) for key, right in known.items()}
    asked = draw(BANK, rng.randint(1, 6), rng.randint(0, 99))
    outcome = result(asked, ALL, answers, 0.8)
    right = sum(known.get(each.question_id, False) for each in asked)

    assert outcome.score == pytest.approx(right / len(asked))
    assert len(outcome.missed) == len(asked) - right
