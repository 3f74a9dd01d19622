"""Ends leads whose people may not be contacted, wherever a lead could have become open without anybody looking."""

from __future__ import annotations

from collections.abc import Iterable

from sdrdesk.desk.law import listings
from sdrdesk.desk.law.digests import contacts
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence
from sdrdesk.domain.playbook import Stage
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.store import Row, Unit

PIECE = 2_000
"""Leads looked at together."""


def end_listed(seat: Seat, unit: Unit, rows: Iterable[Row]) -> list[str]:
    """End those open leads, given as (id, number, address), whose person is on a list; their ids. Audited."""
    found, ended = list(rows), []
    for start in range(0, len(found), PIECE):
        piece = found[start : start + PIECE]
        people = (contacts(phone, email) for _, phone, email in piece)
        for (lead_id, _, _), entries in zip(piece, listings.of_people(seat, unit, people), strict=True):
            if (entry := listings.forbidding(entries)) and end(seat, unit, lead_id, entry.list_name):
                ended.append(lead_id)
    return ended


def end_one(seat: Seat, unit: Unit, lead_id: str) -> bool:
    """End one lead if its person is on a list; whether it was ended."""
    record = leads.find(unit, lead_id)
    return record is not None and bool(end_listed(seat, unit, [(lead_id, record.row.phone, record.row.email)]))


def end_batch(seat: Seat, unit: Unit, batch_id: str) -> int:
    """End the leads of an import whose people came onto a list while it was written; how many."""
    return len(end_listed(seat, unit, unit.all(compiled.BATCH_CONTACTS, batch=batch_id)))


def end(seat: Seat, unit: Unit, lead_id: str, list_name: str) -> bool:
    """End one open lead as suppressed; False where it is not open."""
    record = leads.find(unit, lead_id)
    if record is None or record.row.stage is not Stage.OPEN:
        return False
    leads.move(unit, lead_id, cadence.ended(record.standing, Stage.SUPPRESSED), record.row.grade, record.last)
    now = leads.after_last(seat.clock.now(), record.last.at)
    detail = {"list": list_name}
    leads.write_audit(unit, new_id(now), at=now, rep_id=seat.rep.id, what="suppressed", lead_id=lead_id, detail=detail)
    return True
