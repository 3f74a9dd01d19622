"""A world in which everybody signs in as a database role of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache, cached_property

import pytest

from sdrdesk.build import open_desk
from sdrdesk.desk.desk import Desk
from sdrdesk.paths import Database, ServerUrl
from sdrdesk.store import pg_rights
from sdrdesk.store.store import Store
from tests.pg import FOUNDED, cluster
from tests.worlds import TUESDAY, MakeWorld, World


@cache
def members() -> tuple[str, dict[str, str]]:
    """A founded team's database with a role for each member, and everybody's password."""
    name = cluster().make(FOUNDED)
    roles = pg_rights.give_roles(cluster().url(name))
    return name, {one.login: one.password for one in roles}


class RoleWorld(World):
    """Maya, Jon and Nora by their own roles; what a test sets up or looks at, it does as the owner."""

    def __init__(self, at: datetime = TUESDAY) -> None:
        """Sit down at the team's database as it was founded."""
        name, self.passwords = members()
        cluster().reset(name)
        super().__init__(cluster().url(name), at)
        self.name = name
        with cluster().admin(name) as admin:
            admin.execute("TRUNCATE sdrdesk_rights.begun, sdrdesk_rights.handed")
        self._set_clock()

    def wait(self, **span: float) -> datetime:
        """Let time pass, on the server too; the new moment."""
        moment = super().wait(**span)
        self._set_clock()
        return moment

    def _set_clock(self) -> None:
        with cluster().admin(self.name) as admin:
            admin.execute(
                "CREATE OR REPLACE FUNCTION sdrdesk_rights.clock() RETURNS timestamptz LANGUAGE sql STABLE"
                f" AS $$ SELECT timestamptz '{self.now.isoformat()}' $$".encode()
            )

    def address(self, login: str) -> Database:
        """The database, signed in as somebody."""
        return self.url(login)

    def url(self, login: str) -> ServerUrl:
        """The same for a client of any make."""
        return cluster().url(self.name, f"{pg_rights.PREFIX}{login}", self.passwords[login])

    @cached_property
    def owner(self) -> Desk:
        """The desk at which nobody sits, as a receiver of webhooks has it."""
        desk = open_desk(self.database, self.clock, "nora")
        self._desks.append(desk)
        return desk

    @property
    def store(self) -> Store:
        """The owner's store."""
        return self.owner.seat.store


@pytest.fixture
def world() -> Iterator[MakeWorld]:
    """Makes a world of roles at a given moment; one for each test."""
    made: list[RoleWorld] = []

    def make(at: datetime = TUESDAY) -> RoleWorld:
        made.append(RoleWorld(at))
        return made[-1]

    yield make
    for one in made:
        one.close()
