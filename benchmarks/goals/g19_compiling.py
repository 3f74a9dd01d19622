"""G19: the first start of an installation that did not compile: every module but the standard library's."""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path

from benchmarks import program, stores
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare
from benchmarks.terminal import first_paint


def run(scale: Scale) -> list[Result]:
    """Start to first row, beside the bare app under the same handicap."""
    rounds = 5 if scale is Scale.FULL else 1
    env = program.home() | {"PYTHONPYCACHEPREFIX": str(library_only()), "PYTHONDONTWRITEBYTECODE": "1"}
    ours = program.desk(stores.get(leads=10_000))
    floor = "bare Textual, DataTable of 50, not compiled"
    cases = {
        floor: lambda: first_paint(program.floor("app"), b"Person 1", env),
        "sdrdesk": lambda: first_paint(ours, b"Company ", env),
    }
    taken = alternate(cases, rounds, warm=0, calm=5 if scale is Scale.FULL else 0)
    return [compare("G19", "start without byte code", floor, taken["sdrdesk"], taken[floor], limit=1.5)]


def library_only() -> Path:
    """A folder of byte code that has the standard library's and no other: that comes with Python itself."""
    folder = stores.folder() / "bytecode"
    library = Path(sysconfig.get_path("stdlib"))
    for cache in library.rglob("__pycache__"):
        if "site-packages" in cache.parts:
            continue
        target = folder / cache.parent.relative_to("/")
        target.mkdir(parents=True, exist_ok=True)
        for one in cache.glob("*.pyc"):
            shutil.copyfile(one, target / one.name)
    return folder
