"""The law book: what counts where, which requests must be honoured by when, and on what a lead's contacts stand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import law as laws
from sdrdesk.domain.basis import Basis
from sdrdesk.domain.law import LawOf
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.text import clean

LOOK_BACK = timedelta(days=60)
"""Requests older than that are long past their day."""
LONGEST = 1000
"""Characters of the words that somebody agreed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody's wish not to be contacted, and the day by which the law wants it honoured."""

    at: datetime
    due: date
    done_at: datetime
    """When the desk honoured it: in the moment it was logged."""
    lead_id: str
    name: str
    by: str
    """The rep who logged it."""


class Lawbook:
    """The law for the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Look up for the team of `seat`."""
        self._seat = seat

    def of(self, region: str) -> LawOf:
        """What counts in "US", "US-FL" or "DE"; of a region nobody looked up, the default."""
        words = clean(region).upper()
        if not words or len(words) > 6 or not words.replace("-", "").isalnum() or len(words.split("-")[0]) != 2:
            raise BadInput(f'"{clean(region)}" is no region', "", 'Write a country "DE" or a state "US-FL"')
        return laws.law_of(self._seat.playbook.calling_hours, words)

    def all(self) -> tuple[LawOf, ...]:
        """What counts in every region that the playbook names."""
        hours = self._seat.playbook.calling_hours
        names = sorted(name for name in hours.law if name != laws.DEFAULT)
        return (laws.law_of(hours, ""), *(laws.law_of(hours, name) for name in names))

    def due(self, *, everything: bool = False) -> tuple[Request, ...]:
        """Requests not to be contacted whose day has not passed (or of the last 60 days), newest first."""
        now = self._seat.clock.now()
        hours = self._seat.playbook.team_hours
        kept = self._seat.rules.calendar.holidays.get(hours.holidays, frozenset())
        days = laws.law_of(self._seat.playbook.calling_hours, hours.holidays).opt_out_days
        with self._seat.store.reading() as unit:
            rows = unit.all(compiled.REQUESTS, since=now - LOOK_BACK)
            by_hand = unit.all(compiled.ADDED_BY_HAND, since=now - LOOK_BACK)
        # A log suppresses number and address: two entries of one request.
        logged = {row[4] or str(at): row for at, row in enumerate(rows)}
        found = [(moment(row[0]), row[1] or "", row[2] or "", row[3]) for row in logged.values()]
        found += [(moment(row[0]), "", f"added by hand ({row[1]})", "") for row in by_hand]
        today = now.date()
        requests = [
            Request(
                at=at,
                due=laws.business_days_later(at, days, hours.zone, kept),
                done_at=at,
                lead_id=lead_id,
                name=name,
                by=by,
            )
            for at, lead_id, name, by in sorted(found, key=lambda one: one[0], reverse=True)
        ]
        return tuple(one for one in requests if everything or one.due >= today)

    def set_basis(self, lead_id: str, basis: str, *, text: str = "", on: datetime | None = None) -> Basis:
        """Say what lets us contact a lead, with the words agreed to; kept with the newest conversion. Audited."""
        words = [one.value for one in Basis]
        if basis not in words:
            raise BadInput(f'"{clean(basis)}" is no basis', "", f"One of: {', '.join(words)}")
        said = clean(text, multiline=True)[:LONGEST]
        if basis == Basis.CONSENT and not said:
            raise BadInput("Consent to what?", "The law asks for the words", 'Give them: --text "Yes, call me"')
        now = self._seat.clock.now()
        if on and on > now:
            raise BadInput("Nobody can have agreed in the future", f"{on:%Y-%m-%d}", "Give the day: --on 2026-11-01")
        with self._seat.store.writing() as unit:
            self._seat.lead(unit, lead_id)
            values = {"set_basis": basis, "set_basis_at": on or now, "set_basis_text": said}
            if not unit.changed(compiled.SET_BASIS, lead=lead_id, **values):
                raise NotFound("That lead has no conversion to keep it with", "", "See: sdrdesk show LEAD")
            detail = {"basis": basis, "text": said}
            rep = self._seat.rep.id
            leads.write_audit(unit, new_id(now), at=now, rep_id=rep, what="basis set", lead_id=lead_id, detail=detail)
        return Basis(basis)
