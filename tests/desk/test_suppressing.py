"""Suppression lists: imported, added, taken off; no way round them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.desk.intake.arrivals import Arrivals
from sdrdesk.desk.intake.batches import Batches
from sdrdesk.desk.intake.intake_values import Options, Report
from sdrdesk.domain.playbook import Stage
from sdrdesk.errors import BadInput, NotFound, Refused
from tests.worlds import MakeWorld, World, local

NOON = local("2026-11-24 12:00")


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A list as a file."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def stage(world: World, lead_id: str) -> Stage:
    """Where a lead stands."""
    return world.record(lead_id).row.stage


def test_a_list_ends_the_leads_of_its_people_once(world: MakeWorld, tmp_path: Path) -> None:
    """Good rows are taken, bad ones told by line with the cure; the same file again adds nothing."""
    here = world(NOON)
    listed, other = here.lead(phone="+12125550100"), here.lead(phone="+12125550101")
    path = written(
        tmp_path, "stop.csv", "Name;Phone\nAda;+1 212 555 0100\nBob;12\n;+12125550100\n\nCy;+44 20 7946 0018\n"
    )

    done = here.nora.suppressing.load(path)
    assert (done.added, done.known, done.bad, done.ended, done.list_name) == (2, 1, 1, 1, "stop")
    assert str(done.problems[0]).startswith('line 3, phone "12": is not a phone number. Write it with')
    assert (stage(here, listed), stage(here, other)) == (Stage.SUPPRESSED, Stage.OPEN)

    again = here.nora.suppressing.load(path)
    assert (again.added, again.known, again.ended) == (0, 3, 0)
    assert "212555" not in str(here.sql("SELECT * FROM suppressed")) + str(here.sql("SELECT * FROM audit"))


def test_a_form_without_the_number_opens_no_lead_that_may_not_be_called(world: MakeWorld, tmp_path: Path) -> None:
    """A lead that had ended otherwise comes onto a list; a form of the same person names only the address."""
    here = world(NOON)
    lead = here.lead(email="dora@example.com", phone="+12125550104")
    here.maya.calling.log(lead, "bad_timing")
    assert stage(here, lead) is Stage.NURTURE
    here.nora.suppressing.load(written(tmp_path, "stop.txt", "+12125550104\n"))
    here.wait(minutes=5)
    taken = here.again(lead, "pricing_inquiry", phone="")

    assert (taken.what, taken.lead_id) == ("joined", lead)
    assert stage(here, lead) is Stage.SUPPRESSED
    assert not here.maya.queue.rows()


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("+12125550100\n+12125550101\n", "", {"+12125550100", "+12125550101"}),
        ("Email Address,Status\nAda@Example.com,unsubscribed\n", "", {"Ada@Example.com"}),
        ("domain\nexample.org\n@example.net\n", "domain", {"example.org", "@example.net"}),
        ("2125550100\r\n2125550101\r\n", "phone", {"2125550100", "(212) 555-0101"}),
        ("\ufeffann@example.com\n", "", {"ann@example.com"}),
        (
            "Phone,Email,Domain\n+12125550100,,\n,ann@example.com,example.com\n+12125550101,bo@example.com,\n",
            "",
            {"+12125550100", "+12125550101", "ann@example.com", "bo@example.com"},
        ),
        ("+12125550100;ann@example.com\n", "", {"+12125550100", "ann@example.com"}),
    ],
    ids=["numbers", "unsubscribes", "domains", "national", "bom", "both", "both, no header"],
)
def test_lists_of_any_make_are_read(world: MakeWorld, tmp_path: Path, text: str, kind: str, values: set[str]) -> None:
    """One a line, with a header or not, national numbers, unsubscribes of a mail program, domains."""
    here = world(NOON)
    done = here.nora.suppressing.load(written(tmp_path, "any.txt", text), kind=kind)
    assert (done.added, done.bad) == (len(values), 0)
    assert all(here.maya.suppressing.check(one, kind) for one in values)
    assert not here.maya.suppressing.check("+12125559999")
    assert kind or not here.maya.suppressing.check("cy@example.com"), "whose address it is bars no domain"


def test_what_is_no_list_is_refused_in_words(world: MakeWorld, tmp_path: Path) -> None:
    """A workbook, no file, a rep's import, a name that is taken, and a register that was a list of ours."""
    here = world(NOON)
    good = written(tmp_path, "good.txt", "+12125550100\n")
    here.nora.suppressing.load(good)
    with pytest.raises(BadInput, match="is not text"):
        here.nora.suppressing.load(written(tmp_path, "a.xlsx", "PK\x00\x01"))
    with pytest.raises(BadInput, match="cannot be read"):
        here.nora.suppressing.load(tmp_path / "none.csv")
    with pytest.raises(Refused, match="Only a manager imports lists"):
        here.maya.suppressing.load(good)
    with pytest.raises(BadInput, match="cannot be called"):
        here.nora.suppressing.load(good, list_name="team")
    with pytest.raises(BadInput, match="is a list of ours"):
        here.nora.suppressing.load(good, is_registry=True)


