"""What the tests of this folder share: worlds on a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

import pytest

from sdrdesk.store.pg_store import PgStore
from tests.pg import cluster
from tests.worlds import TUESDAY, MakeWorld, World, found


@cache
def founded() -> str:
    """A database with a founded team, made once a process; the others are copies."""
    name = cluster().make()
    found(cluster().url(name))
    cluster().keep(name)
    return name


@cache
def copy(number: int) -> str:
    """One of the databases that tests use one after another."""
    return cluster().make(founded())


@pytest.fixture
def world() -> Iterator[MakeWorld]:
    """Makes a world at a given moment: `world(at=...)`; several may share a test."""
    made: list[World] = []

    def make(at: datetime = TUESDAY) -> World:
        name = copy(len(made))
        cluster().reset(name)
        made.append(World(cluster().url(name), at))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def store() -> Iterator[PgStore]:
    """A founded team's store, alone at its database."""
    cluster().reset(copy(0))
    made = PgStore(cluster().url(copy(0)))
    yield made
    made.close()
