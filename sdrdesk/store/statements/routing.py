"""Who gets leads: shares, turns, the pool, escalations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, case, func, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import any_of, b, lead, live, mine, open_, rep, set_of

_tables: Any = t.metadata.tables
share, wheel, claim, escalation = (_tables[name] for name in ("rep_share", "route_wheel", "pool_claim", "escalation"))

# --- what reps can take -----------------------------------------------------------------------------------------------

SHARES = select(share.c.rep_id, share.c.weight, share.c.capacity, share.c.languages, share.c.groups).where(mine(share))
DROP_SHARE = sa.delete(share).where(mine(share), share.c.rep_id == b("rep"))
ADD_SHARE = sa.insert(share)
_some = (
    select(lead.c.id).where(mine(lead), lead.c.owner_id == b("rep"), open_, live()).limit(b("most")).subquery("some")
)
OPEN_UP_TO = select(func.count()).select_from(_some)
"""How many open leads somebody has, counted up to a most."""

# --- turns ------------------------------------------------------------------------------------------------------------

WHEELS = select(wheel.c.name, wheel.c.turns).where(mine(wheel))
"""Nobody else moves them until the transaction that assigns ends: writers come one by one, on a server too."""
DROP_WHEEL = sa.delete(wheel).where(mine(wheel), wheel.c.name == b("name"))
ADD_WHEEL = sa.insert(wheel)

# --- why --------------------------------------------------------------------------------------------------------------

ID_OF_LOGIN = select(rep.c.id).where(mine(rep), rep.c.login == b("login"))
"""Who had a login, also of those who left."""
HAS_REP = select(rep.c.id).where(mine(rep), rep.c.id == b("rep"))

# --- the pool ---------------------------------------------------------------------------------------------------------

POOLS = select(rep.c.id).where(mine(rep), rep.c.id >= "pool", rep.c.id < "pool;").order_by(rep.c.id)
"""Who stands for a pool: "pool" and "pool:..."; no other id can lie between, ids are hex digits."""
LOCK_POOLED = (
    select(lead.c.id)
    .where(mine(lead), lead.c.id == b("lead"), lead.c.owner_id == b("pool"), open_, live())
    .with_for_update(skip_locked=True)
)
"""A lead that is still in its pool, for this transaction alone; nothing where somebody else is taking it just now."""
TAKE_POOLED = (
    sa.update(lead)
    .where(mine(lead), lead.c.id == b("of_lead"), lead.c.owner_id == b("of_pool"), open_)
    .values(set_of("owner_id", "routed") | {"held_by": "", "held_until": sa.null()})
)
ADD_CLAIM = sa.insert(claim)
DROP_CLAIM = sa.delete(claim).where(mine(claim), claim.c.lead_id == b("lead"))
RENEW_CLAIM = sa.update(claim).where(mine(claim), claim.c.lead_id == b("of_lead")).values(set_of("until"))
_claims = select(
    claim.c.lead_id,
    claim.c.pool,
    claim.c.rep_id,
    claim.c.claimed_at,
    claim.c.until,
    lead.c.owner_id,
    lead.c.last_at,
    lead.c.held_by,
    lead.c.held_until,
    lead.c.name,
).select_from(claim.outerjoin(lead, and_(lead.c.team_id == claim.c.team_id, lead.c.id == claim.c.lead_id, live())))
CLAIMS_OF = _claims.where(mine(claim), claim.c.rep_id == b("rep")).order_by(claim.c.claimed_at, claim.c.lead_id)
CLAIMS_UNTIL = _claims.where(mine(claim), claim.c.until <= b("now")).order_by(claim.c.until, claim.c.lead_id)

# --- escalations ------------------------------------------------------------------------------------------------------

UNCALLED = (
    select(lead.c.id, lead.c.converted_at, lead.c.kind, lead.c.place, lead.c.due_at, lead.c.answer_by)
    .where(
        mine(lead),
        lead.c.owner_id.in_(any_of("owners")),
        sa.literal_column("stage = 'open' AND answered_at IS NULL"),
        lead.c.answer_by >= b("since"),
        lead.c.answer_by < b("until"),
        lead.c.answer_by > lead.c.created_at,
        lead.c.tier <= b("tier"),
        live(),
    )
    .order_by(lead.c.answer_by, lead.c.id)
)
"""Leads that nobody has called yet, by their answer-by; without those that were late when they came in (old lists)."""
ESCALATED = select(escalation.c.lead_id, escalation.c.since, escalation.c.step, escalation.c.from_id).where(
    mine(escalation), escalation.c.at >= b("at")
)
ESCALATIONS_SINCE = (
    select(
        escalation.c.lead_id,
        escalation.c.since,
        escalation.c.step,
        escalation.c.at,
        escalation.c.from_id,
        escalation.c.to_id,
        escalation.c.told,
        escalation.c.reason,
        lead.c.name,
        lead.c.company,
        lead.c.tier,
    )
    .join(lead, and_(lead.c.team_id == escalation.c.team_id, lead.c.id == escalation.c.lead_id))
    .where(mine(escalation), escalation.c.at >= b("at"), live())
    .order_by(escalation.c.at, escalation.c.lead_id, escalation.c.step)
)
ADD_ESCALATION = sa.insert(escalation)

# --- the doctor -------------------------------------------------------------------------------------------------------

OWNED = (
    select(
        lead.c.owner_id,
        rep.c.login,
        rep.c.name,
        rep.c.left_at,
        func.count(),
        func.sum(case((lead.c.gate != "", 1), else_=0)),
    )
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(mine(lead), open_, live())
    .group_by(lead.c.owner_id, rep.c.login, rep.c.name, rep.c.left_at)
    .order_by(rep.c.login)
)
"""Everybody's open leads, and how many of them stand behind a quiz."""
