"""The shell front on a server: the same commands, by address."""

from __future__ import annotations

from tests.cli.conftest import Run, bare
from tests.pg import cluster

__all__ = ["bare"]


def test_a_team_starts_and_works_on_a_server(bare: Run) -> None:
    """From an empty database to a logged and undone call, by its address alone; the password is told nowhere."""
    name = cluster().make()
    where = ("--db", cluster().url(name, password="opensesame").url, "--at", "2026-11-24T15:00:00Z", "--json")
    nobody = bare("queue", *where)
    assert (nobody.status, "There is no desk at postgresql://" in nobody.err) == (4, True)

    ran = [
        bare("init", *where, "--team", "Harbour", "--name", "Ana Ruiz", "--zone", "America/New_York"),
        bare("add", *where, "Pat Oh", "--phone", "+12125550100", "--offer", "demo-request", "--state", "NY",
             "--country", "US", "--company", "Oh Ltd"),
        bare("queue", *where),
        bare("log", *where, "Pat Oh", "voicemail"),
        bare("stats", *where),
        bare("undo", *where),
    ]  # fmt: skip

    assert [one.status for one in ran] == [0] * 6, [one.err for one in ran]
    assert [row["name"] for row in ran[2].data] == ["Pat Oh"]
    assert "opensesame" not in "".join(one.out + one.err for one in [nobody, *ran])
    again = bare("init", *where, "--team", "Two", "--name", "Bo Ek")
    assert "has a team already: Harbour" in again.err
    cluster().drop(name)


def test_members_become_roles_by_a_command(bare: Run) -> None:
    """A member's password is told once, and again only when a new one is asked for; a file has no roles."""
    name = cluster().make()
    where = ("--db", cluster().url(name).url, "--json")
    bare("init", *where, "--team", "Harbour", "--name", "Ana Ruiz", "--zone", "America/New_York")
    first, again, new = (bare("db", "roles", *where, *more).data for more in ((), (), ("--new-password", "ana")))
    hers = cluster().url(name, "sdr_ana", new[0]["password"]).url
    queue = bare("queue", "--db", hers, "--json")

    assert [[one["role"] for one in said] for said in (first, again, new)] == [["sdr_ana"]] * 3
    assert [bool(said[0]["password"]) for said in (first, again, new)] == [True, False, True]
    assert (queue.status, queue.data) == (0, [])
    assert bare("db", "roles", "--db", "desk.db").status == 2
    cluster().drop(name)
