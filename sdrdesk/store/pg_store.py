"""A store that is a PostgreSQL database, on the bare driver. Statements are those of `compiled_pg.py`."""

from __future__ import annotations

import contextlib
import re
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sdrdesk.errors import StoreError
from sdrdesk.paths import ServerUrl
from sdrdesk.store import compiled_pg, driver, pg_driver
from sdrdesk.store.fair_lock import FairLock
from sdrdesk.store.sql import PLAIN, Sql, as_sql
from sdrdesk.store.store import Row, Store, Unit

MOST = 12
"""Connections of one program at a time; more ask for their turn."""

KEPT_FOR = 30.0
"""Seconds after which a connection that nobody used is closed: a desk keeps one or two, a busy program all it needs."""

MOST_TOLD = 100
"""Reps that a notification can name; a change for more is for everybody. PostgreSQL takes 8,000 bytes."""

READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""One consistent picture, and no way to write."""


TEAMS = Sql("teams", "SELECT id, name FROM team WHERE :name IN ('', id, name) ORDER BY name LIMIT 20")
HAS_ROLES = Sql("has_roles", "SELECT to_regclass('sdrdesk_rights.person') IS NOT NULL")
WEAK = Sql(
    "weak",
    "SELECT name || ' = ' || setting FROM pg_settings"
    " WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name",
)
KEYS = Sql("keys", "SELECT name, key FROM sdrdesk_keys.kept WHERE team_id = :team")
WHO = Sql("who", "SELECT login FROM rep WHERE team_id = :team AND id = (SELECT sdrdesk_rights.my_rep())")
"""Who is connected, of those who have a role of their own."""


@cache
def text_of(sql: Sql) -> str:
    """A statement's text for PostgreSQL; one that is not compiled, as tests write them, is read as SQLite's."""
    if sql.name in compiled_pg.TEXT:
        return compiled_pg.TEXT[sql.name]
    return re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", sql.text.replace("%", "%%"))


class PgUnit(Unit):
    """One transaction on a server."""

    def many(self, sql: Sql, rows: Iterable[dict[str, Any]]) -> int:
        """Run a statement that writes once for each row, without waiting for each."""
        team = {"team": self.team_id, "team_id": self.team_id}
        values = [
            {name: value if value.__class__ in PLAIN else as_sql(value) for name, value in row.items()} | team
            for row in rows
        ]
        if not values:
            return 0
        with self._connection.cursor() as cursor:
            cursor.executemany(text_of(sql), values)
            return int(cursor.rowcount)

    def _execute(self, sql: Sql, params: dict[str, Any]) -> Any:
        flat = {
            name: [as_sql(one) for one in value] if name in sql.lists else as_sql(value)
            for name, value in self._filled(sql, params).items()
        }
        return self._connection.execute(text_of(sql), flat)

    def schema(self) -> int:
        """The number of the newest migration that has run."""
        return int(self._connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


class PgStore(Store):
    """A database on a server. Open it with `schema.open_store`, which makes or upgrades it first."""

    def __init__(self, where: ServerUrl, connection: Any = None) -> None:
        """Use the database at `where`, which must be of this program's schema; `connection` may be one to it."""
        where.beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(where.beside)
        self.where = where
        self._idle: list[tuple[Any, float]] = [] if connection is None else [(connection, time.monotonic())]
        """Connections with when they were used last, the latest at the end."""
        self._guard = threading.Lock()
        self._turn = FairLock()
        self._places = threading.BoundedSemaphore(MOST)
        self._watch: Any = None
        try:
            self.load_team()
        except BaseException:
            self.close()
            raise

    def load_team(self) -> None:
        """Learn which team the database belongs to, and who of it is connected."""
        super().load_team()
        with self.reading() as unit:
            (has_roles,) = unit.first(HAS_ROLES) or (0,)
            if has_roles and (row := unit.first(WHO)):
                (self.login,) = row

    def find_team(self, unit: Unit) -> Row | None:
        """Id and name of the team that the address means; StoreError where it may mean several."""
        found = unit.all(TEAMS, name=self.where.team)
        if len(found) > 1:
            raise StoreError("Which team?", ", ".join(row[1] for row in found), "Add ?team=NAME to the address")
        return found[0] if found else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[PgUnit]:
        """A read transaction: one consistent picture."""
        with self._transaction(READ, "COMMIT") as unit:
            yield unit

    @contextlib.contextmanager
    def writing(self) -> Iterator[PgUnit]:
        """A write transaction; writers of a team take turns, as they do on a file, so what is read stays true.

        Those of one program do so here: whoever waits needs no connection, and holds up nobody who reads.
        """
        turn = f"BEGIN; SELECT pg_advisory_xact_lock({driver.APPLICATION_ID}, {self._number('write')})"
        if not self._turn.acquire(driver.LOCK_TIMEOUT):
            raise StoreError("The database is busy", "Others of this program have been writing for long", "Try again")
        try:
            with self._transaction(turn, "COMMIT", is_told=True) as unit:
                yield unit
        finally:
            self._turn.release()

    @contextlib.contextmanager
    def _transaction(self, begin: str, end: str, *, is_told: bool = False) -> Iterator[PgUnit]:
        if not self._places.acquire(timeout=driver.LOCK_TIMEOUT):
            raise StoreError("The database is busy", f"{MOST} connections of this program are in use", "Try again")
        connection: Any = None
        is_sound = False
        try:
            with pg_driver.worded(self.where):
                connection = self._begun(begin)
                unit = PgUnit(connection, self.team_id)
                unit.sitting = self.sitting
                yield unit
                if is_told:
                    end = f"NOTIFY {self._channel}, '{_words(unit.told)}'; {end}"
                connection.execute(end, prepare=False)
                is_sound = True
        finally:
            if connection is not None:
                self._give_back(connection, is_sound=is_sound)
            self._places.release()

    def _begun(self, begin: str) -> Any:
        """A connection in a new transaction; one that died while it was idle is replaced, as nothing was sent on it."""
        while True:
            with self._guard:
                connection = self._idle.pop()[0] if self._idle else None
            is_new = connection is None
            if connection is None:
                connection = pg_driver.connect(self.where)
            try:
                connection.execute(begin, prepare=False)
            except Exception as error:
                connection.close()
                if is_new or not pg_driver.is_lost(error):
                    raise
            else:
                return connection

    def _give_back(self, connection: Any, *, is_sound: bool) -> None:
        if not is_sound:
            with contextlib.suppress(Exception):
                connection.execute("ROLLBACK")
                is_sound = True
        now, done = time.monotonic(), [] if is_sound else [connection]
        with self._guard:
            if is_sound and not connection.closed:
                self._idle.append((connection, now))
            while self._idle and self._idle[0][1] < now - KEPT_FOR:
                done.append(self._idle.pop(0)[0])
        for one in done:
            with contextlib.suppress(Exception):
                one.close()

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Whether nobody else does `what` now; nobody else can until the block ends."""
        connection = pg_driver.connect(self.where)
        try:
            with pg_driver.worded(self.where):
                key = f"{driver.APPLICATION_ID}, {self._number(what)}"
                is_alone = bool(connection.execute(f"SELECT pg_try_advisory_lock({key})").fetchone()[0])
            try:
                yield is_alone
            finally:
                # Said, not left to the server: it notices a closed connection a moment later.
                with contextlib.suppress(Exception):
                    connection.execute(f"SELECT pg_advisory_unlock({key})")
        finally:
            connection.close()

    def _number(self, what: str) -> int:
        """A number for a lock of this team, in the range that PostgreSQL takes."""
        return zlib.crc32(f"{self.team_id} {what}".encode()) - 2**31

    @property
    def _channel(self) -> str:
        return f"sdrdesk_{zlib.crc32(self.team_id.encode()):08x}"

    def has_changed(self, rep_id: str = "") -> bool:
        """Whether anybody, this program too, has committed since the last ask, for this rep.

        One connection listens and does nothing else. Where it was lost, something may have been missed: that counts.
        """
        try:
            if self._watch is not None:
                told = [one.payload.split() for one in self._watch.notifies(timeout=0)]
                return any(not ids or not rep_id or rep_id in ids for ids in told)
        except Exception as error:
            self._unwatch()
            if not pg_driver.is_lost(error):
                raise pg_driver.as_words(error, self.where) from error
            return True
        self._watch = pg_driver.connect(self.where)
        with pg_driver.worded(self.where):
            self._watch.execute(f"LISTEN {self._channel}")
        return False

    def shared_keys(self) -> dict[str, str]:
        """Keys that every machine of the team needs."""
        with self.reading() as unit:
            return dict(unit.all(KEYS))

    def share_key(self, name: str, key: str) -> None:
        """Keep a key for every machine; one that is there stays. Not in a transaction: the caller is in one."""
        connection = pg_driver.connect(self.where)
        try:
            with pg_driver.worded(self.where):
                add = "INSERT INTO sdrdesk_keys.kept VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
                connection.execute(add, [self.team_id, name, key])
        finally:
            connection.close()

    def weak_settings(self) -> tuple[str, ...]:
        """Settings of the server under which an acknowledged log can be lost to a power cut."""
        with self.reading() as unit:
            return tuple(row[0] for row in unit.all(WEAK))

    def _unwatch(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            with contextlib.suppress(Exception):
                watch.close()

    def scour(self) -> bool:
        """Nothing to do from here: the server's own vacuum takes deleted rows away, in its time."""
        return False

    def close(self) -> None:
        """Close every connection."""
        self._unwatch()
        with self._guard:
            connections, self._idle = self._idle, []
        for connection, _ in connections:
            connection.close()


def _words(rep_ids: frozenset[str]) -> str:
    """Who is told, for a notification; "" for everybody. NOTIFY takes no parameters, so only plain ids go into it."""
    is_plain = len(rep_ids) <= MOST_TOLD and all(one.isalnum() for one in rep_ids)
    return " ".join(sorted(rep_ids)) if is_plain else ""
