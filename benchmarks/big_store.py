"""Founds a team and fills its file with many leads, straight through the tables: input for the queue's figures.

Rows are made from a seeded generator, so a file of the same size is the same file. Everything that the queue's index
and rules look at is spread as in a real team; texts are short and made up.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sdrdesk.build import data_folder, found_team
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.store import compiled
from sdrdesk.store.store import Store

NOW = datetime(2026, 11, 24, 16, 42, tzinfo=UTC)
"""A Tuesday, 11:42 in New York: most of the places below are open."""

PLACES = (
    "US-NY|America/New_York",
    "US-IL|America/Chicago",
    "US-CO|America/Denver",
    "US-CA|America/Los_Angeles",
    "CA-ON|America/Toronto",
    "GB|Europe/London",
    "DE|Europe/Berlin",
    "IN|Asia/Kolkata",
    "AU|Australia/Sydney",
)
OFFERS = (
    ("demo-request", "demo_request", 1, ""),
    ("pricing", "pricing_inquiry", 1, ""),
    ("contact-us", "contact_us", 2, ""),
    ("free-trial", "free_trial", 2, ""),
    ("webinar-retail", "webinar", 3, "webinar-retail"),
    ("case-study-lumen", "case_study", 4, "case-study-lumen"),
    ("speed-to-lead", "whitepaper", 4, "speed-to-lead"),
    ("roi-guide", "ebook", 4, "roi-guide"),
)
CHUNK = 20_000


def make(path: Path, *, leads: int, reps: int, open_share: float = 0.55, due_share: float = 0.05) -> Store:
    """A file of `leads` leads in the hands of `reps` reps, `rep000` the first; passes on every offer.

    Args:
        path: Where; replaced if it exists.
        leads: How many.
        reps: Among how many they are shared out.
        open_share: Share that is still worked.
        due_share: Share of the open ones that is due now.
    """
    for old in path.parent.glob(path.name + "*"):
        old.unlink()
    book = data_folder() / "playbook.toml"
    members = [
        {"login": f"rep{number:03}", "name": f"Rep {number:03}", "role": "rep", "zone_name": "America/New_York"}
        for number in range(reps)
    ]
    store = found_team(path, NOW, team="Big", members=members, playbook=read_playbook(book), source=book.read_text())
    rng = random.Random(leads)
    with store.writing() as unit:
        owners = [row[0] for row in unit.all(compiled.REPS)]
        for key in PLACES:
            unit.run(compiled.ADD_PLACE, key=key)
        for owner in owners:
            for offer, _, _, gate in OFFERS:
                if gate:
                    unit.run(
                        compiled.ADD_PASS,
                        id=f"{rng.getrandbits(128):032x}",
                        rep_id=owner,
                        offer=offer,
                        version=99,
                        passed_at=NOW,
                        valid_until=None,
                    )
    made = 0
    while made < leads:
        count = min(CHUNK, leads - made)
        rows = [_lead(rng, owners, made + index, open_share, due_share) for index in range(count)]
        with store.writing() as unit:
            unit.many(compiled.ADD_LEAD, rows)
        made += count
    return store


def _lead(rng: random.Random, owners: list[str], number: int, open_share: float, due_share: float) -> dict[str, object]:
    offer, kind, tier, gate = OFFERS[min(int(rng.expovariate(0.35)), 7) * -1 - 1]
    is_open = rng.random() < open_share
    promised = is_open and rng.random() < 0.01
    grade = rng.choices("ABCD", (1, 2, 4, 3))[0]
    ahead = -rng.random() * 3 if rng.random() < due_share else rng.random() * 60
    due = NOW + timedelta(days=ahead)
    answer = due + timedelta(hours=4)
    return {
        "id": f"{number:08x}{rng.getrandbits(96):024x}",
        "owner_id": owners[number % len(owners)],
        "batch_id": "",
        "created_at": NOW,
        "name": f"Person {number}",
        "title": "Head of Sales",
        "company": f"Company {number % 50_000}",
        "company_key": f"company {number % 50_000}",
        "people": rng.randrange(10, 5000),
        "industry": "",
        "email": f"p{number}@c{number % 50_000}.example",
        "email_key": f"p{number}@c{number % 50_000}.example",
        "phone": f"+1312{number % 10_000_000:07}",
        "city": "Chicago",
        "place": rng.choice(PLACES),
        "search": f"person {number} company {number % 50_000}",
        "stage": "open" if is_open else rng.choice(("nurture", "disqualified", "meeting")),
        "kind": kind,
        "offer": offer,
        "converted_at": NOW - timedelta(days=rng.random() * 90),
        "tier": tier,
        "band": 0 if promised else tier,
        "rank": 0 if promised or tier == 1 else "ABCD".index(grade),
        "order_at": (due if promised else answer) if is_open else None,
        "due_at": due if is_open else None,
        "answer_by": answer if is_open else None,
        "channel": "call",
        "why": ("callback" if promised else "cadence") if is_open else "",
        "step": rng.randrange(6),
        "retries": 0,
        "answered_at": NOW - timedelta(days=1),
        "yeses": "",
        "gate": gate,
        "meets_at": None,
        "points": rng.randrange(60),
        "grade": grade,
        "grade_note": "VP, pricing page twice",
        "last_outcome": "no_answer",
        "last_at": NOW - timedelta(days=1 + rng.random() * 9),
        "last_by": owners[number % len(owners)],
        "held_by": "",
        "held_until": None,
        "routed": "",
    }
