"""One lead and what happened to it."""

from __future__ import annotations

from sqlalchemy import and_, case, select

from sdrdesk.store.statements.base import (
    activity,
    any_of,
    audit,
    b,
    conversion,
    lead,
    live,
    mine,
    offer,
    rep,
    row,
    stands,
    undo,
    visit,
    with_offer,
)

LEAD = (
    select(
        *row,
        lead.c.owner_id,
        rep.c.name.label("owner"),
        lead.c.people,
        lead.c.industry,
        lead.c.company_key,
        lead.c.retries,
        lead.c.yeses,
        lead.c.points,
        lead.c.last_by,
        lead.c.routed,
    )
    .join(offer, with_offer)
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(mine(lead), lead.c.id == b("lead"), live())
)
LEADS_ENDING = (
    select(lead.c.id)
    .where(mine(lead), lead.c.id.in_(select(lead.c.id).where(mine(lead), lead.c.id.like(b("ending")))), live())
    .limit(2)
)
"""The ids are gone through inside the key's index; only the rows found are read."""
CONVERSIONS = (
    select(
        conversion.c.id,
        conversion.c.offer,
        offer.c.title,
        conversion.c.kind,
        conversion.c.at,
        conversion.c.source,
        conversion.c.campaign,
        conversion.c.arm,
    )
    .join(offer, and_(offer.c.team_id == conversion.c.team_id, offer.c.key == conversion.c.offer))
    .where(mine(conversion), conversion.c.lead_id == b("lead"), live(conversion))
)
"""Unsorted: asked for the order, SQLite walks all conversions of the team by time to find those of one lead."""
VISITS = (
    select(visit.c.at, visit.c.page, visit.c.seconds, visit.c.is_mail)
    .where(mine(visit), visit.c.lead_id == b("lead"), live(visit))
    .order_by(visit.c.at.desc(), visit.c.id)
    .limit(40)
)
HISTORY = (
    select(
        activity.c.id,
        activity.c.at,
        rep.c.name,
        activity.c.channel,
        activity.c.outcome,
        activity.c.seconds,
        activity.c.note,
        activity.c.reason,
        activity.c.yeses,
    )
    .select_from(stands)
    .join(rep, and_(rep.c.team_id == activity.c.team_id, rep.c.id == activity.c.rep_id))
    .where(mine(activity), activity.c.lead_id == b("lead"), undo.c.activity_id.is_(None))
    .order_by(activity.c.at.desc(), activity.c.id.desc())
    .limit(50)
)
CHANGES = (
    select(audit.c.at, rep.c.name, audit.c.what, audit.c.detail)
    .join(rep, and_(rep.c.team_id == audit.c.team_id, rep.c.id == audit.c.rep_id))
    .where(mine(audit), audit.c.lead_id == b("lead"))
    .order_by(audit.c.at.desc(), audit.c.id.desc())
    .limit(50)
)
COLLEAGUES = (
    select(
        lead.c.id,
        lead.c.name,
        lead.c.title,
        lead.c.kind,
        lead.c.converted_at,
        rep.c.name.label("owner"),
        lead.c.last_outcome,
    )
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(mine(lead), lead.c.company_key == b("company_key"), lead.c.company_key != "", lead.c.id != b("lead"), live())
    .order_by(lead.c.converted_at.desc(), lead.c.id)
    .limit(8)
)
SEARCH_TEAM = (
    select(
        lead.c.id,
        lead.c.name,
        lead.c.company,
        lead.c.email,
        lead.c.phone,
        rep.c.name.label("owner"),
        lead.c.stage,
        lead.c.owner_id,
    )
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(mine(lead), live(), lead.c.search.like(b("words"), escape="\\"))
    .order_by(case((lead.c.owner_id == b("rep"), 0), else_=1), lead.c.converted_at.desc(), lead.c.id)
    .limit(b("limit"))
)
SEARCH = SEARCH_TEAM.where(lead.c.owner_id.in_(any_of("owners")))
"""Only the leads of some owners, so that a rep's search goes through their own and not the team's."""
