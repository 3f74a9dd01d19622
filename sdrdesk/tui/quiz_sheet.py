"""A quiz on the desk: which question is up, what is chosen, what has been handed in. Pure; the screen paints it."""

from __future__ import annotations

from collections.abc import Mapping

from sdrdesk.desk.gate.gate_values import Quiz
from sdrdesk.domain.question import QuestionKind
from sdrdesk.domain.quiz import Asked, Given

CHOICES = (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE)
TYPED = (QuestionKind.SHORT, QuestionKind.NUMERIC)


class Sheet:
    """The rep's sheet of one quiz."""

    def __init__(self, quiz: Quiz) -> None:
        """Go on where `quiz` stopped: at the first question without an answer."""
        self.quiz = quiz
        self._given: dict[str, Given] = {key: given for key, given in quiz.answers.items() if given}
        self._kept = dict(self._given)
        open_ = [index for index, one in enumerate(quiz.questions) if one.question_id not in self._given]
        self.at = open_[0] if open_ else len(quiz.questions)
        """Which question is up; one past the last for the page that hands the quiz in."""
        self.cursor = 0
        """The answer or line under the cursor."""
        self._land()

    @property
    def total(self) -> int:
        """How many questions there are."""
        return len(self.quiz.questions)

    @property
    def is_done(self) -> bool:
        """Whether the page that hands the quiz in is up."""
        return self.at >= self.total

    @property
    def question(self) -> Asked | None:
        """The question that is up."""
        return None if self.is_done else self.quiz.questions[self.at]

    @property
    def is_typed(self) -> bool:
        """Whether it is answered by typing."""
        return self.question is not None and self.question.kind in TYPED

    def given(self, index: int) -> Given:
        """What is chosen for a question so far."""
        return self._given.get(self.quiz.questions[index].question_id, ())

    def is_answered(self, index: int) -> bool:
        """Whether a question has an answer, a matching one in every line."""
        asked, given = self.quiz.questions[index], self.given(index)
        if asked.kind is QuestionKind.MATCHING:
            return len(given) == len(asked.lefts) and all(given)
        return any(text.strip() for text in given)

    @property
    def open(self) -> list[int]:
        """The questions without an answer."""
        return [index for index in range(self.total) if not self.is_answered(index)]

    # ------------------------------------------------------------------------------------ answering

    def choose(self, index: int) -> None:
        """Choose an answer by its place: take, tick, or match it to the line under the cursor."""
        asked = self.question
        if asked is None or index >= len(asked.choices):
            return
        text = asked.choices[index]
        if asked.kind in CHOICES:
            self._put((text,))
            self.cursor = index
        elif asked.kind is QuestionKind.MULTIPLE:
            given = self.given(self.at)
            self._put(tuple(one for one in given if one != text) if text in given else (*given, text))
            self.cursor = index
        elif asked.kind is QuestionKind.MATCHING:
            self._match(text)
            self._next_line()

    def move(self, by: int) -> None:
        """Move the cursor; where one answer is right, that chooses it."""
        asked = self.question
        if asked is None or asked.kind in TYPED:
            return
        size = len(asked.lefts if asked.kind is QuestionKind.MATCHING else asked.choices)
        if not size:
            return
        if asked.kind in CHOICES:
            self.choose((self.cursor + by) % size if self.given(self.at) else 0 if by > 0 else size - 1)
        else:
            self.cursor = (self.cursor + by) % size

    def pick(self) -> None:
        """Take or tick what is under the cursor; in a matching question the next right side."""
        if self.question is not None and self.question.kind is QuestionKind.MATCHING:
            self.cycle(1)
        else:
            self.choose(self.cursor)

    def cycle(self, by: int) -> None:
        """Another right side for the line under the cursor."""
        asked = self.question
        if asked is None or asked.kind is not QuestionKind.MATCHING or not asked.choices:
            return
        now = self.line(self.cursor)
        at = asked.choices.index(now) + by if now in asked.choices else 0 if by > 0 else -1
        self._match(asked.choices[at % len(asked.choices)])

    def type(self, text: str) -> None:
        """The words typed so far."""
        if self.is_typed:
            self._put((text,) if text.strip() else ())

    def line(self, index: int) -> str:
        """The right side chosen for a line of a matching question; "" for none."""
        given = self.given(self.at)
        return given[index] if index < len(given) else ""

    def _match(self, text: str) -> None:
        asked = self.question
        if asked is not None:
            lines = [self.line(index) for index in range(len(asked.lefts))]
            lines[self.cursor] = text
            self._put(tuple(lines))

    def _next_line(self) -> None:
        asked = self.question
        if asked is not None:
            free = [index for index in range(len(asked.lefts)) if not self.line(index)]
            after = [index for index in free if index > self.cursor]
            self.cursor = (after or free or [self.cursor])[0]

    def _put(self, given: Given) -> None:
        asked = self.question
        if asked is not None:
            self._given[asked.question_id] = given

    # -------------------------------------------------------------------------------------- turning

    def turn(self, by: int) -> None:
        """To another question, or to the page that hands in."""
        self.at = min(max(self.at + by, 0), self.total)
        self._land()

    def go(self, index: int) -> None:
        """To one question."""
        self.at = min(max(index, 0), self.total)
        self._land()

    def _land(self) -> None:
        """Put the cursor where the answer is."""
        self.cursor = 0
        asked = self.question
        if asked is not None and asked.kind in CHOICES and (given := self.given(self.at)):
            self.cursor = asked.choices.index(given[0]) if given[0] in asked.choices else 0

    def unsaved(self) -> tuple[str, Given] | None:
        """The answer to the question that is up, if the desk has not got it yet; it counts as handed over from now."""
        asked = self.question
        if asked is None:
            return None
        given = self._given.get(asked.question_id, ())
        if given == self._kept.get(asked.question_id, ()):
            return None
        self._kept[asked.question_id] = given
        return asked.question_id, given

    def unconfirmed(self) -> dict[str, list[str]]:
        """Answers that were chosen or typed and not yet handed over, by question."""
        return {key: list(given) for key, given in self._given.items() if given != self._kept.get(key, ())}

    def restore(self, answers: Mapping[str, object]) -> bool:
        """Put answers back that were not handed over before the desk broke; whether there were any that fit."""
        is_any = False
        for asked in self.quiz.questions:
            given = answers.get(asked.question_id)
            if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
                continue
            if asked.kind in TYPED or all(one in (*asked.choices, "") for one in given):
                self._given[asked.question_id] = tuple(given)
                is_any = True
        return is_any

    def lost(self, question: str) -> None:
        """The desk did not get an answer: it is handed over anew, and its question is up again."""
        self._kept.pop(question, None)
        self.go(next((at for at, one in enumerate(self.quiz.questions) if one.question_id == question), self.at))

    def needs(self) -> str:
        """What is missing before the answer can be confirmed; "" for nothing."""
        asked = self.question
        if asked is None or self.is_answered(self.at):
            return ""
        if asked.kind is QuestionKind.MATCHING:
            left = sum(not self.line(index) for index in range(len(asked.lefts)))
            return f"{left} to match: a number chooses, pgdn leaves it open"
        if asked.kind in TYPED:
            return "Type an answer, or pgdn leaves it open"
        return "Choose an answer by its number, or pgdn leaves it open"
