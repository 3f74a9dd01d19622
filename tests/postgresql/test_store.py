"""The store on a server: all or nothing, one writer a team, errors in words, nothing lost between threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sdrdesk.clock import SystemClock
from sdrdesk.errors import StoreError
from sdrdesk.paths import ServerUrl
from sdrdesk.store import compiled, driver, pg_driver, pg_schema
from sdrdesk.store.pg_store import PgStore
from sdrdesk.store.schema import find_store, open_store
from sdrdesk.store.sql import Sql
from tests.pg import cluster
from tests.postgresql.conftest import copy
from tests.store.test_store import NAME, RENAME, half, name_in, rename_for
from tests.worlds import TUESDAY, MakeWorld


@pytest.fixture
def empty() -> Iterator[ServerUrl]:
    """A database with nothing in it."""
    name = cluster().make()
    yield cluster().url(name)
    cluster().drop(name)


def differs(context: Any, _: Any, column: Any, there: Any, wanted: Any) -> bool:
    """Whether a column's type is not that of the tables, collation and all."""
    written = context.dialect.type_compiler_instance.process(wanted, type_expression=column)
    found = context.dialect.type_compiler_instance.process(there)
    return str(written.replace("FLOAT", "DOUBLE PRECISION")) != str(found)


def test_the_migrations_make_what_the_tables_say(empty: ServerUrl) -> None:
    """From empty to head on PostgreSQL, by two programs at once: no column, index or type is missing or too many."""
    import sqlalchemy as sa
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from sdrdesk.store import tables

    assert find_store(empty, TUESDAY) is None
    threads = [threading.Thread(target=lambda: open_store(empty, TUESDAY).close()) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert pg_schema.version_of(empty) == driver.SCHEMA
    engine = sa.create_engine("postgresql+psycopg://", creator=lambda: pg_schema.plain(empty))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": differs})
        assert compare_metadata(context, tables.metadata) == []
        inspector = sa.inspect(connection)
        for table in tables.metadata.sorted_tables:
            checks = {check["name"] for check in inspector.get_check_constraints(table.name)}
            assert checks == {one.name for one in table.constraints if isinstance(one, sa.CheckConstraint)}, table.name
    engine.dispose()


def test_a_newer_database_is_left_as_it_is(store: PgStore) -> None:
    """What a newer program has made is refused in words."""
    with store.writing() as unit:
        unit.run(Sql("test", "UPDATE alembic_version SET version_num = '0099'"))

    with pytest.raises(StoreError, match="was written by a newer sdrdesk"):
        open_store(store.where, TUESDAY)
    with store.writing() as unit:
        unit.run(Sql("test", f"UPDATE alembic_version SET version_num = '{driver.SCHEMA:04}'"))  # noqa: S608


def test_a_unit_is_all_or_nothing(store: PgStore) -> None:
    """What a failing block wrote is gone, by our error or the server's, and the store works on."""
    for failure in (ZeroDivisionError, KeyboardInterrupt):
        with pytest.raises(failure):
            half(store.writing, failure)
        assert name_in(store) == "Harbour"
    with pytest.raises(StoreError, match="The database refused"):
        half(store.writing, None)
    assert name_in(store) == "Harbour"


def test_a_reader_sees_one_picture_and_cannot_write(store: PgStore) -> None:
    """What is committed while a reader reads is not in its picture; a write in a reading unit is refused."""
    with store.reading() as reader:
        before = reader.first(NAME)
        with store.writing() as writer:
            writer.run(RENAME, name="Later")
        assert reader.first(NAME) == before == ("Harbour",)

    assert name_in(store) == "Later"
    with pytest.raises(StoreError, match="cannot be written"), store.reading() as unit:
        unit.run(RENAME, name="Never")


def test_rows_are_those_of_a_file(store: PgStore) -> None:
    """Times and days are text in UTC, yes and no are 1 and 0, sums are integers, as SQLite gives them."""
    got = Sql(
        "test",
        "SELECT created_at, date '2026-11-24', true, 1.5::float8, sum(2::bigint) OVER (), 7 FROM team WHERE id = :team",
    )
    with store.reading() as unit:
        (row,) = unit.all(got)

    assert row == ("2026-11-02 14:00:00.000000", "2026-11-24", 1, 1.5, 2, 7)
    assert [type(one) for one in row] == [str, str, int, float, int, int]


def noticed(store: PgStore) -> bool:
    """Whether a change is told, ten seconds later at most."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if store.has_changed():
            return True
        time.sleep(0.01)
    return False


def test_commits_are_noticed(store: PgStore) -> None:
    """A commit here or by another program is noticed once; looking and giving up are no change."""
    other = PgStore(store.where)
    assert store.has_changed() is False
    with other.writing() as unit:
        unit.run(RENAME, name="Elsewhere")
    assert noticed(store)
    with store.writing() as unit:
        unit.run(RENAME, name="Here")
    assert noticed(store)
    with pytest.raises(ZeroDivisionError):
        half(other.writing, ZeroDivisionError)
    name_in(store)
    assert store.has_changed() is False
    other.close()


def test_a_screen_hears_of_what_it_shows(store: PgStore) -> None:
    """A rep is not told of a change that another's screen alone shows; a manager is told of all."""
    jon, boss = PgStore(store.where), PgStore(store.where)
    assert (jon.has_changed("jon"), boss.has_changed()) == (False, False)
    rename_for(store, "maya")
    assert noticed(boss)
    assert jon.has_changed("jon") is False
    rename_for(store, "maya", "jon")
    assert noticed(jon)
    jon.close()
    boss.close()


def test_a_server_that_restarts_is_found_again(store: PgStore) -> None:
    """Idle connections that died are replaced unseen; one that dies inside a unit fails it in words, whole."""
    # With a second in which they really end: until then a connection is not dead.
    end_all = (
        "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    )
    name_in(store)
    store.has_changed()
    with cluster().admin() as admin:
        admin.execute(end_all, [copy(0)])
        assert name_in(store) == "Harbour"
        assert noticed(store)  # something may have been missed
        assert store.has_changed() is False

        def cut_off() -> None:
            with store.writing() as unit:
                unit.run(RENAME, name="Half")
                admin.execute(end_all, [copy(0)])
                unit.first(NAME)

        with pytest.raises(StoreError, match="was lost"):
            cut_off()
    assert name_in(store) == "Harbour"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (lambda: ServerUrl("postgresql://ana@127.0.0.1:9/desk"), "Cannot reach the server"),
        (lambda: ServerUrl("postgresql://ana@nowhere.test/desk"), "Cannot reach the server"),
        (lambda: cluster().url("desk_that_is_not_there"), "There is no database"),
        (lambda: cluster().url("postgres", "nobody_here", "wrong"), "did not let you in"),
    ],
    ids=["away", "no such host", "no such database", "wrong password"],
)
def test_what_goes_wrong_is_worded(url: Any, said: str) -> None:
    """Each failure to connect says what to do, and never tells the password."""
    with pytest.raises(StoreError) as told:
        find_store(url(), TUESDAY)

    assert said in told.value.title
    assert told.value.hint
    assert "wrong" not in str(told.value)


