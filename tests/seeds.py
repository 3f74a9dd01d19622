"""Seeded files, made once a run and copied by tests: the processes of a run share them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sdrdesk.build import data_folder
from sdrdesk.desk.demo import demo
from sdrdesk.desk.demo.demo import Seeded
from sdrdesk.paths import Database
from tests.worlds import copy_desk

seed_anew = demo.seed
"""The real thing, also where `remembered` stands in for it."""


def sow(path: Path, at: datetime) -> Path:
    """A demo team as of a moment: whole, and every byte the same each time."""
    # A desk makes its key by chance; with the same one every row can be compared.
    keys = path.with_name(f"{path.name}.keys")
    keys.touch(0o600)
    keys.write_text('{"suppression": ["of the tests"]}', encoding="utf-8")
    seeded = seed_anew(path, at, data_folder())
    assert (seeded.leads, seeded.refused) == (400, ())
    return path


class Seeds:
    """Files of this run by name; whoever asks first makes one, the others wait for it."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        """Keep them where every process of the run finds them."""
        base = factory.getbasetemp()
        self._folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "seeds"
        self._folder.mkdir(exist_ok=True)

    def get(self, name: str, make: Callable[[Path], object]) -> Path:
        """The file that `make` writes; copy it with `copy_desk`, never open it."""
        folder = self._folder / name
        with (self._folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                aside = self._folder / f"{name}.new"
                aside.mkdir()
                make(aside / "desk.db")
                aside.rename(folder)
        return folder / "desk.db"

    def demo(self, at: datetime) -> Path:
        """The demo team at a moment."""
        return self.get(f"demo-{at.astimezone(UTC):%Y%m%dT%H%M%S}", lambda path: sow(path, at))

    def remembered(self, database: Database, at: datetime, data: Path) -> Seeded:
        """Stands in for `demo.seed`, where a moment is seeded again and again: it gives the same rows each time."""
        assert isinstance(database, Path)
        assert data == data_folder()
        copy_desk(self.demo(at), database)
        return Seeded(leads=0, conversions=0, activities=0, left_out=0, refused=())
