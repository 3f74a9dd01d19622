"""No way round a suppression: whatever people do, nobody on a list is dialled, e-mailed, logged or open."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sdrdesk.desk.calls import permit
from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.errors import DeskError, NotFound
from sdrdesk.store import leads
from tests.worlds import World, copy_desk, local, template

NOON = local("2026-11-24 12:00")
PHONE, EMAIL = "+12125550142", "ada@example.org"
WAYS = (
    "dial", "log", "snooze", "e-mail", "edit", "merge", "unmerge", "reassign", "import", "post", "undo", "undo import",
    "wait",
)  # fmt: skip
CONTACTS = ("dial", "log", "snooze", "e-mail")


class Tried:
    """A desk with a suppressed person, on which people try things."""

    def __init__(self, folder: Path) -> None:
        """Three leads: the person's, a nameless twin with their number, and somebody without a number."""
        self.here = World(copy_desk(template(), folder / "desk.db"), NOON)
        self.file = folder / "list.csv"
        rows = f"Name,Email,Phone,State,Country\nAda Example,{EMAIL},{PHONE},NY,US\nCy Example,cy@example.org,,NY,US\n"
        self.file.write_text(rows, encoding="utf-8")
        self.ada = self.here.lead(name="Ada Example", email=EMAIL, phone=PHONE)
        self.twin = self.here.lead(name="Zoe Other", email="zoe@example.org", phone=PHONE)
        self.free = self.here.lead(name="Ada Example", email="ada@example.com", phone="")

    def suppress(self, way: str) -> None:
        """Somebody asks not to be called, by one of the roads there are."""
        if way == "log":
            self.here.maya.calling.log(self.ada, "do_not_call")
        elif way == "add":
            self.here.maya.suppressing.add(PHONE)
            self.here.maya.suppressing.add(EMAIL)
        else:
            path = self.file.with_name("stop.txt")
            path.write_text(f"{PHONE}\n{EMAIL}\n", encoding="utf-8")
            self.here.nora.suppressing.load(path)

    def attempt(self, way: str, which: int) -> None:
        """Try one thing on one of the leads; a refusal is the right answer."""
        here, lead = self.here, (self.ada, self.twin, self.free)[which]
        other = (self.twin, self.free, self.ada)[which]
        with here.store.reading() as unit:
            record = leads.find(unit, lead)
        if record is None:
            raise NotFound("Merged away")
        desk = here.jon if record.owner_id == here.jon.rep.id else here.maya
        here.wait(minutes=1)
        match way:
            case "dial":
                desk.calling.dial(lead)
                desk.calling.release(lead)
            case "log":
                desk.calling.log(lead, "no_answer")
            case "snooze":
                desk.calling.snooze(lead, here.now + timedelta(hours=3))
            case "e-mail":
                with here.store.reading() as unit:
                    permit.may_email(desk.seat, unit, here.record(lead), here.now)
            case "edit":
                desk.leads.edit(lead, replace(desk.leads.form(lead), phone=PHONE))
            case "merge":
                here.nora.merging.merge(lead, other)
            case "unmerge":
                here.nora.merging.unmerge(lead)
            case "reassign":
                here.nora.manage.reassign([lead], "jon")
            case "import":
                here.nora.intake.load(self.file, Options(default_offer="pricing", owner="maya"))
            case "post":
                here.take([here.arrival(email=EMAIL, phone="", at=here.now)])
            case "undo":
                here.maya.calling.undo()  # a do-not-call taken back leaves the number that was added by hand
            case "undo import":
                here.nora.intake.undo(next((one.id[-8:] for one in here.nora.intake.imports()), "none"))
            case "wait":
                here.wait(hours=20)

    def is_barred(self, which: int) -> bool:
        """Whether the lead has the number or the address of who asked."""
        with self.here.store.reading() as unit:
            record = leads.find(unit, (self.ada, self.twin, self.free)[which])
        return record is None or record.row.phone == PHONE or record.row.email == EMAIL

    def breaches(self) -> list[str]:
        """Leads of the person that are open or held."""
        rows = self.here.sql(
            "SELECT l.id FROM lead l WHERE (l.phone = ? OR l.email_key = ?)"
            " AND (l.stage = 'open' OR l.held_by <> '')"
            " AND l.batch_id NOT IN (SELECT id FROM batch WHERE state NOT IN ('live', 'undone'))",
            PHONE,
            EMAIL,
        )
        return [row[0] for row in rows]


@settings(max_examples=6, deadline=None)
@given(
    road=st.sampled_from(["log", "add", "import"]),
    before=st.lists(st.tuples(st.sampled_from(["merge", "import", "reassign"]), st.integers(0, 2)), max_size=2),
    steps=st.lists(st.tuples(st.sampled_from(WAYS), st.integers(0, 2)), min_size=3, max_size=12),
)
def test_nobody_who_asked_is_ever_contacted_or_open(
    road: str, before: list[tuple[str, int]], steps: list[tuple[str, int]]
) -> None:
    """Merges, imports, posts, edits and undos in any order: nobody on a list is open, held, dialled or logged."""
    folder = Path(tempfile.mkdtemp(prefix="sdrdesk-law-"))
    tried = Tried(folder)
    try:
        for way, which in before:
            with contextlib.suppress(DeskError):
                tried.attempt(way, which)
        with contextlib.suppress(DeskError):
            tried.suppress(road)
        tried.suppress("add")
        for way, which in steps:
            barred = tried.is_barred(which)
            try:
                tried.attempt(way, which)
            except DeskError:
                continue
            assert not (barred and way in CONTACTS), way
            assert tried.breaches() == [], way
    finally:
        tried.here.close()
        shutil.rmtree(folder, ignore_errors=True)
