"""Meetings, and what account executives made of them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import and_, select

from sdrdesk.store.statements.base import b, lead, live, meeting, mine, opportunity, rep, set_of

_BY = and_(rep.c.team_id == meeting.c.team_id, rep.c.id == meeting.c.rep_id)
_WITH_LEAD = and_(lead.c.team_id == meeting.c.team_id, lead.c.id == meeting.c.lead_id)
_WITH_OPPORTUNITY = and_(opportunity.c.team_id == meeting.c.team_id, opportunity.c.meeting_id == meeting.c.id)
_MEETING = (
    meeting.c.id,
    meeting.c.lead_id,
    meeting.c.rep_id,
    meeting.c.state,
    meeting.c.booked_at,
    meeting.c.starts_at,
    meeting.c.day,
    meeting.c.confirmed_at,
    meeting.c.ended_at,
    meeting.c.with_whom,
    rep.c.zone,
)

ADD_MEETING = sa.insert(meeting)
DROP_MEETING = sa.delete(meeting).where(mine(meeting), meeting.c.id == b("activity"))
CHANGE_MEETING = (
    sa.update(meeting)
    .where(mine(meeting), meeting.c.id == b("of_meeting"))
    .values(set_of("state", "starts_at", "day", "confirmed_at", "ended_at"))
)
MEETINGS_OF_LEAD = (
    select(*_MEETING)
    .join(rep, _BY)
    .where(mine(meeting), meeting.c.lead_id == b("lead"))
    .order_by(meeting.c.booked_at.desc(), meeting.c.id.desc())
)
"""A lead's meetings, newest first."""

MEETINGS = (
    select(
        *_MEETING,
        lead.c.name,
        lead.c.company,
        rep.c.name,
        opportunity.c.id,
        opportunity.c.state,
        opportunity.c.amount,
        opportunity.c.currency,
        opportunity.c.reason,
    )
    .select_from(meeting)
    .join(rep, _BY)
    .join(lead, _WITH_LEAD)
    .outerjoin(opportunity, _WITH_OPPORTUNITY)
    .where(mine(meeting), meeting.c.day >= b("first"), meeting.c.day <= b("last"), live())
    .order_by(meeting.c.starts_at, meeting.c.id)
)
"""Meetings that begin in a range of days, with what came of them."""

_OPPORTUNITY = (
    opportunity.c.id,
    opportunity.c.meeting_id,
    opportunity.c.lead_id,
    opportunity.c.rep_id,
    opportunity.c.state,
    opportunity.c.day,
    opportunity.c.decided_at,
    opportunity.c.closed_at,
    opportunity.c.closed_day,
    opportunity.c.amount,
    opportunity.c.currency,
    opportunity.c.reason,
    opportunity.c.external_id,
)
OPPORTUNITY_OF = select(*_OPPORTUNITY).where(mine(opportunity), opportunity.c.meeting_id == b("meeting"))
OPPORTUNITY = select(*_OPPORTUNITY).where(mine(opportunity), opportunity.c.id == b("opportunity"))
ADD_OPPORTUNITY = sa.insert(opportunity)
CHANGE_OPPORTUNITY = (
    sa.update(opportunity)
    .where(mine(opportunity), opportunity.c.id == b("of_opportunity"))
    .values(
        set_of("state", "day", "decided_at", "closed_at", "closed_day", "amount", "currency", "reason", "external_id")
    )
)
DROP_OPPORTUNITY = sa.delete(opportunity).where(mine(opportunity), opportunity.c.id == b("opportunity"))
