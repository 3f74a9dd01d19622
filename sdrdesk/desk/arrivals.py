"""Arrivals: conversions become leads, or join the lead that the same person already is.

One road for a file, a form and a lead typed by hand. Rows of a file are written under its batch, which nobody else sees
until it is live; what a batch means for leads that were there before is applied in the moment it goes live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sdrdesk.desk.permit import digest
from sdrdesk.desk.queue import facts
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence, score
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Standing, Visit
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit
from sdrdesk.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One conversion of one person, ready to be taken in."""

    incoming: Incoming
    offer: str
    owner_id: str
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an arrival."""

    lead_id: str
    what: str
    """"created", "joined" (a further conversion), "known" (seen before), "suppressed" or "busy" (in another import)."""


@dataclass(slots=True)
class Known:
    """Who is in the store already, for the arrivals at hand."""

    by_email: dict[str, tuple[str, str]]
    """Lead id and batch by address."""
    by_phone: dict[str, list[tuple[str, str, str, str]]]
    """Lead id, folded name, batch and address by number."""
    suppressed: set[str]
    places: set[str]


class Arrivals:
    """Takes conversions in for the team of the seat."""

    def __init__(self, seat: Seat, make_id: Callable[[datetime], str] = new_id) -> None:
        """Take in for the team of `seat`; `make_id` lets a seed choose its ids."""
        self._seat = seat
        self._make_id = make_id

    def take(self, unit: Unit, arrivals: Sequence[Arrival], batch_id: str = "") -> list[Taken]:
        """Take arrivals in, in order; with a batch, out of sight until `go_live`."""
        known = self._known(unit, arrivals)
        taken: list[Taken] = []
        fresh: list[tuple[str, Arrival]] = []
        for arrival in arrivals:
            found = self._same_person(known, arrival.incoming)
            if self._is_suppressed(known, arrival.incoming):
                taken.append(Taken("", "suppressed"))
            elif found is None:
                lead_id = self._make_id(self._seat.clock.now())
                fresh.append((lead_id, arrival))
                self._learn(known, arrival.incoming, lead_id, batch_id)
                taken.append(Taken(lead_id, "created"))
            else:
                if fresh:
                    self._create(unit, fresh, batch_id)
                    fresh = []
                taken.append(self._join(unit, found, arrival, batch_id))
        if fresh:
            self._create(unit, fresh, batch_id)
        self._learn_places(unit, known, arrivals)
        return taken

    def go_live(self, unit: Unit, batch_id: str) -> int:
        """Apply a batch's conversions to leads that were there before it; how many moved."""
        unit.see(batch_id)
        moved = 0
        for lead_id, kind, offer, at in unit.all(compiled.BATCH_PROMOTED, batch=batch_id):
            moved += self._apply(unit, lead_id, kind, offer, moment(at))
        return moved

    def regrade(self, unit: Unit, lead_id: str, standing: Standing, title: str, people: int | None) -> score.Graded:
        """The grade of a lead from all that is known about it now."""
        known = leads.conversions(unit, lead_id)
        return score.grade(
            facts(standing.kind, known, leads.visits(unit, lead_id), title, people), self._seat.playbook.score
        )

    # --- who is it ----------------------------------------------------------------------------------------------------

    def _known(self, unit: Unit, arrivals: Sequence[Arrival]) -> Known:
        people = [arrival.incoming for arrival in arrivals]
        emails = {one.email_key for one in people if one.email_key}
        phones = {one.phone for one in people if one.phone}
        team = self._seat.store.team_id
        digests = [digest(team, "email", one) for one in emails] + [digest(team, "tel", one) for one in phones]
        by_phone: dict[str, list[tuple[str, str, str, str]]] = {}
        if phones:
            for phone, lead_id, name, batch, email in unit.all(compiled.BY_PHONE, phones=sorted(phones)):
                by_phone.setdefault(phone, []).append((lead_id, fold(name), batch, email))
        found = unit.all(compiled.BY_EMAIL, emails=sorted(emails)) if emails else []
        return Known(
            by_email={row[0]: (row[1], row[2]) for row in found},
            by_phone=by_phone,
            suppressed={row[0] for row in unit.all(compiled.SUPPRESSED, digests=sorted(digests))} if digests else set(),
            places={row[0] for row in unit.all(compiled.PLACES)},
        )

    def _same_person(self, known: Known, incoming: Incoming) -> tuple[str, str] | None:
        """Lead id and batch of the same person: by address, else by number and name."""
        if incoming.email_key and (found := known.by_email.get(incoming.email_key)):
            return found
        name = fold(incoming.full_name)
        for lead_id, other, batch, email in known.by_phone.get(incoming.phone, ()):
            same_name = not name or not other or name == other
            if same_name and not (incoming.email_key and email):
                return lead_id, batch
        return None

    def _learn(self, known: Known, incoming: Incoming, lead_id: str, batch_id: str) -> None:
        if incoming.email_key:
            known.by_email[incoming.email_key] = (lead_id, batch_id)
        if incoming.phone:
            entry = (lead_id, fold(incoming.full_name), batch_id, incoming.email_key)
            known.by_phone.setdefault(incoming.phone, []).append(entry)

    def _is_suppressed(self, known: Known, incoming: Incoming) -> bool:
        if not known.suppressed:
            return False
        team = self._seat.store.team_id
        keys = (("email", incoming.email_key), ("tel", incoming.phone))
        return any(value and digest(team, kind, value) in known.suppressed for kind, value in keys)

    def _learn_places(self, unit: Unit, known: Known, arrivals: Iterable[Arrival]) -> None:
        new = {arrival.incoming.place.key for arrival in arrivals} - known.places
        for key in sorted(new):
            unit.run(compiled.ADD_PLACE, key=key)

    # --- writing ------------------------------------------------------------------------------------------------------

    def _create(self, unit: Unit, fresh: Sequence[tuple[str, Arrival]], batch_id: str) -> None:
        rows, conversions, visits = [], [], []
        now = self._seat.clock.now()
        for lead_id, arrival in fresh:
            rows.append(self._lead_row(lead_id, arrival, batch_id, now))
            conversions.append(self._conversion_row(lead_id, arrival, batch_id, now))
            visits += [self._visit_row(lead_id, visit, batch_id) for visit in arrival.visits]
        unit.many(compiled.ADD_LEAD, rows)
        unit.many(compiled.ADD_CONVERSION, conversions)
        if visits:
            unit.many(compiled.ADD_VISIT, visits)

    def _lead_row(self, lead_id: str, arrival: Arrival, batch_id: str, now: datetime) -> dict[str, Any]:
        incoming, playbook = arrival.incoming, self._seat.playbook
        kind = self._kind_of(arrival.offer)
        standing = cadence.arrive(
            self._seat.rules, incoming.place, kind=kind, offer=arrival.offer, at=incoming.converted_at
        )
        pages = tuple((visit.page, visit.seconds) for visit in arrival.visits if not visit.is_mail)
        sources = (incoming.source,) if incoming.source else ()
        known = score.Facts(kinds=(kind,), sources=sources, pages=pages, title=incoming.title, people=incoming.people)
        graded = score.grade(known, playbook.score)
        return (
            leads.standing_columns(standing, graded.grade)
            | person_columns(incoming)
            | {
                "id": lead_id,
                "owner_id": arrival.owner_id,
                "batch_id": batch_id,
                "created_at": now,
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
        now = self._seat.clock.now()
        unit.run(compiled.ADD_CONVERSION, **self._conversion_row(lead_id, arrival, batch_id, now))
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
