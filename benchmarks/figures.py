"""The figures' speed: a rep's day, my numbers, the team, marketing, on a file of many activities.

`python benchmarks/figures.py --activities 1000000`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.big_store import CHUNK, NOW, OFFERS, make
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.domain import ranges
from sdrdesk.store import compiled
from sdrdesk.store.sql import Sql
from sdrdesk.store.store import Store

OUTCOMES = ("no_answer", "voicemail", "busy", "gatekeeper", "call_back", "sent_information", "bad_timing")
DAYS = 365


def fill(store: Store, activities: int) -> None:
    """Write conversions and activities for the leads of a store, spread over a year, with the day counters."""
    rng = random.Random(activities)
    leads = _leads(store)
    counters: dict[tuple[str, str], list[int]] = {}
    with store.writing() as unit:
        for start in range(0, len(leads), CHUNK):
            unit.many(compiled.ADD_CONVERSION, [_conversion(rng, lead) for lead, _ in leads[start : start + CHUNK]])
    made = 0
    while made < activities:
        rows = []
        for number in range(made, min(made + CHUNK, activities)):
            lead, owner = leads[number % len(leads)]
            rows.append(_activity(rng, number, lead, owner, is_first=number < len(leads)))
            count = counters.setdefault((owner, str(rows[-1]["day"])), [0, 0, 0, 0, 0])
            for at, value in enumerate((1, *(rows[-1][name] for name in FLAGS))):
                count[at] += 1 if value else 0
        with store.writing() as unit:
            unit.many(compiled.ADD_ACTIVITY, rows)
        made += len(rows)
    names = ("touches", "dials", "connects", "conversations", "booked")
    with store.writing() as unit:
        unit.many(
            compiled.ADD_DAY,
            [
                {"rep_id": rep, "day": day, **dict(zip(names, count, strict=True))}
                for (rep, day), count in counters.items()
            ],
        )


FLAGS = ("is_dial", "is_connect", "is_conversation", "is_booked")


def _leads(store: Store) -> list[tuple[str, str]]:
    with store.reading() as unit:
        found: list[tuple[str, str]] = []
        for rep in unit.all(compiled.REPS):
            found += [(row[0], row[2]) for row in unit.all(compiled.OPEN_OF, rep=rep[0])]
    return found


def _conversion(rng: random.Random, lead: str) -> dict[str, object]:
    offer, kind, _, _ = OFFERS[rng.randrange(len(OFFERS))]
    at = NOW - timedelta(days=rng.random() * DAYS)
    return {
        "id": f"{rng.getrandbits(128):032x}", "lead_id": lead, "offer": offer, "kind": kind, "at": at,
        "source": "Search", "campaign": f"Campaign {rng.randrange(12)}", "arrived_at": at, "dedupe": str(at),
        "batch_id": "", "basis": "inquiry", "basis_at": None, "basis_text": "",
    }  # fmt: skip


def _activity(rng: random.Random, number: int, lead: str, owner: str, *, is_first: bool) -> dict[str, object]:
    offer, kind, tier, _ = OFFERS[rng.randrange(len(OFFERS))]
    at = NOW - timedelta(days=rng.random() * DAYS)
    is_connect = rng.random() < 0.15
    return {
        "id": f"{number:08x}{rng.getrandbits(96):024x}", "lead_id": lead, "rep_id": owner, "at": at,
        "day": at.date(), "channel": "call", "outcome": rng.choice(OUTCOMES), "seconds": rng.randrange(300),
        "note": "", "reason": "", "yeses": "", "is_dial": True, "is_connect": is_connect,
        "is_conversation": is_connect and rng.random() < 0.7, "is_booked": False, "is_first": is_first,
        "speed_minutes": rng.random() * 60 if is_first else None, "kind": kind, "offer": offer, "tier": tier,
        "converted_at": at - timedelta(hours=1), "due_at": at,
        "answer_by": at + timedelta(minutes=rng.randrange(-5, 20)),
        "promised": rng.random() < 0.03, "there": at.weekday() * 24 + at.hour,
        "variants": rng.choice(("first_sentence=a,meeting_ask=b", "first_sentence=b,meeting_ask=a")),
        "meeting_id": "", "meeting_state": "", "meets_at": None, "before": "{}", "after": "{}",
    }  # fmt: skip


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
