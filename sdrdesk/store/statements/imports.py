"""Mappings, quarantine, what imports changed and how they are taken back, who is who."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, or_, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import (
    activity,
    any_of,
    audit,
    b,
    batch,
    conversion,
    insert_new,
    insert_or_replace,
    lead,
    live,
    mine,
    open_,
    rep,
    set_of,
    stands,
    undo,
    visit,
)

_tables: Any = t.metadata.tables
mapping, change, quarantine, said, merge = (
    _tables[name] for name in ("import_mapping", "import_change", "quarantine", "conversion_said", "lead_merge")
)

# --- mappings ---------------------------------------------------------------------------------------------------------

SAVE_MAPPING = insert_or_replace(mapping)
MAPPINGS = (
    select(mapping.c.name, mapping.c.body, mapping.c.saved_at, rep.c.name.label("rep"))
    .join(rep, sa.and_(rep.c.team_id == mapping.c.team_id, rep.c.id == mapping.c.rep_id))
    .where(mine(mapping))
    .order_by(mapping.c.name)
)
DROP_MAPPING = sa.delete(mapping).where(mine(mapping), mapping.c.name == b("name"))

# --- what was said ----------------------------------------------------------------------------------------------------

ADD_SAID = sa.insert(said)
SAID = (
    select(conversion.c.at, said.c.said)
    .join(conversion, sa.and_(conversion.c.team_id == said.c.team_id, conversion.c.id == said.c.conversion_id))
    .where(mine(said), said.c.lead_id == b("lead"), live(said))
    .order_by(conversion.c.at.desc(), conversion.c.id)
    .limit(20)
)

# --- who is who -------------------------------------------------------------------------------------------------------

_ranked = (
    select(
        lead.c.company_key,
        lead.c.id,
        lead.c.name,
        lead.c.batch_id,
        lead.c.email_key,
        lead.c.phone,
        func.row_number().over(partition_by=lead.c.company_key, order_by=lead.c.id.desc()).label("nth"),
    )
    .where(mine(lead), lead.c.company_key.in_(any_of("companies")), sa.literal_column("company_key <> ''"))
    .subquery("ranked")
)
BY_COMPANY = select(
    _ranked.c.company_key, _ranked.c.id, _ranked.c.name, _ranked.c.batch_id, _ranked.c.email_key, _ranked.c.phone
).where(_ranked.c.nth <= b("most"))
"""The newest people of each company, hidden ones too: the caller knows which batches may be seen."""
COMPANY_OWNERS = (
    select(lead.c.company_key, lead.c.owner_id, func.count(), func.max(lead.c.converted_at))
    .where(
        mine(lead), open_, lead.c.company_key.in_(any_of("companies")), sa.literal_column("company_key <> ''"), live()
    )
    .group_by(lead.c.company_key, lead.c.owner_id)
)

# --- quarantine -------------------------------------------------------------------------------------------------------

ADD_QUARANTINE = insert_new(quarantine)
_row = (
    quarantine.c.id,
    quarantine.c.batch_id,
    quarantine.c.row,
    quarantine.c.kind,
    quarantine.c.state,
    quarantine.c.reason,
    quarantine.c.incoming,
    quarantine.c.offer,
    quarantine.c.owner_id,
    quarantine.c.like_id,
    quarantine.c.lead_id,
    quarantine.c.at,
    batch.c.file_name,
)
_with_file = quarantine.outerjoin(
    batch, sa.and_(batch.c.team_id == quarantine.c.team_id, batch.c.id == quarantine.c.batch_id)
)
QUARANTINE = (
    select(*_row)
    .select_from(_with_file)
    .where(mine(quarantine), sa.literal_column("quarantine.state = 'waiting'"), live(quarantine))
    .order_by(quarantine.c.at, quarantine.c.row, quarantine.c.id)
    .limit(b("limit"))
)
COUNT_QUARANTINE = select(func.count()).where(
    mine(quarantine), sa.literal_column("state = 'waiting'"), live(quarantine)
)
QUARANTINED = (
    select(*_row)
    .select_from(_with_file)
    .where(
        mine(quarantine),
        sa.literal_column("quarantine.state = 'waiting'"),
        quarantine.c.id.like(b("ending")),
        live(quarantine),
    )
    .limit(2)
)
DECIDE_QUARANTINE = (
    sa.update(quarantine)
    .where(mine(quarantine), quarantine.c.id == b("of_row"))
    .values(set_of("state", "lead_id", "decided_at", "decided_by"))
)
DROP_QUARANTINE = sa.delete(quarantine).where(
    mine(quarantine), quarantine.c.batch_id == b("batch"), sa.literal_column("state = 'waiting'")
)

# --- taking an import back --------------------------------------------------------------------------------------------

ADD_CHANGE = sa.insert(change)
CHANGES_OF = select(change.c.lead_id, change.c.before, change.c.after).where(
    mine(change), change.c.batch_id == b("batch")
)
DROP_CHANGE = sa.delete(change).where(mine(change), change.c.batch_id == b("batch"), change.c.lead_id == b("lead"))
DROP_CHANGES = sa.delete(change).where(mine(change), change.c.batch_id == b("batch"))
WHOLE_LEAD = select(*lead.c).where(mine(lead), lead.c.id == b("lead"))
"""Every column, in the order of `ADD_LEAD`; hidden leads too, for those who put them back."""
WHOLE_LEADS = select(*lead.c).where(mine(lead), lead.c.id.in_(any_of("leads")))
CONVERSION_COUNTS = (
    select(conversion.c.lead_id, func.count())
    .where(mine(conversion), conversion.c.lead_id.in_(any_of("leads")), live(conversion))
    .group_by(conversion.c.lead_id)
)
PUT_LEAD = (
    sa.update(lead)
    .where(mine(lead), lead.c.id == b("of_lead"))
    .values(set_of(*(column.name for column in lead.c if column.name not in ("team_id", "id"))))
)


def _children() -> list[Any]:
    """Every table whose rows belong to a lead, whoever adds one."""
    return [
        table
        for table in t.metadata.sorted_tables
        if any(
            constraint.referred_table is lead and [one.name for one in constraint.columns] == ["team_id", "lead_id"]
            for constraint in table.foreign_key_constraints
        )
    ]


def _has(table: Any, *conditions: Any) -> Any:
    return sa.exists().where(table.c.team_id == lead.c.team_id, table.c.lead_id == lead.c.id, *conditions)


BATCH_TOUCHED = select(lead.c.id, lead.c.name).where(
    mine(lead),
    lead.c.batch_id == b("batch"),
    or_(
        lead.c.held_until > b("now"),
        _has(audit),
        _has(conversion, conversion.c.batch_id != b("batch")),
        _has(visit, visit.c.batch_id != b("batch")),
        *(_has(table) for table in _children() if table not in (conversion, visit, said)),
    ),
)
"""Leads of an import with which something was done since."""
BATCH_SIZE = select(func.count()).where(mine(lead), lead.c.batch_id == b("batch"))
FREE_LEADS = sa.update(lead).where(mine(lead), lead.c.id.in_(any_of("ids"))).values({"batch_id": ""})
FREE_CONVERSIONS = (
    sa.update(conversion)
    .where(mine(conversion), conversion.c.batch_id == b("batch"), conversion.c.lead_id.in_(any_of("ids")))
    .values({"batch_id": ""})
)
FREE_VISITS = (
    sa.update(visit)
    .where(mine(visit), visit.c.batch_id == b("batch"), visit.c.lead_id.in_(any_of("ids")))
    .values({"batch_id": ""})
)
FREE_SAID = (
    sa.update(said)
    .where(mine(said), said.c.batch_id == b("batch"), said.c.lead_id.in_(any_of("ids")))
    .values({"batch_id": ""})
)


MOVED_FROM_BATCH = (
    select(conversion.c.lead_id)
    .join(lead, sa.and_(lead.c.team_id == conversion.c.team_id, lead.c.id == conversion.c.lead_id))
    .where(
        mine(conversion),
        conversion.c.batch_id == b("batch"),
        lead.c.batch_id != b("batch"),
        ~sa.exists().where(
            change.c.team_id == conversion.c.team_id,
            change.c.batch_id == b("batch"),
            change.c.lead_id == conversion.c.lead_id,
        ),
    )
    .distinct()
)
"""Leads that hold an import's conversions by a merge: neither made nor joined by it."""


