"""Offers' versions and quizzes as the store keeps them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sdrdesk.clock import Steady
from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.offer import Offer
from sdrdesk.domain.passes import Attempt
from sdrdesk.domain.plain import build
from sdrdesk.domain.question import Bank
from sdrdesk.domain.quiz import Given
from sdrdesk.store import compiled
from sdrdesk.store.sql import Sql, maybe, moment
from sdrdesk.store.store import Row, Unit

HAND_IN = Sql("hand_in", "SELECT sdrdesk_rights.hand_in(:attempt)")
GRADE = Sql("grade", "SELECT sdrdesk_rights.grade(:attempt, CAST(:at AS timestamptz), :boot, :seconds)")
"""Of a server that grades; it takes no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """One try at a quiz."""

    id: str
    rep_id: str
    offer: str
    version: int
    seed: int
    questions: tuple[str, ...]
    """Ids in the order asked."""
    pass_mark: float
    state: str
    started_at: datetime
    ended_at: datetime | None
    score: float | None
    steady: Steady
    """The steady clock when it ended; when it was begun, while it is open."""

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.state == "open"

    @property
    def as_tried(self) -> Attempt:
        """The attempt as the rules see it."""
        is_graded = self.score is not None
        return Attempt(
            version=self.version,
            started_at=self.started_at,
            finished_at=self.ended_at if is_graded else None,
            passed=self.state == "passed",
            left_at=None if is_graded else self.ended_at,
        )

    def waited(self, now: Steady) -> timedelta | None:
        """Time since it ended by the clock that nobody can set; None where that is not known."""
        return now.since(self.steady)


def offer_of(unit: Unit, key: str, version: int | None = None) -> tuple[Offer, Bank] | None:
    """A version of an offer with its bank, by default the one in force; None where there is none."""
    if version is None:
        row = unit.first(compiled.OFFER, key=key)
        card, bank = (row[5], row[6]) if row else ("", "")
    else:
        row = unit.first(compiled.OFFER_VERSION, key=key, version=version)
        card, bank = (row[2], row[3]) if row else ("", "")
    return (build(Offer, json.loads(card)), build(Bank, json.loads(bank))) if row else None


def attempt(unit: Unit, attempt_id: str) -> AttemptRecord | None:
    """One attempt, or None."""
    row = unit.first(compiled.ATTEMPT, attempt=attempt_id)
    return _record(row) if row else None


def attempts(unit: Unit, rep_id: str, offer: str) -> tuple[AttemptRecord, ...]:
    """Every attempt of a rep at an offer, oldest first."""
    return tuple(_record(row) for row in unit.all(compiled.ATTEMPTS, rep=rep_id, offer=offer))


def answers(unit: Unit, attempt_id: str) -> dict[str, tuple[Given, datetime, float | None]]:
    """What was answered in an attempt, by question id: the answer, when, and what it is worth once graded."""
    return {
        row[0]: (tuple(json.loads(row[1])), moment(row[2]), row[3])
        for row in unit.all(compiled.ANSWERS, attempt=attempt_id)
    }


def opened_at(unit: Unit, rep_id: str, offer: str) -> datetime | None:
    """When a rep last opened an offer's text; None for never."""
    row = unit.first(compiled.OPENED_AT, rep=rep_id, offer=offer)
    return maybe(row[0]) if row else None


def put_answer(unit: Unit, attempt_id: str, question: str, given: Given, at: datetime, points: float | None) -> None:
    """Keep an answer in place of an earlier one."""
    unit.run(
        compiled.PUT_ANSWER,
        attempt_id=attempt_id,
        question=question,
        given=json.dumps(given, ensure_ascii=False),
        at=at,
        points=points,
    )


def add_attempt(unit: Unit, record: AttemptRecord) -> None:
    """Keep a new attempt."""
    unit.run(
        compiled.ADD_ATTEMPT,
        id=record.id,
        rep_id=record.rep_id,
        offer=record.offer,
        version=record.version,
        seed=record.seed,
        questions=json.dumps(record.questions, ensure_ascii=False),
        pass_mark=record.pass_mark,
        state=record.state,
        started_at=record.started_at,
        ended_at=record.ended_at,
        score=record.score,
        boot=record.steady.boot,
        seconds=record.steady.seconds,
    )


def end_attempt(
    unit: Unit, record: AttemptRecord, *, state: str, at: datetime, score: float | None, steady: Steady
) -> None:
    """Close an open attempt."""
    unit.run(
        compiled.END_ATTEMPT,
        of_attempt=record.id,
        set_state=state,
        set_ended_at=at,
        set_score=score,
        set_boot=steady.boot,
        set_seconds=steady.seconds,
    )


def hand_in(unit: Unit, attempt_id: str) -> None:
    """Have the server keep the answers as they stand: what it grades, in a later transaction (`Store.grades`)."""
    unit.run(HAND_IN, attempt=attempt_id)


def have_graded(unit: Unit, attempt_id: str, *, at: datetime, steady: Steady) -> None:
    """Have the server grade what was handed in, and close the attempt."""
    unit.run(GRADE, attempt=attempt_id, at=at, boot=steady.boot, seconds=steady.seconds)


def _record(row: Row) -> AttemptRecord:
    return AttemptRecord(
        id=row[0],
        rep_id=row[1],
        offer=row[2],
        version=row[3],
        seed=row[4],
        questions=tuple(json.loads(row[5])),
        pass_mark=row[6],
        state=row[7],
        started_at=moment(row[8]),
        ended_at=maybe(row[9]),
        score=row[10],
        steady=Steady(row[11], row[12]),
    )
