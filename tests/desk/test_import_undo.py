"""Taking an import back: gone in one moment for everybody, and as if it had never been."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdrdesk.desk.intake import intake
from sdrdesk.desk.intake.batches import Batches
from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.errors import NotFound, Refused
from tests.desk.lists import list_of, person
from tests.pictures import picture
from tests.worlds import MakeWorld, World


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team with no leads yet."""
    return world()


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a dozen rows is written, and swept, in several transactions."""
    monkeypatch.setattr(intake, "CHUNK", 5)


def bring(here: World, tmp_path: Path, rows: list[dict[str, str]], name: str = "list.csv") -> str:
    """Import rows for Maya; the id of the import."""
    return here.nora.intake.load(list_of(tmp_path, rows, name), Options(owner="maya")).batch_id


def test_an_undone_import_was_never_there(here: World, tmp_path: Path) -> None:
    """Leads, conversions and answers are gone; leads from before stand as they did; the book keeps that it happened."""
    old = here.lead("whitepaper", email="kim3@firm3.example.com", name="Kim Row3")
    before = picture(here)
    batch = bring(here, tmp_path, [person(at, **{"What for?": "Growth"}) for at in range(12)])
    assert here.record(old).standing.tier == 1
    done = here.nora.intake.undo(batch[-8:])

    assert (done.removed, done.kept, done.restored, done.left) == (11, (), 1, ())
    assert picture(here) == before
    assert [(one.id, one.state, one.counts["created"]) for one in here.nora.intake.imports()] == [(batch, "undone", 11)]
    assert here.sql("SELECT what, lead_id FROM audit") == [("import undone", "")]


def test_it_can_be_imported_again(here: World, tmp_path: Path) -> None:
    """After the undo the same file brings the same leads."""
    rows = [person(at) for at in range(7)]
    here.nora.intake.undo(bring(here, tmp_path, rows))
    got = here.nora.intake.load(list_of(tmp_path, rows))

    assert (got.created, got.known) == (7, 0)


def test_leads_that_were_worked_stay(here: World, tmp_path: Path) -> None:
    """A lead that was called, edited, snoozed, or converted again stays with all it has, and is named."""
    batch = bring(here, tmp_path, [person(at) for at in range(8)])
    called, edited, again, dialled = (here.maya.leads.find(f"Kim Row{at}") for at in range(4))
    here.maya.calling.log(called, "voicemail")
    form = here.maya.leads.form(edited)
    here.maya.leads.edit(edited, form)
    here.again(again, "pricing_inquiry")
    here.maya.calling.dial(dialled)
    done = here.nora.intake.undo(batch)

    assert done.removed == 4
    assert {one for one, _ in done.kept} == {called, edited, again, dialled}
    assert len(here.maya.queue.brief(again).path) == 2
    assert [one.outcome for one in here.maya.queue.brief(called).history] == ["voicemail"]
    assert here.sql("SELECT count(*) FROM conversion") == [(5,)]


def test_a_call_that_was_undone_keeps_its_lead(here: World, tmp_path: Path) -> None:
    """The book of calls is never torn: a lead that was ever called stays."""
    batch = bring(here, tmp_path, [person(0), person(1)])
    lead = here.maya.leads.find("Kim Row0")
    here.maya.calling.log(lead, "voicemail")
    here.maya.calling.undo()

    assert [one for one, _ in here.nora.intake.undo(batch).kept] == [lead]


def test_an_older_lead_that_moved_on_keeps_what_the_import_brought(here: World, tmp_path: Path) -> None:
    """Somebody called the promoted lead since: it keeps the conversion, and is named."""
    old = here.lead("whitepaper", email="kim0@firm0.example.com", name="Kim Row0")
    batch = bring(here, tmp_path, [person(0), person(1)])
    here.maya.calling.log(old, "voicemail")
    stands = here.record(old)
    done = here.nora.intake.undo(batch)

    assert (done.removed, [one for one, _ in done.left]) == (1, [old])
    assert here.record(old) == stands
    assert len(here.maya.queue.brief(old).path) == 2


def test_two_imports_come_out_in_turn(here: World, tmp_path: Path) -> None:
    """The later import first, then the earlier one: each gives back what it found."""
    here.lead("newsletter", email="kim0@firm0.example.com", name="Kim Row0")
    start = picture(here)
    weak = {"Form": "Speed to Lead: a field guide", "Create Date": "2026-11-22 09:00"}
    first = bring(here, tmp_path, [person(0, **weak), person(1, **weak)], "first.csv")
    middle = picture(here)
    second = bring(here, tmp_path, [person(0), person(1), person(2)], "second.csv")

    here.nora.intake.undo(second)
    assert picture(here) == middle
    here.nora.intake.undo(first)
    assert picture(here) == start


def test_the_earlier_of_two_imports_keeps_what_the_later_stands_on(here: World, tmp_path: Path) -> None:
    """A lead that a later import knew stays when the import that made it goes."""
    first = bring(here, tmp_path, [person(0), person(1)], "first.csv")
    bring(here, tmp_path, [person(0, Form="Pricing")], "second.csv")
    done = here.nora.intake.undo(first)

    assert (done.removed, [name for _, name in done.kept]) == (1, ["Kim Row0"])


def test_a_crash_behind_the_undo_is_swept(here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever dies while the rows are deleted leaves nothing to see, and the next import tidies up."""
    before = picture(here)
    batch = bring(here, tmp_path, [person(at) for at in range(12)])
    with monkeypatch.context() as patch:
        patch.setattr(Batches, "sweep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            here.nora.intake.undo(batch)
    assert here.sql("SELECT count(*) FROM lead") == [(12,)]
    assert here.nora.queue.search("kim") == ()
    assert here.maya.queue.counts().ready == 0

    other = bring(here, tmp_path, [person(20)], "other.csv")
    here.nora.intake.undo(other)
    assert picture(here) == before


def test_only_live_imports_of_ones_own_are_undone(here: World, tmp_path: Path) -> None:
    """An unknown or short id, an undone import, and somebody else's are refused with the reason."""
    batch = bring(here, tmp_path, [person(0)])
    for wrong in ("", "ab", "ffffffff", "%%%%"):
        with pytest.raises(NotFound):
            here.nora.intake.undo(wrong)
    with pytest.raises(Refused) as refusal:
        here.maya.intake.undo(batch)
    assert refusal.value.code == "not_yours"
    here.nora.intake.undo(batch)
    with pytest.raises(Refused) as refusal:
        here.nora.intake.undo(batch)
    assert refusal.value.code == "not_live"


FORMS = ("Ask for a demo", "Pricing", "Speed to Lead: a field guide", "Newsletter")
ROWS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3), st.integers(0, 20)), max_size=14)
KINDS = ("demo_request", "whitepaper", "newsletter", "webinar")
OLD = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OLD, ROWS)
def test_import_then_undo_changes_nothing(
    world: MakeWorld, tmp_path: Path, old: list[tuple[int, int]], rows: list[tuple[int, int, int]]
) -> None:
    """Whoever was here before and whatever the file says, undoing it restores every table exactly; twice is once."""
    here = world()
    for who, kind in old:
        here.lead(KINDS[kind], email=f"kim{who}@firm{who}.example.com", name=f"Kim Row{who}", company=f"Firm {who}")
    before = picture(here)
    listed = [person(who, Form=FORMS[form], Create_Date=f"2026-11-{day + 1:02} 10:00") for who, form, day in rows]
    batch = bring(here, tmp_path, listed)
    after = picture(here)
    again = here.nora.intake.load(list_of(tmp_path, listed), Options(owner="maya"))
    assert (again.created, again.joined, again.aside) == (0, 0, 0)
    assert picture(here) == after

    here.nora.intake.undo(again.batch_id)
    here.nora.intake.undo(batch)
    assert picture(here) == before


def test_a_lead_that_was_merged_away_keeps_what_its_import_brought(here: World, tmp_path: Path) -> None:
    """The conversion went over to the kept lead, which is worked for it; unmerging gives it back."""
    kept = here.lead("newsletter")
    batch = bring(here, tmp_path, [person(0), person(1)])
    ((made,),) = here.sql("SELECT id FROM lead WHERE email_key = ?", person(0)["Email"])
    here.wait(seconds=1)
    here.nora.merging.merge(kept, made)
    here.nora.intake.undo(batch[-8:])

    assert here.sql("SELECT count(*) FROM conversion WHERE lead_id = ?", kept) == [(2,)]
    here.nora.merging.unmerge(kept)
    assert here.sql("SELECT count(*) FROM conversion WHERE lead_id = ?", made) == [(1,)]
