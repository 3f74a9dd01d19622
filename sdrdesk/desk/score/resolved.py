"""The team's own outcomes: resolved leads, each with what was known of it at its first touch and no more."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.domain.facts import Case, Sample, early
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Conversion, Visit
from sdrdesk.domain.playbook import Score
from sdrdesk.domain.score import Facts, Known, facts_at, grade_by_hand, values_of
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit

PIECE = 400
"""Leads read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A resolved lead at its first touch, and what came of it."""

    lead_id: str
    name: str
    facts: Facts
    converted_at: datetime
    touched_at: datetime
    won: bool
    stage: str
    last_outcome: str


def sample(unit: Unit, score: Score) -> Sample:
    """Every resolved lead as a case, in the order in which they converted."""
    keys = tuple(values_of(Facts(kinds=()), score))
    cases = []
    for one in sorted(outcomes(unit), key=lambda one: (one.converted_at, one.lead_id)):
        values = values_of(one.facts, score)
        hand = grade_by_hand(one.facts, score).points
        cases.append(
            Case(
                values=tuple(values[key] for key in keys), won=one.won, at=one.converted_at, hand=hand,
                lead_id=one.lead_id,
            )
        )  # fmt: skip
    told = f"the team's {len(cases):,} resolved leads, {sum(case.won for case in cases):,} won"
    return Sample(facts=tuple(map(early, keys)), cases=tuple(cases), told=told)


def outcomes(unit: Unit) -> Iterator[Outcome]:
    """Resolved leads that were touched; those that ended without a touch teach nothing about touching."""
    rows = unit.all(compiled.RESOLVED)
    for start in range(0, len(rows), PIECE):
        piece = rows[start : start + PIECE]
        ids = [row[0] for row in piece]
        touches = {row[0]: row for row in reversed(unit.all(compiled.TOUCHES_OF, leads=ids))}
        edits = _by_lead(unit.all(compiled.EDITS_OF, leads=ids))
        behaviour = Behaviour.of(unit, ids)
        for lead_id, name, title, people, place, stage, last_outcome, won in piece:
            if lead_id not in touches:
                continue
            _, at, kind, offer, converted_at = touches[lead_id]
            known = Known(
                kind=kind, offer=offer, converted_at=moment(converted_at),
                conversions=behaviour.conversions.get(lead_id, ()), visits=behaviour.visits.get(lead_id, ()),
                title=title, people=people, place=Place.parse(place),
            )  # fmt: skip
            touched = moment(at)
            yield Outcome(
                lead_id=lead_id, name=name, facts=facts_at(_before(known, edits[lead_id], touched), touched),
                converted_at=known.converted_at, touched_at=touched, won=bool(won), stage=stage,
                last_outcome=last_outcome,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What some leads did with us, by lead."""

    conversions: dict[str, list[Conversion]]
    visits: dict[str, list[Visit]]

    @classmethod
    def of(cls, unit: Unit, lead_ids: Sequence[str], *, with_visits: bool = True) -> Behaviour:
        """All conversions of the leads, and their visits if they are asked for."""
        found = cls(defaultdict(list), defaultdict(list))
        for lead_id, one, offer, kind, at, source, campaign, arm in unit.all(compiled.CONVERSIONS_OF, leads=lead_ids):
            came = Conversion(
                id=one,
                offer=offer,
                offer_title="",
                kind=kind,
                at=moment(at),
                source=source,
                campaign=campaign,
                arm=arm,
            )
            found.conversions[lead_id].append(came)
        visits = unit.all(compiled.VISITS_OF, leads=lead_ids) if with_visits else ()
        for lead_id, at, page, seconds, is_mail in visits:
            found.visits[lead_id].append(Visit(at=moment(at), page=page, seconds=seconds, is_mail=bool(is_mail)))
        return found


def _by_lead(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _before(known: Known, edits: Sequence[Row], touched: datetime) -> Known:
    """What was known of who somebody is before the first touch: edits made since are taken back, the newest first."""
    for _, at, text in edits:
        if moment(at) <= touched:
            break
        detail = json.loads(text)
        if "title" in detail:
            known = replace(known, title=str(detail["title"][0] or ""))
        if "people" in detail:
            said = detail["people"][0]
            known = replace(known, people=int(said) if str(said or "").isdecimal() else None)
    return known
