"""Arrivals: conversions become leads, or join the lead that the same person already is.

One road for a file, a form and a lead typed by hand. Rows of a file are written under its batch, which nobody else sees
until it is live; what a batch means for leads that were there before is applied in the moment it goes live.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.intake import asides, matching
from sdrdesk.desk.intake.new_rows import CAME, CONVERSION, LEAD, Arrival, NewRows, dedupe_key, person_columns
from sdrdesk.desk.law import ending, listings
from sdrdesk.desk.routing.sharing import Sharing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence, score
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Standing, Visit
from sdrdesk.domain.matching import Verdict
from sdrdesk.domain.routing import is_pool
from sdrdesk.domain.turns import Choice
from sdrdesk.ids import new_id, new_ids
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import as_sql
from sdrdesk.store.store import Unit


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


ASKED = (
    compiled.ANY_SUPPRESSED, compiled.REPS, compiled.SHARES, compiled.ABSENCES, compiled.TEAM_PASSES, compiled.WHEELS,
    compiled.PLACES,
)  # fmt: skip
"""What is read whoever comes in."""


_ORDER = itemgetter(*(LEAD.index(name) for name in ("owner_id", "band", "rank", "converted_at")))
"""Nearly the order of the queue's index, the widest: written so, a tenth of the time goes that leads take."""


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
        self._rows = NewRows(seat)
        self._ready: dict[int, tuple[Any, ...]] = {}

    def take(
        self, unit: Unit, arrivals: Sequence[Arrival], batch_id: str = "", *, is_settled: bool = False
    ) -> list[Taken]:
        """Take arrivals in, in order; with a batch, out of sight until `go_live`.

        A row of a file that may be somebody known is set aside; a form fill becomes a lead all the same, since it waits
        for nobody, and the doubt is kept with it. With `is_settled` somebody has said that it is nobody known.
        """
        people = [arrival.incoming for arrival in arrivals]
        everybody = [matching.traits_of(one) for one in people]
        unit.ahead(*matching.asked(everybody), *((one, {}) for one in ASKED))
        known = matching.acquainted(unit, everybody, self._seat.playbook.matching)
        barred = listings.barred(self._seat, unit, people)
        sharing = Sharing(self._seat, unit, people if any(not one.owner_id for one in arrivals) else None)
        taken: list[Taken] = []
        fresh: dict[str, _Fresh] = {}
        ids = self._ids(self._seat.clock.now(), len(arrivals))
        for arrival, traits, is_barred in zip(arrivals, everybody, barred, strict=True):
            incoming = arrival.incoming
            found = known.find(traits)
            is_doubtful = found is not None and found.verdict is Verdict.DOUBTFUL
            if is_barred:
                taken.append(Taken("", "suppressed"))
            elif found is not None and is_doubtful and batch_id and not is_settled:
                is_new = asides.set_aside(unit, self._doubt(arrival, found, batch_id), self._make_id)
                taken.append(Taken("", "aside", found.name) if is_new else Taken("", "known"))
            elif found is None or is_doubtful:
                lead_id = next(ids)
                choice = sharing.owner_of(incoming, arrival.offer, arrival.owner_id, arrival.why)
                fresh[lead_id] = _Fresh(lead_id, arrival, choice)
                known.learn(traits, incoming.full_name, lead_id, batch_id)
                taken.append(Taken(lead_id, "created", owner=sharing.name_of(choice.owner)))
                if found is not None and not is_settled:
                    asides.set_aside(unit, self._doubt(arrival, found, batch_id, lead_id), self._make_id)
            elif found.lead_id in fresh and dedupe_key(fresh[found.lead_id].arrival) == dedupe_key(arrival):
                taken.append(Taken(found.lead_id, "known"))
            else:
                if found.lead_id in fresh:
                    self._create(unit, sharing, fresh.values(), batch_id)
                    fresh = {}
                taken.append(self._join(unit, (found.lead_id, found.batch), arrival, batch_id))
        if fresh:
            self._create(unit, sharing, fresh.values(), batch_id)
        self._learn_places(unit, arrivals)
        return taken

    def prepare(self, arrivals: Iterable[Arrival]) -> None:
        """Work out before the transaction what needs no store: nobody waits for where a new lead would stand."""
        self._ready = {id(arrival): self._rows.planned(arrival) for arrival in arrivals}

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

    def _ids(self, at: datetime, count: int) -> Iterator[str]:
        """At most so many new ids for one moment; a seed chooses each when it is needed."""
        return iter(new_ids(at, count)) if self._make_id is new_id else (self._make_id(at) for _ in range(count))

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

    def _create(self, unit: Unit, sharing: Sharing, fresh: Collection[_Fresh], batch_id: str) -> None:
        rows, conversions, visits, said = [], [], [], []
        now = self._seat.clock.now()
        created_at = as_sql(now)
        sharing.keep(unit)
        # By when it came in, not when they converted: new ones then lie side by side in the index.
        for (lead_id, arrival, choice), conversion_id in zip(fresh, self._ids(now, len(fresh)), strict=True):
            planned = self._ready.pop(id(arrival), None) or self._rows.planned(arrival)
            rows.append((lead_id, batch_id, created_at, choice.owner, choice.reason, *planned))
            ids = (conversion_id, lead_id)
            conversions.append(self._rows.conversion(ids, arrival, batch_id, created_at, planned[CAME]))
            if arrival.incoming.note or arrival.incoming.answers:
                said.append(_said_row(conversion_id, lead_id, batch_id, arrival))
            if arrival.visits:
                visits += [self._visit_row(lead_id, visit, batch_id) for visit in arrival.visits]
        for owner in {one.choice.owner for one in fresh}:
            _show(unit, owner)
        rows.sort(key=_ORDER)
        unit.many_plain(compiled.ADD_LEAD, LEAD, rows)
        unit.many_plain(compiled.ADD_CONVERSION, CONVERSION, conversions)
        if visits:
            unit.many(compiled.ADD_VISIT, visits)
        if said:
            unit.many(compiled.ADD_SAID, said)

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
        came = as_sql(arrival.incoming.converted_at)
        row = self._rows.conversion((self._make_id(now), lead_id), arrival, batch_id, as_sql(now), came)
        arm = self._kept_arm(unit, lead_id, row[CONVERSION.index("arm")])
        unit.run(compiled.ADD_CONVERSION, **(dict(zip(CONVERSION, row, strict=True)) | {"arm": arm}))
        if arrival.incoming.said:
            unit.run(compiled.ADD_SAID, **_said_row(row[0], lead_id, batch_id, arrival))
        if arrival.visits:
            unit.many(compiled.ADD_VISIT, [self._visit_row(lead_id, visit, batch_id) for visit in arrival.visits])
        if not batch_id or in_batch == batch_id:
            kind = self._seat.kinds[arrival.offer]
            moved = self._apply(unit, lead_id, kind, arrival.offer, arrival.incoming.converted_at, arm)
            if moved and not batch_id:
                # Its own number may be one that nobody may call, and this form names another. Imports look in the end.
                ending.end_one(self._seat, unit, lead_id)
        return Taken(lead_id, "joined")

    def _kept_arm(self, unit: Unit, lead_id: str, arm: str) -> str:
        """The arm that a lead was drawn for in the same experiment, by whatever address it came then."""
        name = arm.rpartition("=")[0]
        known = (row[0] for row in unit.all(compiled.ARMS, lead=lead_id)) if arm else ()
        return min((one for one in known if one.rpartition("=")[0] == name), default=arm)

    def _apply(self, unit: Unit, lead_id: str, kind: str, offer: str, at: datetime, arm: str) -> bool:
        """Move a lead by a further conversion, and grade it anew."""
        record = leads.find(unit, lead_id)
        if record is None:
            return False
        _show(unit, record.owner_id)
        after = cadence.convert(self._seat.rules, record.place, record.standing, kind=kind, offer=offer, at=at, arm=arm)
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


def _show(unit: Unit, owner: str) -> None:
    """Say that an owner's screen shows a change: of a pool, everybody's."""
    if is_pool(owner):
        unit.seen_by_all()
    else:
        unit.seen_by(owner)


def _said_row(conversion_id: str, lead_id: str, batch_id: str, arrival: Arrival) -> dict[str, Any]:
    said = json.dumps(arrival.incoming.said, ensure_ascii=False)
    return {"conversion_id": conversion_id, "lead_id": lead_id, "said": said, "batch_id": batch_id}


__all__ = ["Arrival", "Arrivals", "Taken", "dedupe_key", "person_columns"]
