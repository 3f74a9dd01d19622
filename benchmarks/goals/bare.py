"""The statements of a use case as they reach the driver, and the same ones again by hand: the floor of its layer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sdrdesk.store import driver
from sdrdesk.store.file_store import FileUnit
from sdrdesk.store.sql import Sql, as_sql, bound

Said = list[tuple[str, Any]]
"""Texts with their values; a list of values for a statement that writes once for each."""


def said_by(call: Callable[[], object]) -> Said:
    """Every statement that `call` runs inside its transactions, in order."""
    said: Said = []
    with _recorded(said):
        call()
    return said


@contextlib.contextmanager
def _recorded(said: Said) -> Iterator[None]:
    run, many = FileUnit._execute, FileUnit.many

    def noted(self: FileUnit, sql: Sql, params: dict[str, Any]) -> Any:
        said.append(bound(sql, self._filled(sql, dict(params))))
        return run(self, sql, params)

    def noted_many(self: FileUnit, sql: Sql, rows: Any) -> int:
        kept = list(rows)
        team = {"team": self.team_id, "team_id": self.team_id}
        said.append((sql.text, [{name: as_sql(value) for name, value in row.items()} | team for row in kept]))
        return many(self, sql, kept)

    FileUnit._execute, FileUnit.many = noted, noted_many  # type: ignore[method-assign]
    try:
        yield
    finally:
        FileUnit._execute, FileUnit.many = run, many  # type: ignore[method-assign]


def again(connection: Any, said: Said, begin: str = "BEGIN") -> None:
    """The same statements on a bare connection, in one transaction, with every row fetched."""
    connection.execute(begin)
    for text, values in said:
        if isinstance(values, list):
            connection.executemany(text, values)
        else:
            connection.execute(text, values).fetchall()
    connection.execute("COMMIT")


def is_written(text: str) -> bool:
    """Whether a statement writes."""
    return not text.lstrip().startswith(("SELECT", "WITH"))


@contextlib.contextmanager
def connection(path: Path) -> Iterator[Any]:
    """A bare connection with the same pragmas."""
    opened = driver.connect(path)
    try:
        yield opened
    finally:
        opened.close()
