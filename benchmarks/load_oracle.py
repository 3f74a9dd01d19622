"""What the programs of a load run were told, held against what the store has at the end."""

from __future__ import annotations

import collections
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.figures.recount import recount
from sdrdesk.store.sql import Sql

LOGS = Sql("logs", "SELECT id, note FROM activity WHERE team_id = :team")
UNDONE = Sql("undone", "SELECT activity_id FROM activity_undo WHERE team_id = :team")
FILLS = Sql("fills", "SELECT email FROM lead WHERE team_id = :team AND email LIKE 'pat%'")
STRAY = Sql("stray", "SELECT count(*) FROM lead WHERE team_id = :team AND stage = 'open' AND due_at IS NULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of the comparison; everything but the first four must be 0."""

    logs: int
    undoings: int
    fills: int
    dials: int
    lost: int
    """Acknowledged logs, undoings and form fills that are not there."""
    doubled: int
    """Logs and form fills that are there once more than anybody sent them."""
    shared: int
    """Leads that two reps had on the line at the same time."""
    miscounted: int
    """Counters that differ from a recount, and open leads without a next touch."""
    unheard: int
    """Logs that are there although nobody was told: the answer was lost. Not an error."""


def judge(desk: Desk, files: Iterable[Path]) -> Verdict:
    """Compare the acknowledgements in `files` with the store of `desk`."""
    said: dict[str, list[list[str]]] = collections.defaultdict(list)
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            kind, *words = line.split("\t")
            said[kind].append(words)
    logged, tried = ({words[0] for words in said[kind]} for kind in ("log", "try"))
    undone, filled = {words[0] for words in said["undo"]}, {words[0] for words in said["fill"]}
    with desk.seat.store.reading() as unit:
        stored = unit.all(LOGS)
        taken_back = {row[0] for row in unit.all(UNDONE)}
        fills = collections.Counter(row[0].partition("@")[0].removeprefix("pat") for row in unit.all(FILLS))
        ((strays,),) = unit.all(STRAY)
    ids = {row[0] for row in stored}
    notes = collections.Counter(row[1] for row in stored)
    return Verdict(
        logs=len(logged),
        undoings=len(undone),
        fills=len(filled),
        dials=len(said["dial"]),
        lost=len(logged - ids) + len(undone - taken_back) + len(filled - set(fills)),
        doubled=len(ids - tried) + sum(count - 1 for count in (*notes.values(), *fills.values())),
        shared=overlaps(said["dial"], said["end"]),
        miscounted=len(recount(desk.seat).differences) + int(strays),
        unheard=len(ids - logged),
    )


def overlaps(dials: Iterable[list[str]], ends: Iterable[list[str]]) -> int:
    """How often somebody was told to dial a lead that another had on the line.

    Args:
        dials: When the desk had said yes, who, which lead.
        ends: When they began to log or to give it back.
    """
    events: dict[str, list[tuple[int, int, str]]] = collections.defaultdict(list)
    for order, told in ((1, dials), (0, ends)):
        for at, who, lead in told:
            events[lead].append((int(at), order, who))
    count = 0
    for one in events.values():
        on_the_line: set[str] = set()
        for _, is_dial, who in sorted(one):
            if is_dial:
                count += bool(on_the_line - {who})
                on_the_line.add(who)
            else:
                on_the_line.discard(who)
    return count
