"""The team of the load run: many reps, a manager, leads of their own and leads in the pool, on a file or a server."""

from __future__ import annotations

import json
import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from sdrdesk.build import data_folder, found_team, open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.intake.arrivals import Arrival, Arrivals
from sdrdesk.domain.hours import Place
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.webhook import Post, Sender
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.paths import Database
from sdrdesk.store.sql import Sql

PLACES = (
    Place("US-NY", ("America/New_York",)),
    Place("US-IL", ("America/Chicago",)),
    Place("US-CO", ("America/Denver",)),
    Place("GB", ("Europe/London",)),
)
OFFERS = ("demo-request", "pricing", "contact-us", "free-trial")
"""None of them stands behind a quiz."""
POOL = """
[[routing.rules]]
name = "small"
people_most = 9
to = ["pool"]
"""
"""What the team's playbook says more than the shipped one."""
MANAGER = "boss"
CHUNK = 1000


def found(where: Database, now: datetime, *, reps: int, each: int, pooled: int) -> None:
    """Found the team with `each` leads a rep and `pooled` in the pool, all due at `now`.

    Some leads are called busy for ever: a busy lead comes up again, so no run is short of leads.
    """
    source = (data_folder() / "playbook.toml").read_text(encoding="utf-8") + POOL
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".toml") as file:
        file.write(source)
        file.flush()
        playbook = read_playbook(Path(file.name))
    members = [{"login": MANAGER, "name": "Boss", "role": "manager", "zone_name": "America/New_York"}]
    members += [
        {"login": login(number), "name": f"Rep {number}", "role": "rep", "zone_name": "America/New_York"}
        for number in range(reps)
    ]
    found_team(where, now, team="Load", members=members, playbook=playbook, source=source).close()
    desk = open_desk(where, FixedClock(now), MANAGER)
    desk.hooks.add("site", Sender.JSON, offer="demo-request")
    owners = {rep.login: rep.id for rep in desk.team.reps()}
    dice = random.Random(reps)
    arrivals = [
        _arrival(dice, number, now, owners[login(number % reps)] if number < reps * each else "")
        for number in range(reps * each + pooled)
    ]
    taking = Arrivals(desk.seat)
    for start in range(0, len(arrivals), CHUNK):
        with desk.seat.store.writing() as unit:
            taking.take(unit, arrivals[start : start + CHUNK])
    with desk.seat.store.writing() as unit:
        unit.run(Sql("analyze", "ANALYZE"))
    desk.close()


def login(number: int) -> str:
    """The login of a rep."""
    return f"rep{number:03}"


def post(number: str, now: datetime, *, is_small: bool) -> Post:
    """A form fill of somebody new; a small company's goes into the pool."""
    data = {
        "name": f"Pat {number}", "email": f"pat{number}@firm{number}.example.com", "company": f"Firm {number}",
        "country": "US", "state": "NY", "employees": "5" if is_small else "400",
    }  # fmt: skip
    return Post(
        source="site", message_id=f"m{number}", body=json.dumps(data).encode(),
        headers={"content-type": "application/json"}, received_at=now,
    )  # fmt: skip


def _arrival(dice: random.Random, number: int, now: datetime, owner: str) -> Arrival:
    at = now - timedelta(hours=1 + dice.random() * 3)
    incoming = Incoming(
        full_name=f"Person {number}",
        company=f"Company {number}",
        title="Head of Sales",
        email=f"p{number}@c{number}.example.com",
        phone=f"+1312{number % 8_000_000 + 2_000_000:07}",
        place=dice.choice(PLACES),
        people=500 if owner else 5,
        converted_at=at,
        is_dated=True,
        source="Search",
    )
    return Arrival(incoming=incoming, offer=dice.choice(OFFERS), owner_id=owner)
