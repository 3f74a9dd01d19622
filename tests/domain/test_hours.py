"""When a prospect may be called: zones, holidays, laws, clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.hours import TABLE_FROM, Calendar, Place, zone
from sdrdesk.domain.plain import build
from sdrdesk.domain.playbook import AnswerClock, CallingHours, Law, TeamHours, Week
from sdrdesk.domain.span import Span, SpanUnit
from sdrdesk.errors import DeskError
from sdrdesk.feeds.playbook_file import read_playbook

PLAYBOOK = read_playbook(Path(__file__).parents[2] / "data/playbook.toml")
THANKSGIVING = date(2026, 11, 26)
CALENDAR = Calendar(
    PLAYBOOK.calling_hours,
    PLAYBOOK.team_hours,
    {"US": frozenset({THANKSGIVING}), "US-FL": frozenset({date(2026, 11, 27)}), "DE": frozenset({date(2026, 12, 25)})},
)

CHICAGO = Place("US-IL", ("America/Chicago",))
MIAMI = Place("US-FL", ("America/New_York",))
BERLIN = Place("DE", ("Europe/Berlin",))
KOLKATA = Place("IN", ("Asia/Kolkata",))
ADELAIDE = Place("AU", ("Australia/Adelaide",))
ST_JOHNS = Place("CA", ("America/St_Johns",))
TEL_AVIV = Place("IL", ("Asia/Jerusalem",))
COASTS = Place("US", ("America/New_York", "America/Los_Angeles"))
NEVER_BOTH = Place("US", ("America/New_York", "Asia/Tokyo"))
DUBAI = Place("AE", ("Asia/Dubai",))
SYDNEY = Place("AU", ("Australia/Sydney",))
UNKNOWN = Place()
KNOWN = (CHICAGO, MIAMI, BERLIN, KOLKATA, ADELAIDE, ST_JOHNS, TEL_AVIV, COASTS, DUBAI, SYDNEY)

ALWAYS = {"weekday": "00:00-23:59", "saturday": "00:00-23:59", "sunday": "00:00-23:59"}
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
places = st.sampled_from(KNOWN)
spans = st.one_of(
    st.builds(Span, st.integers(0, 600), st.just(SpanUnit.MINUTES)),
    st.builds(Span, st.integers(0, 60), st.just(SpanUnit.HOURS)),
    st.builds(Span, st.integers(0, 30), st.just(SpanUnit.DAYS)),
    st.builds(Span, st.integers(0, 30), st.just(SpanUnit.WORKING_HOURS)),
    st.builds(Span, st.integers(0, 5), st.just(SpanUnit.WORKING_DAYS)),
)
clocks = st.sampled_from(AnswerClock)


def at(text: str, zone: str = "UTC") -> datetime:
    """A moment on the wall clock of `zone`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def week(**windows: str) -> Week:
    """A week of these windows, closed elsewhere."""
    return build(Week, {"weekday": "closed", "saturday": "closed", "sunday": "closed"} | windows)


def calendar(business: Week, law: dict[str, Any] | None = None, team: Week | None = None) -> Calendar:
    """A calendar with these hours only."""
    laws = {region: build(Law, ALWAYS | windows) for region, windows in (law or {}).items()}
    calling = CallingHours(version=date(2026, 11, 1), business=business, law=laws)
    return Calendar(calling, TeamHours(zone="America/New_York", week=team or PLAYBOOK.team_hours.week))


