"""Import: a file becomes leads, all of it or none, while others go on working."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake import intake
from sdrdesk.desk.intake.arrivals import Arrivals
from sdrdesk.desk.intake.going_live import GoingLive
from sdrdesk.desk.intake.intake import Options
from sdrdesk.desk.intake.pace import Pace
from sdrdesk.desk.values import LeadForm
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import BadInput, NotFound, Refused, StoreError
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from tests.worlds import MakeWorld, World

HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Create Date,Recent Conversion,"
    "Recent Conversion Date,Original Source,Company Name,Job Title,Country/Region,State/Region,City,Postal Code"
)
HEADER = next(csv.reader([HUBSPOT]))


def row(number: int, **fields: str) -> dict[str, str]:
    """One contact as HubSpot exports it."""
    base = {
        "Record ID": str(90000 + number),
        "First Name": "Pat",
        "Last Name": f"Number{number}",
        "Email": f"pat{number}@acme{number % 7}.example.com",
        "Phone Number": f"(312) 555-{number:04}",
        "Create Date": "2026-11-20 09:14",
        "Recent Conversion": "Ask for a demo",
        "Recent Conversion Date": "2026-11-23 10:30",
        "Original Source": "Organic Search",
        "Company Name": f"Acme {number % 7}",
        "Job Title": "VP Sales",
        "Country/Region": "United States",
        "State/Region": "IL",
        "City": "Chicago",
    }
    return base | {name.replace("_", " "): value for name, value in fields.items()}


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team with no leads yet."""
    return world()


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a dozen rows is written in several transactions."""
    monkeypatch.setattr(intake, "CHUNK", 5)


def write(folder: Path, rows: list[dict[str, str]], name: str = "contacts.csv") -> Path:
    """A HubSpot export of these rows."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    return path


def everything(here: World) -> dict[str, list[object]]:
    """All rows that an import may write, without the book of imports."""
    tables = ("lead", "conversion", "visit")
    return {table: list(here.sql(f"SELECT * FROM {table} ORDER BY id")) for table in tables}  # noqa: S608


def test_a_hubspot_export_becomes_leads(here: World, tmp_path: Path) -> None:
    """Columns are recognised, people placed, offers matched, leads shared out, and all of it is live together."""
    path = write(tmp_path, [row(number) for number in range(12)])
    seen: list[int] = []
    got = here.nora.intake.load(path, progress=lambda rows, _: seen.append(rows))

    assert (got.vendor, got.rows, got.created, got.joined, got.known, got.problems) == ("HubSpot", 12, 12, 0, 0, [])
    assert (got.is_live, got.offers) == (True, {"demo-request": 12})
    assert got.owners == {"Maya Lindqvist": 5, "Jon Abara": 7}  # colleagues stay together
    assert (here.maya.queue.counts().ready, here.jon.queue.counts().ready) == (5, 7)
    assert seen == [5, 10, 12]
    (one,) = here.nora.intake.imports()
    name, state, counts = one.file_name, one.state, one.counts
    assert (name, state, counts["created"]) == ("contacts.csv", "live", 12)


def test_a_preview_writes_nothing(here: World, tmp_path: Path) -> None:
    """The preview tells what would happen, and the file on the disk stays as it is."""
    path = write(tmp_path, [row(number) for number in range(7)] + [row(8, Email="", Phone_Number="")])
    got = here.nora.intake.preview(path)

    assert (got.rows, len(got.sample), len(got.problems), got.is_live) == (8, 5, 1, False)
    assert got.mapping["Email"] == "email"
    assert everything(here) == {"lead": [], "conversion": [], "visit": []}
    assert here.nora.intake.imports() == ()


def test_the_same_file_twice_adds_nothing(here: World, tmp_path: Path) -> None:
    """A file imported again leaves every row as it was and says that all of it was known."""
    path = write(tmp_path, [row(number) for number in range(12)])
    here.nora.intake.load(path)
    before = everything(here)
    got = here.nora.intake.load(path)

    assert (got.created, got.joined, got.known, got.promoted) == (0, 0, 12, 0)
    assert everything(here) == before


@pytest.mark.parametrize("apart", [1, 7])
def test_the_same_person_twice_is_one_lead_with_two_conversions(here: World, tmp_path: Path, apart: int) -> None:
    """Two rows of one person, in the same chunk or in another one, join; the stronger one decides."""
    first = row(0, Recent_Conversion="Speed to Lead: a field guide", Recent_Conversion_Date="2026-11-23 18:00")
    again = row(0, Email="PAT0@ACME0.example.com", Recent_Conversion_Date="2026-11-24 09:00")
    path = write(tmp_path, [first, *(row(number) for number in range(1, apart)), again])
    got = here.nora.intake.load(path, Options(owner="maya"))

    assert (got.created, got.joined) == (apart, 1)
    lead = here.maya.leads.find("Pat Number0")
    assert [step.kind for step in here.maya.queue.brief(lead).path] == ["demo_request", "whitepaper"]
    assert here.record(lead).standing.tier == 1


