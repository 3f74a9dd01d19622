"""When a prospect may be called, and how much open time passes between two moments.

Everything comes in and goes out as aware UTC. Local days are built with the zone's own rules, so a day of 23 or 25 hours,
a half-hour zone and a public holiday need no special case. An unknown place is never open: it fails closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from sdrdesk.domain.playbook import AnswerClock, CallingHours, TeamHours, Week
from sdrdesk.domain.span import Span, SpanUnit, Window

HORIZON = 400
"""Days looked ahead before a place counts as never open."""

Stretch = tuple[datetime, datetime]
"""An open stretch of time, UTC, end excluded."""

Holidays = Mapping[str, frozenset[date]]
"""Public holidays by region: "US", "US-FL", "DE"."""


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The time zone called `name`."""
    return ZoneInfo(name)


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


def _utc(day: date, at: time, name: str) -> datetime:
    return datetime.combine(day, at, zone(name)).astimezone(UTC)


def _stretches(name: str, window_of: Callable[[date], Window], since: datetime) -> Iterator[Stretch]:
    """Open stretches of one zone that end after `since`, in order."""
    first = since.astimezone(zone(name)).date() - timedelta(days=1)
    for offset in range(HORIZON):
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


def _walk(stretches: Iterator[Stretch], length: timedelta) -> datetime | None:
    """The moment at which `length` of open time has passed; None if it never does."""
    for start, end in stretches:
        if end - start >= length:
            return start + length
        length -= end - start
    return None


@dataclass(frozen=True)
class Calendar:
    """The hours of the playbook with the holidays of each region: answers every "when" of the desk."""

    calling: CallingHours
    team: TeamHours
    holidays: Holidays = field(default_factory=dict)

    def window(self, place: Place, day: date) -> Window:
        """The hours of a local `day` in which the playbook and the law let this place be called."""
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

    def stretches(self, place: Place, since: datetime) -> Iterator[Stretch]:
        """The place's open stretches that end after `since`, the first cut to begin no earlier than it."""
        if not place.is_known:
            return iter(())
        spans = _stretches(place.zones[0], lambda day: self.window(place, day), since)
        for name in place.zones[1:]:
            spans = _both(spans, _stretches(name, lambda day: self.window(place, day), since))
        return spans

    def team_stretches(self, since: datetime) -> Iterator[Stretch]:
        """The team's working stretches that end after `since`."""
        kept = self.holidays.get(self.team.holidays, frozenset())
        week = self.team.week
        return _stretches(self.team.zone, lambda day: week.on(day, holiday=day in kept), since)

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

    @cached_property
    def working_day(self) -> timedelta:
        """How long a working day of the team is."""
        window = self.team.week.weekday
        start, end = (datetime.combine(date.min, moment) for moment in (window.opens, window.closes))
        return end - start

    def length(self, span: Span) -> timedelta:
        """A span as a length of (open or real) time."""
        match span.unit:
            case SpanUnit.MINUTES:
                return timedelta(minutes=span.amount)
            case SpanUnit.HOURS | SpanUnit.WORKING_HOURS:
                return timedelta(hours=span.amount)
            case SpanUnit.DAYS:
                return timedelta(days=span.amount)
            case SpanUnit.WORKING_DAYS:
                return self.working_day * span.amount
            case SpanUnit.NOW | SpanUnit.NEVER:
                return timedelta()

    def wait(self, since: datetime, span: Span) -> datetime:
        """`since` plus a wait: working units pass in the team's hours, others in real time."""
        if span.unit in (SpanUnit.WORKING_HOURS, SpanUnit.WORKING_DAYS):
            end = _walk(self.team_stretches(since), self.length(span))
            return end if end is not None else since + self.length(span)
        return since + self.length(span)

    def due(self, place: Place, since: datetime, span: Span) -> datetime:
        """When a touch planned `span` after `since` falls due: at the next opening of the place's hours."""
        ready = self.wait(since, span)
        return self.next_open(place, ready) or ready

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

    def answer_by(self, place: Place, since: datetime, within: Span, clock: AnswerClock) -> datetime:
        """When `within` has passed since `since` on the given clock.

        Where the prospect's and the team's hours never meet, the prospect's alone count; for the unknown place the team's.
        """
        length = self.length(within)
        if clock is AnswerClock.REAL:
            return since + length
        team, theirs = self.team_stretches, lambda at: self.stretches(place, at)
        if clock is AnswerClock.TEAM or not place.is_known:
            walks = [team(since)]
        elif clock is AnswerClock.PROSPECT:
            walks = [theirs(since)]
        else:
            walks = [_both(team(since), theirs(since)), theirs(since)]
        for stretches in walks:
            if (end := _walk(stretches, length)) is not None:
                return end
        return since + length

    def open_minutes(self, place: Place, start: datetime, end: datetime, clock: AnswerClock) -> float:
        """Minutes of open time between two moments on the given clock."""
        if clock is AnswerClock.REAL:
            return (end - start).total_seconds() / 60
        spans = self.team_stretches(start)
        if clock is AnswerClock.PROSPECT:
            spans = self.stretches(place, start)
        elif clock is AnswerClock.BOTH and place.is_known:
            spans = _both(spans, self.stretches(place, start))
        total = timedelta()
        for first, last in spans:
            if first >= end:
                break
            total += min(last, end) - first
        return total.total_seconds() / 60