@pytest.mark.parametrize(
    ("place", "moment", "opens"),
    [
        (CHICAGO, "2026-11-24T09:00", "2026-11-24T09:00"),
        (CHICAGO, "2026-11-24T07:59", "2026-11-24T08:00"),
        (CHICAGO, "2026-11-24T18:00", "2026-11-25T08:00"),  # six sharp is too late
        (CHICAGO, "2026-11-25T19:00", "2026-11-27T08:00"),  # over Thanksgiving
        (MIAMI, "2026-11-25T19:00", "2026-11-30T08:00"),  # the state's own holiday and the country's
        (BERLIN, "2026-11-26T09:00", "2026-11-26T09:00"),  # nobody else's holiday
        (KOLKATA, "2026-11-24T07:30", "2026-11-24T08:00"),
        (ADELAIDE, "2026-11-28T12:00", "2026-11-30T08:00"),
        (ST_JOHNS, "2026-11-24T07:59", "2026-11-24T08:00"),
        (TEL_AVIV, "2026-11-26T18:00", "2026-11-29T08:00"),  # Thursday evening to Sunday
        (TEL_AVIV, "2026-11-29T10:00", "2026-11-29T10:00"),  # a Sunday is a working day there
        (COASTS, "2026-11-24T09:00", "2026-11-24T11:00"),  # eight in Los Angeles
        (COASTS, "2026-11-24T18:00", "2026-11-25T11:00"),
        (CHICAGO, "2028-02-28T19:00", "2028-02-29T08:00"),  # a leap day is a day
        (CHICAGO, "2027-02-26T19:00", "2027-03-01T08:00"),
    ],
)
def test_a_place_opens_by_its_own_clock(place: Place, moment: str, opens: str) -> None:
    """Calling hours are local: half-hour zones, holidays, other working weeks and two zones included."""
    zone = place.zones[0]

    assert CALENDAR.next_open(place, at(moment, zone)) == at(opens, zone)


def test_an_unknown_place_is_never_open() -> None:
    """Who might be asleep is not called."""
    moment = at("2026-11-24T16:00")

    assert not CALENDAR.is_open(UNKNOWN, moment)
    assert CALENDAR.next_open(UNKNOWN, moment) is None
    assert CALENDAR.open_until(UNKNOWN, moment) is None
    assert CALENDAR.due(UNKNOWN, moment, Span.parse("1 h")) == moment + timedelta(hours=1)
    assert CALENDAR.due_on_day(UNKNOWN, moment, 2, time(9)) == moment + timedelta(days=2)


def test_two_zones_without_a_common_hour_are_never_open() -> None:
    """Where address and phone can never agree, the lead waits for somebody to look."""
    assert CALENDAR.next_open(NEVER_BOTH, at("2026-11-24T16:00")) is None


def test_friday_evening_paper_is_called_on_monday() -> None:
    """A paper downloaded on Friday at seven has its day over the weekend and is called when Monday opens."""
    due = CALENDAR.due(CHICAGO, at("2026-11-20T19:00", "America/Chicago"), Span.parse("24 h"))

    assert due == at("2026-11-23T08:00", "America/Chicago")


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-07", 6), ("2026-03-08", 5), ("2026-11-01", 7), ("2026-11-02", 6)],
)
def test_the_night_the_clocks_change_has_its_real_length(day: str, hours: int) -> None:
    """Midnight to six is five hours in March and seven in November."""
    nights = calendar(week(weekday="00:00-06:00", saturday="00:00-06:00", sunday="00:00-06:00"))
    start = at(day, "America/New_York")

    assert nights.open_minutes(MIAMI, start, start + timedelta(hours=12), AnswerClock.PROSPECT) == hours * 60


@pytest.mark.parametrize(("day", "hour"), [("2026-03-08", 12), ("2026-11-01", 13)])
def test_a_day_opens_at_its_wall_clock_whatever_the_clocks_do(day: str, hour: int) -> None:
    """Eight in the morning is eight in the morning on the day of the change too."""
    sundays = calendar(week(sunday="08:00-18:00"))

    assert sundays.next_open(MIAMI, at(day)) == at(f"{day}T{hour}:00")


@pytest.mark.parametrize("zone", ["America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia"])
def test_odd_zones_open_each_working_day(zone: str) -> None:
    """Changes at midnight, of half an hour or across the date line lose no day."""
    place, moment = Place("XX", (zone,)), at("2026-01-01")
    opened = [start for start, _ in CALENDAR.stretches(place, moment)]

    days = [start.astimezone(ZoneInfo(zone)) for start in opened[:250]]
    assert all((day.hour, day.minute) == (8, 0) for day in days[1:])
    assert all(1 <= (after.date() - one.date()).days <= 3 for one, after in pairwise(days))


