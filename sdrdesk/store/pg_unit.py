"""A transaction on a server that waits as seldom as it can: what it asks and writes goes out in one pipeline.

A statement that writes is sent and not waited for: what is wrong with it is told where the unit waits next, at the
latest at its end. What a use case knows that it will read is asked `ahead`, all of it in one round trip.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from sdrdesk.store import compiled, compiled_pg
from sdrdesk.store.sql import PLAIN, Sql, as_sql
from sdrdesk.store.store import Asked, Row, Unit

_BANK = re.compile(r"\b(offer|offer_version)\.bank\b")
_WRITTEN = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:\w+\.)?(\w+)", re.I)


def row_key(team_id: str, one: str) -> int:
    """A number for the lock of one row, in the range that PostgreSQL takes; two rows hardly ever share one."""
    return int.from_bytes(hashlib.blake2b(f"{team_id} {one}".encode(), digest_size=8).digest(), signed=True)


@cache
def text_of(sql: Sql) -> str:
    """A statement's text for PostgreSQL; one that is not compiled, as tests write them, is read as SQLite's."""
    if sql.name in compiled_pg.TEXT:
        return compiled_pg.TEXT[sql.name]
    return re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", sql.text.replace("%", "%%"))


@cache
def masked_text_of(sql: Sql) -> str:
    """The same for somebody who may not read the answers of quizzes: of a bank, what the server tells."""
    text = text_of(sql)
    return _BANK.sub(r"sdrdesk_rights.bank_of(\1.team_id, \1.key, \1.version)", text) if text[:6] == "SELECT" else text


@cache
def spoils(write: Sql, read: Sql) -> bool:
    """Whether a statement may change what another reads: it writes a table that the other names."""
    written = _WRITTEN.match(text_of(write))
    return written is None or re.search(rf"\b{written[1]}\b", text_of(read)) is not None


class Known:
    """What a store remembers from one transaction to the next: a guess, that the next one checks."""

    pending: tuple[str, ...] = ()
    """The imports that were not live when somebody last looked."""
    is_masked = False
    """Whether the answers of quizzes are kept from whoever is connected."""


class _Answer:
    """What was asked ahead."""

    __slots__ = ("_cursor", "_rows", "guess", "sql")

    def __init__(self, sql: Sql, cursor: Any, guess: tuple[str, ...] | None) -> None:
        self.sql, self.guess = sql, guess
        self._cursor = cursor
        self._rows: list[Row] | None = None

    def rows(self) -> list[Row]:
        """What came of it; waited for once."""
        if self._rows is None:
            self._rows = list(self._cursor.fetchall())
        return self._rows


class PgUnit(Unit):
    """One transaction on a server."""

    asks_ahead = True

    def __init__(self, connection: Any, pipeline: Any, team_id: str, known: Known) -> None:
        """Run on `connection`, which is in `pipeline`."""
        super().__init__(connection, team_id)
        self._pipeline, self._known = pipeline, known
        self._ahead: dict[Any, _Answer] = {}

    def all(self, sql: Sql, **params: Any) -> list[Row]:
        """Every row of a statement."""
        if self._ahead and (answer := self._ahead.get(_key(sql, params))):
            if answer.guess is None or answer.guess == self.pending:
                return list(answer.rows())
            self._forget("pending")
        rows: list[Row] = self._execute(sql, params).fetchall()
        return rows

    def first(self, sql: Sql, **params: Any) -> Row | None:
        """The first row of a statement, or None."""
        if self._ahead:
            return next(iter(self.all(sql, **params)), None)
        return super().first(sql, **params)

    def run(self, sql: Sql, **params: Any) -> None:
        """Send a statement that writes."""
        self._spoil(sql)
        self._execute(sql, params)

    def changed(self, sql: Sql, **params: Any) -> int:
        """Run a statement that writes; the number of rows it changed."""
        self._spoil(sql)
        cursor = self._execute(sql, params)
        self._pipeline.sync()
        return int(cursor.rowcount)

    def many(self, sql: Sql, rows: Iterable[dict[str, Any]]) -> None:
        """Send a statement that writes once for each row."""
        self._sent(sql, rows)

    def changed_many(self, sql: Sql, rows: Iterable[dict[str, Any]]) -> int:
        """Run a statement that writes once for each row; the number of rows it changed."""
        cursor = self._sent(sql, rows)
        self._pipeline.sync()
        return max(int(cursor.rowcount), 0)

    def _sent(self, sql: Sql, rows: Iterable[dict[str, Any]]) -> Any:
        """The cursor of a statement that was sent once for each row."""
        team = {"team": self.team_id, "team_id": self.team_id}
        values = [
            {name: value if value.__class__ in PLAIN else as_sql(value) for name, value in row.items()} | team
            for row in rows
        ]
        cursor = self._connection.cursor()
        if values:
            self._spoil(sql)
            cursor.executemany(text_of(sql), values)
        return cursor

    def lock(self, *ids: str) -> None:
        """Keep to these leads too, from here on: what was read of them is read anew."""
        for one in sorted(ids):
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", [row_key(self.team_id, one)])
        self._ahead.clear()

    def ahead(self, *asked: Asked) -> None:
        """Ask now what will be read before long; nobody waits for it here."""
        for sql, params in asked:
            guess = None
            if "pending" in sql.lists and self._pending is None:
                guess = self._known.pending
                if (key := _key(compiled.PENDING, {})) not in self._ahead:
                    self._ahead[key] = _Answer(compiled.PENDING, self._execute(compiled.PENDING, {}), None)
            filled = params if guess is None else params | {"pending": guess}
            self._ahead[_key(sql, params)] = _Answer(sql, self._execute(sql, dict(filled)), guess)

    @property
    def pending(self) -> tuple[str, ...]:
        """Imports whose rows are not to be seen; read once a transaction."""
        if self._pending is None:
            self._pending = ()  # PENDING itself reads no leads
            self._pending = self._known.pending = tuple(row[0] for row in self.all(compiled.PENDING))
        return self._pending

    def see(self, batch_id: str) -> None:
        """See the rows of one import before it is live: for the import itself."""
        super().see(batch_id)
        self._ahead.clear()

    def schema(self) -> int:
        """The number of the newest migration that has run."""
        return int(self._connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])

    def _execute(self, sql: Sql, params: dict[str, Any]) -> Any:
        flat = {
            name: [as_sql(one) for one in value] if name in sql.lists else as_sql(value)
            for name, value in self._filled(sql, params).items()
        }
        return self._connection.execute(masked_text_of(sql) if self._known.is_masked else text_of(sql), flat)

    def _filled(self, sql: Sql, params: dict[str, Any]) -> dict[str, Any]:
        """Parameters with those that every statement carries; a guess of the imports stays as it is."""
        if "pending" in sql.lists and "pending" not in params:
            params["pending"] = self.pending
        params["team"] = params["team_id"] = self.team_id
        return params

    def _spoil(self, write: Sql) -> None:
        """Forget what was asked ahead and is not so any more."""
        if self._ahead:
            self._ahead = {key: one for key, one in self._ahead.items() if not spoils(write, one.sql)}

    def _forget(self, name: str) -> None:
        """Forget what was asked with a wrong guess."""
        self._ahead = {key: one for key, one in self._ahead.items() if name not in one.sql.lists}


def _key(sql: Sql, params: dict[str, Any]) -> tuple[Any, ...]:
    """What one question is known by."""
    return sql.name, *sorted((name, tuple(one) if one.__class__ is list else one) for name, one in params.items())