def test_a_crash_in_the_middle_leaves_nothing(here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import that fails in any chunk, or in the last moment, leaves the team as it was, and can be run again."""
    old = here.lead("whitepaper", email="pat3@acme3.example.com")
    before = everything(here)
    path = write(tmp_path, [row(number) for number in range(12)])

    for fails_at in (1, 2, 3, "end"):
        calls = iter(range(1, 99))
        real_take, real_live = Arrivals.take, GoingLive.apply

        def take(self: Arrivals, *args: object, stop: object = fails_at, real: object = real_take) -> object:
            taken = real(self, *args)  # type: ignore[operator]
            if next(calls) == stop:  # noqa: B023
                raise KeyboardInterrupt
            return taken

        def go_live(self: GoingLive, *args: object, real: object = real_live) -> object:
            real(self, *args)  # type: ignore[operator]
            raise OSError("the disk is gone")

        with monkeypatch.context() as patch:
            patch.setattr(Arrivals, "take", take)
            if fails_at == "end":
                patch.setattr(GoingLive, "apply", go_live)
            with pytest.raises((KeyboardInterrupt, OSError)):
                here.nora.intake.load(path)
        assert everything(here) == before
        assert here.nora.intake.imports()[0].state == "undone"

    got = here.nora.intake.load(path)
    assert (got.created, got.joined, got.promoted) == (11, 1, 1)
    assert here.record(old).standing.tier == 1


def test_what_happens_while_an_import_is_planned_is_kept(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call logged, and a form filled, between planning and going live: nothing is lost, and undo gives both back."""
    called = here.lead("whitepaper", email="pat1@acme1.example.com")
    filled = here.lead("whitepaper", email="pat2@acme2.example.com")
    calm = here.lead("whitepaper", email="pat3@acme3.example.com")
    here.grant("maya")
    path = write(tmp_path, [row(number) for number in range(1, 4)])
    real = GoingLive.prepare
    between: dict[str, object] = {}

    def prepare(self: GoingLive) -> None:
        real(self)
        here.maya.calling.log(called, "no_answer")
        here.again(filled, "contact_us")
        between.update({lead: whole(here, lead) for lead in (called, filled, calm)})

    with monkeypatch.context() as patch:
        patch.setattr(GoingLive, "prepare", prepare)
        got = here.nora.intake.load(path)
    tiers = [here.record(lead).standing.tier for lead in (called, filled, calm)]
    last = here.record(called).last.outcome
    undone = here.nora.intake.undo(got.batch_id)

    assert (got.joined, got.promoted, tiers, last) == (3, 3, [1, 1, 1], "no_answer")
    assert (undone.restored, undone.left) == (3, ())
    assert {lead: whole(here, lead) for lead in (called, filled, calm)} == between


def whole(here: World, lead: str) -> object:
    """Every column of a lead."""
    return here.sql("SELECT * FROM lead WHERE id = ?", lead)


class Onlooker:
    """Looks at the team while an import writes: calls back after each chunk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, look: object) -> None:
        """Call `look` after each chunk is committed."""
        real = Pace.wrote

        def look_too(self: Pace) -> None:
            real(self)
            look()  # type: ignore[operator]

        monkeypatch.setattr(Pace, "wrote", look_too)


def test_an_import_is_unseen_until_it_is_live(here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While rows are staged no tab, count, search, brief or id shows them, and whoever they know is not moved."""
    old = here.lead("whitepaper", email="pat3@acme3.example.com", name="Pat Reader", company="Acme 3")
    here.grant("maya", "jon")
    before = (here.maya.queue.counts(), here.record(old), here.maya.queue.brief(old))
    looks: list[int] = []

    def look() -> None:
        (staged,) = here.sql("SELECT count(*) FROM lead WHERE batch_id <> ''")
        looks.append(staged[0])
        assert (here.maya.queue.counts(), here.record(old), here.maya.queue.brief(old)) == before
        assert here.nora.queue.search("number") == ()
        for tab in Tab:
            assert all(one.lead_id == old for one in here.maya.queue.rows(tab))
        (unseen,) = here.sql("SELECT id FROM lead WHERE batch_id <> '' LIMIT 1")[0]
        for attempt in (here.nora.queue.brief, here.nora.calling.dial, here.nora.leads.find):
            with pytest.raises(NotFound):
                attempt(unseen)

    Onlooker(monkeypatch, look)
    got = here.nora.intake.load(write(tmp_path, [row(number) for number in range(12)]), Options(owner="maya"))

    assert looks == [4, 9, 11]
    assert (got.created, got.joined, got.promoted) == (11, 1, 1)
    assert here.record(old).standing.tier == 1
    assert here.maya.queue.counts().ready == 12


def test_reps_go_on_working_while_a_file_comes_in(here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call logged during an import counts: the promotion is applied to the lead as it is when the file goes live."""
    old = here.lead("contact_us", email="pat3@acme3.example.com")
    logged: list[str] = []

    def work() -> None:
        if not logged:
            logged.append(here.maya.calling.log(old, "do_not_call").activity_id)

    Onlooker(monkeypatch, work)
    here.nora.intake.load(write(tmp_path, [row(number) for number in range(12)]))

    assert here.record(old).standing.stage is Stage.SUPPRESSED
    assert len(here.maya.queue.brief(old).history) == 1


def test_somebody_of_a_running_import_is_not_typed_in(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who is just being imported cannot be added by hand: there would be two of them."""
    told: list[str] = []
    form = LeadForm(name="Pat", email="pat0@acme0.example.com", offer="demo-request")

    def add() -> None:
        with pytest.raises(Refused) as refusal:
            here.maya.leads.add(form)
        told.append(refusal.value.code)

    Onlooker(monkeypatch, add)
    here.nora.intake.load(write(tmp_path, [row(number) for number in range(6)]))

    assert told == ["busy", "busy"]


def test_a_second_import_waits_its_turn(here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one import runs another is refused and disturbs nothing."""
    path = write(tmp_path, [row(number) for number in range(12)])
    refused: list[str] = []

    def again() -> None:
        with pytest.raises(StoreError) as told:
            here.jon.intake.load(path)
        refused.append(told.value.title)

    Onlooker(monkeypatch, again)
    got = here.nora.intake.load(path)

    assert refused == ["Another import is running"] * 3
    assert (got.created, len(here.nora.intake.imports())) == (12, 1)


@pytest.mark.parametrize("calm", [60.0, -1.0])
def test_a_disk_that_fails_behind_an_import_is_told(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calm: float
) -> None:
    """Rows go to the disk while the next are read: what fails there ends the import, and nothing of it stays."""
    settled: list[int] = []

    def fail(self: object) -> None:
        settled.append(1)
        if len(settled) == 2:
            raise StoreError("The disk is full", "Nothing was written", "Free some space")

    monkeypatch.setattr("sdrdesk.desk.intake.pace.CALM", calm)
    monkeypatch.setattr(type(here.store), "settle", fail)
    with pytest.raises(StoreError, match="The disk is full"):
        here.nora.intake.load(write(tmp_path, [row(number) for number in range(12)]))

    assert here.sql("SELECT count(*) FROM lead") == [(0,)]
    assert [one.state for one in here.nora.intake.imports()] == ["undone"]


def leave_a_dead_batch(here: World) -> str:
    """What a power cut in the middle of an import leaves behind."""
    batch = new_id(here.now)
    with here.store.writing() as unit:
        unit.run(
            compiled.ADD_BATCH,
            id=batch,
            file_name="dead.csv",
            state="staging",
            started_at=here.now,
            live_at=None,
            rep_id=here.nora.rep.id,
            report="{}",
        )
    here.take([here.arrival(email=f"pat{number}@acme{number}.example.com") for number in range(7)], batch)
    return batch


def test_what_a_dead_import_left_is_swept(here: World, tmp_path: Path) -> None:
    """The rows of an import that died are never seen, and gone before the next one writes."""
    batch = leave_a_dead_batch(here)
    assert here.maya.queue.counts().ready == 0
    got = here.nora.intake.load(write(tmp_path, [row(number) for number in range(7)]))

    assert got.created == 7
    assert here.sql("SELECT count(*) FROM lead WHERE batch_id = ?", batch) == [(0,)]
    assert [one.state for one in here.nora.intake.imports() if one.id == batch] == ["undone"]
    assert here.sql("SELECT count(*) FROM conversion") == [(7,)]


def test_bad_rows_are_told_and_may_be_mended(here: World, tmp_path: Path) -> None:
    """Good rows go live, each bad one is named by line, field and cure; the mended file brings the rest."""
    rows = [row(number) for number in range(6)]
    rows[1] |= {"Email": "", "Phone Number": ""}
    rows[4] |= {"Recent Conversion Date": "31.31.2026"}
    got = here.nora.intake.load(write(tmp_path, rows))

    assert (got.created, got.rows) == (4, 6)
    assert [problem.row for problem in got.problems] == [3, 6]
    assert all(problem.reason and problem.field for problem in got.problems)
    rows = [row(number) for number in range(6)]
    mended = here.nora.intake.load(write(tmp_path, rows))
    assert (mended.created, mended.known, mended.problems) == (2, 4, [])
    assert here.sql("SELECT count(*) FROM lead") == here.sql("SELECT count(*) FROM conversion") == [(6,)]


def test_who_asked_not_to_be_called_is_left_out(here: World, tmp_path: Path) -> None:
    """A suppressed number or address in a file is a row left out, and says so."""
    here.maya.calling.log(here.lead(phone="+13125550002", email="x@example.com"), "do_not_call")
    got = here.nora.intake.load(write(tmp_path, [row(number) for number in range(4)]))

    assert (got.created, got.suppressed) == (3, 1)
    assert [(one.row, one.reason) for one in got.problems] == [(4, "asked not to be contacted")]


def test_an_offer_nobody_knows_stops_the_import(here: World, tmp_path: Path) -> None:
    """Words that fit no offer are asked about before anything is written; the answer is kept for the next file."""
    rows = [row(number, Recent_Conversion="Spring thing 7") for number in range(3)]
    path = write(tmp_path, rows)
    with pytest.raises(BadInput) as told:
        here.nora.intake.load(path)
    assert '"Spring thing 7" (3 rows)' in told.value.message
    assert here.nora.intake.imports() == ()
    with pytest.raises(BadInput):
        here.nora.intake.load(path, Options(offers={"Spring thing 7": "nothing"}))

    assert here.nora.intake.load(path, Options(offers={"Spring thing 7": "pricing"})).offers == {"pricing": 3}
    again = here.nora.intake.load(write(tmp_path, [row(9, Recent_Conversion="spring THING 7")]))
    assert again.offers == {"pricing": 1}


def test_rows_without_an_offer_take_the_one_given(here: World, tmp_path: Path) -> None:
    """A list without offers is imported for the one that is named."""
    path = write(tmp_path, [row(number, Recent_Conversion="") for number in range(3)])

    assert here.nora.intake.load(path, Options(default_offer="contact-us")).offers == {"contact-us": 3}


def test_leads_go_to_who_is_named_else_by_turns(here: World, tmp_path: Path) -> None:
    """A row's owner is found by login or name; others go to the reps by turns, never to a manager."""
    rows = [row(0, Contact_owner="jon"), row(1, Contact_owner="Nora Sand"), row(2, Contact_owner="Nobody"), row(3)]
    got = here.nora.intake.load(write(tmp_path, rows))
    assert got.owners == {"Jon Abara": 2, "Nora Sand": 1, "Maya Lindqvist": 1}

    all_hers = here.nora.intake.load(write(tmp_path, [row(7, Contact_owner="jon")]), Options(owner="maya"))
    assert all_hers.owners == {"Maya Lindqvist": 1}
    with pytest.raises(NotFound):
        here.nora.intake.load(write(tmp_path, [row(8)]), Options(owner="mia"))


def same(desk: Desk, lead: str) -> list[str]:
    """Kinds of what a lead did, newest first."""
    return [step.kind for step in desk.queue.brief(lead).path]


def test_an_import_after_an_import_joins_and_promotes(here: World, tmp_path: Path) -> None:
    """A person of an older, live import is a lead like any other: found, joined, promoted at go-live."""
    paper = "Speed to Lead: a field guide"
    here.nora.intake.load(write(tmp_path, [row(0, Recent_Conversion=paper)]), Options(owner="maya"))
    here.wait(hours=1)
    later = row(0, Recent_Conversion_Date="2026-11-24 09:30")
    got = here.nora.intake.load(write(tmp_path, [later]))

    assert (got.created, got.joined, got.promoted) == (0, 1, 1)
    lead = here.maya.leads.find("Pat Number0")
    assert same(here.maya, lead) == ["demo_request", "whitepaper"]
    assert here.maya.queue.counts().ready == 1


def test_rows_without_a_date_are_known_again(here: World, tmp_path: Path) -> None:
    """Where a file gives no time of conversion, its record id tells the same conversion again, a day later too."""
    rows = [row(number, Recent_Conversion_Date="", Create_Date="") for number in range(3)]
    here.nora.intake.load(write(tmp_path, rows))
    here.wait(days=1)
    got = here.nora.intake.load(write(tmp_path, rows))

    assert (got.created, got.joined, got.known) == (0, 0, 3)
