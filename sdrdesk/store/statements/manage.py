"""What managers do: give leads, cover absences, set aims, coach; and the journal that takes it back."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import and_, exists, func, select

from sdrdesk.store.statements.base import (
    absence,
    activity,
    aim,
    any_of,
    audit,
    b,
    celebration,
    coaching,
    conversion,
    lead,
    live,
    mine,
    open_,
    rep,
    set_of,
)

_reverse = audit.alias("reverse")
_IS_TAKEN_BACK = exists().where(
    _reverse.c.team_id == audit.c.team_id,
    _reverse.c.undoes == audit.c.id,
    sa.literal_column("reverse.undoes <> ''"),
)
LAST_CHANGE = (
    select(audit.c.id, audit.c.what, audit.c.lead_id, audit.c.detail, audit.c.at)
    .where(mine(audit), audit.c.rep_id == b("rep"), audit.c.what.in_(any_of("kinds")), ~_IS_TAKEN_BACK)
    .order_by(audit.c.at.desc(), audit.c.id.desc())
    .limit(1)
)
"""The newest change of a rep that can be taken back and was not."""

LAST_CHANGE_AT = select(func.max(audit.c.at)).where(mine(audit), audit.c.rep_id == b("rep"))
JOURNAL = (
    select(audit.c.id, audit.c.at, rep.c.name, audit.c.what, audit.c.lead_id, audit.c.detail, audit.c.undoes)
    .join(rep, and_(rep.c.team_id == audit.c.team_id, rep.c.id == audit.c.rep_id))
    .where(mine(audit), audit.c.what.in_(any_of("kinds")))
    .order_by(audit.c.at.desc(), audit.c.id.desc())
    .limit(b("limit"))
)

# --- giving leads -----------------------------------------------------------------------------------------------------

_GIVEN = (
    lead.c.id, lead.c.name, lead.c.owner_id, lead.c.gate, lead.c.kind, lead.c.offer, lead.c.tier, lead.c.place,
    lead.c.converted_at, lead.c.held_by, lead.c.held_until, lead.c.due_at, lead.c.company, lead.c.grade,
    lead.c.answer_by, lead.c.answered_at, lead.c.city,
)  # fmt: skip
OPEN_OF = (
    select(*_GIVEN)
    .where(mine(lead), lead.c.owner_id == b("rep"), open_, live())
    .order_by(lead.c.band, lead.c.order_at, lead.c.id)
)
"""A rep's open leads, most urgent first."""

GIVEN = select(*_GIVEN).where(mine(lead), lead.c.id.in_(any_of("leads")), live())
"""Leads by their ids, as `OPEN_OF` gives them."""

CAMPAIGN_OF = select(conversion.c.lead_id, conversion.c.campaign, conversion.c.source).where(
    mine(conversion), conversion.c.lead_id.in_(any_of("leads")), live(conversion)
)
OWNERS = select(lead.c.id, lead.c.owner_id).where(mine(lead), lead.c.id.in_(any_of("leads")), live())

# --- absences ---------------------------------------------------------------------------------------------------------

_ABSENCE = (absence.c.id, absence.c.rep_id, absence.c.first_day, absence.c.last_day, absence.c.ended_at, absence.c.lent)
ADD_ABSENCE = sa.insert(absence)
CHANGE_ABSENCE = (
    sa.update(absence).where(mine(absence), absence.c.id == b("of_absence")).values(set_of("ended_at", "lent"))
)
DROP_ABSENCE = sa.delete(absence).where(mine(absence), absence.c.id == b("absence"))
ABSENCES = select(*_ABSENCE).where(mine(absence)).order_by(absence.c.first_day.desc(), absence.c.id.desc())
ABSENCE = select(*_ABSENCE).where(mine(absence), absence.c.id == b("absence"))

# --- aims -------------------------------------------------------------------------------------------------------------

_AIM = (aim.c.rep_id, aim.c.since, aim.c.dials, aim.c.conversations, aim.c.meetings, aim.c.opportunities)
AIMS = select(*_AIM).where(mine(aim)).order_by(aim.c.rep_id, aim.c.since)
AIMS_OF = select(*_AIM).where(mine(aim), aim.c.rep_id == b("rep")).order_by(aim.c.since)
ADD_AIM = sa.insert(aim)
DROP_AIM = sa.delete(aim).where(mine(aim), aim.c.rep_id == b("rep"), aim.c.since == b("since"))

# --- coaching and celebrations ----------------------------------------------------------------------------------------

ADD_COACHING = sa.insert(coaching)
DROP_COACHING = sa.delete(coaching).where(mine(coaching), coaching.c.id == b("note"))
COACHING_OF = (
    select(coaching.c.activity_id, rep.c.name, coaching.c.at, coaching.c.note)
    .join(rep, and_(rep.c.team_id == coaching.c.team_id, rep.c.id == coaching.c.by_id))
    .where(mine(coaching), coaching.c.activity_id.in_(any_of("activities")))
    .order_by(coaching.c.at, coaching.c.id)
)
CALL_OF = (
    select(activity.c.id, activity.c.rep_id, activity.c.lead_id, lead.c.name)
    .join(lead, and_(lead.c.team_id == activity.c.team_id, lead.c.id == activity.c.lead_id))
    .where(mine(activity), activity.c.id == b("activity"), live())
)
CALLS_ENDING = select(activity.c.id).where(mine(activity), activity.c.id.like(b("ending"))).limit(2)
ADD_CELEBRATION = sa.insert(celebration)
CELEBRATED = select(celebration.c.goal).where(
    mine(celebration), celebration.c.rep_id == b("rep"), celebration.c.day == b("day")
)
