"""The figures' speed: a rep's day, my numbers, the team, marketing, on a file of many activities.

`python benchmarks/figures.py --activities 1000000`.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.big_store import INDEXES, NOW, OFFERS, STRIDE, clock, make, one_of, spread
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.domain import ranges
from sdrdesk.store import driver
from sdrdesk.store.sql import Sql
from sdrdesk.store.store import Store

OUTCOMES = ("no_answer", "voicemail", "busy", "gatekeeper", "call_back", "sent_information", "bad_timing")
DAYS = 365


def fill(store: Store, activities: int, conversions: int = 1) -> None:
    """Write conversions and activities for the leads of a store, spread over a year, with the day counters.

    By the database out of their number, and the indexes behind it: ten millions take minutes, not an hour.
    """
    with contextlib.closing(driver.connect(store.path)) as bare:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-262144", "journal_size_limit=0"):
            bare.execute(f"PRAGMA {pragma}").fetchall()
        made = bare.execute(INDEXES.format(table="activity")).fetchall()
        bare.execute("CREATE TEMP TABLE lead_of (number INTEGER PRIMARY KEY, id TEXT NOT NULL, owner_id TEXT NOT NULL)")
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(
            "INSERT INTO lead_of SELECT row_number() OVER (ORDER BY id) - 1, id, owner_id FROM lead "
            "WHERE stage = 'open' AND owner_id IN (SELECT id FROM rep WHERE role = 'rep')"
        )
        leads = bare.execute("SELECT count(*) FROM lead_of").fetchone()[0]
        for name, _ in made:
            bare.execute(f"DROP INDEX {name}")
        bare.execute("COMMIT")
        params = {"team": store.team_id, "leads": leads, "now": NOW.timestamp(), "days": DAYS}
        for text, many in ((_CONVERSIONS, leads * conversions), (_ACTIVITIES, activities)):
            for first in range(0, many, STRIDE):
                bare.execute("BEGIN IMMEDIATE")
                bare.execute(text, params | {"first": first, "last": min(first + STRIDE, many) - 1})
                bare.execute("COMMIT")
        for text in (*(text for _, text in made), _COUNTERS):
            bare.execute(text)


_OFFER_OF = {column: one_of("by_offer", [offer[at] for offer in OFFERS]) for at, column in enumerate(("offer", "kind"))}
_WHEN = clock(f"CAST(:now - 86400 * :days * {spread('n', 0.73205080757)} AS INTEGER)")
_CONVERSIONS = f"""
WITH RECURSIVE
number(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM number WHERE n < :last),
drawn AS (
  SELECT n, {spread("n", 0.41421356237)} AS by_offer, {_WHEN} AS at
  FROM number
)
INSERT INTO conversion (team_id, id, lead_id, offer, kind, at, source, campaign, arrived_at, dedupe, batch_id, basis,
  basis_at, basis_text)
SELECT :team, printf('%032x', n), lead_of.id, {_OFFER_OF["offer"]}, {_OFFER_OF["kind"]}, at, 'Search',
  'Campaign ' || (n % 12), at, at || n, '', 'inquiry', NULL, ''
FROM drawn JOIN lead_of ON lead_of.number = n % :leads
"""  # noqa: S608 - nothing from outside
_ACTIVITIES = f"""
WITH RECURSIVE
number(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM number WHERE n < :last),
drawn AS (
  SELECT n, {spread("n", 0.41421356237)} AS by_offer, {spread("n", 0.2360679775)} AS by_connect,
    {spread("n", 0.6457513111)} AS by_outcome, {spread("n", 0.3166247904)} < 0.03 AS promised,
    {spread("n", 0.1231056256)} AS by_talk, {spread("n", 0.3588989435)} AS by_speed,
    CAST(:now - 86400 * :days * {spread("n", 0.6055512755)} AS INTEGER) AS seconds
  FROM number
),
told AS (
  SELECT *, {clock("seconds")} AS at, by_connect < 0.15 AS is_connect, n < :leads AS is_first,
    CAST(by_offer * {len(OFFERS)} AS INTEGER) / 2 + 1 AS tier
  FROM drawn
)
INSERT INTO activity (team_id, id, lead_id, rep_id, at, day, channel, outcome, seconds, note, reason, yeses, is_dial,
  is_connect, is_conversation, is_booked, is_first, speed_minutes, kind, offer, tier, converted_at, due_at, answer_by,
  promised, there, variants, meeting_id, meeting_state, meets_at, "before", "after")
