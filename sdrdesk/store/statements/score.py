"""What points are fitted from, and what they are given to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, exists, literal_column, or_, select

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
    open_,
    opportunity,
    playbook,
    rep,
    undo,
    visit,
)


def _has(table: Any, *conditions: Any) -> Any:
    return exists().where(table.c.team_id == lead.c.team_id, table.c.lead_id == lead.c.id, *conditions)


_accepted = _has(opportunity, opportunity.c.state != "refused")
_refused = _has(opportunity, opportunity.c.state == "refused")
won = or_(_accepted, and_(_has(meeting, meeting.c.state == "held"), ~_refused))
_ended = or_(lead.c.stage == "nurture", lead.c.stage == "disqualified", lead.c.stage == "suppressed")
RESOLVED = (
    select(
        lead.c.id,
        lead.c.name,
        lead.c.title,
        lead.c.people,
        lead.c.place,
        lead.c.stage,
        lead.c.last_outcome,
        case((won, 1), else_=0),
    )
    .where(mine(lead), live(), or_(won, _ended), ~_has(erasure))
    .order_by(lead.c.id)
)
"""Leads of which it is known what came: a held meeting that nobody refused, or an end. Erased people teach nothing."""

TOUCHES_OF = (
    select(activity.c.lead_id, activity.c.at, activity.c.kind, activity.c.offer, activity.c.converted_at)
    .where(
        mine(activity),
        activity.c.lead_id.in_(any_of("leads")),
        ~exists().where(undo.c.team_id == activity.c.team_id, undo.c.activity_id == activity.c.id),
    )
    .order_by(activity.c.lead_id, activity.c.at, activity.c.id)
)
CONVERSIONS_OF = (
    select(
        conversion.c.lead_id,
        conversion.c.id,
        conversion.c.offer,
        conversion.c.kind,
        conversion.c.at,
        conversion.c.source,
        conversion.c.campaign,
        conversion.c.arm,
    )
    .where(mine(conversion), conversion.c.lead_id.in_(any_of("leads")), live(conversion))
    .order_by(conversion.c.lead_id, conversion.c.at, conversion.c.id)
)
VISITS_OF = (
    select(visit.c.lead_id, visit.c.at, visit.c.page, visit.c.seconds, visit.c.is_mail)
    .where(mine(visit), visit.c.lead_id.in_(any_of("leads")), live(visit))
    .order_by(visit.c.lead_id, visit.c.at, visit.c.id)
)
EDITS_OF = (
    select(audit.c.lead_id, audit.c.at, audit.c.detail)
    .where(mine(audit), audit.c.lead_id.in_(any_of("leads")), audit.c.what == "edited")
    .order_by(audit.c.lead_id, audit.c.at.desc(), audit.c.id.desc())
)
"""What was changed of leads by hand, newest first: to know how they stood before."""

_reverse = audit.alias("reverse")
_stands = ~exists().where(
    _reverse.c.team_id == audit.c.team_id, _reverse.c.undoes == audit.c.id, literal_column("reverse.undoes <> ''")
)
_MARK = (audit.c.id, audit.c.at, audit.c.rep_id, rep.c.name, audit.c.lead_id, lead.c.name, audit.c.detail)
_with_rep = and_(rep.c.team_id == audit.c.team_id, rep.c.id == audit.c.rep_id)
_with_lead = and_(lead.c.team_id == audit.c.team_id, lead.c.id == audit.c.lead_id)
_marked = (mine(audit), audit.c.what == "score wrong", _stands, live())
MARKS_OF = (
    select(*_MARK)
    .join(rep, _with_rep)
    .join(lead, _with_lead)
    .where(*_marked, audit.c.lead_id == b("lead"))
    .order_by(audit.c.at.desc(), audit.c.id.desc())
)
"""Who says that the score of a lead is wrong and has not taken it back, newest first."""

MARKS = (
    select(*_MARK)
    .join(rep, _with_rep)
    .join(lead, _with_lead)
    .where(*_marked, audit.c.at >= b("since"))
    .order_by(audit.c.at.desc(), audit.c.id.desc())
    .limit(b("limit"))
)
NEWEST_PLAYBOOK = (
    select(playbook.c.id, playbook.c.source, playbook.c.body)
    .where(mine(playbook))
    .order_by(playbook.c.id.desc())
    .limit(1)
)
KEPT_PLAYBOOK = select(playbook.c.id, playbook.c.source, playbook.c.body).where(
    mine(playbook), playbook.c.id == b("of_playbook")
)
OPEN_TO_GRADE = (
    select(
        lead.c.id,
        lead.c.kind,
        lead.c.offer,
        lead.c.converted_at,
        lead.c.title,
        lead.c.people,
        lead.c.place,
        lead.c.band,
        lead.c.points,
        lead.c.grade,
        lead.c.grade_note,
    )
    .where(mine(lead), open_, lead.c.id > b("after"), live())
    .order_by(lead.c.id)
    .limit(b("limit"))
)
"""The next open leads by id, to be graded by other points."""
