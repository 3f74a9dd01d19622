"""G4: the first fifty rows of the queue, however many leads the team has."""

from __future__ import annotations

import contextlib

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare, milliseconds
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock

SIZES = {Scale.QUICK: (10_000, 100_000), Scale.FULL: (10_000, 100_000, 1_000_000)}
LARGEST = 5_000_000
"""Measured too where a largest run is asked for: such a file takes minutes to make."""
LIMITS = {1_000_000: (10_000, 3.0), 5_000_000: (1_000_000, 1.5)}
"""By size: the size it is compared with, and how much slower it may be."""


def run(scale: Scale) -> list[Result]:
    """Every size beside a smaller one, all of them in one process, taking turns."""
    sizes, rounds = SIZES[scale], 200 if scale is Scale.FULL else 40
    if scale is Scale.FULL and stores.is_largest():
        sizes = (*sizes, LARGEST)
    with contextlib.ExitStack() as stack:
        cases = {}
        for size in sizes:
            desk = open_desk(stores.get(leads=size), FixedClock(NOW), "rep000")
            stack.callback(desk.close)
            cases[str(size)] = lambda desk=desk: milliseconds(lambda: desk.queue.rows(limit=50))
        taken = alternate(cases, rounds, warm=5)
    rows = []
    for size in sizes:
        beside, limit = LIMITS.get(size, (sizes[0], None))
        rows.append(
            compare(
                "G4", f"top 50, {size:,} leads", f"top 50, {beside:,} leads", taken[str(size)], taken[str(beside)],
                limit=limit, size=size, series="top 50",
            )
        )  # fmt: skip
    return rows
