"""Arrivals: conversions become leads, or join the lead that the same person already is.

One road for a file, a form and a lead typed by hand. Rows of a file are written under its batch, which nobody else sees
until it is live; what a batch means for leads that were there before is applied in the moment it goes live.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.intake import asides, matching
from sdrdesk.desk.law import listings
from sdrdesk.desk.routing.sharing import Sharing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence, score
from sdrdesk.domain.hours import Place
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Conversion, Standing, Visit
from sdrdesk.domain.matching import Verdict
from sdrdesk.domain.routing import Choice, is_pool
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import as_sql
from sdrdesk.store.store import Unit
from sdrdesk.text import fold

REMEMBERED = 1 << 13
"""Grades that are remembered: the leads of a file repeat a few titles and sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One conversion of one person, ready to be taken in."""

    incoming: Incoming
    offer: str
    owner_id: str = ""
    """Who is named for it; "" lets the playbook's routing choose."""
    why: str = ""
    """Why they are named."""
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an arrival."""

    lead_id: str
    what: str
    """"created", "joined" (a further conversion), "known" (seen before), "aside" (somebody is asked who it is),
    "suppressed" or "busy" (in another import)."""
    note: str = ""
    """For "aside": whom it may be."""
    owner: str = ""
    """For "created": the name of who got it."""


class _Fresh(NamedTuple):
    """A lead to be made."""

    lead_id: str
    arrival: Arrival
    choice: Choice


class Arrivals:
    """Takes conversions in for the team of the seat."""

    def __init__(self, seat: Seat, make_id: Callable[[datetime], str] = new_id) -> None:
        """Take in for the team of `seat`; `make_id` lets a seed choose its ids."""
        self._seat = seat
        self._make_id = make_id
        self._ready: dict[int, dict[str, Any]] = {}
        self._standings: dict[tuple[int, Place, str, str, datetime], Standing] = {}
        self._grades: dict[score.Facts, score.Graded] = {}

    def take(
        self, unit: Unit, arrivals: Sequence[Arrival], batch_id: str = "", *, is_settled: bool = False
    ) -> list[Taken]:
        """Take arrivals in, in order; with a batch, out of sight until `go_live`.

        A row of a file that may be somebody known is set aside; a form fill becomes a lead all the same, since it waits
        for nobody, and the doubt is kept with it. With `is_settled` somebody has said that it is nobody known.
        """
        people = [arrival.incoming for arrival in arrivals]
        known = matching.acquainted(unit, people, self._seat.playbook.matching)
        barred = listings.barred(self._seat, unit, people)
        sharing = Sharing(self._seat, unit, people if any(not one.owner_id for one in arrivals) else None)
        taken: list[Taken] = []
        fresh: list[_Fresh] = []
        for arrival, is_barred in zip(arrivals, barred, strict=True):
            incoming = arrival.incoming
            found = known.find(incoming)
            is_doubtful = found is not None and found.verdict is Verdict.DOUBTFUL
            if is_barred:
                taken.append(Taken("", "suppressed"))
            elif found is not None and is_doubtful and batch_id and not is_settled:
                is_new = asides.set_aside(unit, self._doubt(arrival, found, batch_id), self._make_id)
                taken.append(Taken("", "aside", found.name) if is_new else Taken("", "known"))
            elif found is None or is_doubtful:
                lead_id = self._make_id(self._seat.clock.now())
                choice = sharing.owner_of(incoming, arrival.offer, arrival.owner_id, arrival.why)
                fresh.append(_Fresh(lead_id, arrival, choice))
                known.learn(incoming, lead_id, batch_id)
                taken.append(Taken(lead_id, "created", owner=sharing.name_of(choice.owner)))
                if found is not None and not is_settled:
                    asides.set_aside(unit, self._doubt(arrival, found, batch_id, lead_id), self._make_id)
            else:
                if fresh:
                    self._create(unit, sharing, fresh, batch_id)
                    fresh = []
                taken.append(self._join(unit, (found.lead_id, found.batch), arrival, batch_id))
        if fresh:
            self._create(unit, sharing, fresh, batch_id)
        self._learn_places(unit, arrivals)
        return taken

    def prepare(self, arrivals: Iterable[Arrival]) -> None:
        """Work out before the transaction what needs no store: nobody waits for where a new lead would stand."""
        self._ready = {
            id(arrival): {name: as_sql(value) for name, value in self._planned(arrival).items()} for arrival in arrivals
        }

    def join(self, unit: Unit, lead_id: str, arrival: Arrival) -> Taken:
        """A conversion of the person that a lead is, as somebody has said."""
        if listings.barred(self._seat, unit, [arrival.incoming])[0]:
            return Taken("", "suppressed")
        return self._join(unit, (lead_id, ""), arrival, "")

    def regrade(self, unit: Unit, lead_id: str, standing: Standing, title: str, people: int | None) -> score.Graded:
        """The grade of a lead from all that is known about it now."""
        place = Place()
        if self._seat.playbook.score.fitted and (record := leads.find(unit, lead_id)):
            place = record.place
        known = score.Known(
            kind=standing.kind, offer=standing.offer, converted_at=standing.converted_at,
            conversions=leads.conversions(unit, lead_id), visits=leads.visits(unit, lead_id),
            title=title, people=people, place=place,
        )  # fmt: skip
        return score.grade(score.facts_at(known, self._seat.clock.now()), self._seat.playbook.score)

    # --- who is it ----------------------------------------------------------------------------------------------------

    def _doubt(self, arrival: Arrival, found: matching.Match, batch_id: str, lead_id: str = "") -> asides.Aside:
        return asides.Aside(
            kind="person",
            reason=f"may be {found.name}: {found.by} alike",
            incoming=arrival.incoming,
            offer=arrival.offer,
            owner_id=arrival.owner_id,
            batch_id=batch_id,
            like_id=found.lead_id,
            lead_id=lead_id,
            at=self._seat.clock.now(),
        )

    def _learn_places(self, unit: Unit, arrivals: Iterable[Arrival]) -> None:
        known = {row[0] for row in unit.all(compiled.PLACES)}
        for key in sorted({arrival.incoming.place.key for arrival in arrivals} - known):
            unit.run(compiled.ADD_PLACE, key=key)

    # --- writing ------------------------------------------------------------------------------------------------------

    def _create(self, unit: Unit, sharing: Sharing, fresh: Sequence[_Fresh], batch_id: str) -> None:
        rows, conversions, visits, said = [], [], [], []
        now = self._seat.clock.now()
        sharing.keep(unit)
        for lead_id, arrival, choice in fresh:
            owned = {"id": lead_id, "batch_id": batch_id, "created_at": now}
            owned |= {"owner_id": choice.owner, "routed": choice.reason}
            rows.append((self._ready.pop(id(arrival), None) or self._planned(arrival)) | owned)
            conversions.append(self._conversion_row(lead_id, arrival, batch_id, now))
            if arrival.incoming.said:
                said.append(_said_row(conversions[-1], arrival))
            visits += [self._visit_row(lead_id, visit, batch_id) for visit in arrival.visits]
            _show(unit, choice.owner)
        unit.many(compiled.ADD_LEAD, rows)
        unit.many(compiled.ADD_CONVERSION, conversions)
        if visits:
            unit.many(compiled.ADD_VISIT, visits)
        if said:
            unit.many(compiled.ADD_SAID, said)

    def _planned(self, arrival: Arrival) -> dict[str, Any]:
        """The row of a new lead, but for its id, its batch and its owner."""
        incoming, playbook = arrival.incoming, self._seat.playbook
        kind = self._kind_of(arrival.offer)
        standing = self._arrived(incoming.place, kind, arrival.offer, incoming.converted_at)
        known = self._known(arrival, kind)
        graded = self._grades.get(known)
        if graded is None:
            graded = score.grade(known, playbook.score)
            if len(self._grades) < REMEMBERED:
                self._grades[known] = graded
        return (
            leads.standing_columns(standing, graded.grade)
            | person_columns(incoming)
            | {
                "industry": "",
                "points": graded.points,
                "grade": graded.grade,
                "grade_note": graded.note,
                "last_outcome": "",
                "last_at": None,
                "last_by": "",
                "held_by": "",
                "held_until": None,
            }
        )

    def _known(self, arrival: Arrival, kind: str) -> score.Facts:
        """What the score looks at; of files with points set by hand, few leads differ in it."""
        incoming = arrival.incoming
        if self._seat.playbook.score.fitted is None:
            pages = tuple((visit.page, visit.seconds) for visit in arrival.visits if not visit.is_mail)
            sources = (incoming.source,) if incoming.source else ()
            return score.Facts(
                kinds=(kind,), sources=sources, pages=pages, title=incoming.title, people=incoming.people
            )
        at = incoming.converted_at
        came = Conversion(id="", offer=arrival.offer, offer_title="", kind=kind, at=at, source=incoming.source)
        known = score.Known(
            kind=kind, offer=arrival.offer, converted_at=at, conversions=(came,), visits=arrival.visits,
            title=incoming.title, people=incoming.people, place=incoming.place,
        )  # fmt: skip
        return score.facts_at(known, max(self._seat.clock.now(), at))

    def _arrived(self, place: Place, kind: str, offer: str, at: datetime) -> Standing:
        """Where a new lead stands; remembered, as whole lists convert at one time."""
        key = (id(self._seat.rules), place, kind, offer, at)
        known = self._standings.get(key)
        if known is None:
            known = cadence.arrive(self._seat.rules, place, kind=kind, offer=offer, at=at)
            if len(self._standings) >= REMEMBERED:
                self._standings.clear()
            self._standings[key] = known
        return known

    def _conversion_row(self, lead_id: str, arrival: Arrival, batch_id: str, now: datetime) -> dict[str, Any]:
        incoming = arrival.incoming
        return {
            "id": self._make_id(incoming.converted_at),
            "lead_id": lead_id,
            "offer": arrival.offer,
            "kind": self._kind_of(arrival.offer),
            "at": incoming.converted_at,
            "source": incoming.source,
            "campaign": incoming.campaign,
            "arrived_at": now,
            "dedupe": dedupe_key(arrival),
            "batch_id": batch_id,
            "basis": incoming.basis.value,
            "basis_at": incoming.basis_at,
            "basis_text": incoming.basis_text,
        }

    def _visit_row(self, lead_id: str, visit: Visit, batch_id: str) -> dict[str, Any]:
        return {
            "id": self._make_id(visit.at),
            "lead_id": lead_id,
            "at": visit.at,
            "page": visit.page,
            "seconds": visit.seconds,
            "is_mail": visit.is_mail,
            "batch_id": batch_id,
        }

    def _join(self, unit: Unit, found: tuple[str, str], arrival: Arrival, batch_id: str) -> Taken:
        """A further conversion of a known person."""
        lead_id, in_batch = found
        if in_batch and in_batch != batch_id and in_batch in unit.pending:
            return Taken(lead_id, "busy")
        if unit.first(compiled.KNOWN_CONVERSION, lead=lead_id, dedupe=dedupe_key(arrival)):
            return Taken(lead_id, "known")
        row = self._conversion_row(lead_id, arrival, batch_id, self._seat.clock.now())
        unit.run(compiled.ADD_CONVERSION, **row)
        if arrival.incoming.said:
            unit.run(compiled.ADD_SAID, **_said_row(row, arrival))
        if arrival.visits:
            unit.many(compiled.ADD_VISIT, [self._visit_row(lead_id, visit, batch_id) for visit in arrival.visits])
        if not batch_id or in_batch == batch_id:
            kind = self._kind_of(arrival.offer)
            self._apply(unit, lead_id, kind, arrival.offer, arrival.incoming.converted_at)
        return Taken(lead_id, "joined")

    def _apply(self, unit: Unit, lead_id: str, kind: str, offer: str, at: datetime) -> bool:
        """Move a lead by a further conversion, and grade it anew."""
        record = leads.find(unit, lead_id)
        if record is None:
            return False
        _show(unit, record.owner_id)
        after = cadence.convert(self._seat.rules, record.place, record.standing, kind=kind, offer=offer, at=at)
        graded = self.regrade(unit, lead_id, after, record.row.title, record.people)
        if after != record.standing:
            leads.move(unit, lead_id, after, graded.grade, record.last, held_as=record.row)
        unit.run(
            compiled.GRADE_LEAD,
            of_lead=lead_id,
            set_points=graded.points,
            set_grade=graded.grade,
            set_grade_note=graded.note,
            set_rank=after.rank(graded.grade),
        )
        return after != record.standing

    def _kind_of(self, offer: str) -> str:
        return self._seat.kinds[offer]


def _show(unit: Unit, owner: str) -> None:
    """Say that an owner's screen shows a change: of a pool, everybody's."""
    if is_pool(owner):
        unit.seen_by_all()
    else:
        unit.seen_by(owner)


def _said_row(conversion: dict[str, Any], arrival: Arrival) -> dict[str, Any]:
    return {
        "conversion_id": conversion["id"],
        "lead_id": conversion["lead_id"],
        "said": json.dumps(arrival.incoming.said, ensure_ascii=False),
        "batch_id": conversion["batch_id"],
    }


def dedupe_key(arrival: Arrival) -> str:
    """The same for the same conversion seen again: its offer with its time, or its id where the file gives no time."""
    incoming = arrival.incoming
    when = incoming.converted_at.isoformat() if incoming.is_dated else incoming.external_id or "undated"
    return f"{arrival.offer}|{when}"


def person_columns(incoming: Incoming) -> dict[str, Any]:
    """The columns that say who a lead is."""
    search = (incoming.full_name, incoming.company, incoming.email, incoming.city)
    return {
        "name": incoming.full_name or incoming.email or incoming.phone,
        "title": incoming.title,
        "company": incoming.company,
        "company_key": incoming.company_key,
        "people": incoming.people,
        "email": incoming.email,
        "email_key": incoming.email_key,
        "phone": incoming.phone,
        "city": incoming.city,
        "place": incoming.place.key,
        "search": f"{fold(' '.join(search))} {incoming.phone}",
    }
