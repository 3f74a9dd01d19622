"""The demo team is the same for the same moment, believable on any day, and made by the rules themselves."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sdrdesk.build import data_folder, open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.demo.demo import demo_moment, seed
from sdrdesk.desk.desk import Desk
from sdrdesk.domain import ranges
from sdrdesk.domain.hours import Place
from sdrdesk.domain.playbook import Channel
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import BadInput, StoreError
from sdrdesk.feeds.demo_files import Count, When, read_demo
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.store import driver
from sdrdesk.store.sql import moment
from tests.seeds import Seeds, sow
from tests.worlds import copy_desk

DATA = data_folder()
NEW_YORK = ZoneInfo("America/New_York")
MONDAY = date(2026, 11, 16)
TUESDAY = datetime(2026, 11, 24, 16, 42, tzinfo=UTC)
"""11:42 in New York; what tests of the screen look at, so that it is seeded once for them all."""
LOGINS = ("maya", "jon", "aisha")
MONTHS = {"maya": (10, range(5, 9)), "jon": (10, range(4, 7)), "aisha": (5, range(2))}
"""What is asked of each rep in mid-month, and how many opportunities they have by then: on pace, behind it, new."""

WEEKDAYS = range(7) if os.environ.get("STRESS") else (0, 6)
"""Days on which the demo is looked at: STRESS=1 for all seven."""


def at(day: date, clock: str = "11:42") -> datetime:
    """A moment on the team's clock."""
    return datetime.combine(day, time.fromisoformat(clock), NEW_YORK).astimezone(UTC)


Sown = Callable[[datetime], Path]


@pytest.fixture
def sown(seeds: Seeds, tmp_path: Path) -> Sown:
    """Gives a demo as of a moment."""
    return lambda when: copy_desk(seeds.demo(when), tmp_path / "demo.db")


@pytest.fixture
def tuesday(sown: Sown) -> Path:
    """The demo on a Tuesday, late in the morning."""
    return sown(TUESDAY)


