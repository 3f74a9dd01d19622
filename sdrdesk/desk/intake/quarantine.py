"""Quarantine: rows that nobody could be sure of, and what somebody decides on them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sdrdesk.desk.intake.arrivals import Arrival, Arrivals
from sdrdesk.desk.intake.intake_values import Decided, Waiting
from sdrdesk.desk.intake.merging import Merging
from sdrdesk.desk.routing.routing import Routing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.plain import build
from sdrdesk.errors import BadInput, NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean, fold

SHORTEST = 4
"""Letters by which a row may be named."""


class Quarantine:
    """Rows that wait for somebody of the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Decide for the rep in `seat`."""
        self._seat = seat

    def waiting(self, limit: int = 1000) -> tuple[Waiting, ...]:
        """The rows that wait, oldest first."""
        self._seat.ask_whole_team("A row that was put aside")
        with self._seat.store.reading() as unit:
            return tuple(self._value(unit, row) for row in unit.all(compiled.QUARANTINE, limit=limit))

    def count(self) -> int:
        """How many wait; for a rep on a server none does, for they are not theirs to decide."""
        if self._seat.store.grades:
            return 0
        with self._seat.store.reading() as unit:
            return int((unit.first(compiled.COUNT_QUARANTINE) or (0,))[0])

    def take(self, ending: str, offer: str = "") -> Decided:
        """It is somebody new: a lead of its own. `offer` says what they took, and is kept for the next file."""
        self._seat.ask_whole_team("A row that was put aside")
        with self._seat.store.writing() as unit:
            row = self._found(unit, ending)
            if row.lead_id:
                return self._decide(unit, row, "taken", row.lead_id)
            arrival = self._arrival(unit, row, offer)
            (taken,) = Arrivals(self._seat).take(unit, [arrival], is_settled=True)
            self._refuse(taken.what, row)
            return self._decide(unit, row, "taken", taken.lead_id)

    def merge(self, ending: str, lead_id: str = "", offer: str = "") -> Decided:
        """It is the known person: the conversion joins that lead, or `lead_id`."""
        self._seat.ask_whole_team("A row that was put aside")
        with self._seat.store.writing() as unit:
            row = self._found(unit, ending)
            into = lead_id or row.like_id
            if not into:
                raise BadInput("Whose conversion is it?", row.reason, "Name the lead: --lead LEAD")
            if lead_id:
                self._seat.lead(unit, lead_id)
            if row.lead_id:
                Merging(self._seat).merge_in(unit, into, row.lead_id)
            else:
                record = leads.find(unit, into)
                if record is None:
                    raise NotFound("That lead is not here any more", "", "Take the row as a new lead, or drop it")
                self._refuse(Arrivals(self._seat).join(unit, into, self._arrival(unit, row, offer)).what, row)
            return self._decide(unit, row, "merged", into)

    def drop(self, ending: str) -> Decided:
        """Leave it out for good; of a form fill, leave the lead as it is."""
        self._seat.ask_whole_team("A row that was put aside")
        with self._seat.store.writing() as unit:
            row = self._found(unit, ending)
            return self._decide(unit, row, "dropped", row.lead_id)

    # --- steps --------------------------------------------------------------------------------------------------------

    def _found(self, unit: Unit, ending: str) -> Waiting:
        wanted = clean(ending).casefold()
        is_one = len(wanted) >= SHORTEST and wanted.isalnum()
        rows = unit.all(compiled.QUARANTINED, ending=f"%{wanted}") if is_one else []
        if len(rows) != 1:
            what = f'More than one row ends in "{wanted}"' if rows else f'No row "{wanted}" waits'
            raise NotFound(what, "", "See: sdrdesk import quarantine list")
        return self._value(unit, rows[0])

    def _arrival(self, unit: Unit, row: Waiting, offer: str) -> Arrival:
        """The row as an arrival; a word for its offer is kept as an alias."""
        routing = Routing(unit)
        key = offer or row.offer
        if not key:
            raise BadInput(f"What did {_name(row)} take?", row.reason, "Say it with --offer KEY")
        routing.check_offers([key])
        if offer and row.incoming.offer_words:
            unit.run(compiled.ADD_ALIAS, words=fold(row.incoming.offer_words), offer=offer)
        return routing.arrival(row.incoming, key)

    def _refuse(self, what: str, row: Waiting) -> None:
        name = _name(row)
        if what == "suppressed":
            raise Refused(f"{name} asked not to be contacted", "Drop the row", code="suppressed")
        if what == "busy":
            raise Refused(f"{name} is in an import that is running", "Try again in a minute", code="busy")

    def _decide(self, unit: Unit, row: Waiting, state: str, lead_id: str) -> Decided:
        now = self._seat.clock.now()
        unit.run(
            compiled.DECIDE_QUARANTINE,
            of_row=row.id,
            set_state=state,
            set_lead_id=lead_id,
            set_decided_at=now,
            set_decided_by=self._seat.rep.id,
        )
        self._audit(unit, now, f"quarantine {state}", lead_id, {"row": row.id, "reason": row.reason})
        return Decided(id=row.id, state=state, lead_id=lead_id, name=_name(row))

    def _audit(self, unit: Unit, at: datetime, what: str, lead_id: str, detail: Any) -> None:
        leads.write_audit(unit, new_id(at), at=at, rep_id=self._seat.rep.id, what=what, lead_id=lead_id, detail=detail)

    def _value(self, unit: Unit, row: Row) -> Waiting:
        like = leads.find(unit, row[9]) if row[9] else None
        return Waiting(
            id=row[0],
            file_name=row[12] or "",
            row=row[2],
            kind=row[3],
            reason=row[5],
            incoming=build(Incoming, json.loads(row[6])),
            offer=row[7],
            like_id=row[9],
            like=", ".join(filter(None, (like.row.name, like.row.company))) if like else "",
            lead_id=row[10],
            at=moment(row[11]),
        )


def _name(row: Waiting) -> str:
    return row.incoming.full_name or row.incoming.email or row.incoming.phone
