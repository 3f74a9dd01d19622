"""The pool and the wheels on PostgreSQL: what is taken at once is taken once; STRESS=1 for all of the pool's suite."""

from __future__ import annotations

import threading

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake.arrivals import Arrival, Arrivals
from tests.desk.test_sharing import owners, unnamed
from tests.postgresql.suites import taken_over
from tests.worlds import MakeWorld

globals().update(taken_over("desk.test_pool", "take_at_once", "everybodys_queue"))


def test_two_intakes_that_make_a_wheel_at_once_both_land(world: MakeWorld) -> None:
    """Nobody was routed yet: the first leads of six intakes arrive together, none fails, and turns are fair."""
    here = world()
    arrivals = unnamed(here, 6)
    desks = [here.desk("nora") for _ in arrivals]
    gate, failed = threading.Barrier(len(desks)), list[Exception]()

    def arrive(desk: Desk, arrival: Arrival) -> None:
        gate.wait()
        try:
            with desk.seat.store.writing() as unit:
                Arrivals(desk.seat).take(unit, [arrival])
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failed.append(error)

    threads = [threading.Thread(target=arrive, args=pair) for pair in zip(desks, arrivals, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert failed == []
    assert here.sql("SELECT count(*) FROM route_wheel") == [(1,)]
    assert owners(here) == {"maya": 3, "jon": 3}
