"""What every kind of fault needs: a team that logs, and the count of what was acknowledged, kept outside the store."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load import NOW
from benchmarks.load_team import MANAGER, found, login
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.figures.recount import recount
from sdrdesk.errors import DeskError
from sdrdesk.ids import new_id
from sdrdesk.paths import Database
from sdrdesk.store.sql import Sql

LOGS = Sql("logs", "SELECT id FROM activity WHERE team_id = :team")
FOR_EVER = Sql("for_ever", "UPDATE lead SET retries = -100000 WHERE team_id = :team")
"""Busy for ever: no lead ends."""


@dataclass
class Fault:
    """What one kind of fault did."""

    kind: str
    rounds: int = 0
    acknowledged: set[str] = field(default_factory=set)
    sent: int = 0
    lost: int = 0
    doubled: int = 0
    worst: float = 0.0
    """Seconds from the end of the fault until a log was acknowledged again."""
    said: str = ""
    """What the rep read."""

    @property
    def row(self) -> dict[str, object]:
        """The fault as a row of the table."""
        return {
            "kind": self.kind, "rounds": self.rounds, "acknowledged": len(self.acknowledged), "lost": self.lost,
            "doubled": self.doubled, "worst": self.worst, "said": self.said,
        }  # fmt: skip

    def log(self, desk: Desk, lead: str) -> None:
        """Log once, and press the same key until it is in the book."""
        activity, began = new_id(desk.clock.now()), time.perf_counter()
        self.sent += 1
        while True:
            try:
                desk.calling.log(lead, "busy", activity_id=activity, note=activity)
            except DeskError as error:
                self.said = str(error)
                if time.perf_counter() - began > 60:
                    raise
                time.sleep(0.02)
            else:
                self.acknowledged.add(activity)
                return

    def recovers(self, desk: Desk, lead: str) -> None:
        """Log once after the fault, and note how long that took."""
        began = time.perf_counter()
        self.log(desk, lead)
        self.worst = max(self.worst, time.perf_counter() - began)

    def fails(self, desk: Desk, lead: str) -> str:
        """Log once, which must fail; the id that was tried."""
        activity = new_id(desk.clock.now())
        try:
            desk.calling.log(lead, "busy", activity_id=activity)
        except DeskError as error:
            self.said = str(error)
            return activity
        sys.exit(f"{self.kind}: nothing failed")

    def again(self, desk: Desk, lead: str, activity: str) -> None:
        """Send what failed before again, now that it works."""
        began = time.perf_counter()
        desk.calling.log(lead, "busy", activity_id=activity)
        self.worst = max(self.worst, time.perf_counter() - began)
        self.acknowledged.add(activity)
        self.sent += 1

    def judge(self, where: Database) -> Fault:
        """Compare with the store."""
        desk = open_desk(where, FixedClock(NOW), MANAGER)
        with desk.seat.store.reading() as unit:
            stored = [row[0] for row in unit.all(LOGS)]
        self.lost = len(self.acknowledged - set(stored))
        # A killed program may have one log in the book that nobody was told of; more is one too many.
        self.doubled = max(0, len(stored) - max(self.sent, len(self.acknowledged)))
        self.doubled += len(recount(desk.seat).differences)
        desk.close()
        return self


@contextlib.contextmanager
def team(folder: Path, reps: int = 1) -> Iterator[tuple[Path, Desk, str]]:
    """A team on a file, a rep's desk, and one of the rep's leads."""
    where = folder / "desk.db"
    found(where, NOW, reps=reps, each=4, pooled=0)
    desk, lead = sit(where, 0)
    yield where, desk, lead
    desk.close()


def sit(where: Database, number: int) -> tuple[Desk, str]:
    """A rep's desk, and one of the rep's leads."""
    desk = open_desk(where, FixedClock(NOW), login(number))
    with desk.seat.store.writing() as unit:
        unit.run(FOR_EVER)
    return desk, desk.queue.board().rows[0].lead_id
