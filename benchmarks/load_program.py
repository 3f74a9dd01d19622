"""One program of the load run: so many reps at their desks, each in a thread, over one store.

Started by load.py with its task as JSON. What the store has acknowledged goes into a file before the rep goes on: the
oracle that the store cannot reach. Times go into another file when the program ends.
"""

from __future__ import annotations

import collections
import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.load_team import MANAGER, login, post
from sdrdesk.build import open_desk
from sdrdesk.clock import ShiftedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import ranges
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import DeskError, NotFound, Refused, StoreError
from sdrdesk.ids import new_id
from sdrdesk.paths import Database, ServerUrl
from sdrdesk.store.file_store import FileStore
from sdrdesk.store.pg_store import PgStore
from sdrdesk.tui.screens.watch import POLL, REST

T = TypeVar("T")

OUTCOMES = {
    "busy": 30, "no_answer": 25, "voicemail": 15, "gatekeeper": 8, "call_back": 10, "sent_information": 5,
    "meeting_booked": 4, "disqualified": 2, "do_not_call": 1,
}  # fmt: skip
"""Outcomes by how often each comes."""
PATIENCE = 60.0
"""Seconds in which a rep presses the same key again after a failure."""


class Program:
    """Reps of one program, what they saw, and the file of what was acknowledged."""

    def __init__(self, task: dict[str, Any]) -> None:
        """Sit down as the task says."""
        self.task = task
        self.times: dict[str, list[float]] = collections.defaultdict(list)
        self.errors: collections.Counter[str] = collections.Counter()
        self._file = os.open(task["acknowledged"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        where: Database = ServerUrl(task["url"]) if task["url"] else Path(task["path"])
        # Started some seconds after the others, it has their time all the same.
        since = timedelta(seconds=time.time() - task["began"])  # noqa: TID251 - a benchmark measures real time
        clock = ShiftedClock(datetime.fromisoformat(task["now"]) + since)
        first = open_desk(where, clock, MANAGER)
        self.manager, self.store = first, first.seat.store
        self.reps = {rep.login: rep for rep in first.team.reps()}
        self.until = time.monotonic() + task["seconds"]
        self.where = where

    def sit(self, name: str) -> Desk:
        """A desk of somebody, with connections of its own: a rep's desk is a program of its own."""
        seat = self.manager.seat
        store = PgStore(self.where) if isinstance(self.where, ServerUrl) else FileStore(self.where)
        return Desk(Seat(store=store, clock=seat.clock, rep=self.reps[name], rules=seat.rules, kinds=dict(seat.kinds)))

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.until

    def acknowledge(self, *words: object) -> None:
        """Write down what the store has said."""
        os.write(self._file, ("\t".join(map(str, words)) + "\n").encode())

    def timed(self, what: str, call: Callable[[], T]) -> T:
        """Call, and keep the milliseconds that it took; failures are counted by their words."""
        began = time.perf_counter()
        try:
            return call()
        except Refused as error:
            self.errors[f"{what}: refused, {error.code}"] += 1
            raise
        except DeskError as error:
            self.errors[f"{what}: {error.title}"] += 1
            raise
        finally:
            self.times[what].append((time.perf_counter() - began) * 1000)

    def run(self) -> None:
        """Everybody works until the time is up."""
        numbers = range(self.task["first"], self.task["first"] + self.task["reps"])
        bodies: list[Callable[[], None]] = [Caller(self, number).work for number in numbers]
        if self.task["first"] == 0:
            bodies += [self.manage, self.receive]
        threads = [threading.Thread(target=body) for body in bodies]
        Path(self.task["ready"]).touch()
        while not Path(self.task["go"]).exists():
            time.sleep(0.05)
        self.until = time.monotonic() + self.task["seconds"]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        kept = {"times": self.times, "errors": self.errors, "cpu": sum(os.times()[:2])}
        Path(self.task["kept"]).write_text(json.dumps(kept), encoding="utf-8")

    def manage(self) -> None:
        """A manager reads the team screen and the list of needs."""
        desk = self.manager
        while not self.is_over:
            try:
                self.timed("team", lambda: desk.numbers.team(ranges.week(desk.numbers.today())))
                self.timed("needs", desk.numbers.needs_you)
            except DeskError:
                pass
            time.sleep(self.task["think"] / 3 or 0.5)

    def receive(self) -> None:
        """Form fills arrive, some of them twice: a sender that heard no answer sends again."""
        desk, number, dice = self.sit(MANAGER), 0, random.Random(1)
        while not self.is_over:
            count = dice.randint(1, 4)
            names = [f"{self.task['first']}n{number + one}" for one in range(count)]
            number += count
            posts = [post(one, desk.seat.clock.now(), is_small=dice.random() < 0.5) for one in names]
            for _ in range(1 + (dice.random() < 0.1)):
                try:
                    for receipt in self.timed("posts", lambda posts=posts: desk.inbox.receive(posts)):  # type: ignore[misc]
                        self.acknowledge("post", receipt.state.value, names[0])
                    for name in names:
                        self.acknowledge("fill", name)
                except DeskError:
                    pass
            time.sleep(dice.expovariate(1 / self.task["between"]))


class Caller:
    """One rep: reads the queue, dials, thinks, logs, and whatever else a rep does now and then."""

    def __init__(self, program: Program, number: int) -> None:
        """Sit down."""
        self.program, self.name = program, login(number)
        self.desk = program.sit(self.name)
        self.dice = random.Random(number)
        self.rests_until = 0.0
        self.hears = partial(self.desk.seat.store.has_changed, self.desk.rep.id)

    def work(self) -> None:
        """Call after call."""
        self.pause(self.dice.random() * self.program.task["think"])
        while not self.program.is_over:
            try:
                self.call()
            except DeskError:
                time.sleep(min(1.0, self.program.task["think"]))  # to read why
        self.desk.seat.store.close()

    def pause(self, seconds: float) -> None:
        """Think; meanwhile the screen is read anew when it is told of a change, as `tui.screens.watch` does it."""
        until = min(time.monotonic() + seconds, self.program.until)
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, POLL))
            began = time.monotonic()
            try:
                if began >= self.rests_until and self.program.timed("look", self.hears):
                    self.program.timed("board again", self.desk.queue.board)
            except StoreError:
                pass
            self.rests_until = max(self.rests_until, began + (time.monotonic() - began) * REST)

    def call(self) -> None:
        """One lead, from the queue to the log."""
        timed, desk, dice, think = self.program.timed, self.desk, self.dice, self.program.task["think"]
        self.now_and_then()
        rows = timed("board", desk.queue.board).rows
        if not rows:
            rows = timed("board", lambda: desk.queue.board(Tab.WAITING, 50)).rows
        if not rows:
            return
        pooled = [row for row in rows if row.pool]
        row = pooled[0] if pooled and dice.random() < 0.3 else rows[min(len(rows) - 1, int(dice.expovariate(1)))]
        timed("brief", lambda: desk.queue.brief(row.lead_id))
        is_dialled = False
        try:
            timed("dial", lambda: desk.calling.dial(row.lead_id))
            is_dialled = True
        except Refused:
            if row.pool:
                return
        if is_dialled:
            self.program.acknowledge("dial", time.monotonic_ns(), self.name, row.lead_id)
        self.pause(dice.expovariate(1 / think) if think else 0)
        if dice.random() < 0.03 and is_dialled:
            self.program.acknowledge("end", time.monotonic_ns(), self.name, row.lead_id)
            timed("release", lambda: desk.calling.release(row.lead_id))
            return
        self.log(row.lead_id)

    def log(self, lead_id: str) -> None:
        """Log until the desk says that it is in the book; the id is made once, so the same key never logs twice."""
        program, calling = self.program, self.desk.calling
        now = self.desk.seat.clock.now()
        activity = new_id(now)
        (outcome,) = self.dice.choices(list(OUTCOMES), list(OUTCOMES.values()))
        reason = "wrong_role" if outcome == "disqualified" else ""
        later = now + timedelta(days=1)
        detail = Detail(
            callback_at=later if outcome == "call_back" else None,
            meeting_at=later if outcome == "meeting_booked" else None,
            reason=reason,
        )
        program.acknowledge("end", time.monotonic_ns(), self.name, lead_id)
        program.acknowledge("try", activity)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                logged = program.timed(
                    # At the end everybody who was on the phone hangs up at once, which no team does.
                    "log as all hang up" if program.is_over else "log",
                    lambda: calling.log(
                        lead_id, outcome, activity_id=activity, seconds=self.dice.randrange(300),
                        note=f"said {activity}", detail=detail, with_whom="Rae",
                    ),
                )  # fmt: skip
            except StoreError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                break
        program.errors["log: was in the book already"] += logged.repeated
        program.acknowledge("log", activity, self.name)

    def now_and_then(self) -> None:
        """What a rep does between calls."""
        desk, dice, timed = self.desk, self.dice, self.program.timed
        if dice.random() < 0.05 and (undone := timed("undo", desk.calling.undo)):
            self.program.acknowledge("undo", undone.activity_id)
        if dice.random() < 0.1:
            timed("search", lambda: desk.queue.search(f"person {dice.randrange(1000)}"))
        if dice.random() < 0.05:
            timed("tick", desk.pool.tick)
        if dice.random() < 0.05:
            try:
                taken = timed("take", desk.pool.take_next)
                self.program.acknowledge("take", taken.lead_id, self.name)
            except NotFound:
                pass
        if dice.random() < 0.05 and (rows := timed("board", desk.queue.board).rows) and not rows[-1].pool:
            later = desk.seat.clock.now() + timedelta(hours=2)
            timed("snooze", lambda: desk.calling.snooze(rows[-1].lead_id, later))


if __name__ == "__main__":
    Program(json.loads(sys.argv[1])).run()
