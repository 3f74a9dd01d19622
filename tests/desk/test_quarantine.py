"""Rows that nobody can be sure of wait for somebody, and nothing of them is in the book until then."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.errors import BadInput, NotFound, Refused
from tests.desk.lists import list_of, person
from tests.pictures import picture
from tests.worlds import MakeWorld, World


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team with one lead: Kim Row0 of Firm 0, under another address than in the files."""
    one = world()
    one.lead("whitepaper", name="Kim Row0", company="Firm 0", email="kim@home.example.com", phone="")
    return one


def test_who_may_be_somebody_known_waits(here: World, tmp_path: Path) -> None:
    """The same name at the same company under another address is asked about; the rest of the file goes on."""
    got = here.nora.intake.load(list_of(tmp_path, [person(0), person(1)]))

    (one,) = here.nora.quarantine.waiting()
    assert (got.created, got.aside, here.nora.quarantine.count()) == (1, 1, 1)
    assert (one.kind, one.row, one.file_name, one.like) == ("person", 2, "list.csv", "Kim Row0, Firm 0")
    assert one.reason == "may be Kim Row0: name and company alike"
    assert one.incoming.email == "kim0@firm0.example.com"
    assert here.sql("SELECT count(*) FROM lead") == [(2,)]


def test_the_same_file_again_asks_no_second_time(here: World, tmp_path: Path) -> None:
    """A row that waits, or was decided, is known when the file comes again."""
    path = list_of(tmp_path, [person(0), person(1)])
    here.nora.intake.load(path)
    before = picture(here)
    again = here.nora.intake.load(path)
    assert (again.created, again.aside, again.known) == (0, 0, 2)
    assert picture(here) == before

    for decide in (here.nora.quarantine.drop, here.nora.quarantine.merge, here.nora.quarantine.take):
        waiting = here.nora.quarantine.waiting()
        if waiting:
            decide(waiting[0].id)
        again = here.nora.intake.load(path)
        assert (again.created, again.aside, again.joined) == (0, 0, 0)


def test_taken_it_is_a_lead_of_its_own(here: World, tmp_path: Path) -> None:
    """Somebody new after all: a lead with the row's conversion, in the hands of the company's rep."""
    here.nora.intake.load(list_of(tmp_path, [person(0)]))
    (one,) = here.nora.quarantine.waiting()
    done = here.nora.quarantine.take(one.id[-8:])

    record = here.record(done.lead_id)
    assert (done.state, record.row.email, record.owner) == ("taken", "kim0@firm0.example.com", "Maya Lindqvist")
    assert here.nora.quarantine.waiting() == ()


def test_merged_its_conversion_joins_the_known_lead(here: World, tmp_path: Path) -> None:
    """The same person: the stronger conversion of the row promotes the lead at once."""
    here.nora.intake.load(list_of(tmp_path, [person(0)]))
    (one,) = here.nora.quarantine.waiting()
    done = here.nora.quarantine.merge(one.id)

    assert (done.state, done.lead_id) == ("merged", one.like_id)
    assert here.record(one.like_id).standing.kind == "demo_request"
    assert here.sql("SELECT count(*) FROM lead") == [(1,)]


def test_dropped_it_leaves_nothing(here: World, tmp_path: Path) -> None:
    """A row that is left out for good is neither lead nor conversion; the audit keeps who decided."""
    before = picture(here, without=("batch", "audit", "place", "holiday", "quarantine"))
    here.nora.intake.load(list_of(tmp_path, [person(0)]))
    here.nora.quarantine.drop(here.nora.quarantine.waiting()[0].id)

    assert picture(here, without=("batch", "audit", "place", "holiday", "quarantine")) == before
    assert here.sql("SELECT what FROM audit") == [("quarantine dropped",)]
    with pytest.raises(NotFound):
        here.nora.quarantine.drop("0000")


def test_a_form_fill_waits_for_nobody(here: World) -> None:
    """Who may be known is a lead at once when it is no file; the doubt is kept, and merging brings the two together."""
    (taken,) = here.take([here.arrival("demo_request", name="Kim Row0", company="Firm 0")])
    (one,) = here.maya.quarantine.waiting()
    assert (taken.what, one.lead_id, one.file_name) == ("created", taken.lead_id, "")
    done = here.maya.quarantine.merge(one.id)

    assert done.lead_id == one.like_id
    assert here.record(one.like_id).standing.kind == "demo_request"
    with pytest.raises(NotFound):
        here.maya.queue.brief(taken.lead_id)


