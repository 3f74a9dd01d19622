"""The store: one unit of work at a time, reading or writing. `file_store` and `pg_store` are the two there are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import StoreError
from sdrdesk.store import compiled
from sdrdesk.store.sql import Sql
from sdrdesk.typing import Any

Row = tuple[Any, ...]
Asked = tuple[Sql, dict[str, Any]]
"""A statement and its parameters."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits over the store, for the audit; empty while nobody does."""

    role: str = ""
    front: str = ""


class Unit(ABC):
    """One transaction. Statements are those of `compiled.py`; the team and the pending imports are filled in.

    Rows are the same from every database: times and days as text in UTC, yes and no as 1 and 0.
    """

    asks_ahead = False
    """Whether what is asked ahead saves time: it does where every answer takes a way."""

    def __init__(self, connection: Any, team_id: str) -> None:
        """Run on `connection` for `team_id`."""
        self._connection = connection
        self.team_id = team_id
        self.sitting = Sitting()
        self._pending: tuple[str, ...] | None = None
        self._seen_by: set[str] = set()
        self._is_for_all = False

    def all(self, sql: Sql, **params: Any) -> list[Row]:
        """Every row of a statement."""
        rows: list[Row] = self._execute(sql, params).fetchall()
        return rows

    def first(self, sql: Sql, **params: Any) -> Row | None:
        """The first row of a statement, or None."""
        row: Row | None = self._execute(sql, params).fetchone()
        return row

    def run(self, sql: Sql, **params: Any) -> None:
        """Run a statement that writes; what is wrong with it may be told later, at the unit's end at the latest."""
        self._execute(sql, params)

    def changed(self, sql: Sql, **params: Any) -> int:
        """Run a statement that writes; the number of rows it changed."""
        return int(self._execute(sql, params).rowcount)

    def lock(self, *ids: str) -> None:  # noqa: B027 - a file has one writer
        """Keep to these leads too, from here on: for a unit that finds out as it reads. Each once, in their order."""

    def ahead(self, *asked: Asked) -> None:  # noqa: B027 - a file answers at once
        """Say what will be read before long, so that a server far away can answer all of it at once."""

    def many(self, sql: Sql, rows: Iterable[dict[str, Any]]) -> None:
        """Run a statement that writes once for each row; what is wrong may be told later, as for `run`."""
        self.changed_many(sql, rows)

    @abstractmethod
    def changed_many(self, sql: Sql, rows: Iterable[dict[str, Any]]) -> int:
        """Run a statement that writes once for each row; the number of rows it changed."""

    def many_plain(self, sql: Sql, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        """The same for rows of values that are as `as_sql` makes them, in the order of `names`: for thousands."""
        self.many(sql, (dict(zip(names, row, strict=True)) for row in rows))

    @abstractmethod
    def schema(self) -> int:
        """The schema number of the store."""

    @abstractmethod
    def _execute(self, sql: Sql, params: dict[str, Any]) -> Any:
        """Run a statement; the driver's cursor."""

    def _filled(self, sql: Sql, params: dict[str, Any]) -> dict[str, Any]:
        """Parameters with those that every statement carries."""
        if "pending" in sql.lists:
            params["pending"] = self.pending
        params["team"] = params["team_id"] = self.team_id
        return params

    def seen_by(self, *rep_ids: str) -> None:
        """Say on whose screens the change is to be seen; where nobody is named, on all."""
        self._seen_by.update(rep_ids)

    def seen_by_all(self) -> None:
        """Say that everybody's screens show the change, whoever else is named."""
        self._is_for_all = True

    @property
    def told(self) -> frozenset[str]:
        """The ids of those whose screens show the change; empty for everybody."""
        return frozenset() if self._is_for_all else frozenset(self._seen_by)

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


class Store(ABC):
    """What a team's data is kept in. Nothing above this package knows which kind it is."""

    is_file = False
    """Whether it can be copied, checked and filled up as a file: for the doctor and backups alone."""

    grades = False
    """Whether the server grades quizzes, because whoever is connected may not read the answers."""

    def __init__(self, path: Path) -> None:
        """Keep what belongs to the store and lies outside it under names that begin with `path`."""
        self.path = path
        """The file; of a server, a name in the data folder for what lies beside: locks, secrets of webhooks."""
        self.team_id = ""
        self.team_name = ""
        self.sitting = Sitting()
        self.login = ""
        """Whom the server knows us as, where members are roles; "" for whoever owns the store."""

    def load_team(self) -> None:
        """Learn which team the store belongs to; a new one has none yet."""
        with self.reading() as unit:
            if row := self.find_team(unit):
                self.team_id, self.team_name = row

    def find_team(self, unit: Unit) -> Row | None:
        """Id and name of the team, if there is one yet."""
        return unit.first(compiled.TEAM)

    def schema(self) -> int:
        """The schema number of the store as it is now."""
        with self.reading() as unit:
            return unit.schema()

    @abstractmethod
    def reading(self) -> AbstractContextManager[Unit]:
        """A read transaction: one consistent picture."""

    @abstractmethod
    def writing(self, *ids: str) -> AbstractContextManager[Unit]:
        """A write transaction, alone in its team: committed and on the disk when the block ends, gone if it raises.

        Where ids are named, a server lets others write beside it that name none of them, and nobody who names none. The
        unit then keeps to its word: what it changes is of those reps and leads, and of the others it reads nothing
        that they may change. Reps are named before leads: two that want the same then wait in the same order.
        """

    @abstractmethod
    def alone(self, what: str) -> AbstractContextManager[bool]:
        """Whether nobody else does `what` now, in any program; nobody else can until the block ends."""

    def in_bulk(self) -> AbstractContextManager[None]:
        """Until the block ends, be ready to write very many rows."""
        return nullcontext()

    @abstractmethod
    def settle(self) -> None:
        """Bring what was written where it stays, while nobody waits for it."""

    def commits(self) -> int | None:
        """A number that grows by one with each commit of anybody; None where that cannot be told."""
        return None

    @abstractmethod
    def has_changed(self, rep_id: str = "") -> bool:
        """Whether anybody, this program too, has committed since the last ask; cheap, and no transaction.

        With `rep_id`, only what that rep's screens show counts (`Unit.seen_by`). A hint: now and then a screen reads
        anew all the same.
        """

    @abstractmethod
    def scour(self) -> bool:
        """Leave nothing on the disk of what was deleted; False where that has to wait for others."""

    def shared_keys(self) -> dict[str, str]:
        """Keys that every machine of the team needs, by name; those of a file lie beside it."""
        return {}

    def share_key(self, name: str, key: str) -> None:
        """Keep a key for every machine; one that is there stays."""
        raise NotImplementedError(f"{name} of a file lies beside it, {len(key)} letters long")

    def weak_settings(self) -> tuple[str, ...]:
        """Settings of a server under which an acknowledged log can be lost; a file has all of its own."""
        return ()

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""


__all__ = ["Row", "Store", "StoreError", "Unit"]
