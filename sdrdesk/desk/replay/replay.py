"""Other rules, tried on what there is: nothing is written."""

from __future__ import annotations

from sdrdesk.dataclasses import replace
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.people.team import replace_hours
from sdrdesk.desk.replay.past import past_diff
from sdrdesk.desk.replay.today import queue_diff
from sdrdesk.desk.replay.values import Diff
from sdrdesk.desk.replay.waiting import Waiting, waiting
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Calendar
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.policy import Action
from sdrdesk.domain.rule_changes import changed_rules, reach
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit


class Replay:
    """Replays for the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Replay for `seat`."""
        self._seat = seat

    def diff(self, playbook: Playbook, login: str = "") -> Diff:
        """What another playbook would change: of today's queue, and of the last 90 days.

        Args:
            playbook: The other one, checked.
            login: Whose queue of today; "" for everybody's. The 90 days are always the team's.
        """
        seat = self._seat
        seat.ask(Action.SEE_TEAM)
        with seat.store.reading() as unit:
            _has_kinds(unit, playbook)
            if login:
                login = rep_by_login(all_reps(unit, ""), login).login
            new = Rules(playbook, _calendar(seat.rules.calendar, playbook))
            far = reach(seat.playbook, playbook)
            return Diff(
                version=seat.playbook.version, new_version=playbook.version,
                rules=changed_rules(seat.playbook, playbook), queue=queue_diff(seat, unit, new, far, login),
                past=past_diff(seat, unit, new, far),
            )  # fmt: skip

    def waiting(self) -> Waiting:
        """What waiting is worth: contacts and meetings by age at the first touch, and by arm of an experiment."""
        self._seat.ask(Action.SEE_TEAM)
        with self._seat.store.reading() as unit:
            return waiting(self._seat, unit)


def _has_kinds(unit: Unit, playbook: Playbook) -> None:
    for key, _title, kind, *_ in unit.all(compiled.OFFERS):
        if kind not in playbook.offers:
            why = f'Offer "{key}" is of kind "{kind}", which this playbook does not have'
            raise BadInput("This playbook leaves leads without rules", why, f"Keep its table [offers.{kind}]")


def _calendar(calendar: Calendar, playbook: Playbook) -> Calendar:
    """The calendar under another playbook's hours, with the holidays of a region that the team did not keep before."""
    found = replace_hours(calendar, playbook)
    region = playbook.team_hours.holidays
    if not region or region in calendar.holidays:
        return found
    from sdrdesk.feeds.holiday_dates import holidays_of

    years = {day.year for days in calendar.holidays.values() for day in days}
    return replace(found, holidays={**calendar.holidays, **holidays_of([region], sorted(years))})
