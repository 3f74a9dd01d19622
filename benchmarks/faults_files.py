"""Faults of the file and what lies under it: full, read-only, locked, newer, damaged."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.faults_kit import Fault, team
from benchmarks.load import NOW
from benchmarks.load_team import login
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.care import backups
from sdrdesk.errors import DeskError, StoreError
from sdrdesk.ids import new_id
from sdrdesk.store import backup, driver

NOBODY = 65534


@contextlib.contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Be somebody whom rights bind, and whose the files are; needs root."""
    for one in (folder, *folder.iterdir()):
        os.chown(one, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


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
    fault = Fault("read-only file")
    with team(folder) as (where, desk, lead):
        desk.close()
        with as_nobody(folder):
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
        return fault.judge(where)


def right_lost(folder: Path, rounds: int) -> Fault:
    """The rights to file and folder go while a desk is open: it goes on, and a new one is told."""
    if os.geteuid() != 0:
        return Fault("rights lost while open (left out: needs root to become somebody else)")
    fault = Fault("rights to file and folder lost while a desk is open, then it is opened anew")
    with team(folder) as (where, desk, lead):
        desk.close()
        with as_nobody(folder):
            for _ in range(rounds):
                other = open_desk(where, FixedClock(NOW), login(0))
                fault.log(other, lead)
                for one in folder.glob("desk.db*"):
                    one.chmod(0o400)
                folder.chmod(0o500)
                fault.log(other, lead)  # what is open stays open
                other.close()
                failed = fault.fails(other, lead)
                folder.chmod(0o700)
                for one in folder.glob("desk.db*"):
                    one.chmod(0o600)
                fault.again(other, lead, failed)
                other.close()
                fault.rounds += 1
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
            fault.recovers(desk, lead)
            fault.rounds += 1
        return fault.judge(where)


def overwrite(where: Path) -> None:
    """Write something else over pages of a file."""
    with contextlib.closing(driver.connect(where)) as tool:
        tool.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with where.open("r+b") as file:
        for page in range(4, 60):
            file.seek(page * 4096)
            file.write(random.Random(page).randbytes(4096))


def rotten(folder: Path, rounds: int) -> Fault:
    """The file is damaged, and a bit of the newest backup has flipped: it is refused, and the one before put back."""
    fault, dice = Fault("damaged file, and the newest backup has a flipped bit"), random.Random(1)
    with team(folder) as (where, first, lead):
        desk = first
        for number in range(min(rounds, 5)):
            fault.log(desk, lead)
            before, newest = (backup.take(where, NOW + timedelta(minutes=2 * number + one)).path for one in (0, 1))
            desk.close()
            overwrite(where)
            data = bytearray(newest.read_bytes())
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            newest.write_bytes(data)
            began = time.perf_counter()
            try:
                backups.check(newest, where)
                sys.exit("a rotten backup was taken for sound")
            except StoreError as error:
                fault.said = str(error)
                if str(before) not in error.hint:
                    sys.exit(f"the sound backup is not named: {error.hint}")
            backup.put_back(before, where, NOW + timedelta(minutes=2 * number + 1))
            desk = open_desk(where, FixedClock(NOW), login(0))
            fault.worst = max(fault.worst, time.perf_counter() - began)
            fault.rounds += 1
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
            overwrite(where)
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
