"""G17: what an import costs the reps who go on calling: their writes and reads with it and without it."""

from __future__ import annotations

from benchmarks import stores
from benchmarks.goals import importing
from benchmarks.goals.result import Result, Scale
from benchmarks.goals.writers import AHEAD, gather, start, together
from benchmarks.measure import p99

WRITE_MS, READS = 350, 3.0


def run(scale: Scale) -> list[Result]:
    """Eight reps, a call a second each, alone and while a list is taken in."""
    is_full = scale is Scale.FULL
    reps, seconds, rows = (8, 20.0, 200_000) if is_full else (3, 3.0, 3_000)
    pace = 1.0 if is_full else 0.5
    path = stores.copy(stores.get(leads=100_000 if is_full else 6_000, reps=reps), "during")
    file = importing.listed(rows)
    logins = [f"rep{number:03}" for number in range(reps)]
    alone = together(path, logins, seconds, pace, with_reads=True)
    running = start(path, logins, seconds, pace, with_reads=True)
    taking = importing.start(path, file)
    during = gather(running)
    still = taking.poll() is None
    importing.finish(taking)
    note = f"{len(during.writes)} calls, {len(during.errors)} errors; the import " + (
        "went on throughout" if still else f"ended before them (they began {1.5 + AHEAD * reps:.0f} s after it)"
    )
    return [
        Result(goal="G17", what=f"{reps} reps' writes during an import, p99", floor="without it, p99",
               ours=p99(during.writes), beside=p99(alone.writes), limit=WRITE_MS, absolute=True, note=note),
        Result(goal="G17", what=f"{reps} reps' reads during an import, p99", floor="without it, p99",
               ours=p99(during.reads), beside=p99(alone.reads), limit=READS),
        Result(goal="G17", what="errors of reps during an import", floor="calls", unit="calls",
               ours=len(during.errors), beside=len(during.writes), limit=0, absolute=True),
    ]  # fmt: skip
