"""Leads by hand: add one, edit one, find one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sdrdesk.desk.values import LeadForm
from sdrdesk.domain.lead import Why
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import BadInput, NotFound, Refused
from tests.worlds import BERLIN, CHICAGO, LOS_ANGELES, NEW_YORK, NOWHERE, MakeWorld, World, local

FORM = LeadForm(
    name="Ana Souza",
    company="Northwind, Inc.",
    title="VP Sales",
    email="Ana@Northwind.example.com",
    phone="(312) 555-0142",
    country="US",
    state="IL",
    city="Chicago",
    people=450,
    offer="demo-request",
    source="Google",
)


def test_a_lead_typed_by_hand_is_ready_at_once(world: MakeWorld) -> None:
    """Number, address, zone and grade are worked out; the lead is the rep's own and converted just now."""
    here = world()
    lead = here.maya.leads.add(FORM)
    (row,) = here.maya.queue.rows()

    assert (row.lead_id, row.phone, row.email, row.place) == (
        lead,
        "+13125550142",
        "Ana@northwind.example.com",
        CHICAGO,
    )
    assert (row.due_at, row.why, row.grade) == (here.now, Why.FIRST, "A")
    assert here.maya.leads.form(lead) == replace(
        FORM, email="Ana@northwind.example.com", phone="+13125550142", zone="America/Chicago", source=""
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"offer": ""}, "Which offer"),
        ({"offer": "nothing"}, "No offer"),
        ({"name": " \x1b[2J "}, "needs a name"),
        ({"email": "", "phone": ""}, "needs an e-mail address or a phone number"),
        ({"email": "ana@"}, "The e-mail"),
        ({"phone": "12"}, "The phone"),
        ({"zone": "Mars/Base"}, "No time zone"),
    ],
)
def test_a_form_that_cannot_be_a_lead_says_why(world: MakeWorld, change: dict[str, str], said: str) -> None:
    """What is missing or wrong is named, and nothing is kept."""
    here = world()

    with pytest.raises(BadInput) as told:
        here.maya.leads.add(replace(FORM, **change))  # type: ignore[arg-type]
    assert said in told.value.title
    assert here.sql("SELECT id FROM lead") == []


def test_the_same_person_again_joins(world: MakeWorld) -> None:
    """One person is one lead with two conversions, whatever the case of the address."""
    here = world()
    one = here.maya.leads.add(replace(FORM, offer="contact-us"))
    here.wait(minutes=5)
    two = here.maya.leads.add(replace(FORM, email="ANA@northwind.example.COM"))

    assert one == two
    assert [step.kind for step in here.maya.queue.brief(one).path] == ["demo_request", "contact_us"]
    assert here.record(one).standing.tier == 1


def test_who_asked_not_to_be_called_is_not_typed_in_again(world: MakeWorld) -> None:
    """A suppressed number is refused by name of the rule."""
    here = world()
    here.maya.calling.log(here.maya.leads.add(FORM), "do_not_call")

    with pytest.raises(Refused) as told:
        here.maya.leads.add(replace(FORM, email="other@example.com"))
    assert told.value.code == "suppressed"


# --- edit -------------------------------------------------------------------------------------------------------------


def edit(here: World, lead: str, **change: str | int | None) -> None:
    """Change some fields of a lead as its form shows them."""
    here.maya.leads.edit(lead, replace(here.maya.leads.form(lead), **change))  # type: ignore[arg-type]


def test_an_edit_that_says_nothing_new_about_the_place_leaves_it(world: MakeWorld) -> None:
    """A new title or a number written another way moves nobody; a zone set by hand stays set."""
    here = world()
    lead = here.maya.leads.add(FORM)
    here.maya.leads.set_zone(lead, "America/Los_Angeles")
    edit(here, lead, title="CEO", phone="312 555 0142", name="Ana  Souza")

    record = here.record(lead)
    assert (record.place.zones, record.row.title) == (("America/Los_Angeles",), "CEO")
    assert [row[0] for row in here.sql("SELECT what FROM audit WHERE lead_id = ?", lead)] == ["edited", "edited"]


@pytest.mark.parametrize(
    ("change", "zone"),
    [
        ({"country": "DE", "state": "", "city": "Berlin", "phone": "+49 30 901820"}, "Europe/Berlin"),
        ({"state": "CA", "city": "Los Angeles", "phone": "+1 213 555 0142"}, "America/Los_Angeles"),
    ],
)
def test_a_lead_that_moves_is_called_in_the_hours_of_the_new_place(
    world: MakeWorld, change: dict[str, str], zone: str
) -> None:
    """A new address and number take the calling hours with them, though the form still shows the old zone."""
    here = world(local("2026-11-24 12:30"))
    lead = here.maya.leads.add(FORM)
    edit(here, lead, **change)

    record = here.record(lead)
    assert record.place.zones == (zone,)
    assert record.standing.touch is not None
    assert here.maya.seat.rules.calendar.is_open(record.place, record.standing.touch.due_at)


