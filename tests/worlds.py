"""A founded team on a real file, in a moment: the file is made once and copied for each test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from time import monotonic, sleep

import pytest

from sdrdesk.build import data_folder, found_team, open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake.arrivals import Arrival, Arrivals, Taken
from sdrdesk.desk.people.roster import learn_holidays
from sdrdesk.domain.hours import Place
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Visit
from sdrdesk.domain.playbook import Playbook
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.ids import entropy_of, new_id
from sdrdesk.paths import Database
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.sql import Sql
from sdrdesk.store.store import Row, Store

FOUNDED = datetime(2026, 11, 2, 14, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""A Tuesday, ten in the morning in New York, four in the afternoon in Berlin; Thanksgiving is two days off."""

NEW_YORK = Place("US-NY", ("America/New_York",))
CHICAGO = Place("US-IL", ("America/Chicago",))
LOS_ANGELES = Place("US-CA", ("America/Los_Angeles",))
MIAMI = Place("US-FL", ("America/New_York",))
BERLIN = Place("DE", ("Europe/Berlin",))
KATHMANDU = Place("NP", ("Asia/Kathmandu",))
COASTS = Place("US", ("America/New_York", "America/Los_Angeles"))
"""Address and phone disagree: only hours open in both count."""
NEVER = Place("US-NY", ("America/New_York", "Asia/Tokyo"))
"""Two zones whose hours never meet."""
NOWHERE = Place()
PLACES = (NEW_YORK, CHICAGO, LOS_ANGELES, MIAMI, BERLIN, KATHMANDU, COASTS, NEVER, NOWHERE)

OFFER_OF = {
    "demo_request": "demo-request",
    "pricing_inquiry": "pricing",
    "contact_us": "contact-us",
    "free_trial": "free-trial",
    "webinar": "webinar-retail",
    "case_study": "case-study-lumen",
    "whitepaper": "speed-to-lead",
    "ebook": "roi-guide",
    "newsletter": "newsletter",
}
"""The shipped offer of each kind."""

GATED = ("webinar-retail", "case-study-lumen", "speed-to-lead", "roi-guide")

MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux has its memory

MEMBERS = [
    {"login": "maya", "name": "Maya Lindqvist", "role": "rep", "zone_name": "America/New_York"},
    {"login": "jon", "name": "Jon Abara", "role": "rep", "zone_name": "America/Chicago"},
    {"login": "nora", "name": "Nora Sand", "role": "manager", "zone_name": "America/New_York"},
]


@cache
def shipped_playbook() -> Playbook:
    """The playbook as it is shipped, read once."""
    return read_playbook(data_folder() / "playbook.toml")


