"""The score: what points are in force, what they are worth, other points put in force, and who says they are wrong."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.people import journal
from sdrdesk.desk.people.team import write_playbook
from sdrdesk.desk.score import resolved
from sdrdesk.desk.score.marks import WRONG, Mark, mark_of, marks_of
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.facts import Sample
from sdrdesk.domain.hours import Place
from sdrdesk.domain.plain import stored_playbook
from sdrdesk.domain.playbook import Playbook, Score
from sdrdesk.domain.policy import Action
from sdrdesk.domain.score import Graded, Known, facts_at, grade
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean

if TYPE_CHECKING:
    from sdrdesk.feeds.outcome_file import OutcomeFile, OutcomeOptions

APPLIED = "points applied"
"""What the audit calls it."""

PIECE = 500
"""Leads graded in one transaction, so that nobody's log waits for the others."""

LONGEST_REASON = 300
MARKED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What other points did."""

    version: str
    """Of the playbook that is now in force."""
    graded: int
    """Open leads looked at."""
    moved: tuple[tuple[str, str, int], ...]
    """From which grade to which, and how many; those that kept theirs are not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeWorth:
    """What came of the leads of a grade."""

    grade: str
    leads: int
    wins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """A lead that came out otherwise than its score said."""

    lead_id: str
    name: str
    grade: str
    points: int
    reasons: tuple[tuple[str, int], ...]
    won: bool
    outcome: str
    """The last outcome's label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Where the score and what came of it disagree."""

    grades: tuple[GradeWorth, ...]
    lost: tuple[Surprise, ...]
    """Of grade A and lost, the most points first."""
    won: tuple[Surprise, ...]
    """Of grade D or C and won, the fewest points first."""
    marks: tuple[Mark, ...]
    """What reps say is wrong, of the last 90 days, the newest first."""


class Scoring:
    """The score of the team in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Look after the score for `seat`."""
        self._seat = seat

    def in_force(self) -> Score:
        """The points that leads are graded by."""
        return self._seat.playbook.score

    def sample(self) -> Sample:
        """The team's resolved leads, each as it was at its first touch."""
        self._seat.ask(Action.SEE_TEAM)
        with self._seat.store.reading() as unit:
            return resolved.sample(unit, self._seat.playbook.score)

    def read(self, path: Path, options: OutcomeOptions) -> OutcomeFile:
        """A sample from a file of leads with their outcomes; nothing of it is kept."""
        from sdrdesk.feeds.outcome_file import read_outcomes

        return read_outcomes(path, options, self._seat.playbook.score)

    # --- other points -------------------------------------------------------------------------------------------------

    def apply(self, points: str) -> Applied:
        """Put fitted points in force as a new version of the playbook, and grade the open leads anew.

        Args:
            points: A piece of TOML as `score fit` writes it; "" goes back to the points set by hand.
        """
        from sdrdesk.feeds.playbook_file import check_playbook
        from sdrdesk.feeds.points_file import version_of, with_piece, with_version

        seat, now = self._seat, self._seat.clock.now()
        with seat.store.writing() as unit:
            seat.ask(Action.RULES, unit=unit, reason="Only a manager changes the points")
            before, source, _ = _newest(unit)
            said = f"points of {now:%Y-%m-%d %H:%M}" if points else f"by hand since {now:%Y-%m-%d %H:%M}"
            version = version_of(seat.playbook.version, said)
            text = with_version(with_piece(source, points), version)
            playbook = check_playbook(text, "the playbook with these points")
            if points and playbook.score.fitted is None:
                raise BadInput(
                    "These are no fitted points", "There is no [score.fitted]", "sdrdesk score fit --out FILE"
                )
            write_playbook(unit, playbook, text, now)
            told = f"version {playbook.version}"
            journal.write(seat, unit, APPLIED, told, {"playbook": before}, {"playbook": _newest(unit)[0]})
        return self._in_force(playbook)

    def undo(self) -> Applied | None:
        """Put the playbook back that was in force before one's last `apply`; None where nothing was applied."""
        seat = self._seat
        with seat.store.writing() as unit:
            seat.ask(Action.RULES, unit=unit, reason="Only a manager changes the points")
            if journal.undo(seat, unit, {APPLIED: _put_back}) is None:
                return None
            playbook = stored_playbook(json.loads(_newest(unit)[2]))
        return self._in_force(playbook)

    def _in_force(self, playbook: Playbook) -> Applied:
        """Grade by a playbook from now on, and the open leads anew: piece by piece, again from the start if cut off."""
        seat = self._seat
        seat.rules = Rules(playbook, seat.rules.calendar)
        graded, last, moved = 0, "", Counter[tuple[str, str]]()
        while True:
            with seat.store.writing() as unit:
                rows = unit.all(compiled.OPEN_TO_GRADE, after=last, limit=PIECE)
                moved.update(_grade_anew(unit, rows, playbook.score, seat.clock.now()))
            graded += len(rows)
            if len(rows) < PIECE:
                break
            last = rows[-1][0]
        changes = tuple((old, new, count) for (old, new), count in sorted(moved.items()) if old != new)
        return Applied(version=playbook.version, graded=graded, moved=changes)

    # --- what people say of it ----------------------------------------------------------------------------------------

    def wrong(self, lead_id: str, reason: str = "") -> Mark:
        """Say that a lead's score is wrong, with or without why; said again, the reason is replaced."""
        seat = self._seat
        with seat.store.writing() as unit:
            record = seat.lead(unit, lead_id)
            self._take_back(unit, lead_id)
            after = {
                "grade": record.row.grade,
                "points": record.points,
                "reason": clean(reason)[:LONGEST_REASON],
            }
            told = f"grade {record.row.grade} of {record.row.name}"
            journal.write(seat, unit, WRONG, told, None, after, lead_id)
            return next(one for one in marks_of(unit, lead_id) if one.rep_id == seat.rep.id)

    def not_wrong(self, lead_id: str) -> bool:
        """Take back that one said so; False if one had not."""
        with self._seat.store.writing() as unit:
            self._seat.lead(unit, lead_id)
            return self._take_back(unit, lead_id)

    def _take_back(self, unit: Unit, lead_id: str) -> bool:
        seat = self._seat
        own = [one for one in marks_of(unit, lead_id) if one.rep_id == seat.rep.id]
        now = seat.clock.now()
        for one in own:
            leads.write_audit(
                unit, new_id(now), at=now, rep_id=seat.rep.id, what=journal.UNDONE, lead_id=lead_id,
                detail={"told": f"grade {one.grade} of {one.lead}"}, undoes=one.id,
            )  # fmt: skip
        return bool(own)

    def disagree(self, limit: int = 20) -> Disagreement:
        """Where the score and the outcome disagree, by the points in force on what was known at the first touch."""
        seat = self._seat
        seat.ask(Action.SEE_TEAM)
        labels = {key: rule.label for key, rule in seat.playbook.outcomes.items()}
        with seat.store.reading() as unit:
            rows = unit.all(compiled.MARKS, since=seat.clock.now() - MARKED_FOR, limit=limit)
            found = [(one, grade(one.facts, seat.playbook.score)) for one in resolved.outcomes(unit)]
        surprises = [
            Surprise(
                lead_id=one.lead_id, name=one.name, grade=graded.grade, points=graded.points, reasons=graded.reasons,
                won=one.won, outcome=labels.get(one.last_outcome, one.last_outcome),
            )
            for one, graded in found
        ]  # fmt: skip
        lost = [one for one in surprises if one.grade == "A" and not one.won]
        won = [one for one in surprises if one.grade in "CD" and one.won]
        return Disagreement(
            grades=tuple(
                GradeWorth(
                    grade=letter, leads=sum(one.grade == letter for one in surprises),
                    wins=sum(one.grade == letter and one.won for one in surprises),
                )
                for letter in "ABCD"
            ),
            lost=tuple(sorted(lost, key=lambda one: (-one.points, one.lead_id))[:limit]),
            won=tuple(sorted(won, key=lambda one: (one.points, one.lead_id))[:limit]),
            marks=tuple(map(mark_of, rows)),
        )  # fmt: skip


