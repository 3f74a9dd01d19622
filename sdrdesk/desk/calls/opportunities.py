"""Opportunities inside a transaction: what the account executive decided about a held meeting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls.bookings import Booked
from sdrdesk.desk.outward import telling
from sdrdesk.desk.people.journal import moved_on
from sdrdesk.domain.hours import zone
from sdrdesk.domain.meetings import State
from sdrdesk.errors import BadInput, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from sdrdesk.store.sql import as_sql, day, maybe, moment
from sdrdesk.store.store import Row, Unit

DECISIONS = ("accepted", "refused", "won", "lost")
CLOSED = ("won", "lost")
COLUMNS = (
    "id", "meeting_id", "lead_id", "rep_id", "state", "day", "decided_at", "closed_at", "closed_day", "amount",
    "currency", "reason", "external_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """What became of a held meeting."""

    id: str
    meeting_id: str
    lead_id: str
    rep_id: str
    state: str
    """"accepted", "refused", "won" or "lost"."""
    day: date
    """When it was accepted or refused, by the calendar of the rep who booked the meeting."""
    decided_at: datetime
    closed_at: datetime | None
    amount: int | None
    """In the currency's smallest unit."""
    currency: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody says of an opportunity."""

    state: str
    amount: int | None = None
    currency: str = ""
    reason: str = ""
    at: datetime | None = None
    """When it was decided, if not now."""
    external_id: str = ""


def read(row: Row) -> Opportunity:
    """A row of the opportunities' statements as a value."""
    return Opportunity(
        id=row[0], meeting_id=row[1], lead_id=row[2], rep_id=row[3], state=row[4], day=day(row[5]),
        decided_at=moment(row[6]), closed_at=maybe(row[7]), amount=row[9], currency=row[10], reason=row[11],
    )  # fmt: skip


def decide(
    unit: Unit, meeting: Booked, said: Decision, now: datetime, opportunity_id: str = ""
) -> tuple[dict[str, Any] | None, dict[str, Any]] | None:
    """Write a decision; what was before and after, or None if nothing changed."""
    if said.state not in DECISIONS:
        raise BadInput(f'An opportunity is not "{said.state}"', "", f"One of: {', '.join(DECISIONS)}")
    if meeting.state is not State.HELD:
        raise Refused(
            "That meeting was not held", "An opportunity comes of a held meeting: log it first", code="unheld"
        )
    row = unit.first(compiled.OPPORTUNITY_OF, meeting=meeting.id)
    before = dict(zip(COLUMNS, row, strict=True)) if row else None
    before_state = before["state"] if before else ""
    if said.state in CLOSED and before_state not in ("accepted", *CLOSED):
        raise Refused(f"It was not accepted, so it cannot be {said.state}", "Accept it first", code="not_accepted")
    after = _after(meeting, said, before, said.at or now)
    if after["state"] == "won" and after["amount"] is None:
        raise BadInput("What was it won for?", "", "Give --amount 12500")
    if after["state"] == "refused" and not after["reason"]:
        raise BadInput("Why was it refused?", "", 'Give --reason "no budget"')
    if before == after:
        return None
    if before is None:
        after["id"] = opportunity_id or new_id(now)
        unit.run(compiled.ADD_OPPORTUNITY, **after)
    else:
        put(unit, after)
    telling.decided(unit, after, now)
    return before, after


def _after(meeting: Booked, said: Decision, before: dict[str, Any] | None, at: datetime) -> dict[str, Any]:
    """The columns after a decision; what it does not speak of stays."""
    on = at.astimezone(zone(meeting.zone)).date().isoformat()
    old = before or {
        "id": "", "meeting_id": meeting.id, "lead_id": meeting.lead_id, "rep_id": meeting.rep_id, "state": "",
        "day": on, "decided_at": as_sql(at), "closed_at": None, "closed_day": None, "amount": None, "currency": "",
        "reason": "", "external_id": "",
    }  # fmt: skip
    new = dict(old) | {"state": said.state}
    is_closed = said.state in CLOSED
    if said.state != old["state"]:
        if is_closed:
            new |= {"closed_at": as_sql(at), "closed_day": on}
        elif not (said.state == "accepted" and old["state"] in CLOSED):
            new |= {"decided_at": as_sql(at), "day": on, "closed_at": None, "closed_day": None}
        else:
            new |= {"closed_at": None, "closed_day": None}
    if said.amount is not None:
        new |= {"amount": said.amount, "currency": said.currency}
    new["reason"] = said.reason or old["reason"]
    new["external_id"] = said.external_id or old["external_id"]
    return new


def put(unit: Unit, columns: dict[str, Any]) -> None:
    """Write every column of an opportunity that is there."""
    fixed = ("id", "meeting_id", "lead_id", "rep_id")
    values = {f"set_{name}": value for name, value in columns.items() if name not in fixed}
    unit.run(compiled.CHANGE_OPPORTUNITY, of_opportunity=columns["id"], **values)


def reverse(unit: Unit, before: Any, after: Any, now: datetime) -> None:
    """Take decisions back: each pair of columns before and after."""
    for old, new in reversed([*zip(before, after, strict=True)]):
        row = unit.first(compiled.OPPORTUNITY, opportunity=new["id"])
        if row is None or dict(zip(COLUMNS, row, strict=True)) != new:
            raise moved_on("The opportunity")
        if old is None:
            unit.run(compiled.DROP_OPPORTUNITY, opportunity=new["id"])
        else:
            put(unit, old)
        telling.decided(unit, new, now, is_undone=True)
