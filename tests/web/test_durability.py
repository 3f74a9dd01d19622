"""What was answered 200 is there, once, whatever happens to the receiver in between."""

from __future__ import annotations

import json
import random
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from tests.web.conftest import TOKEN
from tests.web.running import Process, as_json, ask
from tests.worlds import World

KILLS = 3


@dataclass
class Oracle:
    """Knows from outside which posts were acknowledged."""

    acknowledged: set[int] = field(default_factory=set)
    duplicates: int = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def hears(self, number: int, status: str) -> None:
        """A post was answered 200."""
        with self._guard:
            self.acknowledged.add(number)
            self.duplicates += status == "duplicate"


def hammer(port: int, oracle: Oracle, worker: int, stop: threading.Event) -> None:
    """Post new people, and some of the known ones again, until told to stop or nobody answers."""
    dice = random.Random(worker)
    known: list[int] = []
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    number = worker * 1_000_000 + int(time.monotonic() * 1000) % 900_000
    with closing(connection):
        while not stop.is_set():
            number += 1
            chosen = dice.choice(known) if known and dice.random() < 0.2 else number
            body = json.dumps({"email": f"p{chosen}@example.com", "name": f"Person {chosen}"}).encode()
            try:
                connection.request("POST", "/hooks/site", body, as_json(TOKEN, **{"webhook-id": f"m{chosen}"}))
                answer = connection.getresponse()
                data = json.loads(answer.read())
            except (OSError, HTTPException, ValueError):
                return
            if answer.status == 200:
                known.append(chosen)
                oracle.hears(chosen, data["status"])


def test_kill_9_under_load_loses_nothing_and_doubles_nothing(team: World) -> None:
    """Killed again and again in the middle of posts: every acknowledged one is a lead, and none is two."""
    oracle = Oracle()
    for kill in range(KILLS):
        process, stop = Process(team.path), threading.Event()
        workers = [
            threading.Thread(target=hammer, args=(process.port, oracle, kill * 100 + at, stop)) for at in range(24)
        ]
        for one in workers:
            one.start()
        time.sleep(0.5 + 0.1 * kill)
        process.kill()
        stop.set()
        for one in workers:
            one.join()

    Process(team.path).stop()

    leads = [row[0] for row in team.sql("SELECT email FROM lead")]
    states: dict[str, int] = dict(team.sql("SELECT state, count(*) FROM inbox GROUP BY state"))
    wanted = {f"p{number}@example.com" for number in oracle.acknowledged}
    assert len(wanted) > 100
    assert oracle.duplicates > 10
    assert len(leads) == len(set(leads))
    assert wanted <= set(leads)
    assert set(states) == {"taken"}
    assert states["taken"] == len(leads)
    assert team.sql("SELECT count(*) FROM conversion") == [(len(leads),)]
    assert team.sql("PRAGMA integrity_check") == [("ok",)]


def test_a_stop_answers_what_is_under_way(team: World) -> None:
    """SIGTERM ends the receiver with status 0 after the posts under way were answered; nobody is cut off."""
    process, oracle, stop = Process(team.path), Oracle(), threading.Event()
    workers = [threading.Thread(target=hammer, args=(process.port, oracle, at, stop)) for at in range(4)]
    for one in workers:
        one.start()
    time.sleep(0.4)

    status = process.stop()
    stop.set()
    for one in workers:
        one.join()

    assert status == 0
    leads = {row[0] for row in team.sql("SELECT email FROM lead")}
    assert leads == {f"p{number}@example.com" for number in oracle.acknowledged}


def test_the_process_says_where_it_listens(team: World) -> None:
    """`sdrdesk serve` listens on this machine alone, and its health can be asked."""
    process = Process(team.path)
    try:
        assert "Receiving on http://127.0.0.1:" in process.said[-1]
        assert "(1 sources)" in process.said[-1] or "(1 source)" in process.said[-1]
        assert ask(process.port, "/health").data["status"] == "ok"
    finally:
        assert process.stop() == 0