@pytest.mark.parametrize(
    ("region", "day", "window"),
    [
        ("US-MS", "2026-11-22", "closed"),
        ("US-MS", "2026-11-23", "08:00-20:00"),
        ("US-FL", "2026-11-22", "08:00-20:00"),
        ("US-AL", "2026-11-26", "closed"),
        ("US-IL", "2026-11-26", "08:00-21:00"),
        ("US-KY", "2026-11-24", "10:00-21:00"),
        ("US-PA", "2026-11-22", "13:30-21:00"),
        ("FR", "2026-11-22", "08:00-21:00"),
        ("", "2026-11-22", "08:00-21:00"),
    ],
)
def test_the_stricter_law_counts(region: str, day: str, window: str) -> None:
    """State, country and default laws narrow even a business open day and night."""
    always = CallingHours(version=date(2026, 11, 1), business=build(Week, ALWAYS), law=PLAYBOOK.calling_hours.law)
    strict = Calendar(always, PLAYBOOK.team_hours, {"US": frozenset({THANKSGIVING})})

    assert str(strict.window(Place(region, ("America/Chicago",)), date.fromisoformat(day))) == window


@pytest.mark.parametrize(
    ("since", "span", "clock", "ends"),
    [
        ("2026-11-24T09:00", "5 min", AnswerClock.BOTH, "2026-11-24T09:05"),
        ("2026-11-24T03:00", "5 min", AnswerClock.BOTH, "2026-11-24T08:05"),
        ("2026-11-24T03:00", "5 min", AnswerClock.REAL, "2026-11-24T03:05"),
        ("2026-11-24T16:58", "5 min", AnswerClock.BOTH, "2026-11-25T08:03"),  # the team in New York stops at six
        ("2026-11-24T16:58", "5 min", AnswerClock.PROSPECT, "2026-11-24T17:03"),
        ("2026-11-24T07:30", "1 h", AnswerClock.TEAM, "2026-11-24T09:00"),  # the team starts at nine, eight in Chicago
        ("2026-11-20T12:00", "1 working day", AnswerClock.BOTH, "2026-11-23T12:00"),
        ("2026-11-25T16:30", "1 h", AnswerClock.BOTH, "2026-11-27T08:30"),
    ],
)
def test_answer_by_counts_open_minutes(since: str, span: str, clock: AnswerClock, ends: str) -> None:
    """Minutes in which nobody could be called, or nobody works, do not count."""
    zone = "America/Chicago"

    assert CALENDAR.answer_by(CHICAGO, at(since, zone), Span.parse(span), clock) == at(ends, zone)


def test_where_hours_never_meet_the_prospects_count() -> None:
    """A team in New York never works in Kolkata's calling hours: theirs alone count, both ways."""
    since = at("2026-11-24T07:00", "Asia/Kolkata")
    end = CALENDAR.answer_by(KOLKATA, since, Span.parse("30 min"), AnswerClock.BOTH)

    assert end == at("2026-11-24T08:30", "Asia/Kolkata")
    assert CALENDAR.open_minutes(KOLKATA, since, end, AnswerClock.BOTH) == 30


@pytest.mark.parametrize(
    ("since", "ends"),
    [
        ("2026-06-02T10:00", "2026-06-02T17:30"),  # in summer New York comes in at five in the afternoon
        ("2026-06-02T18:30", "2026-06-03T17:30"),
        ("2026-11-24T10:00", "2026-11-24T10:30"),  # in winter at six, when Dubai has gone home
        ("2026-10-29T17:45", "2026-11-02T08:15"),  # a quarter of an hour of the last common day, the rest alone
        ("2027-03-05T18:30", "2027-03-08T08:30"),  # the last week alone
        ("2027-03-12T18:30", "2027-03-15T17:30"),  # the first Monday together
    ],
)
def test_hours_that_meet_in_summer_only_are_judged_by_the_week(since: str, ends: str) -> None:
    """A demo asked for from Dubai in November is not to be answered by March."""
    span, zone = Span.parse("30 min"), "Asia/Dubai"

    assert CALENDAR.answer_by(DUBAI, at(since, zone), span, AnswerClock.BOTH) == at(ends, zone)


