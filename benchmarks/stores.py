"""Big files that several goals read: each made once in a run, and kept until the run ends."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.big_store import make
from benchmarks.figures import fill
from sdrdesk.store.sql import Sql

FOLDER = "SDRDESK_BENCH_INPUTS"
"""Environment variable with the folder of a run's inputs; `run.py` sets it for the goals' processes."""


LARGEST = "SDRDESK_BENCH_LARGEST"
"""Environment variable that asks for five million leads and ten million activities: a quarter of an hour more."""


def is_largest() -> bool:
    """Whether a full run also measures the largest files."""
    return bool(os.environ.get(LARGEST))


def folder() -> Path:
    """Where the inputs of this run are; without a run, a folder that stays until the machine forgets it."""
    path = Path(os.environ.get(FOLDER) or Path(tempfile.gettempdir()) / f"sdrdesk-bench-{os.getuid()}")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def get(*, leads: int, reps: int | None = None) -> Path:
    """A file of so many leads, 10,000 to a rep unless said; the rep is `rep000`. To be read only: it is shared."""
    reps = reps or max(1, leads // 10_000)
    return kept(f"leads-{leads}-{reps}", lambda aside: make(aside, leads=leads, reps=reps).close())


def activities(count: int, leads: int = 200_000) -> Path:
    """A file of a hundred reps (`rep000` manages) with so many leads and activities."""

    def make_file(path: Path) -> None:
        store = make(path, leads=leads, reps=100)
        with store.writing() as unit:
            unit.run(Sql("make_manager", "UPDATE rep SET role = 'manager' WHERE login = 'rep000'"))
        fill(store, count)
        with store.writing() as unit:
            unit.run(Sql("analyze", "ANALYZE"))
        store.close()

    return kept(f"activities-{count}-{leads}", make_file)


def kept(name: str, make_file: Callable[[Path], object]) -> Path:
    """The file of this name, made where it is not there yet."""
    path = folder() / f"{name}.db"
    if not path.exists():
        aside = path.with_name(f"making-{path.name}")
        make_file(aside)
        # The last connection has written everything into the one file; its lock and secrets go along by name.
        for part in aside.parent.glob(f"{aside.name}*"):
            if part != aside:
                part.replace(part.with_name(part.name.removeprefix("making-")))
        aside.replace(path)
    return path


def copy(path: Path, name: str) -> Path:
    """A private copy of a file, to be written into; replaced if there is one of that name."""
    target = folder() / f"{name}.db"
    for old in target.parent.glob(f"{target.name}*"):
        old.unlink()
    for part in path.parent.glob(f"{path.name}*"):
        shutil.copyfile(part, target.with_name(target.name + part.name.removeprefix(path.name)))
    return target
