"""A quiz: which questions are asked, how an answer is graded, and what the result says.

Pure functions. A seed decides the draw and the order of answers; the desk keeps the seed and every
answer, and whether a rep may try at all is decided in `passes.py`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TypeVar, assert_never

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.question import Bank, NumberAnswer, Question, QuestionKind, same_words
from sdrdesk.errors import BadInput

Given = tuple[str, ...]
"""An answer in the rep's own words: the texts chosen or the one typed; for matching one right side for
each left side, in the order shown, "" where none was chosen. Empty means not answered."""

TRUE_OR_FALSE = ("True", "False")
"""Answers of a true-or-false question, never shuffled: the same key means the same word."""

_T = TypeVar("_T")
_DIGITS = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?"
_NUMBER = re.compile(rf"([+-]?)[$€£]?([+-]?)({_DIGITS})[%$€£]?$")
_COMMA = re.compile(r"^([^0-9,]*)(0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,}))([^0-9,.]?)$")
_MOST_DIGITS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as a rep sees it: nothing here tells the right answer."""

    question_id: str
    """Which question it is."""
    kind: QuestionKind
    """How it is answered."""
    stem: str
    """The question."""
    choices: tuple[str, ...] = ()
    """Answers to choose from, or the right sides of a matching question, in the order shown."""
    lefts: tuple[str, ...] = ()
    """Left sides of a matching question, in the order shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A question that was not fully right, with what to read again."""

    question_id: str
    """Which question it is."""
    stem: str
    """The question."""
    given: str
    """What the rep answered; empty when nothing."""
    right: str
    """The right answer."""
    why: str
    """Why it is right."""
    reread: str
    """Heading of the offer to read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizResult:
    """How a quiz went."""

    score: float
    """Share of the questions that were right, 0 to 1."""
    passed: bool
    """Whether the score reaches the pass mark."""
    missed: tuple[Missed, ...]
    """In the order asked."""


def draw(bank: Bank, n: int, seed: int) -> tuple[Asked, ...]:
    """`n` different questions of `bank`, shared evenly over its topics, as `seed` decides.

    Each topic gives the same number, give or take one; a topic that has too few gives all it has.
    The order depends on `Random.random()` alone, which Python promises never to change, so a seed
    means the same quiz on every version.

    Raises:
        BadInput: The bank has fewer than `n` questions.
    """
    if n > len(bank.questions):
        title = f"The quiz on {bank.offer} draws {n} questions, its bank has {len(bank.questions)}"
        raise BadInput(title, hint="Write more questions, or lower quiz.questions in the playbook")
    rng = random.Random(seed)  # noqa: S311 - a fair quiz, not a secret
    topics = by_topic(bank)
    base, takers, extra = shares([len(questions) for questions in topics.values()], n)
    more = set(_shuffled(takers, rng)[:extra])
    chosen: list[Question] = []
    for place, questions in enumerate(topics.values()):
        chosen += _shuffled(questions, rng)[: base[place] + (place in more)]
    return tuple(_asked(question, rng) for question in _shuffled(chosen, rng))


def by_topic(bank: Bank) -> dict[str, list[Question]]:
    """The questions of each topic."""
    ordered = sorted(bank.questions, key=lambda question: question.topic)
    return {topic: list(group) for topic, group in groupby(ordered, key=lambda question: question.topic)}


def shares(sizes: Sequence[int], n: int) -> tuple[list[int], list[int], int]:
    """What each topic gives for sure, which topics may give one more, and how many of them do."""
    base = [0] * len(sizes)
    left = min(n, sum(sizes))
    while True:
        takers = [place for place, size in enumerate(sizes) if base[place] < size]
        if left < len(takers) or not takers:
            return base, takers, left
        for place in takers:
            base[place] += 1
        left -= len(takers)


def _shuffled(items: Sequence[_T], rng: random.Random) -> list[_T]:
    """`items` in a random order."""
    keys = [rng.random() for _ in items]
    return [items[place] for place in sorted(range(len(items)), key=keys.__getitem__)]


def _asked(question: Question, rng: random.Random) -> Asked:
    """`question` as it is shown."""
    choices: tuple[str, ...] = ()
    if question.kind is QuestionKind.TRUE_FALSE:
        choices = TRUE_OR_FALSE
    elif question.kind is QuestionKind.MATCHING:
        # Sorted first: the order before the shuffle must not depend on what belongs where.
        choices = tuple(_shuffled(right_sides(question), rng))
    elif question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        choices = tuple(_shuffled(sorted((*question.right, *question.wrong)), rng))
    lefts = tuple(pair.left for pair in question.pairs)
    return Asked(question_id=question.id, kind=question.kind, stem=question.stem, choices=choices, lefts=lefts)


def right_sides(question: Question) -> list[str]:
    """Every right side that a matching question offers, each once."""
    return sorted({*(pair.right for pair in question.pairs), *question.wrong})


def grade(question: Question, given: Given) -> float:
    """What `given` is worth, 0 to 1; only a number can be partly right, an empty answer never is."""
    if not any(text.strip() for text in given):
        return 0.0
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE | QuestionKind.TRUE_FALSE:
            return float(_folded(given) == _folded(question.right))
        case QuestionKind.SHORT:
            return float(len(given) == 1 and same_words(given[0]) in _folded(question.accept))
        case QuestionKind.NUMERIC:
            return _number_grade(question, given)
        case QuestionKind.MATCHING:
            wanted = [same_words(pair.right) for pair in question.pairs]
            return float([same_words(text) for text in given] == wanted)
        case _:  # pragma: no cover
            assert_never(question.kind)


def _folded(texts: Iterable[str]) -> set[str]:
    """The texts, ready to compare."""
    return {same_words(text) for text in texts}


def _number_grade(question: Question, given: Given) -> float:
    """The worth of the best number that `given` comes close enough to."""
    number = number_in(given[0]) if len(given) == 1 else None
    if number is None:
        return 0.0
    worth = [each.weight for each in question.numbers if abs(number - each.value) <= each.tolerance]
    return min(1.0, max([0.0, *worth]))


def number_in(text: str) -> Decimal | None:
    """The number that a rep typed: "96.15", "$96.15", "1,000", "40 %", "-3"; None when it is none.

    A comma before exactly three digits groups thousands; before any other number of digits it is a
    decimal comma.
    """
    bare = "".join(text.split()).replace("\u2212", "-")
    if len(bare) > _MOST_DIGITS:
        return None
    match = _NUMBER.match(bare.replace(",", ".") if _COMMA.match(bare) else bare)
    if not match or not any(char.isdigit() for char in match[3]) or (match[1] and match[2]):
        return None
    return Decimal(match[1] + match[2] + match[3].replace(",", ""))


def result(
    asked: Sequence[Asked], questions: Iterable[Question], answers: Mapping[str, Given], pass_mark: float
) -> QuizResult:
    """How the quiz went; a question without an answer counts as wrong.

    Args:
        asked: The quiz as it was shown.
        questions: The bank's questions, of the version that was asked.
        answers: What was given, by question id.
        pass_mark: Share of right answers that passes, 0 to 1.

    Raises:
        BadInput: A question asked is not among `questions`.
    """
    known = {question.id: question for question in questions}
    points, missed = 0.0, []
    for shown in asked:
        question = known.get(shown.question_id)
        if question is None:
            hint = "Grade a quiz with the version of the bank that it was drawn from"
            raise BadInput(f"Question {shown.question_id} was asked but is not in the bank", hint=hint)
        given = answers.get(question.id, ())
        worth = grade(question, given)
        points += worth
        if worth < 1:
            missed.append(_missed(question, given))
    score = points / len(asked) if asked else 0.0
    passed = bool(asked) and points >= needed(len(asked), pass_mark)
    return QuizResult(score=score, passed=passed, missed=tuple(missed))


def needed(n: int, pass_mark: float) -> float:
    """The points that pass a quiz of `n`, less a hair for rounding: 0.07 of 100 is 7, not 7.0...01."""
    return n * pass_mark - 1e-9


def _missed(question: Question, given: Given) -> Missed:
    """What the result page says about a wrong answer."""
    return Missed(
        question_id=question.id,
        stem=question.stem,
        given=_as_text(question, given),
        right=right_answer(question),
        why=question.why,
        reread=question.reread,
    )


def right_answer(question: Question) -> str:
    """The right answer in one line; only for after the quiz."""
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE | QuestionKind.TRUE_FALSE:
            return "; ".join(question.right)
        case QuestionKind.SHORT:
            return " or ".join(question.accept)
        case QuestionKind.NUMERIC:
            return " or ".join(_number_text(each) for each in question.numbers if each.weight >= 1)
        case QuestionKind.MATCHING:
            return _as_text(question, tuple(pair.right for pair in question.pairs))
        case _:  # pragma: no cover
            assert_never(question.kind)


def _number_text(number: NumberAnswer) -> str:
    """A number and how far off it may be: "96.15", "42 (give or take 0.5)"."""
    value = f"{number.value:,f}"
    return f"{value} (give or take {number.tolerance:f})" if number.tolerance else value


def _as_text(question: Question, given: Given) -> str:
    """An answer in one line."""
    if question.kind is QuestionKind.MATCHING:
        both = zip(question.pairs, given, strict=False)
        return "; ".join(f"{pair.left} = {text}" for pair, text in both if text.strip())
    return "; ".join(text.strip() for text in given)
