"""G10: from the key of an outcome to the next lead painted, beside a key that updates one panel and nothing else.

Where the time went (processor time of one log at 160 by 45, the floor being 5 ms): 15 ms in the thread (log 2, board
11, brief 2), 7 for the styles and the whole repaint that a change of focus brings, 25 to lay out and paint, 3 to hand
over. Kept: the panel on a layer over the list, which leaves one layout of 1 ms; lines that list, brief and the short
texts keep themselves (`lined.py`, `ink.py`); the first screenful read before the rest of the board; the next brief
read and cut during the call. What is left is 5 ms in the thread, 3 to hand over, 5 to lay out and paint.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from benchmarks import program, stores
from benchmarks.big_store import NOW
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import compare, p99, wait_until_calm
from benchmarks.terminal import FRAME, Terminal
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.ids import new_id
from sdrdesk.store import compiled

GUARD = 0.45
"""Seconds in which the desk takes no outcome after a lead came up: nobody reads faster."""


def run(scale: Scale) -> list[Result]:
    """Calls logged on the largest file, durably."""
    leads = 1_000_000 if scale is Scale.FULL else 10_000
    rounds = 100 if scale is Scale.FULL else 6
    path = stores.copy(stores.get(leads=leads), "log")
    may_be_called(path, rounds + 50)
    floor = program.opened(program.floor("panel"), b"Nobody")
    ours = program.opened(program.desk(path), b"Company ")
    beside: list[float] = []
    taken: list[float] = []
    try:
        for turn in range(rounds + 2):
            if scale is Scale.FULL and turn % 10 == 0:
                wait_until_calm(2)
            bare, logged = floor.press(b"n", FRAME), call(ours)
            if turn > 1 and bare is not None and logged is not None:
                beside.append(bare)
                taken.append(logged)
    finally:
        floor.close()
        ours.close()
    what, bare_key = f"outcome key to next lead, {leads:,} leads", "bare Textual, key to panel painted"
    return [
        compare("G10", what, bare_key, taken, beside, limit=4),
        compare("G10", f"{what}, p99 of the floor's median", bare_key, [p99(taken)], beside, limit=12),
    ]


def may_be_called(path: Path, count: int) -> None:
    """Give the first leads of the queue what the law asks for: an inquiry of their own, of yesterday."""
    desk = open_desk(path, FixedClock(NOW), "rep000")
    with desk.seat.store.writing() as unit:
        for row in desk.queue.rows(limit=count):
            unit.run(
                compiled.ADD_CONVERSION,
                id=new_id(NOW), lead_id=row.lead_id, offer=row.offer, kind=row.kind, at=NOW - timedelta(days=1),
                source="", campaign="", arrived_at=NOW - timedelta(days=1), dedupe=row.lead_id, batch_id="",
                basis="inquiry", basis_at=None, basis_text="", arm="",
            )  # fmt: skip
    desk.close()


def call(desk: Terminal) -> float | None:
    """Dial the lead shown, wait as a person would, press "no answer": how long until the next is painted."""
    desk.press(b"\r", FRAME)
    time.sleep(GUARD)
    desk.settle(0.05)
    return desk.press(b"n", b"Logged")
