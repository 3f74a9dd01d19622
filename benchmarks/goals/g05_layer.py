"""G5: the first fifty rows through the desk, beside the same SQL written by hand."""

from __future__ import annotations

import contextlib

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals import bare
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare, milliseconds, p99
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock

LIMIT, LIMIT_P99 = 1.5, 2.0


def run(scale: Scale) -> list[Result]:
    """The desk's call from end to end, and its statements alone on a bare connection."""
    leads = 1_000_000 if scale is Scale.FULL else 10_000
    rounds = 400 if scale is Scale.FULL else 60
    path = stores.get(leads=leads)
    with contextlib.ExitStack() as stack:
        desk = open_desk(path, FixedClock(NOW), "rep000")
        stack.callback(desk.close)
        by_hand = stack.enter_context(bare.connection(path))
        said = bare.said_by(lambda: desk.queue.rows(limit=50))
        taken = alternate(
            {
                "desk": lambda: milliseconds(lambda: desk.queue.rows(limit=50)),
                "hand": lambda: milliseconds(lambda: bare.again(by_hand, said)),
            },
            rounds,
            warm=5,
        )
    what, floor = f"top 50 through the desk, {leads:,} leads", f"the same {len(said)} statements by hand, sqlite3"
    row = compare("G5", what, floor, taken["desk"], taken["hand"], limit=LIMIT)
    tail = Result(
        goal="G5",
        what=f"{what}, p99",
        floor=f"{floor}, p99",
        ours=p99(taken["desk"]),
        beside=p99(taken["hand"]),
        limit=LIMIT_P99,
    )
    return [row, tail]