@pytest.mark.parametrize("clock", [AnswerClock.BOTH, AnswerClock.TEAM, AnswerClock.PROSPECT])
def test_for_the_unknown_place_the_team_counts(clock: AnswerClock) -> None:
    """A lead without a zone still has an answer-by, so that it cannot be forgotten."""
    since = at("2026-11-24T08:00", "America/New_York")
    end = CALENDAR.answer_by(UNKNOWN, since, Span.parse("30 min"), clock)

    assert end == at("2026-11-24T09:30", "America/New_York")
    assert CALENDAR.open_minutes(UNKNOWN, since, end, clock) == 30


def test_a_wait_of_years_is_counted_whole() -> None:
    """A lead forgotten for two years shows two years of open minutes, not the first thirteen months."""
    plain = Calendar(PLAYBOOK.calling_hours, PLAYBOOK.team_hours)
    start, middle, end = at("2026-01-05"), at("2027-01-04"), at("2028-01-03")

    one, other = (plain.open_minutes(CHICAGO, *pair, AnswerClock.PROSPECT) for pair in ((start, middle), (middle, end)))
    assert plain.open_minutes(CHICAGO, start, end, AnswerClock.PROSPECT) == one + other == 2 * 52 * 5 * 600


def test_working_spans_pass_while_the_team_works() -> None:
    """Four working hours from Friday at four end on Monday at eleven."""
    friday = at("2026-11-20T16:00", "America/New_York")

    assert CALENDAR.wait(friday, Span.parse("4 working hours")) == at("2026-11-23T11:00", "America/New_York")
    assert CALENDAR.wait(friday, Span.parse("1 working day")) == at("2026-11-23T16:00", "America/New_York")
    assert CALENDAR.wait(friday, Span.parse("now")) == friday


@pytest.mark.parametrize(
    ("since", "days", "moment", "due"),
    [
        ("2026-11-24T10:00", 1, "14:30", "2026-11-25T14:30"),
        ("2026-11-25T10:00", 1, "14:30", "2026-11-27T14:30"),  # over Thanksgiving
        ("2026-11-20T10:00", 1, "08:15", "2026-11-23T08:15"),  # over the weekend
        ("2026-11-24T10:00", 0, "14:30", "2026-11-24T14:30"),
        ("2026-11-24T16:00", 0, "14:30", "2026-11-24T16:00"),  # the hour has passed
        ("2026-11-24T10:00", 1, "19:00", "2026-11-27T08:00"),  # after hours slips to the next opening
        ("2028-02-28T10:00", 1, "09:00", "2028-02-29T09:00"),
        ("2026-03-06T10:00", 1, "09:00", "2026-03-09T09:00"),  # over the change of the clocks
    ],
)
def test_cadence_days_are_open_days(since: str, days: int, moment: str, due: str) -> None:
    """Tomorrow at half past two is the prospect's next open day at their half past two."""
    zone = "America/Chicago"

    assert CALENDAR.due_on_day(CHICAGO, at(since, zone), days, time.fromisoformat(moment)) == at(due, zone)


def test_a_place_that_never_opens_still_gets_a_day() -> None:
    """A playbook that shuts a country forever leaves its leads waiting, not the desk."""
    shut = calendar(week())

    assert shut.due_on_day(CHICAGO, at("2026-11-24"), 1, time(9)) > at("2027-11-24")
    assert shut.next_open(CHICAGO, at("2026-11-24")) is None


@pytest.mark.parametrize("place", [*KNOWN, Place("", ("Europe/London",))])
def test_a_place_survives_the_store(place: Place) -> None:
    """A place is kept as one word."""
    assert Place.parse(place.key) == place


def test_the_unknown_place_is_an_empty_word() -> None:
    """No zone, no place: a region alone does not tell the time."""
    assert Place("US").key == UNKNOWN.key == ""
    assert Place.parse("") == UNKNOWN
    assert UNKNOWN.local(at("2026-11-24")) == at("2026-11-24")
    assert CHICAGO.local(at("2026-11-24T16:00")).hour == 10