@contextmanager
def sitting(path: Path, when: datetime, login: str = "maya") -> Iterator[Desk]:
    """A rep at the demo's desk."""
    desk = open_desk(path, FixedClock(when), login)
    try:
        yield desk
    finally:
        desk.close()


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds in the file."""
    with closing(driver.connect(path)) as connection:
        found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    return found


def number(path: Path, what: str) -> int:
    """How many rows there are of something."""
    return int(rows(path, f"SELECT count(*) FROM {what}")[0][0])  # noqa: S608 - our own words


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    names = [row[0] for row in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: sorted(rows(path, f'SELECT * FROM "{name}"'), key=repr) for name in names}  # noqa: S608 - our own words


def test_the_same_moment_gives_the_same_rows(tmp_path: Path, tuesday: Path) -> None:
    """Two demos of one moment are equal in every table, byte for byte."""
    again = sow(tmp_path / "again.db", TUESDAY)

    assert content(again) == content(tuesday)


@pytest.mark.parametrize("weekday", WEEKDAYS)
def test_every_day_is_a_good_day_to_look(sown: Sown, weekday: int) -> None:
    """Whatever the day, the demo opens on some two dozen ready leads, many waiting, eight locked and a morning done."""
    playbook = read_playbook(DATA / "playbook.toml")
    when = demo_moment(at(MONDAY + timedelta(days=weekday)), playbook)
    path = sown(when)

    with sitting(path, when) as desk:
        board = desk.queue.board()
    assert 18 <= board.counts.ready <= 28
    assert 40 <= board.counts.waiting <= 60
    assert board.counts.locked == 8
    assert 12 <= board.counts.done <= 18
    assert 12 <= board.day.dials <= 18
    assert board.day.meetings == 1
    assert board.day.streak >= 5
    for login in ("jon", "aisha"):
        with sitting(path, when, login) as desk:
            counts = desk.queue.counts()
        assert counts.ready >= 5
        assert counts.waiting >= 25
    for login, (asked, made) in MONTHS.items():
        with sitting(path, when, login) as desk:
            month = desk.numbers.mine(ranges.month(desk.numbers.today()))
        assert (month.quota.asked, month.quota.made in made) == (asked, True), (login, month.quota)
        assert month.funnel.held > month.quota.made


ODD_MOMENTS = {
    "saturday": (at(MONDAY + timedelta(days=5), "14:00"), range(1), range(1)),
    "after new year": (at(date(2027, 1, 4)), range(10, 40), range(5, 25)),
} | (
    {
        "monday early": (at(MONDAY, "09:05"), range(10, 30), range(8)),
        "friday late": (at(MONDAY + timedelta(days=4), "16:50"), range(10, 28), range(20, 35)),
        "thanksgiving": (at(date(2026, 11, 26)), range(12), range(1)),
    }
    if os.environ.get("STRESS")
    else {}
)
"""A moment, how many are ready then and how many done; STRESS=1 for all."""


@pytest.mark.parametrize(("when", "ready", "done"), ODD_MOMENTS.values(), ids=ODD_MOMENTS)
def test_odd_moments_are_told_from_the_last_working_one(sown: Sown, when: datetime, ready: range, done: range) -> None:
    """Early, late, at a weekend and around holidays the demo holds together, and nothing in it is of the future."""
    path = sown(when)

    with sitting(path, when) as desk:
        counts = desk.queue.counts()
    assert counts.ready in ready
    assert counts.done in done
    for table in ("conversion", "visit", "activity"):
        ((latest,),) = rows(path, f"SELECT max(at) FROM {table}")  # noqa: S608 - our own words
        assert moment(latest) <= when


def test_ready_begins_as_the_picture_shows(tuesday: Path) -> None:
    """First a promise, then prices just overdue and two fresh demos, then contact, trial, webinars and papers."""
    with sitting(tuesday, TUESDAY) as desk:
        ready = desk.queue.rows(Tab.READY)

    assert [row.kind for row in ready[:6]] == [
        "webinar",
        "pricing_inquiry",
        "demo_request",
        "demo_request",
        "contact_us",
        "free_trial",
    ]
    assert [row.name for row in ready[:3]] == ["Hélène Larivière", "Tomas Okafor", "Ana Souza-Whitfield"]
    kinds = Counter(row.kind for row in ready)
    assert kinds["webinar"] >= 3
    assert kinds["case_study"] >= 1
    assert kinds["whitepaper"] >= 5
    assert "[/] O'Brien [red]" in [row.name for row in ready]


def test_no_rule_was_bent(tuesday: Path) -> None:
    """Calls lie in both sides' hours and never before they are due; locked offers and closed places stay uncalled."""
    when = TUESDAY
    with sitting(tuesday, when) as desk:
        calendar, kinds = desk.seat.rules.calendar, desk.playbook.offers
    team = Place("US", ("America/New_York",))
    called = rows(
        tuesday,
        "SELECT a.at, a.channel, l.place, a.kind, a.due_at, a.converted_at, p.offer FROM activity a"
        " JOIN lead l ON l.id = a.lead_id"
        " LEFT JOIN quiz_pass p ON p.rep_id = a.rep_id AND p.offer = a.offer",
    )
    assert len(called) > 1000
    for called_at, channel, place, kind, due_at, converted_at, passed in called:
        assert calendar.is_open(Place.parse(place), moment(called_at))
        assert calendar.is_open(team, moment(called_at))
        assert passed or not kinds[kind].gated
        assert called_at >= due_at
        if channel == Channel.CALL and kinds[kind].first_touch.amount == 24:
            assert moment(called_at) - moment(converted_at) >= timedelta(hours=24)
    for due_at, place in rows(tuesday, "SELECT due_at, place FROM lead WHERE stage = 'open' AND place <> ''"):
        assert calendar.is_open(Place.parse(place), moment(due_at))
    assert rows(tuesday, "SELECT name FROM lead WHERE stage = 'open' AND place = ''") == [("Uma Falkenrath",)]


