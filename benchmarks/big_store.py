"""Founds a team and fills its file with many leads, straight through the tables: input for the queue's figures.

Rows are made by the database out of their number, so a file of the same size is the same file. Everything that the
queue's index and rules look at is spread as in a real team; texts are short and made up.
"""

from __future__ import annotations

import contextlib
import math
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sdrdesk.build import data_folder, found_team
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.store import compiled, driver
from sdrdesk.store.sql import Sql
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
        # A new rep is greeted with the road of learning, which lies over the queue.
        unit.run(Sql("seniors", "UPDATE rep SET started_on = '2025-01-02'"))
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
    _fill(path, store.team_id, owners, leads, open_share, due_share)
    return store


def _fill(path: Path, team: str, owners: list[str], leads: int, open_share: float, due_share: float) -> None:
    """Write the leads with one statement, and make the indexes behind it: five millions take minutes, not an hour."""
    with contextlib.closing(driver.connect(path)) as bare:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-262144", "journal_size_limit=0"):
            bare.execute(f"PRAGMA {pragma}").fetchall()
        indexes = INDEXES.format(table="lead")
        made = bare.execute(indexes).fetchall()
        bare.execute("BEGIN IMMEDIATE")
        for name, _ in made:
            bare.execute(f"DROP INDEX {name}")
        bare.execute("CREATE TEMP TABLE owner_of (number INTEGER PRIMARY KEY, id TEXT NOT NULL)")
        bare.executemany("INSERT INTO owner_of VALUES (?, ?)", enumerate(owners))
        bare.execute("COMMIT")
        for first in range(0, leads, STRIDE):
            bare.execute("BEGIN IMMEDIATE")
            params = {"team": team, "first": first, "last": min(first + STRIDE, leads) - 1, "reps": len(owners)}
            shares = {"open_share": open_share, "due_share": due_share, "now": NOW.timestamp()}
            bare.execute(_LEADS, params | shares)
            bare.execute("COMMIT")
        for _, text in made:
            bare.execute(text)


STRIDE = 500_000
"""Leads written in one transaction: it waits in the journal until then."""
INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL"


def spread(key: str, factor: float) -> str:
    """An expression between 0 and 1 that differs from row to row as if by chance: steps round a circle."""
    return f"({key} * {factor} - CAST({key} * {factor} AS INTEGER))"


def clock(seconds: str) -> str:
    """Seconds since 1970 as the store keeps a time."""
    return f"strftime('%Y-%m-%d %H:%M:%f000', {seconds}, 'unixepoch')"


def one_of(among: str, values: Sequence[object]) -> str:
    """One of some values, by an expression between 0 and 1."""
    cases = " ".join(f"WHEN {number} THEN {value!r}" for number, value in enumerate(values[:-1]))
    return f"CASE CAST({among} * {len(values)} AS INTEGER) {cases} ELSE {values[-1]!r} END"


def _by_weight(among: str, column: int) -> str:
    """A column of OFFERS, the later ones far more often."""
    values = [offer[column] for offer in reversed(OFFERS)]
    limits = [1 - math.exp(-0.35 * (number + 1)) for number in range(len(values) - 1)]
    cases = " ".join(f"WHEN {among} < {limit} THEN {value!r}" for limit, value in zip(limits, values, strict=False))
    return f"CASE {cases} ELSE {values[-1]!r} END"


_LEADS = f"""
WITH RECURSIVE
number(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM number WHERE n < :last),
drawn AS (
  SELECT n, {spread("n", 0.41421356237)} < :open_share AS is_open, {spread("n", 0.73205080757)} AS by_offer,
    {spread("n", 0.2360679775)} < 0.01 AS is_promised, {spread("n", 0.6457513111)} AS by_grade,
    {spread("n", 0.3166247904)} AS by_due, {spread("n", 0.6055512755)} AS by_place,
    {spread("n", 0.1231056256)} AS by_time, {spread("n", 0.3588989435)} AS ahead
  FROM number
),
told AS (
  SELECT *, {_by_weight("by_offer", 0)} AS offer, {_by_weight("by_offer", 1)} AS kind,
    {_by_weight("by_offer", 2)} AS tier, {_by_weight("by_offer", 3)} AS gate,
    CASE WHEN by_grade < 0.1 THEN 'A' WHEN by_grade < 0.3 THEN 'B' WHEN by_grade < 0.7 THEN 'C' ELSE 'D' END AS grade,
    :now + 86400 * CASE WHEN by_due < :due_share THEN -3 * ahead ELSE 60 * ahead END AS due
  FROM drawn
),
lead_ AS (
  SELECT *, is_open AND is_promised AS promised, CASE WHEN is_open THEN {clock("due")} END AS due_at,
    CASE WHEN is_open THEN {clock("due + 14400")} END AS answer_by
  FROM told
)
INSERT INTO lead (team_id, id, owner_id, batch_id, created_at, name, title, company, company_key, people, industry,
  email, email_key, phone, city, place, search, stage, kind, offer, converted_at, tier, band, rank, order_at, due_at,
  answer_by, channel, why, step, retries, answered_at, yeses, gate, meets_at, points, grade, grade_note, last_outcome,
  last_at, last_by, held_by, held_until, routed)
SELECT :team, printf('%08x%024x', n, n * 2654435761), owner_of.id, '', {clock(":now")}, 'Person ' || n, 'Head of Sales',
  'Company ' || (n % 50000), 'company ' || (n % 50000), 10 + n % 4990, '',
  'p' || n || '@c' || (n % 50000) || '.example', 'p' || n || '@c' || (n % 50000) || '.example',
  printf('+1312%07d', n % 10000000), 'Chicago', {one_of("by_place", PLACES)},
  'person ' || n || ' company ' || (n % 50000),
  CASE WHEN is_open THEN 'open' ELSE {one_of("by_time", ("nurture", "disqualified", "meeting"))} END,
  kind, offer, {clock(":now - 86400 * 90 * by_time")}, tier, CASE WHEN promised THEN 0 ELSE tier END,
  CASE WHEN promised OR tier = 1 THEN 0 ELSE instr('ABCD', grade) - 1 END,
  CASE WHEN promised THEN due_at ELSE answer_by END, due_at, answer_by, 'call',
  CASE WHEN promised THEN 'callback' WHEN is_open THEN 'cadence' ELSE '' END, n % 6, 0, {clock(":now - 86400")}, '',
  gate, NULL, n % 60, grade, 'VP, pricing page twice', 'no_answer', {clock(":now - 86400 * (1 + 9 * by_time)")},
  owner_of.id, '', NULL, ''
FROM lead_ JOIN owner_of ON owner_of.number = n % :reps
"""  # noqa: S608 - nothing from outside
