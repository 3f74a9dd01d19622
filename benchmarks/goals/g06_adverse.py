"""G6: queues that the obvious index is bad at, one rep with every lead; beside a scan of the whole table."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import stores
from benchmarks.big_store import NOW, make
from benchmarks.goals import bare
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare, milliseconds
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock

SCAN = (
    "SELECT id FROM lead NOT INDEXED WHERE team_id = ? AND owner_id = ? AND stage = 'open' AND due_at <= ? "
    "ORDER BY band, rank, order_at LIMIT 50"
)
DUE = 0.5
"""Share of the open leads that is due: all of these a walk may have to pass over."""
ONE_OFFER, ONE_PLACE = "webinar-retail", "US-CA|America/Los_Angeles"


def run(scale: Scale) -> list[Result]:
    """A rep who has caught up, one with a single pass and a single open zone, one without a pass."""
    leads = 1_000_000 if scale is Scale.FULL else 20_000
    rounds = 15 if scale is Scale.FULL else 5
    base = stores.kept(f"one-rep-{leads}", lambda path: _one_rep(path, leads))
    one, none = stores.copy(base, "one-pass"), stores.copy(base, "no-pass")
    _change(
        one, [("DELETE FROM quiz_pass WHERE offer <> ?", ONE_OFFER), ("DELETE FROM place WHERE key <> ?", ONE_PLACE)]
    )
    _change(none, [("DELETE FROM quiz_pass WHERE offer <> ?", "")])
    cases: dict[str, Callable[[], float]] = {}
    with contextlib.ExitStack() as stack:
        scan = stack.enter_context(bare.connection(base))
        team, owner = scan.execute("SELECT team_id, owner_id FROM lead LIMIT 1").fetchone()
        now = NOW.replace(tzinfo=None).isoformat(" ", "microseconds")
        cases["scan"] = lambda: milliseconds(lambda: scan.execute(SCAN, (team, owner, now)).fetchall())
        for name, path, at in (("A2", base, NOW - timedelta(days=4)), ("A3", one, NOW), ("A4", none, NOW)):
            desk = open_desk(path, FixedClock(at), "rep000")
            stack.callback(desk.close)
            cases[name] = lambda desk=desk: milliseconds(lambda: desk.queue.rows(limit=50))
        taken = alternate(cases, rounds)
    told = {
        "A2": ("caught up: nothing is due", 0.01),
        "A3": ("one offer passed, one zone open", 0.5),
        "A4": ("nothing passed", 0.5),
    }
    return [
        compare("G6", f"{name}, {words}, {leads:,} leads of one rep", "a scan of the table", taken[name], taken["scan"],
                limit=limit)
        for name, (words, limit) in told.items()
    ]  # fmt: skip


def _one_rep(path: Path, leads: int) -> None:
    """A file of one rep in which every lead stands behind a quiz."""
    make(path, leads=leads, reps=1, due_share=DUE).close()
    _change(path, [("UPDATE lead SET gate = ? WHERE gate = ''", "roi-guide")])


def _change(path: Path, statements: list[tuple[str, Any]]) -> None:
    with bare.connection(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for text, value in statements:
            connection.execute(text, (value,))
        connection.execute("COMMIT")
