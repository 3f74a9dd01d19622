"""A small believable team on a real file: eleven leads of every kind on a Tuesday morning in New York."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sdrdesk.build import data_folder, found_team, open_desk
from sdrdesk.clock import Clock, FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake.arrivals import Arrival, Arrivals
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.hours import Place
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Visit
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.ids import entropy_of, new_id

NOW = datetime(2026, 11, 24, 16, 42, tzinfo=UTC)
"""Tuesday, 11:42 in New York."""


@dataclass(frozen=True, kw_only=True)
class Someone:
    """A lead of the seed."""

    name: str
    title: str
    company: str
    phone: str
    city: str
    place: str
    offer: str
    ago: timedelta
    people: int = 0
    source: str = "Google"
    campaign: str = "brand"
    visits: tuple[tuple[int, str, int], ...] = ()
    """Minutes ago, page, seconds; 0 seconds is an opened mail."""
    earlier: tuple[tuple[str, timedelta], ...] = ()
    """Offers taken before, and how long ago."""
    calls: tuple[tuple[timedelta, str, str], ...] = field(default=())
    """How long ago, outcome, note."""
    callback: timedelta | None = None
    """For a last call that ended in a promise: when, from now."""


def _m(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def _d(days: float) -> timedelta:
    return timedelta(days=days)


PEOPLE = (
    Someone(name="Ana Souza", title="VP Sales Ops", company="Northwind Traders", phone="+13125550142", city="Chicago",
            place="US-IL|America/Chicago", offer="demo-request", ago=_m(1.8), people=450,
            visits=((7, "Pricing", 246), (11, "Customers › Retail", 110), (2900, "Mail: Speed to lead", 0)),
            earlier=(("speed-to-lead", _d(12)),)),
    Someone(name="Priya Raman", title="Head of Revenue", company="Helio Health", phone="+15125550171", city="Austin",
            place="US-TX|America/Chicago", offer="demo-request", ago=_m(0.33), people=220),
    Someone(name="Tom Okafor", title="Director of Sales", company="Basalt Logistics", phone="+13035550119",
            city="Denver", place="US-CO|America/Denver", offer="pricing", ago=_m(5.97), people=900,
            visits=((8, "Pricing", 320),)),
    Someone(name="Lena Fischer", title="Leiterin Vertrieb", company="Kontor AG", phone="+494055501234", city="Hamburg",
            place="DE|Europe/Berlin", offer="webinar-retail", ago=_d(6), people=75,
            calls=((_d(1), "call_back", "In a meeting, asked for today"),), callback=_m(0)),
    Someone(name="Marcus Lee", title="Operations Manager", company="Finch & Co", phone="+12125550164", city="New York",
            place="US-NY|America/New_York", offer="free-trial", ago=_m(18), people=35),
    Someone(name="Yuki Tanaka", title="Analyst", company="Sakura Mfg", phone="+15035550187", city="Portland",
            place="US-OR|America/Los_Angeles", offer="webinar-retail", ago=_d(1.2), people=400),
    Someone(name="Diego Ruiz", title="Sales Director", company="Lumen Foods", phone="+13055550121", city="Miami",
            place="US-FL|America/New_York", offer="case-study-lumen", ago=_d(1.9), people=1200),
    Someone(name="Sara Lindqvist", title="Marketing Manager", company="Nordlys AB", phone="+16175550133", city="Boston",
            place="US-MA|America/New_York", offer="speed-to-lead", ago=_d(1.5), people=60),
    Someone(name="Owen Brady", title="Student", company="Granite Peak", phone="+12065550155", city="Seattle",
            place="US-WA|America/Los_Angeles", offer="speed-to-lead", ago=_d(1.3)),
    Someone(name="Ines Moreau", title="Directrice", company="Atelier 9", phone="+15145550156", city="Montréal",
            place="CA-QC|America/Toronto", offer="speed-to-lead", ago=_d(6), people=25),
    Someone(name="Zoë Novák", title="Ops Lead", company="Vltava s.r.o.", phone="+420255501234", city="Praha",
            place="CZ|Europe/Prague", offer="speed-to-lead", ago=_m(190), people=80),
    Someone(name="Kenji Mori", title="Manager", company="Aoyagi Kogei", phone="+81355500337", city="Tokyo",
            place="JP|Asia/Tokyo", offer="contact-us", ago=_m(30), people=140),
    Someone(name="Uma Falken", title="Marketing", company="", phone="+18005550199", city="", place="",
            offer="contact-us", ago=_m(50)),
    Someone(name="Gita Rao", title="COO", company="Sandalgate", phone="+12015550109", city="Newark",
            place="US-NJ|America/New_York", offer="roi-guide", ago=_d(2.1), people=300),
)  # fmt: skip

PASSED = ("speed-to-lead", "webinar-retail", "case-study-lumen")
"""What Maya has passed; the ROI guide's lead is locked."""


