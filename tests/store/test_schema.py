"""Opening a store: new files are made, ours are recognised, others are left as they are."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sdrdesk.errors import StoreError
from sdrdesk.store import compiled_tables, driver, schema
from sdrdesk.store.compile import render_tables
from sdrdesk.store.schema import back_up, open_store
from tests.worlds import TUESDAY, template

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store made from nothing."""
    path = tmp_path_factory.mktemp("new") / "team" / "desk.db"
    open_store(path, TUESDAY).close()
    return path


def test_a_new_store_is_ours_and_current(made: Path) -> None:
    """A new file carries our mark and the schema's number, and is sound."""
    connection = driver.connect(made)
    ask = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    sound = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()

    assert ask == [driver.APPLICATION_ID, driver.SCHEMA]
    assert sound == [("ok",)]
    assert driver.preflight(made) == driver.SCHEMA


def test_a_store_is_its_owners_alone(made: Path) -> None:
    """File, journal, lock and the folder made for them can be read by their owner only."""
    store = open_store(made, TUESDAY)
    with store.writing():
        modes = {file.name: file.stat().st_mode & 0o777 for file in made.parent.iterdir()}
    store.close()

    assert modes["desk.db"] == modes["desk.db.lock"] == 0o600
    assert set(modes.values()) == {0o600}
    assert made.parent.stat().st_mode & 0o777 == 0o700


def test_the_migrations_make_what_the_tables_say(made: Path) -> None:
    """From empty to head, the schema is that of the tables: no column, index, key or type is missing or too many."""
    import sqlalchemy as sa
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from sdrdesk.store import tables

    engine = sa.create_engine("sqlite://", module=driver.sqlite(), creator=lambda: driver.connect(made))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, tables.metadata) == []
        inspector = sa.inspect(connection)
        for table in tables.metadata.sorted_tables:
            checks = {check["name"] for check in inspector.get_check_constraints(table.name)}
            wanted = {one.name for one in table.constraints if isinstance(one, sa.CheckConstraint)}
            assert checks == wanted, table.name
            key = inspector.get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key], table.name
            assert key[0] == ("id" if table.name == "team" else "team_id"), table.name
            for index in inspector.get_indexes(table.name):
                assert index["column_names"][0] == "team_id", index
    engine.dispose()


def test_the_text_of_the_tables_is_up_to_date() -> None:
    """A new file is made as all migrations together would make it: `make statements` was run."""
    assert Path(compiled_tables.__file__).read_text(encoding="utf-8") == render_tables()


def test_every_table_is_strict(made: Path) -> None:
    """No column takes a value of another type."""
    connection = driver.connect(made)
    loose = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
        " AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
    ).fetchall()
    connection.close()

    assert loose == []


def foreign(path: Path) -> None:
    """Another program's database."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photos (id)")
    connection.close()


def newer(path: Path) -> None:
    """A file of ours from the future."""
    shutil.copyfile(template(), path)
    connection = driver.connect(path)
    connection.execute(f"PRAGMA user_version = {driver.SCHEMA + 1}")
    connection.close()


def garbage(path: Path) -> None:
    """Anything at all."""
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)


def short(path: Path) -> None:
    """A few letters."""
    path.write_text("hello")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (foreign, "is not a file of sdrdesk"),
        (newer, "was written by a newer sdrdesk"),
        (garbage, "is not a database"),
        (short, "is not a database"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_file_that_is_not_ours_is_left_as_it_is(make: object, said: str, tmp_path: Path) -> None:
    """Another program's file, a newer one and garbage are refused in words, with not a byte or a file changed."""
    path = tmp_path / "a.db"
    make(path)  # type: ignore[operator]
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    with pytest.raises(StoreError) as told:
        open_store(path, TUESDAY)
    assert said in told.value.title
    assert told.value.hint
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_newer_file_in_use_is_refused_too(tmp_path: Path) -> None:
    """A newer program that is running has its number in the journal only: an older one keeps out all the same."""
    path = tmp_path / "a.db"
    shutil.copyfile(template(), path)
    running = driver.connect(path)
    running.execute(f"PRAGMA user_version = {driver.SCHEMA + 1}")
    assert driver.preflight(path) == driver.SCHEMA

    with pytest.raises(StoreError) as told:
        open_store(path, TUESDAY)
    assert "was written by a newer sdrdesk" in told.value.title
    running.close()


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    """A file of no bytes, as a crash or `touch` leaves it, is made into a store."""
    path = tmp_path / "a.db"
    path.touch()
    open_store(path, TUESDAY).close()

    assert driver.preflight(path) == driver.SCHEMA


