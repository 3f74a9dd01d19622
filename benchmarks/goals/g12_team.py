"""G12: the team's screen after ten times as many activities, and its counters beside SQL over a covering index."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals import bare
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare, milliseconds
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.figures import tallies
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.domain import ranges

COVERED = (
    "SELECT rep_id, sum(is_dial), sum(is_connect), sum(is_conversation) FROM shown WHERE rep_id IN "
    "(SELECT DISTINCT rep_id FROM reps) AND day BETWEEN ? AND ? GROUP BY rep_id"
)


LARGE = 10_000_000
"""Activities at which the counters' goal is set: the floor grows with them, ours does not."""


def sizes(scale: Scale) -> tuple[int, int, int]:
    """Activities of the two files, and the leads of each: the same team with ten times as much behind it."""
    if scale is Scale.QUICK:
        return 20_000, 200_000, 10_000
    return (1_000_000, 10_000_000, 200_000) if stores.is_largest() else (300_000, 3_000_000, 200_000)


def run(scale: Scale) -> list[Result]:
    """The screen of a month, and the counters of day, week and month for every rep."""
    small, large, leads = sizes(scale)
    rounds = 15 if scale is Scale.FULL else 5
    with contextlib.ExitStack() as stack:
        desks = {}
        for size in (small, large):
            desks[size] = open_desk(stores.activities(size, leads), FixedClock(NOW), "rep000")
            stack.callback(desks[size].close)
        covered = stack.enter_context(bare.connection(_covering(stores.activities(large, leads), large)))
        today = desks[large].numbers.today()
        month = ranges.month(today)
        spans = (ranges.today(today), ranges.week(today), month)
        cases = {
            "screen, small": lambda: milliseconds(lambda: desks[small].numbers.team(month)),
            "screen, large": lambda: milliseconds(lambda: desks[large].numbers.team(month)),
            "counters": lambda: milliseconds(lambda: _counters(desks[large], spans)),
            "covered": lambda: milliseconds(lambda: _covered(covered, spans)),
        }
        taken = alternate(cases, rounds)
    floor = f"the same at {small:,}"
    index = "SQL over a covering index"
    note = "" if large == LARGE else f"the goal is for {LARGE:,}: SDRDESK_BENCH_LARGEST=1"
    return [
        compare("G12", f"team screen of a month, {large:,} activities", floor, taken["screen, large"],
                taken["screen, small"], limit=1.3, size=large, series="team"),
        compare("G12", f"counters of 100 reps by day, week, month, {large:,} activities", index, taken["counters"],
                taken["covered"], limit=0.02 if large == LARGE else None, note=note),
        compare("G12", f"whole team screen, {large:,} activities", index, taken["screen, large"], taken["covered"],
                limit=None),
    ]  # fmt: skip


def _counters(desk: Desk, spans: tuple[ranges.Range, ...]) -> None:
    with desk.seat.store.reading() as unit:
        reps = all_reps(unit, "")
        for span in spans:
            tallies.funnels(unit, reps, span)


def _covered(connection: Any, spans: tuple[ranges.Range, ...]) -> None:
    for span in spans:
        connection.execute(COVERED, (span.first.isoformat(), span.last.isoformat())).fetchall()


def _covering(path: Path, count: int) -> Path:
    """The columns that the counters need in a file of their own, with an index that holds them all."""

    def make_file(target: Path) -> None:
        with bare.connection(target) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("ATTACH ? AS source", (str(path),))
            connection.execute(
                "CREATE TABLE shown AS SELECT rep_id, day, is_dial, is_connect, is_conversation FROM source.activity"
            )
            connection.execute("CREATE INDEX covering ON shown (rep_id, day, is_dial, is_connect, is_conversation)")
            connection.execute("CREATE TABLE reps AS SELECT id AS rep_id FROM source.rep")
            connection.execute("ANALYZE")

    return stores.kept(f"covering-{count}", make_file)
