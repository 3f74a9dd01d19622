"""How fairly leads are shared out under bulk arrival: a file at once, and webhooks from two receivers at the same time.

Prints one table for each: what each rep got beside what the weights say, and the largest deviation.

    python benchmarks/routing.py [--leads 10000]
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sdrdesk.build import data_folder, found_team, open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake.intake import Options
from sdrdesk.domain.webhook import Post, Sender
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.store.sql import Sql

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
WEIGHTS = {"ann": 1, "bob": 2, "cyd": 3, "dee": 4, "eve": 2}
CAPACITY = {"eve": 500}
"""Eve stops at 500 open leads; the others then share the rest by their weights."""
OWNERS = Sql("owners", "SELECT login, count(*) FROM lead JOIN rep ON rep.id = owner_id GROUP BY login")


def main() -> None:
    """Share out, count, print."""
    options = argparse.ArgumentParser(description="Measure how fairly leads are shared out")
    options.add_argument("--leads", type=int, default=10_000)
    leads = options.parse_args().leads
    print("| way | rep | weight | room | got | by weight | off |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="sdrdesk-bench-") as folder:
        for way in (by_file, by_hooks):
            path = Path(folder) / f"{way.__name__}.db"
            desk = team(path)
            began = time.perf_counter()
            way(desk, path, leads)
            seconds = time.perf_counter() - began
            with desk.seat.store.reading() as unit:
                got = dict(unit.all(OWNERS))
            show(way.__name__, got, leads, seconds)
            desk.close()


def team(path: Path) -> Desk:
    """Five reps with weights, and a manager."""
    playbook = data_folder() / "playbook.toml"
    people = [{"login": one, "name": one.title(), "role": "rep", "zone_name": "America/New_York"} for one in WEIGHTS]
    people.append({"login": "max", "name": "Max", "role": "manager", "zone_name": "America/New_York"})
    source = playbook.read_text(encoding="utf-8")
    found_team(path, NOW, team="Bench", members=people, playbook=read_playbook(playbook), source=source).close()
    desk = open_desk(path, FixedClock(NOW), "max")
    for login, weight in WEIGHTS.items():
        # Room enough that only Eve fills up.
        desk.routes.set_share(login, weight=weight, capacity=CAPACITY.get(login, 100_000))
    return desk


def by_file(desk: Desk, path: Path, leads: int) -> None:
    """One file of so many people, each at a company of their own."""
    sheet = path.with_suffix(".csv")
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["First Name", "Last Name", "Email", "Company", "Country", "Form", "Create Date"])
        for number in range(leads):
            mail, firm = f"p{number}@firm{number}.example.com", f"Firm {number}"
            writer.writerow(["Pat", f"Number{number}", mail, firm, "US", "Ask for a demo", "2026-11-24 09:30"])
    desk.intake.load(sheet, Options())


def by_hooks(desk: Desk, path: Path, leads: int) -> None:
    """Posts in batches of 16 from two receivers on the same file, each with a store of its own."""
    desk.hooks.add("site", Sender.JSON, offer="demo-request")

    def receive(half: int) -> None:
        other = open_desk(path, FixedClock(NOW), "max")
        other.inbox.know(other.hooks.sources())
        mine = [post(number) for number in range(half, leads, 2)]
        for start in range(0, len(mine), 16):
            other.inbox.receive(mine[start : start + 16])
        other.close()

    threads = [threading.Thread(target=receive, args=(half,)) for half in (0, 1)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def post(number: int) -> Post:
    """A form fill."""
    body = {
        "name": f"Pat Number{number}", "email": f"p{number}@firm{number}.example.com", "company": f"Firm {number}",
        "country": "US",
    }  # fmt: skip
    return Post(
        source="site", message_id=f"m{number}", body=json.dumps(body).encode(),
        headers={"content-type": "application/json"}, received_at=NOW,
    )  # fmt: skip


def show(way: str, got: dict[str, int], leads: int, seconds: float) -> None:
    """One line for each rep, and the largest deviation."""
    should = expected(leads)
    for login, weight in WEIGHTS.items():
        have = got.get(login, 0)
        room = CAPACITY.get(login, "")
        print(f"| {way} | {login} | {weight} | {room} | {have} | {should[login]:.1f} | {have - should[login]:+.1f} |")
    worst = max(abs(got.get(one, 0) - should[one]) for one in WEIGHTS)
    print(f"| {way} | all | | | {sum(got.values())} | {leads} | largest {worst:.1f}, {leads / seconds:,.0f} leads/s |")


def expected(leads: int) -> dict[str, float]:
    """What the weights say: rounds of all until the room of one is full, then rounds of the others."""
    should = dict.fromkeys(WEIGHTS, 0.0)
    here, left = dict(WEIGHTS), float(leads)
    while left > 0 and here:
        whole = sum(here.values())
        rounds = min([left / whole, *((CAPACITY[one] - should[one]) / here[one] for one in here if one in CAPACITY)])
        for one, weight in here.items():
            should[one] += rounds * weight
        left -= rounds * whole
        here = {one: weight for one, weight in here.items() if one not in CAPACITY or should[one] < CAPACITY[one]}
    return should


if __name__ == "__main__":
    main()
