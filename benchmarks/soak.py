"""Play the whole desk against its model for long: `make soak`, or `SOAK=200 make soak` for a few.

Ten thousand random sequences of a team's days, fifty from each seed, spread over processes. What was played is kept in
build/soak.json, so that a soak that was stopped goes on where it was. A failing run prints its seed; play it again with
`python benchmarks/soak.py --seed N`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "soak.json"
EACH = 50


def play(chosen: int) -> None:
    """One seed, in this process."""
    import tests.early  # noqa: F401 - the developer's terminal stays out
    from tests.model.base import COUNT
    from tests.model.machine import search

    search(EACH, chosen)
    print(json.dumps(dict(COUNT)))


def soak(wanted: int, workers: int) -> int:
    """Play until so many sequences are done; how many seeds failed."""
    KEPT.parent.mkdir(exist_ok=True)
    done: dict[str, int] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    if done.get("sequences", 0) >= wanted:
        done = {}
    failed, running, started = 0, dict[int, subprocess.Popen[str]](), time.monotonic()
    upcoming = done.get("next_seed", 1)
    while running or done.get("sequences", 0) < wanted:
        while len(running) < workers and done.get("sequences", 0) + EACH * len(running) < wanted:
            command = [sys.executable, __file__, "--seed", str(upcoming)]
            running[upcoming] = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )  # fmt: skip
            upcoming += 1
        chosen = next(iter(running))
        process = running.pop(chosen)
        said, _ = process.communicate()
        if process.returncode:
            failed += 1
            print(f"seed {chosen} failed: python benchmarks/soak.py --seed {chosen}\n{said[-6000:]}", flush=True)
        else:
            for name, count in json.loads(said.splitlines()[-1]).items():
                done[name] = done.get(name, 0) + count
        done["next_seed"] = min([upcoming, *running])
        KEPT.write_text(json.dumps(done, indent=1, sort_keys=True), encoding="utf-8")
        if failed >= 3:
            break
    for process in running.values():
        process.kill()
        process.wait()
    spent = int(time.monotonic() - started)
    counts = ", ".join(
        f"{done.get(name, 0)} {name}" for name in ("sequences", "steps", "log", "undo", "imports", "merged")
    )
    print(f"soak: {counts}; {spent} s, {failed} seeds failed")
    return failed


def main() -> int:
    """Play one seed, or all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, help="play one seed only")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = asked.parse_args()
    if given.seed is not None:
        play(given.seed)
        return 0
    return soak(int(os.environ.get("SOAK", "10000")), given.workers)


if __name__ == "__main__":
    raise SystemExit(main())
