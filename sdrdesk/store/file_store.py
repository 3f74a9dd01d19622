"""A store that is one SQLite file, on the bare driver."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from sdrdesk.errors import StoreError
from sdrdesk.store import driver
from sdrdesk.store.bells import Ear
from sdrdesk.store.sql import PLAIN, Sql, as_sql, bound, by_place
from sdrdesk.store.store import Store, Unit
from sdrdesk.typing import Any

BULK = ("cache_size=-131072", "wal_autocheckpoint=0")
"""Settings of a connection that writes very many rows: 128 MiB of pages, because each row goes to a dozen places."""


class FileUnit(Unit):
    """One transaction on a file."""

    def changed_many(self, sql: Sql, rows: Iterable[dict[str, Any]]) -> int:
        """Run a statement that writes once for each row."""
        team = {"team": self.team_id, "team_id": self.team_id}
        values = (
            {name: value if value.__class__ in PLAIN else as_sql(value) for name, value in row.items()} | team
            for row in rows
        )
        return int(self._connection.executemany(sql.text, values).rowcount)

    def many_plain(self, sql: Sql, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        """The same for rows of values that are as `as_sql` makes them, in the order of `names`: for thousands."""
        team, text = self.team_id, by_place(sql.text, ("team_id", *names))
        self._connection.executemany(text, ((team, *row) for row in rows))

    def _execute(self, sql: Sql, params: dict[str, Any]) -> Any:
        text, flat = bound(sql, self._filled(sql, params))
        return self._connection.execute(text, flat)

    def schema(self) -> int:
        """The schema number of the file."""
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])


class FileStore(Store):
    """A SQLite file. Open it with `schema.open_store`, which makes or upgrades the file first."""

    is_file = True

    def __init__(self, path: Path) -> None:
        """Use the file at `path`, which must be of this program's schema."""
        super().__init__(path)
        self._idle: list[Any] = []
        self._guard = threading.Lock()
        self._turn = driver.Turnstile(path)
        self._watch: Any = None
        self._seen: tuple[int, tuple[int, int, int]] | None = None
        self._ear = Ear(Path(f"{path}.lock"))
        self._is_in_bulk = False
        self.load_team()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Unit]:
        """A read transaction: one consistent picture."""
        with self._transaction("BEGIN DEFERRED") as unit:
            yield unit

    @contextlib.contextmanager
    def writing(self, *_: str) -> Iterator[Unit]:
        """A write transaction: committed and on the disk when the block ends, gone if it raises; one at a time."""
        with self._turn():
            with self._transaction("BEGIN IMMEDIATE") as unit:
                yield unit
            with contextlib.suppress(OSError):  # it is committed, whether others hear of it at once or in a while
                self._turn.ring(unit.told)

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Unit]:
        connection = self._take()
        is_sound = False
        try:
            connection.execute(begin)
            unit = FileUnit(connection, self.team_id)
            unit.sitting = self.sitting
            yield unit
            connection.execute("COMMIT")
            is_sound = True
        except driver.sqlite().Error as error:
            raise driver.worded(error, self.path) from error
        except BaseException:
            is_sound = self._roll_back(connection)
            raise
        finally:
            # After a driver error the connection is not trusted again: pages in its cache may not match the disk.
            if is_sound:
                with self._guard:
                    self._idle.append(connection)
            else:
                with contextlib.suppress(Exception):
                    connection.close()

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Whether nobody else does `what` now; nobody else can until the block ends."""
        try:
            file = os.open(f"{self.path}.{what}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            why, cure = error.strerror or str(error), "Nothing was written. Make room or check its rights, then again"
            raise StoreError(f"{self.path}.{what} cannot be written", why, cure) from error
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(file)

    @contextlib.contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Until the block ends, connections keep many pages at hand, and nobody's commit pays for writing them back."""
        self._is_in_bulk = True
        try:
            self._drop_idle()
            yield
        finally:
            self._is_in_bulk = False
            self._drop_idle()

    def settle(self) -> None:
        """Write the journal's pages back into the file: others go on writing meanwhile."""
        connection = self._take()
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except driver.sqlite().Error as error:
            connection.close()
            raise driver.worded(error, self.path) from error
        with self._guard:
            self._idle.append(connection)

    def commits(self) -> int:
        """A number that grows by one with each commit of anybody."""
        return self._ear.heard("")[0]

    def _drop_idle(self) -> None:
        with self._guard:
            connections, self._idle = self._idle, []
        for connection in connections:
            connection.close()

    def _take(self) -> Any:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        connection = driver.connect(self.path)
        if self._is_in_bulk:
            for pragma in BULK:
                connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    def _roll_back(self, connection: Any) -> bool:
        with contextlib.suppress(driver.sqlite().Error):
            connection.execute("ROLLBACK")
            return True
        return False

    def has_changed(self, rep_id: str = "") -> bool:
        """Whether anybody, this program too, has committed since the last ask, for this rep; a few microseconds.

        data_version counts commits of other connections only, so one connection is kept for nothing else.
        """
        try:
            if self._watch is None:
                self._watch = driver.connect(self.path)
            version = int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        except driver.sqlite().Error as error:
            raise driver.worded(error, self.path) from error
        bells = self._ear.heard(rep_id)
        before, self._seen = self._seen, (version, bells)
        if before is None or before == self._seen:
            return False
        old, (commits, *own) = before
        is_unsaid = version != old and bells[0] == commits
        return not rep_id or is_unsaid or [*bells[1:]] != own

    def scour(self) -> bool:
        """Write the file anew and empty its journal; False where a reader keeps it until the last desk closes."""
        with self._turn():
            connection = self._take()
            try:
                connection.execute("VACUUM")
                row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except driver.sqlite().Error as error:
                raise driver.worded(error, self.path) from error
            finally:
                connection.close()
        return row is None or not row[0]

    def close(self) -> None:
        """Close every connection."""
        with self._guard:
            connections, self._idle = [*self._idle, self._watch], []
            self._watch = None
        self._ear.close()
        self._turn.close()
        for connection in connections:
            if connection is not None:
                connection.close()
