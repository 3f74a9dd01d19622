"""Finding leads by a few words: own ones, and those of the rep's pools."""

from __future__ import annotations

from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import Found
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.policy import Action
from sdrdesk.store import compiled
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import fold

LONGEST = 200
"""Letters that are looked for: SQLite refuses patterns of 50,000."""


def search(seat: Seat, words: str, limit: int) -> tuple[Found, ...]:
    """Leads whose name, company, address or number holds `words`; own first."""
    words = words.strip()[:LONGEST]
    folded = fold(words) if not words.startswith("+") else words
    if not folded:
        return ()
    escaped = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace(" ", "%")
    with seat.store.reading() as unit:
        found = matching(seat, unit, f"%{escaped}%", limit)
    return tuple(
        Found(
            lead_id=row[0],
            name=row[1],
            company=row[2],
            email=row[3],
            phone=row[4],
            owner=row[5],
            stage=Stage(row[6]),
            is_mine=row[7] == seat.rep.id,
        )
        for row in found
    )


def matching(seat: Seat, unit: Unit, pattern: str, limit: int) -> list[Row]:
    """Rows of the leads that whoever sits there may see and whose search text is like `pattern`; own first."""
    asked = {"words": pattern, "rep": seat.rep.id, "limit": limit}
    if seat.may(Action.WORK_LEAD):
        return unit.all(compiled.SEARCH_TEAM, **asked)
    return unit.all(compiled.SEARCH, **asked, owners=[seat.rep.id, *seat.pools(unit)])
