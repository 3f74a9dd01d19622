"""`make bench`: start, one-shot commands, queue and log, each beside its floor in the same run, alternating.

Absolute times of a shared machine mean little; the ratios hardly move (PERFORMANCE.md). Writes results.md and
results.json beside this file.

    python benchmarks/run.py [--leads 10000 100000 1000000] [--rounds 9]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.big_store import NOW, make
from benchmarks.terminal import Terminal
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.store import driver

HERE = Path(__file__).parent
Row = dict[str, object]
AT = NOW.isoformat()


def main() -> None:
    """Measure, print and keep."""
    options = argparse.ArgumentParser(description="Measure sdrdesk beside its floors")
    options.add_argument("--leads", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--rounds", type=int, default=9)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="sdrdesk-bench-") as folder:
        files = {}
        for leads in chosen.leads:
            files[leads] = Path(folder) / f"{leads}.db"
            make(files[leads], leads=leads, reps=max(1, leads // 10_000)).close()
        rows = [*start_up(files, chosen.rounds), *one_shot(files, chosen.rounds), *queue(files), *log(files)]
    keep(rows)


def environment() -> dict[str, str]:
    """A terminal's environment, with byte code kept as an installed program has it."""
    env = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE")}
    return env | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def start_up(files: dict[int, Path], rounds: int) -> list[Row]:
    """G1: exec to the first painted row, on the largest file; floor: the bare app."""
    largest = files[max(files)]
    cases = {
        "bare Textual, DataTable of 50": ([sys.executable, str(HERE / "floor_app.py")], b"Person 1"),
        "sdrdesk": (
            [sys.executable, "-m", "sdrdesk", "--db", str(largest), "--rep", "rep000", "--at", AT],
            b"Company ",
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in cases}
    memory: dict[str, float] = {}
    for turn in range(rounds + 1):
        for name, (argv, marker) in cases.items():
            terminal = Terminal(argv, environment())
            took = terminal.wait(marker)
            terminal.settle()
            memory[name] = terminal.memory()
            terminal.close()
            if turn and took is not None:
                times[name].append(took)
    floor = statistics.median(times["bare Textual, DataTable of 50"])
    return [
        row("G1", f"start to first row: {name}", taken, floor, note=f"{memory[name]:.0f} MiB resident")
        for name, taken in times.items()
    ]


def one_shot(files: dict[int, Path], rounds: int) -> list[Row]:
    """G3: whole processes; floor: `python -c pass`."""
    largest = str(files[max(files)])
    common = ["--db", largest, "--rep", "rep000", "--at", AT, "--json"]
    cases = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "sdrdesk --version": [sys.executable, "-m", "sdrdesk", "--version"],
        "sdrdesk next": [sys.executable, "-m", "sdrdesk", "next", *common],
        "sdrdesk queue --limit 50": [sys.executable, "-m", "sdrdesk", "queue", "--limit", "50", *common],
    }
    times: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(rounds + 1):
        for name, argv in cases.items():
            began = time.perf_counter()
            subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env=environment())
            if turn:
                times[name].append((time.perf_counter() - began) * 1000)
    floor = statistics.median(times["python -c pass"])
    return [row("G3", name, taken, floor) for name, taken in times.items()]


def queue(files: dict[int, Path]) -> list[Row]:
    """G4, G7: the first fifty rows and the exact counts, by size; floor: the smallest file."""
    rows = []
    floors: dict[str, float] = {}
    for leads, path in files.items():
        desk = open_desk(path, FixedClock(NOW), "rep000")
        for goal, name, call in (
            ("G4", "top 50", lambda desk=desk: desk.queue.rows(limit=50)),
            ("G7", "counts of the tabs", desk.queue.counts),
            ("-", "board of 500", desk.queue.board),
        ):
            taken = timed(call, 60)
            floors.setdefault(name, statistics.median(taken))
            rows.append(row(goal, f"{name}, {leads:,} leads", taken, floors[name]))
        desk.close()
    return rows


def log(files: dict[int, Path]) -> list[Row]:
    """G8: a logged call, durable; floor: three bare statements in one transaction on the same file."""
    path = files[min(files)]
    desk = open_desk(path, FixedClock(NOW), "rep000")
    ready = [one.lead_id for one in desk.queue.rows(limit=120)]
    bare = driver.connect(path)
    team = desk.seat.store.team_id
    bare.execute("CREATE TABLE IF NOT EXISTS bench (id INTEGER PRIMARY KEY, text TEXT)")

    def floor() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO bench (text) VALUES ('call')")
        bare.execute("UPDATE lead SET retries = retries WHERE team_id = ? AND id = ?", (team, ready[0]))
        bare.execute("INSERT INTO bench (text) VALUES ('touch')")
        bare.execute("COMMIT")

    bare_times = timed(floor, len(ready))
    leads = iter(ready)
    taken = timed(lambda: desk.calling.log(next(leads), "no_answer"), len(ready) - 1, warm=0)
    desk.close()
    base = statistics.median(bare_times)
    return [row("G8", "three bare statements, FULL", bare_times, base), row("G8", "log a call, FULL", taken, base)]


def timed(call: Callable[[], object], rounds: int, warm: int = 3) -> list[float]:
    """Milliseconds of each call."""
    for _ in range(warm):
        call()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def row(goal: str, what: str, taken: list[float], floor: float, note: str = "") -> Row:
    """One line of the table."""
    ordered = sorted(taken)
    median = statistics.median(ordered)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"goal": goal, "what": what, "median_ms": median, "p99_ms": p99, "ratio": median / floor, "note": note}


def keep(rows: list[Row]) -> None:
    """Print the table and write it beside this file."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        f"SQLite {driver.sqlite().sqlite_version}, {machine}",
        "",
        "| goal | what | median ms | p99 ms | x floor | |",
    ]
    lines.append("|---|---|---|---|---|---|")
    lines += [
        "| {goal} | {what} | {median_ms:.2f} | {p99_ms:.2f} | {ratio:.2f} | {note} |".format(**one) for one in rows
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    (HERE / "results.md").write_text(text, encoding="utf-8")
    (HERE / "results.json").write_text(json.dumps({"machine": machine, "rows": rows}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
