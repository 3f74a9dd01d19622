"""A time as a rep types it, read on the prospect's wall clock: "thu 3pm", "in 2h", "next tuesday morning".

Own code, because the libraries guess or cost too much, and a promise to a prospect must do neither. Tried on the table
in tests/domain/test_when.py: dateparser 1.5 takes 118 ms, drops the 9 of "tomorrow 9" and does not know "end of day";
parsedatetime 2.6 and recurrent take "thu blah 3pm", settle 3/4 as the American one and put "26.11. 14:30" on today;
dateutil 2.9 knows no "in", "next" or "tomorrow". Here every word must be understood, and a choice between two days is
asked, not made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.domain.hours import Place, zone
from sdrdesk.domain.words import ago
from sdrdesk.errors import BadInput
from sdrdesk.text import clean

FURTHEST = timedelta(days=400)
"""How far ahead a time may lie."""

LONGEST = 60
"""Characters looked at; a longer text is a note, not a time."""

EXAMPLES = 'Write it like "thu 3pm", "in 2h", "tomorrow 9:30", "next tuesday morning" or "26 nov 14:30"'

DAY_OPENS = time(9)
"""The hour meant when only a day is named; the desk moves it to the next opening of the calling hours."""

PARTS_OF_DAY = {
    "morning": time(9),
    "noon": time(12),
    "midday": time(12),
    "lunch": time(12, 30),
    "lunchtime": time(12, 30),
    "afternoon": time(14),
    "evening": time(17),
    "end of day": time(17),
    "eod": time(17),
}

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAY = "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_UNIT = "(?P<minutes>m|mins?|minutes?)|(?P<hours>h|hrs?|hours?)|(?P<days>d|days?)|(?P<weeks>w|wks?|weeks?)"
_COUNT = "[0-9]{1,4}|an?(?= )|half an(?= )"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the words named so far."""

    day: date | None = None
    weekday: int | None = None
    week: int | None = None
    """0 for "this", 1 for "next"; None where neither was said."""
    clock: time | None = None
    part: str | None = None
    """A part of the day by name."""
    real: timedelta | None = None
    """Minutes and hours from now."""
    days: int | None = None
    """Days from now, at the same time of day."""
    at: datetime | None = None
    """A full moment with its own zone, as a script writes it."""

    @property
    def names_a_day(self) -> bool:
        """Whether any word stood for a day."""
        return any(one is not None for one in (self.day, self.weekday, self.week, self.days))

    @property
    def hour(self) -> time | None:
        """The time of day that was named, as a clock or as a part of the day; ValueError if they disagree."""
        if self.clock is None or self.part is None:
            return self.clock or (PARTS_OF_DAY[self.part] if self.part else None)
        clock = self.clock
        if self.part in ("afternoon", "evening") and 1 <= clock.hour < 12:
            clock = clock.replace(hour=clock.hour + 12)
        if self.part not in ("morning", "afternoon", "evening") or (clock < time(12)) != (self.part == "morning"):
            raise ValueError(f"{clock:%H:%M} and {self.part} are two times")
        return clock


def read_when(words: str, now: datetime, place: Place) -> datetime:
    """The moment meant by `words` on the clock of `place`, UTC, always later than `now`.

    A weekday is the next one to come, today included while its hour lies ahead; with "next" it is the one of the next
    calendar week. A bare hour from 1 to 6 is in the afternoon. A time that the spring change skips moves on by the
    skipped hour; one that the autumn change repeats is its first that lies ahead.

    Args:
        words: As typed.
        now: The moment it was typed.
        place: Where the prospect is; the unknown place is read in UTC.

    Raises:
        BadInput: Not a time, a time that is past, too far off, or that could be two days.
    """
    text = " ".join(clean(words[: LONGEST * 4]).casefold().replace(",", " ").split())
    if not text or len(text) > LONGEST:
        raise BadInput("No time was given" if not text else "That is too long to be a time", hint=EXAMPLES)
    now = now.astimezone(UTC)
    try:
        said = _read(text, place.local(now))
        at = _moment(said, text, now, place)
    except OverflowError:
        raise _too_far(text) from None
    if at <= now:
        late = f"That was {ago(at, now)} ago: it is {place.local(now):%a %H:%M} {_where(place)}"
        raise BadInput(f'"{text}" is past', late, "Name a time to come")
    if at - now > FURTHEST:
        raise _too_far(text)
    return at


