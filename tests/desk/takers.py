"""Takes quizzes in tests: knows the right answers, which the desk never tells."""

from __future__ import annotations

from dataclasses import replace

from sdrdesk.build import data_folder
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.gate.gate_values import Finished, Quiz
from sdrdesk.domain.offer import Offer, sealed
from sdrdesk.domain.question import Bank, Question
from sdrdesk.domain.quiz import Given
from sdrdesk.feeds.offer_files import read_library
from sdrdesk.store.quizzes import offer_of
from tests.worlds import World

PAPER = "speed-to-lead"
WEBINAR = "webinar-retail"


def right(question: Question) -> Given:
    """An answer worth full marks."""
    return (
        question.right
        or question.accept[:1]
        or tuple(str(one.value) for one in question.numbers[:1])
        or tuple(pair.right for pair in question.pairs)
    )


def bank_of(world: World, quiz: Quiz) -> dict[str, Question]:
    """The questions of the version that a quiz was drawn from."""
    with world.store.reading() as unit:
        found = offer_of(unit, quiz.offer, quiz.version)
    assert found is not None
    return {one.id: one for one in found[1].questions}


def fill(world: World, desk: Desk, quiz: Quiz, correct: int) -> None:
    """Answer the first `correct` questions rightly and leave the others."""
    known = bank_of(world, quiz)
    for asked in quiz.questions[:correct]:
        desk.quizzing.answer(quiz.attempt_id, asked.question_id, right(known[asked.question_id]))


def take(world: World, desk: Desk, offer: str = PAPER, correct: int = 5) -> Finished:
    """Take a quiz with so many right answers."""
    quiz = desk.quizzing.start(offer)
    fill(world, desk, quiz, correct)
    return desk.quizzing.finish(quiz.attempt_id)


def shipped(offer: str = PAPER) -> tuple[Offer, Bank]:
    """A shipped offer with its bank."""
    return next(pair for pair in read_library(data_folder() / "offers") if pair[0].key == offer)


def renew(world: World, offer: str = PAPER, *, version: int | None = None, fact: str = "") -> int:
    """Bring a new version of an offer into force; its number."""
    with world.store.reading() as unit:
        found = offer_of(unit, offer)
    assert found is not None
    old, bank = found
    number = version or old.version + 1
    bank = replace(bank, version=number)
    newer = sealed(replace(old, version=number, facts=(fact or f"Fact of version {number}", *old.facts[1:])), bank)
    world.nora.team.apply_offers([(newer, bank)])
    return number
