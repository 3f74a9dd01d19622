"""Webhooks: the senders, and the inbox of what they posted."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import any_of, b, insert_or_replace, mine, offer, playbook, set_of

_tables: Any = t.metadata.tables
source, inbox = _tables["webhook_source"], _tables["inbox"]

HOOK_SOURCES = (
    select(
        source.c.key,
        source.c.kind,
        source.c.signing,
        source.c.mapping,
        source.c.offer,
        source.c.owner,
        source.c.added_at,
    )
    .where(mine(source))
    .order_by(source.c.key)
)
ADD_HOOK_SOURCE = insert_or_replace(source)
REMOVE_HOOK_SOURCE = sa.delete(source).where(mine(source), source.c.key == b("key"))

ADD_INBOX = sa.insert(inbox)
INBOX_KNOWN = select(
    inbox.c.source, inbox.c.message_id, inbox.c.id, inbox.c.state, inbox.c.lead_ids, inbox.c.received_at
).where(mine(inbox), inbox.c.source.in_(any_of("sources")), inbox.c.message_id.in_(any_of("messages")))
"""Posts that were there before; the caller pairs source and message."""
INBOX_DONE = (
    sa.update(inbox)
    .where(mine(inbox), inbox.c.id == b("of_post"))
    .values(set_of("state", "reason", "lead_ids", "done_at") | {"attempts": inbox.c.attempts + 1})
)
INBOX_DROP = (
    sa.update(inbox)
    .where(mine(inbox), inbox.c.id == b("of_post"))
    .values(set_of("state", "done_at", "body", "headers"))
)
_outside = (
    inbox.c.id,
    inbox.c.source,
    inbox.c.message_id,
    inbox.c.received_at,
    inbox.c.state,
    inbox.c.reason,
    inbox.c.lead_ids,
    inbox.c.attempts,
    inbox.c.done_at,
)
INBOX_POST = select(*_outside, inbox.c.body, inbox.c.headers).where(mine(inbox), inbox.c.id == b("post"))
INBOX_ENDING = select(inbox.c.id).where(mine(inbox), inbox.c.id.like(b("ending"))).limit(2)
INBOX_LIST = (
    select(*_outside)
    .where(mine(inbox), inbox.c.state.in_(any_of("states")))
    .order_by(inbox.c.id.desc())
    .limit(b("limit"))
)
INBOX_WAITING = (
    select(inbox.c.id)
    .where(mine(inbox), inbox.c.state == b("state"), inbox.c.id > b("after"))
    .order_by(inbox.c.id)
    .limit(b("limit"))
)
INBOX_COUNTS = select(inbox.c.state, func.count()).where(mine(inbox)).group_by(inbox.c.state)

RULES_STAMP = select(
    select(func.max(playbook.c.id)).where(mine(playbook)).scalar_subquery(),
    select(func.max(offer.c.changed_at)).where(mine(offer)).scalar_subquery(),
    select(func.count()).select_from(offer).where(mine(offer)).scalar_subquery(),
)
"""Changes when the playbook or an offer does: a receiver that runs for weeks asks this before each batch."""
