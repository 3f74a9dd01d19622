"""Faults, each with an oracle: what was acknowledged is counted outside the store, and compared with it afterwards.

    python benchmarks/faults.py [--rounds 20] [--kills 2000] [--states 100000] [--only WORDS]

A rep logs, something breaks, the rep reads what the desk says and presses the same key again (the same id) until it
works. Prints a table and keeps it in faults.md and faults.json beside this file, where a kind that is run again takes
the place of its row. Kinds that need root, a compiler or a server say so and are left out where there is none.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import faults_clocks, faults_files, faults_many
from benchmarks.faults_kill import NAMED, kills
from benchmarks.faults_kit import Fault
from benchmarks.faults_power import cuts, failing
from benchmarks.faults_screens import screens
from benchmarks.load import NOW, machine

HERE = Path(__file__).parent
Row = dict[str, object]

FEW: tuple[Callable[[Path, int], Fault], ...] = (
    faults_files.full_disk, faults_files.locked, faults_files.read_only, faults_files.right_lost,
    faults_files.newer_schema,
    faults_files.damaged, faults_files.rotten, faults_clocks.no_desk, faults_clocks.no_zones,
    faults_clocks.set_clock("clock set back a day", NOW, timedelta(days=-1)),
    faults_clocks.set_clock("clock set forward a day, and back", NOW, timedelta(days=1)),
    faults_clocks.set_clock("clocks go forward in spring", faults_clocks.SPRING, timedelta(minutes=2)),
    faults_clocks.set_clock("clocks go back in autumn", faults_clocks.AUTUMN, timedelta(minutes=2)),
    faults_many.writers,
    faults_many.server("PostgreSQL: every connection cut", faults_many.cut),
    faults_many.server("PostgreSQL: server crashes and starts", faults_many.restart),
)  # fmt: skip
"""Kinds that a few rounds show."""


def main() -> None:
    """Break things, count, print, keep."""
    words = argparse.ArgumentParser(description="Break things under a rep who logs")
    words.add_argument("--rounds", type=int, default=20)
    words.add_argument("--kills", type=int, default=2000)
    words.add_argument("--states", type=int, default=100_000, help="disks that a power cut could have left")
    words.add_argument("--calls", type=int, default=1000, help="ways of each deed and errno in which a call fails")
    words.add_argument("--only", default="")
    chosen = words.parse_args()
    rows: list[Row] = []
    for name, run in kinds(chosen):
        if chosen.only and chosen.only not in name:
            continue
        with tempfile.TemporaryDirectory(prefix="sdrdesk-faults-", dir="/var/tmp") as folder:
            os.environ |= dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), folder)
            os.environ["PYTHONPATH"] = str(HERE.parent)
            for row in run(Path(folder)):
                row["said"] = str(row["said"]).replace(folder + "/", "")
                rows.append(row)
                print(line(row), flush=True)
    keep(rows)
    if any(row["lost"] or row["doubled"] for row in rows):
        sys.exit("Something was lost or doubled")


def kinds(chosen: argparse.Namespace) -> Iterator[tuple[str, Callable[[Path], Iterator[Row]]]]:
    """Every kind of fault under the words to choose it by."""
    for kind in FEW:
        yield f"few {kind.__name__} {kind.__doc__}".lower(), partial(one, kind, chosen.rounds)
    if deeds := [deed for deed, words in NAMED.items() if chosen.only in words]:
        yield ", ".join(NAMED.values()), partial(kills, rounds=chosen.kills, deeds=deeds)
    yield "terminal: a note typed", partial(screens, rounds=min(chosen.rounds, 5))
    yield "power cut", partial(cuts, states=chosen.states)
    yield "a call to the disk fails", partial(failing, rounds=chosen.calls)


def one(kind: Callable[[Path, int], Fault], rounds: int, folder: Path) -> Iterator[Row]:
    """The row of a kind that has one."""
    yield kind(folder, rounds).row


def line(row: Row) -> str:
    """One row of the table."""
    worst = float(str(row["worst"]))
    took = f"{worst * 1000:.0f}" if worst else ""
    counts = " | ".join(str(row[name]) for name in ("kind", "rounds", "acknowledged", "lost", "doubled"))
    return f"| {counts} | {took} | {row['said']} |"


def keep(rows: list[Row]) -> None:
    """Write the table beside this file, the rows of kinds that were not run as they were."""
    file = HERE / "faults.json"
    kept = {str(row["kind"]): row for row in json.loads(file.read_text(encoding="utf-8"))} if file.exists() else {}
    kept |= {str(row["kind"]): row for row in rows}
    head = (
        "# Faults\n\nWritten by benchmarks/faults.py, which says what is done. " + machine() + "\n\n"
        "| kind | rounds | acknowledged | lost | doubled, torn or miscounted | worst ms to recover | the rep reads |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    (HERE / "faults.md").write_text(head + "\n".join(map(line, kept.values())) + "\n", encoding="utf-8")
    file.write_text(json.dumps(list(kept.values()), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
