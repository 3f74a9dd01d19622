"""Many at once over one lead, one rep, one pool, each at a desk of their own: nothing is lost, doubled or refused."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.domain.routing import RoutingRules
from sdrdesk.errors import NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, pg_driver
from sdrdesk.store.again import GaveUpError, again
from sdrdesk.store.pg_store import PgStore
from sdrdesk.store.sql import Sql
from tests.desk.test_pool import pooled
from tests.desk.test_sharing import under
from tests.pg import cluster
from tests.postgresql.conftest import copy
from tests.worlds import MakeWorld, World

DESKS, EACH = 8, 6


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team whose leads go into the pool, but those that a test gives to somebody."""
    made = world()
    under(made, RoutingRules(default=("pool",), same_company=False))
    return made


def at_once(*works: Callable[[], object]) -> list[Exception]:
    """Run everything at the same time; what went wrong, but what the rules refuse."""
    gate, failed = threading.Barrier(len(works)), list[Exception]()

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return failed


def logger(desk: Desk, leads: list[str], ids: list[str]) -> Callable[[], None]:
    """Logs on the leads in turn, each log under an id made before."""

    def work() -> None:
        for turn in range(EACH):
            activity = new_id(desk.seat.clock.now())
            desk.calling.log(leads[turn % len(leads)], "busy", activity_id=activity)
            ids.append(activity)

    return work


