"""Faults, each with an oracle: what was acknowledged is counted outside the store, and compared with it afterwards.

    python benchmarks/faults.py [--rounds 20] [--only WORDS]

A rep logs, something breaks, the rep reads what the desk says and presses the same key again (the same id) until it
works. Prints a table and writes faults.md and faults.json beside this file. Kinds that need root or a server say so
and are left out where there is none. The terminal that hangs up is in tests/tui/test_drafts.py.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.load import DURABLE, NOW, machine
from benchmarks.load_team import MANAGER, found, login
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.figures.recount import recount
from sdrdesk.errors import DeskError
from sdrdesk.ids import new_id
from sdrdesk.paths import Database
from sdrdesk.store import backup, driver
from sdrdesk.store.sql import Sql

HERE = Path(__file__).parent
LOGS = Sql("logs", "SELECT id FROM activity WHERE team_id = :team")
FOR_EVER = Sql("for_ever", "UPDATE lead SET retries = -100000 WHERE team_id = :team")
"""Busy for ever: no lead ends."""
WRITER = """
import os, sys
from pathlib import Path
from sdrdesk.build import open_desk
from sdrdesk.clock import SystemClock
from sdrdesk.ids import new_id
desk = open_desk(Path(sys.argv[1]), SystemClock(), sys.argv[2])
for _ in range(int(sys.argv[4])):
    activity = new_id(desk.clock.now())
    desk.calling.log(sys.argv[3], "busy", activity_id=activity)
    os.write(1, activity.encode() + b"\\n")
"""


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


def full_disk(folder: Path, rounds: int) -> Fault:
    """The disk is full in the middle of work, and has room again."""
    if os.geteuid() != 0:
        return Fault("disk full (left out: needs root for a small disk)")
    fault = Fault("disk full")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(folder)], check=True)
    try:
        with team(folder) as (where, desk, lead):
            for _ in range(rounds):
                fault.log(desk, lead)
                ballast = folder / "ballast"
                with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
                    while True:
                        file.write(b"x" * 4096)
                failed = None
                for _ in range(200):  # what room the journal had is used up first
                    activity = new_id(NOW)
                    try:
                        desk.calling.log(lead, "busy", activity_id=activity, note="x" * 3000)
                    except DeskError as error:
                        fault.said, failed = str(error), activity
                        break
                    fault.sent += 1
                    fault.acknowledged.add(activity)
                desk.queue.board()  # what is there can be read
                ballast.unlink()
                fault.again(desk, lead, failed or sys.exit("the disk never was full"))
                fault.rounds += 1
            fault.judge(where)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
    return fault


def locked(folder: Path, rounds: int) -> Fault:
    """Another program holds the file for longer than anybody waits."""
    fault = Fault(f"locked by another tool for longer than {driver.LOCK_TIMEOUT:g} s")
    with team(folder) as (where, desk, lead):
        for _ in range(min(rounds, 2)):
            tool = driver.connect(where)
            tool.execute("BEGIN IMMEDIATE")
            failed = fault.fails(desk, lead)
            tool.execute("ROLLBACK")
            tool.close()
            fault.again(desk, lead, failed)
            fault.rounds += 1
        return fault.judge(where)


def read_only(folder: Path, rounds: int) -> Fault:
    """The right to write is taken away from whoever opens the file."""
    if os.geteuid() != 0:
        return Fault("read-only (left out: needs root to become somebody else)")
    fault, nobody = Fault("read-only file"), 65534
    with team(folder) as (where, desk, lead):
        desk.close()
        for one in (folder, *folder.iterdir()):
            os.chown(one, nobody, nobody)
        os.seteuid(nobody)
        try:
            for _ in range(rounds):
                other = open_desk(where, FixedClock(NOW), login(0))
                other.close()
                where.chmod(0o400)
                failed = fault.fails(other, lead)
                for one in folder.glob("desk.db*"):
                    one.chmod(0o600)
                fault.again(other, lead, failed)
                other.close()
                fault.rounds += 1
        finally:
            os.seteuid(0)
        return fault.judge(where)


def newer_schema(folder: Path, rounds: int) -> Fault:
    """A newer program has upgraded the file."""
    fault = Fault("newer schema")
    with team(folder) as (where, desk, lead):
        for _ in range(rounds):
            fault.log(desk, lead)
            with contextlib.closing(driver.connect(where)) as tool:
                tool.execute("PRAGMA user_version = 99")
                tool.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            try:
                open_desk(where, FixedClock(NOW), login(0))
                sys.exit("a newer schema was opened")
            except DeskError as error:
                fault.said = str(error)
            with contextlib.closing(driver.connect(where)) as tool:
                tool.execute(f"PRAGMA user_version = {driver.SCHEMA}")
                tool.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            fault.log(desk, lead)
            fault.rounds += 1
        return fault.judge(where)


def clock_back(folder: Path, rounds: int) -> Fault:
    """The machine's clock is set back a day between two logs; undo still takes the last one."""
    fault = Fault("clock set back a day")
    with team(folder) as (where, desk, lead):
        clock = desk.clock
        assert isinstance(clock, FixedClock)  # noqa: S101 - as `sit` gave it
        for _ in range(rounds):
            fault.log(desk, lead)
            clock.move_to(clock.now() - timedelta(days=1))
            fault.log(desk, lead)
            undone = desk.calling.undo()
            if undone is None or undone.lead_id != lead:
                sys.exit("the last log was not taken back")
            clock.move_to(NOW)
            fault.rounds += 1
        fault.said = "nothing: logs stay in order"
        return fault.judge(where)