def _drop(table: Any, key: str) -> Any:
    """Delete up to `:limit` rows of an import, so that nobody waits long."""
    some = select(table.c[key]).where(mine(table), table.c.batch_id == b("batch")).limit(b("limit")).scalar_subquery()
    return sa.delete(table).where(mine(table), table.c[key].in_(some))


REPS_SINCE = (
    select(activity.c.rep_id)
    .select_from(stands)
    .where(mine(activity), activity.c.lead_id == b("lead"), activity.c.at >= b("since"), undo.c.activity_id.is_(None))
    .distinct()
)
"""Who has worked a lead since a moment."""
BATCH_ENDING = (
    select(
        batch.c.id,
        batch.c.file_name,
        batch.c.state,
        batch.c.rep_id,
        batch.c.report,
        batch.c.started_at,
        batch.c.live_at,
    )
    .where(mine(batch), batch.c.state != "merged", batch.c.id.like(b("ending")))
    .limit(2)
)
DROP_SAID = _drop(said, "conversion_id")

# --- merging ----------------------------------------------------------------------------------------------------------

ADD_MERGE = sa.insert(merge)
_MERGE = (
    merge.c.id,
    merge.c.kept_id,
    merge.c.other_id,
    merge.c.at,
    merge.c.moved,
    merge.c.kept_before,
    merge.c.kept_after,
    merge.c.other_before,
)
_stands: Any = sa.literal_column("undone_at IS NULL")
LAST_MERGE = (
    select(*_MERGE)
    .where(mine(merge), merge.c.kept_id == b("kept"), _stands)
    .order_by(merge.c.at.desc(), merge.c.id.desc())
    .limit(1)
)
LAST_MERGES = (
    select(lead.c.id, lead.c.name, merge.c.at, rep.c.name.label("rep"))
    .join(lead, sa.and_(lead.c.team_id == merge.c.team_id, lead.c.id == merge.c.other_id))
    .join(rep, sa.and_(rep.c.team_id == merge.c.team_id, rep.c.id == merge.c.rep_id))
    .where(mine(merge), merge.c.kept_id == b("kept"), _stands)
    .order_by(merge.c.at.desc(), merge.c.id.desc())
)
"""The leads that a lead has taken in: hidden ones, so they are not asked to be live."""
MERGED_INTO = select(merge.c.other_id, merge.c.kept_id).where(mine(merge), merge.c.other_id.in_(any_of("ids")), _stands)
UNDO_MERGE = sa.update(merge).where(mine(merge), merge.c.id == b("of_merge")).values(set_of("undone_at"))
ADD_MERGED_BATCH = insert_new(batch)


def _movable() -> dict[str, tuple[Any, Any]]:
    """Tables of which rows go over in a merge, with the column that names a row; others stay with the hidden lead."""
    found = {}
    for table in _children():
        keys = [one for one in table.primary_key.columns if one.name != "team_id"]
        if len(keys) == 1 and keys[0].name != "lead_id":
            found[table.name] = (table, keys[0])
    return found


for _name, (_table, _key) in _movable().items():
    _rows = select(_key).where(mine(_table), _table.c.lead_id == b("lead"))
    if _table is conversion:
        # The same conversion on both leads is one: the other's stays with the hidden lead.
        _kept = conversion.alias("kept")
        _rows = _rows.where(
            ~sa.exists().where(
                _kept.c.team_id == conversion.c.team_id,
                _kept.c.lead_id == b("kept"),
                _kept.c.dedupe == conversion.c.dedupe,
            )
        )
    globals()[f"MERGE_ROWS_{_name.upper()}"] = _rows
    globals()[f"MERGE_MOVE_{_name.upper()}"] = (
        sa.update(_table).where(mine(_table), _key.in_(any_of("keys"))).values({"lead_id": b("set_lead_id")})
    )
