"""Imports as whole programs, for G15 to G17: each in a process of its own, into a team founded for it.

python -m benchmarks.goals.importing FILE.db LIST.csv
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals.lists import ALIAS, write_list
from sdrdesk.build import data_folder, found_team, open_desk
from sdrdesk.clock import ShiftedClock
from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.feeds.playbook_file import read_playbook

ROOT = Path(__file__).parents[2]
REPS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of one import."""

    seconds: float
    """From the call to the last row live."""
    cpu: float
    peak_mib: float
    """The most memory the program had."""
    created: int


def listed(rows: int) -> Path:
    """The list of so many rows, made once in a run."""
    path = stores.folder() / f"list-{rows}.csv"
    return path if path.exists() else write_list(path, rows)


def imported(rows: int) -> Done:
    """One import of so many rows into a new team; remembered for the run, since the large one takes long."""
    kept = stores.folder() / f"imported-{rows}.json"
    if not kept.exists():
        path = stores.folder() / "imported.db"
        founded(path)
        kept.write_text(finish(start(path, listed(rows))), encoding="utf-8")
    return Done(**json.loads(kept.read_text(encoding="utf-8")))


def founded(path: Path) -> None:
    """A new team at `path`, replaced if there is one."""
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    book = data_folder() / "playbook.toml"
    members = [
        {"login": f"rep{number:03}", "name": f"Rep {number:03}", "role": "rep", "zone_name": "America/New_York"}
        for number in range(REPS)
    ]
    playbook = read_playbook(book)
    found_team(path, NOW, team="Big", members=members, playbook=playbook, source=book.read_text()).close()


def start(path: Path, file: Path) -> subprocess.Popen[str]:
    """An import on its way."""
    argv = [sys.executable, "-m", "benchmarks.goals.importing", str(path), str(file)]
    return subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finish(running: subprocess.Popen[str]) -> str:
    """What it says at its end."""
    said, _ = running.communicate()
    if running.returncode:
        raise RuntimeError(f"the import ended with {running.returncode}")
    return said


def main(path: Path, file: Path) -> None:
    """Import a list, and say how long it took and what it needed."""
    desk = open_desk(path, ShiftedClock(NOW), "rep000")
    began, cpu = time.perf_counter(), time.process_time()
    report = desk.intake.load(file, Options(offers=ALIAS))
    done = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "created": report.created}
    desk.close()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps(done | {"peak_mib": peak / 1024}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
