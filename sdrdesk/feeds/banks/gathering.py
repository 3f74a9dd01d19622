"""What an import brings: the questions, what could not be taken, and what was changed on the way."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from sdrdesk import dataclasses
from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.question import STEM_LIMIT, Bank, Question, QuestionKind, problems, same_words
from sdrdesk.feeds.banks.html_text import plain_text
from sdrdesk.text import clean

DEFAULT_TOPIC = "Imported"
"""Topic of questions whose file names none."""

_ID_LIMIT = 80
_HTML_LIMIT = 50_000
"""Longer texts are refused anyway; the standard HTML reader is slow on hostile ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """A question of the file that was not taken."""

    where: str
    """Line or item id."""
    what: str
    """What it is or what is wrong with it."""
    cure: str
    """What to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A question that was taken, but not quite as it stands in the file."""

    where: str
    """Line or item id."""
    what: str
    """What was changed or left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """All that a file held: each of its questions is in `questions` or in `unsupported`."""

    questions: tuple[Question, ...]
    """Sound questions, in the order of the file."""
    unsupported: tuple[Unsupported, ...]
    """Questions that were not taken."""
    notes: tuple[Note, ...]
    """What was changed on the way."""


class Gathering:
    """Collects the questions of one file; every parser ends in `add` or `refuse` for every question it meets."""

    def __init__(self, topic: str = DEFAULT_TOPIC) -> None:
        """Start with no questions; `topic` holds until the file names another."""
        self.topic = topic
        self._questions: list[Question] = []
        self._unsupported: list[Unsupported] = []
        self._notes: dict[Note, None] = {}
        self._ids: set[str] = set()
        self._seen = 0

    def refuse(self, where: str, what: str, cure: str) -> None:
        """Report a question that is not taken."""
        self._seen += 1
        self._unsupported.append(Unsupported(where=where, what=what, cure=cure))

    def note(self, where: str, what: str) -> None:
        """Report a change, once per place."""
        self._notes[Note(where=where, what=what)] = None

    def set_topic(self, name: str) -> None:
        """Take questions from now on under `name`, unless it is blank."""
        self.topic = clean(name) or self.topic

    def plain(self, where: str, text: str, *, html: bool) -> str:
        """`text` without controls and, where it is HTML, without markup; changes are noted."""
        if not html or len(text) > _HTML_LIMIT:
            return clean(text, multiline=True)
        stripped = plain_text(text)
        if stripped.had_markup:
            self.note(where, "HTML was turned into plain text")
        for lost in stripped.lost:
            self.note(where, f"{lost} was left out")
        return clean(stripped.text, multiline=True)

    def add(self, where: str, question: Question) -> None:
        """Take a question, or report it when no quiz could ask it; its id is made unique."""
        self._seen += 1
        bank = Bank(offer="", version=1, questions=(question,))
        for problem in problems(bank, 1):
            self._unsupported.append(Unsupported(where=where, what=problem.what, cure=f"In the file: {problem.cure}"))
            return
        key = self._own_id(where, clean(question.id)[:_ID_LIMIT] or f"q{self._seen}")
        why = question.why
        if len(why) > STEM_LIMIT:
            self.note(where, f"its explanation of {len(why):,} characters was cut to {STEM_LIMIT:,}")
        topic = question.topic or self.topic
        self._questions.append(dataclasses.replace(question, id=key, topic=topic, why=why[:STEM_LIMIT]))

    def _own_id(self, where: str, key: str) -> str:
        """`key`, or with a number behind it when an earlier question has it."""
        own, count = key, 1
        while own in self._ids:
            count += 1
            own = f"{key}-{count}"
        if own != key:
            self.note(where, f'an earlier question has the id "{key}", this one became "{own}"')
        self._ids.add(own)
        return own

    def done(self) -> Imported:
        """Everything gathered."""
        return Imported(
            questions=tuple(self._questions), unsupported=tuple(self._unsupported), notes=tuple(self._notes)
        )


def truth_of(right: Sequence[str], wrong: Sequence[str]) -> bool | None:
    """The truth that a choice between "true" and "false" asks for; None when it is another choice."""
    if len(right) == 1 and {same_words(text) for text in (*right, *wrong)} == {"true", "false"}:
        return same_words(right[0]) == "true"
    return None


def choice_question(
    *, key: str, stem: str, right: Sequence[str], wrong: Sequence[str], multiple: bool, why: str = ""
) -> Question:
    """A choice; one between true and false becomes a true-or-false question."""
    truth = None if multiple else truth_of(right, wrong)
    if truth is not None:
        return truth_question(key=key, stem=stem, truth=truth, why=why)
    kind = QuestionKind.MULTIPLE if multiple else QuestionKind.SINGLE
    return Question(id=key, topic="", kind=kind, stem=stem, right=tuple(right), wrong=tuple(wrong), why=why)


def truth_question(*, key: str, stem: str, truth: bool, why: str = "") -> Question:
    """A true-or-false question."""
    right, wrong = (str(truth),), (str(not truth),)
    return Question(id=key, topic="", kind=QuestionKind.TRUE_FALSE, stem=stem, right=right, wrong=wrong, why=why)


def decimal_of(text: str) -> Decimal | None:
    """`text` as a finite number."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
