"""Who gets leads: shares, turns, the pool, escalations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import b, lead, live, mine, open_, rep

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

ROUTED = select(lead.c.routed).where(mine(lead), lead.c.id == b("lead"), live())
HAS_REP = select(rep.c.id).where(mine(rep), rep.c.id == b("rep"))