def test_a_rep_s_day_equals_a_recount(tuesday: Path) -> None:
    """The counters of each day are what the activities add up to."""
    counted = rows(tuesday, "SELECT rep_id, day, touches, dials, connects, conversations, booked FROM rep_day")
    recount = rows(
        tuesday,
        "SELECT rep_id, day, count(*), sum(is_dial), sum(is_connect), sum(is_conversation), sum(is_booked)"
        " FROM activity GROUP BY rep_id, day",
    )

    assert sorted(counted) == sorted(recount)


def test_the_team_is_made_of_what_a_desk_meets(tuesday: Path) -> None:
    """Many zones, one unknown and one double, colleagues, second conversions, promises, meetings, ends and nurture."""
    zones = {row[0].partition("|")[2] for row in rows(tuesday, "SELECT DISTINCT place FROM lead")}
    stages = dict(rows(tuesday, "SELECT stage, count(*) FROM lead GROUP BY stage"))
    kinds = dict(rows(tuesday, "SELECT kind, count(*) FROM conversion GROUP BY kind"))

    assert len(zones) >= 14
    assert {"", "America/Denver&America/New_York", "America/St_Johns", "Asia/Kolkata"} <= zones
    assert set(stages) == {"open", "meeting", "nurture", "disqualified", "suppressed"}
    assert kinds["whitepaper"] > kinds["webinar"] > kinds["demo_request"] >= 10
    assert len(kinds) == 9
    assert number(tuesday, "lead JOIN rep r ON r.id = owner_id WHERE why = 'callback' AND r.login = 'maya'") >= 4
    assert number(tuesday, "(SELECT 1 FROM conversion GROUP BY lead_id HAVING count(*) > 1)") > 25
    assert number(tuesday, "meeting") >= 15
    assert number(tuesday, "(SELECT DISTINCT company_key FROM lead)") > 150


def test_reps_hold_the_passes_they_should(tuesday: Path) -> None:
    """Maya lacks one gated offer, Jon none, Aisha two; the leads of those are locked and nobody else's are."""
    gated = {row[0] for row in rows(tuesday, "SELECT DISTINCT gate FROM lead WHERE gate <> ''")}
    passes = rows(tuesday, "SELECT r.login, p.offer FROM rep r JOIN quiz_pass p ON p.rep_id = r.id")
    held = Counter(login for login, offer in passes if offer in gated)

    assert {login: len(gated) - held[login] for login in LOGINS} == {"maya": 1, "jon": 0, "aisha": 2}


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (at(MONDAY, "09:00"), at(MONDAY, "09:00")),
        (at(MONDAY, "16:50"), at(MONDAY, "16:50")),
        (at(MONDAY, "18:30"), at(MONDAY)),
        (at(MONDAY, "07:10"), at(date(2026, 11, 13))),
        (at(MONDAY + timedelta(days=5), "12:00"), at(MONDAY + timedelta(days=4))),
        (at(date(2026, 11, 26), "12:00"), at(date(2026, 11, 25))),
        (at(date(2026, 11, 1), "12:00"), at(date(2026, 10, 30))),
    ],
    ids=["opening", "working", "evening", "early", "saturday", "thanksgiving", "clocks go back"],
)
def test_a_demo_outside_working_hours_is_of_the_last_working_morning(now: datetime, shown: datetime) -> None:
    """In working hours the demo is of now, else of 11:42 on the last working day."""
    assert demo_moment(now, read_playbook(DATA / "playbook.toml")) == shown


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("-1m48s", When(Count.TIME, length=-timedelta(minutes=1, seconds=48))),
        ("+2h", When(Count.TIME, length=timedelta(hours=2))),
        ("-3d 21:15", When(Count.DAYS, -3, time(21, 15))),
        ("0w 09:05", When(Count.WORKDAYS, 0, time(9, 5))),
        ("+2w 14:00", When(Count.WORKDAYS, 2, time(14))),
    ],
)
def test_moments_are_read_as_the_readme_says(text: str, when: When) -> None:
    """A length, days of the calendar, working days."""
    assert When.parse(text) == when


