"""The statements on a real PostgreSQL: each is planned, so that none lands that runs on SQLite alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sdrdesk.store import compiled, compiled_pg, pg_driver, pg_schema, tables
from sdrdesk.store.compile import _statements, render_pg
from sdrdesk.store.sql import Sql
from tests import pg
from tests.pg import cluster, share
from tests.seeds import Seeds

SAME_EITHER_WAY = {
    "waiting_held": "a lead that is held has its end",
    "ready": "an open lead has an order",
    "locked": "an open lead has an order",
    "waiting_later": "an open lead is due some time",
    "waiting_shut": "an open lead is due some time",
    "done": "it was touched today",
    "gated_by": "an open lead has its answer-by",
    "gated_near": "an open lead has its answer-by",
    "uncalled": "an open lead has its answer-by",
    "unanswered": "an open lead has its answer-by",
    "returned": "a lead that went back was touched",
    "open_of": "an open lead has an order",
    "won_rows": "what is won was closed",
}
"""Statements sorted by columns that may be empty, each with why they are not: the two sort NULLs at opposite ends."""


@pytest.fixture(scope="module")
def server(seeds: Seeds) -> Iterator[Any]:
    """A connection to a database with our tables."""
    share(seeds)
    name = cluster().make()
    pg_schema.upgrade(cluster().url(name))
    connection = pg_driver.connect(cluster().url(name))
    yield connection
    connection.close()
    cluster().drop(name)


def test_the_compiled_text_is_up_to_date() -> None:
    """What runs on PostgreSQL is what the statements say: `make statements` was run."""
    assert Path(compiled_pg.__file__).read_text(encoding="utf-8") == render_pg()


def test_every_statement_can_be_planned(server: Any) -> None:
    """PostgreSQL knows every function, type and grouping of a statement; it fails here with the server's own words.

    The cure is in `statements/`: portable SQLAlchemy Core, `base.insert_new`, `base.insert_or_replace`; group by every
    plain column, compare like with like, and put a `sa.cast` where a parameter meets nothing that has a type.
    """
    refused = {}
    for name, text in compiled_pg.TEXT.items():
        try:
            server.execute(f"EXPLAIN {text}", dict.fromkeys(re.findall(r"%\((\w+)\)s", text)), prepare=False)
        except psycopg.Error as error:
            refused[name] = str(error)

    assert refused == {}


def test_both_databases_know_the_same_statements() -> None:
    """A statement of one file is in the other."""
    assert set(compiled_pg.TEXT) == {one.name for one in vars(compiled).values() if isinstance(one, Sql)}


def test_nothing_is_sorted_by_what_may_be_empty() -> None:
    """SQLite sorts NULL first and PostgreSQL last: sort by `nulls_first`, or say above why there is none."""
    loose = set()
    for name, statement in _statements():
        for clause in getattr(statement, "_order_by_clauses", ()):
            column = getattr(clause, "element", clause)
            if getattr(column, "table", None) in tables.metadata.tables.values() and column.nullable:
                loose.add(name.lower())

    assert loose == set(SAME_EITHER_WAY)


def test_a_machine_without_a_server_is_told_and_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PostgreSQL these tests are skipped with the reason; under CI nothing is skipped in silence."""
    monkeypatch.setattr(pg, "_cluster", lambda: "initdb is not installed")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="NO POSTGRESQL HERE"):
        pg.cluster()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="initdb is not installed"):
        pg.cluster()
