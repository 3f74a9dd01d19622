"""What came of the leads that marketing sent, and what needs a manager."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select

from sdrdesk.store.statements.base import (
    activity,
    any_of,
    b,
    conversion,
    lead,
    live,
    mine,
    open_,
    rep,
)
from sdrdesk.store.statements.numbers import last_reason, standing

# --- marketing and what needs a manager -------------------------------------------------------------------------------

SENT = (
    select(
        conversion.c.lead_id,
        conversion.c.at,
        conversion.c.offer,
        conversion.c.kind,
        conversion.c.source,
        conversion.c.campaign,
        lead.c.owner_id,
        lead.c.place,
        lead.c.stage,
        lead.c.last_at,
        lead.c.last_outcome,
        lead.c.answered_at,
        lead.c.answer_by,
    )
    .join(lead, and_(lead.c.team_id == conversion.c.team_id, lead.c.id == conversion.c.lead_id))
    .where(
        mine(conversion),
        conversion.c.at >= b("since"),
        conversion.c.at < b("until"),
        conversion.c.kind.in_(any_of("kinds")),
        live(conversion),
        live(),
    )
    .order_by(conversion.c.at, conversion.c.id)
)
"""Conversions of a stretch of time on offers that are called, with the lead as it stands."""

_sent_leads = (
    select(conversion.c.lead_id)
    .where(
        mine(conversion),
        conversion.c.at >= b("since"),
        conversion.c.at < b("until"),
        conversion.c.kind.in_(any_of("kinds")),
        live(conversion),
    )
    .distinct()
    .scalar_subquery()
)
DONE_WITH = (
    select(
        activity.c.lead_id,
        activity.c.at,
        activity.c.outcome,
        activity.c.reason,
        activity.c.is_connect,
        activity.c.is_conversation,
        activity.c.is_booked,
        activity.c.is_first,
        activity.c.converted_at,
        activity.c.answer_by,
        activity.c.speed_minutes,
    )
    .where(mine(activity), activity.c.lead_id.in_(_sent_leads), standing)
    .order_by(activity.c.lead_id, activity.c.at, activity.c.id)
)
"""What was done with the leads of `SENT`."""

RETURNED = (
    select(
        lead.c.id,
        lead.c.name,
        lead.c.email,
        lead.c.company,
        lead.c.stage,
        lead.c.last_at,
        lead.c.last_outcome,
        last_reason,
        lead.c.offer,
        rep.c.name,
        lead.c.converted_at,
        lead.c.yeses,
    )
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(
        mine(lead),
        or_(lead.c.stage == "nurture", lead.c.stage == "disqualified", lead.c.stage == "suppressed"),
        lead.c.last_at >= b("since"),
        lead.c.last_at < b("until"),
        live(),
    )
    .order_by(lead.c.last_at, lead.c.id)
)
"""Leads that went back to marketing, or ended, in a stretch of time."""

GATED_OPEN = (
    select(lead.c.owner_id, lead.c.gate, lead.c.tier, func.count(), func.min(lead.c.answer_by), func.min(lead.c.id))
    .where(mine(lead), lead.c.owner_id == b("rep"), open_, lead.c.gate.in_(any_of("gates")), live())
    .group_by(lead.c.owner_id, lead.c.gate, lead.c.tier)
)
LATE_OF = (
    select(lead.c.owner_id, func.count())
    .where(
        mine(lead), lead.c.owner_id.in_(any_of("reps")), open_, lead.c.answered_at.is_(None),
        lead.c.answer_by < b("now"), live(),
    )
    .group_by(lead.c.owner_id)
)  # fmt: skip
"""How many leads nobody has called by their answer-by, for each rep."""

DUE_OF = (
    select(lead.c.owner_id, func.count(), func.min(lead.c.due_at))
    .where(mine(lead), lead.c.owner_id.in_(any_of("reps")), open_, lead.c.due_at <= b("now"), live())
    .group_by(lead.c.owner_id)
)
