"""What the tests of this folder share: worlds on a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

import pytest

from sdrdesk.store.pg_store import PgStore
from tests.pg import COPY, FOUNDED, cluster, share
from tests.seeds import Seeds
from tests.worlds import TUESDAY, MakeWorld, World


@pytest.fixture(autouse=True, scope="session")
def _shared(seeds: Seeds) -> None:
    """The processes of a run copy one cluster."""
    share(seeds)


@cache
def copy(number: int) -> str:
    """One of the databases that tests use one after another."""
    return cluster().make(FOUNDED) if number else COPY


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
