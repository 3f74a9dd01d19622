"""The pool: nobody's leads, taken by one rep at a time, and back when nothing comes of it."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake.arrivals import Arrival
from sdrdesk.domain.queue import Tab
from sdrdesk.domain.routing import RoutingRules
from sdrdesk.errors import NotFound, Refused
from tests.desk.test_sharing import under
from tests.worlds import MakeWorld, World


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team whose leads all go into the pool."""
    made = world()
    under(made, RoutingRules(default=("pool",), same_company=False))
    return made


def pooled(here: World, kind: str = "demo_request", **fields: object) -> str:
    """A lead in the pool."""
    one = here.arrival(kind, **fields)  # type: ignore[arg-type]
    (taken,) = here.take([Arrival(incoming=one.incoming, offer=one.offer)])
    return taken.lead_id


def ready(desk: Desk) -> list[str]:
    """Names of what a rep may call now, each pool lead in brackets."""
    return [f"({row.name})" if row.pool else row.name for row in desk.queue.rows(Tab.READY)]


def test_pool_leads_stand_in_everybodys_queue_in_order(here: World) -> None:
    """Own and pool leads are one queue; counts agree, and the brief can be read before the lead is taken."""
    here.lead(name="Mine early", at=here.now - timedelta(minutes=4))
    lead = pooled(here, name="Free", at=here.now - timedelta(minutes=2))
    here.lead(name="Mine late", at=here.now - timedelta(minutes=1))

    assert ready(here.maya) == ["Mine early", "(Free)", "Mine late"]
    assert (here.maya.queue.counts().ready, ready(here.jon)) == (3, ["(Free)"])
    brief = here.jon.queue.brief(lead)
    assert brief.owner == "the pool"
    (found,) = here.jon.queue.search("free")
    assert (found.lead_id, found.owner, found.is_mine) == (lead, "the pool", False)
    assert here.jon.leads.find("Free") == lead
    assert brief.why.endswith("in the pool: whoever calls first has it")


def test_a_dial_takes_it_and_a_log_keeps_it(here: World) -> None:
    """Who dials has the lead; nobody else sees or may dial it; after a log it is theirs for good."""
    lead = pooled(here, name="Free")
    here.maya.calling.dial(lead)

    assert (ready(here.maya), ready(here.jon)) == (["Free"], [])
    with pytest.raises(Refused):
        here.jon.calling.dial(lead)
    here.maya.calling.log(lead, "no_answer")
    here.wait(hours=5)
    assert here.jon.pool.tick() == 0
    assert here.record(lead).owner == "Maya Lindqvist"


def test_a_take_wakes_no_other_screen_and_a_lead_that_comes_back_does(here: World) -> None:
    """Who takes a lead sees it at once; two hundred others do not read anew for it, but for one that is free again."""
    lead, other = pooled(here, name="Free"), here.desk("maya")
    desks = (other, here.jon)
    assert not any(desk.queue.changed() for desk in desks)
    here.maya.pool.take(lead)
    assert [desk.queue.changed() for desk in desks] == [True, False]
    with pytest.raises(Refused, match="is in Maya Lindqvist's hands"):
        here.jon.pool.take(lead)

    here.maya.pool.give_back(lead)
    assert [desk.queue.changed() for desk in desks] == [True, True]


def test_giving_up_a_call_gives_it_back(here: World) -> None:
    """Escape before a log, leaving the desk, or by hand: it is anybody's again; both are in the audit."""
    lead = pooled(here, name="Free")
    here.maya.calling.dial(lead)
    here.maya.calling.release(lead)
    assert ready(here.jon) == ["(Free)"]

    here.maya.pool.take(lead)
    assert here.maya.pool.leave() == 1
    assert ready(here.jon) == ["(Free)"]
    assert here.jon.pool.take_next().lead_id == lead
    assert here.jon.pool.give_back(lead) == "Free"
    with pytest.raises(NotFound):
        here.jon.pool.give_back(lead)
    kinds = Counter(row[0] for row in here.sql("SELECT what FROM audit WHERE lead_id = ?", lead))
    assert kinds == {"taken": 3, "given back": 3}


def test_a_crash_gives_it_back_after_the_lease(here: World) -> None:
    """A desk that is silent loses the lead after the lease; one that lives keeps it, but not for ever."""
    lead = pooled(here, name="Free")
    here.maya.calling.dial(lead)  # and the machine is gone
    here.wait(minutes=4)
    assert here.jon.pool.tick() == 0
    here.wait(minutes=2)
    assert here.jon.pool.tick() == 1
    assert ready(here.jon) == ["(Free)"]

    here.jon.calling.dial(lead)
    for _ in range(29):
        here.wait(minutes=1)
        assert (here.jon.pool.tick(), here.maya.pool.tick()) == (0, 0)
    here.wait(minutes=10)
    assert here.jon.pool.tick() == 1
    assert here.record(lead).owner == "the pool"


def test_nobody_hoards_and_nobody_takes_what_is_not_theirs(here: World) -> None:
    """Three at once; a pool of a group only for its members; a locked one not at all."""
    leads = [pooled(here) for _ in range(4)]
    for lead in leads[:3]:
        here.maya.calling.dial(lead)
    with pytest.raises(Refused, match="3 leads from the pool already"):
        here.maya.calling.dial(leads[3])

    under(here, RoutingRules(default=("pool:emea",), same_company=False))
    theirs, locked = pooled(here, name="Theirs"), pooled(here, "whitepaper", at=here.now - timedelta(days=2))
    assert "(Theirs)" not in ready(here.jon)
    assert here.jon.queue.search("theirs") == ()
    with pytest.raises(Refused):
        here.jon.calling.dial(theirs)
    here.nora.routes.set_share("jon", groups=["emea"])
    assert "(Theirs)" in ready(here.jon)
    with pytest.raises(Refused, match="quiz"):
        here.jon.calling.dial(locked)
    assert here.record(locked).owner == "the emea pool"
    here.jon.calling.dial(theirs)


def test_many_who_take_at_once_never_get_one_twice(here: World) -> None:
    """Six desks that take and work until nothing is left: each lead goes to one of them, and none is lost."""
    leads = {pooled(here) for _ in range(40)}
    desks = [here.desk(("maya", "jon")[number % 2]) for number in range(6)]
    got: list[str] = []

    def work(desk: Desk) -> None:
        while True:
            try:
                lead = desk.pool.take_next().lead_id
            except NotFound:
                return
            got.append(lead)
            desk.calling.log(lead, "no_answer")

    threads = [threading.Thread(target=work, args=(desk,)) for desk in desks]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(got) == sorted(leads)
    assert here.sql("SELECT count(*) FROM lead WHERE owner_id = 'pool'") == [(0,)]
