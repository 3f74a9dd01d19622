"""The schema: one SQLModel class per table, the same on SQLite, PostgreSQL and Citus.

Rules that hold for every table: the key is (team_id, id) or starts with team_id; ids are made by the client (`ids.py`);
team_id is in every unique index and foreign key; times are aware UTC; enums and cross-field rules are CHECKs, because
table models do not validate. No `from __future__ import annotations` here: SQLModel needs the real types.
"""

from sqlmodel import SQLModel

from sdrdesk.store.tables import (
    activities,
    focus,
    gate,
    hooks,
    identity,
    imports,
    law,
    leads,
    mail,
    meetings,
    numbers,
    offers,
    outbox,
    routing,
    team,
)

metadata = SQLModel.metadata

__all__ = [
    "activities",
    "focus",
    "gate",
    "hooks",
    "identity",
    "imports",
    "law",
    "leads",
    "mail",
    "meetings",
    "metadata",
    "numbers",
    "offers",
    "outbox",
    "routing",
    "team",
]
