"""Ranges of days that figures are counted over, as people name them. Days are those of a rep's own calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.hours import Calendar, zone
from sdrdesk.errors import BadInput

NAMES = ("today", "yesterday", "week", "last week", "month", "last month", "quarter", "last quarter", "year")
"""Ranges with a name; besides them "2026-11-01..2026-11-20" and a single day."""


@dataclass(frozen=True, slots=True)
class Range:
    """Days from the first to the last, both counted."""

    first: date
    last: date
    label: str = ""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        """Its days in order."""
        return (self.first + timedelta(days=at) for at in range(self.days))

    def moments(self, zone_name: str) -> tuple[datetime, datetime]:
        """Its start and its end, the end excluded, as UTC on the calendar of a zone."""
        name = zone(zone_name)
        start = datetime.combine(self.first, time(0), name).astimezone(UTC)
        return start, datetime.combine(self.last + timedelta(days=1), time(0), name).astimezone(UTC)

    def upto(self, day: date) -> Range:
        """The part that has come by `day`; at least its first day."""
        return Range(self.first, max(self.first, min(self.last, day)), self.label)


def today(day: date) -> Range:
    """One day."""
    return Range(day, day, "Today")


def week(day: date, back: int = 0) -> Range:
    """The week of `day` from Monday to Sunday, or one before it."""
    first = day - timedelta(days=day.weekday() + 7 * back)
    label = {0: "This week", 1: "Last week"}.get(back, f"Week of {first.day} {first:%b}")
    return Range(first, first + timedelta(days=6), label)


def month(day: date, back: int = 0) -> Range:
    """The month of `day`, or one before it."""
    first = _months(day, -back)
    return Range(first, _months(first, 1) - timedelta(days=1), f"{first:%B %Y}")


def quarter(day: date, back: int = 0) -> Range:
    """The quarter of `day`, or one before it."""
    first = _months(day.replace(month=day.month - (day.month - 1) % 3, day=1), -3 * back)
    return Range(first, _months(first, 3) - timedelta(days=1), f"Q{(first.month + 2) // 3} {first.year}")


def year(day: date) -> Range:
    """The year of `day`."""
    return Range(date(day.year, 1, 1), date(day.year, 12, 31), str(day.year))


def _months(day: date, ahead: int) -> date:
    """The first day of the month that lies `ahead` months from that of `day`."""
    number = day.year * 12 + day.month - 1 + ahead
    return date(number // 12, number % 12 + 1, 1)


def before(range_: Range, day: date) -> Range:
    """What a range is compared with: as much of the period before it as has come of this one by `day`."""
    for named in (week, month, quarter):
        if range_ == named(range_.first):
            found = named(range_.first, 1)
            gone = (range_.upto(day).last - range_.first).days
            last = found.last if range_.last <= day else min(found.last, found.first + timedelta(days=gone))
            return Range(found.first, last, found.label)
    length = timedelta(days=range_.days)
    return Range(range_.first - length, range_.last - length, "Before")


def read_range(text: str, day: date) -> Range:
    """The range that `text` names on `day`: one of `NAMES`, a day, or "2026-11-01..2026-11-20"; BadInput otherwise."""
    said = " ".join(text.casefold().replace("-week", " week").replace("_", " ").split())
    named = {
        "today": today(day),
        "yesterday": Range(day - timedelta(days=1), day - timedelta(days=1), "Yesterday"),
        "week": week(day),
        "last week": week(day, 1),
        "month": month(day),
        "last month": month(day, 1),
        "quarter": quarter(day),
        "last quarter": quarter(day, 1),
        "year": year(day),
    }
    said = said.removeprefix("this ").replace("last-", "last ")
    if said in named:
        return named[said]
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:(?:\.\.| to )(\d{4}-\d\d-\d\d))?", said)
    try:
        first = date.fromisoformat(match[1]) if match else None
        last = date.fromisoformat(match[2] or match[1]) if match else None
    except ValueError:
        first = last = None
    # A range is set beside the one before it and counted in clocks of all zones: the calendar's own ends are too near.
    if first is None or last is None or first.year < 1970 or last.year >= 2200:
        raise BadInput(f'"{text}" is no range of days', "", f"One of: {', '.join(NAMES)}; or 2026-11-01..2026-11-20")
    if last < first:
        raise BadInput(f'"{text}" ends before it begins', "", "Write the earlier day first")
    if (last - first).days > 3660:
        raise BadInput(f'"{text}" is more than ten years', "", "Name fewer days")
    return Range(first, last, _label(first, last))


def _label(first: date, last: date) -> str:
    if first == last:
        return f"{first:%a} {first.day} {first:%b %Y}"
    return f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}"


def working_days(calendar: Calendar, range_: Range) -> tuple[date, ...]:
    """The days of a range on which the team works."""
    kept = calendar.holidays.get(calendar.team.holidays, frozenset())
    return tuple(day for day in range_ if not calendar.team.week.on(day, holiday=day in kept).is_closed)


def works(calendar: Calendar, day: date) -> bool:
    """Whether the team works on a day."""
    kept = calendar.holidays.get(calendar.team.holidays, frozenset())
    return not calendar.team.week.on(day, holiday=day in kept).is_closed
