"""G15: a list validated, deduplicated and taken in with every index kept, beside bare imports that check nothing."""

from __future__ import annotations

import shutil
import statistics
import subprocess
from pathlib import Path

from benchmarks import peers, stores
from benchmarks.goals.importing import imported, listed
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import milliseconds

COLUMNS = "first, last, email TEXT UNIQUE, phone, company, title, country, state, city, form, source, at"


def run(scale: Scale) -> list[Result]:
    """Ours once; the sqlite3 shell into a unique key before and after it; sqlite-utils on a tenth."""
    rows = 1_000_000 if scale is Scale.FULL else 5_000
    few = rows // 10 if scale is Scale.FULL else rows
    file = listed(rows)
    floors = [_shell(file)] if shutil.which("sqlite3") else []
    done = imported(rows)
    floors += [_shell(file) for _ in range(2)] if floors else []
    what = f"import of {rows:,} rows, checked, all indexes kept"
    note = f"{done.created:,} leads, {done.cpu / done.seconds:.1f} processors busy"
    found = [
        Result(
            goal="G15", what=what, floor="sqlite3 .import into a unique key", unit="s", ours=done.seconds,
            beside=statistics.median(floors), limit=7, note=note,
        )
        if floors
        else peers.absent("G15", what, "sqlite3 .import", [done.seconds], "s")
    ]  # fmt: skip
    peer, less = peers.sqlite_utils(), imported(few)
    what = f"import of {few:,} rows"
    if peer is None:
        return [*found, peers.absent("G15", what, "sqlite-utils insert --csv", [less.seconds], "s")]
    argv = [*peer.argv, "insert", str(_new("utils")), "lead", str(listed(few)), "--csv"]
    took = milliseconds(lambda: subprocess.run(argv, check=True, capture_output=True)) / 1000
    name = f"sqlite-utils {peer.version} insert --csv"
    return [*found, Result(goal="G15", what=what, floor=name, unit="s", ours=less.seconds, beside=took, limit=0.3)]


def _shell(file: Path) -> float:
    """Seconds that the sqlite3 shell takes for the same list."""
    argv = [
        "sqlite3",
        str(_new("shell")),
        f"CREATE TABLE lead({COLUMNS})",
        ".mode csv",
        f".import --skip 1 {file} lead",
    ]
    return milliseconds(lambda: subprocess.run(argv, check=True, capture_output=True)) / 1000


def _new(name: str) -> Path:
    path = stores.folder() / f"{name}.db"
    path.unlink(missing_ok=True)
    return path
