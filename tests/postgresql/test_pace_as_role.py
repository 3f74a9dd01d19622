"""Blocks, commitments and a rep's own page, each member by a database role of their own; STRESS=1 for all."""

from __future__ import annotations

from tests.postgresql import roles
from tests.postgresql.suites import taken_over
from tests.worlds import MakeWorld

globals().update(
    taken_over("desk.test_blocks", "another_terminal", "put_away", "counted_from_the_log", "manager_sees"),
)
globals().update(
    taken_over("desk.test_commitments", "private_until", "who_sees", "passes_over_holidays", "nobody_can_count"),
)
globals().update(taken_over("desk.test_today", "greets_once", "evening_line", "goals_e_mails"), world=roles.world)


def test_no_client_of_a_manager_reads_what_is_private(world: MakeWorld) -> None:
    """Whatever the program, a private commitment and the page of a day are not there; a shared one is."""
    here = world()
    here.maya.commitments.make("2 dials")
    here.maya.today.close("Asked more")

    def seen(table: str) -> int:
        with here.nora.seat.store.reading() as unit:
            (row,) = unit._connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608
        return int(row[0])

    assert [seen("commitment"), seen("diary")] == [0, 0]
    here.maya.commitments.share(is_shared=True)
    assert [seen("commitment"), seen("diary")] == [1, 0]
