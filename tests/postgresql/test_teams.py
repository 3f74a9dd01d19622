"""Several teams in one database: each by its name in the address, apart in everything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sdrdesk.build import found_team, open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.errors import StoreError
from sdrdesk.paths import ServerUrl
from sdrdesk.store import pg_rights
from tests.pg import cluster
from tests.worlds import FOUNDED, MEMBERS, TUESDAY, World, found, shipped_playbook


def test_two_teams_share_a_database_and_nothing_else() -> None:
    """The address says which team; logins may be the same, leads and roles are not."""
    name = cluster().make()
    plain = cluster().url(name)
    one, two = (replace(plain, url=f"{plain.url}&team={team}") for team in ("Harbour", "Hill+Side"))
    found(one)
    with pytest.raises(StoreError, match="The address means Hill Side"):
        found(two)
    found_team(two, FOUNDED, team="Hill Side", members=MEMBERS, playbook=shipped_playbook(), source="").close()
    with pytest.raises(StoreError, match=r"Which team\? Harbour, Hill Side"):
        open_desk(plain, FixedClock(TUESDAY), "maya")
    first, second = World(one), World(two)
    lead = first.lead()
    second.lead()

    assert [row.lead_id for row in first.maya.queue.rows()] == [lead]
    assert len(second.maya.queue.rows()) == 1
    assert lead not in [row.lead_id for row in second.maya.queue.rows()]
    with cluster().admin() as admin:
        taken = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = 'sdr_maya'").fetchone()
    if not taken:
        pg_rights.give_roles(one)
    with pytest.raises(StoreError, match="somebody else's"):
        pg_rights.give_roles(two)
    for world in (first, second):
        world.close()
    cluster().drop(name)
    if not taken:
        with cluster().admin() as admin:
            for login in ("maya", "jon", "nora"):
                admin.execute(f"DROP ROLE sdr_{login}".encode())


def test_the_driver_is_not_told_of_teams() -> None:
    """The name of the team is ours; the rest of the address goes on as it is."""
    where = ServerUrl("postgresql://a@h.test/d?team=Hill+Side&sslmode=require")

    assert (where.team, where.for_driver) == ("Hill Side", "postgresql://a@h.test/d?sslmode=require")
    assert ServerUrl("postgresql://a@h.test/d?team=x").for_driver == "postgresql://a@h.test/d"
