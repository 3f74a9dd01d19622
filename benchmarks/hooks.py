"""The receiver under load: 10,000 signed posts with duplicates, replays and kills in between, beside its floor.

    python benchmarks/hooks.py [--posts 10000] [--connections 64] [--kills 5]

The floor writes the rows that a post becomes on the bare driver, 128 posts to a commit: what no receiver can beat here.
Sender and receiver share the machine's cores, so a rate is that of both together.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from sdrdesk.build import data_folder, found_team, open_desk
from sdrdesk.clock import SystemClock
from sdrdesk.domain.webhook import Sender
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.store import driver
from sdrdesk.web.signing import sign_standard

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - made up
TOGETHER = 128


@dataclass
class Tally:
    """What the sender saw."""

    acknowledged: set[int] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    busy: float = 0.0
    empty: float = 0.0
    """Answers a second to a request that does nothing: what sender and HTTP alone cost."""
    lag: float = 0.0
    """Seconds from the last answer until the last lead was there."""


def found(folder: Path) -> Path:
    """A team of eight reps with one source."""
    path = folder / "desk.db"
    book = data_folder() / "playbook.toml"
    members = [{"login": "nora", "name": "Nora", "role": "manager", "zone_name": "America/New_York"}]
    members += [
        {"login": f"rep{at}", "name": f"Rep {at}", "role": "rep", "zone_name": "America/New_York"} for at in range(8)
    ]
    now = datetime.now(UTC)  # noqa: TID251 - a benchmark measures real time
    found_team(
        path, now, team="Bench", members=members, playbook=read_playbook(book), source=book.read_text(encoding="utf-8")
    ).close()
    desk = open_desk(path, SystemClock(), "nora")
    desk.hooks.add("site", Sender.STANDARD, offer="demo-request", secret=SECRET)
    desk.close()
    return path


class Receiver:
    """`sdrdesk serve` as a process."""

    def __init__(self, path: Path) -> None:
        """Start it."""
        words = ["serve", "--db", str(path), "--port", "0", "--rate", "1000000", "--quiet"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sdrdesk", *words], stderr=subprocess.PIPE, text=True, env=os.environ
        )
        assert self.process.stderr is not None  # noqa: S101 - asked for above
        line = self.process.stderr.readline()
        self.url = line.split("Receiving on ")[1].split("/hooks")[0]

    def end(self, how: signal.Signals) -> None:
        """End it."""
        self.process.send_signal(how)
        self.process.wait()


def post_of(number: int) -> tuple[bytes, dict[str, str]]:
    """A signed post of person `number`."""
    data = {
        "email": f"person{number}@company{number % 997}.example.com",
        "first_name": "Person",
        "last_name": str(number),
        "company": f"Company {number % 997}",
        "phone": f"+1212{2000000 + number}",
        "job_title": "VP Sales",
        "employees": "51-200",
    }
    now = int(time.time())  # noqa: TID251 - signatures carry real time
    body = json.dumps({"type": "form.filled", "data": data}).encode()
    return body, {
        "Content-Type": "application/json",
        "webhook-id": f"msg_{number}",
        "webhook-timestamp": str(now),
        "webhook-signature": sign_standard(SECRET, f"msg_{number}", now, body),
    }


async def send(url: str, numbers: list[int], connections: int, tally: Tally, stop_after: int = 0) -> None:
    """Send posts over so many connections; stop when nobody answers, or after so many answers."""
    waiting = list(reversed(numbers))
    dice = random.Random(len(numbers))
    done = 0

    async def one(session: aiohttp.ClientSession) -> None:
        nonlocal done
        while waiting and not (stop_after and done >= stop_after):
            number = waiting.pop()
            body, headers = post_of(number)
            if dice.random() < 0.02:  # a stranger's replay with another body
                async with session.post(f"{url}/hooks/site", data=body + b" ", headers=headers) as answer:
                    tally.statuses[f"forged {answer.status}"] += 1
            started = time.perf_counter()
            async with session.post(f"{url}/hooks/site", data=body, headers=headers) as answer:
                said = await answer.json()
                tally.seconds.append(time.perf_counter() - started)
                tally.statuses[f"{answer.status} {said.get('status', said.get('error', {}).get('code'))}"] += 1
                if answer.status == 200:
                    tally.acknowledged.add(number)
                    done += 1
                else:
                    waiting.insert(0, number)

    began = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as session:
        await asyncio.gather(*(one(session) for _ in range(connections)), return_exceptions=True)
    tally.busy += time.perf_counter() - began


async def nothing(url: str, connections: int, count: int = 4000) -> float:
    """Requests a second for /health."""
    left = count

    async def one(session: aiohttp.ClientSession) -> None:
        nonlocal left
        while left > 0:
            left -= 1
            async with session.get(f"{url}/health") as answer:
                await answer.read()

    began = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=connections)) as session:
        await asyncio.gather(*(one(session) for _ in range(connections)))
    return count / (time.perf_counter() - began)


def sequence(posts: int) -> list[int]:
    """Every person once, and every tenth again a little later."""
    dice = random.Random(5)
    numbers = list(range(posts))
    again = [number for number in numbers if number % 10 == 0]
    for number in again:
        numbers.insert(min(len(numbers), number + dice.randrange(1, 400)), number)
    return numbers


def steady_run(folder: Path, posts: int, connections: int) -> tuple[Tally, Path]:
    """All posts to one receiver."""
    path, tally = found(folder), Tally()
    receiver = Receiver(path)
    asyncio.run(send(receiver.url, [-1 - at for at in range(200)], connections, Tally()))
    tally.empty = asyncio.run(nothing(receiver.url, connections))
    asyncio.run(send(receiver.url, sequence(posts), connections, tally))
    ended = time.perf_counter()
    connection = driver.connect(path)
    while connection.execute("SELECT count(*) FROM inbox WHERE state = 'new'").fetchone()[0]:
        time.sleep(0.02)
    tally.lag = time.perf_counter() - ended
    connection.close()
    receiver.end(signal.SIGTERM)
    return tally, path


def killed_run(folder: Path, posts: int, connections: int, kills: int) -> tuple[Tally, Path]:
    """All posts, the receiver killed in between; what was not acknowledged is sent again, as senders do."""
    path, tally = found(folder), Tally()
    for kill in range(kills + 1):
        left = [number for number in sequence(posts) if number not in tally.acknowledged or number % 10 == 0]
        receiver = Receiver(path)
        is_last = kill == kills

        async def run(
            url: str, todo: list[int], process: subprocess.Popen[str], is_last: bool, kill: int = kill
        ) -> None:
            sending = asyncio.create_task(send(url, todo, connections, tally))
            if not is_last:
                aim = (kill + 1) * posts // (kills + 1)
                while len(tally.acknowledged) < aim and not sending.done():
                    await asyncio.sleep(0.002)
                process.send_signal(signal.SIGKILL)
            await sending

        asyncio.run(run(receiver.url, left, receiver.process, is_last))
        receiver.end(signal.SIGTERM if is_last else signal.SIGKILL)
    return tally, path


def truth(path: Path, tally: Tally) -> dict[str, object]:
    """What the file says against what was acknowledged."""
    connection = driver.connect(path)
    leads = [row[0] for row in connection.execute("SELECT email FROM lead")]
    there = {int(one.split("@")[0].removeprefix("person")) for one in leads}
    facts = {
        "acknowledged": len(tally.acknowledged),
        "leads": len(leads),
        "lost": len(tally.acknowledged - there),
        "twice": len(leads) - len(set(leads)),
        "conversions": connection.execute("SELECT count(*) FROM conversion").fetchone()[0],
        "integrity": connection.execute("PRAGMA integrity_check").fetchone()[0],
        "states": dict(connection.execute("SELECT state, count(*) FROM inbox GROUP BY state").fetchall()),
    }
    connection.close()
    return facts


def floor(path: Path, folder: Path, together: int) -> float:
    """Posts a second of the bare driver: the rows of a finished run, written again into an empty file."""
    source = driver.connect(path)
    target = folder / f"floor{together}.db"
    found_path = found(folder / f"f{together}")
    shutil.move(found_path, target)
    connection = driver.connect(target)
    team = connection.execute("SELECT id FROM team").fetchone()[0]
    rep = connection.execute("SELECT id FROM rep").fetchone()[0]
    inserts = []
    for table in ("inbox", "lead", "conversion"):
        cursor = source.execute(f"SELECT * FROM {table} LIMIT 10000")  # noqa: S608 - our own names
        names = [one[0] for one in cursor.description]
        rows = [list(row) for row in cursor]
        for row in rows:
            row[names.index("team_id")] = team
            if "owner_id" in names:
                row[names.index("owner_id")] = rep
        marks = ", ".join("?" * len(names))
        inserts.append((f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows))  # noqa: S608
    count = min(len(rows) for _, rows in inserts)
    began = time.perf_counter()
    for start in range(0, count, together):
        connection.execute("BEGIN IMMEDIATE")
        for text, rows in inserts:
            connection.executemany(text, rows[start : min(start + together, count)])
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    source.close()
    return count / took


def percentile(values: list[float], share: float) -> float:
    """A percentile in milliseconds."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] * 1000


def main() -> None:
    """Run all of it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--kills", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sdrdesk-hooks-") as name:
        folder = Path(name)
        for sub in ("a", "b", "f128", "f1"):
            (folder / sub).mkdir()
        runs = {
            "steady": steady_run(folder / "a", args.posts, args.connections),
            f"{args.kills} kills": killed_run(folder / "b", args.posts, args.connections, args.kills),
        }
        print("run        posts/s   p50 ms   p99 ms   max ms")
        for label, (tally, _) in runs.items():
            rate = len(tally.seconds) / tally.busy
            spans = [percentile(tally.seconds, share) for share in (0.5, 0.99, 1)]
            print(f"{label:10} {rate:7.0f} {spans[0]:8.1f} {spans[1]:8.1f} {spans[2]:8.1f}")
        steady = runs["steady"][0]
        print(f"empty answers, same sender: {steady.empty:.0f}/s; last lead {steady.lag:.2f} s after the last answer")
        for together in (TOGETHER, 1):
            print(f"floor, {together} posts a commit: {floor(runs['steady'][1], folder, together):.0f} posts/s")
        for label, (tally, path) in runs.items():
            print(label, truth(path, tally), dict(tally.statuses))


if __name__ == "__main__":
    main()
