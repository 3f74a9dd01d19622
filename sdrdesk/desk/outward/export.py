"""Files for a CRM's import: read page by page in one transaction, so that they hold one moment and fit in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

from sdrdesk.desk.figures.sheets import defused
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.crm import LAYOUTS, Crm, Layout, What
from sdrdesk.domain.meetings import ends_at
from sdrdesk.domain.policy import Action
from sdrdesk.errors import BadInput
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import Sql, day, maybe
from sdrdesk.store.store import Unit

PAGE = 2000
"""Rows read at once."""
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
BOM = {Crm.HUBSPOT: "\ufeff", Crm.SALESFORCE: ""}
"""What Excel writes as "CSV UTF-8", which HubSpot's help advises; to Salesforce it would be part of the first name."""

_PERSON = ("id", "name", "company", "email", "stage", "last_outcome", "last_at")
_ACTIVITIES = (
    compiled.EXPORT_ACTIVITIES,
    ("id", "lead", "name", "company", "email", "at", "day", "channel", "outcome", "seconds", "note", "reason", "rep"),
)
_ROWS: dict[What, tuple[Sql, tuple[str, ...]]] = {
    What.LEADS: (
        compiled.EXPORT_LEADS,
        (*_PERSON, "title", "phone", "city", "place", "grade", "converted_at", "offer", "rep", "source", "campaign"),
    ),
    What.ACTIVITIES: _ACTIVITIES,
    What.NOTES: _ACTIVITIES,
    What.MEETINGS: (
        compiled.EXPORT_MEETINGS,
        ("id", "lead", "name", "company", "email", "starts_at", "state", "with", "booked_at", "rep"),
    ),
    What.OUTCOMES: (
        compiled.EXPORT_OUTCOMES,
        (
            *_PERSON, "rep", "reason", "opportunity_id", "opportunity", "amount", "currency", "refusal", "decided_at",
            "closed_at", "closed_day",
        ),
    ),
}  # fmt: skip
_TIMES = ("at", "last_at", "converted_at", "starts_at", "booked_at", "decided_at", "closed_at")


class Export:
    """Files of the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Export for `seat`; a rep is refused."""
        self._seat = seat

    def layout(self, what: What, crm: Crm) -> Layout:
        """The columns of a file, and what whoever imports it must know; BadInput for one that there is not."""
        if found := LAYOUTS.get((what, crm)):
            return found
        raise BadInput(f"{crm.value.title()} has no file of {what.value} of its own", "", "They are in: activities")

    def write(self, what: What, crm: Crm, stream: IO[str], since: datetime | None = None, *, raw: bool = False) -> int:
        """Write a file; how many rows. The same rows come again under the same ids.

        Args:
            what: What it holds.
            crm: Whose shape it has.
            stream: Where to; it must not translate line ends.
            since: Only what has changed since.
            raw: Leave texts that a spreadsheet might run as they are.
        """
        self._seat.ask(Action.EXPORT)
        layout, playbook, count = self.layout(what, crm), self._seat.playbook, 0
        stream.write(BOM[crm])
        # Salesforce's jobs are told one line end, LF unless somebody says so; a note may hold more.
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(layout.columns)
        for row in self._rows(what, since or ALWAYS):
            if layout.takes(row):
                count += 1
                writer.writerow(_cells((make(row, playbook) for make in layout.columns.values()), raw=raw))
        self._audit(what, crm, count)
        return count

    def _rows(self, what: What, since: datetime) -> Iterator[dict[str, Any]]:
        sql, names = _ROWS[what]
        after = ""
        with self._seat.store.reading() as unit:
            while page := unit.all(sql, after=after, since=since, limit=PAGE):
                after = page[-1][0]
                yield from (self._read(dict(zip(names, row, strict=True))) for row in page)

    def _read(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row with its times as times."""
        row |= {name: maybe(row[name]) for name in _TIMES if name in row}
        if "day" in row:
            row["day"] = day(row["day"])
        if "starts_at" in row:
            row["ends_at"] = ends_at(self._seat.rules.calendar, self._seat.playbook.meetings, row["starts_at"])
        return row

    def _audit(self, what: What, crm: Crm, count: int) -> None:
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            self._note(unit, now, {"what": what.value, "for": crm.value, "rows": count})

    def _note(self, unit: Unit, now: datetime, detail: dict[str, Any]) -> None:
        rep = self._seat.rep.id
        leads.write_audit(unit, new_id(now), at=now, rep_id=rep, what="exported", lead_id="", detail=detail)


def _cells(values: Iterable[str | int], *, raw: bool) -> list[str | int]:
    """Cells that no spreadsheet runs. Times, ids, numbers and notes never begin so: what changes is a hostile name."""
    return [value if raw or isinstance(value, int) else defused(value) for value in values]
