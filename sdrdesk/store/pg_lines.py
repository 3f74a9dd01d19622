"""The connections of one program to a server: two at most, so that two hundred desks need no more than four hundred.

Both do work; one of them listens besides, and keeps what is locked for longer than a transaction. Where the server has
no second one to give, a desk works with one.
"""

from __future__ import annotations

import contextlib
import select
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from sdrdesk.errors import StoreError
from sdrdesk.paths import ServerUrl
from sdrdesk.store import driver, pg_driver

MOST = 2
"""Connections of one program at a time; more ask for their turn."""

KEPT_FOR = 30.0
"""Seconds after which a connection that nobody used is closed; the one that listens stays."""

AGAIN_AFTER = 60.0
"""Seconds after which a server that had no more connections is asked again."""


class Lines:
    """Connections, lent for a transaction each."""

    def __init__(self, where: ServerUrl, first: Any = None) -> None:
        """Connect to `where` when somebody asks; `first` may be a connection that is there already."""
        self._where = where
        self._free = threading.Condition()
        self._idle: list[tuple[Any, float]] = [] if first is None else [(first, time.monotonic())]
        """Connections with when they were used last, the latest at the end."""
        self._count = len(self._idle)
        self._short_until = 0.0
        """Until when the server is believed to have no more."""
        self._ear: Any = None
        self._heard: deque[str] = deque()
        self._has_missed = False

    @contextlib.contextmanager
    def one(self, *, ear: str = "") -> Iterator[Any]:
        """A connection for as long as the block lasts, `ear` as for `take`."""
        connection = self.take(ear=ear)
        try:
            yield connection
        finally:
            self.give(connection)

    def take(self, *, ear: str = "") -> Any:
        """A connection that lives, for the caller alone until `give`; with `ear`, the one that listens to a channel."""
        until = time.monotonic() + driver.LOCK_TIMEOUT
        while True:
            with self._free:
                while (connection := self._picked(ear)) is None and not self._has_room(ear):
                    if not self._free.wait(until - time.monotonic()):
                        said = f"{self._count} connections of this program are in use"
                        raise StoreError("The database is busy", said, "Try again")
                self._count += connection is None
            if connection is None:
                connection = self._connected()
            elif not is_alive(connection):  # it died while nobody used it, and nothing was sent on it
                self.give(connection)
                continue
            if connection is not None:
                if ear and self._ear is None:
                    self._listen(connection, ear)
                return connection

    def _picked(self, ear: str) -> Any:
        """The one that listens, if it is there, else the latest used, where that will do; None to wait or to make."""
        at = next((at for at, (one, _) in enumerate(self._idle) if one is self._ear), None)
        if at is None and (not self._idle or (ear and self._ear is not None)):
            return None
        return self._idle.pop(-1 if at is None else at)[0]

    def _has_room(self, ear: str) -> bool:
        if (ear and self._ear is not None) or (self._count and time.monotonic() < self._short_until):
            return False
        return self._count < MOST

    def _connected(self) -> Any:
        """A new connection; None where the server has no more and there is another to wait for."""
        try:
            return pg_driver.connect(self._where)
        except BaseException as error:
            with self._free:
                self._count -= 1
                self._free.notify_all()
                if self._count and isinstance(error, pg_driver.NoMoreError):
                    self._short_until = time.monotonic() + AGAIN_AFTER
                    return None
            raise

    def _listen(self, connection: Any, channel: str) -> None:
        """Make a connection the one that listens."""
        try:
            connection.add_notify_handler(lambda told: self._heard.append(told.payload))
            connection.execute(f"LISTEN {channel}")
        except BaseException:
            self.give(connection)
            raise
        self._ear = connection

    def give(self, connection: Any) -> None:
        """Take a connection back; one that is dead, or was left in a transaction, is closed."""
        now, done = time.monotonic(), list[Any]()
        with self._free:
            if pg_driver.is_idle(connection):
                self._idle.append((connection, now))
            else:
                done.append(connection)
            done += [one for one, at in self._idle if at < now - KEPT_FOR and one is not self._ear]
            self._idle = [(one, at) for one, at in self._idle if one not in done]
            self._count -= len(done)
            if self._ear in done:
                self._ear, self._has_missed = None, True
            self._free.notify_all()
        for one in done:
            with contextlib.suppress(Exception):
                one.close()

    def heard(self, channel: str) -> list[str] | None:
        """What was said on a channel since the last ask; None where something may have been missed.

        Never waits for the connection: while it works for somebody, what it hears comes with the next ask.
        """
        with self._free:
            mine = next((pair for pair in self._idle if pair[0] is self._ear), None)
            if mine is not None:
                self._idle.remove(mine)
        if mine is not None:
            while is_alive(mine[0]) and (told := mine[0].pgconn.notifies()):
                self._heard.append(told.extra.decode())
            self.give(mine[0])
        if self._ear is None:
            self.give(self.take(ear=channel))
        said = [self._heard.popleft() for _ in range(len(self._heard))]
        missed, self._has_missed = self._has_missed, False
        return None if missed else said

    def close(self) -> None:
        """Close every connection that is not lent just now."""
        with self._free:
            connections, self._idle = self._idle, []
            self._count -= len(connections)
            self._ear = None
        for connection, _ in connections:
            with contextlib.suppress(Exception):
                connection.close()


def is_alive(connection: Any) -> bool:
    """Whether a connection that nobody uses is there still, told from what came on it meanwhile; else it is closed."""
    try:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        while poll.poll(0):
            connection.pgconn.consume_input()
    except Exception:  # noqa: BLE001 - whatever it is, it is of no use any more
        connection.close()
        return False
    return True
