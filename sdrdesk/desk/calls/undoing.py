"""Taking a log back: lead, meeting, counters and lists as they were, and what arrived since played again."""

from __future__ import annotations

import json
from datetime import datetime

from sdrdesk.desk.calls import bookings, logbook
from sdrdesk.desk.law import ending
from sdrdesk.desk.outward import telling
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import Undone
from sdrdesk.domain import cadence
from sdrdesk.domain.lead import Standing
from sdrdesk.errors import Refused
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.sql import day, maybe, moment
from sdrdesk.store.store import Row, Unit


def last(seat: Seat, unit: Unit, asked: str) -> Row | None:
    """The rep's last log that stands; Refused where another one was asked for."""
    row = unit.first(compiled.LAST_ACTIVITY, rep=seat.rep.id)
    if asked and (row is None or row[0] != asked):
        raise Refused("That is not your last log", "Undo those after it first", code="not_last")
    return row


def done_before(seat: Seat, unit: Unit, activity_id: str) -> Undone | None:
    """What undoing a log of the rep's says, if that was done already."""
    known = unit.first(compiled.WAS_UNDONE, activity=activity_id, rep=seat.rep.id)
    record = leads.find(unit, known[0]) if known else None
    if known is None or record is None:
        return None
    return _told(seat, activity_id, known[1], record, record.standing, seat.clock.now(), repeated=True)


def take_back(seat: Seat, unit: Unit, row: Row) -> Undone:
    """Take a log back; Refused where something hangs on it."""
    activity_id, lead_id, outcome, on_day, before, dial, connect, conversation, booked, at, meeting = row
    now, data = seat.clock.now(), json.loads(before)
    unit.lock(lead_id, *data.get("others", {}))
    of_lead = {"lead": lead_id}
    unit.ahead(
        (compiled.LEAD, of_lead),
        (compiled.LATER_ACTIVITY, of_lead | {"since": at}),
        (compiled.LAST_MERGE, {"kept": lead_id}),
        (compiled.CAME, of_lead),
        (compiled.ANY_SUPPRESSED, {}),
        telling.asked("activity.undone"),
    )
    record = leads.find(unit, lead_id)
    if record is None:
        raise Refused("That lead is not here any more", "Nothing was undone", code="gone")
    if later := unit.first(compiled.LATER_ACTIVITY, lead=lead_id, since=at):
        raise Refused(
            f"{later[0]} has logged {record.row.name} since",
            "That log must be undone first, by whoever made it",
            code="later_log",
        )
    if _came_after(unit.first(compiled.LAST_MERGE, kept=lead_id), moment(at)):
        cure = "Take the merge back first: sdrdesk unmerge LEAD"
        raise Refused(f"{record.row.name} was merged with another lead since", cure, code="merged_since")
    standing, then = leads.restored(data)
    standing = _replayed(seat, unit, record, standing, data.get("came"), moment(at))
    leads.move(unit, lead_id, standing, record.row.grade, then)
    logbook.restore_others(unit, data.get("others", {}))
    unit.seen_by(seat.rep.id, record.owner_id)
    unit.run(compiled.ADD_UNDO, activity_id=activity_id, at=now, rep_id=seat.rep.id)
    bookings.take_back(unit, activity_id, meeting, data.get("meeting", {}))
    unit.run(compiled.DROP_SUPPRESSION, activity=activity_id)
    for one in (lead_id, *data.get("others", {})):
        ending.end_one(seat, unit, one)  # it may have come onto another list since
    counts = {"dials": dial, "connects": connect, "conversations": conversation, "booked": booked}
    logbook.bump(seat, unit, day(on_day), counts, -1)
    telling.undone(unit, seat.rep.login, activity_id, lead_id, outcome, now)
    return _told(seat, activity_id, outcome, record, standing, now)


def _came_after(merge: Row | None, logged: datetime) -> bool:
    """Whether the last merge of a lead came after a log on it: then what it made of the lead has that log.

    No clock says it: one that was set back after a merge has a log be earlier than what it came after.
    """
    last_at = maybe(json.loads(merge[6])["last_at"]) if merge else None
    return last_at is not None and last_at >= logged


def stands(seat: Seat, record: LeadRecord, standing: Standing, at: datetime, outcome: str = "") -> str:
    """Where a lead stands, in words."""
    if standing.touch and standing.touch.due_at <= at:
        return "ready again"
    return cadence.told_standing(seat.rules, record.place, standing, outcome, at=at)


def _told(
    seat: Seat, activity_id: str, outcome: str, record: LeadRecord, standing: Standing, now: datetime, *,
    repeated: bool = False,
) -> Undone:  # fmt: skip
    rule = seat.playbook.outcomes.get(outcome)
    return Undone(
        activity_id=activity_id,
        lead_id=record.row.lead_id,
        name=record.row.name,
        outcome_label=rule.label if rule else outcome,
        told=stands(seat, record, standing, now),
        repeated=repeated,
    )


def _replayed(
    seat: Seat, unit: Unit, record: LeadRecord, standing: Standing, known: list[str] | None, since: datetime
) -> Standing:
    """The standing of before with the conversions that the log did not know; an old log kept only its time."""
    for one, kind, offer, at, arrived, arm in unit.all(compiled.CAME, lead=record.row.lead_id):
        if one in known if known is not None else moment(arrived) < since:
            continue
        standing = cadence.convert(seat.rules, record.place, standing, kind=kind, offer=offer, at=moment(at), arm=arm)
    return standing
