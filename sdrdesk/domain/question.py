"""Questions about an offer, the bank that holds them, and what would make a bank unfit for a quiz."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from html import unescape
from typing import assert_never

from sdrdesk.dataclasses import dataclass

STEM_LIMIT = 2_000
"""Most characters of a stem: about one 80x24 screen of prose, with room for its answers."""

ANSWER_LIMIT = 500
"""Most characters of one answer, so that four of them fit on a screen."""

_MOST_DIGITS = 30
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_TAGS = (
    "a|b|big|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|script|small|span|strong|style|"
    "sub|sup|table|td|th|tr|tt|u|ul"
)
_HTML = re.compile(rf"</?(?:{_TAGS})\b[^<>]*>|<!--", re.I)
_ENTITY = re.compile(r"&#?\w{1,40};")


class QuestionKind(StrEnum):
    """How a question is asked and answered."""

    SINGLE = "single"
    """One of several answers is right."""
    MULTIPLE = "multiple"
    """All right answers, and no other, must be ticked."""
    TRUE_FALSE = "true_false"
    SHORT = "short"
    """A few typed words."""
    NUMERIC = "numeric"
    """A typed number."""
    MATCHING = "matching"
    """Each left side gets its right side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAnswer:
    """One number that counts as an answer."""

    value: Decimal
    """The number itself."""
    tolerance: Decimal = Decimal(0)
    """How far off an answer may be, either way."""
    weight: float = 1.0
    """What it is worth: 1 is fully right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sides that belong together."""

    left: str
    """What is asked."""
    right: str
    """What belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with everything that grading and the result page need."""

    id: str
    """Steady within the bank: answers are stored under it."""
    topic: str
    """What it is about; a quiz is drawn evenly over topics."""
    kind: QuestionKind
    """How it is asked."""
    stem: str
    """The question as plain text."""
    right: tuple[str, ...] = ()
    """Right answers of a choice; for true or false the word "True" or "False"."""
    wrong: tuple[str, ...] = ()
    """Wrong answers of a choice; for matching, right sides that belong to nothing."""
    accept: tuple[str, ...] = ()
    """Every wording that a short answer may have."""
    numbers: tuple[NumberAnswer, ...] = ()
    """Every number that a numeric answer may be."""
    pairs: tuple[Pair, ...] = ()
    """What belongs together, in the order asked."""
    why: str = ""
    """Why the right answer is right, shown after the quiz."""
    reread: str = ""
    """The heading of the offer to read again after a miss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """All questions on one version of one offer."""

    offer: str
    """Key of the offer."""
    version: int
    """Version of the offer that the questions are about."""
    questions: tuple[Question, ...]
    """In the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that makes a bank unfit, and how to mend it."""

    question_id: str
    """The question; empty when the whole bank is meant."""
    what: str
    """What is wrong."""
    cure: str
    """What to do about it."""


def same_words(text: str) -> str:
    """`text` without case, extra blanks and curly quotes, for comparing typed answers."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())


def has_html(text: str) -> bool:
    """Whether `text` holds HTML tags or entities, which a terminal would show as they stand."""
    entities = _ENTITY.findall(text)
    return _HTML.search(text) is not None or any(unescape(each) != each for each in entities)


def problems(bank: Bank, draw: int) -> list[Problem]:
    """What keeps `bank` from serving a quiz of `draw` questions; empty when it is fit."""
    found = list(_bank_problems(bank, draw))
    for question in bank.questions:
        for what, cure in (*_text_problems(question), *_answer_problems(question)):
            found.append(Problem(question_id=question.id, what=what, cure=cure))
    return found


