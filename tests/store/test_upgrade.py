"""A file that an earlier release wrote opens, keeps every row and can be worked on."""

from __future__ import annotations

import contextlib
import gzip
from pathlib import Path
from typing import Any

import pytest

from sdrdesk.clock import FixedClock
from sdrdesk.desk.figures.recount import recount
from sdrdesk.store import driver
from tests.tui import seeded

EARLIER = sorted(Path(__file__).parent.glob("schema_*.sql.gz"))
"""Files of earlier releases as SQL, each named after its schema: a seeded team that has logged three calls."""


def made(dump: Path, folder: Path) -> Path:
    """The file that a dump was taken from."""
    path = folder / "desk.db"
    schema = int(dump.name.removeprefix("schema_").removesuffix(".sql.gz"))
    with contextlib.closing(driver.sqlite().connect(str(path), isolation_level=None)) as connection:
        connection.executescript(gzip.decompress(dump.read_bytes()).decode())
        connection.execute(f"PRAGMA application_id={driver.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={schema}")
    return path


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, by the columns that the table has now."""
    with contextlib.closing(driver.connect(path)) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            if name != "alembic_version"
        ]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


@pytest.mark.parametrize("dump", EARLIER, ids=lambda dump: dump.name)
def test_a_file_of_an_earlier_release_keeps_its_rows_and_works(dump: Path, tmp_path: Path) -> None:
    """After the upgrade every row is as it was, new columns come last, and the next call can be logged."""
    path = made(dump, tmp_path)
    before = rows(path)
    desk = seeded.open_at(path, FixedClock(seeded.NOW))
    after = rows(path)
    board = desk.queue.board()
    logged = desk.calling.log(board.rows[0].lead_id, "no_answer")
    counted = recount(desk.seat)
    desk.close()

    assert driver.preflight(path) == driver.SCHEMA
    assert before["lead"]
    assert before["activity"]
    for name, kept in before.items():
        width = len(kept[0]) if kept else 0
        assert [row[:width] for row in after[name]] == kept, name
    assert logged.touch is not None
    assert counted.activities == len(before["activity"]) + 1
    assert counted.differences == ()


def test_every_earlier_schema_has_its_file() -> None:
    """Whoever raises SCHEMA leaves a file of the one before."""
    assert [dump.name for dump in EARLIER] == [f"schema_{number}.sql.gz" for number in range(1, driver.SCHEMA)]
