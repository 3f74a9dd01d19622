"""G3: one-shot commands as whole processes, beside Python doing nothing and beside Taskwarrior."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from benchmarks import peers, program, stores
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare, milliseconds

PASS = "python -c pass"  # noqa: S105 - a program, not a password


def run(scale: Scale) -> list[Result]:
    """`next`, `log` and `stats` on the largest file."""
    leads = 1_000_000 if scale is Scale.FULL else 10_000
    rounds = 15 if scale is Scale.FULL else 3
    path = stores.get(leads=leads)
    written = stores.copy(path, "commands")
    listed = program.desk(written, "queue", "--limit", str(rounds + 1), "--json")
    first = subprocess.run(listed, check=True, capture_output=True, text=True, env=program.home())
    ids = iter(row["lead_id"] for row in json.loads(first.stdout))
    cases = {
        PASS: lambda: whole([sys.executable, "-c", "pass"]),
        "next": lambda: whole(program.desk(path, "next", "--json")),
        "log": lambda: whole(program.desk(written, "log", next(ids), "no_answer", "--json")),
        "stats": lambda: whole(program.desk(path, "stats", "--json")),
    }
    task = peers.taskwarrior(stores.folder(), 10_000)
    if task:
        cases["task"] = lambda: whole(task.argv, task.env)
    taken = alternate(cases, rounds, calm=2 if scale is Scale.FULL else 0)
    rows = [
        compare("G3", f"sdrdesk {name}, {leads:,} leads", PASS, taken[name], taken[PASS], limit=4)
        for name in ("next", "log", "stats")
    ]
    what = f"sdrdesk next, {leads:,} leads"
    if not task:
        return [*rows, peers.absent("G3", what, "task next, 10,000 tasks", taken["next"])]
    floor = f"task {task.version} next, 10,000 tasks"
    return [*rows, compare("G3", what, floor, taken["next"], taken["task"], limit=0.75)]


def whole(argv: Sequence[str], env: dict[str, str] | None = None) -> float:
    """Milliseconds of a whole process."""
    full = program.home() | (env or {})
    return milliseconds(lambda: subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env=full))