@given(places, moments, spans)
def test_due_is_inside_hours_and_never_early(place: Place, since: datetime, span: Span) -> None:
    """No touch falls due before its wait is over or while the place is closed."""
    due = CALENDAR.due(place, since, span)

    assert due >= CALENDAR.wait(since, span) >= since
    assert CALENDAR.is_open(place, due)


@given(places, moments, st.integers(0, 15), st.times())
def test_a_cadence_call_is_inside_hours_and_never_early(place: Place, since: datetime, days: int, moment: time) -> None:
    """Whatever time of day a step asks for, the call lies in the hours of an open day on or after it."""
    due = CALENDAR.due_on_day(place, since, days, moment.replace(tzinfo=None))

    assert due >= since
    assert CALENDAR.is_open(place, due)
    assert (place.local(due).date() - place.local(since).date()).days >= days


@given(places, moments)
def test_next_open_stays_where_it_is(place: Place, moment: datetime) -> None:
    """The next opening is open, and its own next opening."""
    opens = CALENDAR.next_open(place, moment)

    assert opens is not None
    assert opens >= moment
    assert CALENDAR.is_open(place, opens)
    assert CALENDAR.next_open(place, opens) == opens
    assert CALENDAR.is_open(place, moment) == (opens == moment)


@given(places, moments)
def test_open_until_is_where_it_closes(place: Place, moment: datetime) -> None:
    """A place is open until it closes, and closed then."""
    until = CALENDAR.open_until(place, moment)

    if until is None:
        assert not CALENDAR.is_open(place, moment)
    else:
        assert CALENDAR.is_open(place, until - timedelta(microseconds=1))
        assert not CALENDAR.is_open(place, until)


@given(st.sampled_from((*KNOWN, UNKNOWN)), moments, st.timedeltas(timedelta(), timedelta(days=9)), spans, clocks)
def test_answer_by_never_runs_backwards(
    place: Place, since: datetime, later: timedelta, span: Span, clock: AnswerClock
) -> None:
    """Who came later need not be answered earlier."""
    one, other = (CALENDAR.answer_by(place, moment, span, clock) for moment in (since, since + later))

    assert since <= one <= other


@given(st.sampled_from((*KNOWN, UNKNOWN)), moments, st.integers(0, 2000), clocks)
def test_open_minutes_undo_answer_by(place: Place, since: datetime, minutes: int, clock: AnswerClock) -> None:
    """Between a conversion and its answer-by lie just the minutes that the playbook gives."""
    end = CALENDAR.answer_by(place, since, Span(minutes, SpanUnit.MINUTES), clock)

    assert CALENDAR.open_minutes(place, since, end, clock) == minutes


@given(places, moments, st.timedeltas(timedelta(days=-9), timedelta(days=9)), clocks)
def test_open_minutes_are_never_negative(place: Place, start: datetime, length: timedelta, clock: AnswerClock) -> None:
    """Nor more than pass on a watch."""
    minutes = CALENDAR.open_minutes(place, start, start + length, clock)

    assert 0 <= minutes <= max(length.total_seconds() / 60, 0)


def test_a_zone_nobody_knows_is_said_in_words() -> None:
    """Without its zone data the machine names the clock that is missing and the cure; whoever checks a name may too."""
    with pytest.raises(DeskError, match="no clock for"):
        zone("Mars/Olympus")
    with pytest.raises(KeyError):
        zone("Mars/Olympus")


@given(st.sampled_from((*KNOWN, UNKNOWN)), moments, st.integers(0, 6000), spans, clocks)
def test_what_is_asked_often_is_answered_alike(
    place: Place, since: datetime, minutes: int, span: Span, clock: AnswerClock
) -> None:
    """A list of leads asks for the same weeks again and again: the table that is kept of them says what a walk says."""
    fresh, often = (Calendar(CALENDAR.calling, CALENDAR.team, CALENDAR.holidays) for _ in range(2))
    length = Span(minutes, SpanUnit.MINUTES)
    for _ in range(TABLE_FROM + 1):
        said = (often.answer_by(place, since, length, clock), often.due(place, since, span))

    assert said == (fresh.answer_by(place, since, length, clock), fresh.due(place, since, span))
