"""Who may not be contacted, on what ground we contact, and how often somebody was called."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, or_, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import (
    activity,
    any_of,
    b,
    conversion,
    insert_new,
    lead,
    live,
    mine,
    open_,
    rep,
    set_of,
    stands,
    suppression,
    undo,
)

_tables: Any = t.metadata.tables
key, lists, suppressed, erasure = (
    _tables[name] for name in ("suppression_key", "suppression_list", "suppressed", "erasure")
)

# --- the key ----------------------------------------------------------------------------------------------------------

SUPPRESSION_KEY = select(key.c.key_id, key.c.changes).where(mine(key))
ADD_SUPPRESSION_KEY = sa.insert(key)
BUMP_SUPPRESSION = sa.update(key).where(mine(key)).values({"changes": key.c.changes + 1})
SUPPRESSION_DIGESTS = select(suppression.c.id, suppression.c.digest).where(mine(suppression))
REKEY_SUPPRESSION = (
    sa.update(suppression).where(mine(suppression), suppression.c.id == b("of_row")).values(set_of("digest"))
)

# --- the lists --------------------------------------------------------------------------------------------------------

TEAM_LIST = "team"
"""The team's own list: what reps logged, and what was added by hand."""
_logged = select(
    suppression.c.digest,
    sa.literal_column("'team'").label("list_name"),
    suppression.c.at,
    suppression.c.reason,
    sa.literal_column("0").label("is_registry"),
).where(mine(suppression), suppression.c.digest.in_(any_of("digests")))
_listed = (
    select(
        suppressed.c.digest,
        suppressed.c.list_name,
        suppressed.c.at,
        suppressed.c.reason,
        sa.cast(lists.c.is_registry, sa.Integer).label("is_registry"),
    )
    .join(lists, and_(lists.c.team_id == suppressed.c.team_id, lists.c.name == suppressed.c.list_name))
    .where(mine(suppressed), suppressed.c.digest.in_(any_of("digests")))
)
LISTED = sa.union_all(_logged, _listed)
"""Every entry of every list for some digests, public registers too."""
ANY_SUPPRESSED: Any = select(sa.literal_column("1")).where(
    or_(
        sa.exists().where(suppression.c.team_id == b("team")),
        sa.exists().where(suppressed.c.team_id == b("team")),
    )
)
ADD_LIST = insert_new(lists)
TOUCH_LIST = (
    sa.update(lists)
    .where(mine(lists), lists.c.name == b("list"))
    .values(set_of("changed_at", "changed_by", "file_name"))
)
LISTS = (
    select(lists.c.name, lists.c.is_registry, lists.c.changed_at, lists.c.file_name, rep.c.name.label("rep"))
    .join(rep, and_(rep.c.team_id == lists.c.team_id, rep.c.id == lists.c.changed_by))
    .where(mine(lists))
    .order_by(lists.c.name)
)
LIST = select(lists.c.is_registry).where(mine(lists), lists.c.name == b("list"))
COUNT_LISTED = (
    select(suppressed.c.list_name, suppressed.c.kind, sa.func.count())
    .where(mine(suppressed))
    .group_by(suppressed.c.list_name, suppressed.c.kind)
)
COUNT_LOGGED = select(sa.func.count()).where(mine(suppression))
ADD_SUPPRESSED = insert_new(suppressed)
DROP_SUPPRESSED = sa.delete(suppressed).where(
    mine(suppressed), suppressed.c.digest == b("digest"), suppressed.c.list_name == b("list")
)
DROP_LOGGED = sa.delete(suppression).where(mine(suppression), suppression.c.digest == b("digest"))

# --- leads ------------------------------------------------------------------------------------------------------------

CONTACTS = select(lead.c.id, lead.c.phone, lead.c.email_key).where(mine(lead), open_, live())
"""Number and address of every open lead."""
BATCH_CONTACTS = select(lead.c.id, lead.c.phone, lead.c.email_key).where(
    mine(lead), lead.c.batch_id == b("batch"), open_, live()
)
"""The same of one import, for whoever sees it."""
LEADS_OF_CONTACT = select(lead.c.id, lead.c.phone, lead.c.email_key).where(
    mine(lead),
    or_(
        and_(lead.c.phone == b("phone"), sa.literal_column("phone <> ''")),
        and_(lead.c.email_key == b("email"), sa.literal_column("email_key <> ''")),
    ),
    live(),
)
GROUNDS = select(conversion.c.basis, conversion.c.at, conversion.c.basis_at, conversion.c.basis_text).where(
    mine(conversion), conversion.c.lead_id == b("lead"), live(conversion)
)
_newest = (
    select(conversion.c.id)
    .where(mine(conversion), conversion.c.lead_id == b("lead"), live(conversion))
    .order_by(conversion.c.at.desc(), conversion.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
SET_BASIS = (
    sa.update(conversion)
    .where(mine(conversion), conversion.c.id == _newest)
    .values(set_of("basis", "basis_at", "basis_text"))
)
"""On the newest conversion of a lead."""
ERASED = select(erasure.c.at).where(mine(erasure), erasure.c.lead_id == b("lead"))
WITH_NUMBER = select(lead.c.id).where(mine(lead), lead.c.phone == b("phone"), sa.literal_column("phone <> ''"))
"""Every lead with a number, hidden ones too: the law counts calls to a number, whoever's lead it was."""
CALLS_TO = (
    select(activity.c.at)
    .select_from(stands)
    .where(
        mine(activity),
        activity.c.lead_id.in_(any_of("leads")),
        activity.c.at > b("since"),
        activity.c.channel == "call",
        undo.c.activity_id.is_(None),
    )
    .order_by(activity.c.at.desc())
    .limit(100)
)
"""Calls, newest first."""
REQUESTS = (
    select(
        suppression.c.at,
        activity.c.lead_id,
        lead.c.name,
        rep.c.name.label("rep"),
        suppression.c.activity_id,
    )
    .join(rep, and_(rep.c.team_id == suppression.c.team_id, rep.c.id == suppression.c.rep_id))
    .outerjoin(activity, and_(activity.c.team_id == suppression.c.team_id, activity.c.id == suppression.c.activity_id))
    .outerjoin(lead, and_(lead.c.team_id == activity.c.team_id, lead.c.id == activity.c.lead_id))
    .where(mine(suppression), suppression.c.at >= b("since"))
    .order_by(suppression.c.at.desc(), suppression.c.id)
)
"""Who asked not to be contacted, newest first; hidden leads too, since the request stands all the same."""
ADDED_BY_HAND = (
    select(suppressed.c.at, suppressed.c.kind, suppressed.c.reason)
    .where(mine(suppressed), suppressed.c.list_name == "team", suppressed.c.at >= b("since"))
    .order_by(suppressed.c.at.desc(), suppressed.c.digest)
)
