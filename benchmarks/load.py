"""Two hundred reps at once: real desk calls from several programs, on a file or on a server, and an oracle beside it.

    python benchmarks/load.py [--engine both] [--seconds 600] [--think 20 0] [--reps 200] [--programs 40]

Each engine (sqlite, postgresql) runs once for each think time: 20 is the pace of a day, 0 how much the store can take.
All four take three quarters of an hour. Prints tables and writes load.md and load.json beside this file, each run in
the place of its last one. PostgreSQL is a throwaway server with every durable setting on.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import dataclasses
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.load_oracle import judge
from benchmarks.load_team import MANAGER, found
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.paths import Database, ServerUrl
from sdrdesk.store import driver

HERE = Path(__file__).parent
ENGINES = ("sqlite", "postgresql")
NOW = datetime(2026, 11, 24, 16, 42, tzinfo=UTC)
"""A Tuesday on which every place of the team may be called."""
DURABLE = {
    "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on", "shared_buffers": "256MB",
    "max_connections": "600", "checkpoint_timeout": "5min", "max_wal_size": "1GB",
}  # fmt: skip
SHOWN = (
    "board", "board again", "brief", "dial", "log", "log as all hang up", "undo", "search", "team", "needs", "posts",
    "take", "look",
)  # fmt: skip


def main() -> None:
    """Run, judge, print, keep."""
    words = argparse.ArgumentParser(description="Drive many reps at once")
    words.add_argument("--engine", choices=("both", *ENGINES), default="both")
    words.add_argument("--reps", type=int, default=200)
    words.add_argument("--seconds", type=float, default=600)
    words.add_argument("--programs", type=int, default=40, help="each has some of the reps, in threads")
    words.add_argument("--think", type=float, nargs="+", default=[20.0, 0.0], help="seconds on the phone at a call")
    words.add_argument("--leads", type=int, default=100, help="of each rep; as many again for ten reps in the pool")
    chosen = words.parse_args()
    engines, thinks = ENGINES if chosen.engine == "both" else (chosen.engine,), chosen.think
    runs = [
        one_run(argparse.Namespace(**vars(chosen) | {"store": engine, "think": think}))
        for engine in engines
        for think in thinks
    ]
    if any(run["lost"] or run["doubled"] or run["shared"] or run["miscounted"] for run in runs):
        sys.exit("Something was lost, doubled or miscounted")
    if any(run["ended"] < run["programs"] for run in runs):
        sys.exit("A program did not end")


def one_run(chosen: argparse.Namespace) -> dict[str, Any]:
    """Found a team, have it work, judge; the run is printed and kept."""
    cluster = None
    with tempfile.TemporaryDirectory(prefix="sdrdesk-load-") as folder:
        os.environ |= {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder}
        where: Database = Path(folder) / "desk.db"
        if chosen.store == "postgresql":
            from tests.pg import Cluster

            cluster = Cluster(**DURABLE)
            where = cluster.url(cluster.make())
        began = time.perf_counter()
        found(where, NOW, reps=chosen.reps, each=chosen.leads, pooled=chosen.reps * chosen.leads // 10)
        print(f"{chosen.store}: founded in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        load, ticks, served = os.getloadavg()[0], busy(), server_cpu(cluster)
        seen = drive(where, Path(folder), chosen)
        around = {
            "load": [load, os.getloadavg()[0]],
            "busy": 1 - (busy()[1] - ticks[1]) / (busy()[0] - ticks[0]),
            "server_cpu": server_cpu(cluster) - served,
        }
        desk = open_desk(where, FixedClock(NOW), MANAGER)
        verdict = judge(desk, Path(folder).glob("*.acknowledged"))
        desk.close()
        if cluster is not None:
            cluster.stop()
    run = report(chosen, seen) | around | dataclasses.asdict(verdict)
    keep(run)
    return run


def busy() -> tuple[int, int]:
    """Ticks of the machine's processors so far, and how many of them nobody used."""
    ticks = [int(one) for one in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]


def server_cpu(cluster: Any) -> float:
    """Seconds of processor that the server's processes have used, of those that ended and those that run."""
    if cluster is None:
        return 0.0
    family = {cluster.pid: 4}  # of the first, of its ended children too
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == cluster.pid:
                family[int(folder.name)] = 2
    ticks = 0
    for process, count in family.items():
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += sum(int(one) for one in told[11 : 11 + count])
    return ticks / os.sysconf("SC_CLK_TCK")


