"""Dialling, logging, undoing."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import and_, select
from sqlalchemy.dialects import sqlite

from sdrdesk.store.statements.base import (
    activity,
    audit,
    b,
    conversion,
    erasure,
    free,
    insert_new,
    lead,
    live,
    mine,
    open_,
    rep,
    rep_day,
    set_of,
    stands,
    suppression,
    undo,
)

HOLD = sa.update(lead).where(mine(lead), lead.c.id == b("of_lead"), free).values(set_of("held_by", "held_until"))
RELEASE = (
    sa.update(lead)
    .where(mine(lead), lead.c.id == b("of_lead"), lead.c.held_by == b("rep"))
    .values({"held_by": "", "held_until": sa.null()})
)
ACTIVITY = select(
    activity.c.id, activity.c.lead_id, activity.c.rep_id, activity.c.outcome, activity.c.at, activity.c.after
).where(mine(activity), activity.c.id == b("activity"))
ADD_ACTIVITY = sa.insert(activity)
_STANDING = (
    "stage",
    "kind",
    "offer",
    "converted_at",
    "tier",
    "band",
    "rank",
    "order_at",
    "due_at",
    "answer_by",
    "channel",
    "why",
    "step",
    "retries",
    "answered_at",
    "yeses",
    "gate",
    "meets_at",
)
MOVE_LEAD = (
    sa.update(lead)
    .where(mine(lead), lead.c.id == b("of_lead"))
    .values(set_of(*_STANDING, "last_outcome", "last_at", "last_by", "held_by", "held_until"))
)
GRADE_LEAD = (
    sa.update(lead).where(mine(lead), lead.c.id == b("of_lead")).values(set_of("points", "grade", "grade_note", "rank"))
)
_insert_day = sqlite.insert(rep_day)
BUMP_DAY = _insert_day.on_conflict_do_update(
    index_elements=["team_id", "rep_id", "day"],
    set_={
        name: rep_day.c[name] + _insert_day.excluded[name]
        for name in ("touches", "dials", "connects", "conversations", "booked")
    },
)
REP_DAY = (
    select(rep_day.c.day, rep_day.c.dials, rep_day.c.connects, rep_day.c.conversations, rep_day.c.booked)
    .where(mine(rep_day), rep_day.c.rep_id == b("rep"), rep_day.c.day <= b("day"))
    .order_by(rep_day.c.day.desc())
    .limit(b("limit"))
)
_STANDS_OF_REP = and_(
    mine(activity),
    activity.c.rep_id == b("rep"),
    undo.c.activity_id.is_(None),
    # Nothing brings back who was erased.
    ~sa.exists().where(erasure.c.team_id == activity.c.team_id, erasure.c.lead_id == activity.c.lead_id),
)
LAST_ACTIVITY = (
    select(
        activity.c.id,
        activity.c.lead_id,
        activity.c.outcome,
        activity.c.day,
        activity.c.before,
        activity.c.is_dial,
        activity.c.is_connect,
        activity.c.is_conversation,
        activity.c.is_booked,
        activity.c.at,
        activity.c.meeting_id,
    )
    .select_from(stands)
    .where(_STANDS_OF_REP)
    .order_by(activity.c.at.desc(), activity.c.id.desc())
    .limit(1)
)
LAST_AT = select(activity.c.at).select_from(stands).where(_STANDS_OF_REP).order_by(activity.c.at.desc()).limit(1)
"""When that was: asked by every log, and without a second thing to sort by no row is laid aside."""
LATER_ACTIVITY = (
    select(rep.c.name, activity.c.at)
    .select_from(stands)
    .join(rep, and_(rep.c.team_id == activity.c.team_id, rep.c.id == activity.c.rep_id))
    .where(
        mine(activity),
        activity.c.lead_id == b("lead"),
        undo.c.activity_id.is_(None),
        activity.c.at > b("since"),
    )
    .limit(1)
)
CAME = (
    select(
        conversion.c.id,
        conversion.c.kind,
        conversion.c.offer,
        conversion.c.at,
        conversion.c.arrived_at,
        conversion.c.arm,
    )
    .where(mine(conversion), conversion.c.lead_id == b("lead"), live(conversion))
    .order_by(conversion.c.arrived_at, conversion.c.id)
)
"""What a lead has converted on, by arrival: a log keeps which of them it knew."""
WAS_UNDONE = (
    select(activity.c.lead_id, activity.c.outcome)
    .join(undo, and_(undo.c.team_id == activity.c.team_id, undo.c.activity_id == activity.c.id))
    .where(mine(activity), activity.c.id == b("activity"), activity.c.rep_id == b("rep"))
)
ADD_UNDO = sa.insert(undo)
ADD_SUPPRESSION = insert_new(suppression)
DROP_SUPPRESSION = sa.delete(suppression).where(mine(suppression), suppression.c.activity_id == b("activity"))
SAME_CONTACT = select(lead.c.id).where(
    mine(lead), open_, lead.c.phone == b("phone"), lead.c.phone != "", lead.c.id != b("lead"), live()
)
ADD_AUDIT = sa.insert(audit)
