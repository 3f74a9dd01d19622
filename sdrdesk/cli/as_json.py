"""Values of the desk as plain objects: the steady shapes that `--json` prints. Times are ISO 8601 with their zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum

from sdrdesk.dataclasses import fields, is_dataclass
from sdrdesk.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.values import Board, Found, Logged
    from sdrdesk.domain.brief import Brief
    from sdrdesk.domain.cadence import Detail
    from sdrdesk.domain.lead import Rep, Touch
    from sdrdesk.domain.queue import QueueRow


def plain(value: Any) -> Any:
    """Any value of the desk as what JSON can hold."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    return value


def queue_object(desk: Desk, row: QueueRow, position: int | None = None) -> dict[str, Any]:
    """A lead as the queue lists it; `position` counts from 1."""
    now = desk.clock.now()
    place = row.place
    data = {
        "lead_id": row.lead_id,
        "name": row.name,
        "company": row.company,
        "title": row.title,
        "offer_kind": row.kind,
        "offer": row.offer,
        "offer_title": row.offer_title,
        "state": row.tab,
        "stage": row.stage,
        "tier": row.tier,
        "band": row.band,
        "grade": row.grade,
        "grade_note": row.grade_note,
        "promised": row.band == 0,
        "channel": row.channel,
        "due_at": row.due_at,
        "answer_by": row.answer_by,
        "opens_at": row.opens_at,
        "converted_at": row.converted_at,
        "answered_at": row.answered_at,
        "why": desk.queue.why(row),
        "pool": row.pool,
        "phone": row.phone,
        "email": row.email,
        "city": row.city,
        "region": place.region,
        "zone": place.zones[0] if place.is_known else "",
        "local_time": place.local(now) if place.is_known else None,
        "locked_by": row.gate if row.tab == "locked" else "",
        "last_outcome": row.last_outcome,
        "last_at": row.last_at,
    }
    return ({"position": position} if position is not None else {}) | {key: plain(one) for key, one in data.items()}


def queue_list(desk: Desk, rows: Sequence[QueueRow]) -> list[dict[str, Any]]:
    """A tab in its order."""
    return [queue_object(desk, row, position) for position, row in enumerate(rows, 1)]


def brief_object(desk: Desk, brief: Brief) -> dict[str, Any]:
    """Everything about one lead."""
    row = queue_object(desk, brief.row)
    rest = ("approach", "path", "ladder", "questions", "history", "colleagues", "said", "variants", "law")
    return (
        row
        | {"why": brief.why, "owner": brief.owner, "routed": brief.routed}
        | {"people": brief.person.people, "industry": brief.person.industry, "offer_card": plain(brief.offer)}
        | {name: plain(getattr(brief, name)) for name in rest}
        | {"score": [{"fact": fact, "points": points} for fact, points in brief.score]}
        | {"points": brief.points, "score_wrong": list(brief.wrong)}
    )


def touch_object(touch: Touch | None) -> dict[str, Any] | None:
    """The next touch, or null for a lead that has ended."""
    return None if touch is None else plain(touch) | {"promised": touch.promised}


def logged_object(logged: Logged, *, seconds: int, note: str, detail: Detail) -> dict[str, Any]:
    """What `sdrdesk log` prints: the activity, and what follows."""
    activity = {
        "id": logged.activity_id,
        "lead_id": logged.lead_id,
        "name": logged.name,
        "outcome": logged.outcome,
        "outcome_label": logged.outcome_label,
        "at": plain(logged.at),
        "seconds": seconds,
        "note": note,
        "repeated": logged.repeated,
        **plain(detail),
    }
    return {
        "activity": activity,
        "next_touch": touch_object(logged.touch),
        "stage": plain(logged.stage),
        "told": logged.told,
        "invite": logged.invite,
    }


def day_object(board: Board) -> dict[str, Any]:
    """The rep's day and the counts of the tabs."""
    return {"rep": board.rep.login, **plain(board.day), "counts": plain(board.counts)}


def found_object(found: Found) -> dict[str, Any]:
    """A lead that a search turned up."""
    data: dict[str, Any] = plain(found)
    return data


def rep_object(rep: Rep) -> dict[str, Any]:
    """A member of the team."""
    return {name: plain(getattr(rep, name)) for name in ("id", "login", "name", "role", "zone", "team_name")}
