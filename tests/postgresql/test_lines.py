"""Connections and round trips: a desk takes two at most, works with one, and what it asks ahead is never stale."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from sdrdesk.errors import StoreError
from sdrdesk.store import compiled, pg_lines
from sdrdesk.store.pg_store import PgStore
from tests.pg import cluster
from tests.postgresql.conftest import copy
from tests.store.test_store import NAME, RENAME
from tests.worlds import MakeWorld

COUNT = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = 'sdrdesk'"


@pytest.fixture
def one_left(store: PgStore) -> Iterator[PgStore]:
    """The same, at a server that has no second connection for it."""
    with cluster().admin() as admin:
        admin.execute(f"ALTER DATABASE {copy(0)} CONNECTION LIMIT 1".encode())
        yield store
        admin.execute(f"ALTER DATABASE {copy(0)} CONNECTION LIMIT -1".encode())


def connections(at_most: int) -> int:
    """How many connections desks have, when the server has seen that others were closed: at most ten seconds later."""
    until = time.monotonic() + 10
    with cluster().admin() as admin:
        while True:
            row = admin.execute(COUNT, [copy(0)]).fetchone()
            found = int(row[0]) if row else 0
            if found <= at_most or time.monotonic() > until:
                return found
            time.sleep(0.01)


def read_in_threads(store: PgStore, count: int) -> list[object]:
    """Read in so many threads at once; what each found."""
    found = list[object]()

    def read() -> None:
        with store.reading() as unit:
            found.append(unit.first(NAME))
            time.sleep(0.02)

    threads = [threading.Thread(target=read) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def test_a_desk_takes_two_connections_at_most(store: PgStore) -> None:
    """Eight threads, a screen that listens and an import take two together; one alone takes one."""
    assert store.has_changed() is False
    assert connections(at_most=1) == 1
    with store.alone("import") as is_alone, store.alone("import") as again:
        assert (is_alone, again) == (True, False)
        assert read_in_threads(store, 8) == [("Harbour",)] * 8
        assert connections(at_most=2) == 2


def test_a_desk_works_with_one_connection(one_left: PgStore) -> None:
    """Where the server has no more, a desk waits for its own, and still hears what happens."""
    assert one_left.has_changed() is False
    assert read_in_threads(one_left, 4) == [("Harbour",)] * 4
    with one_left.writing() as unit:
        unit.run(RENAME, name="Later")
    assert one_left.has_changed() is True
    assert connections(at_most=1) == 1


def test_who_gets_no_connection_reads_what_to_do(one_left: PgStore) -> None:
    """A desk that gets none says so, and how many it needs."""
    with pytest.raises(StoreError, match="no connection left") as told:
        PgStore(one_left.where)

    assert "each desk takes two, and works with one" in told.value.hint


def test_a_connection_that_nobody_uses_is_closed(store: PgStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one goes when it has not been used for a while; the one that listens stays."""
    monkeypatch.setattr(pg_lines, "KEPT_FOR", 0.05)
    store.has_changed()
    read_in_threads(store, 4)
    time.sleep(0.1)
    read_in_threads(store, 1)

    assert connections(at_most=1) == 1
    assert store.has_changed() is False


def test_what_was_asked_ahead_is_not_stale(store: PgStore) -> None:
    """A write takes back the answers that it may have changed, and no others."""
    with store.writing() as unit:
        unit.ahead((NAME, {}), (compiled.OFFERS, {}))
        before = unit.first(NAME)
        unit.run(RENAME, name="Later")
        after = unit.first(NAME)
        offers = unit.all(compiled.OFFERS)

    assert (before, after) == (("Harbour",), ("Later",))
    assert offers


def test_an_import_that_began_since_is_not_seen(world: MakeWorld) -> None:
    """What is asked ahead guesses which imports are not live; where the guess was wrong it is asked again."""
    here = world()
    lead = here.lead()
    assert here.maya.queue.brief(lead).row.lead_id == lead
    here.write(
        "INSERT INTO batch (team_id, id, file_name, state, started_at, rep_id, report)"
        " SELECT team_id, 'hidden', 'leads.csv', 'staging', created_at, owner_id, '{}' FROM lead"
    )
    here.write("UPDATE lead SET batch_id = 'hidden' WHERE team_id = :team")
    with here.maya.seat.store.reading() as unit:
        unit.ahead((compiled.LEAD, {"lead": lead}))
        seen = unit.first(compiled.LEAD, lead=lead)

    assert seen is None
