"""Quizzing: read an offer, take its quiz, earn the pass. Nothing tells a right answer before the end."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from sdrdesk.desk.gate import answers as given_answers
from sdrdesk.desk.gate import grading, library, passbook
from sdrdesk.desk.gate.gate_values import Answered, Finished, FreedLead, Left, MayStart, OfferView, OpenedOffer, Quiz
from sdrdesk.desk.gate.passbook import PassView
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import quiz
from sdrdesk.domain.hours import zone
from sdrdesk.domain.offer import Offer
from sdrdesk.domain.passes import QuizRules
from sdrdesk.domain.policy import Action
from sdrdesk.domain.question import Bank
from sdrdesk.domain.tries import Try, may_try
from sdrdesk.errors import NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, quizzes
from sdrdesk.store.quizzes import AttemptRecord
from sdrdesk.store.store import Unit
from sdrdesk.text import clean


class Quizzing:
    """Offers and quizzes of the rep in the seat."""

    def __init__(
        self,
        seat: Seat,
        make_id: Callable[[datetime], str] = new_id,
        make_seed: Callable[[], int] = lambda: secrets.randbits(31),
    ) -> None:
        """Quiz the rep in `seat`; seeds and tests choose ids and draws."""
        self._seat = seat
        self._make_id = make_id
        self._make_seed = make_seed

    # --- before the quiz --------------------------------------------------------------------------------------------

    def library(self, words: str = "") -> tuple[OfferView, ...]:
        """Every offer, those first that lock leads; with `words`, those whose text holds them all."""
        with self._seat.store.reading() as unit:
            return library.views(self._seat, unit, self._seat.clock.now(), words)

    def open(self, offer: str) -> OpenedOffer:
        """Open an offer's text; that is recorded, for after a failure it must be read again."""
        now = self._seat.clock.now()
        with self._seat.store.writing(self._seat.rep.id) as unit:
            found, _ = self._offer(unit, offer)
            tried = quizzes.attempts(unit, self._seat.rep.id, offer)
            # Later than the failure it follows, even if the clock was set back in between.
            at = max([now, *(record.as_tried.last_at + grading.TICK for record in tried)])
            unit.run(
                compiled.ADD_OPENING,
                id=self._make_id(at),
                rep_id=self._seat.rep.id,
                offer=offer,
                version=found.version,
                at=at,
            )
            return self._opened(unit, found, now)

    def look(self, offer: str) -> OpenedOffer:
        """The same as `open`, without a record: to paint a page again."""
        with self._seat.store.reading() as unit:
            found, _ = self._offer(unit, offer)
            return self._opened(unit, found, self._seat.clock.now())

    # --- the quiz ---------------------------------------------------------------------------------------------------

    def start(self, offer: str) -> Quiz:
        """Begin the quiz of an offer, or go on with the one that was begun.

        Raises:
            Refused: Too soon, or the offer must be opened again first; `code`, `hint` and `until` say what to do.
            BadInput: The bank is too small for a quiz.
        """
        now = self._seat.clock.now()
        with self._seat.store.writing(self._seat.rep.id) as unit:
            outcome = self._start(unit, offer, now)
        if isinstance(outcome, Refused):
            # Raised after the commit, so that a stale quiz stays closed.
            raise outcome
        return outcome

    def answer(self, attempt_id: str, question: str, given: Sequence[str]) -> Answered:
        """Keep the answer to one question; it may be changed until the quiz is finished.

        Args:
            attempt_id: Which quiz.
            question: Which question.
            given: The texts chosen or the one typed; for matching one right side for each left side; empty takes the
                answer back.

        Raises:
            BadInput: No such question, or an answer it cannot have.
            Refused: The quiz is over, or somebody else's.
        """
        now = self._seat.clock.now()
        with self._seat.store.writing(self._seat.rep.id) as unit:
            record = self._open_attempt(unit, attempt_id)
            _, bank = self._version_of(unit, record)
            asked = {one.question_id: one for one in quiz.draw(bank, len(record.questions), record.seed)}
            checked = given_answers.checked(asked, question, given)
            known = quizzes.answers(unit, attempt_id)
            at = max([now, record.started_at + grading.TICK, *(one[1] + grading.TICK for one in known.values())])
            quizzes.put_answer(unit, attempt_id, question, checked, at, None)
            told = {key: one[0] for key, one in known.items()} | {question: checked}
        return Answered(answered=sum(bool(one) for one in told.values()), total=len(record.questions))

    def finish(self, attempt_id: str) -> Finished:
        """Grade a quiz; a pass is written in the same transaction. Finishing again gives the same answer."""
        now, store = self._seat.clock.now(), self._seat.store
        if store.grades:
            with store.writing(self._seat.rep.id) as unit:
                quizzes.hand_in(unit, attempt_id)
        with store.writing(self._seat.rep.id) as unit:
            record = self._own_attempt(unit, attempt_id)
            if record.state == "left":
                raise Refused("That quiz was left and counts as an attempt", "Start it again with t", code="left")
            at = grading.after(unit, record, now)
            if store.grades:
                quizzes.have_graded(unit, attempt_id, at=at, steady=self._seat.clock.steady())
            found, bank = self._version_of(unit, record)
            given = {key: one[0] for key, one in quizzes.answers(unit, attempt_id).items()}
            asked = quiz.draw(bank, len(record.questions), record.seed)
            result = quiz.result(asked, bank.questions, given, record.pass_mark)
            freed: tuple[FreedLead, ...] = ()
            if record.is_open:
                freed = grading.grade(self._seat, unit, record, bank, given, result, at, now)
            return self._finished(unit, record, found, bank, result, freed, now)

    def abandon(self, attempt_id: str) -> Left:
        """Leave a quiz; it counts as an attempt that failed."""
        now, steady = self._seat.clock.now(), self._seat.clock.steady()
        with self._seat.store.writing(self._seat.rep.id) as unit:
            record = self._open_attempt(unit, attempt_id)
            quizzes.end_attempt(
                unit, record, state="left", at=grading.after(unit, record, now), score=None, steady=steady
            )
            found, _ = self._offer(unit, record.offer)
            tried = quizzes.attempts(unit, self._seat.rep.id, record.offer)
            may = self._may_start(unit, found, tried, now)
        words = f'The quiz on "{found.title}" was left; it counts as an attempt'
        return Left(attempt_id=attempt_id, offer=record.offer, words=words, may_start=may)

    # --- inside a transaction ---------------------------------------------------------------------------------------

    def _offer(self, unit: Unit, key: str) -> tuple[Offer, Bank]:
        found = quizzes.offer_of(unit, key)
        if found is None:
            raise NotFound(f'No offer "{clean(key)}"', "", "See: sdrdesk offers list")
        return found

    def _version_of(self, unit: Unit, record: AttemptRecord) -> tuple[Offer, Bank]:
        """The version that the attempt was drawn from, by which it is graded."""
        return quizzes.offer_of(unit, record.offer, record.version) or self._offer(unit, record.offer)

    def _own_attempt(self, unit: Unit, attempt_id: str) -> AttemptRecord:
        record = quizzes.attempt(unit, attempt_id)
        if record is None:
            raise NotFound(f'No quiz "{clean(attempt_id)}"', "", "Start one with t, or: sdrdesk quiz OFFER")
        self._seat.ask(Action.LEARN, is_own=record.rep_id == self._seat.rep.id)
        return record

    def _open_attempt(self, unit: Unit, attempt_id: str) -> AttemptRecord:
        record = self._own_attempt(unit, attempt_id)
        if not record.is_open:
            raise Refused("That quiz is over", "Start another with t", code="over")
        return record

    def _start(self, unit: Unit, offer: str, now: datetime) -> Quiz | Refused:
        notice = ""
        found, bank = self._offer(unit, offer)
        tried = quizzes.attempts(unit, self._seat.rep.id, offer)
        going_on = next((one for one in tried if one.is_open), None)
        if going_on and going_on.version == found.version:
            return self._quiz(unit, going_on, found, bank, is_resumed=True)
        if going_on:
            notice = self._close_stale(unit, going_on, found.version)
            tried = quizzes.attempts(unit, self._seat.rep.id, offer)
        may = self._may_start(unit, found, tried, now)
        if not may.can:
            return Refused(f"{notice} {may.reason}".strip(), may.cure, code=may.code, until=may.until)
        record = self._begin(unit, found, bank, tried, now)
        return self._quiz(unit, record, found, bank, notice=notice, left_today=may.left_today - 1)

    def _close_stale(self, unit: Unit, record: AttemptRecord, current: int) -> str:
        """Close a quiz on a version that has been replaced, as of its last sign of life; the words for it."""
        at = grading.last_sign(unit, record) + grading.TICK
        quizzes.end_attempt(unit, record, state="left", at=at, score=None, steady=record.steady)
        return (
            f"Your open quiz was on version {record.version}, the offer is at version {current} now:"
            " it was closed and counts as an attempt."
        )

    def _begin(
        self, unit: Unit, offer: Offer, bank: Bank, tried: Sequence[AttemptRecord], now: datetime
    ) -> AttemptRecord:
        rules, seed = self._seat.playbook.quiz, self._make_seed()
        asked = quiz.draw(bank, rules.questions, seed)
        opened = quizzes.opened_at(unit, self._seat.rep.id, offer.key)
        earlier = [*(one.as_tried.last_at for one in tried), *((opened,) if opened else ())]
        # In the order in which things happened, even if the clock was set back in between.
        at = max([now, *(one + grading.TICK for one in earlier)])
        record = AttemptRecord(
            id=self._make_id(at),
            rep_id=self._seat.rep.id,
            offer=offer.key,
            version=offer.version,
            seed=seed,
            questions=tuple(one.question_id for one in asked),
            pass_mark=rules.pass_mark,
            state="open",
            started_at=at,
            ended_at=None,
            score=None,
            steady=self._seat.clock.steady(),
        )
        quizzes.add_attempt(unit, record)
        return record

    def _may_start(self, unit: Unit, offer: Offer, tried: Sequence[AttemptRecord], now: datetime) -> MayStart:
        seat = self._seat
        if any(one.is_open and one.version == offer.version for one in tried):
            return MayStart(can=True, reason="You have begun this quiz; it goes on where you stopped")
        last = max(tried, key=lambda one: one.as_tried.last_at, default=None)
        verdict = may_try(
            now,
            [one.as_tried for one in tried],
            QuizRules.of(seat.playbook.quiz),
            quizzes.opened_at(unit, seat.rep.id, offer.key),
            offer.version,
            zone=zone(seat.rep.zone),
            waited=last.waited(seat.clock.steady()) if last else None,
        )
        if isinstance(verdict, Try):
            return MayStart(can=True, left_today=verdict.left_today)
        code = "wait" if verdict.until else "reopen"
        return MayStart(can=False, reason=verdict.reason, cure=verdict.what_to_do, until=verdict.until, code=code)

    # --- values -----------------------------------------------------------------------------------------------------

    def _opened(self, unit: Unit, offer: Offer, now: datetime) -> OpenedOffer:
        seat, rules = self._seat, self._seat.playbook.quiz
        tried = quizzes.attempts(unit, seat.rep.id, offer.key)
        (view,) = (one for one in library.views(seat, unit, now) if one.key == offer.key)
        return OpenedOffer(
            offer=offer,
            view=view,
            leads=library.locked_leads(seat, unit, offer.key) if view.locked.leads else (),
            attempts=tuple(grading.attempt_view(unit, one) for one in tried),
            may_start=self._may_start(unit, offer, tried, now),
            questions=rules.questions,
            pass_mark=rules.pass_mark,
        )

    def _quiz(
        self,
        unit: Unit,
        record: AttemptRecord,
        offer: Offer,
        bank: Bank,
        *,
        is_resumed: bool = False,
        notice: str = "",
        left_today: int = 0,
    ) -> Quiz:
        asked = quiz.draw(bank, len(record.questions), record.seed)
        about = {one.id: one.topic for one in bank.questions}
        return Quiz(
            attempt_id=record.id,
            offer=offer.key,
            title=offer.title,
            version=record.version,
            questions=asked,
            topics=tuple(about[one.question_id] for one in asked),
            pass_mark=record.pass_mark,
            needed=math.ceil(quiz.needed(len(asked), record.pass_mark)),
            answers={key: one[0] for key, one in quizzes.answers(unit, record.id).items()},
            started_at=record.started_at,
            is_resumed=is_resumed,
            notice=notice,
            left_today=left_today,
        )

    def _finished(
        self,
        unit: Unit,
        record: AttemptRecord,
        offer: Offer,
        bank: Bank,
        result: quiz.QuizResult,
        freed: tuple[FreedLead, ...],
        now: datetime,
    ) -> Finished:
        seat = self._seat
        current, _ = self._offer(unit, record.offer)
        state = passbook.of_rep(unit, seat.playbook, seat.rep.id, now, seat.rep.zone)
        total = len(record.questions)
        return Finished(
            attempt_id=record.id,
            offer=offer.key,
            title=offer.title,
            version=record.version,
            passed=result.passed,
            score=result.score,
            right=round(result.score * total, 2),
            total=total,
            pass_mark=record.pass_mark,
            missed=grading.missed(offer, bank, result),
            state=state.get(offer.key, PassView()),
            freed=freed,
            may_start=self._may_start(unit, current, quizzes.attempts(unit, seat.rep.id, offer.key), now),
            repeated=not record.is_open,
        )
