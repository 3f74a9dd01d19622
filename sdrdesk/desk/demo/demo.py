"""The demo team: `data/demo/` replayed through the desk's own rules, so that everything is as if it had been worked.

The same moment gives the same store, byte for byte: every id is made from the words of the row it stands for.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import deque
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path

from sdrdesk.clock import FixedClock
from sdrdesk.dataclasses import dataclass, field, replace
from sdrdesk.desk.calls.calling import Calling
from sdrdesk.desk.demo import demo_meetings, demo_pace
from sdrdesk.desk.demo.almanac import Almanac, clock_time
from sdrdesk.desk.gate.offer_shelf import write_offers
from sdrdesk.desk.intake.arrivals import Arrival, Arrivals
from sdrdesk.desk.leads import read_form
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import LeadForm
from sdrdesk.domain.cadence import Detail, Rules
from sdrdesk.domain.hours import Calendar, zone
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Rep, Visit
from sdrdesk.domain.playbook import AnswerClock, Playbook
from sdrdesk.errors import Refused, StoreError
from sdrdesk.feeds.demo_files import (
    Demo,
    DemoActivity,
    DemoConversion,
    DemoLead,
    DemoRep,
    DemoVisit,
    read_demo,
)
from sdrdesk.feeds.holiday_dates import holidays_of
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.ids import entropy_of, new_id
from sdrdesk.paths import Database
from sdrdesk.store import compiled, leads
from sdrdesk.store.schema import open_store
from sdrdesk.store.store import Store, Unit
from sdrdesk.text import fold

TOLD = 1_000_000
"""Where the places of what is said of meetings begin: behind every row of the files."""

LATE_MORNING = time(11, 42)
"""When a demo that is opened outside working hours pretends it is, on the team's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """What a seed wrote, and what it left out."""

    leads: int
    conversions: int
    activities: int
    left_out: int
    """Rows that had not happened yet at the moment, or found no hour before the lead's next conversion."""
    refused: tuple[str, ...]
    """Activities that the rules did not allow: a slip in the files."""


def demo_moment(now: datetime, playbook: Playbook) -> datetime:
    """When a demo opened at `now` is: now in working hours, else 11:42 on the team's last working day."""
    almanac = Almanac(_calendar(playbook, (), now), now)
    if almanac.moment == now:
        return now
    day = almanac.moment.astimezone(zone(playbook.team_hours.zone)).date()
    return clock_time(day, LATE_MORNING, playbook.team_hours.zone)


def seed(database: Database, at: datetime, data: Path) -> Seeded:
    """Write the demo team of `data` as it stands at `at` into a new store, in one transaction.

    Raises:
        StoreError: `database` holds a team already.
    """
    demo = read_demo(data / "demo")
    playbook, source = _playbook(demo, data / "playbook.toml")
    store = open_store(database, at)
    try:
        if store.team_id:
            raise StoreError(f"{database} has a team already: {store.team_name}", "", "Name another file with --db")
        with store.writing() as unit:
            return _Seed(demo, playbook, source, at).write(store, unit, data / "offers")
    finally:
        store.close()


@dataclass(slots=True)
class _Person:
    """A lead of the files on its way into the store."""

    demo: DemoLead
    incoming: Incoming
    lead_id: str = ""
    converted: list[datetime] = field(default_factory=list)
    todo: deque[tuple[int, DemoActivity]] = field(default_factory=deque)
    """Activities to come, with their place in the files."""

    @property
    def zone(self) -> str:
        """The clock its times are told on."""
        return self.incoming.place.zones[0] if self.incoming.place.zones else "UTC"