@pytest.mark.parametrize("text", ["", "-", "yesterday", "-3w", "-3w 25:00", "3m", "-1m 30s", "-3x 10:00"])
def test_other_moments_are_refused_with_the_right_form(text: str) -> None:
    """Whatever else stands there is named, with how it is written."""
    with pytest.raises(ValueError, match=r'is no moment: write "-1m48s"'):
        When.parse(text)


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("conversions.csv", "nobody,pricing,-1m,,", 'no lead "nobody"'),
        ("conversions.csv", "ana-souza-whitfield,pricing,soon,,", '"soon" is no moment'),
        ("leads.csv", "x,maya,X,Y,,Nowhere Inc,x@example.org,,,,", 'no company "Nowhere Inc"'),
        ("activities.csv", "ana-souza-whitfield,maya", "more or fewer cells"),
        ("decisions.csv", "ana-souza-whitfield,maybe,,,", "accepted or refused"),
    ],
)
def test_a_slip_in_a_file_is_named_with_its_line(tmp_path: Path, file: str, line: str, said: str) -> None:
    """Somebody who edits the files is told where they went wrong."""
    folder = copytree(DATA / "demo", tmp_path / "demo")
    with (folder / file).open("a", encoding="utf-8") as text:
        text.write(f"{line}\n")
    lines = len((folder / file).read_text("utf-8").splitlines())

    with pytest.raises(BadInput, match=rf"{file}:{lines} ") as error:
        read_demo(folder)
    assert said in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A folder that is not whole is refused by the name of what is missing."""
    with pytest.raises(BadInput, match=r"team\.toml"):
        read_demo(tmp_path)


def test_a_store_with_a_team_is_left_alone(tuesday: Path) -> None:
    """The demo is never written over anything."""
    with pytest.raises(StoreError, match="has a team already: Inbound East"):
        seed(tuesday, at(MONDAY), DATA)


def test_every_address_and_number_is_fictional() -> None:
    """Mail reaches nobody; numbers in countries with a range for fiction come from it."""
    ranges = (
        *("+44 20 7946 0", "+44 161 496 0", "+44 131 496 0", "+44 113 496 0"),
        *("+49 30 23125 ", "+49 40 66969 ", "+49 69 90009 ", "+49 89 99998 "),
        *("+33 1 99 00 ", "+33 2 61 91 ", "+33 4 65 71 ", "+61 2 5550 0", "+61 7 5550 0"),
    )
    plausible = ("+55 ", "+91 ", "+81 ")
    for lead in read_demo(DATA / "demo").leads.values():
        assert lead.email.endswith((".example", "@example.org"))
        if lead.phone.startswith("+1 "):
            assert lead.phone[6:13] == " 555 01"
        else:
            assert lead.phone.startswith(ranges + plausible)


@pytest.mark.parametrize("name", ["leads_hubspot_sample.csv", "leads_salesforce_sample.csv"])
def test_the_samples_show_what_an_import_does(tuesday: Path, name: str) -> None:
    """A sample brings new leads, joins known people, knows its repeated row and names two bad ones; again, nothing."""
    with sitting(tuesday, TUESDAY + timedelta(days=3), "nora") as desk:
        first = desk.intake.load(DATA / name)
        second = desk.intake.load(DATA / name)

    assert (first.rows, first.created, first.joined, first.known, len(first.problems)) == (30, 25, 2, 1, 2)
    assert first.unmatched == {}
    assert (second.created, second.joined, second.known) == (0, 0, 28)
