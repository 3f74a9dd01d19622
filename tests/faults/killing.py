"""Kill -9 at a random moment of each deed, then look: the rounds of test_cut_off.py and of benchmarks/faults.py."""

from __future__ import annotations

import contextlib
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.figures.recount import recount
from sdrdesk.errors import StoreError
from sdrdesk.store import backup, driver
from tests.faults.deeds import DEEDS, Job
from tests.faults.desks import Desks
from tests.faults.oracle import Book, Verdict, judge
from tests.faults.workers import Ended, Workers
from tests.store.test_upgrade import rows

RENEW = 60
"""Rounds after which the shared desk is a new one, so that looking at it stays cheap."""
LONGEST = 0.1
"""Seconds of a deed without end before it is killed."""


@dataclass
class Tally:
    """What became of one deed that was killed again and again."""

    rounds: int = 0
    cut: int = 0
    """Rounds in which it was killed before it had ended."""
    acknowledged: int = 0
    worst: float = 0.0
    """Seconds until the next start had the desk open, at worst."""
    verdict: Verdict = field(default_factory=Verdict)


class Killing:
    """Rounds of killing, with the book of what was acknowledged."""

    def __init__(self, desks: Desks, workers: Workers, seed: int) -> None:
        """Hurt some desks."""
        self._desks, self._workers, self._dice = desks, workers, random.Random(seed)
        self._book, self._books = Book(), dict[str, Book]()
        self._rounds = 0
        self._lasts: dict[str, float] = {}
        self.tallies = {deed: Tally() for deed in DEEDS if deed != "insisting"}

    def round(self, deed: str) -> Verdict:
        """Kill a deed once, look, and let it be done again where that is what one would do."""
        tally = self.tallies[deed]
        if self._rounds and self._rounds % RENEW == 0:
            self._desks.renew()
            self._book, self._books = Book(), {}
        self._rounds += 1
        if deed == "unimporting":  # there must be one to take back
            self._book.hear(self._workers.run(self._desks.job("importing")).said)
        job = self._desks.job(deed, times=0 if deed == "logging" else 1)
        before = rows(job.file) if deed == "migrating" else {}
        copied = self._book.now()
        # Half of those who log have been told of a log at least, however slow the machine.
        since = "logged" if deed == "logging" and tally.rounds % 2 else "ready"
        ended = self._workers.run(job, self._moment(deed), since)
        # How long it takes: the first is let be, so that kills fall evenly on all of it however slow the machine is.
        self._lasts[deed] = self._lasts.get(deed, 0) * 1.05 if ended.was_killed else ended.seconds
        tally.rounds += 1
        tally.cut += ended.was_killed
        match deed:
            case "grading":
                verdict = self._graded(job, ended)
            case "restoring":
                verdict = self._restored(job, ended)
            case "migrating":
                verdict = self._migrated(job, ended, before)
            case _:
                verdict = self._worked(job, ended, copied)
        tally.acknowledged += sum(one.split()[0] != "taking" for one in ended.said)
        tally.verdict.lost += verdict.lost
        tally.verdict.torn += verdict.torn
        return verdict

    def _moment(self, deed: str) -> float | None:
        """When to kill: any moment of the deed, now and then just after it."""
        if deed == "logging":
            return self._dice.uniform(0, LONGEST)
        lasts = self._lasts.get(deed)
        return self._dice.uniform(0, lasts * 1.05) if lasts else None

    def _open(self, deed: str, path: Path, book: Book, verdict: Verdict) -> None:
        """The next start, and everything looked at."""
        began = time.perf_counter()
        desk = open_desk(path, FixedClock(self._desks.now), "maya")
        tally = self.tallies[deed]
        tally.worst = max(tally.worst, time.perf_counter() - began)
        verdict.torn += [str(one) for one in recount(desk.seat).differences]
        desk.close()
        self._judge(path, book, verdict)

    def _judge(self, path: Path, book: Book, verdict: Verdict) -> None:
        # Without the desk's own settings, which would make a backup a file with a journal: no bit of it may change.
        with contextlib.closing(driver.sqlite().connect(str(path), isolation_level=None)) as connection:
            found = judge(connection, book)
        verdict.lost += found.lost
        verdict.torn += found.torn

    def _worked(self, job: Job, ended: Ended, copied: Book) -> Verdict:
        """Logging, importing and taking back, backing up: one desk goes on through all of it."""
        verdict = Verdict()
        self._book.tries += 1
        self._book.hear(ended.said)
        self._open(job.deed, job.file, self._book, verdict)
        if job.deed != "backing":
            return verdict
        self._books[f"{job.at:{backup.STAMP}}"] = copied
        kept = backup.listed(job.file)
        names = [one.path.name for one in kept]
        verdict.lost += [one for one in ended.said if one.removeprefix("backed ") not in names]
        for one in kept:
            try:
                has_checksums = backup.check_kept(one.path)
            except StoreError as error:
                verdict.torn.append(str(error))
            else:
                self._judge(one.path, self._books[one.path.stem.removeprefix(f"{job.file.stem}-")], verdict)
                verdict.torn += [f"{one.path.name} without its checksums"] * (not has_checksums)
            verdict.torn += [f"{one.path.name} without its keys"] * (not Path(f"{one.path}.keys").exists())
        return verdict

    def _graded(self, job: Job, ended: Ended) -> Verdict:
        """A quiz that was cut off goes on with every answer that was kept, and gives its pass once."""
        verdict, book = Verdict(), Book()
        for again in (ended, None):
            if again is None and (book.passed or not ended.was_killed):
                break  # whoever was told of the pass does not take the quiz again
            done = again or self._workers.run(self._desks.again(job))
            book.hear(done.said)
            self._open("grading", job.file, book, verdict)
        if len(book.passed) != 1 and not verdict.torn:
            verdict.torn.append(f"{len(book.passed)} passes")
        self._desks.drop(job.file)
        return verdict

    def _restored(self, job: Job, ended: Ended) -> Verdict:
        """The desk is that of the backup or the one before, whole; doing it again puts the backup back."""
        verdict = Verdict()
        self._open("restoring", job.file, Book(), verdict)
        name = _value(job.file, "SELECT name FROM team")
        if name != "Harbour" and (ended.said or name != "Later"):
            verdict.lost.append(f"restored, and it is {name}")
        if ended.was_killed:
            self._workers.run(self._desks.again(job))
            if _value(job.file, "SELECT name FROM team") != "Harbour":
                verdict.torn.append("could not be restored again")
        kept = sorted(job.folder.glob("*.before-restore"))
        if not any(_value(one, "SELECT name FROM team") == "Later" for one in kept):
            verdict.lost.append("what was there before the restore")
        self._desks.drop(job.file)
        return verdict

    def _migrated(self, job: Job, ended: Ended, before: dict[str, list[tuple[Any, ...]]]) -> Verdict:
        """The schema is the old or the new one, whole, with every row; the next start has the new one."""
        verdict = Verdict()
        version = _value(job.file, "PRAGMA user_version")
        if version == driver.SCHEMA:
            self._same(job, before, verdict)
        elif ended.said or rows(job.file) != before:
            verdict.torn.append(f"schema {version} with other rows than before, or said to be upgraded")
        self._open("migrating", job.file, Book(), Verdict())
        self._same(job, before, verdict)
        copies = [one for one in job.folder.glob("*.bak") if _is_whole(one, before)]
        verdict.lost += [] if copies else ["the copy from before the upgrade"]
        self._desks.drop(job.file)
        return verdict

    def _same(self, job: Job, before: dict[str, list[tuple[Any, ...]]], verdict: Verdict) -> None:
        after = rows(job.file)
        for name, kept in before.items():
            width = len(kept[0]) if kept else 0
            if [row[:width] for row in after[name]] != kept:
                verdict.torn.append(f"{name} is not as it was")
        if _value(job.file, "PRAGMA integrity_check") != "ok":
            verdict.torn.append("integrity_check")
        if set(after) != self._desks.tables:
            verdict.torn.append(f"tables {sorted(set(after) ^ self._desks.tables)}")


def _value(path: Path, query: str) -> Any:
    """The first value that a query finds in a file."""
    with contextlib.closing(driver.connect(path)) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def _is_whole(path: Path, before: dict[str, list[tuple[Any, ...]]]) -> bool:
    with contextlib.suppress(driver.sqlite().Error, StoreError):
        return rows(path) == before
    return False
