"""What an import brings to people who were known, worked out before the lock is taken and written in one moment.

Where each of them will stand is planned in pieces while others work, and kept with what they were. The one transaction
that makes the import live only looks whether a lead is still as it was planned from, and writes. Who has moved since is
planned again there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, TypeVar

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.intake.arrivals import Arrivals
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence
from sdrdesk.store import compiled, leads, whole
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit

PIECE = 200
"""Leads planned, or looked at again, in one go."""

_T = TypeVar("_T")
_GRADE = ("points", "grade", "grade_note", "rank")


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where one lead will stand."""

    lead_id: str
    conversions: tuple[Row, ...]
    """Those of the import, by time."""
    was: int
    """Its row and the number of its conversions when it was planned, as a hash."""
    moves: dict[str, Any] | None
    grades: dict[str, Any] | None
    change: dict[str, Any] | None
    """What undoing the import needs; None once it is kept."""


class GoingLive:
    """One import on its way."""

    def __init__(self, seat: Seat, batch_id: str) -> None:
        """Make the batch live for the team of `seat`."""
        self._seat = seat
        self._batch = batch_id
        self._arrivals = Arrivals(seat)
        self._plans: list[_Plan] = []

    def prepare(self) -> None:
        """Plan everybody who was there before; others write in between."""
        with self._seat.store.reading() as unit:
            # It walks all of the batch, and nobody but its import writes one.
            rows = sorted(unit.all(compiled.BATCH_PROMOTED, batch=self._batch))
        wanted = [(str(lead_id), tuple(own)) for lead_id, own in groupby(rows, key=lambda row: row[0])]
        for piece in _pieces(wanted):
            with self._seat.store.reading() as unit:
                unit.see(self._batch)
                plans = self._planned(unit, piece)
            with self._seat.store.writing() as unit:
                unit.many(compiled.ADD_CHANGE, [plan.change for plan in plans if plan.change])
            self._plans += [_Plan(one.lead_id, one.conversions, one.was, one.moves, one.grades, None) for one in plans]

    @property
    def lead_ids(self) -> tuple[str, ...]:
        """Whom the import brought something."""
        return tuple(plan.lead_id for plan in self._plans)

    def apply(self, unit: Unit) -> int:
        """Write where everybody stands now; how many moved."""
        unit.see(self._batch)
        moved = 0
        for piece in _pieces(self._plans):
            seen = _seen(unit, [plan.lead_id for plan in piece])
            stale = [plan for plan in piece if seen[plan.lead_id] != plan.was]
            plans = [plan for plan in piece if seen[plan.lead_id] == plan.was] + self._again(unit, stale)
            moves = [plan.moves for plan in plans if plan.moves]
            unit.many(compiled.MOVE_LEAD, moves)
            unit.many(compiled.GRADE_LEAD, [plan.grades for plan in plans if plan.grades])
            moved += len(moves)
        return moved

    def _again(self, unit: Unit, stale: Sequence[_Plan]) -> list[_Plan]:
        """Plan anew who has moved since."""
        plans = self._planned(unit, [(plan.lead_id, plan.conversions) for plan in stale])
        for plan in plans:
            unit.run(compiled.DROP_CHANGE, batch=self._batch, lead=plan.lead_id)
        unit.many(compiled.ADD_CHANGE, [plan.change for plan in plans if plan.change])
        return plans

    def _planned(self, unit: Unit, wanted: Sequence[tuple[str, tuple[Row, ...]]]) -> list[_Plan]:
        seen = _seen(unit, [lead_id for lead_id, _ in wanted])
        return [self._plan(unit, lead_id, own, seen[lead_id]) for lead_id, own in wanted]

    def _plan(self, unit: Unit, lead_id: str, own: tuple[Row, ...], was: int) -> _Plan:
        before = whole.read(unit, lead_id)
        moves, grades = self._columns(unit, lead_id, own, before)
        after = before | (moves or {}) | (grades or {})
        change = {"batch_id": self._batch, "lead_id": lead_id}
        change |= {"before": whole.as_text(before), "after": whole.as_text(after)}
        return _Plan(lead_id, own, was, _set(lead_id, moves), _set(lead_id, grades), change)

    def _columns(
        self, unit: Unit, lead_id: str, own: tuple[Row, ...], before: whole.Whole
    ) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """What changes of a lead's standing, and of its grade."""
        record = leads.find(unit, lead_id)
        if record is None:
            return None, None
        standing = record.standing
        for _, at, _, kind, offer, arm in own:
            standing = cadence.convert(
                self._seat.rules, record.place, standing, kind=kind, offer=offer, at=moment(at), arm=arm
            )
        graded = self._arrivals.regrade(unit, lead_id, standing, record.row.title, record.people)
        found = (graded.points, graded.grade, graded.note, standing.rank(graded.grade))
        grades = dict(zip(_GRADE, found, strict=True))
        if standing == record.standing:
            return None, None if all(before[name] == one for name, one in grades.items()) else grades
        moves = leads.standing_columns(standing, graded.grade)
        moves |= {name: before[name] for name in ("last_outcome", "last_at", "last_by", "held_by", "held_until")}
        return moves, grades


def _set(lead_id: str, columns: dict[str, Any] | None) -> dict[str, Any] | None:
    """Columns as the parameters of a statement."""
    return columns and {"of_lead": lead_id, **{f"set_{name}": one for name, one in columns.items()}}


def _seen(unit: Unit, lead_ids: Sequence[str]) -> dict[str, int]:
    """Leads as they are, each as a hash: its row, and how many conversions it has."""
    if not lead_ids:
        return {}
    place = whole.columns().index("id")
    counts: dict[str, int] = {row[0]: row[1] for row in unit.all(compiled.CONVERSION_COUNTS, leads=lead_ids)}
    return {
        row[place]: hash((row, counts.get(row[place], 0))) for row in unit.all(compiled.WHOLE_LEADS, leads=lead_ids)
    }


def _pieces(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[at : at + PIECE] for at in range(0, len(items), PIECE))
