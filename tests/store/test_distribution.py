"""Many machines: the schema keeps the rules that let each team's rows lie together, and every table is told of."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from sdrdesk.store import compiled, tables
from sdrdesk.store.distribution import EVERYWHERE, statements
from sdrdesk.store.sql import Sql

TABLES = [table for table in tables.metadata.sorted_tables if table.name not in EVERYWHERE]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_can_be_distributed_by_team(table: sa.Table) -> None:
    """Keys, unique indexes and foreign keys hold the team: put `team_id` first in whatever is missing it."""
    keys = [one for one in table.constraints if isinstance(one, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    unique: list[Any] = [*keys, *(one for one in table.indexes if one.unique)]
    for one in unique:
        assert "team_id" in [column.name for column in one.columns], one
    for key in table.foreign_key_constraints:
        pairs = [(one.parent.name, one.column.name) for one in key.elements]
        assert ("team_id", "id" if key.referred_table.name == "team" else "team_id") in pairs, key
        assert key.ondelete in (None, "CASCADE"), f"{key}: Citus refuses SET NULL with the team in the key"


def test_no_row_moves_to_another_team() -> None:
    """Citus refuses to change what rows are distributed by."""
    updates = [one for one in vars(compiled).values() if isinstance(one, Sql) and one.text.startswith("UPDATE")]
    assert updates
    assert [one.name for one in updates if "team_id=" in one.text.partition(" WHERE ")[0]] == []


def test_every_table_is_told_of_after_those_it_points_at() -> None:
    """Each table once, on every machine or by team; what a foreign key points at is there before."""
    told = [match[1] for one in statements() if (match := re.search(r"table\('sdrdesk\.(\w+)'", one))]

    assert sorted(told) == sorted([*tables.metadata.tables, "alembic_version"])
    for table in TABLES:
        for key in table.foreign_key_constraints:
            assert told.index(key.referred_table.name) <= told.index(table.name), key
