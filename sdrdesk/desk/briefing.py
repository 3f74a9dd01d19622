"""The brief: everything to know of one lead before calling it."""

from __future__ import annotations

from sdrdesk.desk.law.lawnote import law_note
from sdrdesk.desk.score.marks import marks_of
from sdrdesk.domain import brief as briefs
from sdrdesk.domain import score
from sdrdesk.domain.hold import arm_words
from sdrdesk.domain.lead import Person, Why
from sdrdesk.domain.queue import QueueRow, why_line
from sdrdesk.domain.variants import variants_of
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.offers import card_of
from sdrdesk.store.sql import moment
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sdrdesk.desk.seat import Seat
    from sdrdesk.domain.lead import Conversion
    from sdrdesk.store.store import Unit


def brief_of(seat: Seat, unit: Unit, record: LeadRecord, row: QueueRow) -> briefs.Brief:
    """Everything about the lead of `record`, which stands in the queue as `row`."""
    playbook, lead_id = seat.playbook, record.row.lead_id
    conversions, visits = leads.conversions(unit, lead_id), leads.visits(unit, lead_id)
    offer = card_of(unit, row.offer)
    labels = {key: rule.label for key, rule in playbook.outcomes.items()}
    known = score.Known(
        kind=row.kind, offer=row.offer, converted_at=row.converted_at, conversions=conversions, visits=visits,
        title=row.title, people=record.people, place=row.place,
    )  # fmt: skip
    graded = score.grade(score.facts_at(known, seat.clock.now()), playbook.score)
    return briefs.Brief(
        row=row,
        person=Person(
            name=row.name,
            title=row.title,
            company=row.company,
            people=record.people,
            industry=record.industry,
            email=row.email,
            phone=row.phone,
            city=row.city,
            place=row.place,
        ),
        owner=record.owner,
        why=_why(seat, row, conversions),
        approach=briefs.approach(playbook, row.kind, visits, offer),
        offer=offer,
        path=briefs.path(conversions, visits),
        ladder=briefs.ladder(playbook, record.standing.yeses, visits),
        questions=playbook.markets[playbook.market].questions,
        history=leads.history(unit, lead_id, labels),
        said=leads.said(unit, lead_id),
        law=law_note(seat, unit, record, seat.clock.now()),
        colleagues=_colleagues(unit, record.company_key, lead_id),
        score=graded.reasons,
        points=graded.points,
        wrong=tuple(one.told for one in marks_of(unit, lead_id)),
        variants=variants_of(playbook, lead_id, record.standing.kind),
        routed=record.routed,
    )


def _why(seat: Seat, row: QueueRow, conversions: Sequence[Conversion]) -> str:
    """Why the lead is where it is, with the arm of the experiment on its wait while nobody has called."""
    said = why_line(row, seat.playbook, seat.clock.now())
    if row.why is not Why.FIRST:
        return said
    came = (one.arm for one in conversions if (one.offer, one.at) == (row.offer, row.converted_at))
    words = arm_words(seat.playbook.offers[row.kind], next(came, ""))
    return f"{said}; {words}" if words else said


def _colleagues(unit: Unit, company_key: str, lead_id: str) -> tuple[briefs.Colleague, ...]:
    if not company_key:
        return ()
    return tuple(
        briefs.Colleague(
            lead_id=row[0],
            name=row[1],
            title=row[2],
            kind=row[3],
            converted_at=moment(row[4]),
            owner=row[5],
            last_outcome=row[6],
        )
        for row in unit.all(compiled.COLLEAGUES, company_key=company_key, lead=lead_id)
    )
