"""Meetings close the loop: what became of them, and what account executives made of them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls import bookings, opportunities
from sdrdesk.desk.calls.bookings import Booked
from sdrdesk.desk.calls.calling import Calling
from sdrdesk.desk.calls.opportunities import Decision, Opportunity
from sdrdesk.desk.people import journal
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import Logged
from sdrdesk.domain import money
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.meetings import State
from sdrdesk.domain.playbook import On
from sdrdesk.domain.policy import Action
from sdrdesk.errors import BadInput, NotFound, Refused
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit
from sdrdesk.text import clean

OPPORTUNITY = "opportunity"
"""How the journal calls a decision about opportunities."""

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting with whom it is, and what came of it."""

    meeting: Booked
    name: str
    company: str
    rep: str
    opportunity: str = ""
    """"", "accepted", "refused", "won" or "lost"."""
    amount: int | None = None
    currency: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An opportunity after somebody spoke of it."""

    lead_id: str
    name: str
    opportunity: Opportunity
    changed: bool
    told: str


class Meetings:
    """Meetings of the rep in the seat; a manager sees the team's."""

    def __init__(self, seat: Seat) -> None:
        """Look after the meetings of `seat`."""
        self._seat = seat

    def between(self, first: date, last: date, rep_id: str = "") -> tuple[MeetingView, ...]:
        """Meetings that begin on these days (of the calendar of who booked them), soonest first."""
        with self._seat.store.reading() as unit:
            rows = unit.all(compiled.MEETINGS, first=first, last=last)
        wanted = rep_id if self._seat.may(Action.WORK_LEAD) else self._seat.rep.id
        return tuple(_view(row) for row in rows if not wanted or row[2] == wanted)

    def of(self, lead_id: str) -> tuple[Booked, ...]:
        """A lead's meetings, newest first."""
        with self._seat.store.reading() as unit:
            self._seat.lead(unit, lead_id)
            return bookings.of_lead(unit, lead_id)

    def say(
        self,
        lead_id: str,
        state: str,
        *,
        starts_at: datetime | None = None,
        note: str = "",
        activity_id: str | None = None,
    ) -> Logged:
        """Say what became of a meeting: confirmed, rescheduled (with its new start), cancelled, held or no_show."""
        outcome = next(
            (
                key
                for key, rule in self._seat.playbook.outcomes.items()
                if rule.on is On.MEETING and rule.meeting == state
            ),
            None,
        )
        if outcome is None:
            known = [rule.meeting for rule in self._seat.playbook.outcomes.values() if rule.on is On.MEETING]
            raise BadInput(f'A meeting is not "{clean(state)}"', "", f"One of: {', '.join(known)}")
        detail = Detail(meeting_at=starts_at)
        return Calling(self._seat).log(lead_id, outcome, activity_id=activity_id, note=note, detail=detail)

    # --- opportunities ------------------------------------------------------------------------------------------------

    def decide(
        self, lead_id: str, state: str, *, amount: str = "", reason: str = "", at: datetime | None = None
    ) -> Decided:
        """Say what the account executive made of the lead's held meeting: accepted, refused, won or lost."""
        said = self.decision(state, amount=amount, reason=reason, at=at)
        with self._seat.store.writing() as unit:
            record = self._seat.lead(unit, lead_id)
            meeting = held_meeting(unit, lead_id, record.row.name)
            changed = opportunities.decide(unit, meeting, said, self._seat.clock.now())
            told = f"{record.row.name}: opportunity {state}"
            if changed:
                before, after = changed
                journal.write(self._seat, unit, OPPORTUNITY, told, [before], [after], lead_id)
            found = unit.first(compiled.OPPORTUNITY_OF, meeting=meeting.id)
        if found is None:
            raise NotFound("There is no opportunity", record.row.name)
        return Decided(
            lead_id=lead_id,
            name=record.row.name,
            opportunity=opportunities.read(found),
            changed=bool(changed),
            told=told,
        )

    def decision(
        self, state: str, *, amount: str = "", reason: str = "", at: datetime | None = None, external_id: str = ""
    ) -> Decision:
        """What was typed about an opportunity as a checked value."""
        minor, currency = None, ""
        if amount:
            try:
                minor, currency = money.read_amount(amount, self._seat.playbook.quota.currency)
            except ValueError as error:
                raise BadInput("That is no amount", str(error), "Write it like 12500 or 12,500.00") from None
        if at and at > self._seat.clock.now():
            raise BadInput("An opportunity is not decided in the future", f"{at:%Y-%m-%d}", "Give the day it was")
        why = clean(reason)[:LONGEST_REASON]
        return Decision(state=state, amount=minor, currency=currency, reason=why, at=at, external_id=clean(external_id))

    def undo_decision(self) -> str | None:
        """Take back the rep's newest decision about opportunities that stands; its words, or None."""
        with self._seat.store.writing() as unit:
            return journal.undo(self._seat, unit, {OPPORTUNITY: opportunities.reverse})

    def load(self, path: Path) -> Any:
        """Bring opportunities in from a CRM's file, all of them or none; repeatable without doubles."""
        from sdrdesk.desk.calls.opportunity_import import load

        return load(self._seat, self, path)


def held_meeting(unit: Unit, lead_id: str, name: str) -> Booked:
    """The newest meeting of a lead that was held; Refused if there is none."""
    known = bookings.of_lead(unit, lead_id)
    held = next((one for one in known if one.state is State.HELD), None)
    if held is None:
        said = "has no meeting" if not known else "has no meeting that was held"
        raise Refused(f"{name} {said}", "An opportunity comes of a held meeting: log that first", code="unheld")
    return held


def _view(row: tuple[Any, ...]) -> MeetingView:
    return MeetingView(
        meeting=bookings.read(row),
        name=row[11],
        company=row[12],
        rep=row[13],
        opportunity=row[15] or "",
        amount=row[16],
        currency=row[17] or "",
        reason=row[18] or "",
    )


__all__ = ["Decided", "MeetingView", "Meetings", "held_meeting"]