@cache
def template() -> Path:
    """A founded team's file, made once a process; copy it, never open it."""
    folder = Path(tempfile.mkdtemp(prefix="sdrdesk-world-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "desk.db"
    found(path)
    return path


def found(database: Database) -> None:
    """Found the team that every test begins with."""
    source = (data_folder() / "playbook.toml").read_text(encoding="utf-8")
    store = found_team(database, FOUNDED, team="Harbour", members=MEMBERS, playbook=shipped_playbook(), source=source)
    with store.writing() as unit:
        for place in PLACES:
            unit.run(compiled.ADD_PLACE, key=place.key)
    store.close()
    desk = open_desk(database, FixedClock(FOUNDED), "nora")
    learn_holidays(desk.seat.store, desk.seat.rules.calendar, FOUNDED)
    desk.close()


def memory() -> Path | None:
    """A folder in memory, for those who make hundreds of databases and try no disk; None where there is none."""
    return MEMORY if MEMORY.is_dir() else None


def copy_desk(source: Path, target: Path) -> Path:
    """A desk copied whole: the database, and the key that its suppression lists need."""
    for ending in ("", ".keys"):
        if (file := source.with_name(source.name + ending)).exists():
            shutil.copy(file, target.with_name(target.name + ending))
    return target


class World:
    """One team on its own database, everybody at a desk of their own, all by one clock."""

    def __init__(self, database: Database, at: datetime = TUESDAY) -> None:
        """Sit down at `database`, at the moment `at`."""
        self.database = database
        self.clock = FixedClock(at)
        self._desks: list[Desk] = []
        self._people = 0

    @property
    def path(self) -> Path:
        """The file, in a test that is about files."""
        if not isinstance(self.database, Path):
            pytest.skip("this test is about a file")
        return self.database

    def address(self, login: str) -> Database:
        """Where somebody finds the database."""
        del login
        return self.database

    def desk(self, login: str) -> Desk:
        """A new desk of one member, with a store of its own, as another process would have."""
        desk = open_desk(self.address(login), self.clock, login)
        self._desks.append(desk)
        return desk

    @cached_property
    def maya(self) -> Desk:
        """A rep in New York."""
        return self.desk("maya")

    @cached_property
    def jon(self) -> Desk:
        """A rep in Chicago."""
        return self.desk("jon")

    @cached_property
    def nora(self) -> Desk:
        """The manager."""
        return self.desk("nora")

    @property
    def store(self) -> Store:
        """The store of Maya's desk."""
        return self.maya.seat.store

    @property
    def now(self) -> datetime:
        """The desk's time."""
        return self.clock.now()

    def wait(self, **span: float) -> datetime:
        """Let time pass; the new moment."""
        self.clock.advance(timedelta(**span))
        return self.now

    # --- leads --------------------------------------------------------------------------------------------------------

    def arrival(
        self,
        kind: str = "demo_request",
        *,
        name: str = "",
        email: str | None = None,
        phone: str | None = None,
        place: Place = NEW_YORK,
        at: datetime | None = None,
        owner: str = "maya",
        title: str = "",
        company: str = "",
        people: int | None = None,
        source: str = "",
        campaign: str = "",
        visits: Iterable[tuple[str, int]] = (),
        external_id: str = "",
        is_dated: bool = True,
    ) -> Arrival:
        """A conversion of a new person, or of whoever has the address or the number."""
        self._people += 1
        number = self._people
        when = at or self.now
        incoming = Incoming(
            full_name=name or f"Person {number}",
            company=company,
            title=title,
            email=f"person{number}@example.com" if email is None else email,
            phone=f"+1212555{number:04}" if phone is None else phone,
            place=place,
            people=people,
            converted_at=when,
            is_dated=is_dated,
            source=source,
            campaign=campaign,
            external_id=external_id,
        )
        return Arrival(
            incoming=incoming,
            offer=OFFER_OF[kind],
            owner_id=getattr(self, owner).rep.id,
            visits=tuple(
                Visit(at=when - timedelta(minutes=minutes), page=page, seconds=seconds)
                for minutes, (page, seconds) in enumerate(visits, start=1)
            ),
        )

    def take(self, arrivals: Iterable[Arrival], batch_id: str = "") -> list[Taken]:
        """Take conversions in, as a form or a file does."""
        with self.store.writing() as unit:
            if batch_id:
                unit.see(batch_id)
            return Arrivals(self.maya.seat).take(unit, list(arrivals), batch_id)

    def lead(self, kind: str = "demo_request", **fields: object) -> str:
        """A lead that converts on an offer of a kind; its id. Fields are those of `arrival`."""
        (taken,) = self.take([self.arrival(kind, **fields)])  # type: ignore[arg-type]
        return taken.lead_id

    def again(self, lead_id: str, kind: str, **fields: object) -> Taken:
        """A further conversion of the person a lead is."""
        row = self.record(lead_id).row
        same = {"name": row.name, "email": row.email, "phone": row.phone, "place": row.place}
        (taken,) = self.take([self.arrival(kind, **(same | fields))])  # type: ignore[arg-type]
        return taken

    def record(self, lead_id: str) -> LeadRecord:
        """A lead as the store has it."""
        with self.store.reading() as unit:
            found = leads.find(unit, lead_id)
        assert found is not None, lead_id
        return found

    def grant(self, *logins: str, offers: Iterable[str] = GATED) -> None:
        """Give people the passes on offers."""
        for login in logins:
            for offer in offers:
                self.nora.team.grant_pass(login, offer)

    def hears(self, desk: Desk) -> bool:
        """Whether a desk is told of a change, ten seconds later at most: a server tells after the commit."""
        until = monotonic() + 10
        while not (is_told := desk.queue.changed()) and monotonic() < until:
            sleep(0.01)
        return is_told

    # --- looking behind -----------------------------------------------------------------------------------------------

    def sql(self, text: str, *values: object) -> list[Row]:
        """Rows of a statement written in a test."""
        text = text if isinstance(self.database, Path) else text.replace("?", "%s")
        with self.store.reading() as unit:
            rows: list[Row] = unit._connection.execute(text, values).fetchall()
        return rows

    def write(self, text: str, **values: object) -> None:
        """A change that no use case makes, written in a test."""
        with self.store.writing() as unit:
            unit.run(Sql("test", text), **values)

    def recount(self, login: str = "maya") -> dict[date, tuple[int, ...]]:
        """A rep's days counted anew from the activities that stand."""
        rows = self.sql(
            "SELECT day, count(*), sum(CASE WHEN is_dial THEN 1 ELSE 0 END),"
            " sum(CASE WHEN is_connect THEN 1 ELSE 0 END), sum(CASE WHEN is_conversation THEN 1 ELSE 0 END),"
            " sum(CASE WHEN is_booked THEN 1 ELSE 0 END) FROM activity a"
            " WHERE rep_id = ? AND NOT EXISTS (SELECT 1 FROM activity_undo u WHERE u.activity_id = a.id) GROUP BY day",
            getattr(self, login).rep.id,
        )
        return {date.fromisoformat(row[0]): row[1:] for row in rows}

    def counted(self, login: str = "maya") -> dict[date, tuple[int, ...]]:
        """A rep's days as the counters have them, without days on which everything was undone."""
        rows = self.sql(
            "SELECT day, touches, dials, connects, conversations, booked FROM rep_day WHERE rep_id = ?",
            getattr(self, login).rep.id,
        )
        return {date.fromisoformat(row[0]): row[1:] for row in rows if any(row[1:])}

    def close(self) -> None:
        """Everybody gets up."""
        for desk in self._desks:
            desk.close()


MakeWorld = Callable[..., World]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MakeWorld]:
    """Makes a world at a given moment: `world(at=...)`; several may share a test."""
    made: list[World] = []

    def make(at: datetime = TUESDAY) -> World:
        path = tmp_path / f"desk{len(made)}.db"
        shutil.copyfile(template(), path)
        made.append(World(path, at))
        return made[-1]

    yield make
    for one in made:
        one.close()


def steady_id(*parts: str) -> Callable[[datetime], str]:
    """Ids that come out equal for the same words and the same order of asking."""
    count = iter(range(1_000_000))
    return lambda at: new_id(at, entropy_of(*parts, str(next(count))))


def local(text: str, place: Place = NEW_YORK) -> datetime:
    """A moment on a place's wall clock: "2026-11-24 09:30"."""
    from sdrdesk.domain.hours import zone

    return datetime.fromisoformat(text).replace(tzinfo=zone(place.zones[0])).astimezone(UTC)
