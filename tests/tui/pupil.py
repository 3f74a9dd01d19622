"""A rep who knows the bank, or knows it not: which keys answer the question that is up."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.gate.quizzing import Quizzing
from sdrdesk.domain.question import Bank, QuestionKind
from sdrdesk.store import quizzes
from sdrdesk.tui.screens.quiz import QuizScreen
from sdrdesk.tui.widgets.status_line import StatusLine
from tests.tui.robot import Robot


def steady_draws(desk: Desk, seed: int = 5) -> None:
    """Let each quiz at this desk draw the same questions."""
    desk.quizzing = Quizzing(desk.seat, make_seed=lambda: seed)


def bank_of(desk: Desk, offer: str) -> Bank:
    """The questions of an offer, with their answers."""
    with desk.seat.store.reading() as unit:
        found = quizzes.offer_of(unit, offer)
    assert found is not None
    return found[1]


def shows(robot: Robot, kind: type[Screen[Any]]) -> bool:
    """Whether a screen of a kind is up."""
    return isinstance(robot.app.screen, kind)


def said(robot: Robot) -> str:
    """The status line of the screen that is up."""
    return robot.app.screen.query_one(StatusLine).words


def quiz_of(robot: Robot) -> QuizScreen:
    """The quiz that is up."""
    screen = robot.app.screen
    assert isinstance(screen, QuizScreen), type(screen).__name__
    return screen


def keys_for(desk: Desk, robot: Robot, *, right: bool = True) -> list[str]:
    """The keys that answer the question that is up, rightly or wrongly, and confirm it."""
    sheet = quiz_of(robot).sheet
    asked = sheet.question
    assert asked is not None
    question = next(one for one in bank_of(desk, sheet.quiz.offer).questions if one.id == asked.question_id)
    if question.kind is QuestionKind.SHORT:
        return [*(question.accept[0] if right else "zzz"), "enter"]
    if question.kind is QuestionKind.NUMERIC:
        return [*(str(question.numbers[0].value) if right else "-1"), "enter"]
    if question.kind is QuestionKind.MATCHING:
        order = [asked.choices.index(pair.right) + 1 for pair in question.pairs]
        if not right:
            order = [order[-1], *order[:-1]]
        return [*(str(number) for number in order), "enter"]
    wanted = question.right if right else question.wrong[:1] or tuple({"True", "False"} - set(question.right))
    return [*(str(asked.choices.index(text) + 1) for text in wanted), "enter"]


async def answer_all(desk: Desk, robot: Robot, *, wrong: int = 0) -> None:
    """Answer every open question, the first `wrong` of them wrongly, and stop at the page that hands in."""
    for _ in range(quiz_of(robot).sheet.total):
        if not quiz_of(robot).sheet.is_done:
            await robot.press(*keys_for(desk, robot, right=wrong <= 0))
            wrong -= 1
    assert quiz_of(robot).sheet.is_done
