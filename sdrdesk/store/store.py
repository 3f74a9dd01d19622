"""The store: one unit of work at a time, reading or writing, on the bare driver."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sdrdesk.errors import StoreError
from sdrdesk.store import compiled, driver
from sdrdesk.store.sql import PLAIN, Sql, as_sql, bound

Row = tuple[Any, ...]


class Unit:
    """One transaction. Statements are those of `compiled.py`; the team and the pending imports are filled in."""

    def __init__(self, connection: Any, team_id: str) -> None:
        """Run on `connection` for `team_id`."""
        self._connection = connection
        self.team_id = team_id
        self._pending: tuple[str, ...] | None = None

    def all(self, sql: Sql, **params: Any) -> list[Row]:
        """Every row of a statement."""
        rows: list[Row] = self._execute(sql, params).fetchall()
        return rows

    def first(self, sql: Sql, **params: Any) -> Row | None:
        """The first row of a statement, or None."""
        row: Row | None = self._execute(sql, params).fetchone()
        return row

    def run(self, sql: Sql, **params: Any) -> int:
        """Run a statement that writes; the number of rows it changed."""
        return int(self._execute(sql, params).rowcount)

    def many(self, sql: Sql, rows: Iterable[dict[str, Any]]) -> int:
        """Run a statement that writes once for each row."""
        team = {"team": self.team_id, "team_id": self.team_id}
        values = (
            {name: value if value.__class__ in PLAIN else as_sql(value) for name, value in row.items()} | team
            for row in rows
        )
        return int(self._connection.executemany(sql.text, values).rowcount)

    def _execute(self, sql: Sql, params: dict[str, Any]) -> Any:
        if "pending" in sql.lists:
            params["pending"] = self.pending
        params["team"] = params["team_id"] = self.team_id
        text, flat = bound(sql, params)
        return self._connection.execute(text, flat)

    def schema(self) -> int:
        """The schema number of the file."""
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def see(self, batch_id: str) -> None:
        """See the rows of one import before it is live: for the import itself."""
        self._pending = tuple(batch for batch in self.pending if batch != batch_id)

    @property
    def pending(self) -> tuple[str, ...]:
        """Imports whose rows are not to be seen; read once a transaction."""
        if self._pending is None:
            self._pending = ()  # PENDING itself reads no leads
            self._pending = tuple(row[0] for row in self.all(compiled.PENDING))
        return self._pending


class Store:
    """A SQLite file. Open it with `schema.open_store`, which makes or upgrades the file first."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`, which must be of this program's schema."""
        self.path = path
        self._idle: list[Any] = []
        self._guard = threading.Lock()
        self._turn = driver.Turnstile(path)
        self._watch: Any = None
        self._seen: int | None = None
        self.team_id = ""
        self.team_name = ""
        self.load_team()

    def load_team(self) -> None:
        """Learn which team the file belongs to; a new file has none yet."""
        with self.reading() as unit:
            if row := unit.first(compiled.TEAM):
                self.team_id, self.team_name = row

    def schema(self) -> int:
        """The schema number of the file as it is now, journal and all."""
        with self.reading() as unit:
            return unit.schema()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Unit]:
        """A read transaction: one consistent picture."""
        with self._transaction("BEGIN DEFERRED") as unit:
            yield unit

    @contextlib.contextmanager
    def writing(self) -> Iterator[Unit]:
        """A write transaction: committed and on the disk when the block ends, gone if it raises."""
        with self._turn(), self._transaction("BEGIN IMMEDIATE") as unit:
            yield unit

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Unit]:
        connection = self._take()
        is_sound = False
        try:
            connection.execute(begin)
            yield Unit(connection, self.team_id)
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

    def _take(self) -> Any:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        return driver.connect(self.path)

    def _roll_back(self, connection: Any) -> bool:
        with contextlib.suppress(driver.sqlite().Error):
            connection.execute("ROLLBACK")
            return True
        return False

    def has_changed(self) -> bool:
        """Whether anybody, this program too, has committed since the last ask; 1.3 microseconds.

        data_version counts commits of other connections only, so one connection is kept for nothing else.
        """
        try:
            if self._watch is None:
                self._watch = driver.connect(self.path)
            version = int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        except driver.sqlite().Error as error:
            raise driver.worded(error, self.path) from error
        changed, self._seen = version != self._seen and self._seen is not None, version
        return changed

    def close(self) -> None:
        """Close every connection."""
        with self._guard:
            connections, self._idle = [*self._idle, self._watch], []
            self._watch = None
        for connection in connections:
            if connection is not None:
                connection.close()


__all__ = ["Row", "Store", "StoreError", "Unit"]
