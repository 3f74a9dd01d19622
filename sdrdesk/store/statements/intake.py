"""Taking leads in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, func, select

from sdrdesk.store.statements.base import (
    any_of,
    b,
    batch,
    conversion,
    insert_new,
    lead,
    live,
    mine,
    open_,
    set_of,
    visit,
)

ADD_LEAD = sa.insert(lead)
EDIT_LEAD = (
    sa.update(lead)
    .where(mine(lead), lead.c.id == b("of_lead"))
    .values(
        set_of(
            "name",
            "title",
            "company",
            "company_key",
            "people",
            "email",
            "email_key",
            "phone",
            "city",
            "place",
            "search",
        )
    )
)
BY_EMAIL = select(lead.c.email_key, lead.c.id, lead.c.batch_id, lead.c.name).where(
    mine(lead), lead.c.email_key.in_(any_of("emails")), sa.literal_column("email_key <> ''")
)
BY_PHONE = select(lead.c.phone, lead.c.id, lead.c.name, lead.c.batch_id, lead.c.email_key).where(
    mine(lead), lead.c.phone.in_(any_of("phones")), sa.literal_column("phone <> ''")
)
ADD_CONVERSION = insert_new(conversion)
KNOWN_CONVERSION = select(conversion.c.id).where(
    mine(conversion), conversion.c.lead_id == b("lead"), conversion.c.dedupe == b("dedupe")
)
ARMS = select(conversion.c.arm).where(
    mine(conversion), conversion.c.lead_id == b("lead"), conversion.c.arm != "", live(conversion)
)
"""Arms that a lead was drawn for."""
ADD_VISIT = sa.insert(visit)
OPEN_LOADS = select(lead.c.owner_id, func.count()).where(mine(lead), open_, live()).group_by(lead.c.owner_id)
ADD_BATCH = sa.insert(batch)
END_BATCH = sa.update(batch).where(mine(batch), batch.c.id == b("batch")).values(set_of("state", "live_at", "report"))
BATCHES = (
    select(batch.c.id, batch.c.file_name, batch.c.state, batch.c.started_at, batch.c.live_at, batch.c.report)
    .where(mine(batch), batch.c.state != "merged")
    .order_by(batch.c.id.desc())
)
BATCH_PROMOTED = (
    select(
        conversion.c.lead_id, conversion.c.at, conversion.c.id, conversion.c.kind, conversion.c.offer, conversion.c.arm
    )
    .join(lead, and_(lead.c.team_id == conversion.c.team_id, lead.c.id == conversion.c.lead_id))
    .where(mine(conversion), conversion.c.batch_id == b("batch"), lead.c.batch_id != b("batch"))
)
"""What an import brought to leads from before, in no order: an order would make SQLite walk the whole team's."""


def _drop(table: Any) -> Any:
    """Delete up to `:limit` rows of an import, so that nobody waits long."""
    own = and_(mine(table), table.c.batch_id == b("batch"), sa.literal_column("batch_id <> ''"))
    some = select(table.c.id).where(own).limit(b("limit")).scalar_subquery()
    return sa.delete(table).where(mine(table), table.c.id.in_(some))


DROP_CONVERSIONS = _drop(conversion)
DROP_VISITS = _drop(visit)
DROP_LEADS = _drop(lead)
