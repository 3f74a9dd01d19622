"""The recount: every counter against the activity log, in plain Python, and the repair where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures.recount_leads import wrong_leads
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.hours import zone
from sdrdesk.domain.policy import Action
from sdrdesk.store import compiled
from sdrdesk.store.sql import day, moment
from sdrdesk.store.store import Row, Unit

COUNTERS = ("touches", "dials", "connects", "conversations", "booked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A counter that does not say what the log says."""

    what: str
    """"day", "meeting", "activity" or "lead"."""
    id: str
    stored: str
    counted: str

    def __str__(self) -> str:
        """The difference as one line."""
        return f"{self.what} {self.id}: stored {self.stored}, counted {self.counted}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted:
    """What a recount looked at and found."""

    activities: int
    days: int
    meetings: int
    leads: int
    """Leads with a contact that stands."""
    differences: tuple[Difference, ...]
    mended: bool


@dataclass(slots=True)
class _Log:
    """The log, folded."""

    activities: int
    days: dict[tuple[str, date], Counter[str]]
    meetings: dict[str, tuple[str, str, date]]
    """State, start and day of each meeting by its last word; the day is of the calendar of who booked it."""
    wrong_days: list[tuple[str, date, date]]
    leads: set[str]


def recount(seat: Seat, *, fix: bool = False) -> Recounted:
    """Count everything anew; with `fix` (managers), write what the log says, in the same transaction."""
    if fix:
        seat.ask(Action.MEND)
    with seat.store.writing() if fix else seat.store.reading() as unit:
        log = _fold(unit.all(compiled.LOG))
        found = [*_days(unit, log), *_meetings(unit, log), *_activities(log), *_leads(seat, unit)]
        if fix:
            for _, mend in found:
                for statement, params in mend:
                    unit.run(statement, **params)
        return Recounted(
            activities=log.activities,
            days=len(log.days),
            meetings=len(log.meetings),
            leads=len(log.leads),
            differences=tuple(one for one, _ in found),
            mended=fix and bool(found),
        )


Found = tuple[Difference, list[tuple[Any, dict[str, Any]]]]
"""A difference with the statements that mend it."""


def _fold(rows: list[Row]) -> _Log:
    log = _Log(len(rows), {}, {}, [], set())
    zones: dict[str, str] = {}
    for row in rows:
        own = moment(row[3]).astimezone(zone(row[13])).date()
        if own != day(row[4]):
            log.wrong_days.append((row[0], day(row[4]), own))
        counter = log.days.setdefault((row[2], own), Counter())
        counter["touches"] += 1
        log.leads.add(row[1])
        for name, flag in zip(COUNTERS[1:], row[6:10], strict=True):
            counter[name] += int(flag)
        if row[10] and row[11]:
            zones.setdefault(row[10], row[13])
            starts = moment(row[12])
            log.meetings[row[10]] = (row[11], row[12], starts.astimezone(zone(zones[row[10]])).date())
    return log


def _days(unit: Unit, log: _Log) -> Iterator[Found]:
    stored = {(row[0], day(row[1])): tuple(row[2:]) for row in unit.all(compiled.ALL_DAYS)}
    for key in sorted({*stored, *log.days}):
        rep_id, on = key
        counted = tuple(log.days.get(key, Counter())[name] for name in COUNTERS)
        if stored.get(key, (0,) * len(COUNTERS)) != counted:
            numbers = dict(zip(COUNTERS, counted, strict=True))
            yield (
                Difference(what="day", id=f"{rep_id} {on}", stored=str(stored.get(key)), counted=str(counted)),
                [
                    (compiled.DROP_DAY, {"rep": rep_id, "day": on}),
                    (compiled.ADD_DAY, {"rep_id": rep_id, "day": on, **numbers}),
                ],
            )


def _meetings(unit: Unit, log: _Log) -> Iterator[Found]:
    for meeting_id, state, starts_at, on, _lead, _rep in unit.all(compiled.ALL_MEETINGS):
        counted = log.meetings.get(meeting_id)
        if counted is None:
            yield (
                Difference(what="meeting", id=meeting_id, stored=state, counted="no log books it"),
                [(compiled.DROP_MEETING, {"activity": meeting_id})],
            )
        elif counted != (state, starts_at, day(on)):
            yield (
                Difference(what="meeting", id=meeting_id, stored=f"{state} {starts_at}", counted=" ".join(counted[:2])),
                [
                    (
                        compiled.MEND_MEETING,
                        {
                            "of_meeting": meeting_id,
                            "set_state": counted[0],
                            "set_starts_at": counted[1],
                            "set_day": counted[2],
                        },
                    )
                ],
            )


def _activities(log: _Log) -> Iterator[Found]:
    for activity_id, stored, own in log.wrong_days:
        yield (
            Difference(what="activity", id=activity_id, stored=str(stored), counted=str(own)),
            [(compiled.MEND_ACTIVITY_DAY, {"of_activity": activity_id, "set_day": own})],
        )


def _leads(seat: Seat, unit: Unit) -> Iterator[Found]:
    for lead_id, wrong, columns in wrong_leads(seat, unit):
        stored, counted = (", ".join(f"{name} {pair[at]}" for name, pair in wrong.items()) for at in (0, 1))
        yield (
            Difference(what="lead", id=lead_id, stored=stored, counted=counted),
            [(compiled.MOVE_LEAD, columns)],
        )
