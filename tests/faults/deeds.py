"""What a desk does while it is killed, cut off from power or let down by its disk, and says as acknowledged.

A deed is told to `say` only when the desk has returned from it, which is when a rep would read that it is done. Nothing
here looks at the outcome: `oracle.py` does, in another process.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.care import backups
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake import intake, pace
from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.question import Question
from sdrdesk.errors import DeskError
from sdrdesk.ids import new_id
from sdrdesk.store import backup
from sdrdesk.store.quizzes import offer_of
from sdrdesk.store.sql import Sql
from tests.desk.lists import list_of, person

Say = Callable[[str], None]
"""Told in a line what is acknowledged."""

ROWS = 24
"""People in a file that is imported; one of them is known."""
KNOWN = 7
"""Which row of a file that is."""
PIECE = 10
"""Rows staged in one transaction: a file takes several."""
PAPER = "speed-to-lead"
BUSY_FOR_EVER = "UPDATE lead SET retries = -100000 WHERE team_id = :team"
"""No lead ends, so that a deed may log for as long as it is let."""
OWN = Sql("own", "SELECT id FROM lead WHERE team_id = :team AND owner_id = :owner AND gate = '' ORDER BY id")
"""The leads a rep may log on, due or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One deed on one desk."""

    deed: str
    path: str
    """The desk's file."""
    now: str
    seed: int = 0
    times: int = 1
    """How often; 0 for without end."""
    record: str = ""
    """The file into which every write is recorded, with recorder.c preloaded; "" for none."""
    fail: tuple[str, int, int, bool] | None = None
    """A kind of call, the how manieth of it fails, with which errno, and whether all after it do too."""
    journal: tuple[str, str] | None = None
    """journal_mode and synchronous instead of the desk's own, for those that must be seen to lose."""

    @property
    def file(self) -> Path:
        """The desk's file."""
        return Path(self.path)

    @property
    def at(self) -> datetime:
        """The desk's time."""
        return datetime.fromisoformat(self.now)

    @property
    def folder(self) -> Path:
        """Where files for the deed lie."""
        return self.file.parent

    def desk(self, login: str) -> Desk:
        """Somebody's desk on the file."""
        return open_desk(self.file, FixedClock(self.at), login)

    def rounds(self) -> Iterator[int]:
        """As often as the deed is to be done."""
        number = 0
        while not self.times or number < self.times:
            yield number
            number += 1


def logging(job: Job, say: Say) -> None:
    """Maya logs, snoozes and undoes."""
    desk, dice = job.desk("maya"), random.Random(job.seed)
    with desk.seat.store.reading() as unit:
        leads = [row[0] for row in unit.all(OWN, owner=desk.rep.id)]
    say("ready")
    for _ in job.rounds():
        if dice.random() < 0.15:
            if undone := desk.calling.undo():
                say(f"undone {undone.activity_id}")
            continue
        lead, detail = dice.choice(leads), Detail(callback_at=job.at + timedelta(days=1))
        if dice.random() < 0.3:
            desk.calling.snooze(lead, job.at + timedelta(hours=3))
        outcome = dice.choice(("busy", "call_back", "sent_information"))
        logged = desk.calling.log(lead, outcome, detail=detail, note="x" * dice.choice((0, 10, 3000)))
        say(f"logged {logged.activity_id}")
    desk.close()


def insisting(job: Job, say: Say) -> None:
    """Maya logs three calls, and presses the key again for as long as the desk says that it did not work."""
    desk = job.desk("maya")
    with desk.seat.store.reading() as unit:
        leads = [row[0] for row in unit.all(OWN, owner=desk.rep.id)]
    say("ready")
    for lead in leads[:3]:
        activity = new_id(job.at)
        while True:
            try:
                desk.calling.log(lead, "busy", activity_id=activity, note="x" * 3000)
            except DeskError as error:
                say(f"told {error}")
            else:
                say(f"logged {activity}")
                break
    desk.close()


def rows_of(seed: int) -> list[dict[str, str]]:
    """The people of a file: strangers, and one whom Maya has."""
    people = [person(seed * 100 + at) for at in range(ROWS)]
    hour, minute = divmod(seed % 1440, 60)  # of each file another, else what it brings the known one is known too
    people[KNOWN] |= {
        "Email": "known@example.com",
        "Phone Number": "",
        "Create Date": f"2026-11-23 {hour:02}:{minute:02}",
    }
    return people


def importing(job: Job, say: Say) -> None:
    """Nora imports a file for Jon: staged in pieces, made live in one moment."""
    intake.CHUNK, pace.PAUSE = PIECE, 0
    desk, file = job.desk("nora"), list_of(job.folder, rows_of(job.seed), f"list{job.seed}.csv")
    say("ready")
    report = desk.intake.load(file, Options(owner="jon"))
    say(f"imported {report.batch_id}")
    desk.close()


def unimporting(job: Job, say: Say) -> None:
    """Nora takes the last import that is live back."""
    intake.CHUNK = PIECE
    desk = job.desk("nora")
    live = [one.id for one in desk.intake.imports() if one.state == "live"]
    say("ready")
    for batch in live[:1]:
        say(f"taking {batch}")
        desk.intake.undo(batch)
        say(f"unimported {batch}")
    desk.close()


def backing(job: Job, say: Say) -> None:
    """The day's backup: copied, read whole, recounted, given its name."""

    @contextlib.contextmanager
    def opened(copy: Path) -> Iterator[Seat]:
        with contextlib.closing(open_desk(copy, FixedClock(job.at), is_service=True)) as desk:
            yield desk.seat

    say("ready")
    taken = backups.take(job.file, job.at, None, opened)
    backups.rotate(job.file)
    say(f"backed {taken.backup.path.name}")


def restoring(job: Job, say: Say) -> None:
    """The newest backup is put back over a desk that went on."""
    say("ready")
    backup.put_back(backups.latest(job.file), job.file, job.at)
    say("restored")


def migrating(job: Job, say: Say) -> None:
    """A desk of an earlier release is opened: copied aside, and brought up to date."""
    say("ready")
    desk = job.desk("maya")
    say("migrated")
    desk.close()


def right(question: Question) -> tuple[str, ...]:
    """An answer worth full marks."""
    numbers = tuple(str(one.value) for one in question.numbers[:1])
    return question.right or question.accept[:1] or numbers or tuple(pair.right for pair in question.pairs)


def grading(job: Job, say: Say) -> None:
    """Maya answers a quiz rightly; grading it gives the pass and frees her lead."""
    desk = job.desk("maya")
    say("ready")
    quiz = desk.quizzing.start(PAPER)
    with desk.seat.store.reading() as unit:
        found = offer_of(unit, quiz.offer, quiz.version)
    known = {one.id: one for one in found[1].questions} if found else {}
    for asked in quiz.questions:
        desk.quizzing.answer(quiz.attempt_id, asked.question_id, right(known[asked.question_id]))
        say(f"answered {quiz.attempt_id} {asked.question_id}")
    finished = desk.quizzing.finish(quiz.attempt_id)
    say(f"{'passed' if finished.passed else 'failed'} {quiz.attempt_id}")
    desk.close()


DEEDS: dict[str, Callable[[Job, Say], None]] = {
    "logging": logging,
    "insisting": insisting,
    "importing": importing,
    "unimporting": unimporting,
    "backing": backing,
    "restoring": restoring,
    "migrating": migrating,
    "grading": grading,
}
"""Everything that may be interrupted, by name."""