class _Seed:
    """One replay of the files."""

    def __init__(self, demo: Demo, playbook: Playbook, source: str, at: datetime) -> None:
        """Place everybody, and learn the holidays of wherever they are."""
        self._demo, self._source = demo, source
        self._clock = FixedClock(at)
        self._people = {key: _Person(lead, _incoming(lead, at)) for key, lead in demo.leads.items()}
        regions = {person.incoming.place.region for person in self._people.values()}
        self._rules = Rules(playbook, _calendar(playbook, regions, at))
        self._almanac = Almanac(self._rules.calendar, at)
        self._words: tuple[str, ...] = ()
        self._ids = 0
        self._refused: list[str] = []
        self._events: list[tuple[datetime, int, DemoConversion | DemoActivity]] = []
        """What is to happen, soonest first."""
        self._told = 0
        """What was said of meetings so far; the files need not say it."""

    def write(self, store: Store, unit: Unit, offers: Path) -> Seeded:
        """Write the team, then everything that happened, in the order it happened."""
        reps = self._team(store, unit, offers)
        kinds = {row[0]: row[2] for row in unit.all(compiled.OFFERS)}
        seats = {
            login: Seat(store=store, clock=self._clock, rep=rep, rules=self._rules, kinds=kinds)
            for login, rep in reps.items()
        }
        arrivals = Arrivals(next(iter(seats.values())), self._new_id)
        calling = {login: Calling(seat, self._new_id) for login, seat in seats.items()}
        came = logged = 0
        self._schedule_all()
        while self._events:
            at, row, what = heapq.heappop(self._events)
            self._clock.move_to(at)
            if isinstance(what, DemoConversion):
                self._arrive(unit, arrivals, what, at, reps)
                came += 1
            elif not self._is_early(unit, row, what, at):
                logged += self._log(unit, calling[what.rep], what, at)
                if not self._keep_meeting(unit, what):
                    self._schedule_next(self._people[what.lead], at)
        for told in self._demo.decisions:
            if lead_id := self._people[told.lead].lead_id:
                self._about("opportunity", told.lead)
                demo_meetings.decide(unit, told, lead_id, self._almanac.moment, self._new_id)
        demo_pace.write(unit, self._demo, reps, self._almanac, self._clock.now(), self._named_id)
        rows = len(self._demo.conversions) + len(self._demo.activities) + self._told
        return Seeded(
            leads=sum(1 for person in self._people.values() if person.lead_id),
            conversions=came,
            activities=logged,
            left_out=rows - came - logged - len(self._refused),
            refused=tuple(self._refused),
        )

    # --- the team -------------------------------------------------------------------------------------------------

    def _team(self, store: Store, unit: Unit, offers: Path) -> dict[str, Rep]:
        from sdrdesk.feeds.offer_files import read_library

        playbook, team_zone = self._rules.playbook, self._rules.calendar.team.zone
        founded = min(self._almanac.resolve(rep.started, team_zone) for rep in self._demo.reps)
        self._about("team", self._demo.team)
        unit.team_id = store.team_id = self._new_id(founded)
        unit.run(compiled.ADD_TEAM, id=unit.team_id, name=self._demo.team, created_at=founded)
        body = json.dumps(dict(playbook.raw), ensure_ascii=False, separators=(",", ":"))
        unit.run(compiled.ADD_PLAYBOOK, id=self._new_id(founded), at=founded, body=body, source=self._source)
        write_offers(unit, read_library(offers), playbook, founded)
        for words, offer in self._demo.aliases.items():
            unit.run(compiled.ADD_ALIAS, words=fold(words), offer=offer)
        for region, days in sorted(self._rules.calendar.holidays.items()):
            for year in _years(self._clock.now()):
                text = ",".join(sorted(day.isoformat() for day in days if day.year == year))
                unit.run(compiled.ADD_HOLIDAYS, region=region, year=year, days=text)
        return {rep.login: self._rep(unit, rep) for rep in self._demo.reps}

    def _rep(self, unit: Unit, demo: DemoRep) -> Rep:
        calendar = self._rules.calendar
        started = self._almanac.resolve(demo.started, demo.zone)
        self._about("rep", demo.login)
        rep = Rep(
            id=self._new_id(started),
            login=demo.login,
            name=demo.name,
            role=demo.role,
            zone=demo.zone,
            started_on=started.astimezone(zone(demo.zone)).date(),
            team_name=self._demo.team,
        )
        columns = {"id": rep.id, "login": rep.login, "name": rep.name, "role": rep.role, "zone": rep.zone}
        unit.run(compiled.ADD_REP, **columns, started_on=rep.started_on, left_at=None, mentor_id=None)
        versions = {row[0]: row[3] for row in unit.all(compiled.OFFERS)}
        for offer, when in demo.passes.items():
            passed = self._almanac.resolve(when, demo.zone)
            until = passed + calendar.length(self._rules.playbook.quiz.valid_for)
            unit.run(
                compiled.ADD_PASS,
                id=self._new_id(passed),
                rep_id=rep.id,
                offer=offer,
                version=versions[offer],
                passed_at=passed,
                valid_until=until,
            )
        return rep

    # --- what happened ----------------------------------------------------------------------------------------------

    def _schedule_all(self) -> None:
        """Put every conversion up to the last working moment on the list, and each person's first activity."""
        for row, conversion in enumerate(self._demo.conversions):
            person = self._people[conversion.lead]
            at = self._almanac.resolve(conversion.when, person.zone)
            if at <= self._almanac.moment:
                person.converted.append(at)
                heapq.heappush(self._events, (at, row, conversion))
        for row, activity in enumerate(self._demo.activities, len(self._demo.conversions)):
            self._people[activity.lead].todo.append((row, activity))
        for person in self._people.values():
            if person.converted:
                self._schedule_next(person, min(person.converted))

    def _schedule_next(self, person: _Person, after: datetime) -> None:
        """Put the person's next activity that finds its time on the list of events."""
        while person.todo:
            row, activity = person.todo.popleft()
            if activity.outcome not in self._rules.playbook.outcomes:
                # A playbook without it would not understand what follows either.
                person.todo.clear()
                return
            wanted = self._almanac.resolve(activity.when, self._rules.calendar.team.zone)
            if self._schedule(person, row, activity, wanted, max(wanted, after + timedelta(minutes=1))):
                return

    def _schedule(
        self, person: _Person, row: int, activity: DemoActivity, wanted: datetime, earliest: datetime
    ) -> bool:
        """Put an activity where team and prospect are both at work, or leave it out; whether it has found its time."""
        opening = next(self._rules.calendar.counted(person.incoming.place, earliest, AnswerClock.BOTH), None)
        at = opening[0] if opening else earliest
        if any(wanted < converted <= at for converted in person.converted):
            return False
        if at <= self._almanac.moment:
            heapq.heappush(self._events, (at, row, activity))
        else:
            # What follows a call that has not happened yet has not happened either.
            person.todo.clear()
        return True

    def _is_early(self, unit: Unit, row: int, activity: DemoActivity, at: datetime) -> bool:
        """Whether the lead's touch is not due yet: then the activity waits for it."""
        person = self._people[activity.lead]
        record = leads.find(unit, person.lead_id)
        touch = record.standing.touch if record else None
        if touch is None or touch.due_at <= at:
            return False
        wanted = self._almanac.resolve(activity.when, self._rules.calendar.team.zone)
        if not self._schedule(person, row, activity, wanted, touch.due_at):
            self._schedule_next(person, at)
        return True

    def _keep_meeting(self, unit: Unit, last: DemoActivity) -> bool:
        """Whether a meeting stands of which the files say no more; then what is said of it comes onto the list."""
        person = self._people[last.lead]
        if person.todo:
            # The files say more of this lead, so they say what became of the meeting too.
            return False
        record = leads.find(unit, person.lead_id)
        said = demo_meetings.next_said(last.lead, record.standing) if record else None
        if said is None:
            return False
        person.todo.clear()
        if said.at <= self._almanac.moment:
            self._told += 1
            told = replace(last, outcome=said.outcome, seconds=0, note="", meeting=None, callback=None, yeses=())
            self._schedule(person, TOLD + self._told, told, said.at, said.at)
        return True

    def _arrive(
        self, unit: Unit, arrivals: Arrivals, conversion: DemoConversion, at: datetime, reps: dict[str, Rep]
    ) -> None:
        person = self._people[conversion.lead]
        self._about("conversion", conversion.lead, conversion.offer)
        incoming = replace(person.incoming, converted_at=at, source=conversion.source, campaign=conversion.campaign)
        arrival = Arrival(
            incoming=incoming,
            offer=conversion.offer,
            owner_id=reps[person.demo.owner].id,
            visits=tuple(self._visits(conversion.visits, at)),
        )
        (taken,) = arrivals.take(unit, [arrival])
        person.lead_id = taken.lead_id or person.lead_id

    def _visits(self, visits: Iterable[DemoVisit], at: datetime) -> Iterable[Visit]:
        for visit in visits:
            when = self._almanac.resolve(visit.when, "UTC", at)
            if when <= self._almanac.moment:
                yield Visit(at=when, page=visit.page, seconds=visit.seconds, is_mail=visit.is_mail)

    def _log(self, unit: Unit, calling: Calling, activity: DemoActivity, at: datetime) -> int:
        person = self._people[activity.lead]
        soonest = at + timedelta(minutes=30)
        promised, meeting = (
            max(self._almanac.resolve(when, person.zone), soonest) if when else None
            for when in (activity.callback, activity.meeting)
        )
        self._about("activity", activity.lead, activity.rep, activity.outcome, at.isoformat())
        detail = Detail(callback_at=promised, meeting_at=meeting, reason=activity.reason, yeses=activity.yeses)
        try:
            calling.log_in(
                unit, person.lead_id, activity.outcome, seconds=activity.seconds, note=activity.note, detail=detail
            )
        except Refused as error:
            self._refused.append(f"{activity.lead} {activity.outcome} {at:%Y-%m-%d %H:%M}: {error}")
            return 0
        return 1

    # --- ids ----------------------------------------------------------------------------------------------------------

    def _about(self, *words: str) -> None:
        """Say what the next ids stand for."""
        self._words, self._ids = words, 0

    def _named_id(self, at: datetime, *words: str) -> str:
        self._about(*words)
        return self._new_id(at)

    def _new_id(self, at: datetime) -> str:
        self._ids += 1
        return new_id(at, entropy_of("demo", *self._words, str(self._ids)))


