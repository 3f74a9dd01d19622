"""What came of the leads that marketing sent, and what needs a manager."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, case, exists, func, or_, select

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
    undo,
)
from sdrdesk.store.statements.numbers import is_disqualified, last_reason, reason_of_end, standing

# --- marketing and what needs a manager -------------------------------------------------------------------------------

_lead_id = conversion.c.lead_id + ""
_came = and_(
    mine(conversion),
    conversion.c.at >= b("since"),
    conversion.c.at < b("until"),
    conversion.c.kind.in_(any_of("kinds")),
    live(conversion),
)
_sent = (
    select(conversion.c.team_id, _lead_id.label("lead_id"), conversion.c.campaign)
    .where(_came, conversion.c.campaign != "")
    .group_by(conversion.c.team_id, _lead_id, conversion.c.campaign)
    .subquery("sent")
)
"""Each lead once a campaign, in the order of their ids: they are found so, one beside the other."""

CAMPAIGN_ENDS = (
    select(_sent.c.campaign, func.count(), func.sum(case((is_disqualified, 1), else_=0)))
    .select_from(_sent)
    .join(lead, and_(lead.c.team_id == _sent.c.team_id + "", lead.c.id == _sent.c.lead_id))
    .where(live())
    .group_by(_sent.c.campaign)
    .order_by(_sent.c.campaign)
)
"""By campaign, of a stretch of time: its leads on offers that are called, and how many of them were disqualified."""


_each = (
    select(conversion.c.team_id, _lead_id.label("lead_id"), *(
        conversion.c[name] for name in ("id", "at", "offer", "kind", "source", "campaign")
    ))
    .where(_came)
    .group_by(conversion.c.team_id, _lead_id, conversion.c.id)
    .subquery("each")
)  # fmt: skip
"""Every conversion, in the order of the leads: what was done with one lies beside what was done with the next, so that
half as many pages are read as in the order in which they came."""


def _since(*flags: str) -> Any:
    """Contacts with the lead since it converted; flags are written out for their partial indexes."""
    return and_(
        activity.c.team_id == _each.c.team_id,
        activity.c.lead_id == _each.c.lead_id,
        activity.c.at >= _each.c.at,
        *(sa.literal_column(f"activity.{flag}") for flag in flags),
        standing,
    )


def _earliest(*flags: str) -> Any:
    return (
        select(activity.c.at).where(_since(*flags)).order_by(activity.c.at).limit(1).correlate(_each)
    ).scalar_subquery()


def _any(*flags: str) -> Any:
    return case((select(activity.c.id).where(_since(*flags)).correlate(_each).exists(), 1), else_=0)


_first = activity.alias("first")
FOLLOWED = (
    select(
        _each.c.lead_id,
        _each.c.at,
        _each.c.offer,
        _each.c.kind,
        _each.c.source,
        _each.c.campaign,
        lead.c.owner_id,
        lead.c.place,
        lead.c.stage,
        lead.c.last_at,
        lead.c.last_outcome,
        lead.c.answered_at,
        lead.c.answer_by,
        lead.c.name,
        lead.c.company,
        _earliest(),
        _any("is_connect"),
        _any("is_connect", "is_conversation"),
        _earliest("is_booked"),
        _first.c.at,
        _first.c.answer_by,
        _first.c.speed_minutes,
        reason_of_end,
    )
    .select_from(_each)
    .join(lead, and_(lead.c.team_id == _each.c.team_id + "", lead.c.id == _each.c.lead_id))
    .outerjoin(
        _first,
        and_(
            _first.c.team_id == _each.c.team_id,
            _first.c.lead_id == _each.c.lead_id,
            _first.c.converted_at == _each.c.at,
            sa.literal_column("first.is_first"),
            ~exists().where(undo.c.team_id == _first.c.team_id, undo.c.activity_id == _first.c.id),
        ),
    )
    .where(live())
    .order_by(_each.c.at, _each.c.id)
)
"""Conversions of a stretch of time with what was done since: first contact, whether reached, talked with, booked, the
call that answered it."""

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

_behind_a_quiz = lead.c.gate.in_(any_of("missing"))
OPEN_AND_LOCKED = (
    select(lead.c.owner_id, func.count(), func.sum(case((_behind_a_quiz, 1), else_=0)))
    .where(mine(lead), lead.c.owner_id.in_(any_of("reps")), open_, live())
    .group_by(lead.c.owner_id)
)
"""Open leads of reps who lack the same passes, and how many of them are behind a quiz: the queue's index is walked
once for both."""

GATED_OPEN = (
    select(lead.c.owner_id, lead.c.gate, lead.c.tier, func.count(), func.min(lead.c.answer_by), func.min(lead.c.id))
    .where(mine(lead), lead.c.owner_id.in_(any_of("reps")), open_, lead.c.band >= 0, _behind_a_quiz, live())
    .group_by(lead.c.owner_id, lead.c.gate, lead.c.tier)
)
"""Leads behind the quizzes of `:missing`, for reps who lack the same passes. Every band is 0 or more; said, so that
the queue's index is taken and only rows behind those gates are read."""

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