def echo(at: datetime, place: Place, rep_zone: str, now: datetime) -> str:
    """A moment in the prospect's and the rep's words: "Thu 26 Nov 15:00 in Chicago, 16:00 for you"."""
    theirs, mine = place.local(at), at.astimezone(zone(rep_zone))
    there = f"{_day_words(theirs, place.local(now))} {theirs:%H:%M} {_where(place)}"
    if theirs.replace(tzinfo=None) == mine.replace(tzinfo=None):
        return f"{there}, the same for you"
    day = "" if theirs.date() == mine.date() else f"{_day_words(mine, place.local(now))} "
    return f"{there}, {day}{mine:%H:%M} for you"


def _day_words(local: datetime, today: datetime) -> str:
    year = f" {local.year}" if local.year != today.year else ""
    return f"{local:%a} {local.day} {local:%b}{year}"


def _where(place: Place) -> str:
    if not place.is_known:
        return "UTC (their zone is unknown)"
    city = place.zones[0].rpartition("/")[2].replace("_", " ")
    return city if city.startswith(("GMT", "UTC")) else f"in {city}"


# ------------------------------------------------------------------------------------- reading


def _read(text: str, local: datetime) -> _Said:
    """What all the words together name; BadInput for a word that is not understood."""
    said, position = _Said(), 0
    while position < len(text):
        for pattern, add in _grammar():
            if match := pattern.match(text, position):
                try:
                    said = add(said, match, local)
                except ValueError as error:
                    raise BadInput(f'"{text}" is not a time', str(error), EXAMPLES) from None
                position = match.end() + 1
                break
        else:
            word = text[position:].split(maxsplit=1)[0]
            raise BadInput(f'"{text}" is not a time', f'"{word}" is not understood here', EXAMPLES)
    return said


def _put(said: _Said, **parts: Any) -> _Said:
    """`said` with more of it; ValueError if that was said before."""
    for name in parts:
        if getattr(said, name) is not None:
            raise ValueError("it names two of them")
    return replace(said, **parts)


def _iso(said: _Said, match: re.Match[str], local: datetime) -> _Said:
    """An ISO time, with or without an offset."""
    at = datetime.fromisoformat(match[0].upper())
    return _put(said, at=at if at.tzinfo else at.replace(tzinfo=local.tzinfo))


def _year_first(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    return _put(said, day=date(int(match[1]), int(match[2]), int(match[3])))


def _with_dots(said: _Said, match: re.Match[str], local: datetime) -> _Said:
    """The form "26.11.", "26.11.2026": the day stands first wherever people write dots."""
    return _dated(said, local, day=match[1], month=int(match[2]), year=match[3])


def _with_slashes(said: _Said, match: re.Match[str], local: datetime) -> _Said:
    """The forms "11/26" and "26/11": a day and a month if only one order makes sense; else it asks."""
    first, second = int(match[1]), int(match[2])
    if first != second and min(first, second) > 0 and max(first, second) <= 12:
        one, other = (f"{day} {_MONTHS[month - 1][:3]}" for month, day in ((first, second), (second, first)))
        raise BadInput(f"{match[0]} can be two days", hint=f'Write "{one}" or "{other}"')
    month, day = (first, second) if first <= 12 else (second, first)
    return _dated(said, local, day=str(day), month=month, year=match[3])


def _with_month(said: _Said, match: re.Match[str], local: datetime) -> _Said:
    """The forms "26 nov", "26th of november 2026", "nov 26"."""
    month = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(match["month"][:3]))
    return _dated(said, local, day=match["day"], month=month, year=match["year"])


def _dated(said: _Said, local: datetime, *, day: str, month: int, year: str | None) -> _Said:
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    if year:
        return _put(said, day=date(int(year) + (2000 if len(year) == 2 else 0), month, int(day)))
    for candidate in (local.year, local.year + 1):
        try:
            found = date(candidate, month, int(day))
        except ValueError:
            continue
        if found >= local.date():
            return _put(said, day=found)
    raise ValueError(f"{_MONTHS[month - 1].capitalize()} has no {day} within a year")


