"""Dates as exports write them. The order of day and month is read off a whole column or asked for, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.text import clean


class DateOrder(StrEnum):
    """Which number of 03/04/2026 is the day."""

    DMY = "dmy"
    MDY = "mdy"

    @property
    def other(self) -> DateOrder:
        """The other order."""
        return DateOrder.MDY if self is DateOrder.DMY else DateOrder.DMY


Orders = Mapping[str, DateOrder]
"""The order of a column's dates by their separator: "/", "." or "-"."""

_NUMERIC = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})")
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(?:(\d{1,2})(?:[a-z]{2})?[\s-]+([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:[a-z]{2})?)"
    r"[\s,-]+(\d{4})(?:(?:,?\s+(?:at\s+)?|T)(\S.*))?"
)
_TIME = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s*(?:([ap])\.?m\.?)?\s*(?:\(?([A-Z]{1,4}|[+-]\d\d:?\d\d)\)?)?",
    re.I,
)
_HOUR = re.compile(r"(\d{1,2})\s*([ap])\.?m\.?", re.I)
_EPOCH = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    "z": 0,
    "utc": 0,
    "gmt": 0,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
"""Hours from UTC of the words that mean one thing in an export."""


@dataclass(slots=True)
class DateSurvey:
    """What a column's dates say about their order, gathered value by value in constant memory."""

    seen: dict[tuple[str, DateOrder], str] = field(default_factory=dict)
    """By separator and order: the first date that can only be read that way."""
    unclear: dict[str, str] = field(default_factory=dict)
    """By separator: the first date that can be read both ways."""

    def see(self, text: str) -> None:
        """Take one value of the column into account."""
        if text[4:5] == "-" and text[:4].isdecimal():
            return
        match = _NUMERIC.match(text)
        if match is None or len(match[1]) > 2:
            return
        first, mark, second = int(match[1]), match[2], int(match[3])
        if first > 12 or second > 12:
            key = (mark, DateOrder.DMY if first > 12 else DateOrder.MDY)
            if key not in self.seen:
                self.seen[key] = clean(text)[:40]
        elif first != second and mark not in self.unclear:
            self.unclear[mark] = clean(text)[:40]

    def orders(self) -> dict[str, DateOrder]:
        """The orders that are certain. Dots stand between day, month and year unless a date says otherwise."""
        found: dict[str, DateOrder] = {}
        for mark, order in self.seen:
            if (mark, order.other) not in self.seen:
                found[mark] = order
        if "." in self.unclear and not any(mark == "." for mark, _ in self.seen):
            found["."] = DateOrder.DMY
        return found

    def question(self) -> str:
        """Why the column cannot be read without being told, or ""."""
        for mark, order in self.seen:
            if order is DateOrder.DMY and (other := self.seen.get((mark, DateOrder.MDY))):
                return f'"{self.seen[mark, order]}" has the day first, "{other}" the month'
        certain = self.orders()
        for mark, text in self.unclear.items():
            if mark not in certain:
                return f'"{text}" may have the day or the month first, and no other date in the column tells'
        return ""


def read_moment(text: str, orders: Orders, naive: tzinfo) -> datetime | None:
    """The moment in `text`, UTC; None if it is none.

    Args:
        text: ISO, 3/15/2024 2:30 PM, 15.03.2024, 15 Mar 2024, seconds or milliseconds since 1970.
        orders: By separator; a date in an order that is not here is none.
        naive: The zone of a time that names none.
    """
    try:
        moment = datetime.fromisoformat(text) if text[4:5] == "-" else _other(text, orders)
    except ValueError:
        try:
            moment = _other(text, orders)
        except (ValueError, OverflowError):
            return None
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=naive)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _other(text: str, orders: Orders) -> datetime | None:
    """The moment in `text` where it is not plain ISO; ValueError for the 31st of June."""
    if match := _EPOCH.fullmatch(text):
        seconds = int(match[1]) / (1000 if len(match[1]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC)
    head, _, rest = text.partition(" " if " " in text else "T")
    if match := _NUMERIC.match(text):
        return _with_time(_numeric_day(head.rstrip(","), orders.get(match[2])), rest.lstrip(", "))
    if match := _NAMED.fullmatch(text):
        month = (match[2] or match[3])[:3].lower()
        if month in _MONTHS:
            return _with_time(_day(int(match[5]), _MONTHS.index(month) + 1, int(match[1] or match[4])), match[6])
    return None


@lru_cache(maxsize=1 << 13)
def _numeric_day(text: str, order: DateOrder | None) -> datetime | None:
    """The day in 3/15/2024, 15.03.24 or 2024/3/15; None if it is none or its order is not known."""
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return _day(first, second, third)
    if len(match[1]) > 2 or len(match[4]) not in (2, 4):
        return None
    if order is None and first != second and max(first, second) <= 12:
        return None
    year = third + (2000 if len(match[4]) == 2 else 0)
    is_day_first = order is DateOrder.DMY or (order is None and first > 12)
    return _day(year, second, first) if is_day_first else _day(year, first, second)


def _day(year: int, month: int, day: int) -> datetime:
    """Midnight of a day, without a zone; ValueError for the 31st of June."""
    return datetime(year, month, day)  # noqa: DTZ001 (the caller knows the zone, or asks for it)


def _with_time(day: datetime | None, text: str | None) -> datetime | None:
    """`day` at the time of day in `text`; None if either is none."""
    if day is None or not text:
        return day
    moment = _time_of_day(text.strip().removesuffix(" Uhr"))
    if moment is None:
        return None
    since_midnight, offset = moment
    at = day + since_midnight
    return at if offset is None else at.replace(tzinfo=timezone(offset))


@lru_cache(maxsize=1 << 12)
def _time_of_day(text: str) -> tuple[timedelta, timedelta | None] | None:
    """How long after midnight "2:30 PM EST" is, and its zone's offset if it names one; ValueError for 14 PM."""
    if match := _HOUR.fullmatch(text):
        return timedelta(hours=_hour(int(match[1]), match[2])), None
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = _hour(int(match[1]), match[4]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError(text)
    since_midnight = timedelta(hours=hour, minutes=minute, seconds=second)
    name = (match[5] or "").lower()
    if not name:
        return since_midnight, None
    if name[0] in "+-":
        offset = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
        return since_midnight, -offset if name[0] == "-" else offset
    return (since_midnight, timedelta(hours=_ZONES[name])) if name in _ZONES else None


def _hour(hour: int, half: str | None) -> int:
    """The hour of the day; ValueError for 14 PM."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.lower() == "p" else 0)