def _incoming(lead: DemoLead, at: datetime) -> Incoming:
    form = LeadForm(
        name=f"{lead.first_name} {lead.last_name}",
        company=lead.company,
        title=lead.title,
        email=lead.email,
        phone=lead.phone,
        country=lead.country,
        state=lead.state,
        city=lead.city,
        people=lead.people,
    )
    return read_form(form, at, "")


def _playbook(demo: Demo, file: Path) -> tuple[Playbook, str]:
    """The shipped playbook with the team's own goals, and its text."""
    playbook, source = read_playbook(file), file.read_text("utf-8")
    head, found, goals = source.partition("[goals]")
    for name, number in demo.goals.items():
        goals = re.sub(rf"^{name} = \d+", f"{name} = {number}", goals, count=1, flags=re.MULTILINE)
    raw = {**playbook.raw, "goals": {**playbook.raw["goals"], **demo.goals}}
    return replace(playbook, goals=replace(playbook.goals, **demo.goals), raw=raw), head + found + goals


def _years(at: datetime) -> range:
    return range(at.year - 1, at.year + 3)


def _calendar(playbook: Playbook, regions: Iterable[str], at: datetime) -> Calendar:
    """The playbook's hours with the holidays of the team, and of `regions` and their countries."""
    wanted = {playbook.team_hours.holidays, *regions, *(region[:2] for region in regions)} - {""}
    return Calendar(
        calling=playbook.calling_hours, team=playbook.team_hours, holidays=holidays_of(sorted(wanted), _years(at))
    )
