"""A disk that fails a desk: the n-th write, sync, truncation or opening gives an error, once or from there on."""

from __future__ import annotations

import contextlib
import errno
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.figures.recount import recount
from sdrdesk.store import driver
from tests.faults.desks import Desks
from tests.faults.oracle import Book, Verdict, judge
from tests.faults.workers import Ended, Workers

DEEDS = ("insisting", "importing")
CALLS = ("write", "fsync", "truncate", "open", "unlink")
ERRORS = (errno.EIO, errno.ENOSPC)
NEVER = 1_000_000
"""A call that is never reached: for counting them."""

Failure = tuple[str, int, int, bool]
"""A kind of call, which of them, the errno, and whether all after it fail too."""


class LettingDown:
    """Desks whose disk fails."""

    def __init__(self, desks: Desks, workers: Workers) -> None:
        """Workers must have the recorder preloaded."""
        self._desks, self._workers = desks, workers
        self.worst = 0.0
        """Seconds until a deed that was let down was done all the same, at worst."""

    def failures(self, deed: str) -> Iterator[Failure]:
        """Every way in which one call of a deed can fail."""
        for kind in CALLS:
            count = int(self._done(deed, (kind, NEVER, 0, False))[0].said[-1].removeprefix("calls "))
            for nth, error, sticky in itertools.product(range(1, count + 1), ERRORS, (False, True)):
                yield kind, nth, error, sticky

    def let_down(self, deed: str, failure: Failure) -> tuple[Verdict, str]:
        """Fail a deed once; what was found, and what the rep read ("" if the desk could do without the call)."""
        ended, path = self._done(deed, failure)
        self.worst = max(self.worst, ended.seconds)
        # A commit whose sync failed may count all the same, once the file is opened anew: trying again doubles nothing.
        book, verdict = Book(one_file=True), Verdict()
        book.hear(one for one in ended.said if not one.startswith(("told", "calls")))
        told = next((one.removeprefix("told ") for one in ended.said if one.startswith("told ")), "")
        desk = open_desk(path, FixedClock(self._desks.now), "maya")
        verdict.torn += [str(one) for one in recount(desk.seat).differences]
        desk.close()
        with contextlib.closing(driver.connect(path)) as connection:
            found = judge(connection, book)
        verdict.lost += found.lost
        verdict.torn += found.torn
        if len(book.logged) != (3 if deed == "insisting" else 0) or len(book.imported) != (deed == "importing"):
            verdict.lost.append(f"it never worked: {ended.said}")
        self._desks.drop(path)
        return verdict, told

    def _done(self, deed: str, failure: Failure) -> tuple[Ended, Path]:
        job = replace(self._desks.job(deed, alone=True), fail=failure)
        return self._workers.run(job), job.file