@pytest.mark.parametrize("count", [1, 4])
def test_eight_desks_log_on_the_same_leads(here: World, count: int) -> None:
    """Two members on four desks each log on the same leads: each log is there once, counts, and moved its lead."""
    leads = [here.lead() for _ in range(count)]
    here.write("UPDATE lead SET retries = -100000 WHERE team_id = :team")
    ids = list[str]()
    desks = [here.desk(login) for login in ("maya", "nora") * (DESKS // 2)]

    assert at_once(*(logger(desk, leads, ids) for desk in desks)) == []

    assert sorted(row[0] for row in here.sql("SELECT id FROM activity")) == sorted(ids)
    assert here.sql("SELECT sum(retries + 100000) FROM lead") == [(DESKS * EACH,)]
    assert here.counted() == here.recount()
    assert here.sql("SELECT count(*) FROM activity a JOIN activity b ON a.rep_id = b.rep_id AND a.at = b.at") == [
        (DESKS * EACH,)
    ]


def test_one_log_sent_by_many_is_one(here: World) -> None:
    """The same key pressed on eight desks: one log, one count, and seven times the same answer."""
    lead, activity = here.lead(), new_id(here.now)
    told = list[bool]()

    def work(desk: Desk) -> None:
        told.append(desk.calling.log(lead, "busy", activity_id=activity).repeated)

    assert at_once(*(partial(work, here.desk("maya")) for _ in range(DESKS))) == []

    assert sorted(told) == [False] + [True] * (DESKS - 1)
    assert sum(day[0] for day in here.counted().values()) == 1


def test_one_lead_is_dialled_by_one(here: World) -> None:
    """Of all who dial a lead at the same moment one is told yes, again and again; the others read who was first."""
    lead, said = here.lead(), list[str]()

    def work(desk: Desk) -> None:
        try:
            desk.calling.dial(lead)
        except Refused as error:
            said.append(error.code)
        else:
            said.append("dialled")

    for _ in range(EACH):
        said.clear()
        assert at_once(*(partial(work, here.desk(login)) for login in ("maya", "nora"))) == []
        assert sorted(said) == ["dialled", "held"]
        here.write("UPDATE lead SET held_by = '', held_until = NULL WHERE team_id = :team")


def test_a_reps_room_in_the_pool_holds_on_many_desks(here: World) -> None:
    """Taking on eight desks at once, a rep never has more from the pool than the playbook allows, and each is one's."""
    most = here.maya.playbook.pool.at_once
    for _ in range(20):
        pooled(here)
    taken, refused = list[str](), list[str]()

    def work(desk: Desk) -> None:
        for _ in range(EACH):
            try:
                taken.append(desk.pool.take_next().lead_id)
            except (Refused, NotFound) as error:
                refused.append(type(error).__name__)

    desks = [here.desk(login) for login in ("maya", "jon") * (DESKS // 2)]
    assert at_once(*(partial(work, desk) for desk in desks)) == []

    assert len(taken) == len(set(taken)) == most * 2
    claims: dict[str, int] = dict(here.sql("SELECT rep_id, count(*) FROM pool_claim GROUP BY rep_id"))
    assert claims == {here.maya.rep.id: most, here.jon.rep.id: most}


def test_everything_at_once(here: World) -> None:
    """Whatever is done to a few leads at once, nobody is refused for the others' sake, and counters are right."""
    leads = [here.lead() for _ in range(3)]
    for _ in range(6):
        pooled(here)

    def work(desk: Desk, number: int) -> None:
        for turn in range(EACH):
            lead, outcome = leads[(number + turn) % len(leads)], ("busy", "no_answer", "voicemail")[turn % 3]
            calls = (
                partial(desk.calling.dial, lead),
                partial(desk.calling.log, lead, outcome),
                desk.calling.undo if turn % 2 else desk.pool.tick,
                desk.pool.take_next,
            )
            for call in calls:
                with contextlib.suppress(Refused, NotFound):
                    call()

    desks = [here.desk(login) for login in ("maya", "jon", "nora", "maya") * 2]
    assert at_once(*(partial(work, desk, number) for number, desk in enumerate(desks))) == []

    assert here.counted() == here.recount()
    assert here.sql("SELECT count(*) FROM activity")[0][0] > len(leads)


@pytest.fixture
def stores() -> Iterator[tuple[PgStore, PgStore]]:
    """Two programs at one database."""
    cluster().reset(copy(0))
    made = PgStore(cluster().url(copy(0))), PgStore(cluster().url(copy(0)))
    yield made
    for one in made:
        one.close()


def waits(store: PgStore, *ids: str) -> bool:
    """Whether a writer has to wait."""
    try:
        with store.writing(*ids) as unit:
            unit.first(compiled.TEAM)
    except GaveUpError:
        return True
    return False


def test_who_waits_for_whom(stores: tuple[PgStore, PgStore], monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers wait for those who name a lead of theirs; one that names none waits for all, and all wait for it."""
    monkeypatch.setitem(pg_driver.LIMITS, "lock_timeout", "100ms")
    one, two = stores[0], PgStore(stores[0].where)
    with one.writing("maya", "lead-1") as unit:
        unit.first(compiled.TEAM)
        assert [waits(two, *ids) for ids in (("jon", "lead-2"), ("maya", "lead-2"), ("jon", "lead-1"), ())] == [
            False,
            True,
            True,
            True,
        ]
    with one.writing() as unit:
        unit.first(compiled.TEAM)
        assert waits(two, "jon", "lead-2")
    assert not waits(two)
    two.close()


def test_two_that_wait_for_each_other_both_end_well(stores: tuple[PgStore, PgStore]) -> None:
    """The server ends one of two that want what the other has; its use case runs again, and both are kept."""
    turns = list[str]()
    both = threading.Barrier(2)

    def cross(store: PgStore, first: str, second: str) -> None:
        @again
        def work() -> None:
            turns.append(first)
            with store.writing(first) as unit:
                unit.first(compiled.TEAM)
                if len(turns) <= 2:
                    both.wait(timeout=10)
                unit.first(Sql("lock", store._locks([second])))
                unit.run(Sql("rename", "UPDATE team SET name = name || :add WHERE id = :team"), add=first)

        work()

    one, two = stores
    assert at_once(lambda: cross(one, "a", "b"), lambda: cross(two, "b", "a")) == []

    assert len(turns) == 3
    with one.reading() as unit:
        assert sorted(str((unit.first(compiled.TEAM) or ("", ""))[1]).removeprefix("Harbour")) == ["a", "b"]


def test_a_use_case_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is given up again and again reads so in the end."""
    monkeypatch.setattr("sdrdesk.store.again.PATIENCE", 0.05)
    tries = list[float]()

    @again
    def work() -> None:
        tries.append(time.monotonic())
        time.sleep(0.02)
        raise GaveUpError("The database is busy")

    with pytest.raises(GaveUpError):
        work()

    assert 2 <= len(tries) <= 5
