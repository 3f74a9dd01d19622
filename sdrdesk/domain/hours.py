"""When a prospect may be called, and how much open time passes between two moments.

Everything comes in and goes out as aware UTC. Local days are built with the zone's own rules, so a day of 23 or 25
hours, a half-hour zone and a public holiday need no special case. An unknown place is never open: it fails closed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.playbook import AnswerClock, CallingHours, TeamHours, Week
from sdrdesk.domain.span import Span, SpanUnit, Window
from sdrdesk.errors import DeskError

REMEMBERED = 1 << 13
"""Days of places whose hours are remembered."""

HORIZON = 400
"""Days looked ahead before a place counts as never open."""

Stretch = tuple[datetime, datetime]
"""An open stretch of time, UTC, end excluded."""

Holidays = Mapping[str, frozenset[date]]
"""Public holidays by region: "US", "US-FL", "DE"."""


class NoZone(DeskError, KeyError):
    """A time zone that this machine does not know: no such name, or its data is missing or too old."""

    __str__ = Exception.__str__  # a KeyError puts it in quotes


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The time zone called `name`; NoZone."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError as error:
        why, cure = "Its time zone data is missing or too old", "Install sdrdesk anew, or the package tzdata alone"
        raise NoZone(f'This machine has no clock for "{name}"', why, cure) from error


@dataclass(frozen=True, slots=True)
class Place:
    """Where a prospect is, as far as the clock and the law care.

    Two zones mean that address and phone disagree: only hours open in both count.
    """

    region: str = ""
    """Country, with the state where the law needs it: "US-FL", "DE"."""
    zones: tuple[str, ...] = ()

    @classmethod
    def parse(cls, key: str) -> Place:
        """The place that `key` was made from; "" is the unknown place."""
        region, _, zones = key.partition("|")
        return cls(region, tuple(zones.split("&")) if zones else ())

    @property
    def key(self) -> str:
        """The place as one word, for the store."""
        return f"{self.region}|{'&'.join(self.zones)}" if self.zones else ""

    @property
    def is_known(self) -> bool:
        """Whether there is a zone to go by."""
        return bool(self.zones)

    @property
    def country(self) -> str:
        """Two letters, or "" if unknown."""
        return self.region[:2]

    def local(self, at: datetime) -> datetime:
        """`at` on the prospect's wall clock (the address's zone); UTC where the place is unknown."""
        return at.astimezone(zone(self.zones[0]) if self.zones else UTC)


@lru_cache(maxsize=1 << 13)
def _utc(day: date, at: time, name: str) -> datetime:
    """A local time of day as UTC: an import asks for the same few openings of the same few days again and again."""
    return datetime.combine(day, at, zone(name)).astimezone(UTC)


def _stretches(name: str, window_of: Callable[[date], Window], since: datetime, days: int) -> Iterator[Stretch]:
    """Open stretches of one zone that end after `since`, in order, for so many `days`."""
    first = since.astimezone(zone(name)).date() - timedelta(days=1)
    for offset in range(days):
        day = first + timedelta(days=offset)
        window = window_of(day)
        if window.is_closed:
            continue
        opens, closes = _utc(day, window.opens, name), _utc(day, window.closes, name)
        if closes > since and closes > opens:
            yield max(opens, since), closes


def _both(left: Iterator[Stretch], right: Iterator[Stretch]) -> Iterator[Stretch]:
    """The stretches in which both are open."""
    a, b = next(left, None), next(right, None)
    while a and b:
        start, end = max(a[0], b[0]), min(a[1], b[1])
        if start < end:
            yield start, end
        if a[1] <= b[1]:
            a = next(left, None)
        else:
            b = next(right, None)


def _parts(theirs: Iterator[Stretch], team: Iterator[Stretch]) -> Iterator[tuple[Stretch, list[Stretch]]]:
    """Each of their stretches with those parts of it in which the team works."""
    ahead: deque[Stretch] = deque()
    for start, end in theirs:
        while not ahead or ahead[-1][1] < end:
            if (more := next(team, None)) is None:
                break
            ahead.append(more)
        while ahead and ahead[0][1] <= start:
            ahead.popleft()
        yield (start, end), [(max(a, start), min(b, end)) for a, b in ahead if a < end and b > start]


def _week(stretch: Stretch) -> tuple[int, int]:
    """The calendar week that a stretch counts for: that of its end, which does not move when the start is cut."""
    return stretch[1].isocalendar()[:2]


def _walk(stretches: Iterator[Stretch], length: timedelta) -> datetime | None:
    """The moment at which `length` of open time has passed; None if it never does."""
    for start, end in stretches:
        if end - start >= length:
            return start + length
        length -= end - start
    return None


@dataclass(frozen=True, slots=True)
class _Timetable:
    """Counted stretches of some weeks, worked out once: whole lists of leads ask for the same weeks."""

    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    until: datetime
    """A stretch that begins later may be cut or missing."""

    def walk(self, since: datetime, length: timedelta) -> datetime | None:
        """The moment at which `length` of counted time has passed; None where that lies beyond the table."""
        for at in range(bisect_right(self.ends, since), len(self.ends)):
            start = max(self.starts[at], since)
            if start > self.until:
                return None
            open_for = self.ends[at] - start
            if open_for >= length:
                return start + length
            length -= open_for
        return None


_UNITS = {
    SpanUnit.MINUTES: timedelta(minutes=1),
    SpanUnit.HOURS: timedelta(hours=1),
    SpanUnit.WORKING_HOURS: timedelta(hours=1),
    SpanUnit.DAYS: timedelta(days=1),
    SpanUnit.NOW: timedelta(),
    SpanUnit.NEVER: timedelta(),
}
"""How long one of each is; a working day is as long as the team's."""
TABLE_DAYS, TABLE_BEFORE, TABLE_AFTER = 28, 14, 45
"""Moments that one table serves; its days before them, so that a week is seen whole; and those behind them."""
TABLE_FROM = 4
"""Asks after which a table is worked out: one call logged needs none."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of the playbook with the holidays of each region: answers every "when" of the desk."""

    calling: CallingHours
    team: TeamHours
    holidays: Holidays = field(default_factory=dict)
    _windows: dict[tuple[str, date], Window] = field(default_factory=dict, init=False, repr=False, compare=False)
    _tables: dict[tuple[Place, AnswerClock, int], _Timetable | int] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def window(self, place: Place, day: date) -> Window:
        """The hours of a local `day` in which the playbook and the law let this place be called."""
        key = (place.region, day)
        known = self._windows.get(key)
        if known is None:
            if len(self._windows) >= REMEMBERED:
                self._windows.clear()
            known = self._windows[key] = self._window(place, day)
        return known

    def _window(self, place: Place, day: date) -> Window:
        region, country = place.region, place.country
        holiday = any(day in self.holidays.get(name, ()) for name in (region, country))
        week: Week = self.calling.business_in.get(country, self.calling.business)
        window = week.on(day, holiday=holiday)
        law = self.calling.law
        for name in (region, country) if region != country else (region,):
            if rule := law.get(name):
                window = window.both(rule.on(day, holiday=holiday))
        if region not in law and country not in law and (rule := law.get("default")):
            window = window.both(rule.on(day, holiday=holiday))
        return window

    def stretches(self, place: Place, since: datetime, days: int = HORIZON) -> Iterator[Stretch]:
        """The place's open stretches that end after `since`, the first cut to begin no earlier than it."""
        if not place.is_known:
            return iter(())
        spans = _stretches(place.zones[0], lambda day: self.window(place, day), since, days)
        for name in place.zones[1:]:
            spans = _both(spans, _stretches(name, lambda day: self.window(place, day), since, days))
        return spans

    def team_stretches(self, since: datetime, days: int = HORIZON) -> Iterator[Stretch]:
        """The team's working stretches that end after `since`."""
        kept = self.holidays.get(self.team.holidays, frozenset())
        week = self.team.week
        return _stretches(self.team.zone, lambda day: week.on(day, holiday=day in kept), since, days)

    def is_working(self, name: str, at: datetime) -> bool:
        """Whether a member in the zone `name` works at `at`: the team's hours, on the member's own clock."""
        local = at.astimezone(zone(name))
        kept = self.holidays.get(self.team.holidays, frozenset())
        window = self.team.week.on(local.date(), holiday=local.date() in kept)
        return window.opens <= local.time() < window.closes

    def counted(self, place: Place, since: datetime, clock: AnswerClock, days: int = HORIZON) -> Iterator[Stretch]:
        """The stretches whose minutes count on `clock`, which is not `REAL`.

        For the unknown place the team's hours count.
        """
        if clock is AnswerClock.TEAM or not place.is_known:
            return self.team_stretches(since, days)
        if clock is AnswerClock.PROSPECT:
            return self.stretches(place, since, days)
        return self._shared(place, since, days)

    def _walked(self, place: Place, since: datetime, length: timedelta, clock: AnswerClock) -> datetime | None:
        """The moment at which so much counted time has passed, as far as a table tells."""
        weeks = since.toordinal() // TABLE_DAYS
        key = (place, clock, weeks)
        table = self._tables.get(key, 0)
        if isinstance(table, int):
            if len(self._tables) >= REMEMBERED:
                self._tables.clear()
            if table < TABLE_FROM:
                self._tables[key] = table + 1
                return None
            first = datetime.combine(date.fromordinal(max(weeks * TABLE_DAYS - TABLE_BEFORE, 1)), time(), UTC)
            days = TABLE_BEFORE + TABLE_DAYS + TABLE_AFTER
            found = tuple(self.counted(place, first, clock, days))
            # The last week may be cut short, and with it what is known of the hours that both share.
            until = first + timedelta(days=days - 10)
            table = _Timetable(tuple(one for one, _ in found), tuple(one for _, one in found), until)
            self._tables[key] = table
        return table.walk(since, length)

    def _shared(self, place: Place, since: datetime, days: int) -> Iterator[Stretch]:
        """The stretches open at the prospect's and the team's; in a week in which they never meet, the prospect's.

        By the week, because some places meet the team in summer only: New York at nine is too late for Dubai once the
        clocks have changed, and nobody can be told in November to answer by March.
        """
        parts = _parts(self.stretches(place, since, days), self.team_stretches(since, days))
        for number, (week, group) in enumerate(groupby(parts, lambda part: _week(part[0]))):
            alone: list[Stretch] = []
            have_met = False
            for theirs, shared in group:
                have_met = have_met or bool(shared)
                if not have_met:
                    alone.append(theirs)
                yield from shared
            if not have_met and not (number == 0 and self._met_before(place, since, week)):
                yield from alone

    def _met_before(self, place: Place, since: datetime, week: tuple[int, int]) -> bool:
        """Whether, earlier in the `week` of `since`, the prospect's and the team's hours met."""
        start = since - timedelta(days=8)
        parts = _parts(self.stretches(place, start, 12), self.team_stretches(start, 12))
        return any(shared and shared[0][0] < since and _week(theirs) == week for theirs, shared in parts)

    def is_open(self, place: Place, at: datetime) -> bool:
        """Whether the place may be called at `at`."""
        first = next(self.stretches(place, at), None)
        return first is not None and first[0] <= at < first[1]

    def next_open(self, place: Place, at: datetime) -> datetime | None:
        """`at` if the place is open then, else when it opens next; None for the unknown place."""
        first = next(self.stretches(place, at), None)
        return first[0] if first else None

    def open_until(self, place: Place, at: datetime) -> datetime | None:
        """When the stretch that is open at `at` closes; None if it is closed."""
        first = next(self.stretches(place, at), None)
        return first[1] if first and first[0] <= at else None

    @property
    def working_day(self) -> timedelta:
        """How long a working day of the team is."""
        window = self.team.week.weekday
        start, end = (datetime.combine(date.min, moment) for moment in (window.opens, window.closes))
        return end - start

    def length(self, span: Span) -> timedelta:
        """A span as a length of (open or real) time."""
        one = _UNITS.get(span.unit)
        return (one if one is not None else self.working_day) * span.amount

    def wait(self, since: datetime, span: Span) -> datetime:
        """`since` plus a wait: working units pass in the team's hours, others in real time."""
        if span.unit in (SpanUnit.WORKING_HOURS, SpanUnit.WORKING_DAYS):
            end = self._walked(Place(), since, self.length(span), AnswerClock.TEAM)
            if end is None:
                end = _walk(self.team_stretches(since), self.length(span))
            return end if end is not None else since + self.length(span)
        return since + self.length(span)

    def due(self, place: Place, since: datetime, span: Span) -> datetime:
        """When a touch planned `span` after `since` falls due: at the next opening of the place's hours."""
        ready = self.wait(since, span)
        if not place.is_known:
            return ready
        return self._walked(place, ready, timedelta(), AnswerClock.PROSPECT) or self.next_open(place, ready) or ready

    def due_on_day(self, place: Place, since: datetime, days: int, at: time) -> datetime:
        """`days` open days of the place after `since`'s local day, at its local time `at`, inside its hours."""
        if not place.is_known:
            return since + timedelta(days=days)
        day = place.local(since).date()
        for _ in range(HORIZON):
            if days <= 0:
                break
            day += timedelta(days=1)
            days -= not self.window(place, day).is_closed
        wanted = max(_utc(day, at, place.zones[0]), since)
        return self.next_open(place, wanted) or wanted

    def day_before(self, place: Place, moment: datetime, span: Span, at: time) -> datetime:
        """The place's local time `at` on the day that lies `span` before `moment`; days on which it is open count."""
        if not place.is_known or span.unit not in (SpanUnit.DAYS, SpanUnit.WORKING_DAYS):
            return moment - self.length(span)
        day, days = place.local(moment).date(), span.amount
        for _ in range(HORIZON):
            if days <= 0:
                break
            day -= timedelta(days=1)
            days -= not self.window(place, day).is_closed
        wanted = _utc(day, at, place.zones[0])
        return self.next_open(place, wanted) or wanted

    def answer_by(self, place: Place, since: datetime, within: Span, clock: AnswerClock) -> datetime:
        """When `within` has passed since `since` on the given clock; see `counted`."""
        return self.after(place, since, self.length(within), clock)

    def after(self, place: Place, since: datetime, length: timedelta, clock: AnswerClock) -> datetime:
        """When so much time has passed since `since` on the given clock."""
        if clock is AnswerClock.REAL:
            return since + length
        end = self._walked(place, since, length, clock)
        if end is None:
            end = _walk(self.counted(place, since, clock), length)
        return end if end is not None else since + length

    def open_minutes(self, place: Place, start: datetime, end: datetime, clock: AnswerClock) -> float:
        """Minutes of open time between two moments on the given clock; 0 if `end` is not later."""
        if end <= start:
            return 0.0
        if clock is AnswerClock.REAL:
            return (end - start).total_seconds() / 60
        total = timedelta()
        # A lead may have waited longer than the horizon: look as far as the question goes.
        for first, last in self.counted(place, start, clock, max(HORIZON, (end - start).days + 3)):
            if first >= end:
                break
            total += min(last, end) - first
        return total.total_seconds() / 60