def damaged(folder: Path, rounds: int) -> Fault:
    """Pages of the file are overwritten; the last backup is put back, and what it holds is all there."""
    fault = Fault("damaged file, restored from the backup before")
    with team(folder) as (where, first, lead):
        desk = first
        for _ in range(min(rounds, 5)):
            fault.log(desk, lead)
            at = NOW + timedelta(minutes=fault.rounds)
            kept = backup.take(where, at)
            desk.close()
            with contextlib.closing(driver.connect(where)) as tool:
                tool.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with where.open("r+b") as file:
                for page in range(4, 60):
                    file.seek(page * 4096)
                    file.write(random.Random(page).randbytes(4096))
            try:
                desk = open_desk(where, FixedClock(NOW), login(0))
                fault.fails(desk, lead)
                desk.close()
            except DeskError as error:
                fault.said = str(error)
            began = time.perf_counter()
            backup.put_back(kept.path, where, at)
            desk = open_desk(where, FixedClock(NOW), login(0))
            fault.worst = max(fault.worst, time.perf_counter() - began)
            fault.rounds += 1
        return fault.judge(where)


def killed(folder: Path, rounds: int) -> Fault:
    """Kill -9 in the middle of logging."""
    fault, dice = Fault("kill -9 while logging"), random.Random(rounds)
    with team(folder) as (where, desk, lead):
        desk.close()
        for _ in range(rounds):
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(where), login(0), lead, "1000000"], stdout=subprocess.PIPE
            )
            assert writer.stdout is not None  # noqa: S101 - asked for above
            said = writer.stdout.readline()
            time.sleep(dice.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
            fault.acknowledged |= set((said + writer.stdout.read()).decode().split())
            writer.wait()
            began = time.perf_counter()
            open_desk(where, FixedClock(NOW), login(0)).close()
            fault.worst = max(fault.worst, time.perf_counter() - began)
            fault.rounds += 1
        fault.sent = len(fault.acknowledged) + fault.rounds
        fault.said = "nothing: the next start opens the file"
        return fault.judge(where)


def writers(folder: Path, rounds: int) -> Fault:
    """Sixteen programs log as fast as they can."""
    fault = Fault("16 programs writing at once")
    with team(folder, reps=16) as (where, desk, _):
        desk.close()
        started = []
        for number in range(16):
            other, lead = sit(where, number)
            other.close()
            command = [sys.executable, "-c", WRITER, str(where), login(number), lead, str(rounds * 5)]
            started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        for one in started:
            fault.acknowledged |= set(one.communicate()[0].split())
            if one.returncode:
                sys.exit("a writer failed")
        fault.rounds, fault.sent, fault.said = rounds * 5, 16 * rounds * 5, "nothing: everybody gets a turn"
        return fault.judge(where)


def server(kind: str, hurt: Callable[[object], None]) -> Callable[[Path, int], Fault]:
    """A fault of the server while four desks log."""

    def run(_: Path, rounds: int) -> Fault:
        from tests.pg import Cluster, NoServerError

        try:
            cluster = Cluster(**DURABLE)
        except NoServerError:
            return Fault(f"{kind} (left out: no PostgreSQL here)")
        fault = Fault(kind)
        where = cluster.url(cluster.make())
        found(where, NOW, reps=4, each=4, pooled=0)
        is_over = threading.Event()

        def work(desk: Desk, lead: str) -> None:
            while not is_over.is_set():
                fault.log(desk, lead)
            desk.close()

        callers = [threading.Thread(target=work, args=sit(where, number)) for number in range(4)]
        for one in callers:
            one.start()
        for _ in range(rounds):
            time.sleep(0.2)
            hurt(cluster)
            began, before = time.perf_counter(), len(fault.acknowledged)
            while len(fault.acknowledged) == before and time.perf_counter() - began < 60:
                time.sleep(0.002)
            fault.worst = max(fault.worst, time.perf_counter() - began)
            fault.rounds += 1
        is_over.set()
        for one in callers:
            one.join()
        fault.judge(where).said = fault.said.replace(str(where), "postgresql://.../desk")
        cluster.stop()
        return fault

    return run


def cut(cluster: object) -> None:
    """End every connection but one's own."""
    with cluster.admin() as admin:  # type: ignore[attr-defined]
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'desk_%'"
        admin.execute(ours)


def restart(cluster: object) -> None:
    """Crash the server, and start it anew."""
    cluster.stop(signal.SIGQUIT)  # type: ignore[attr-defined]
    cluster.start()  # type: ignore[attr-defined]


KINDS: tuple[Callable[[Path, int], Fault], ...] = (
    full_disk, locked, read_only, newer_schema, clock_back, damaged, killed, writers,
    server("PostgreSQL: every connection cut", cut), server("PostgreSQL: server crashes and starts", restart),
)  # fmt: skip


def main() -> None:
    """Break things, count, print, keep."""
    words = argparse.ArgumentParser(description="Break things under a rep who logs")
    words.add_argument("--rounds", type=int, default=20)
    words.add_argument("--only", default="")
    chosen = words.parse_args()
    faults = []
    for kind in KINDS:
        if chosen.only and chosen.only not in (kind.__doc__ or "").lower() + kind.__name__:
            continue
        with tempfile.TemporaryDirectory(prefix="sdrdesk-faults-", dir="/var/tmp") as name:
            folder = Path(name)
            os.environ |= dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), name)
            os.environ["PYTHONPATH"] = str(HERE.parent)
            faults.append(kind(folder, chosen.rounds))
            faults[-1].said = faults[-1].said.replace(name + "/", "")
            print(line(faults[-1]), flush=True)
    if not chosen.only:
        keep(faults)
    if any(one.lost or one.doubled for one in faults):
        sys.exit("Something was lost or doubled")


def line(fault: Fault) -> str:
    """One row of the table."""
    took = f"{fault.worst * 1000:.0f}" if fault.worst else ""
    return (
        f"| {fault.kind} | {fault.rounds} | {len(fault.acknowledged)} | {fault.lost} | {fault.doubled} | {took} | "
        f"{fault.said} |"
    )


def keep(faults: list[Fault]) -> None:
    """Write the table beside this file."""
    head = (
        "# Faults\n\nWritten by benchmarks/faults.py, which says what is done. " + machine() + "\n\n"
        "| kind | rounds | acknowledged | lost | doubled or miscounted | worst ms to a log | the rep reads |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    (HERE / "faults.md").write_text(head + "\n".join(map(line, faults)) + "\n", encoding="utf-8")
    rows = [asdict(one) | {"acknowledged": len(one.acknowledged)} for one in faults]
    (HERE / "faults.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
