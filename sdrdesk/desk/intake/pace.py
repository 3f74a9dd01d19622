"""The pace of an import: large pieces while nobody else writes, small ones with a pause while somebody does."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Self

from sdrdesk.store.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future

SMALL = 500
"""Rows written in one transaction while others write: a tenth of a second in which a rep's own write waits. With twice
as many a rep in a hundred waits for 0.36 s, in a team of a million leads; with these for 0.16 (benchmarks, G17)."""
PAUSE = 0.02
"""Seconds between two of them, in which reps go first."""
PAUSES = 10
"""Pauses after which the import goes on, however many reps write one after the other."""
CALM = 10.0
"""Seconds without anybody else's commit after which nobody is there to wait.

After two, a list of 30,000 would take a tenth less of the processor's time; but reps who begin together would all meet
one large piece.
"""
MANY = 200_000
"""New objects after which garbage is looked for while a file is taken in: a piece of it makes about as many."""


@contextlib.contextmanager
def seldom_collecting() -> Iterator[None]:
    """Until the block ends, look for garbage seldom: none of a file's values hold one another in a ring.

    At the usual pace (every 700 objects) the rows of a piece are looked through again and again: a tenth of an import.
    """
    usual = gc.get_threshold()
    gc.set_threshold(max(MANY, usual[0]), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class Behind:
    """A thread that brings written rows to the disk while the next ones are read: six of seven of those waits go.

    Little but the database works there, which lets go of Python meanwhile. Writing the rows there too would let the two
    wait for Python in turns, 5 ms at a time.
    """

    def __init__(self) -> None:
        """Nothing is on its way yet."""
        from concurrent.futures import ThreadPoolExecutor

        self._thread = ThreadPoolExecutor(1, "behind")
        self._going: Future[None] | None = None

    def start(self, *calls: Callable[[], object]) -> None:
        """Make calls one after the other; the first that fails is the last."""
        self._going = self._thread.submit(_each, calls)

    def wait(self) -> None:
        """Wait until they are made; what was raised is raised here."""
        going, self._going = self._going, None
        if going is not None:
            going.result()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what is on its way, however the block ends."""
        self._thread.shutdown()


def _each(calls: tuple[Callable[[], object], ...]) -> None:
    for call in calls:
        call()


class Pace:
    """How many rows an import writes at a time; it begins as if somebody were there."""

    def __init__(self, store: Store, most: int) -> None:
        """Write at most so many rows at a time."""
        self._store = store
        self._most = most
        self._commits = store.commits()
        self._others_at = time.monotonic()
        self.asked = 0
        """Rows that were to be written last."""

    @property
    def is_calm(self) -> bool:
        """Whether nobody else has written for a while."""
        return time.monotonic() - self._others_at > CALM

    def size(self) -> int:
        """Rows to be written next."""
        self.asked = self._most if self.is_calm else min(SMALL, self._most)
        return self.asked

    def wrote(self) -> None:
        """Take note of one transaction of our own; let others go first, if there are any."""
        before, self._commits = self._commits, self._store.commits()
        if before is None or self._commits is None or self._commits > before + 1:
            self._others_at = time.monotonic()
        if not self.is_calm:
            self._let_others_through()
        self._store.settle()

    def _let_others_through(self) -> None:
        """Rest until nobody writes any more.

        Those who had to wait for us come all at once, and each looks at the next lead then: beside an import at work
        they would wait for a processor.
        """
        for _ in range(PAUSES):
            before = self._store.commits()
            time.sleep(PAUSE)
            if self._store.commits() == before:
                return
