"""One rep's program for G9 and G17: waits for the start, logs calls at a pace and says how long each took.

    python -m benchmarks.goals.writers FILE LOGIN START SECONDS PACE [read]

PACE is the seconds between two calls, 0 for none. With "read" it also reads the queue after each call.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.big_store import NOW
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import DeskError

ROOT = Path(__file__).parents[2]
AHEAD = 0.6
"""Seconds that a program takes to get ready, for each of them: they share the processors."""


@dataclass(slots=True)
class Wrote:
    """What programs say of their calls."""

    writes: list[float] = field(default_factory=list)
    """Milliseconds of each logged call but a program's first: it loads what a desk has loaded before its rep dials."""
    logged: int = 0
    """Calls in all."""
    reads: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def together(path: Path, logins: list[str], seconds: float, pace: float, *, with_reads: bool = False) -> Wrote:
    """Let so many programs work at once, and gather what they say."""
    running = start(path, logins, seconds, pace, with_reads=with_reads)
    return gather(running)


def start(
    path: Path, logins: list[str], seconds: float, pace: float, *, with_reads: bool = False
) -> list[subprocess.Popen[str]]:
    """The programs on their way; they begin together."""
    begin = time.time() + 1.5 + AHEAD * len(logins)  # noqa: TID251 - other processes must know it too
    return [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.goals.writers", str(path), login, str(begin), str(seconds), str(pace),
             *(["read"] if with_reads else [])],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for login in logins
    ]  # fmt: skip


def gather(running: list[subprocess.Popen[str]]) -> Wrote:
    """What the programs said, when all have ended."""
    found = Wrote()
    for process in running:
        said, _ = process.communicate()
        if process.returncode:
            found.errors.append(f"a program ended with {process.returncode}")
            continue
        own = json.loads(said)
        found.writes += own["writes"]
        found.logged += own["logged"]
        found.reads += own["reads"]
        found.errors += own["errors"]
    return found


def main(argv: list[str]) -> None:
    """Work until the time is up."""
    path, login, begin, seconds, pace = Path(argv[0]), argv[1], float(argv[2]), float(argv[3]), float(argv[4])
    desk = open_desk(path, FixedClock(NOW), login)
    # A lead is called again when the list is through: it is the writing that counts, not who is called.
    ready = [row.lead_id for tab in (Tab.READY, Tab.WAITING) for row in desk.queue.rows(tab, limit=200)]
    found = Wrote()
    desk.calling.log(ready[-1], "busy")
    number = 0
    # Reps keep no common time: the sum of a login's letters did, and put fifty calls into a seventh of each second.
    step = pace * random.Random(login).random()
    time.sleep(max(0.0, begin + step - time.time()))  # noqa: TID251
    until, next_at = time.perf_counter() + seconds, time.perf_counter()
    while time.perf_counter() < until:
        began = time.perf_counter()
        try:
            desk.calling.log(ready[number % len(ready)], "busy")
        except DeskError as error:
            found.errors.append(f"{error.title}: {error.message}")
        done = time.perf_counter()
        found.writes.append((done - began) * 1000)
        if "read" in argv:
            desk.queue.rows(limit=50)
            found.reads.append((time.perf_counter() - done) * 1000)
        number += 1
        next_at += pace
        time.sleep(max(0.0, next_at - time.perf_counter()))
    desk.close()
    said = {"writes": found.writes, "logged": number + 1, "reads": found.reads, "errors": found.errors}
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1:])