def test_an_unknown_offer_can_wait_too(here: World, tmp_path: Path) -> None:
    """With --aside rows of unknown offers wait while the others go live; the answer is kept for the next file."""
    rows = [person(1), person(2, Form="Spring thing 7"), person(3, Form="Spring thing 7")]
    got = here.nora.intake.load(list_of(tmp_path, rows), Options(aside=True))
    assert (got.created, got.aside, got.is_live) == (1, 2, True)
    first, second = here.nora.quarantine.waiting()
    assert (first.kind, first.reason) == ("offer", 'no offer is called "Spring thing 7"')
    with pytest.raises(BadInput):
        here.nora.quarantine.take(first.id)
    with pytest.raises(BadInput):
        here.nora.quarantine.merge(first.id)
    here.nora.quarantine.take(first.id, "pricing")
    assert here.nora.leads.find("Kim Row2")

    again = here.nora.intake.load(list_of(tmp_path, [person(4, Form="SPRING thing 7")], "next.csv"))
    assert again.offers == {"pricing": 1}
    here.nora.quarantine.drop(second.id)


def test_nobody_slips_through_who_asked_not_to_be_called(here: World, tmp_path: Path) -> None:
    """A row whose person has asked for silence meanwhile is not taken."""
    here.nora.intake.load(list_of(tmp_path, [person(0)]))
    (one,) = here.nora.quarantine.waiting()
    here.maya.calling.log(here.lead(email="kim0@firm0.example.com", name="K"), "do_not_call")

    with pytest.raises(Refused) as refusal:
        here.nora.quarantine.take(one.id)
    assert refusal.value.code == "suppressed"


def test_undoing_an_import_takes_its_waiting_rows_too(here: World, tmp_path: Path) -> None:
    """What waits is part of the import, and goes with it; what was decided stays decided."""
    before = picture(here)
    got = here.nora.intake.load(list_of(tmp_path, [person(0), person(1)]))
    here.nora.intake.undo(got.batch_id)

    assert picture(here) == before


def test_the_preview_tells_who_is_known_and_who_may_be(here: World, tmp_path: Path) -> None:
    """Before anything is written: what each row would become, whom it resembles, and how sure each column is."""
    here.lead("webinar", name="Kim Row2", email="kim2@firm2.example.com")
    before = picture(here)
    rows = [
        person(0),
        person(1, Country="", State="", Phone_Number=""),
        person(2),
        person(3, **{"What for?": "Growth"}),
    ]
    got = here.nora.intake.preview(list_of(tmp_path, rows))

    assert [(one.what, one.like, one.has_zone) for one in got.sample] == [
        ("set aside", "Kim Row0", True),
        ("new", "", False),
        ("joins", "Kim Row2", True),
        ("new", "", True),
    ]
    assert [(one.row, one.like, one.by, one.is_sure) for one in got.duplicates] == [
        (2, "Kim Row0", "name and company", False),
        (4, "Kim Row2", "e-mail", True),
    ]
    assert (got.created, got.joined, got.aside, got.zoneless) == (2, 1, 1, 1)
    sure = {one.column: (one.field, one.confidence) for one in got.columns}
    assert sure["Email"] == ("email", 1.0)
    assert sure["What for?"] == ("answer", 0.8)
    assert picture(here) == before


def test_a_column_whose_values_do_not_fit_is_marked(here: World, tmp_path: Path) -> None:
    """A column that is called e-mail and holds names is shown with what little there is to it."""
    rows = [person(0, Email="Kim"), person(1, Email="Lee"), person(2)]
    got = here.nora.intake.preview(list_of(tmp_path, rows))

    assert {one.column: one.confidence for one in got.columns}["Email"] == 0.33


def test_answers_to_a_form_are_kept_with_the_lead(here: World, tmp_path: Path) -> None:
    """Questions of a form are not lost: they stand with the conversion that answered them."""
    here.nora.intake.load(list_of(tmp_path, [person(1, **{"What for?": "Growth", "Notes": "Met at the fair"})]))

    here.nora.intake.load(list_of(tmp_path, [person(1, Form="Pricing", **{"What for?": "Savings"})], "next.csv"))

    brief = here.nora.queue.brief(here.nora.leads.find("Kim Row1"))
    assert dict(brief.said)["Note"] == "Met at the fair"
    assert dict(brief.said)["What for?"] in {"Growth", "Savings"}
    assert here.sql("SELECT count(*) FROM conversion_said") == [(2,)]
