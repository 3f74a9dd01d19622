"""One person, all of it: given out, and erased so that nothing is left in the file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from sdrdesk.desk.figures.recount import recount
from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.privacy import Marks, Retention
from sdrdesk.domain.webhook import Sender
from sdrdesk.errors import BadInput, NotFound, Refused
from sdrdesk.paths import ServerUrl
from tests.pg import TABLES
from tests.worlds import MakeWorld, World, local

NOON = local("2026-11-24 12:00")
NAME, EMAIL, PHONE = "Zyxwa Quarterstone", "zyxwa@quarterstone.example.com", "+12125550142"
OLD = "zyxwa.old@example.com"
TRACES = [NAME, "Quarterstone", EMAIL, OLD, PHONE, "2125550142", "212-555-0142", "likes sailing"]
"""Words that only this person has."""


def lived(here: World, folder: Path) -> tuple[str, str]:
    """A person with everything that a desk can keep of one; their lead, and somebody else's."""
    here.grant("maya")
    lead = here.lead(name=NAME, email=OLD, phone=PHONE, company="Quarterstone Mills", visits=[("/pricing", 90)])
    other = here.lead(name="Bo Example", email="bo@example.org", phone="+12125550177")
    here.maya.leads.edit(lead, replace(here.maya.leads.form(lead), email=EMAIL))
    twin = here.lead("webinar", name="Z. Quarterstone", email="z@quarterstone.example.com", phone="+12125550143")
    here.wait(minutes=1)
    here.maya.merging.merge(lead, twin)
    here.maya.calling.log(lead, "no_answer", note=f"{NAME} likes sailing, {PHONE}")
    here.wait(minutes=30)
    here.maya.calling.log(other, "voicemail", note=f"says {EMAIL} is the one to ask")
    here.wait(minutes=1)
    booked = Detail(meeting_at=here.now + timedelta(days=2))
    call = here.maya.calling.log(lead, "meeting_booked", seconds=90, detail=booked, with_whom=NAME)
    here.nora.manage.coach(call.activity_id, f"Let {NAME} talk more")
    here.nora.manage.reassign([lead], "jon")
    here.nora.hooks.add("site", Sender.JSON, offer="demo-request")
    body = {"name": NAME, "email": EMAIL.replace("@", "\\u0040"), "phone": "212-555-0142", "offer": "demo-request"}
    raw = json.dumps(body).replace("\\\\u", "\\u").encode()
    here.write(
        "INSERT INTO inbox (team_id, source, message_id, id, received_at, body, headers, state, reason, lead_ids,"
        " attempts) VALUES (:team, 'site', 'm1', 'i1', :at, :body, '{}', 'dead', '', '', 1)",
        at=here.now, body=raw,
    )  # fmt: skip
    path = folder / "list.csv"
    lines = ["Name,Email,Phone,Company,State,Country", f"Zyxwa Quarterstone,{EMAIL},,Quarterstone Mills,NY,US"]
    lines.append("Zyxwa Quarterston,,,Quarterstone Mills,NY,US".replace(",,,", ",zq@quarterstone.example.com,,"))
    path.write_text("\n".join(lines), encoding="utf-8")
    here.nora.intake.load(path, Options(default_offer="pricing"))
    return lead, other


def traces(here: World) -> list[str]:
    """Which words of the person stand anywhere in the file or its journal; of a server, in any row."""
    if isinstance(here.database, ServerUrl):
        raw = rows_of(here.database)
    else:
        files = here.path.parent.glob(f"{here.path.name}*")
        raw = b"".join(file.read_bytes() for file in files if file.suffix != ".bak")
    return [word for word in TRACES if word.encode().lower() in raw.lower()]


def rows_of(database: ServerUrl) -> bytes:
    """Every row of every table of a server's database."""
    with psycopg.connect(database.url) as connection:
        tables = [row[0] for row in connection.execute(TABLES).fetchall()]
        found = [connection.execute(f"TABLE sdrdesk.{table}".encode()).fetchall() for table in tables]
    return repr(found).encode()


def test_nothing_of_an_erased_person_is_left_in_the_file(world: MakeWorld, tmp_path: Path) -> None:
    """Not in a row, a freed page, the journal, an undo buffer, a merge, a post, the audit; figures stay."""
    here = world(NOON)
    lead, other = lived(here, tmp_path)
    assert len(traces(here)) == len(TRACES)
    counted = here.counted()
    would = here.nora.privacy.look(EMAIL)
    assert {"lead", "activity", "lead_merge", "inbox", "audit", "meeting", "coaching"} <= would.counts.keys()
    assert len(traces(here)) == len(TRACES), "looking takes nothing"

    for desk in (here.maya, here.jon):
        desk.close()
    done = here.nora.privacy.erase(EMAIL, f"{EMAIL} asked for it")
    assert done.is_scoured is isinstance(here.database, Path), "a server vacuums in its own time, and this is said"
    assert traces(here) == []
    assert here.counted() == counted == here.recount()
    assert recount(here.nora.seat).differences == ()
    assert here.record(lead).row.name == "(erased)"
    assert here.record(lead).row.stage is not Stage.OPEN
    assert here.record(other).row.name == "Bo Example"
    told = here.sql("SELECT detail FROM audit WHERE what = 'privacy erased'")
    assert "(erased) asked for it" in told[0][0]


