"""G9: fifty reps who log a call each second, beside one; and sixteen programs that write without pause."""

from __future__ import annotations

from pathlib import Path

from benchmarks import stores
from benchmarks.goals import bare
from benchmarks.goals.result import Result, Scale
from benchmarks.goals.writers import Wrote, together
from benchmarks.measure import p99

HAMMERING = 16
WORST_MS = 1000


def run(scale: Scale) -> list[Result]:
    """Paced and hammering; every acknowledged call is looked for afterwards."""
    is_full = scale is Scale.FULL
    reps, seconds = (50, 15.0) if is_full else (6, 2.0)
    hammering = HAMMERING if is_full else 4
    path = stores.copy(stores.get(leads=2000 * reps, reps=reps), "writers")
    logins = [f"rep{number:03}" for number in range(reps)]
    # One rep at five calls a second: as many figures in as little time, and nobody to wait for.
    alone, many = Wrote(), Wrote()
    for _ in range(2 if is_full else 1):
        for found, names, pace in ((alone, logins[:1], 0.2), (many, logins, 1.0)):
            said = together(path, names, seconds, pace)
            found.writes += said.writes
            found.logged += said.logged
            found.errors += said.errors
    hammered = together(path, logins[:hammering], seconds / 2, 0)
    logged = alone.logged + many.logged + hammered.logged
    errors = len(alone.errors) + len(many.errors) + len(hammered.errors)
    lost = logged - errors - min(_kept(path))
    note = f"{logged:,} calls in all, {errors} errors, {lost} lost" + "".join(f"; {one}" for one in many.errors[:1])
    return [
        Result(
            goal="G9", what=f"{reps} reps, a call a second each, p99", floor="one rep, p99", ours=p99(many.writes),
            beside=p99(alone.writes), limit=5, note=note,
        ),
        Result(
            goal="G9", what=f"{hammering} programs without pause, the longest wait", floor="one rep, p99",
            ours=max(hammered.writes), beside=p99(alone.writes), limit=WORST_MS, absolute=True,
            note=f"{len(hammered.writes) / (seconds / 2):,.0f} calls a second",
        ),
        Result(
            goal="G9", what="acknowledged calls lost, and errors", floor="calls in all", unit="calls",
            ours=lost + errors, beside=logged, limit=0, absolute=True, note=note,
        ),
    ]  # fmt: skip


def _kept(path: Path) -> tuple[int, int]:
    """The calls that are in the log, and those that the day counters know."""
    with bare.connection(path) as connection:
        rows = connection.execute("SELECT count(*) FROM activity").fetchone()[0]
        return rows, connection.execute("SELECT sum(touches) FROM rep_day").fetchone()[0]
