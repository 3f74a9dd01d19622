"""Files for a CRM's import: its columns, its times, stable ids, nothing that a spreadsheet runs, and the way back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.crm import Crm, What
from sdrdesk.errors import BadInput, Refused
from tests.worlds import MakeWorld, World


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team with one lead called and booked, and one that nobody has touched."""
    made = world()
    ada = made.lead(name="Ada van Voss", company="Nord", email="ada@example.com", phone="+12125550901", title="VP Ops")
    made.lead(name="Bo", company="", email="bo@example.com", phone="+12125550902")
    made.maya.calling.log(ada, "voicemail", seconds=12, note="- asks for prices\n=1+1")
    made.wait(minutes=5)
    made.maya.calling.log(ada, "meeting_booked", detail=Detail(meeting_at=made.now + timedelta(days=1)), seconds=200)
    return made


def text(here: World, what: What, crm: Crm, since: datetime | None = None, *, raw: bool = False) -> str:
    """A file."""
    out = io.StringIO(newline="")
    here.nora.export.write(what, crm, out, since, raw=raw)
    return out.getvalue()


def rows(here: World, what: What, crm: Crm, since: datetime | None = None) -> list[dict[str, str]]:
    """A file's rows by column."""
    return list(csv.DictReader(io.StringIO(text(here, what, crm, since).removeprefix("\ufeff"), newline="")))


def test_calls_for_hubspot(here: World) -> None:
    """Its six outcomes, milliseconds, and a note that begins with words."""
    first, second = rows(here, What.ACTIVITIES, Crm.HUBSPOT)

    assert (first["Email"], first["Call outcome"], first["Call duration"]) == (
        "ada@example.com",
        "Left voicemail",
        "12000",
    )
    assert datetime.fromtimestamp(int(first["Activity date"]) / 1000, UTC) == here.now - timedelta(minutes=5)
    assert first["Call notes"].endswith(": - asks for prices\n=1+1")
    assert second["Call outcome"] == "Connected"
    assert second["Activity assigned to"] == "Maya Lindqvist"


def test_tasks_for_salesforce(here: World) -> None:
    """Upserted by our id, hung on the lead by its id, with the day and the seconds."""
    first, _ = rows(here, What.ACTIVITIES, Crm.SALESFORCE)
    known = {row["Email"]: row for row in rows(here, What.LEADS, Crm.SALESFORCE)}
    ada, bo = known["ada@example.com"], known["bo@example.com"]

    assert first["Lead:Who.sdrdesk_Id__c"] == ada["sdrdesk_Id__c"]
    assert (first["ActivityDate"], first["CallDurationInSeconds"], first["TaskSubtype"]) == ("2026-11-24", "12", "Call")
    assert (ada["FirstName"], ada["LastName"], ada["Status"]) == ("Ada van", "Voss", "Working - Contacted")
    assert (bo["LastName"], bo["Company"], bo["Status"]) == ("Bo", "[not provided]", "Open - Not Contacted")


def test_meetings_begin_and_end(here: World) -> None:
    """Both systems get the same half hour, each as it writes times."""
    (hubspot,) = rows(here, What.MEETINGS, Crm.HUBSPOT)
    (salesforce,) = rows(here, What.MEETINGS, Crm.SALESFORCE)
    start = here.now + timedelta(days=1)

    assert (salesforce["StartDateTime"], salesforce["EndDateTime"]) == (
        "2026-11-25T15:05:00.000Z",
        "2026-11-25T15:35:00.000Z",
    )
    assert int(hubspot["Meeting end time"]) - int(hubspot["Meeting start time"]) == 30 * 60 * 1000
    assert int(hubspot["Meeting start time"]) == start.timestamp() * 1000
    assert hubspot["Meeting outcome"] == "Scheduled"