def drive(where: Database, folder: Path, chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Start the programs, wait for their end; what each has seen."""
    programs, each = [], -(-chosen.reps // chosen.programs)
    began = time.time()  # noqa: TID251 - a benchmark measures real time
    for number in range(-(-chosen.reps // each)):
        first = number * each
        url, path = (where.url, "") if isinstance(where, ServerUrl) else ("", str(where))
        task = {
            "url": url, "path": path,
            "now": NOW.isoformat(), "began": began, "first": first, "reps": min(each, chosen.reps - first),
            "seconds": chosen.seconds, "think": chosen.think, "between": max(chosen.think, 1) * 5 / chosen.reps,
            "acknowledged": str(folder / f"{number}.acknowledged"), "kept": str(folder / f"{number}.json"),
            "ready": str(folder / f"{number}.ready"), "go": str(folder / "go"),
        }  # fmt: skip
        command = [sys.executable, str(HERE / "load_program.py"), json.dumps(task)]
        programs.append(subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(HERE.parent)}))
    try:
        # Nobody works before everybody sits: forty starts are no part of the day.
        while len(list(folder.glob("*.ready"))) < len(programs) and all(one.poll() is None for one in programs):
            time.sleep(0.1)
        (folder / "go").touch()
        for one in programs:
            one.wait(timeout=chosen.seconds + 180)
    finally:
        for one in programs:
            one.kill()
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]


def report(chosen: argparse.Namespace, seen: list[dict[str, Any]]) -> dict[str, Any]:
    """Times and errors of all programs together."""
    times: dict[str, list[float]] = collections.defaultdict(list)
    errors: collections.Counter[str] = collections.Counter()
    for one in seen:
        for what, taken in one["times"].items():
            times[what] += taken
        errors.update(one["errors"])
    calls = {
        what: {
            "calls": len(times[what]),
            "a_second": len(times[what]) / chosen.seconds,
            "p50": statistics.median(times[what]),
            "p99": sorted(times[what])[int(len(times[what]) * 0.99)],
            "max": max(times[what]),
        }
        for what in SHOWN
        if times[what]
    }
    started = -(-chosen.reps // -(-chosen.reps // chosen.programs))
    return {
        "store": chosen.store, "reps": chosen.reps, "think": chosen.think, "seconds": chosen.seconds,
        "programs": started, "ended": len(seen), "machine": machine(), "calls": calls,
        "errors": {what: count for what, count in sorted(errors.items()) if count},
        "cpu": sum(one["cpu"] for one in seen),
        "busy_refusals": sum(count for what, count in errors.items() if what.endswith(": The database is busy")),
    }  # fmt: skip


def machine() -> str:
    """What it ran on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite {driver.sqlite().sqlite_version}"
    )


def table(run: dict[str, Any]) -> str:
    """One run as Markdown."""
    pace = f"{run['think']:g} s of thought a call" if run["think"] else "nobody thinks"
    counts = (
        "| {logs} | {undoings} | {fills} | {lost} | {doubled} | {shared} of {dials} dials | {miscounted} | {unheard} |"
        " {busy_refusals} |"
    )
    cpu = f"{run['cpu']:.0f} s of CPU in the programs"
    cpu += f" and {run['server_cpu']:.0f} s in the server" if run["server_cpu"] else ""
    load = "{:.1f} when it began and {:.1f} when it ended".format(*run["load"])
    lines = [
        f"## {run['store']}: {run['reps']} reps, {pace}, {run['seconds']:g} s, {run['programs']} programs",
        "",
        f"{run['machine']}; {cpu}; the machine was {run['busy']:.0%} busy, its load {load}",
        "",
        "| acknowledged logs | undoings | form fills | lost | doubled | two on one lead | counters off | unheard"
        " | refused as busy |",
        "|---|---|---|---|---|---|---|---|---|",
        counts.format(**run),
        "",
        "| call | times | a second | p50 ms | p99 ms | worst ms |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {what} | {one['calls']} | {one['a_second']:.1f} | {one['p50']:.1f} | {one['p99']:.1f} | {one['max']:.0f} |"
        for what, one in run["calls"].items()
    ]
    lines += ["", "| refused or failed | times |", "|---|---|"]
    lines += [f"| {what} | {count} |" for what, count in run["errors"].items()]
    return "\n".join(lines) + "\n"


def keep(run: dict[str, Any]) -> None:
    """Print a run, and write it beside this file in the place of an older one of its kind."""
    sys.stdout.write(table(run))
    file = HERE / "load.json"
    runs = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    key = ("store", "reps", "think")
    runs = [one for one in runs if "busy" in one and [one[name] for name in key] != [run[name] for name in key]]
    runs = sorted([*runs, run], key=lambda one: (one["store"], one["reps"], -one["think"]))
    file.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    text = "# Many reps at once\n\nWritten by benchmarks/load.py, which says what is measured.\n\n"
    (HERE / "load.md").write_text(text + "\n".join(table(one) for one in runs), encoding="utf-8")


if __name__ == "__main__":
    main()