def test_setting_the_zone_opens_a_lead_that_nobody_could_call(world: MakeWorld) -> None:
    """A lead of an unknown zone waits; with its zone set it is ready, or opens when its hours do."""
    here = world()
    lead = here.lead(place=NOWHERE, phone="")
    assert here.maya.queue.counts().waiting == 1
    here.maya.leads.set_zone(lead, "America/Chicago")
    assert here.maya.queue.counts().ready == 1
    here.maya.leads.set_zone(lead, "Asia/Tokyo")

    (row,) = here.maya.queue.rows(Tab.WAITING)
    assert row.opens_at == local("2026-11-25 08:00", replace(BERLIN, zones=("Asia/Tokyo",)))


def test_an_edit_never_brings_a_reader_forward(world: MakeWorld) -> None:
    """Moving a lead west does not shorten its day of reading."""
    here = world()
    lead = here.lead("whitepaper", place=NEW_YORK)
    due = here.record(lead).row.due_at
    here.maya.leads.set_zone(lead, "America/Los_Angeles")

    moved = here.record(lead).row.due_at
    assert due is not None
    assert moved is not None
    assert moved >= due


def test_an_address_belongs_to_one_lead(world: MakeWorld) -> None:
    """An edit cannot take the address of another lead."""
    here = world()
    one, two = here.lead(email="one@example.com"), here.lead(email="two@example.com")

    with pytest.raises(BadInput):
        edit(here, two, email="ONE@example.com")
    assert here.record(two).row.email == "two@example.com"
    edit(here, one, email="One@example.com")  # its own


def test_only_the_owner_and_managers_edit(world: MakeWorld) -> None:
    """Another rep's lead is neither shown nor changed."""
    here = world()
    lead = here.lead()

    for attempt in (here.jon.leads.form, lambda one: here.jon.leads.edit(one, FORM), here.jon.queue.brief):
        with pytest.raises(Refused) as told:
            attempt(lead)
        assert told.value.code == "not_yours"
    here.nora.leads.edit(lead, replace(here.nora.leads.form(lead), name="New Name"))
    assert here.record(lead).row.name == "New Name"


def test_an_edit_keeps_the_line(world: MakeWorld) -> None:
    """Correcting a title during the call does not let go of the lead, and neither does a further conversion."""
    here = world()
    lead = here.lead("contact_us", place=LOS_ANGELES, at=here.now - timedelta(days=1))
    here.clock.move_to(local("2026-11-24 13:00"))
    here.maya.calling.dial(lead)
    here.maya.leads.set_zone(lead, "America/Denver")
    here.again(lead, "demo_request")

    assert here.record(lead).row.held_by == here.maya.rep.id


# --- find -------------------------------------------------------------------------------------------------------------


def test_a_lead_is_found_by_what_people_call_it(world: MakeWorld) -> None:
    """By its id, the end of it, or its whole name, whatever the case and accents."""
    here = world()
    lead = here.lead(name="Zoë Ångström")
    here.lead(name="Zoë Ångström-Berg")

    for words in (lead, lead[-8:].upper(), "zoe angstrom", "ZOË ÅNGSTRÖM"):
        assert here.maya.leads.find(words) == lead


def test_what_is_not_there_or_not_one_is_not_found(world: MakeWorld) -> None:
    """Nobody by that name, two of one name, somebody else's: each says so."""
    here = world()
    here.lead(name="Pat Smith")
    here.lead(name="Pat Smith")
    here.lead(name="Sam Lone", owner="jon")

    for words, said in (("pat smith", "2 leads"), ("pat", "No lead"), ("sam lone", "No lead"), ("", "No lead")):
        with pytest.raises(NotFound) as told:
            here.maya.leads.find(words)
        assert said in told.value.title
    assert here.nora.leads.find("sam lone")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("souza", ["Ana Souza"]),
        ("SOUZA  northwind", ["Ana Souza"]),
        ("northwind souza", []),
        ("north", ["Ana Souza"]),
        ("ana@northwind", ["Ana Souza"]),
        ("555 0142", ["Ana Souza"]),
        ("+1312", ["Ana Souza"]),
        ("%", []),
        ("100_", ["100_ Percent"]),
        ("100 percent", ["100_ Percent"]),
        ("100x", []),
        ("  ", []),
        ("'; DROP TABLE lead; --", []),
    ],
)
def test_search_reads_words_as_they_are(world: MakeWorld, words: str, found: list[str]) -> None:
    """Name, company, address and number are searched; signs of SQL are only signs."""
    here = world()
    here.maya.leads.add(FORM)
    here.lead(name="100_ Percent", phone="+12125559999")
    here.lead(name="Souza of Jon", owner="jon", phone="+12125558888")

    assert [one.name for one in here.maya.queue.search(words)] == found


def test_a_manager_searches_the_whole_team_own_first(world: MakeWorld) -> None:
    """A manager finds everybody's leads, and sees whose they are."""
    here = world()
    here.lead(name="Pat A", owner="jon")
    here.lead(name="Pat B", owner="nora")

    got = here.nora.queue.search("pat")
    assert [(one.name, one.owner, one.is_mine) for one in got] == [
        ("Pat B", "Nora Sand", True),
        ("Pat A", "Jon Abara", False),
    ]