def test_a_statement_that_takes_too_long_is_ended(store: PgStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit holds, and is worded."""
    monkeypatch.setitem(pg_driver.LIMITS, "statement_timeout", "50ms")
    other = PgStore(store.where)
    with pytest.raises(StoreError, match="took too long"), other.reading() as unit:
        unit.all(Sql("test", "SELECT pg_sleep(5)"))
    other.close()


def test_writers_of_a_team_take_turns(store: PgStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second writer waits, and says so when its turn does not come; readers do not wait."""
    monkeypatch.setitem(pg_driver.LIMITS, "lock_timeout", "50ms")
    other = PgStore(store.where)
    with store.writing():
        assert name_in(other) == "Harbour"
        with pytest.raises(StoreError, match="The database is busy"), other.writing():
            pass
        with store.alone("import") as first, other.alone("import") as second, other.alone("report") as third:
            assert (first, second, third) == (True, False, True)
    with other.alone("import") as again:
        assert again
    other.close()


def test_the_doctor_tells_of_a_server_that_may_forget(world: MakeWorld) -> None:
    """The tests' own server keeps nothing over a power cut, and the doctor says so; no look is about files."""
    from sdrdesk.desk.care.checkup import checkup

    found = {check.what: check for check in checkup(world().nora.seat)}

    assert found["server"].told == "A power cut may take logs: fsync = off, full_page_writes = off"
    assert not {"file", "rights", "room", "backup"} & set(found)


def test_a_time_without_a_zone_is_refused(store: PgStore) -> None:
    """No naive time gets in."""
    with pytest.raises(ValueError, match="without a zone"), store.writing() as unit:
        unit.run(compiled.ADD_PLAYBOOK, id="x", at=datetime(2026, 11, 24), body="", source="")  # noqa: DTZ001


def test_threads_lose_nothing(world: MakeWorld) -> None:
    """Eight threads of two desks log at once: none lost, none doubled, no standing overwritten."""
    here = world(SystemClock().now().astimezone(UTC))
    leads = [here.lead() for _ in range(4)]
    here.write("UPDATE lead SET retries = -100000 WHERE team_id = :team")
    desks, ids = (here.maya, here.desk("maya")), []

    def work(number: int) -> None:
        for turn in range(6):
            ids.append(desks[number % 2].calling.log(leads[(number + turn) % 4], "busy").activity_id)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(row[0] for row in here.sql("SELECT id FROM activity")) == sorted(ids)
    assert len(ids) == 48
    assert here.counted() == here.recount()
    assert here.sql("SELECT sum(retries + 100000) FROM lead") == [(48,)]
