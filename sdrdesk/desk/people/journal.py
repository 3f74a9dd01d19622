"""The journal: what people did besides calling, each with what was before and after, and how it is taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.seat import Seat
from sdrdesk.errors import Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit

UNDONE = "undone"
"""The entry that takes another one back."""

Reverse = Callable[[Unit, Any, Any, datetime], None]
"""Puts things back: gets the transaction, what was before and after, and now; Refused if they have moved on since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry as a reader sees it."""

    id: str
    at: datetime
    by: str
    what: str
    told: str
    lead_id: str = ""


def write(seat: Seat, unit: Unit, what: str, told: str, before: Any, after: Any, lead_id: str = "") -> str:
    """Write an entry that can be taken back; its id."""
    now = _next_moment(seat, unit)
    entry = new_id(now)
    detail = {"told": told, "before": before, "after": after}
    leads.write_audit(unit, entry, at=now, rep_id=seat.rep.id, what=what, lead_id=lead_id, detail=detail)
    return entry


def _next_moment(seat: Seat, unit: Unit) -> datetime:
    """Now, but later than the rep's last entry: the order holds even if the clock stands still or was set back."""
    (last,) = unit.first(compiled.LAST_CHANGE_AT, rep=seat.rep.id) or (None,)
    now = seat.clock.now()
    return max(now, moment(last) + timedelta(microseconds=1)) if last else now


def undo(seat: Seat, unit: Unit, reverses: Mapping[str, Reverse]) -> str | None:
    """Take back the rep's newest entry of the given kinds that stands; its words, or None if there is none."""
    row = unit.first(compiled.LAST_CHANGE, rep=seat.rep.id, kinds=sorted(reverses))
    if row is None:
        return None
    entry, what, lead_id, text, _at = row
    detail = json.loads(text)
    if "after" not in detail:
        raise Refused("The person that was about is erased", "It cannot be taken back", code="erased")
    now = _next_moment(seat, unit)
    reverses[what](unit, detail["before"], detail["after"], now)
    told = str(detail["told"])
    leads.write_audit(
        unit, new_id(now), at=now, rep_id=seat.rep.id, what=UNDONE, lead_id=lead_id, detail={"told": told}, undoes=entry
    )
    return told


def entries(unit: Unit, kinds: tuple[str, ...], limit: int) -> tuple[Change, ...]:
    """The newest entries of some kinds."""
    return tuple(
        Change(
            id=row[0],
            at=moment(row[1]),
            by=row[2],
            what=row[3],
            lead_id=row[4],
            told=json.loads(row[5]).get("told", ""),
        )
        for row in unit.all(compiled.JOURNAL, kinds=(*kinds, UNDONE), limit=limit)
    )


def moved_on(what: str) -> Refused:
    """The refusal of an undo whose ground has shifted."""
    return Refused(f"{what} has changed since", "Change it by hand", code="changed_since")
