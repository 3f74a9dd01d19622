"""A store that is a PostgreSQL database, on the bare driver. Statements are those of `compiled_pg.py`."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from sdrdesk.errors import StoreError
from sdrdesk.paths import ServerUrl
from sdrdesk.store import driver, pg_driver
from sdrdesk.store.fair_lock import FairLock
from sdrdesk.store.pg_lines import Lines
from sdrdesk.store.pg_unit import Known, PgUnit, row_key
from sdrdesk.store.sql import Sql
from sdrdesk.store.store import Row, Store, Unit

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
WHO = Sql("who", "SELECT login, role FROM rep WHERE team_id = :team AND id = (SELECT sdrdesk_rights.my_rep())")
"""Who is connected, of those who have a role of their own."""


class PgStore(Store):
    """A database on a server. Open it with `schema.open_store`, which makes or upgrades it first."""

    def __init__(self, where: ServerUrl, connection: Any = None) -> None:
        """Use the database at `where`, which must be of this program's schema; `connection` may be one to it."""
        where.beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(where.beside)
        self.where = where
        self._lines = Lines(where, connection)
        self._known = Known()
        self._turn = FairLock()
        self._done = set[str]()
        """What this program does alone just now."""
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
                self.login, role = row
                self.grades = self._known.is_masked = role == "rep"

    def find_team(self, unit: Unit) -> Row | None:
        """Id and name of the team that the address means; StoreError where it may mean several."""
        found = unit.all(TEAMS, name=self.where.team)
        if len(found) > 1:
            raise StoreError("Which team?", ", ".join(row[1] for row in found), "Add ?team=NAME to the address")
        return found[0] if found else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[PgUnit]:
        """A read transaction: one consistent picture."""
        with self._transaction((READ,)) as unit:
            yield unit

    @contextlib.contextmanager
    def writing(self, *ids: str) -> Iterator[PgUnit]:
        """A write transaction, alone in its team; where ids are named, beside others that name none of them.

        Writers of one program that want the whole team take turns here: whoever waits needs no connection.
        """
        if ids:
            with self._transaction(("BEGIN", self._locks(ids)), is_told=True) as unit:
                yield unit
            return
        if not self._turn.acquire(driver.LOCK_TIMEOUT):
            raise StoreError("The database is busy", "Others of this program have been writing for long", "Try again")
        try:
            lock = f"SELECT pg_advisory_xact_lock({driver.APPLICATION_ID}, {self._number('write')})"
            with self._transaction(("BEGIN", lock), is_told=True) as unit:
                yield unit
        finally:
            self._turn.release()

    def _locks(self, ids: Iterable[str]) -> str:
        """Locks of a unit that keeps to some rows: no writer of the whole team, nobody else with one of them."""
        single = "".join(f", pg_advisory_xact_lock({row_key(self.team_id, one)})" for one in ids)
        return f"SELECT pg_advisory_xact_lock_shared({driver.APPLICATION_ID}, {self._number('write')}){single}"

    @contextlib.contextmanager
    def _transaction(self, begin: Iterable[str], *, is_told: bool = False) -> Iterator[PgUnit]:
        """Lend a connection for a transaction; all that need not be waited for goes in one pipeline with what follows.

        Others are told after the commit, in the same breath: NOTIFY inside it would have all commits of the server
        wait for one another's disk.
        """
        with self._lines.one() as connection, pg_driver.worded(self.where):
            end: Any = None
            try:
                with connection.pipeline() as pipeline:
                    for statement in begin:
                        connection.execute(statement, prepare=False)
                    unit = PgUnit(connection, pipeline, self.team_id, self._known)
                    unit.sitting = self.sitting
                    try:
                        yield unit
                    except BaseException:
                        with contextlib.suppress(Exception):
                            connection.execute("ROLLBACK", prepare=False)
                        raise
                    end = connection.execute("COMMIT", prepare=False)
                    if is_told:
                        connection.execute(f"NOTIFY {self._channel}, '{_words(unit.told)}'", prepare=False)
            except pg_driver.SqlError:
                if end is None or end.statusmessage != "COMMIT":  # else it is on the disk, whoever was told of it
                    raise
            if end.statusmessage != "COMMIT":
                raise StoreError("The database refused", "The server gave the transaction up", "Try again")

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Whether nobody else does `what` now; nobody else can until the block ends."""
        key = f"{driver.APPLICATION_ID}, {self._number(what)}"
        is_alone = False
        # The server lets the same connection in again; another thread of this program is somebody else.
        with self._lines.one(ear=self._channel) as connection, pg_driver.worded(self.where):
            if what not in self._done:
                is_alone = bool(connection.execute(f"SELECT pg_try_advisory_lock({key})").fetchone()[0])
            if is_alone:
                self._done.add(what)
        try:
            yield is_alone
        finally:
            if is_alone:
                self._done.discard(what)
                # A connection that died meanwhile has let go already, and another knows of no lock.
                with contextlib.suppress(Exception), self._lines.one(ear=self._channel) as connection:
                    connection.execute(f"SELECT pg_advisory_unlock({key})")

    def _number(self, what: str) -> int:
        """A number for a lock of this team, in the range that PostgreSQL takes."""
        return zlib.crc32(f"{self.team_id} {what}".encode()) - 2**31

    @property
    def _channel(self) -> str:
        return f"sdrdesk_{zlib.crc32(self.team_id.encode()):08x}"

    def settle(self) -> None:
        """Nothing to do: the server does it by itself."""

    def has_changed(self, rep_id: str = "") -> bool:
        """Whether anybody, this program too, has committed since the last ask, for this rep.

        One connection listens. Where it was lost, something may have been missed: that counts.
        """
        with pg_driver.worded(self.where):
            said = self._lines.heard(self._channel)
        if said is None:
            return True
        told = [one.split() for one in said]
        return any(not ids or not rep_id or rep_id in ids for ids in told)

    def shared_keys(self) -> dict[str, str]:
        """Keys that every machine of the team needs."""
        with self.reading() as unit:
            return dict(unit.all(KEYS))

    def share_key(self, name: str, key: str) -> None:
        """Keep a key for every machine; one that is there stays. Not in a transaction: the caller is in one."""
        with pg_driver.worded(self.where), self._lines.one() as connection:
            add = "INSERT INTO sdrdesk_keys.kept VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
            connection.execute(add, [self.team_id, name, key])

    def weak_settings(self) -> tuple[str, ...]:
        """Settings of the server under which an acknowledged log can be lost to a power cut."""
        with self.reading() as unit:
            return tuple(row[0] for row in unit.all(WEAK))

    def scour(self) -> bool:
        """Nothing to do from here: the server's own vacuum takes deleted rows away, in its time."""
        return False

    def close(self) -> None:
        """Close every connection."""
        self._lines.close()


def _words(rep_ids: frozenset[str]) -> str:
    """Who is told, for a notification; "" for everybody. NOTIFY takes no parameters, so only plain ids go into it."""
    is_plain = len(rep_ids) <= MOST_TOLD and all(one.isalnum() for one in rep_ids)
    return " ".join(sorted(rep_ids)) if is_plain else ""
