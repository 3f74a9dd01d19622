"""What CRMs are given as files: leads, contacts that happened, meetings, and what came of leads. Read in pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from sdrdesk.store.statements.base import (
    activity,
    b,
    conversion,
    lead,
    live,
    meeting,
    mine,
    offer,
    opportunity,
    rep,
    undo,
)

_OWNER = and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id)
_OFFER = and_(offer.c.team_id == lead.c.team_id, offer.c.key == lead.c.offer)
_IS_UNDONE = exists().where(undo.c.team_id == activity.c.team_id, undo.c.activity_id == activity.c.id)


def _of_newest(column: Any) -> Any:
    """A column of a lead's newest conversion."""
    return (
        select(column)
        .where(mine(conversion), conversion.c.lead_id == lead.c.id, live(conversion))
        .order_by(conversion.c.at.desc(), conversion.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


_PERSON = (lead.c.id, lead.c.name, lead.c.company, lead.c.email)
_STANDS = (lead.c.stage, lead.c.last_outcome, lead.c.last_at)
_SINCE = or_(
    lead.c.created_at >= b("since"), lead.c.converted_at >= b("since"), lead.c.last_at >= b("since")
)  # fmt: skip
_PAGE = and_(mine(lead), lead.c.id > b("after"), live())

EXPORT_LEADS = (
    select(
        *_PERSON, *_STANDS, lead.c.title, lead.c.phone, lead.c.city, lead.c.place, lead.c.grade, lead.c.converted_at,
        offer.c.title, rep.c.name, _of_newest(conversion.c.source), _of_newest(conversion.c.campaign),
    )
    .join(rep, _OWNER)
    .outerjoin(offer, _OFFER)
    .where(_PAGE, _SINCE)
    .order_by(lead.c.id)
    .limit(b("limit"))
)  # fmt: skip

_reason = (
    select(activity.c.reason)
    .where(mine(activity), activity.c.lead_id == lead.c.id, ~_IS_UNDONE)
    .order_by(activity.c.at.desc(), activity.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_other = opportunity.alias("other")
_newest = (
    select(func.max(_other.c.id))
    .where(_other.c.team_id == lead.c.team_id, _other.c.lead_id == lead.c.id)
    .scalar_subquery()
)
EXPORT_OUTCOMES = (
    select(
        *_PERSON, *_STANDS, rep.c.name, _reason, opportunity.c.id, opportunity.c.state, opportunity.c.amount,
        opportunity.c.currency, opportunity.c.reason, opportunity.c.decided_at, opportunity.c.closed_at,
        opportunity.c.closed_day,
    )
    .join(rep, _OWNER)
    .outerjoin(
        opportunity,
        and_(opportunity.c.team_id == lead.c.team_id, opportunity.c.lead_id == lead.c.id, opportunity.c.id == _newest),
    )
    .where(
        _PAGE,
        or_(lead.c.last_outcome != "", opportunity.c.id.is_not(None)),
        or_(_SINCE, opportunity.c.decided_at >= b("since"), opportunity.c.closed_at >= b("since")),
    )
    .order_by(lead.c.id)
    .limit(b("limit"))
)  # fmt: skip
"""One row for each lead that was touched, with its newest opportunity."""

EXPORT_ACTIVITIES = (
    select(
        activity.c.id, activity.c.lead_id, lead.c.name, lead.c.company, lead.c.email, activity.c.at, activity.c.day,
        activity.c.channel, activity.c.outcome, activity.c.seconds, activity.c.note, activity.c.reason, rep.c.name,
    )
    .join(lead, and_(lead.c.team_id == activity.c.team_id, lead.c.id == activity.c.lead_id))
    .join(rep, and_(rep.c.team_id == activity.c.team_id, rep.c.id == activity.c.rep_id))
    .where(mine(activity), activity.c.id > b("after"), activity.c.at >= b("since"), ~_IS_UNDONE, live())
    .order_by(activity.c.id)
    .limit(b("limit"))
)  # fmt: skip
EXPORT_MEETINGS = (
    select(
        meeting.c.id, meeting.c.lead_id, lead.c.name, lead.c.company, lead.c.email, meeting.c.starts_at,
        meeting.c.state, meeting.c.with_whom, meeting.c.booked_at, rep.c.name,
    )
    .join(lead, and_(lead.c.team_id == meeting.c.team_id, lead.c.id == meeting.c.lead_id))
    .join(rep, and_(rep.c.team_id == meeting.c.team_id, rep.c.id == meeting.c.rep_id))
    .where(
        mine(meeting),
        meeting.c.id > b("after"),
        or_(
            meeting.c.booked_at >= b("since"),
            exists().where(
                activity.c.team_id == meeting.c.team_id,
                activity.c.lead_id == meeting.c.lead_id,
                activity.c.at >= b("since"),
            ),
        ),
        live(),
    )
    .order_by(meeting.c.id)
    .limit(b("limit"))
)  # fmt: skip