SELECT :team, printf('%08x%024x', n, n * 2654435761), lead_of.id, lead_of.owner_id, at, substr(at, 1, 10), 'call',
  {one_of("by_outcome", OUTCOMES)}, CAST(by_talk * 300 AS INTEGER), '', '', '', 1, is_connect,
  is_connect AND by_talk < 0.7, 0, is_first, CASE WHEN is_first THEN by_speed * 60 END, {_OFFER_OF["kind"]},
  {_OFFER_OF["offer"]}, tier, at, at, {clock("seconds + CASE WHEN by_speed < 0.2 THEN -120 ELSE 600 END")}, promised,
  n % 168, CASE WHEN n % 2 THEN 'first_sentence=a,meeting_ask=b' ELSE 'first_sentence=b,meeting_ask=a' END, '', '',
  NULL, '{{}}', '{{}}'
FROM told JOIN lead_of ON lead_of.number = n % :leads
"""  # noqa: S608 - nothing from outside
_COUNTERS = """
INSERT INTO rep_day (team_id, rep_id, day, touches, dials, connects, conversations, booked)
SELECT team_id, rep_id, day, count(*), sum(is_dial), sum(is_connect), sum(is_conversation), sum(is_booked)
FROM activity GROUP BY team_id, rep_id, day
"""


def timed(call: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and worst in milliseconds."""
    call()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), max(taken)


def measure(desk: Desk, manager: Desk, rounds: int) -> None:
    """Print each figure's time."""
    today = desk.numbers.today()
    calls: list[tuple[str, Callable[[], object]]] = [
        ("board (queue, counts, day)", desk.queue.board),
        ("day goals", desk.numbers.goals),
        ("mine, today", lambda: desk.numbers.mine(ranges.today(today))),
        ("mine, week", lambda: desk.numbers.mine(ranges.week(today))),
        ("mine, month", lambda: desk.numbers.mine(ranges.month(today))),
        ("mine, quarter", lambda: desk.numbers.mine(ranges.quarter(today))),
        ("calls of the week", lambda: desk.numbers.calls(ranges.week(today))),
        ("team, week", lambda: manager.numbers.team(ranges.week(today))),
        ("team, month", lambda: manager.numbers.team(ranges.month(today))),
        ("needs you", manager.numbers.needs_you),
        ("marketing, month", lambda: manager.marketing.numbers(ranges.month(today))),
    ]
    for name, call in calls:
        middle, worst = timed(call, rounds)
        print(f"{name:28} median {middle:8.2f} ms   worst {worst:8.2f} ms")


def main() -> None:
    """Make the file and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activities", type=int, default=1_000_000)
    parser.add_argument("--leads", type=int, default=200_000)
    parser.add_argument("--reps", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--file", help="keep the store here, or use the one that is there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(args.file or Path(folder) / "numbers.db")
        if not path.exists():
            store = make(path, leads=args.leads, reps=args.reps)
            fill(store, args.activities)
            with store.writing() as unit:
                unit.run(Sql("make_manager", "UPDATE rep SET role = 'manager' WHERE login = 'rep000'"))
                unit.run(Sql("analyze", "ANALYZE"))
            store.close()
        clock = FixedClock(NOW)
        desk, manager = open_desk(path, clock, "rep001"), open_desk(path, clock, "rep000")
        print(f"{args.leads:,} leads, {args.activities:,} activities, {args.reps} reps")
        measure(desk, manager, args.rounds)


if __name__ == "__main__":
    main()