def _newest(unit: Unit) -> tuple[str, str, str]:
    """Id, text and checked content of the playbook in force."""
    row = unit.first(compiled.NEWEST_PLAYBOOK)
    if row is None:
        raise NotFound("This team has no playbook", "", "Apply one: sdrdesk playbook apply FILE")
    return row[0], row[1], row[2]


def _put_back(unit: Unit, before: Any, after: Any, now: datetime) -> None:
    """The playbook that was in force before, as the newest version; refused where another came since."""
    kept = unit.first(compiled.KEPT_PLAYBOOK, of_playbook=before["playbook"])
    if kept is None or _newest(unit)[0] != after["playbook"]:
        raise journal.moved_on("The playbook")
    write_playbook(unit, stored_playbook(json.loads(kept[2])), kept[1], now)


def _grade_anew(unit: Unit, rows: list[Row], score: Score, now: datetime) -> list[tuple[str, str]]:
    """Grade some open leads; the grade of each before and after."""
    if not rows:
        return []
    behaviour = resolved.Behaviour.of(unit, [row[0] for row in rows])
    changes, moved = [], []
    for lead_id, kind, offer, converted_at, title, people, place, band, *stood in rows:
        known = Known(
            kind=kind, offer=offer, converted_at=moment(converted_at),
            conversions=behaviour.conversions.get(lead_id, ()), visits=behaviour.visits.get(lead_id, ()),
            title=title, people=people, place=Place.parse(place),
        )  # fmt: skip
        graded: Graded = grade(facts_at(known, now), score)
        moved.append((str(stood[1]), graded.grade))
        if stood != [graded.points, graded.grade, graded.note]:
            changes.append({
                "of_lead": lead_id, "set_points": graded.points, "set_grade": graded.grade,
                "set_grade_note": graded.note, "set_rank": "ABCD".index(graded.grade) if band > 1 else 0,
            })  # fmt: skip
    if changes:
        unit.many(compiled.GRADE_LEAD, changes)
    return moved
