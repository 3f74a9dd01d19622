"""A CRM's list of opportunities: all of it or nothing, and the same file twice changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.calls import bookings, opportunities
from sdrdesk.desk.people import journal
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.meetings import State
from sdrdesk.errors import BadInput, DeskError
from sdrdesk.feeds.opportunity_file import OpportunityLine, read_opportunities
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit

if TYPE_CHECKING:
    from sdrdesk.desk.calls.meetings import Meetings


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityReport:
    """What a file of opportunities changed."""

    file: str
    rows: int
    changed: int
    same: int
    """Rows that said nothing new."""
    strange: tuple[str, ...]
    """Rows about people who are no leads of ours."""
    columns: tuple[str, ...]
    """What each recognised column was taken for."""


def load(seat: Seat, meetings: Meetings, path: Path) -> OpportunityReport:
    """Bring a file's opportunities in; BadInput names every row that does not fit, and then nothing is written."""
    table = read_opportunities(path)
    problems = [f"line {line.number}: {line.problem}" for line in table.lines if line.problem]
    before: list[Any] = []
    after: list[Any] = []
    same, strange = 0, []
    with seat.store.writing() as unit:
        for line in table.lines:
            if line.problem:
                continue
            lead_id = _lead_of(unit, line)
            if lead_id is None:
                strange.append(f"line {line.number}: {line.email or line.phone or line.lead}")
                continue
            try:
                changed = _take(seat, meetings, unit, line, lead_id)
            except DeskError as error:
                problems.append(f"line {line.number}: {error}")
                continue
            if changed is None:
                same += 1
            else:
                before.append(changed[0])
                after.append(changed[1])
        if problems:
            shown = "; ".join(problems[:5]) + (f"; and {len(problems) - 5} more" if len(problems) > 5 else "")
            raise BadInput(f"{path.name} has {len(problems)} rows that do not fit", shown, "Nothing was written")
        if after:
            told = f"{len(after)} opportunities from {path.name}"
            journal.write(seat, unit, "opportunity", told, before, after)
    return OpportunityReport(
        file=path.name,
        rows=len(table.lines),
        changed=len(after),
        same=same,
        strange=tuple(strange),
        columns=table.columns,
    )


def _take(
    seat: Seat, meetings: Meetings, unit: Unit, line: OpportunityLine, lead_id: str
) -> tuple[Any, dict[str, Any]] | None:
    """Write one row: an opportunity that is closed in the CRM was accepted before."""
    held = next((one for one in bookings.of_lead(unit, lead_id) if one.state is State.HELD), None)
    if held is None:
        raise BadInput("The lead has no meeting that was held", line.email, "Log the meeting first")
    said = meetings.decision(
        line.state, amount=line.amount, reason=line.reason, at=line.decided_at, external_id=line.external_id
    )
    now = seat.clock.now()
    row = unit.first(compiled.OPPORTUNITY_OF, meeting=held.id)
    if line.state in opportunities.CLOSED:
        first = None
        if row is None or row[4] == "refused":
            accepted = replace(said, state="accepted", at=line.created_at or line.decided_at)
            first = opportunities.decide(unit, held, accepted, now)
        second = opportunities.decide(unit, held, said, now)
        if first and second:
            return first[0], second[1]
        return second or first
    return opportunities.decide(unit, held, replace(said, at=line.created_at or said.at), now)


def _lead_of(unit: Unit, line: OpportunityLine) -> str | None:
    if line.lead and unit.all(compiled.OWNERS, leads=[line.lead]):
        return line.lead
    if line.email and (found := unit.all(compiled.BY_EMAIL, emails=[line.email])):
        return str(found[0][1])
    if line.phone and len(found := unit.all(compiled.BY_PHONE, phones=[line.phone])) == 1:
        return str(found[0][1])
    return None
