"""The SQLite driver: a library without the WAL-reset bug, every pragma, and a fair queue of writers.

Debian's SQLite and every release up to 3.51.2 can lose acknowledged rows in WAL mode
(sqlite.org/wal.html#walresetbug), so WAL is used only on a fixed one; others get a rollback journal with
synchronous=EXTRA, slower and as durable.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import os
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from sdrdesk.errors import StoreError
from sdrdesk.store import bells
from sdrdesk.store.fair_lock import FairLock
from sdrdesk.store.file_line import stand_in_line
from sdrdesk.typing import Any

APPLICATION_ID = 0x53445244
"""Marks a file as ours: "SDRD"."""

NAMESPACE = "sdrdesk"
"""The schema of a PostgreSQL database that holds our tables and nothing else."""

SCHEMA = 3
"""The schema this program writes; kept in the file's user_version."""

LOCK_TIMEOUT = 10.0
"""Seconds a writer waits for its turn."""


def is_fixed(version: tuple[int, int, int]) -> bool:
    """Whether a SQLite of this version is free of the WAL-reset bug."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


@cache
def sqlite() -> ModuleType:
    """The driver module to use: the first that is fixed, else the standard library's."""
    with contextlib.suppress(ImportError):
        module = importlib.import_module("pysqlite3.dbapi2")
        if is_fixed(module.sqlite_version_info):
            return module
    return importlib.import_module("sqlite3")


def journal() -> tuple[str, str]:
    """journal_mode and synchronous that lose nothing on this library."""
    return ("WAL", "FULL") if is_fixed(sqlite().sqlite_version_info) else ("DELETE", "EXTRA")


def connect(path: Path) -> Any:
    """A connection with every pragma set, usable from any thread, no transaction of its own."""
    try:
        connection = sqlite().connect(
            str(path), timeout=LOCK_TIMEOUT, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        mode, sync = journal()
        for pragma in (
            f"journal_mode={mode}",
            f"synchronous={sync}",
            "fullfsync=ON",
            "checkpoint_fullfsync=ON",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "secure_delete=ON",
            "journal_size_limit=67108864",
            # Two MiB are the default, and every desk fills them within a minute; these are as quick for what it reads.
            # With 500 a search and the own figures take twice as long in a team of a thousand leads.
            "cache_size=-700",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except sqlite().Error as error:
        raise worded(error, path) from error
    return connection


def preflight(path: Path) -> int:
    """The schema number in a file's header, read before SQLite may touch the file; 0 for a new one."""
    try:
        header = path.read_bytes()[:100] if path.stat().st_size < 4096 else _head(path)
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise StoreError(
            f"Cannot read {path}", error.strerror or str(error), "Check the path and its rights"
        ) from error
    if not header:
        return 0
    if header[:16] != b"SQLite format 3\0":
        raise StoreError(
            f"{path} is not a database", "Its first bytes are something else", "Name another file with --db"
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise StoreError(
            f"{path} is not a file of sdrdesk", "It belongs to another program", "Name another file with --db"
        )
    version = int.from_bytes(header[60:64], "big")
    refuse_newer(path, version)
    return version


def refuse_newer(path: Path, version: int) -> None:
    """StoreError for a schema that this program does not know."""
    if version > SCHEMA:
        raise StoreError(
            f"{path} was written by a newer sdrdesk",
            f"Its schema is {version}, this program knows {SCHEMA}",
            "Install the newer version; nothing was changed",
        )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


def make_private_folder(folder: Path) -> None:
    """Create a folder that its owner alone can look into, unless it is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"Cannot create {folder}", error.strerror or str(error), "Name another place") from error


def make_private(path: Path) -> None:
    """Create the file readable by its owner alone, in a folder that is the same."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(
            f"Cannot create {path}", error.strerror or str(error), "Name another file with --db"
        ) from error


def mark(path: Path) -> None:
    """Write our mark as the first thing in a new file, so that one cut off in the making is known as ours."""
    with alone(path), contextlib.closing(sqlite().connect(str(path), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


def is_open(path: Path) -> bool:
    """Whether a program has a file open; its journal is in the file if none has.

    Leaving WAL mode needs the file for oneself, so it tells. Of a damaged file it cannot be told.
    """
    with contextlib.closing(sqlite().connect(str(path), timeout=0.2, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite().Error as error:
            return "locked" in str(error) or "busy" in str(error)
    return False


def worded(error: Exception, path: Path) -> StoreError:
    """A driver's error in words that say what to do."""
    text = str(error)
    if "full" in text:
        return StoreError("The disk is full", "Nothing was written", f"Free some space near {path}, then try again")
    if "readonly" in text or "read-only" in text:
        # SQLite gives -wal and -shm the rights that the file had when it made them, and they stay.
        cure = "Give back the right to write it, its -wal and -shm and their folder, then try again"
        return StoreError(f"{path} cannot be written", "The file or its folder is read-only", cure)
    if "locked" in text or "busy" in text:
        return StoreError("The database is busy", f"Another program held {path} too long", "Try again")
    if "disk i/o" in text.lower():
        # Not "nothing was written": a commit whose sync failed is there if its pages reach the disk all the same.
        cure = "Look after the disk, then try again: nothing counts twice. sdrdesk doctor checks the file"
        return StoreError(f"The disk under {path} failed", text, cure)
    if "malformed" in text or "not a database" in text:
        return StoreError(f"{path} is damaged", text, "Restore the last backup: sdrdesk restore latest")
    if "unable to open" in text:
        return StoreError(f"Cannot open {path}", text, "Check the path and its rights")
    return StoreError("The database refused", text, f"File: {path}")


class Turnstile:
    """Lets one writer in at a time, first come, first served: threads by a lock, processes by flock on `<db>.lock`.

    SQLite's own waiting is unfair (measured: seconds of starvation).
    """

    def __init__(self, path: Path) -> None:
        """Guard the database at `path`."""
        self._path = path
        self._lock = FairLock()
        self._file: int | None = None

    def ring(self, rep_ids: Iterable[str]) -> None:
        """Tell other screens of a commit, while the turn is held."""
        if self._file is not None:
            bells.ring(self._file, rep_ids)

    @contextlib.contextmanager
    def __call__(self) -> Iterator[None]:
        """Hold the turn; StoreError when it does not come within LOCK_TIMEOUT."""
        until = time.monotonic() + LOCK_TIMEOUT
        if not self._lock.acquire(LOCK_TIMEOUT):
            raise self._busy()
        try:
            if self._file is None:
                self._file = self._opened()
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file = stand_in_line(self._opened, until - time.monotonic())
                if file is None:
                    raise self._busy() from None
                os.close(self._file)
                self._file = file
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of the lock's file, once whoever holds the turn is done; the next turn opens it again."""
        if self._lock.acquire(LOCK_TIMEOUT):
            try:
                if self._file is not None:
                    os.close(self._file)
                    self._file = None
            finally:
                self._lock.release()

    def _opened(self) -> int:
        try:
            return os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            why = error.strerror or str(error)
            raise StoreError(
                f"{self._path}.lock cannot be written", why, "Check its rights and its folder's"
            ) from error

    def _busy(self) -> StoreError:
        return StoreError("The database is busy", f"Others have been writing to {self._path} for long", "Try again")


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the writers' turn on a file once; StoreError when it does not come."""
    turn = Turnstile(path)
    try:
        with turn():
            yield
    finally:
        turn.close()
