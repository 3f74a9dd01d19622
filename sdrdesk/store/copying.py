"""Moving house: every row of a team from one store to another, of whatever kind, in the order of foreign keys.

Rows go over in chunks by their key, each chunk one transaction, so that a copy that was cut off goes on where it
stopped. The playbook goes last: until it is there nobody can open the copy. In the end every table is read on both
sides and compared, row for row, by a checksum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import StoreError
from sdrdesk.store import compiled
from sdrdesk.store.sql import Sql
from sdrdesk.store.store import Row, Store, Unit

CHUNK = 2000
"""Rows of one transaction."""

LAST = "playbook"
"""The table without which a copy is not a desk yet."""

Tell = Callable[[str, int, int], None]
"""Told after each chunk: the table, rows that are over, rows in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One table after the copy."""

    table: str
    rows: int
    checksum: str
    """SHA-256 over all its rows in the order of their keys, the same on both sides."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as the copy sees it."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    parent: str
    """The column that names a row of the same table, which must be there first; "" for none."""

    @property
    def team(self) -> str:
        """The column that names the team."""
        return self.key[0]

    def select(self, *, after: bool) -> Sql:
        """The next rows in the order of the key."""
        rest = self.key[1:] or self.key
        later = f" AND ({_names(rest)}) > ({', '.join(f':{one}' for one in rest)})" if after else ""
        text = (
            f'SELECT {_names(self.columns)} FROM "{self.name}" WHERE "{self.team}" = :team{later}'  # noqa: S608
            f" ORDER BY {_names(rest)} LIMIT {CHUNK}"
        )
        return Sql("copy", text)

    @property
    def newest(self) -> Sql:
        """The last key that is there."""
        rest = self.key[1:] or self.key
        order = ", ".join(f'"{one}" DESC' for one in rest)
        return Sql(
            "copy",
            f'SELECT {_names(rest)} FROM "{self.name}" WHERE "{self.team}" = :team ORDER BY {order} LIMIT 1',  # noqa: S608
        )

    @property
    def count(self) -> Sql:
        """How many rows there are."""
        return Sql("copy", f'SELECT count(*) FROM "{self.name}" WHERE "{self.team}" = :team')  # noqa: S608

    @property
    def insert(self) -> Sql:
        """A row of the copy."""
        marks = ", ".join(f":{one}" for one in self.columns)
        return Sql("copy", f'INSERT INTO "{self.name}" ({_names(self.columns)}) VALUES ({marks})')  # noqa: S608


def copy(source: Store, target: Store, tell: Tell = lambda *_: None) -> tuple[Copied, ...]:
    """Copy a team's rows, or go on with a copy that was cut off; every table as it then stands on both sides.

    Nobody should work on the source meanwhile: what is written there after the start is not in the copy, and what was
    written between a copy that was cut off and its going on makes the comparison fail.

    Raises:
        StoreError: The target holds another team or a desk in use, or the two differ in the end.
    """
    if not source.team_id:
        raise StoreError("There is no team to copy", str(source.path), "Name the store that has one first")
    if source.login or target.login:
        raise StoreError("A member sees only a part", "", "Connect as the owner of the tables to copy a team")
    if target.team_id not in ("", source.team_id):
        raise StoreError(
            f"The target has a team already: {target.team_name}", "Nothing was written", "Name an empty target"
        )
    tables = _tables()
    target.team_id = source.team_id
    with source.reading() as unit:
        with target.reading() as there:
            is_whole = there.first(compiled.PLAYBOOK) is not None
        if not is_whole:
            for table in tables:
                _copy_table(unit, target, table, tell)
        found = tuple(_compared(unit, target, table, is_whole=is_whole) for table in tables)
    target.load_team()
    return found


def _tables() -> list[_Table]:
    """Every table, those that others point at first and the playbook last."""
    from sdrdesk.store import tables as t

    found = []
    for table in t.metadata.sorted_tables:
        own = [one for one in table.foreign_key_constraints if one.referred_table is table]
        parent = next((one.name for key in own for one in key.columns if one.name != "team_id"), "")
        columns, key_columns = (tuple(one.name for one in some) for some in (table.columns, table.primary_key))
        found.append(_Table(table.name, columns, key_columns, parent))
    return sorted(found, key=lambda one: one.name == LAST)


def _copy_table(unit: Unit, target: Store, table: _Table, tell: Tell) -> None:
    """Copy what of a table is not over yet."""
    with target.reading() as there:
        (done,) = there.first(table.count) or (0,)
        newest = there.first(table.newest)
    (most,) = unit.first(table.count) or (0,)
    if table.parent:
        if not done:
            rows = _parents_first(table, [row for chunk in _chunks(unit, table, None) for row in chunk])
            _write(target, table, rows)
        tell(table.name, most, most)
        return
    for chunk in _chunks(unit, table, newest):
        _write(target, table, chunk)
        done += len(chunk)
        tell(table.name, done, most)


def _chunks(unit: Unit, table: _Table, after: Row | None) -> Iterator[list[Row]]:
    """A table's rows, some at a time, from behind a key on."""
    rest = table.key[1:] or table.key
    places = [table.columns.index(one) for one in rest]
    while True:
        params = dict(zip(rest, after, strict=True)) if after else {}
        rows = unit.all(table.select(after=bool(after)), **params)
        if rows:
            yield rows
        if len(rows) < CHUNK or rest == (table.team,):
            return
        after = tuple(rows[-1][place] for place in places)


def _write(target: Store, table: _Table, rows: list[Row]) -> None:
    with target.writing() as unit:
        unit.many(table.insert, (dict(zip(table.columns, row, strict=True)) for row in rows))


def _parents_first(table: _Table, rows: list[Row]) -> list[Row]:
    """Rows of a table that points at itself, each after the one it points at."""
    mine, of = table.columns.index("id"), table.columns.index(table.parent)
    ordered: list[Row] = []
    there: set[Any] = {None}
    while len(ordered) < len(rows):
        ready = [row for row in rows if row[mine] not in there and row[of] in there]
        if not ready:  # two that point at each other: the target will refuse them in words
            return rows
        ordered += ready
        there.update(row[mine] for row in ready)
    return ordered


def _compared(unit: Unit, target: Store, table: _Table, *, is_whole: bool) -> Copied:
    """A table as it stands on both sides, which must be the same."""
    rows, ours = _checksum(unit, table)
    with target.reading() as there:
        theirs = _checksum(there, table)
    if theirs != (rows, ours):
        cure = "Name an empty target" if is_whole else "Copy into an empty target, while nobody works"
        raise StoreError(f"{table.name} differs: {rows} rows here, {theirs[0]} there", "The copy is not the same", cure)
    return Copied(table=table.name, rows=rows, checksum=ours)


def _checksum(unit: Unit, table: _Table) -> tuple[int, str]:
    """How many rows a table has, and a checksum over all of them in order."""
    made, count = hashlib.sha256(), 0
    for chunk in _chunks(unit, table, None):
        count += len(chunk)
        for row in chunk:
            made.update(repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)).encode())
    return count, made.hexdigest()


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{one}"' for one in columns)
