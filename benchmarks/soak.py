"""Play the whole desk against its model for long: `make soak`, or `SOAK=200 make soak` for a few.

Ten thousand random sequences of a team's days, fifty from each seed, spread over processes. What was played is kept in
build/soak.json, so that a soak that was stopped goes on where it was, and written to soak.md at the end. A failing run
prints its seed; play it again with `python benchmarks/soak.py --seed N`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
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
    started, before = time.monotonic(), done.get("sequences", 0)
    seeds = itertools.count(done.get("next_seed", 1))
    with ThreadPoolExecutor(workers) as pool:
        running = {pool.submit(ask, next(seeds)) for _ in range(workers)}
        while running:
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for one in ended:
                add(done, *one.result())
                spent = time.monotonic() - started
                whole, failed = done.get("sequences", 0), done.get("failed", 0)
                left = spent / max(1, whole - before) * max(0, wanted - whole)
                told = f"{whole:,} of {wanted:,} sequences, {done.get('steps', 0):,} steps, {failed} seeds failed"
                print(f"{told}; {spent:.0f} s, about {left:.0f} s to go", flush=True)
                # Whoever stops it and goes on plays a seed or two again, which shows in the count of seeds alone.
                KEPT.write_text(json.dumps(done, indent=1, sort_keys=True), encoding="utf-8")
                if whole < wanted and failed < 3:
                    running.add(pool.submit(ask, next(seeds)))
    done["seconds"] = done.get("seconds", 0) + int(time.monotonic() - started)
    KEPT.write_text(json.dumps(done, indent=1, sort_keys=True), encoding="utf-8")
    (ROOT / "benchmarks" / "soak.md").write_text(table(done), encoding="utf-8")
    return done.get("failed", 0)


def ask(chosen: int) -> tuple[int, int, str]:
    """Play one seed in a process of its own: the seed, its exit status and what it said."""
    done = subprocess.run(
        [sys.executable, __file__, "--seed", str(chosen)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return chosen, done.returncode, done.stdout


def add(done: dict[str, int], chosen: int, status: int, said: str) -> None:
    """Add a seed to what was played."""
    done["next_seed"] = max(done.get("next_seed", 1), chosen + 1)
    done["seeds"] = done.get("seeds", 0) + 1
    if status:
        done["failed"] = done.get("failed", 0) + 1
        print(f"seed {chosen} failed: python benchmarks/soak.py --seed {chosen}\n{said[-6000:]}", flush=True)
        return
    for name, count in json.loads(said.splitlines()[-1]).items():
        done[name] = done.get(name, 0) + count


def table(done: dict[str, int]) -> str:
    """What was played, as Markdown."""
    from benchmarks.load import machine

    of_its_own = {"next_seed", "seeds", "failed", "seconds", "sequences", "steps"}
    steps = {name: count for name, count in done.items() if name not in of_its_own}
    went = {name: count for name, count in steps.items() if not name.startswith("refused ")}
    refused = {name.removeprefix("refused "): count for name, count in steps.items() if name not in went}
    lines = [
        "# Soak", "",
        "Written by benchmarks/soak.py (`make soak`): random days of a team on the desk and in a plain-Python model,",
        f"compared after every step. {machine()}.", "",
        f"{done.get('sequences', 0):,} sequences of {done.get('steps', 0):,} steps from {done.get('seeds', 0)} seeds in"
        f" {done.get('seconds', 0):,} s: {done.get('failed', 0)} seeds failed.", "",
        "| what went through | times |", "|---|---|", *(f"| {name} | {went[name]:,} |" for name in sorted(went)), "",
        "| refused, as the model says it must be | times |", "|---|---|",
        *(f"| {name} | {refused[name]:,} |" for name in sorted(refused)),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


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