def test_an_erased_person_stays_away(world: MakeWorld) -> None:
    """No import, undo, edit or call brings them back; a colleague's later undo passes them over."""
    here = world(NOON)
    lead = here.lead(name=NAME, email=EMAIL, phone=PHONE)
    here.maya.calling.log(lead, "no_answer")
    here.nora.privacy.erase(lead[-8:], "asked")

    assert here.maya.calling.undo() is None
    assert here.take([here.arrival(email=EMAIL), here.arrival(phone=PHONE)])[0].what == "suppressed"
    with pytest.raises(Refused, match="erased"):
        here.maya.leads.edit(lead, replace(here.maya.leads.form(lead), name=NAME))
    with pytest.raises(Refused):
        here.maya.calling.log(lead, "no_answer")
    with pytest.raises(NotFound):
        here.nora.privacy.look(EMAIL)


def test_everything_of_a_person_is_given_out(world: MakeWorld, tmp_path: Path) -> None:
    """The export holds every table that knows them, as JSON and to read, for its owner's eyes only; it is audited."""
    here = world(NOON)
    lived(here, tmp_path)
    data, text = here.nora.privacy.export(PHONE, tmp_path / "out")
    kept = json.loads(data.read_text(encoding="utf-8"))

    assert {table for table, rows in kept.items() if rows} >= {
        "lead", "conversion", "activity", "meeting", "visit", "coaching", "lead_merge", "inbox", "audit",
    }  # fmt: skip
    assert "likes sailing" in text.read_text(encoding="utf-8")
    assert data.stat().st_mode & 0o777 == 0o600
    assert here.sql("SELECT count(*) FROM audit WHERE what = 'privacy exported'") == [(1,)]


def test_two_people_of_one_number_are_not_mixed_up(world: MakeWorld) -> None:
    """A switchboard is no person: whoever asks by number is told to name the lead. No reason, no erasure."""
    here = world(NOON)
    for name in ("Ada Example", "Bo Example"):
        here.lead(name=name, phone=PHONE)
    with pytest.raises(Refused, match="2 people have that number"):
        here.nora.privacy.erase(PHONE, "asked")
    with pytest.raises(BadInput, match="Why"):
        here.nora.privacy.erase("person1@example.com", " ")


def test_what_was_kept_long_enough_goes_by_rule(world: MakeWorld) -> None:
    """By stage and months without anything; one still worked, one young and one of another stage stay."""
    here = world(NOON)
    resting = here.lead(email="a@example.org", at=NOON - timedelta(days=1))
    worked = here.lead(email="b@example.org", at=NOON - timedelta(days=1))
    gone = here.lead(email="c@example.org", at=NOON - timedelta(days=1))
    here.maya.calling.log(resting, "bad_timing")
    here.maya.calling.log(gone, "wrong_number")
    here.wait(days=400)
    playbook = replace(here.nora.playbook, privacy=Retention(keep_months={"nurture": 12}))
    here.nora.seat.rules = replace(here.nora.seat.rules, playbook=playbook)

    assert here.nora.privacy.retain(dry_run=True).leads == (resting,)
    assert here.record(resting).row.name != "(erased)"
    assert here.nora.privacy.retain().leads == (resting,)
    assert here.record(resting).row.name == "(erased)"
    assert here.record(worked).row.name != "(erased)" != here.record(gone).row.name
    assert here.nora.privacy.retain().leads == ()
    assert here.take([here.arrival(email="a@example.org")])[0].what == "created", "they did not ask to be forgotten"


@pytest.mark.parametrize(
    "text",
    ["to ADA@example.com now", "email=ada%40example.com", '{"e": "ada\\u0040example.com"}', "call (312) 555-0142"],
)
def test_marks_are_found_however_a_form_wrote_them(text: str) -> None:
    """Capitals, percent signs, JSON escapes, a number with brackets."""
    marks = Marks(emails=frozenset({"ada@example.com"}), phones=frozenset({"+13125550142"}))
    assert marks.are_in(text)
    assert not marks.are_in("ida@example.com, (312) 555-0143")
