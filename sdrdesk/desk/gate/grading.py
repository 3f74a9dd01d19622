"""Grading: what finishing a quiz writes and frees, inside the transaction that the use case holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from sdrdesk.desk.gate.gate_values import AttemptView, FreedLead, MissedQuestion
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import quiz
from sdrdesk.domain.gate import held
from sdrdesk.domain.offer import Offer, passage
from sdrdesk.domain.passes import QuizRules
from sdrdesk.domain.question import Bank
from sdrdesk.domain.queue import Tab, tab_of
from sdrdesk.store import compiled, quizzes
from sdrdesk.store.leads import queue_row
from sdrdesk.store.quizzes import AttemptRecord
from sdrdesk.store.store import Unit

TICK = timedelta(microseconds=1)

MOST_FREED = 2000
"""Leads told one by one after a pass."""


def after(unit: Unit, record: AttemptRecord, now: datetime) -> datetime:
    """`now`, but later than the attempt's answers and all reading so far, even if the clock was set back.

    Else a failure could seem earlier than the reading before it, which would then count as the reading after it.
    """
    opened = quizzes.opened_at(unit, record.rep_id, record.offer)
    return max(filter(None, [now, last_sign(unit, record) + TICK, opened and opened + TICK]))


def last_sign(unit: Unit, record: AttemptRecord) -> datetime:
    """The last moment in which an attempt was begun or answered."""
    return max([record.started_at, *(one[1] for one in quizzes.answers(unit, record.id).values())])


def grade(
    seat: Seat,
    unit: Unit,
    record: AttemptRecord,
    bank: Bank,
    given: dict[str, quiz.Given],
    result: quiz.QuizResult,
    at: datetime,
    now: datetime,
) -> tuple[FreedLead, ...]:
    """Write what each answer is worth, the end of the attempt and the pass; the leads that the pass unlocks.

    A server that grades has written all but the pass already.
    """
    if not seat.store.grades:
        known = quizzes.answers(unit, record.id)
        questions = {one.id: one for one in bank.questions}
        for key in record.questions:
            texts = given.get(key, ())
            answered_at = known[key][1] if key in known else at
            quizzes.put_answer(unit, record.id, key, texts, answered_at, quiz.grade(questions[key], texts))
        state = "passed" if result.passed else "failed"
        quizzes.end_attempt(unit, record, state=state, at=at, score=result.score, steady=seat.clock.steady())
    if not result.passed:
        return ()
    was_locked = record.offer not in held(seat.passes(unit), now)
    lasts = QuizRules.of(seat.playbook.quiz).valid_for
    unit.run(
        compiled.ADD_PASS,
        id=record.id,
        rep_id=record.rep_id,
        offer=record.offer,
        version=record.version,
        passed_at=at,
        valid_until=at + lasts if lasts else None,
    )
    if was_locked and record.offer in held(seat.passes(unit), now):
        return _freed(seat, unit, record.offer, now)
    return ()


def attempt_view(unit: Unit, record: AttemptRecord) -> AttemptView:
    """A try as a history shows it, with the topics of what was not right."""
    topics: tuple[str, ...] = ()
    if record.state == "failed":
        found = quizzes.offer_of(unit, record.offer, record.version) or quizzes.offer_of(unit, record.offer)
        about = {one.id: one.topic for one in found[1].questions} if found else {}
        graded = quizzes.answers(unit, record.id)
        topics = tuple(dict.fromkeys(about.get(key, "") for key in record.questions if (graded[key][2] or 0) < 1))
    return AttemptView(
        attempt_id=record.id,
        version=record.version,
        state=record.state,
        started_at=record.started_at,
        ended_at=record.ended_at,
        score=record.score,
        missed=topics,
    )


def missed(offer: Offer, bank: Bank, result: quiz.QuizResult) -> tuple[MissedQuestion, ...]:
    """What was not fully right, with what to read again."""
    about = {one.id: one.topic for one in bank.questions}
    return tuple(
        MissedQuestion(
            question_id=one.question_id,
            topic=about[one.question_id],
            stem=one.stem,
            given=one.given,
            right=one.right,
            why=one.why,
            reread=one.reread,
            passage=passage(offer, one.reread) if one.reread else "",
        )
        for one in result.missed
    )


def _freed(seat: Seat, unit: Unit, offer: str, now: datetime) -> tuple[FreedLead, ...]:
    """The rep's leads behind a quiz that has just been passed, with the tab each dropped into."""
    start, end = seat.today(now)
    rows = [queue_row(row) for row in unit.all(compiled.GATED_BY, rep=seat.rep.id, offer=offer, limit=MOST_FREED)]
    open_now = set(seat.open_places({row.place.key for row in rows}, now))
    found = []
    for row in rows:
        is_open = row.place.key in open_now
        tab = tab_of(row, rep_id=seat.rep.id, now=now, is_open=is_open, has_pass=True, day_start=start, day_end=end)
        found.append(FreedLead(lead_id=row.lead_id, name=row.name, company=row.company, tab=tab or Tab.DONE))
    return tuple(found)
