"""Who says that the score of a lead is wrong: kept in the audit, so that it can be taken back and is never lost."""

from __future__ import annotations

import json
from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.store.store import Row, Unit

WRONG = "score wrong"
"""What the audit calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Somebody says that a lead's score is wrong."""

    id: str
    at: datetime
    rep_id: str
    rep: str
    lead_id: str
    lead: str
    grade: str
    points: int
    reason: str

    @property
    def told(self) -> str:
        """Who says so, and why, in words."""
        return f"{self.rep} says wrong{f': {self.reason}' if self.reason else ''}"


def marks_of(unit: Unit, lead_id: str) -> tuple[Mark, ...]:
    """Who says that a lead's score is wrong, the newest first."""
    return tuple(map(mark_of, unit.all(compiled.MARKS_OF, lead=lead_id)))


def mark_of(row: Row) -> Mark:
    """A mark as the store keeps it, in the audit."""
    kept = json.loads(row[6]).get("after") or {}
    return Mark(
        id=row[0], at=moment(row[1]), rep_id=row[2], rep=row[3], lead_id=row[4], lead=row[5],
        grade=str(kept.get("grade", "")), points=int(kept.get("points", 0)), reason=str(kept.get("reason", "")),
    )  # fmt: skip