def _bank_problems(bank: Bank, draw: int) -> Iterator[Problem]:
    """What is wrong with the bank as a whole."""
    count = len(bank.questions)
    if not count:
        cure = f"write at least {draw} questions"
        yield Problem(question_id="", what="the bank is empty", cure=cure)
    elif count < draw:
        cure = f"write {draw - count} more, or lower quiz.questions in the playbook"
        what = f"it has {count} questions, a quiz draws {draw}"
        yield Problem(question_id="", what=what, cure=cure)
    for key, times in Counter(question.id for question in bank.questions).items():
        if times > 1:
            what, cure = f"{times} questions have this id", "give each its own id"
            yield Problem(question_id=key, what=what, cure=cure)


def _text_problems(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with the length and form of the texts."""
    if not question.stem.strip():
        yield "it asks nothing", "write a stem"
    if len(question.stem) > STEM_LIMIT:
        what = f"its stem has {len(question.stem):,} characters, the most is {STEM_LIMIT:,}"
        yield what, "say it shorter"
    if has_html(question.stem):
        yield "its stem holds HTML, which a terminal cannot show", "write plain text"
    sides = (side for pair in question.pairs for side in (pair.left, pair.right))
    if any(len(text) > ANSWER_LIMIT for text in (*question.right, *question.wrong, *question.accept, *sides)):
        yield f"an answer has more than {ANSWER_LIMIT} characters", "say it shorter"


def _answer_problems(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with the answers, by kind."""
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            yield from _choice_problems(question)
        case QuestionKind.TRUE_FALSE:
            if question.right not in (("True",), ("False",)):
                yield "it is neither true nor false", "say answer = true or answer = false"
        case QuestionKind.SHORT:
            if not any(same_words(text) for text in question.accept):
                yield "it accepts no answer", "list the accepted wordings in accept"
        case QuestionKind.NUMERIC:
            yield from _number_problems(question)
        case QuestionKind.MATCHING:
            yield from _pair_problems(question)
        case _:  # pragma: no cover
            assert_never(question.kind)


def _choice_problems(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with the answers to choose from."""
    choices = (*question.right, *question.wrong)
    if not question.right:
        yield "it has no right answer", "mark one answer as right"
    if question.kind is QuestionKind.SINGLE and len(question.right) > 1:
        what = f"{len(question.right)} answers are right where one is allowed"
        yield what, 'keep one, or make its kind "multiple"'
    if not question.wrong:
        yield "it has too few wrong answers", "write at least one; three are better"
    if not all(text.strip() for text in choices):
        yield "an answer is empty", "write it or take it out"
    for text, times in Counter(same_words(text) for text in choices).items():
        if times > 1:
            yield f'{times} answers say "{text}"', "make every answer different"


def _number_problems(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with the numbers accepted."""
    if not any(number.weight >= 1 for number in question.numbers):
        yield "no number is fully right", "give a value"
    parts = [part for number in question.numbers for part in (number.value, number.tolerance)]
    if not all(part.is_finite() for part in parts):
        yield "a value or tolerance is not a number", "write it in digits"
    elif any(part and abs(part.adjusted()) > _MOST_DIGITS for part in parts):
        yield "a value or tolerance is beyond all measure", f"use at most {_MOST_DIGITS} digits"
    elif any(number.tolerance < 0 for number in question.numbers):
        yield "a tolerance is below 0", "write how far off an answer may be, 0 for not at all"
    if any(not 0 <= number.weight <= 1 for number in question.numbers):
        yield "a number is worth less than nothing or more than all", "use weights from 0 to 1"


def _pair_problems(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with the pairs."""
    rights = {same_words(pair.right) for pair in question.pairs}
    if not rights or len(rights | {same_words(text) for text in question.wrong}) < 2:
        yield "there is nothing to tell apart", "write two pairs with different right sides"
    if any(not pair.left.strip() or not pair.right.strip() for pair in question.pairs):
        yield "a side of a pair is empty", "write both sides or take the pair out"
    for text, times in Counter(same_words(pair.left) for pair in question.pairs).items():
        if times > 1:
            yield f'"{text}" is asked {times} times', "make every left side different"
    if not all(text.strip() and same_words(text) not in rights for text in question.wrong):
        yield "a spare right side is empty or belongs to a pair", "change it or take it out"
