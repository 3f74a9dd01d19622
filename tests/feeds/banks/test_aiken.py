"""Aiken: single choices in, everything else reported with its line."""

from __future__ import annotations

import pytest

from sdrdesk.domain.question import QuestionKind
from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks.aiken import parse_aiken


def test_questions_are_read() -> None:
    """Both ways to mark answers are read, blank lines or not, and true-or-false is seen."""
    found = parse_aiken(
        "Which lead first?\nA. The demo request\nB) The ebook\nANSWER: A\n\n"
        "Is it?\nSurely?\n\nA) True\nB) False\nANSWER: B\n",
        "bank.txt",
        topic="Method",
    )
    first, second = found.questions

    assert found.unsupported == ()
    assert (first.id, first.topic, first.stem) == ("q1", "Method", "Which lead first?")
    assert (first.right, first.wrong) == (("The demo request",), ("The ebook",))
    assert (second.kind, second.stem, second.right) == (QuestionKind.TRUE_FALSE, "Is it?\nSurely?", ("False",))


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("Q?\nA. a\nB. b\nANSWER: C", 1, "ANSWER is C, the answers are A, B"),
        ("Q?\nA. a\nB. b\nANSWER: A, B", 1, "ANSWER is A, B"),
        ("Q?\nA. a\nB. b\nANSWER:", 1, "no ANSWER line"),
        ("Q?\nA. a\nB. b", 1, "no ANSWER line"),
        ("Q?\nANSWER: A", 1, "the answers are none"),
        ("ANSWER: A", 1, "without a question"),
        ("Q?\nA. a\nANSWER: A", 1, "too few wrong answers"),
    ],
)
def test_faults_are_reported_with_their_line(text: str, line: int, what: str) -> None:
    """A faulty question is reported, the sound ones before it are taken."""
    found = parse_aiken(f"Sound?\nA. a\nB. b\nANSWER: A\n\n{text}", "bank.txt")
    (report,) = found.unsupported

    assert len(found.questions) == 1
    assert report.where == f"line {line + 5}"
    assert what in report.what
    assert report.cure


def test_unanswered_question_in_the_middle_does_not_swallow_the_next() -> None:
    """A forgotten ANSWER line costs its own question only."""
    found = parse_aiken("One?\nA. a\nB. b\n\nTwo?\nA. a\nB. b\nANSWER: A", "bank.txt")

    assert [question.stem for question in found.questions] == ["Two?"]
    assert "no ANSWER line" in found.unsupported[0].what


def test_letter_used_twice_is_said() -> None:
    """The later of two answers with one letter is kept, and it is said."""
    found = parse_aiken("Q?\nA. a\nA. b\nB. c\nANSWER: A", "bank.txt")

    assert found.questions[0].right == ("b",)
    assert found.notes[0].where == "line 3"


def test_text_without_answer_lines_is_not_aiken() -> None:
    """A text of another kind is refused whole."""
    with pytest.raises(BadInput, match="not Aiken"):
        parse_aiken("Dear team,", "letter.txt")
