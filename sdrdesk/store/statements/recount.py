"""The recount: the whole log, the counters beside it, and what mends them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import and_, select

from sdrdesk.store.statements.base import (
    activity,
    any_of,
    audit,
    b,
    conversion,
    erasure,
    lead,
    live,
    meeting,
    mine,
    rep,
    rep_day,
)
from sdrdesk.store.statements.numbers import standing

# --- the recount ------------------------------------------------------------------------------------------------------

LOG = (
    select(
        activity.c.id,
        activity.c.lead_id,
        activity.c.rep_id,
        activity.c.at,
        activity.c.day,
        activity.c.channel,
        activity.c.is_dial,
        activity.c.is_connect,
        activity.c.is_conversation,
        activity.c.is_booked,
        activity.c.meeting_id,
        activity.c.meeting_state,
        activity.c.meets_at,
        rep.c.zone,
    )
    .join(rep, and_(rep.c.team_id == activity.c.team_id, rep.c.id == activity.c.rep_id))
    .where(mine(activity), standing)
    .order_by(activity.c.at, activity.c.id)
)
"""Every activity that stands, in order: what all figures come from."""

ALL_DAYS = select(
    rep_day.c.rep_id,
    rep_day.c.day,
    rep_day.c.touches,
    rep_day.c.dials,
    rep_day.c.connects,
    rep_day.c.conversations,
    rep_day.c.booked,
).where(mine(rep_day))
ALL_MEETINGS = (
    select(meeting.c.id, meeting.c.state, meeting.c.starts_at, meeting.c.day, meeting.c.lead_id, meeting.c.rep_id)
    .where(mine(meeting))
    .order_by(meeting.c.id)
)
DROP_DAY = sa.delete(rep_day).where(mine(rep_day), rep_day.c.rep_id == b("rep"), rep_day.c.day == b("day"))
ADD_DAY = sa.insert(rep_day)
MEND_ACTIVITY_DAY = (
    sa.update(activity)
    .where(mine(activity), activity.c.id == b("of_activity"))
    .values({"day": sa.bindparam("set_day")})
)
MEND_MEETING = (
    sa.update(meeting)
    .where(mine(meeting), meeting.c.id == b("of_meeting"))
    .values({name: sa.bindparam(f"set_{name}") for name in ("state", "starts_at", "day")})
)

_newest = (
    select(
        activity.c.lead_id,
        activity.c.at,
        activity.c.rep_id,
        activity.c.outcome,
        activity.c.after,
        activity.c.before,
        sa.func.row_number()
        .over(partition_by=activity.c.lead_id, order_by=(activity.c.at.desc(), activity.c.id.desc()))
        .label("place"),
    )
    .where(mine(activity), standing)
    .subquery()
)
_converted = (
    select(sa.func.max(conversion.c.arrived_at))
    .where(conversion.c.team_id == lead.c.team_id, conversion.c.lead_id == lead.c.id)
    .scalar_subquery()
)
LAST_WORDS = (
    select(
        lead.c.id,
        lead.c.grade,
        lead.c.stage,
        lead.c.answered_at,
        lead.c.yeses,
        lead.c.last_outcome,
        lead.c.last_at,
        lead.c.last_by,
        _newest.c.outcome,
        _newest.c.at,
        _newest.c.rep_id,
        _newest.c.after,
        _newest.c.before,
        _converted,
    )
    .outerjoin(_newest, and_(_newest.c.lead_id == lead.c.id, _newest.c.place == 1))
    .where(
        mine(lead),
        live(),
        lead.c.id.not_in(select(erasure.c.lead_id).where(mine(erasure))),
        sa.or_(_newest.c.at.is_not(None), lead.c.last_at.is_not(None), lead.c.answered_at.is_not(None)),
    )
    .order_by(lead.c.id)
)
"""What each lead says of itself, its last contact that stands, where that left it, and its last conversion."""

REWRITTEN = (
    select(audit.c.lead_id, sa.func.max(audit.c.at))
    .where(mine(audit), audit.c.lead_id != "", audit.c.what.in_(any_of("named")))
    .group_by(audit.c.lead_id)
)
"""Leads whose standing somebody wrote without a contact, and when last."""

NEWEST_ACTIVITY = select(sa.func.max(activity.c.at)).where(mine(activity))
STRAY_LEADS = (
    select(lead.c.id)
    .where(mine(lead), live(), (lead.c.stage == "open") != lead.c.due_at.is_not(None))
    .order_by(lead.c.id)
    .limit(1000)
)
"""Open without a next touch, or ended with one: a CHECK forbids it, so a row here was written by another program."""