def test_a_failing_upgrade_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that breaks half way is undone whole, and the next try succeeds."""
    import alembic.command

    path, real = tmp_path / "a.db", alembic.command.upgrade
    driver.make_private(path)

    def breaks(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        raise RuntimeError("the cable")

    with monkeypatch.context() as patch:
        patch.setattr(alembic.command, "upgrade", breaks)
        with pytest.raises(RuntimeError):
            schema.upgrade(path)
    connection = driver.connect(path)
    left = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert left == []

    schema.upgrade(path)
    assert driver.preflight(path) == driver.SCHEMA


def test_a_making_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables that break off half way are undone whole, in words, and the next try succeeds."""
    path = tmp_path / "a.db"
    with monkeypatch.context() as patch:
        patch.setattr(compiled_tables, "TEXT", (*compiled_tables.TEXT[:9], "CREATE TABLE broken"))
        with pytest.raises(StoreError):
            open_store(path, TUESDAY)
    assert ask(path, "SELECT name FROM sqlite_master") == []

    open_store(path, TUESDAY).close()
    assert driver.preflight(path) == driver.SCHEMA


def test_an_older_file_is_copied_aside_before_it_is_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before an upgrade the whole file stands beside itself, private, under the moment's name."""
    path = tmp_path / "a.db"
    shutil.copyfile(template(), path)
    monkeypatch.setattr(driver, "SCHEMA", driver.SCHEMA + 1)
    open_store(path, TUESDAY).close()
    copy = tmp_path / "a.db.20261124T150000.bak"

    assert driver.preflight(path) == driver.SCHEMA
    assert driver.preflight(copy) == driver.SCHEMA - 1
    assert copy.stat().st_mode & 0o777 == 0o600
    assert ask(copy, "SELECT count(*) FROM rep") == [(3,)]


def test_a_copy_holds_what_was_committed_last(tmp_path: Path) -> None:
    """What still stands in the journal is in the copy too."""
    path = tmp_path / "a.db"
    shutil.copyfile(template(), path)
    connection = driver.connect(path)
    connection.execute("UPDATE team SET name = 'Later'")
    copy = back_up(path, TUESDAY)
    connection.close()

    assert ask(copy, "SELECT name FROM team") == [("Later",)]


def ask(path: Path, text: str) -> list[tuple[object, ...]]:
    """Rows of a file, read by itself."""
    connection = driver.connect(path)
    rows: list[tuple[object, ...]] = connection.execute(text).fetchall()
    connection.close()
    return rows


MAKING = """
import sys, datetime
from pathlib import Path
from sdrdesk.store.schema import open_store
print("go", flush=True)
open_store(Path(sys.argv[1]), datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)).close()
"""


@pytest.mark.parametrize("number", range(6))
def test_a_file_whose_making_was_cut_off_can_still_be_made(tmp_path: Path, number: int) -> None:
    """Killed at any moment of its making, a file is never taken for another program's."""
    path = tmp_path / "a.db"
    child = subprocess.Popen([sys.executable, "-c", MAKING, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    until = time.monotonic() + 20
    while child.poll() is None and time.monotonic() < until and not (path.exists() and path.stat().st_size):
        time.sleep(0.0002)
    # The mark stands; then the tables are made.
    while number % 2 and child.poll() is None and time.monotonic() < until and not (tmp_path / "a.db-wal").exists():
        time.sleep(0.0002)
    time.sleep(0.005 * (number // 2))
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    open_store(path, TUESDAY).close()
    assert driver.preflight(path) == driver.SCHEMA


def test_the_first_thing_in_a_new_file_is_our_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off before its first table, a new file is ours already."""
    path = tmp_path / "a.db"

    def cut_off(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(schema, "make", cut_off)
        with pytest.raises(KeyboardInterrupt):
            open_store(path, TUESDAY)
    driver.connect(path).close()

    assert driver.preflight(path) == 0
    assert os.path.getsize(path) > 0


def test_two_programs_may_make_one_file_together(tmp_path: Path) -> None:
    """Programs that start on a file that is not there yet all open the same store."""
    path = tmp_path / "a.db"
    command = [sys.executable, "-c", MAKING, str(path)]
    children = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(2)]

    assert [child.wait() for child in children] == [0, 0]
