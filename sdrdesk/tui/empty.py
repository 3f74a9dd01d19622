"""What stands where there are no rows: why, what comes next and when, and which key goes on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sdrdesk.domain.hours import Place
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.domain.words import countdown, moment, plural
from sdrdesk.tui.safe import plain

if TYPE_CHECKING:
    from sdrdesk.desk.values import Board
    from sdrdesk.errors import DeskError

Lines = list[tuple[str, str]]
"""Text and colour of each line; data in it is cleaned."""


def loading() -> Lines:
    """While the first board is being read."""
    return [("Reading the queue", "desk-dim")]


def error(problem: DeskError) -> Lines:
    """The queue could not be read."""
    lines = [(plain(problem.title), "desk-bad")]
    lines += [(plain(part), "desk-soft") for part in (problem.message, problem.hint) if part]
    return [*lines, ("", ""), ("r tries again", "desk-dim")]


def message(board: Board, waiting: Sequence[QueueRow], zone: str) -> Lines:
    """An empty tab.

    Args:
        board: What is known.
        waiting: The lead that opens next, once it is read.
        zone: The rep's own.
    """
    counts = board.counts
    match board.tab:
        case Tab.READY:
            lines = [("Nothing to call right now", "bold"), ("", "")]
            if waiting and (opens_at := waiting[0].opens_at):
                lines += _next(waiting[0], opens_at, board, zone)
            elif not counts.waiting:
                lines += [("No lead is waiting either", "desk-soft")]
            if counts.locked:
                said = f"{plural(counts.locked, 'lead')} locked until you pass a quiz"
                lines += [("", ""), (said, "desk-warn")]
            return [*lines, ("", ""), ("l shows what waits · / finds anybody · a adds a lead", "desk-dim")]
        case Tab.WAITING:
            return [("Nothing is waiting", "bold"), ("", ""), ("h back to Ready · / finds anybody", "desk-dim")]
        case Tab.LOCKED:
            return [
                ("Nothing is locked", "bold"),
                ("You hold the pass of every offer your leads came for", "desk-soft"),
                ("", ""),
                ("1 back to Ready", "desk-dim"),
            ]
    return [
        ("No lead is done yet today", "bold"),
        ("A lead comes here once it was touched and nothing is left for today", "desk-soft"),
        ("", ""),
        ("1 back to Ready", "desk-dim"),
    ]


def _next(row: QueueRow, opens_at: datetime, board: Board, zone: str) -> Lines:
    when = moment(opens_at, Place(zones=(zone,)), board.now)
    who = ", ".join(plain(part) for part in (row.name, row.company) if part)
    return [
        (f"Next: {who}", "desk-text"),
        (f"opens {when} your time, in {countdown(opens_at, board.now)}", "desk-soft"),
        (f"{plural(board.counts.waiting, 'lead')} waiting", "desk-dim"),
    ]
