"""G13: a rep's counters of the day, read after each call, beside the first fifty rows of the queue."""

from __future__ import annotations

import contextlib

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals.g12_team import sizes
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare, milliseconds
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock


def run(scale: Scale) -> list[Result]:
    """The counters of the first screen's head."""
    activities, _, leads = sizes(scale)
    rounds = 100 if scale is Scale.FULL else 30
    path = stores.activities(activities, leads)
    with contextlib.closing(open_desk(path, FixedClock(NOW), "rep001")) as desk:
        cases = {
            "day": lambda: milliseconds(desk.queue.day),
            "rows": lambda: milliseconds(lambda: desk.queue.rows(limit=50)),
        }
        taken = alternate(cases, rounds, warm=5)
    what = f"day counters of a rep, {activities:,} activities"
    return [compare("G13", what, "top 50 beside it", taken["day"], taken["rows"], limit=1)]
