"""What a manager's screen reads of the team, in one transaction: each thing once, whichever panes show some of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from sdrdesk.desk.figures import tallies
from sdrdesk.desk.figures.number_values import Funnel, Waiting
from sdrdesk.desk.figures.numbers import MonthSoFar, month_so_far
from sdrdesk.desk.gate import passbook
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.domain import ranges
from sdrdesk.domain.hours import zone
from sdrdesk.domain.ranges import Range
from sdrdesk.store import compiled
from sdrdesk.store.sql import day, moment

if TYPE_CHECKING:
    from sdrdesk.desk.gate.passbook import PassView
    from sdrdesk.desk.seat import Seat
    from sdrdesk.domain.aims import Aim
    from sdrdesk.domain.lead import Rep
    from sdrdesk.store.store import Row, Unit

LONGEST_LIST = 200
"""Waiting leads that are listed."""


def calls_leads(rep: Rep) -> bool:
    """Whether a member is on the reps' table: managers coach, they have no quota."""
    return not rep.is_manager


def absent(unit: Unit, today: date) -> dict[str, str]:
    """Reps who are away today, with the id of the absence."""
    return {
        row[1]: row[0] for row in unit.all(compiled.ABSENCES) if row[4] is None and day(row[2]) <= today <= day(row[3])
    }


class TeamPicture:
    """The team at one moment."""

    def __init__(self, seat: Seat, unit: Unit) -> None:
        """Look from `seat`, in the transaction of `unit`."""
        self.seat, self.unit = seat, unit
        self.now = seat.clock.now()
        self.today = self.now.astimezone(zone(seat.rep.zone)).date()
        self.members = all_reps(unit, seat.rep.team_name)
        self.reps = [rep for rep in self.members if calls_leads(rep)]
        self._funnels: dict[tuple[date, date], dict[str, Funnel]] = {}
        self._months: dict[date, MonthSoFar] = {}
        self._loads: dict[str, tuple[int, int]] | None = None

    def funnels(self, range_: Range) -> dict[str, Funnel]:
        """The funnel of each member over a range."""
        key = range_.first, range_.last
        if key not in self._funnels:
            self._funnels[key] = tallies.funnels(self.unit, self.members, range_)
        return self._funnels[key]

    def month(self, today: date) -> MonthSoFar:
        """The month of a day as it stands on it."""
        if today not in self._months:
            counted = self.funnels(ranges.month(today))
            self._months[today] = month_so_far(self.seat.rules.calendar, today, counted)
        return self._months[today]

    @cached_property
    def offers(self) -> Sequence[Row]:
        """Key, title and kind of each offer, and more."""
        return self.unit.all(compiled.OFFERS)

    @cached_property
    def passes(self) -> Mapping[str, Mapping[str, PassView]]:
        """What everybody's passes are worth, by rep id and offer."""
        return passbook.of_team(self.unit, self.seat.playbook, self.now)

    @cached_property
    def aims(self) -> Mapping[str, Sequence[Aim]]:
        """What was set for each rep by hand."""
        return tallies.aims(self.unit)

    @cached_property
    def away(self) -> Mapping[str, str]:
        """Reps who are away today, with the id of the absence."""
        return absent(self.unit, self.today)

    @cached_property
    def waiting(self) -> tuple[Waiting, ...]:
        """Leads that nobody has called although their answer-by has passed, the longest first."""
        ids, since = tallies.ids(self.members), self.now - timedelta(days=365)
        return tuple(
            Waiting(
                lead_id=row[0],
                name=row[1],
                company=row[2],
                rep_id=row[3],
                kind=row[4],
                tier=row[5],
                converted_at=moment(row[6]),
                answer_by=moment(row[7]),
                gate=row[8],
            )
            for row in tallies.unanswered(self.unit, ids, since, self.now, LONGEST_LIST)
        )

    def loads(self) -> dict[str, tuple[int, int]]:
        """Of each member with any: open leads, and how many of them are behind a quiz that they have not passed."""
        if self._loads is None:
            self._loads = {
                rep_id: (count, locked)
                for missing, ids in self._lacking().items()
                for rep_id, count, locked in self.unit.all(compiled.OPEN_AND_LOCKED, reps=ids, missing=missing)
            }
        return self._loads

    def locked(self) -> list[Row]:
        """Open leads behind a quiz that their rep has not passed: rep, offer, tier, count, soonest answer-by, an id.

        Finding none takes as long as counting all; where they were counted, those alone are asked for who have some.
        """
        loads, found = self._loads, []
        for missing, ids in self._lacking().items():
            some = [one for one in ids if loads is None or loads.get(one, (0, 0))[1]]
            if missing and some:
                found += self.unit.all(compiled.GATED_OPEN, reps=some, missing=missing)
        return found

    def _lacking(self) -> dict[tuple[str, ...], list[str]]:
        """Ids of members by the offers of which they have no good pass: those alike are asked for together."""
        found: dict[tuple[str, ...], list[str]] = {}
        for rep in self.members:
            own = self.passes.get(rep.id, {})
            missing = tuple(row[0] for row in self.offers if not own.get(row[0], passbook.NO_PASS).is_good)
            found.setdefault(missing, []).append(rep.id)
        return found
