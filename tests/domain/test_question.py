"""A bank that cannot serve a fair quiz is refused with the question and the cure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sdrdesk.domain.question import (
    ANSWER_LIMIT,
    STEM_LIMIT,
    Bank,
    NumberAnswer,
    Pair,
    Question,
    QuestionKind,
    has_html,
    problems,
    same_words,
)

SHAPES: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"right": ("a",), "wrong": ("b", "c")},
    QuestionKind.MULTIPLE: {"right": ("a", "b"), "wrong": ("c",)},
    QuestionKind.TRUE_FALSE: {"right": ("True",), "wrong": ("False",)},
    QuestionKind.SHORT: {"accept": ("small yes",)},
    QuestionKind.NUMERIC: {"numbers": (NumberAnswer(value=Decimal("96.15")),)},
    QuestionKind.MATCHING: {"pairs": (Pair(left="MQL", right="m"), Pair(left="SQL", right="s"))},
}


def question(kind: QuestionKind = QuestionKind.SINGLE, **changes: Any) -> Question:
    """A sound question of `kind`, changed."""
    fields = {"id": "q1", "topic": "method", "kind": kind, "stem": "Who?"} | SHAPES[kind] | changes
    return Question(**fields)


def bank(*questions: Question) -> Bank:
    """A bank of these questions."""
    return Bank(offer="guide", version=1, questions=questions)


@pytest.mark.parametrize("kind", QuestionKind)
def test_sound_question_has_no_problem(kind: QuestionKind) -> None:
    """A well-made question of every kind is accepted."""
    assert problems(bank(question(kind)), 1) == []


BROKEN: list[tuple[Question, str]] = [
    (question(right=()), "no right answer"),
    (question(right=("a", "d")), "2 answers are right where one is allowed"),
    (question(wrong=()), "too few wrong answers"),
    (question(wrong=("A ", "c")), '2 answers say "a"'),
    (question(wrong=(" ",)), "an answer is empty"),
    (question(wrong=("x" * (ANSWER_LIMIT + 1),)), "more than 500 characters"),
    (question(stem="  "), "asks nothing"),
    (question(stem="x" * (STEM_LIMIT + 1)), "2,001 characters"),
    (question(stem="<p>Who?</p>"), "HTML"),
    (question(QuestionKind.MULTIPLE, right=()), "no right answer"),
    (question(QuestionKind.TRUE_FALSE, right=()), "neither true nor false"),
    (question(QuestionKind.SHORT, accept=(" ",)), "accepts no answer"),
    (question(QuestionKind.NUMERIC, numbers=()), "no number is fully right"),
    (
        question(QuestionKind.NUMERIC, numbers=(NumberAnswer(value=Decimal("NaN")),)),
        "not a number",
    ),
    (question(QuestionKind.NUMERIC, numbers=(NumberAnswer(value=Decimal("1e999")),)), "beyond all measure"),
    (
        question(
            QuestionKind.NUMERIC,
            numbers=(NumberAnswer(value=Decimal(1), tolerance=Decimal(-1), weight=2),),
        ),
        "below 0",
    ),
    (
        question(QuestionKind.NUMERIC, numbers=(NumberAnswer(value=Decimal(1), weight=2),)),
        "more than all",
    ),
    (question(QuestionKind.MATCHING, pairs=()), "nothing to tell apart"),
    (question(QuestionKind.MATCHING, pairs=(Pair(left="", right="m"),), wrong=("s",)), "empty"),
    (
        question(QuestionKind.MATCHING, pairs=(Pair(left="a", right="m"), Pair(left="A", right="s"))),
        "asked 2 times",
    ),
    (question(QuestionKind.MATCHING, wrong=("M",)), "belongs to a pair"),
]


@pytest.mark.parametrize(("broken", "what"), BROKEN)
def test_broken_question_is_named_with_a_cure(broken: Question, what: str) -> None:
    """Each fault is told with the question's id and what to do."""
    found = problems(bank(broken), 1)

    assert any(what in problem.what for problem in found)
    assert all(problem.question_id == "q1" and problem.cure for problem in found)


def test_empty_bank_is_a_problem() -> None:
    """A bank without questions says how many are missing."""
    (problem,) = problems(bank(), 5)

    assert (problem.question_id, problem.what) == ("", "the bank is empty")
    assert "5" in problem.cure


def test_bank_smaller_than_the_draw_is_a_problem() -> None:
    """A bank smaller than the draw says how many to add."""
    (problem,) = problems(bank(question(), question(id="q2")), 5)

    assert problem.what == "it has 2 questions, a quiz draws 5"
    assert problem.cure.startswith("write 3 more")


def test_repeated_id_is_a_problem() -> None:
    """Answers are stored by question id, so two questions may not share one."""
    (problem,) = problems(bank(question(), question()), 1)

    assert (problem.question_id, problem.what) == ("q1", "2 questions have this id")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>Who</b>", True),
        ("Ann &amp; Bob", True),
        ("a<!-- x -->", True),
        ("fewer than <3 days, more > 2", False),
        ("<name> is a placeholder", False),
        ("R&D; sales", False),
    ],
)
def test_html_is_told_from_plain_angle_brackets(text: str, expected: bool) -> None:
    """Only real tags and entities count as HTML."""
    assert has_html(text) is expected


def test_same_words_ignores_case_blanks_and_curly_quotes() -> None:
    """A typed answer is compared by its words."""
    assert same_words("  Don\u2019t   CALL ") == "don't call"