def test_added_by_hand_and_taken_off_again(world: MakeWorld) -> None:
    """Anybody adds; a manager takes off with a reason; the lead may then open again. The audit names no number."""
    here = world(NOON)
    lead = here.lead(phone="+12125550100", email="ada@example.com")
    added = here.maya.suppressing.add("ADA@example.com", reason="wrote to ada@example.com: stop")
    assert (added.leads, stage(here, lead)) == (1, Stage.SUPPRESSED)
    assert not here.maya.suppressing.add("ada@example.com").is_changed
    with pytest.raises(Refused):
        here.maya.suppressing.remove("ada@example.com", reason="a mistake")
    with pytest.raises(BadInput, match="Why"):
        here.nora.suppressing.remove("ada@example.com", reason=" ")
    with pytest.raises(NotFound):
        here.nora.suppressing.remove("bob@example.com", reason="a mistake")

    assert here.nora.suppressing.remove("ada@example.com", reason="a mistake").leads == 1
    here.wait(minutes=1)
    here.again(lead, "demo_request")
    assert stage(here, lead) is Stage.OPEN
    assert "ada@" not in str(here.sql("SELECT detail FROM audit"))


def test_who_asks_while_an_import_is_written_does_not_come_up(world: MakeWorld) -> None:
    """A number suppressed between staging and going live goes live ended, and so does one joined to a known lead."""
    here = world(NOON)
    resting = here.lead(phone="+12125550109", email="rest@example.com")
    here.maya.calling.log(resting, "bad_timing")
    batches = Batches(here.nora.seat, 1000)
    report = Report(file_name="a.csv")
    with batches.alone():
        report.batch_id = batches.start(Path("a.csv"), Options())
        here.wait(minutes=1)
        rows = [
            here.arrival(phone="+12125550100"),
            here.arrival(phone="+12125550101"),
            here.arrival(phone="+12125550109", email="rest@example.com", name=here.record(resting).row.name),
        ]
        with here.nora.seat.store.writing() as unit:
            unit.see(report.batch_id)
            first, second, _ = Arrivals(here.nora.seat).take(unit, rows, report.batch_id)
        here.maya.suppressing.add("+12125550100")
        here.maya.suppressing.add("rest@example.com")
        batches.end(report.batch_id, report)

    assert (stage(here, first.lead_id), stage(here, second.lead_id)) == (Stage.SUPPRESSED, Stage.OPEN)
    assert stage(here, resting) is not Stage.OPEN
    assert report.suppressed == 2


def test_taking_a_do_not_call_back_does_not_take_a_list_back(world: MakeWorld, tmp_path: Path) -> None:
    """A rep undoes "do not call"; the number came onto an imported list meanwhile: the lead stays ended."""
    here = world(NOON)
    lead = here.lead(phone="+12125550100")
    here.maya.calling.log(lead, "do_not_call")
    here.nora.suppressing.load(written(tmp_path, "stop.txt", "+12125550100\n"))
    here.maya.calling.undo()

    assert stage(here, lead) is Stage.SUPPRESSED
    with pytest.raises(Refused, match='suppression list "stop"'):
        here.maya.calling.dial(lead)


def test_requests_come_with_the_day_the_law_gives(world: MakeWorld) -> None:
    """A do-not-call and one added by hand stand in the list with their tenth business day, done at once."""
    here = world(NOON)
    lead = here.lead(name="Ada Example")
    here.maya.calling.log(lead, "do_not_call")
    here.wait(minutes=5)
    here.maya.suppressing.add("+12125550177")
    requests = here.maya.lawbook.due()

    assert [(one.name, one.due.isoformat(), one.done_at == one.at) for one in requests] == [
        ("added by hand (tel)", "2026-12-09", True),
        ("Ada Example", "2026-12-09", True),
    ]
    here.wait(days=20)
    assert here.maya.lawbook.due() == ()
    assert len(here.maya.lawbook.due(everything=True)) == 2


def test_a_basis_is_set_with_its_words(world: MakeWorld) -> None:
    """Consent keeps what was agreed to and when; the brief shows it. No words, no consent."""
    here = world(NOON)
    lead = here.lead()
    note = here.maya.queue.brief(lead).law
    assert note is not None
    assert (note.basis, note.told) == ("inquiry", "Basis: their own inquiry of 24 Nov 2026")
    with pytest.raises(BadInput, match="Consent to what"):
        here.maya.lawbook.set_basis(lead, "consent")
    here.maya.lawbook.set_basis(lead, "consent", text="Yes, call me")
    note = here.maya.queue.brief(lead).law
    assert note is not None
    assert (note.basis, note.basis_text) == ("consent", "Yes, call me")


def test_a_column_of_a_file_says_what_a_call_stands_on(world: MakeWorld, tmp_path: Path) -> None:
    """Consent with its words, a bought list without any, nothing said: each lead keeps what its row says."""
    here = world(NOON)
    text = "Email,Legal basis,Consent text,State,Country\na@example.org,Yes,You may call me,NY,US\n"
    path = written(tmp_path, "leads.csv", text + "b@example.org,No legal basis,,NY,US\nc@example.org,,,NY,US\n")
    here.nora.intake.load(path, Options(default_offer="demo-request", owner="maya"))
    found = here.sql(
        "SELECT l.email, c.basis, c.basis_text FROM conversion c JOIN lead l ON l.id = c.lead_id ORDER BY 1"
    )
    assert found == [
        ("a@example.org", "consent", "You may call me"),
        ("b@example.org", "none", "No legal basis"),
        ("c@example.org", "inquiry", ""),
    ]
