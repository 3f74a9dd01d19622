"""G7: the exact counts of the queue's tabs, beside its first fifty rows."""

from __future__ import annotations

import contextlib

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare, milliseconds
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock

LIMIT = 20


def run(scale: Scale) -> list[Result]:
    """A rep of ten thousand leads, in a small team and in a large one."""
    sizes = (10_000, 1_000_000) if scale is Scale.FULL else (10_000,)
    rounds = 60 if scale is Scale.FULL else 20
    rows = []
    for leads in sizes:
        with contextlib.closing(open_desk(stores.get(leads=leads), FixedClock(NOW), "rep000")) as desk:
            cases = {
                "counts": lambda desk=desk: milliseconds(desk.queue.counts),
                "rows": lambda desk=desk: milliseconds(lambda: desk.queue.rows(limit=50)),
            }
            taken = alternate(cases, rounds, warm=3)
        what = f"counts of the four tabs, {leads:,} leads, 10,000 a rep"
        rows.append(
            compare("G7", what, "top 50 beside it", taken["counts"], taken["rows"], limit=LIMIT, size=leads,
                    series="counts")
        )  # fmt: skip
    return rows
