"""Absences inside a transaction: the leads of somebody who is away are lent, and come back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.outward import telling
from sdrdesk.desk.people import assigning
from sdrdesk.desk.people.assigning import Given, Giving
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.lead import Rep
from sdrdesk.errors import NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from sdrdesk.store.sql import day, maybe
from sdrdesk.store.store import Row, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A rep is away."""

    id: str
    rep_id: str
    rep: str
    first: date
    last: date
    ended_at: datetime | None
    lent: Mapping[str, str]
    """Who holds each lead meanwhile."""


def known(unit: Unit, reps: Sequence[Rep]) -> tuple[Absence, ...]:
    """Every absence, the newest first."""
    names = {rep.id: rep.name for rep in reps}
    return tuple(_read(row, names) for row in unit.all(compiled.ABSENCES))


def _read(row: Row, names: Mapping[str, str]) -> Absence:
    return Absence(
        id=row[0],
        rep_id=row[1],
        rep=names.get(row[1], ""),
        first=day(row[2]),
        last=day(row[3]),
        ended_at=maybe(row[4]),
        lent=json.loads(row[5]),
    )


def begin(
    seat: Seat, unit: Unit, reps: Sequence[Rep], rep: Rep, first: date, last: date, to: str
) -> tuple[Absence, list[Given]]:
    """Write an absence and lend the rep's open leads; what became of each."""
    if any(one.rep_id == rep.id and one.ended_at is None for one in known(unit, reps)):
        raise Refused(f"{rep.name} is away already", "Give the leads back first", code="away")
    giving = Giving.now_in(seat, unit, [one for one in reps if one.id != rep.id])
    leads = assigning.leads_of(unit, rep.id)
    done = assigning.give(unit, giving, leads, to, why=f"Lent while {rep.name} is away")
    lent = assigning.owners(unit, [one.lead_id for one in done if not one.why_not])
    made = Absence(
        id=new_id(seat.clock.now()), rep_id=rep.id, rep=rep.name, first=first, last=last, ended_at=None, lent=lent
    )
    unit.run(
        compiled.ADD_ABSENCE, id=made.id, rep_id=rep.id, first_day=first, last_day=last, ended_at=None,
        lent=json.dumps(lent),
    )  # fmt: skip
    return made, done


def end(seat: Seat, unit: Unit, reps: Sequence[Rep], rep: Rep) -> tuple[Absence, dict[str, str], tuple[Given, ...]]:
    """End a rep's absence; what was lent and is still open in those hands comes back. Who held each, and what came."""
    absence = next((one for one in known(unit, reps) if one.rep_id == rep.id and one.ended_at is None), None)
    if absence is None:
        raise NotFound(f"{rep.name} is not away", "", "See: sdrdesk absence")
    names = {one.id: one.name for one in reps}
    rows = {row[0]: row for row in assigning.leads_by_id(unit, list(absence.lent))}
    back: dict[str, str] = {}
    for lead_id, holder in absence.lent.items():
        row = rows.get(lead_id)
        if row is not None and row[2] == holder and row[11] is not None:
            telling.hand(unit, lead_id, rep.id, seat.clock.now(), why=f"{rep.name} is back")
            back[lead_id] = holder
    unit.run(
        compiled.CHANGE_ABSENCE, of_absence=absence.id, set_ended_at=seat.clock.now(), set_lent=json.dumps(absence.lent)
    )
    given = tuple(
        Given(lead_id=one, name=rows[one][1], from_rep=names.get(holder, ""), to_rep=rep.name)
        for one, holder in back.items()
    )
    return absence, back, given
