"""What statements are made of: the tables, the parameters, and the conditions that every one must carry."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, bindparam, or_
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles

from sdrdesk.store import tables as t

_tables: Any = t.metadata.tables
team, rep, playbook, offer = (_tables[name] for name in ("team", "rep", "playbook", "offer"))
lead, conversion, visit, activity, undo = (
    _tables[name] for name in ("lead", "conversion", "visit", "activity", "activity_undo")
)
quiz_pass, batch, meeting, rep_day = (_tables[name] for name in ("quiz_pass", "batch", "meeting", "rep_day"))
suppression, audit, holiday, place, alias = (
    _tables[name] for name in ("suppression", "audit", "holiday", "place", "offer_alias")
)
offer_version, opening, attempt, answer = (
    _tables[name] for name in ("offer_version", "offer_opening", "quiz_attempt", "quiz_answer")
)
unlock, signoff = (_tables[name] for name in ("lead_unlock", "signoff"))
erasure = _tables["erasure"]
opportunity, aim, absence = (_tables[name] for name in ("opportunity", "rep_aim", "absence"))
credential, rep_session, sign_in_try = (_tables[name] for name in ("credential", "rep_session", "sign_in_try"))
coaching, celebration = (_tables[name] for name in ("coaching", "celebration"))


def b(name: str) -> Any:
    """A parameter."""
    return bindparam(name)


def any_of(name: str) -> Any:
    """A parameter that is a list."""
    return bindparam(name, expanding=True)


def mine(table: Any) -> Any:
    """Of the team: every statement carries this."""
    return table.c.team_id == b("team")


class microseconds_between(sa.sql.functions.GenericFunction[int]):  # noqa: N801 - called like a function of SQL
    """How long after the second of two times the first is, to the last digit that is kept."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(microseconds_between, "sqlite")
def _between_texts(call: Any, compiler: Any, **options: Any) -> str:
    """SQLite's functions round to milliseconds: seconds and what is behind the point apart. `strftime` takes longer."""
    one, other = (compiler.process(time, **options) for time in call.clauses)
    days = f"julianday(substr({one}, 1, 19)) - julianday(substr({other}, 1, 19))"
    return f"(round(({days}) * 86400) * 1000000 + substr({one}, 21) - substr({other}, 21))"


@compiles(microseconds_between, "postgresql")
def _between_times(call: Any, compiler: Any, **options: Any) -> str:
    """PostgreSQL keeps whole microseconds."""
    one, other = (compiler.process(time, **options) for time in call.clauses)
    return f"(EXTRACT(epoch FROM {one} - {other}) * 1000000)"


def live(table: Any = lead) -> Any:
    """Not in an import that is still running: every statement that reads leads carries this."""
    return table.c.batch_id.not_in(any_of("pending"))


def set_of(*names: str) -> dict[str, Any]:
    """Columns to be set from parameters called `set_<column>`."""
    return {name: bindparam(f"set_{name}") for name in names}


def insert_new(table: Any) -> Any:
    """Insert a row unless one with its key is there already. Never `prefix_with("OR IGNORE")`: PostgreSQL has none."""
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_or_replace(table: Any) -> Any:
    """Insert a row, or make the one with its key this one. Never `prefix_with("OR REPLACE")`: PostgreSQL has none."""
    insert = sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    return insert.on_conflict_do_update(
        index_elements=keys,
        set_={column.name: insert.excluded[column.name] for column in table.c if column.name not in keys},
    )


open_: Any = sa.literal_column("stage = 'open'")
"""Written out, not bound, so that the partial index is seen to fit."""

with_offer = and_(offer.c.team_id == lead.c.team_id, offer.c.key == lead.c.offer)
free = or_(lead.c.held_until.is_(None), lead.c.held_until <= b("now"), lead.c.held_by == b("rep"))
stands = activity.outerjoin(undo, and_(undo.c.team_id == activity.c.team_id, undo.c.activity_id == activity.c.id))
"""Activities with their undoing, if any."""

row = (
    lead.c.id,
    lead.c.name,
    lead.c.company,
    lead.c.title,
    lead.c.phone,
    lead.c.email,
    lead.c.city,
    lead.c.place,
    lead.c.stage,
    lead.c.kind,
    lead.c.offer,
    offer.c.title.label("offer_title"),
    lead.c.tier,
    lead.c.band,
    lead.c.grade,
    lead.c.grade_note,
    lead.c.converted_at,
    lead.c.channel,
    lead.c.why,
    lead.c.step,
    lead.c.due_at,
    lead.c.answer_by,
    lead.c.answered_at,
    lead.c.last_outcome,
    lead.c.last_at,
    lead.c.gate,
    lead.c.held_until,
    lead.c.held_by,
    lead.c.meets_at,
)
"""The columns that make a `QueueRow`, in its order."""
