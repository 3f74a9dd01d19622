"""What a run leaves: results.json, and results.md made from it, with the machine beside the figures."""

from __future__ import annotations

import json
import math
import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.goals.result import Result
from sdrdesk.store import driver

HERE = Path(__file__).parent
Run = dict[str, Any]
"""What was measured for one goal: its rows, when, how long it took, and the load at begin and end."""


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    return {
        "cpu": _processor(),
        "cores": str(os.cpu_count()),
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": str(driver.sqlite().sqlite_version),
    }


def _processor() -> str:
    try:
        names = re.findall(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        names = []
    return names[0] if names else platform.processor() or "unknown"


def keep(runs: dict[str, Run], folder: Path = HERE) -> None:
    """Write both files: goals that were not measured now stay as they were, if this is the same machine."""
    path = folder / "results.json"
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    here = machine()
    kept = old.get("goals", {}) if old.get("machine") == here else {}
    goals = dict(sorted((kept | runs).items(), key=lambda item: number(item[0])))
    path.write_text(json.dumps({"machine": here, "goals": goals}, indent=1) + "\n", encoding="utf-8")
    (folder / "results.md").write_text(page(here, goals), encoding="utf-8")


def number(goal: str) -> int:
    """The place of a goal: 3 of "G3"."""
    return int(goal.removeprefix("G"))


def page(here: dict[str, str], goals: dict[str, Run]) -> str:
    """The results as Markdown."""
    rows = [(Result(**row), goal) for goal, run in goals.items() for row in run["rows"]]
    judged = [row for row, _ in rows if row.met is not None]
    lines = [
        "# Speed goals, measured",
        "",
        "Written by `make bench`. Ours and its floor take turns in one run; the ratio is of their medians.",
        "",
        f"{here['cpu']}, {here['cores']} cores, {here['kernel']}, Python {here['python']}, SQLite {here['sqlite']}.",
        "",
        f"{sum(row.met is True for row in judged)} of {len(judged)} reached.",
        "",
        *table([row for row, _ in rows]),
        *_growth([row for row, _ in rows]),
        *_load(goals),
    ]
    return "\n".join(lines) + "\n"


def table(rows: Sequence[Result]) -> list[str]:
    """One line for each row."""
    lines = [
        "| goal | what | ours | p99 | beside it | | p99 | ratio | allowed | |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        verdict = {True: "met", False: "**missed**", None: ""}[row.met]
        allowed = "" if row.limit is None else f"{_figure(row.limit)}{f' {row.unit}' if row.absolute else 'x'}"
        ratio = f"{row.ratio:.2f}x" if row.beside else ""
        cells = [
            row.goal, row.what, f"{_figure(row.ours)} {row.unit}", _figure(row.ours_p99), row.floor,
            f"{_figure(row.beside)} {row.unit}" if row.beside else "", _figure(row.beside_p99), ratio, allowed,
            "; ".join(part for part in (verdict, row.note) if part),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _figure(value: float | None) -> str:
    """Three digits that mean something: 0.0123, 4.56, 1,234."""
    if value is None:
        return ""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def growth(rows: Iterable[Result]) -> list[tuple[str, list[Result], float]]:
    """Each curve, smallest first, with its exponent: cost grows as size to that power (least squares, both as logs)."""
    curves: dict[str, list[Result]] = {}
    for row in rows:
        if row.size:
            curves.setdefault(f"{row.goal} {row.series}", []).append(row)
    found = []
    for name, points in curves.items():
        points.sort(key=lambda row: row.size or 0)
        xs, ys = [math.log(row.size or 1) for row in points], [math.log(max(row.ours, 1e-9)) for row in points]
        middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
        spread = sum((x - middle) ** 2 for x in xs)
        if spread:
            power = sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / spread
            found.append((name, points, power))
    return found


def _growth(rows: Iterable[Result]) -> list[str]:
    curves = growth(rows)
    if not curves:
        return []
    lines = [
        "",
        "## Growth",
        "",
        "Cost as a power of the size, fitted through the rows of one name, and what a hundred times the size costs.",
        "",
        "| what | sizes | cost | exponent | at 100 N |",
        "|---|---|---|---|---|",
    ]
    for name, points, power in curves:
        sizes = " / ".join(f"{row.size:,}" for row in points)
        costs = " / ".join(_figure(row.ours) for row in points)
        lines.append(f"| {name} | {sizes} | {costs} {points[0].unit} | {power:.2f} | {_figure(100**power)}x |")
    return lines


def _load(goals: dict[str, Run]) -> list[str]:
    lines = ["", "## When, and how busy the machine was", "", "| goal | at | took | load at begin and end |"]
    lines.append("|---|---|---|---|")
    for goal, run in goals.items():
        first, last = run["load"]
        lines.append(f"| {goal} | {run['at']} | {run['seconds']:.0f} s | {first:.2f} / {last:.2f} |")
        if run["fault"]:
            lines.append(f"| {goal} | could not be measured: {run['fault']} | | |")
    return lines


def as_run(rows: Sequence[Result], *, at: str, seconds: float, load: tuple[float, float], fault: str = "") -> Run:
    """What is kept of one goal."""
    kept = [asdict(row) for row in rows]
    return {
        "at": at,
        "seconds": round(seconds, 1),
        "load": [round(one, 2) for one in load],
        "fault": fault,
        "rows": kept,
    }
