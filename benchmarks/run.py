"""`make bench`: every goal of the speed table, ours beside its floor, written to results.md and results.json.

Each goal is a module of `benchmarks/goals/` and runs in a process of its own, so that one's memory and faults are not
another's. What does not depend on a goal is elsewhere: taking turns in `measure.py`, big inputs in `stores.py`, the
page in `table.py`, the programs that others wrote in `peers.sh`.

    python -m benchmarks.run [--goal G1 G3] [--quick] [--inputs FOLDER]
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing import get_context

from benchmarks import goals, stores, table
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import load


def main() -> int:
    """Measure, print, and keep what was measured in full."""
    found = modules()
    options = argparse.ArgumentParser(description="Measure sdrdesk beside its floors")
    options.add_argument("--goal", nargs="+", metavar="G1", choices=list(found), help="only these")
    options.add_argument("--quick", action="store_true", help="see that each goal's module works; nothing is kept")
    options.add_argument("--inputs", metavar="FOLDER", help="keep the big files here, for the next run")
    chosen = options.parse_args()
    scale = Scale.QUICK if chosen.quick else Scale.FULL
    # A terminal of ours must not tell programs of its own colours, and byte code is kept, as where one installs.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="sdrdesk-bench-") as folder:
        os.environ[stores.FOLDER] = chosen.inputs or folder
        runs = {goal: one(found[goal], goal, scale) for goal in chosen.goal or found}
    if scale is Scale.FULL:
        table.keep(runs)
    return 1 if any(run["fault"] for run in runs.values()) else 0


def modules() -> dict[str, str]:
    """The module of each goal, by the goal's name: `g03_commands` is G3."""
    names = [found.name for found in pkgutil.iter_modules(goals.__path__) if found.name[:1] == "g"]
    by_goal = {f"G{int(name[1:3])}": name for name in names if name[1:3].isdecimal()}
    return dict(sorted(by_goal.items(), key=lambda item: table.number(item[0])))


def one(module: str, goal: str, scale: Scale) -> table.Run:
    """Measure one goal in a process of its own, and say at once what came of it."""
    at, began, before = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", time.perf_counter(), load()  # noqa: TID251
    rows: list[Result] = []
    fault = ""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            rows = pool.submit(measure, module, scale).result()
        except Exception as error:  # noqa: BLE001 - the other goals are measured all the same
            fault = f"{type(error).__name__}: {error}"
    seconds = time.perf_counter() - began
    print(f"\n{goal} ({module}), {seconds:.0f} s, load {before:.2f} to {load():.2f}{fault and f': {fault}'}\n")
    print("\n".join(table.table(rows)), flush=True)
    return table.as_run(rows, at=at, seconds=seconds, load=(before, load()), fault=fault)


def measure(module: str, scale: Scale) -> list[Result]:
    """What one goal's module says."""
    rows: list[Result] = import_module(f"benchmarks.goals.{module}").run(scale)
    return rows


if __name__ == "__main__":
    sys.exit(main())
