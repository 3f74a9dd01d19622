"""G14: the median speed to lead of each rep over a month, beside SQL over an index of every activity by its lead."""

from __future__ import annotations

import contextlib
import statistics
from typing import Any

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals import bare
from benchmarks.goals.g12_team import sizes
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare, milliseconds
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.figures import tallies
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.domain import ranges

BY_LEAD = (
    "SELECT lead.owner_id, unixepoch(min(activity.at)) - unixepoch(conversion.at) FROM conversion "
    "JOIN lead ON lead.team_id = conversion.team_id AND lead.id = conversion.lead_id "
    "JOIN activity INDEXED BY ix_activity_lead "
    "ON activity.team_id = conversion.team_id AND activity.lead_id = conversion.lead_id "
    "WHERE conversion.team_id = ? AND conversion.at BETWEEN ? AND ? GROUP BY conversion.id"
)


def run(scale: Scale) -> list[Result]:
    """Ours from the first touches, which are marked when they are logged."""
    _, count, leads = sizes(scale)
    rounds = 15 if scale is Scale.FULL else 5
    path = stores.activities(count, leads)
    with contextlib.ExitStack() as stack:
        desk = open_desk(path, FixedClock(NOW), "rep000")
        stack.callback(desk.close)
        by_hand = stack.enter_context(bare.connection(path))
        month = ranges.month(desk.numbers.today())
        cases = {
            "speeds": lambda: milliseconds(lambda: _speeds(desk, month)),
            "by lead": lambda: milliseconds(lambda: _by_lead(by_hand, desk.seat.store.team_id, month)),
        }
        taken = alternate(cases, rounds)
    what = f"median speed to lead of 100 reps, month, {count:,} activities"
    return [compare("G14", what, "activities by lead, index", taken["speeds"], taken["by lead"], limit=0.4)]


def _speeds(desk: Desk, month: ranges.Range) -> None:
    with desk.seat.store.reading() as unit:
        tallies.speeds(unit, all_reps(unit, ""), month, NOW)


def _by_lead(connection: Any, team: str, month: ranges.Range) -> None:
    rows = connection.execute(BY_LEAD, (team, f"{month.first} 00:00:00", f"{month.last} 23:59:59")).fetchall()
    by_rep: dict[str, list[int]] = {}
    for rep, seconds in rows:
        by_rep.setdefault(rep, []).append(seconds)
    for found in by_rep.values():
        statistics.median(found)
