"""The recount: the whole log, the counters beside it, and what mends them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import and_, select

from sdrdesk.store.statements.base import (
    activity,
    b,
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

NEWEST_ACTIVITY = select(sa.func.max(activity.c.at)).where(mine(activity))
STRAY_LEADS = (
    select(lead.c.id)
    .where(mine(lead), live(), (lead.c.stage == "open") != lead.c.due_at.is_not(None))
    .order_by(lead.c.id)
    .limit(1000)
)
"""Open without a next touch, or ended with one: a CHECK forbids it, so a row here was written by another program."""