def _relative(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    """The forms "in 2h", "+3d", "30 min", "an hour"."""
    count = match["count"]
    amount = 0.5 if count.startswith("half") else 1 if count.startswith("a") else int(count)
    if match["hours"] and not match["in"] and said == _Said() and 8 <= amount <= 23:
        raise BadInput(f'"{match[0]}" can be two times', hint=f'Write "{int(amount)}:00" or "in {int(amount)}h"')
    if match["minutes"] or match["hours"]:
        more = timedelta(minutes=amount) if match["minutes"] else timedelta(hours=amount)
        return replace(said, real=(said.real or timedelta()) + more)
    if amount != int(amount):
        raise ValueError("half a day is not a time: name the hour")
    days = int(amount) * (1 if match["days"] else 7)
    return replace(said, days=(said.days or 0) + days)


def _hours_minutes(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    """The form "in 1h30"."""
    return _put(said, real=timedelta(hours=int(match[1]), minutes=int(match[2])))


def _nearby(said: _Said, match: re.Match[str], local: datetime) -> _Said:
    """The words "today", "tomorrow", "day after tomorrow"."""
    ahead = 0 if match[0] == "today" else 2 if match[0].startswith("day") else 1
    return _put(said, day=local.date() + timedelta(days=ahead))


def _next_week(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    return _put(said, week=0 if "this" in match[0] else 1)


def _weekday(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    number = next(index for index, name in enumerate(_DAYS) if name.startswith(match["weekday"][:3]))
    said = _put(said, weekday=number)
    return _put(said, week=0 if match["which"] == "this" else 1) if match["which"] else said


def _part(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    return _put(said, part=match["part"])


def _twelve(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    """The forms "3pm", "3:15 p.m."."""
    hour = int(match[1])
    if not 1 <= hour <= 12:
        raise ValueError(f"there is no {hour} {match[3]}m")
    return _put(said, clock=time(hour % 12 + (12 if match[3] == "p" else 0), int(match[2] or 0)))


def _twenty_four(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    return _put(said, clock=time(int(match[1]), int(match[2])))


def _bare_hour(said: _Said, match: re.Match[str], _local: datetime) -> _Said:
    """The 9 of "tomorrow 9"; alone it could be anything."""
    hour = int(match[1])
    if not said.names_a_day:
        half = f'"{hour}pm"' if 1 <= hour <= 12 else f'"in {hour} min"'
        raise BadInput(f'"{match[0]}" can be many things', hint=f'Write "{hour}:00", {half} or "in {hour}h"')
    return _put(said, clock=time(hour + 12 if 1 <= hour <= 6 else hour))


def _nothing(said: _Said, _match: re.Match[str], _local: datetime) -> _Said:
    return said


_Add = Callable[[_Said, re.Match[str], datetime], _Said]
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
_YEAR = "(?: (?P<year>20[0-9]{2}))?"
_GRAMMAR: tuple[tuple[str, _Add], ...] = (
    (rf"{_ISO}(?:z|[+-][0-9]{{2}}:?[0-9]{{2}})?", _iso),
    (r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", _year_first),
    (r"([0-9]{1,2})\.([0-9]{1,2})\.?(20[0-9]{2}|[0-9]{2})?", _with_dots),
    (r"([0-9]{1,2})/([0-9]{1,2})(?:/(20[0-9]{2}|[0-9]{2}))?", _with_slashes),
    (rf"(?:the )?(?P<day>[0-9]{{1,2}})(?:st|[nr]d|th|\.)? (?:of )?(?P<month>{_MONTH})\.?{_YEAR}", _with_month),
    (rf"(?P<month>{_MONTH})\.? (?P<day>[0-9]{{1,2}})(?:st|[nr]d|th)?{_YEAR}(?!:| ?[ap]\.?m)", _with_month),
    (r"(?:in |\+ ?)([0-9]{1,2})h([0-5][0-9])", _hours_minutes),
    (rf"(?P<in>in |and |\+ ?)?(?P<count>{_COUNT}) ?(?:{_UNIT})", _relative),
    (r"today|tomorrow|tmrw?|tom|day after tomorrow", _nearby),
    (r"(?:on )?(?:next|this) week", _next_week),
    (rf"(?:on )?(?:(?P<which>next|this) )?(?P<weekday>{_DAY})\.?", _weekday),
    (rf"(?:at |in the |this |around )?(?P<part>{'|'.join(PARTS_OF_DAY)})", _part),
    (r"(?:at )?([0-9]{1,2})(?:[:.]([0-5][0-9]))? ?([ap])\.?m\.?", _twelve),
    (r"(?:at )?([01]?[0-9]|2[0-3]):([0-5][0-9])(?: ?h)?", _twenty_four),
    (r"(?:at )?([01]?[0-9]|2[0-3])", _bare_hour),
    (r"at|on|o'clock", _nothing),
)
"""What each form means; of those that fit at a place, the first."""


@cache
def _grammar() -> tuple[tuple[re.Pattern[str], _Add], ...]:
    """The grammar compiled to take whole words; 3 ms, so not before somebody types a time."""
    return tuple((re.compile(f"(?:{pattern})(?= |$)", re.ASCII), add) for pattern, add in _GRAMMAR)


# ---------------------------------------------------------------------------------- working out


def _moment(said: _Said, text: str, now: datetime, place: Place) -> datetime:
    """The moment that was named, perhaps past; BadInput if the words do not go together."""
    try:
        hour = said.hour
        if said.at is not None:
            _alone(said, at=None)
            return said.at.astimezone(UTC)
        if said.real is not None:
            _alone(said, real=None)
            minute = (now + said.real).replace(second=0, microsecond=0)
            return minute if minute > now else now + said.real
        if said.days is not None:
            _alone(said, days=None, clock=None, part=None)
            local = place.local(now)
            return _wall(local.date() + timedelta(days=said.days), hour or local.time(), now, place)
        return _wall(*_named(said, hour, now, place), now, place)
    except ValueError as error:
        raise BadInput(f'"{text}" is not a time', str(error), EXAMPLES) from None


def _alone(said: _Said, **but: Any) -> None:
    """ValueError if something was said besides these."""
    if replace(said, **but) != _Said():
        raise ValueError("it names two of them")


def _named(said: _Said, hour: time | None, now: datetime, place: Place) -> tuple[date, time]:
    """The local day and time that were named; ValueError if there is none or there are two."""
    today, clock = place.local(now).date(), hour or DAY_OPENS
    if said.day is not None:
        if said.week is not None or said.weekday not in (None, said.day.weekday()):
            raise ValueError(f"it names two days: {said.day.day} {said.day:%b} is a {said.day:%A}")
        if said.day == today and hour is None:
            raise ValueError("it names no hour")
        return said.day, clock
    if said.week is not None:
        if said.weekday is None and not said.week:
            raise ValueError("it names no day of this week")
        return today + timedelta(days=7 * said.week - today.weekday() + (said.weekday or 0)), clock
    if said.weekday is not None:
        day = today + timedelta(days=(said.weekday - today.weekday()) % 7)
        return (day if _wall(day, clock, now, place) > now else day + timedelta(days=7)), clock
    if hour is None:
        raise ValueError("it names no day and no hour")
    return (today if _wall(today, clock, now, place) > now else today + timedelta(days=1)), clock


def _wall(day: date, clock: time, now: datetime, place: Place) -> datetime:
    """A wall-clock time in the place's zone: moved out of a gap; of two, the first that lies ahead."""
    clock = clock.replace(second=0, microsecond=0, fold=0)
    name = place.zones[0] if place.zones else "UTC"
    first = datetime.combine(day, clock, zone(name)).astimezone(UTC)
    second = datetime.combine(day, clock.replace(fold=1), zone(name)).astimezone(UTC)
    # In a gap fold=0 counts from before the change and lands after it; there the second is the earlier one.
    return second if first <= now < second else first


def _too_far(text: str) -> BadInput:
    return BadInput(f'"{text}" is too far off', f"The desk plans {FURTHEST.days} days ahead", "Name an earlier day")
