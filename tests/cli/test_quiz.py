"""The quiz in a plain terminal: step by step for scripts, by numbers for people."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from sdrdesk.build import data_folder
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.shell import Shell
from sdrdesk.feeds.offer_files import read_offer
from tests.cli.conftest import AT, Run
from tests.desk.takers import right

LATER = "2026-11-20T17:30:00Z"
KNOWN = {one.id: one for one in read_offer(data_folder() / "offers" / "roi-guide")[1].questions}


def answer_all(run: Run, quiz: dict[str, Any], correct: int = 5) -> None:
    """Answer so many questions rightly, by text."""
    for asked in quiz["questions"][:correct]:
        run("quiz", "roi-guide", "--answer", asked["question_id"], *right(KNOWN[asked["question_id"]]))


def test_a_script_takes_a_quiz(run: Run) -> None:
    """Begin, answer, finish: each step is an object, none tells a right answer, and the leads are freed."""
    begun = run("quiz", "roi-guide", "--json")
    quiz = begun.data
    assert [len(quiz["questions"]), quiz["needed"], quiz["is_resumed"]] == [5, 4, False]
    assert not any(KNOWN[one["question_id"]].why in begun.out for one in quiz["questions"])
    answer_all(run, quiz)
    resumed = run("quiz", "roi-guide", "--json").data
    assert (resumed["is_resumed"], resumed["attempt_id"]) == (True, quiz["attempt_id"])
    assert len(resumed["answers"]) == 5
    done = run("quiz", "roi-guide", "--finish", "--json").data

    assert (done["passed"], done["score"], len(done["freed"])) == (True, 1.0, 8)
    assert set(done["ready"]) <= {one["lead_id"] for one in run("queue", "--json").data}
    assert run("locked").status == ExitCode.NOTHING


def test_a_choice_is_answered_by_its_number(run: Run) -> None:
    """The number shown beside a choice stands for it; a number nobody has is refused."""
    quiz = run("quiz", "roi-guide", "--json").data
    asked = next(one for one in quiz["questions"] if one["kind"] == "single")
    words = ("quiz", "roi-guide", "--answer", asked["question_id"])
    got = run(*words, "2", "--json").data

    assert got["given"] == [asked["choices"][1]]
    assert (got["answered"], got["total"]) == (1, 5)
    assert run(*words, "9").status == ExitCode.BAD_INPUT
    assert run("quiz", "roi-guide", "--answer", "nonsense", "1").status == ExitCode.BAD_INPUT


def test_a_failure_tells_scripts_when_to_come_back(run: Run) -> None:
    """The error has a steady code, the cure and the time; --at does not get round the wait."""
    run("quiz", "roi-guide")
    done = run("quiz", "roi-guide", "--finish")
    assert "Not yet: 0 of 5 right" in done.out
    assert "Read again:" in done.out
    run("offers", "show", "roi-guide")
    refused = run("quiz", "roi-guide", "--json")
    assert refused.status == ExitCode.REFUSED
    assert refused.data["error"]["code"] == "wait"
    until = datetime.fromisoformat(refused.data["error"]["until"])
    assert (until - datetime.fromisoformat(AT)).total_seconds() == pytest.approx(30 * 60, abs=5)

    assert run("quiz", "roi-guide", at=LATER).status == ExitCode.REFUSED


def test_leaving_counts(run: Run) -> None:
    """`--leave` ends the quiz, and the next try waits; without an open quiz there is nothing to leave."""
    assert run("quiz", "roi-guide", "--leave").status == ExitCode.NOT_FOUND
    run("quiz", "roi-guide")

    assert "counts as an attempt" in run("quiz", "roi-guide", "--leave").out
    assert run("quiz", "roi-guide").status == ExitCode.REFUSED


def test_without_a_keyboard_the_questions_are_printed(run: Run) -> None:
    """Piped into something, the quiz is plain text with numbers, and says how to answer."""
    printed = run("quiz", "roi-guide").out

    assert printed.count("\nQuestion ") == 5
    assert "--answer QUESTION NUMBER" in printed
    assert printed.isascii()


# --- by keyboard --------------------------------------------------------------------------------


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody types, line after line; then the terminal is closed."""
    lines: list[str] = []
    monkeypatch.setattr(Shell, "is_asked", property(lambda _self: True))

    class Typed:
        """Reads the lines."""

        def readline(self) -> str:
            """The next line."""
            return f"{lines.pop(0)}\n" if lines else ""

    monkeypatch.setattr(sys, "stdin", Typed())
    return lines


def keys(quiz: dict[str, Any], correct: int) -> Iterator[str]:
    """What to type for each question: the right answer for the first, nothing sensible for the others."""
    for place, asked in enumerate(quiz["questions"]):
        question = KNOWN[asked["question_id"]]
        if not asked["choices"]:
            yield right(question)[0] if place < correct else "7"
            continue
        numbers = [str(asked["choices"].index(text) + 1) for text in right(question)]
        wrong = [str(len(asked["choices"]) + 1 - int(one)) for one in numbers]
        yield " ".join(numbers if place < correct else wrong)


def test_a_person_passes_by_numbers(run: Run, typed: list[str]) -> None:
    """One question after another, a slip mended by going back, and the result at the end."""
    quiz = run("quiz", "roi-guide", "--json").data
    answers = list(keys(quiz, 5))
    typed += [*answers[:2], "b", "", *answers[2:], ""]
    done = run("quiz", "roi-guide")

    assert done.status == ExitCode.OK
    assert "Passed: 5 of 5 right (100%)" in done.out
    assert "8 leads unlocked" in done.out
    assert "Question 1 of 5" in done.err
    assert "Why:" not in done.err


def test_a_slip_of_the_finger_is_asked_again(run: Run, typed: list[str]) -> None:
    """A number that no answer has is refused with the range, and the question comes again."""
    quiz = run("quiz", "roi-guide", "--json").data
    place = next(at for at, one in enumerate(quiz["questions"]) if one["kind"] == "single")
    answers = list(keys(quiz, 5))
    typed += [*answers[:place], "99", *answers[place:], ""]
    done = run("quiz", "roi-guide")

    assert "There is no answer 99" in done.err
    assert "Passed" in done.out


def test_a_closed_terminal_loses_nothing(run: Run, typed: list[str]) -> None:
    """Whoever comes back goes on where it stopped."""
    quiz = run("quiz", "roi-guide", "--json").data
    answers = list(keys(quiz, 5))
    typed += answers[:2]
    assert run("quiz", "roi-guide").status == ExitCode.BAD_INPUT
    typed += [*answers[2:], ""]
    done = run("quiz", "roi-guide")

    assert "It goes on where you stopped" in done.err
    assert "Question 3 of 5" in done.err
    assert "Question 1 of 5" not in done.err
    assert "Passed" in done.out


def test_a_person_leaves_only_on_purpose(run: Run, typed: list[str]) -> None:
    """Q asks first, since leaving counts as an attempt."""
    typed += ["q", "n", "q", "y"]
    left = run("quiz", "roi-guide")

    assert left.err.count("Leave? It counts as an attempt") == 2
    assert "counts as an attempt" in left.out