def test_the_same_again_is_the_same(here: World) -> None:
    """Twice the same file, so that an upsert changes nothing; what was taken back is in it no more."""
    for what in What:
        for crm in Crm:
            if (what, crm) != (What.NOTES, Crm.SALESFORCE):
                assert text(here, what, crm) == text(here, what, crm)
    here.maya.calling.undo()

    assert len(rows(here, What.ACTIVITIES, Crm.HUBSPOT)) == 1
    assert rows(here, What.MEETINGS, Crm.HUBSPOT) == []


def test_only_what_has_changed_since(here: World) -> None:
    """The second call alone, and the lead that it was with."""
    since = here.now - timedelta(minutes=1)

    assert [row["Call outcome"] for row in rows(here, What.ACTIVITIES, Crm.HUBSPOT, since)] == ["Connected"]
    assert [row["Email"] for row in rows(here, What.LEADS, Crm.HUBSPOT, since)] == ["ada@example.com"]
    assert rows(here, What.MEETINGS, Crm.SALESFORCE, here.now + timedelta(seconds=1)) == []


def test_nothing_in_it_is_run(here: World) -> None:
    """A name that is a formula gets a quote before it; a phone number stays one; --raw leaves all as it is."""
    here.lead(name="=HYPERLINK(0)", company="@SUM(1)", email="=cmd@example.com", phone="+12125550903")
    row = rows(here, What.LEADS, Crm.HUBSPOT)[-1]

    assert (row["Last Name"], row["Company Name"], row["Email"]) == ("'=HYPERLINK(0)", "'@SUM(1)", "'=cmd@example.com")
    assert row["Phone Number"] == "+12125550903"
    assert ",@SUM(1)," in text(here, What.LEADS, Crm.HUBSPOT, raw=True)


def test_only_hubspot_gets_a_mark_of_its_encoding(here: World) -> None:
    """To Salesforce the mark would be part of the first column's name."""
    assert text(here, What.LEADS, Crm.HUBSPOT).startswith("\ufeffsdrdesk ID,")
    assert text(here, What.LEADS, Crm.SALESFORCE).startswith("sdrdesk_Id__c,")


def test_reps_take_nothing_out(here: World) -> None:
    """It is the managers' to do, and it stands in the audit; notes are among Salesforce's activities."""
    with pytest.raises(Refused):
        here.maya.export.write(What.LEADS, Crm.HUBSPOT, io.StringIO())
    with pytest.raises(BadInput, match="activities"):
        here.nora.export.write(What.NOTES, Crm.SALESFORCE, io.StringIO())
    text(here, What.LEADS, Crm.HUBSPOT)

    assert here.sql("SELECT count(*) FROM audit WHERE what = 'exported'") == [(1,)]


@pytest.mark.parametrize("crm", Crm)
def test_our_own_import_knows_the_people_again(here: World, tmp_path: Path, crm: Crm) -> None:
    """What we gave away and get back makes nobody twice."""
    path = tmp_path / "leads.csv"
    path.write_text(text(here, What.LEADS, crm), encoding="utf-8", newline="")
    report = here.nora.intake.load(path, Options(default_offer="contact-us"))

    assert (report.created, report.problems) == (0, [])
    assert here.sql("SELECT count(*) FROM lead") == [(2,)]


def test_our_own_import_reads_outcomes(here: World, tmp_path: Path) -> None:
    """An opportunity that went out comes back as the same one."""
    here.wait(days=2)
    (ada,) = (row[0] for row in here.sql("SELECT id FROM lead WHERE email = ?", "ada@example.com"))
    here.maya.meetings.say(ada, "held")
    here.maya.meetings.decide(ada, "accepted")
    here.maya.meetings.decide(ada, "won", amount="12500.50")
    path = tmp_path / "outcomes.csv"
    path.write_text(text(here, What.OUTCOMES, Crm.HUBSPOT), encoding="utf-8", newline="")
    before = here.sql("SELECT state, amount, closed_day FROM opportunity")
    report = here.nora.meetings.load(path)

    assert before == here.sql("SELECT state, amount, closed_day FROM opportunity")
    assert before[0][:2] == ("won", 1_250_050)
    assert report.changed == 0
