"""What goes out: destinations, and the messages on their way."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, exists, func, or_, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import b, lead, live, mine, rep, set_of

_tables: Any = t.metadata.tables
destination, outbox = _tables["destination"], _tables["outbox"]

_new: Any = sa.literal_column("outbox.state = 'new'")
"""Written out, not bound, so that the partial indexes are seen to fit."""

DESTINATIONS = (
    select(
        destination.c.key,
        destination.c.kind,
        destination.c.shown,
        destination.c.events,
        destination.c.is_local,
        destination.c.state,
        destination.c.added_at,
    )
    .where(mine(destination))
    .order_by(destination.c.key)
)
ADD_DESTINATION = sa.insert(destination)
REMOVE_DESTINATION = sa.delete(destination).where(mine(destination), destination.c.key == b("of_destination"))
DESTINATION_STATE = (
    sa.update(destination).where(mine(destination), destination.c.key == b("of_destination")).values(set_of("state"))
)

WANTED_BY = select(destination.c.key).where(
    mine(destination),
    sa.literal_column("destination.state = 'on'"),
    or_(
        destination.c.events == sa.literal_column("''"),
        sa.func.replace(destination.c.events, b("event"), sa.literal_column("''")) != destination.c.events,
    ),
)
"""Who wants an event; its name between commas. On the key path: a LIKE of it would be prepared anew each time."""
ABOUT_LEAD = (
    select(
        lead.c.id,
        lead.c.name,
        lead.c.company,
        lead.c.title,
        lead.c.email,
        lead.c.phone,
        lead.c.stage,
        lead.c.tier,
        lead.c.kind,
        lead.c.offer,
        rep.c.login,
    )
    .join(rep, and_(rep.c.team_id == lead.c.team_id, rep.c.id == lead.c.owner_id))
    .where(mine(lead), lead.c.id == b("lead"), live())
)
"""Who a message is about, as the receiver's own system may know them."""
OUTBOX_LAST = select(func.coalesce(func.max(outbox.c.seq), 0)).where(mine(outbox))
ADD_OUTBOX = sa.insert(outbox)

_earlier = outbox.alias("earlier")
OUTBOX_DUE = (
    select(outbox.c.id, outbox.c.event, outbox.c.lead_id, outbox.c.payload, outbox.c.attempts, outbox.c.created_at)
    .where(
        mine(outbox),
        outbox.c.destination == b("destination"),
        _new,
        outbox.c.next_at <= b("now"),
        or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= b("now")),
        ~exists().where(
            _earlier.c.team_id == outbox.c.team_id,
            _earlier.c.destination == outbox.c.destination,
            _earlier.c.lead_id == outbox.c.lead_id,
            sa.literal_column("earlier.state = 'new'"),
            _earlier.c.seq < outbox.c.seq,
        ),
    )
    .order_by(outbox.c.next_at, outbox.c.seq)
    .limit(b("limit"))
)
"""What may go to a destination now: of each lead only its oldest message."""
_one = and_(mine(outbox), outbox.c.id == b("of_message"), outbox.c.destination == b("of_destination"))
OUTBOX_LEASE = (
    sa.update(outbox)
    .where(_one, _new, or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= b("now")))
    .values(set_of("leased_by", "leased_until"))
)
"""Changes one row for one sender alone, whoever else saw it as due."""
OUTBOX_SENT = (
    sa.update(outbox)
    .where(_one, _new)
    .values(set_of("state", "done_at", "reason", "leased_until") | {"attempts": outbox.c.attempts + 1})
)
"""Said even if the lease ran out: it arrived."""
OUTBOX_FAILED = (
    sa.update(outbox)
    .where(_one, _new, outbox.c.leased_by == b("by"))
    .values(set_of("state", "next_at", "done_at", "reason", "leased_until") | {"attempts": outbox.c.attempts + 1})
)
OUTBOX_GIVE_UP = (
    sa.update(outbox)
    .where(mine(outbox), outbox.c.destination == b("of_destination"), _new)
    .values(set_of("state", "done_at", "reason", "leased_until"))
)
"""Every message that waits for a destination becomes a dead letter."""
OUTBOX_REPLAY = (
    sa.update(outbox)
    .where(_one, sa.literal_column("outbox.state = 'dead'"))
    .values(set_of("state", "next_at", "done_at", "attempts", "leased_until"))
)
OUTBOX_LIST = (
    select(
        outbox.c.id,
        outbox.c.destination,
        outbox.c.event,
        outbox.c.lead_id,
        outbox.c.created_at,
        outbox.c.state,
        outbox.c.attempts,
        outbox.c.next_at,
        outbox.c.reason,
    )
    .where(mine(outbox), outbox.c.state == b("state"))
    .order_by(outbox.c.seq.desc())
    .limit(b("limit"))
)
OUTBOX_COUNTS = (
    select(outbox.c.destination, outbox.c.state, func.count(), func.min(outbox.c.created_at))
    .where(mine(outbox))
    .group_by(outbox.c.destination, outbox.c.state)
)
OUTBOX_FORGET_DESTINATION = sa.delete(outbox).where(mine(outbox), outbox.c.destination == b("of_destination"))
OUTBOX_FORGET_LEAD = sa.delete(outbox).where(mine(outbox), outbox.c.lead_id == b("of_lead"))
"""For erasing a person: what was sent, what waits and what died."""
OUTBOX_TIDY = sa.delete(outbox).where(
    mine(outbox),
    sa.literal_column("outbox.state <> 'new'"),
    outbox.c.state == b("state"),
    outbox.c.done_at < b("before"),
)
