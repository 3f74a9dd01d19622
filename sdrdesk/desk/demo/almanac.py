"""The almanac of the demo: moments told from the desk's own, as moments of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.hours import Calendar, zone
from sdrdesk.feeds.demo_files import Count, When

FAR = 400
"""Days looked back for a working day."""


@dataclass(frozen=True)
class Almanac:
    """Turns moments of the files into moments of the calendar.

    They are told from `moment`: the desk's own in the team's working hours, else the last one before it.
    """

    calendar: Calendar
    at: datetime
    moment: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Find the last working moment."""
        object.__setattr__(self, "moment", self._last_working_moment())

    def resolve(self, when: When, zone_name: str, since: datetime | None = None) -> datetime:
        """A moment of the files, on the clock of `zone_name`; lengths count from `since` or the last working moment."""
        if when.count is Count.TIME:
            return (since or self.moment) + when.length
        day = self._today
        if when.count is Count.DAYS:
            day += timedelta(days=when.days)
        else:
            step = 1 if when.days > 0 else -1
            for _ in range(abs(when.days)):
                day += timedelta(days=step)
                while not self._works(day):
                    day += timedelta(days=step)
        return clock_time(day, when.clock, zone_name)

    @property
    def _today(self) -> date:
        return self.moment.astimezone(zone(self.calendar.team.zone)).date()

    def _works(self, day: date) -> bool:
        kept = self.calendar.holidays.get(self.calendar.team.holidays, frozenset())
        return not self.calendar.team.week.on(day, holiday=day in kept).is_closed

    def _last_working_moment(self) -> datetime:
        name = self.calendar.team.zone
        today = self.at.astimezone(zone(name)).date()
        kept = self.calendar.holidays.get(self.calendar.team.holidays, frozenset())
        for back in range(FAR):
            day = today - timedelta(days=back)
            window = self.calendar.team.week.on(day, holiday=day in kept)
            if not window.is_closed and clock_time(day, window.opens, name) <= self.at:
                return min(self.at, clock_time(day, window.closes, name)).astimezone(UTC)
        return self.at.astimezone(UTC)


def clock_time(day: date, clock: time, zone_name: str) -> datetime:
    """The moment at which the clocks of `zone_name` show `clock` on `day`."""
    return datetime.combine(day, clock, zone(zone_name)).astimezone(UTC)