def seed(path: Path, people: tuple[Someone, ...] = PEOPLE) -> None:
    """Write the team's file as it is at NOW."""
    source = (data_folder() / "playbook.toml").read_text(encoding="utf-8")
    playbook = read_playbook(data_folder() / "playbook.toml")
    members = [
        {"login": "maya", "name": "Maya Chen", "role": "rep", "zone_name": "America/New_York"},
        {"login": "jon", "name": "Jon Reyes", "role": "rep", "zone_name": "America/Chicago"},
    ]
    found_team(path, NOW - _d(400), team="Inbound East", members=members, playbook=playbook, source=source).close()
    clock = FixedClock(NOW - _d(50))
    desk = open_desk(path, clock, "maya")
    for offer in PASSED:
        desk.team.grant_pass("maya", offer)
    taken = [arrive(desk, clock, one) for one in sorted(people, key=lambda one: one.ago, reverse=True)]
    calls = sorted(
        ((ago, lead_id, outcome, note, one) for lead_id, one in taken for ago, outcome, note in one.calls),
        key=lambda call: call[0],
        reverse=True,
    )
    for ago, lead_id, outcome, note, one in calls:
        clock.move_to(NOW - ago)
        callback = NOW + one.callback if one.callback is not None else None
        desk.calling.log(lead_id, outcome, seconds=64, note=note, detail=Detail(callback_at=callback))
    desk.close()
    clock.move_to(NOW - _m(60))
    for login in ("maya", "jon"):
        greeted = open_desk(path, clock, login)
        greeted.today.greet()  # the morning page was read: the tests begin at the queue
        greeted.close()


def arrive(desk: Desk, clock: FixedClock, one: Someone) -> tuple[str, Someone]:
    """Take somebody in, with what they took and read before."""
    lead_id = ""
    number = count()

    def make_id(at: datetime) -> str:
        # Which opening a lead hears hangs on its id: every seed shows the same brief.
        return new_id(at, entropy_of("seeded", one.name, str(next(number))))

    for offer, ago in (*one.earlier, (one.offer, one.ago)):
        at = NOW - ago
        clock.move_to(at)
        visits = tuple(
            Visit(at=NOW - _m(minutes), page=page, seconds=seconds, is_mail=seconds == 0)
            for minutes, page, seconds in one.visits
        )
        slug = one.name.encode("ascii", "ignore").decode().lower().replace(" ", ".") or "x"
        incoming = Incoming(
            full_name=one.name, company=one.company, title=one.title, phone=one.phone, city=one.city,
            email=f"{slug}@example.com", place=Place.parse(one.place), people=one.people or None, converted_at=at,
            source=one.source, campaign=one.campaign,
        )  # fmt: skip
        last = offer == one.offer
        arrival = Arrival(incoming=incoming, offer=offer, owner_id=desk.rep.id, visits=visits if last else ())
        with desk.seat.store.writing() as unit:
            (taken,) = Arrivals(desk.seat, make_id).take(unit, [arrival])
        lead_id = taken.lead_id
    return lead_id, one


def open_at(path: Path, clock: Clock | None = None) -> Desk:
    """Maya's desk on a seeded file, at NOW unless told otherwise."""
    return open_desk(path, clock or FixedClock(NOW), "maya")
