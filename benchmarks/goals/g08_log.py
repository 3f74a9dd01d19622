"""G8: a logged call, on the disk when it returns, beside three bare statements; and on a disk that flushes slowly."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals import bare
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import Taken, alternate, compare, milliseconds
from benchmarks.slow_disk import slow_disk
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock

ROOT = Path(__file__).parents[2]
SLOWER_US = 1000
FLUSH = "one fdatasync"


def run(scale: Scale) -> list[Result]:
    """Ours beside the bare writes, on this disk and with a flush that takes a millisecond longer."""
    leads = 1_000_000 if scale is Scale.FULL else 10_000
    rounds = 200 if scale is Scale.FULL else 30
    base = stores.get(leads=leads)
    here = measure(stores.copy(base, "log"), rounds)
    what = f"log a call, FULL, {leads:,} leads"
    rows = [
        compare("G8", what, "3 bare statements", here["desk"], here["bare"], limit=1.5),
        compare("G8", what, "the rows that it writes, by hand", here["desk"], here["rows"], limit=None),
    ]
    shim = slow_disk(stores.folder())
    if shim is None:
        note = "no gcc to build the slow disk with"
        return [
            *rows,
            Result(goal="G8", what=f"{what}, flush +1 ms", floor="-", ours=0, beside=0, limit=None, note=note),
        ]
    env = os.environ | {"LD_PRELOAD": str(shim), "SDRDESK_SLOW_FLUSH_US": str(SLOWER_US)}
    argv = [sys.executable, "-m", "benchmarks.goals.g08_log", str(stores.copy(base, "log-slow")), str(rounds)]
    done = subprocess.run(argv, env=env, cwd=ROOT, check=True, capture_output=True, text=True)
    slow: Taken = json.loads(done.stdout)
    what = f"{what}, flush +1 ms"
    return [
        *rows,
        compare("G8", what, "3 bare statements", slow["desk"], slow["bare"], limit=1.15),
        compare("G8", what, FLUSH, slow["desk"], slow[FLUSH], limit=1.3),
    ]


def measure(path: Path, rounds: int) -> Taken:
    """Milliseconds of a log through the desk, of the same rows by hand, of three bare statements and of one flush."""
    with contextlib.ExitStack() as stack:
        desk = open_desk(path, FixedClock(NOW), "rep000")
        stack.callback(desk.close)
        by_hand = stack.enter_context(bare.connection(path))
        by_hand.execute("CREATE TABLE IF NOT EXISTS bench (id INTEGER PRIMARY KEY, text TEXT)")
        ready = iter([row.lead_id for row in desk.queue.rows(limit=3 * rounds)])
        said = bare.said_by(lambda: desk.calling.log(next(ready), "no_answer"))
        writes = [one for one in said if bare.is_written(one[0])]
        team, lead = desk.seat.store.team_id, next(ready)
        page = os.open(path.with_name(f"{path.name}.flushed"), os.O_WRONLY | os.O_CREAT, 0o600)
        stack.callback(os.close, page)

        def three() -> None:
            by_hand.execute("BEGIN IMMEDIATE")
            by_hand.execute("INSERT INTO bench (text) VALUES ('call')")
            by_hand.execute("UPDATE lead SET retries = retries WHERE team_id = ? AND id = ?", (team, lead))
            by_hand.execute("INSERT INTO bench (text) VALUES ('touch')")
            by_hand.execute("COMMIT")

        def rows() -> None:
            # The same keys are free again each time: what it wrote is taken back first, outside of the clock.
            by_hand.execute("BEGIN IMMEDIATE")
            for text, values in writes:
                by_hand.execute(text.replace("INSERT INTO", "INSERT OR REPLACE INTO", 1), values)
            by_hand.execute("COMMIT")

        def flush() -> None:
            os.pwrite(page, b"x" * 4096, 0)
            os.fdatasync(page)

        cases = {
            "desk": lambda: milliseconds(lambda: desk.calling.log(next(ready), "no_answer")),
            "rows": lambda: milliseconds(rows),
            "bare": lambda: milliseconds(three),
            FLUSH: lambda: milliseconds(flush),
        }
        return alternate(cases, rounds, warm=3)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
