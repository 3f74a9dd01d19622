"""What is replayed under other rules: open leads as they stand, and first touches as they were made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select

from sdrdesk.store.statements.base import (
    activity,
    any_of,
    b,
    conversion,
    lead,
    live,
    mine,
    offer,
    open_,
    row,
    undo,
    with_offer,
)
from sdrdesk.store.statements.score import won

_is_undone: Any = exists().where(undo.c.team_id == activity.c.team_id, undo.c.activity_id == activity.c.id)
_rests: Any = and_(lead.c.stage == "nurture", lead.c.answered_at.is_(None))

REPLAY_OPEN = (
    select(*row, lead.c.owner_id, lead.c.retries, lead.c.yeses, lead.c.points, lead.c.people)
    .join(offer, with_offer)
    .where(mine(lead), or_(open_, and_(_rests, lead.c.kind.in_(any_of("kinds")))), live())
    .order_by(lead.c.id)
)
"""Open leads as they stand, and of some kinds those that rest without a touch: other rules may call them."""

REPLAY_LAST = (
    select(
        activity.c.lead_id,
        activity.c.at,
        activity.c.outcome,
        activity.c.before,
        activity.c.after,
        activity.c.meets_at,
        activity.c.reason,
    )
    .where(mine(activity), activity.c.lead_id.in_(any_of("leads")), ~_is_undone)
    .order_by(activity.c.lead_id, activity.c.at, activity.c.id)
)
"""What was done with leads, oldest first: the last of each counts."""

REPLAY_FIRST = (
    select(
        activity.c.lead_id,
        activity.c.at,
        activity.c.kind,
        activity.c.converted_at,
        activity.c.due_at,
        activity.c.answer_by,
        lead.c.name,
        lead.c.place,
        case((won, 1), else_=0),
    )
    .join(lead, and_(lead.c.team_id == activity.c.team_id, lead.c.id == activity.c.lead_id))
    .where(mine(activity), activity.c.is_first, activity.c.converted_at >= b("since"), ~_is_undone, live())
    .order_by(activity.c.converted_at, activity.c.id)
)
"""First touches of conversions since a moment, each with whether its lead was won."""


_later: Any = activity.alias("later")
_since_it = (_later.c.team_id == activity.c.team_id, _later.c.lead_id == activity.c.lead_id,
             _later.c.converted_at == activity.c.converted_at,
             ~exists().where(undo.c.team_id == _later.c.team_id, undo.c.activity_id == _later.c.id))  # fmt: skip
WAITED = (
    select(
        activity.c.kind,
        activity.c.converted_at,
        activity.c.at,
        lead.c.place,
        case((exists().where(*_since_it, _later.c.is_connect), 1), else_=0),
        case((exists().where(*_since_it, _later.c.is_booked), 1), else_=0),
    )
    .join(lead, and_(lead.c.team_id == activity.c.team_id, lead.c.id == activity.c.lead_id))
    .where(mine(activity), activity.c.is_first, activity.c.converted_at >= b("since"), ~_is_undone, live())
)
"""First touches, each with whether somebody was reached for its conversion, and a meeting booked."""


def _first(flag: Any) -> Any:
    return (
        select(func.min(activity.c.at))
        .where(
            activity.c.team_id == conversion.c.team_id,
            activity.c.lead_id == conversion.c.lead_id,
            activity.c.at >= conversion.c.at,
            flag,
            ~_is_undone,
        )
        .scalar_subquery()
    )


DRAWN = (
    select(
        conversion.c.lead_id,
        conversion.c.kind,
        conversion.c.at,
        conversion.c.arm,
        _first(activity.c.is_connect),
        _first(activity.c.is_booked),
    )
    .where(mine(conversion), conversion.c.arm != "", conversion.c.at >= b("since"), live(conversion))
    .order_by(conversion.c.at, conversion.c.id)
)
"""Conversions drawn for an experiment on waiting, with the first pick-up and the first meeting since."""
