"""What must hold after a fault: everything acknowledged is there, nothing is half there, and every total adds up.

The book is kept by another process than the one that was hurt, and every check is a statement of its own: none of it
believes what the desk says of itself.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.deeds import ROWS

DAYS = """
SELECT rep_id, day, touches, dials, connects, conversations, booked FROM rep_day
WHERE touches OR dials OR connects OR conversations OR booked ORDER BY rep_id, day
"""
COUNTED = """
SELECT rep_id, day, count(*), sum(is_dial), sum(is_connect), sum(is_conversation), sum(is_booked) FROM activity a
WHERE NOT EXISTS (SELECT 1 FROM activity_undo u WHERE u.activity_id = a.id) GROUP BY rep_id, day ORDER BY rep_id, day
"""
BATCHES = """
SELECT b.id, b.state, (SELECT count(*) FROM lead l WHERE l.batch_id = b.id),
       (SELECT count(*) FROM conversion c WHERE c.batch_id = b.id) FROM batch b
"""
PROMOTED = "SELECT kind FROM lead WHERE email = 'known@example.com'"
UNPLANNED = "SELECT id FROM lead WHERE (stage = 'open') != (due_at IS NOT NULL)"
GRADED = """
SELECT t.id, t.state, (SELECT count(*) FROM quiz_pass p WHERE p.id = t.id),
       (SELECT count(*) FROM quiz_answer a WHERE a.attempt_id = t.id AND a.points IS NOT NULL),
       json_array_length(t.questions)
FROM quiz_attempt t
"""


@dataclass
class Book:
    """What was acknowledged, by the words of the deeds."""

    logged: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    taking: set[str] = field(default_factory=set)
    """Imports whose undoing had begun: they may be there or not, but whole."""
    unimported: set[str] = field(default_factory=set)
    answered: set[tuple[str, str]] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    one_file: bool = False
    """Every import is of the same file: whoever comes second finds everybody known."""
    count: int = 0
    """How much was acknowledged in all."""
    tries: int = 0
    """How often somebody was cut off: each may have left one log that nobody was told of."""

    def hear(self, said: Iterable[str]) -> None:
        """Note what was acknowledged."""
        for line in said:
            word, *rest = line.split()
            self.count += word not in {"ready", "taking"}
            match word:
                case "logged" | "undone" | "imported" | "taking" | "unimported" | "passed":
                    getattr(self, word).add(rest[0])
                case "answered":
                    self.answered.add((rest[0], rest[1]))

    def now(self) -> Book:
        """The book as it is, for a copy that is taken."""
        return copy.deepcopy(self)


@dataclass
class Verdict:
    """What a look found."""

    lost: list[str] = field(default_factory=list)
    """Acknowledged, and not there."""
    torn: list[str] = field(default_factory=list)
    """Half there, there twice, or not adding up."""

    @property
    def is_clean(self) -> bool:
        """Whether everything is as it must be."""
        return not (self.lost or self.torn)


def judge(connection: Any, book: Book) -> Verdict:
    """Hold an open file to the book."""
    found = Verdict()
    for sound, pragma in ([("ok",)], "integrity_check"), ([], "foreign_key_check"):
        if (rows := connection.execute(f"PRAGMA {pragma}").fetchall()) != sound:
            found.torn.append(f"{pragma}: {rows[:3]}")
    _activities(connection, book, found)
    _imports(connection, book, found)
    _quizzes(connection, book, found)
    if unplanned := connection.execute(UNPLANNED).fetchall():
        found.torn.append(f"leads without a next touch: {unplanned}")
    return found


def _activities(connection: Any, book: Book, found: Verdict) -> None:
    logged = [row[0] for row in connection.execute("SELECT id FROM activity")]
    undone = {row[0] for row in connection.execute("SELECT activity_id FROM activity_undo")}
    found.lost += [f"log {one}" for one in sorted(book.logged - set(logged))]
    found.lost += [f"undo of {one}" for one in sorted(book.undone - undone)]
    if len(set(logged) - book.logged) > book.tries:
        found.torn.append(f"{len(set(logged) - book.logged)} logs that nobody made")
    stored, counted = connection.execute(DAYS).fetchall(), connection.execute(COUNTED).fetchall()
    if stored != counted:
        found.torn.append(f"counters {stored} but the log says {counted}")


def _imports(connection: Any, book: Book, found: Verdict) -> None:
    batches = connection.execute(BATCHES).fetchall()
    states = {batch: state for batch, state, _, _ in batches}
    live = [one for one in batches if one[1] == "live"]
    if book.one_file and live:
        live = [("of one file", "live", sum(one[2] for one in live), sum(one[3] for one in live))]
    for batch, _, leads, conversions in live:
        if (leads, conversions) != (ROWS - 1, ROWS):
            found.torn.append(f"import {batch} is live with {leads} of {ROWS - 1} leads, {conversions} conversions")
    for batch in sorted(book.imported):
        state = states.get(batch, "nowhere")
        if state != "live" and batch not in book.taking:
            found.lost.append(f"import {batch} is {state}")
        if batch in book.unimported and state != "undone":
            found.lost.append(f"undoing of import {batch}: it is {state}")
    is_live = "live" in states.values()
    if connection.execute(PROMOTED).fetchall() != [("demo_request" if is_live else "newsletter",)]:
        found.torn.append("who was known stands as no import left them")


def _quizzes(connection: Any, book: Book, found: Verdict) -> None:
    passed = set()
    for attempt, state, passes, graded, questions in connection.execute(GRADED).fetchall():
        if (passes, graded) != ((1, questions) if state == "passed" else (0, 0)):
            found.torn.append(f"quiz {attempt} is {state} with {passes} passes and {graded} of {questions} graded")
        passed |= {attempt} if state == "passed" else set()
    found.lost += [f"pass {one}" for one in sorted(book.passed - passed)]
    kept = set(connection.execute("SELECT attempt_id, question FROM quiz_answer").fetchall())
    found.lost += [f"answer {one}" for one in sorted(book.answered - kept)]
