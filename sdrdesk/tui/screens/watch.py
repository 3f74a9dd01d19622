"""What happens without the rep: others' commits, leads that open with time, new ones that may not wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import replace
from sdrdesk.desk.values import Board
from sdrdesk.domain.queue import Counts, QueueRow, Tab
from sdrdesk.tui import empty
from sdrdesk.tui.news import News, announce

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.queue import QueueScreen

POLL = 0.5
"""Seconds between two looks for what others did."""

STALE = 10
"""Looks after which the queue is read again although nobody changed it: time alone opens leads."""

REST = 20
"""How much longer than a reading a screen rests after it: two hundred desks on one store leave it to those who log."""

Seen = tuple[Board, Sequence[QueueRow]]
"""A board, and the top of Ready."""


class Watch:
    """Keeps one queue screen true."""

    def __init__(self, screen: QueueScreen, desk: Desk, rows: Sequence[QueueRow], *, rings: bool) -> None:
        """Watch `desk` for `screen`, which shows `rows` already.

        Args:
            screen: Where the answers go.
            desk: What is watched.
            rows: Leads that need no telling any more.
            rings: Whether an announcement sounds the bell.
        """
        self._screen, self._desk, self._rings = screen, desk, rings
        self._news = News(rows)
        self._looks = 0
        self._was_dropped = False
        self._rests_until = 0.0
        self._is_counting = False

    def has_told(self, lead_ids: Iterable[str]) -> None:
        """The rep has been told of these already."""
        self._news.told(lead_ids)

    def look(self) -> None:
        """Look for changes, in a thread."""
        board, queue = self._screen.board, self._desk.queue
        if board is None:
            return
        self._looks += 1
        # The first look reads in any case: somebody may have written between the first board and now.
        tab, is_stale = board.tab, self._was_dropped or self._looks == 1 or self._looks % STALE == 0
        self._was_dropped = False
        stamp = self._screen.stamp("board")

        def work() -> Seen | None:
            began = monotonic()
            if not is_stale and (began < self._rests_until or not queue.changed()):
                return None
            fresh = queue.board(tab)
            seen = fresh, fresh.rows if tab is Tab.READY else queue.rows(Tab.READY, 20)
            self._rests_until = monotonic() + min((monotonic() - began) * REST, POLL * STALE)
            return seen

        self._screen.ask(work, partial(self._seen, stamp), group="poll", latest=True)

    def _seen(self, stamp: int, seen: Seen | None) -> None:
        """Show what was seen, unless the rep has asked for, or done, something since: that answer is newer."""
        if seen is None:
            return
        self._screen.numbers.desk_changed()
        if stamp != self._screen.stamp("board"):
            self._was_dropped = True
            return
        board, ready = seen
        before = self._screen.board
        if before is None or board.rows != before.rows:
            self._screen.shown.forget()
        self._screen.apply(board)
        announce(self._screen.app, self._news.of(ready), self._desk.playbook, self._screen.now, bell=self._rings)

    def counted(self, board: Board) -> Board:
        """The board with the exact counts there were, where it has not counted out: those of now are, in a thread."""
        if not board.counts.is_least:
            return board
        if not self._is_counting:
            self._is_counting = True
            self._screen.ask(self._desk.queue.counts, self._count, failed=self._uncounted, group="counts")
        before = self._screen.board
        return board if before is None or before.counts.is_least else replace(board, counts=before.counts)

    def _uncounted(self, _error: BaseException) -> bool:
        self._is_counting = False
        return False

    def _count(self, counts: Counts) -> None:
        self._is_counting = False
        if self._screen.board is not None:
            self._screen.apply(replace(self._screen.board, counts=counts))

    def explain_empty(self, board: Board) -> None:
        """Say why the list is empty, and what comes next and when."""
        view, zone = self._screen.list, self._desk.rep.zone
        view.set_message(empty.message(board, (), zone))
        if board.tab is Tab.READY and board.counts.waiting:

            def done(rows: Sequence[QueueRow]) -> None:
                view.set_message(empty.message(board, rows, zone))

            self._screen.ask(partial(self._desk.queue.rows, Tab.WAITING, 1), done, group="next opening", latest=True)
