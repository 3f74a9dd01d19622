"""The SQLite driver: a library that loses nothing, private files, a fair queue of writers."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from sdrdesk.errors import StoreError
from sdrdesk.store import driver
from sdrdesk.store.driver import Turnstile
from sdrdesk.store.file_line import stand_in_line


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_runs_only_on_a_library_without_its_bug(
    version: tuple[int, int, int], fixed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WAL with FULL where the WAL-reset bug is mended, a rollback journal with EXTRA anywhere else."""

    class Library:
        sqlite_version_info = version

    monkeypatch.setattr(driver, "sqlite", lambda: Library)

    assert driver.is_fixed(version) is fixed
    assert driver.journal() == (("WAL", "FULL") if fixed else ("DELETE", "EXTRA"))


def test_every_pragma_is_set(tmp_path: Path) -> None:
    """A connection comes with all that durability and safety ask for."""
    connection = driver.connect(tmp_path / "a.db")
    names = ("synchronous", "foreign_keys", "fullfsync", "checkpoint_fullfsync", "trusted_schema", "secure_delete")
    got = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()

    wanted = {"wal": 2, "delete": 3}[mode]
    assert got == {
        "synchronous": wanted,
        "foreign_keys": 1,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
    }


def test_a_desk_that_rests_keeps_few_pages(tmp_path: Path) -> None:
    """Five hundred desks on one server keep 700 KiB of the file's pages each, where SQLite by itself takes two."""
    connection = driver.connect(tmp_path / "a.db")
    size = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.close()

    assert size == -700


@pytest.mark.parametrize(
    ("error", "title"),
    [
        ("database or disk is full", "The disk is full"),
        ("attempt to write a readonly database", "{path} cannot be written"),
        ("database is locked", "The database is busy"),
        ("database disk image is malformed", "{path} is damaged"),
        ("unable to open database file", "Cannot open {path}"),
        ("CHECK constraint failed: x", "The database refused"),
    ],
)
def test_the_drivers_errors_are_put_in_words(error: str, title: str, tmp_path: Path) -> None:
    """What SQLite says becomes what a person can do."""
    got = driver.worded(sqlite3.OperationalError(error), tmp_path / "a.db")

    assert got.title == title.format(path=tmp_path / "a.db")
    assert got.hint


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    """A folder is no database, and neither is a path through a file."""
    (tmp_path / "file").write_text("x")

    for path in (tmp_path, tmp_path / "file" / "a.db"):
        with pytest.raises(StoreError):
            driver.connect(path)
    with pytest.raises(StoreError):
        driver.make_private(tmp_path / "file" / "a.db")
    with pytest.raises(StoreError):
        driver.preflight(tmp_path / "file" / "a.db")


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    """Threads pass the turnstile one by one, and each gets its turn."""
    turn, inside, most = Turnstile(tmp_path / "a.db"), 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(20):
            with turn():
                inside += 1
                most = max(most, inside)
                time.sleep(0.0001)
                inside -= 1

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 1
    assert os.stat(tmp_path / "a.db.lock").st_mode & 0o777 == 0o600


def in_line(path: Path) -> int:
    """How many wait for the lock on a file, as the kernel has it."""
    ours = f":{path.stat().st_ino} "
    return sum("->" in line and ours in line for line in Path("/proc/locks").read_text().splitlines())


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the kernel does not say who waits")
def test_whoever_has_waited_longest_is_next(tmp_path: Path) -> None:
    """Programs that wait for the turn get it in the order in which they came, and one that gave up takes none."""
    served: list[int] = []

    def write(number: int) -> None:
        with Turnstile(tmp_path / "a.db")():
            served.append(number)
            time.sleep(0.005)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    with Turnstile(tmp_path / "a.db")():
        assert stand_in_line(lambda: os.open(tmp_path / "a.db.lock", os.O_RDWR), 0.01) is None
        for waiting, thread in enumerate(threads, 2):  # one that gave up stands there too, until its turn
            thread.start()
            until = time.monotonic() + 5
            while in_line(tmp_path / "a.db.lock") < waiting and time.monotonic() < until:
                time.sleep(0.001)
    for thread in threads:
        thread.join()

    assert served == [*range(8)]


def test_a_turn_that_does_not_come_ends_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits longer than the limit for a thread or another program is told that the database is busy."""
    monkeypatch.setattr(driver, "LOCK_TIMEOUT", 0.05)
    mine, theirs = Turnstile(tmp_path / "a.db"), Turnstile(tmp_path / "a.db")

    with mine():
        for turn in (mine, theirs):
            with pytest.raises(StoreError) as told, turn():
                pass
            assert told.value.title == "The database is busy"
    with theirs(), pytest.raises(ZeroDivisionError), Turnstile(tmp_path / "b.db")():
        raise ZeroDivisionError
    with mine():
        pass  # a turn that ended badly is given back


def test_a_lock_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Who may not take the turn to write reads which file it is about, and what to do."""
    (tmp_path / "desk.db.lock").mkdir()

    with (
        pytest.raises(StoreError, match=r"desk\.db\.lock cannot be written.*Check its rights"),
        Turnstile(tmp_path / "desk.db")(),
    ):
        pass


def test_a_failing_disk_is_said() -> None:
    """An error of the disk is not the statement's fault: nothing of it counts, and the cure is the disk's."""
    said = str(driver.worded(RuntimeError("disk I/O error"), Path("desk.db")))

    assert said.startswith("The disk under desk.db failed")
    assert "nothing counts twice" in said
