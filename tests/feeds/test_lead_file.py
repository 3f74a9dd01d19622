"""A lead list becomes leads row by row; what cannot is a problem with its line, field, reason and cure."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdrdesk.domain.intake import Incoming, Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds.dates import DateOrder
from sdrdesk.feeds.lead_file import LeadFile, read_leads, read_people, split_name
from sdrdesk.text import is_clean

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
HEADER = "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lifecycle Stage,Recent Conversion,\
Recent Conversion Date,Company Name,Job Title,Country/Region,State/Region,City,Number of Employees,Notes\n"
ANN = '101,Ann,Example,Ann@Example.com,(312) 555-0142,Rae Sample,lead,Product demo,\
11/19/2026 2:30 PM,"Acme, Inc.",VP Sales,United States,IL,Chicago,51-200,"one\ntwo"\n'


def read(
    tmp_path: Path,
    content: str | bytes,
    *,
    mapping: dict[str, str] | None = None,
    dates: DateOrder | None = None,
    region: str = "US",
) -> LeadFile:
    """The lead list in a file of that content."""
    path = tmp_path / "leads.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_leads(path, mapping=mapping, dates=dates, region=region, zone="America/Chicago", now=NOW)


def leads(file: LeadFile) -> list[Incoming]:
    """The rows that became leads."""
    return [row for row in file if isinstance(row, Incoming)]


def problems(file: LeadFile) -> list[Problem]:
    """The rows that did not."""
    return [row for row in file if isinstance(row, Problem)]


def test_a_hubspot_row_becomes_a_lead(tmp_path: Path) -> None:
    """Every field of a HubSpot contact finds its place, cleaned and normalised."""
    file = read(tmp_path, HEADER + ANN)
    [ann] = leads(file)

    assert file.recognised.vendor == "HubSpot"
    assert (ann.full_name, ann.first_name, ann.last_name) == ("Ann Example", "Ann", "Example")
    assert (ann.company, ann.title, ann.people) == ("Acme, Inc.", "VP Sales", 51)
    assert (ann.email, ann.phone, ann.phone_shown) == ("Ann@example.com", "+13125550142", "+1 312-555-0142")
    assert (ann.country, ann.state, ann.place.key) == ("US", "IL", "US-IL|America/Chicago")
    assert (ann.offer_words, ann.converted_at) == ("Product demo", datetime(2026, 11, 19, 20, 30, tzinfo=UTC))
    assert (ann.owner_words, ann.external_id, ann.note, ann.row) == ("Rae Sample", "101", "one\ntwo", 2)
    assert ann.is_dated
    assert ann.doubts == ()


def test_what_tells_a_person_from_others() -> None:
    """The same person is known by e-mail, phone with extension, or name with company, in that order."""
    one = Incoming(
        email="Ann@example.com", phone="+13125550142", full_name="Ann  EXAMPLE", company="Acme, Inc.", converted_at=NOW
    )
    other = Incoming(full_name="Ann Example", company="ACME Incorporated", extension="7", converted_at=NOW)

    assert one.person_keys == ("email:ann@example.com", "phone:+13125550142", "name:ann example|acme")
    assert other.person_keys == ("name:ann example|acme",)
    assert Incoming(phone="+13125550142", extension="7", converted_at=NOW).phone_key == "+13125550142x7"
    assert one.company_key == other.company_key == "acme"


def test_a_salesforce_report_is_read(tmp_path: Path) -> None:
    """A report's labels are understood; its campaign stands in for an offer it does not name."""
    content = (
        "Lead Owner;First Name;Last Name;Title;Company / Account;Lead Source;Email;Primary Campaign;Create Date\r\n"
        "Rae Sample;Bo;Muster;CTO;Muster GmbH;Web;bo@muster.example;Webinar March;19.11.2026\r\n"
    )
    [bo] = leads(read(tmp_path, content, region="DE"))

    assert (bo.company, bo.source, bo.campaign, bo.offer_words) == (
        "Muster GmbH",
        "Web",
        "Webinar March",
        "Webinar March",
    )
    assert bo.converted_at == datetime(2026, 11, 19, 6, 0, tzinfo=UTC)


def test_a_meta_row_with_prefixed_phone_is_read(tmp_path: Path) -> None:
    """Meta's prefixes, offsets and single name column are understood."""
    content = "id,created_time,adset_id,form_name,full_name,email,phone_number\n\
l:1,2026-11-19T14:30:00-06:00,ag:2,ROI form,Cy Sample,cy@example.com,p:+13125550143\n"
    [cy] = leads(read(tmp_path, content))

    assert (cy.first_name, cy.last_name, cy.phone, cy.offer_words) == ("Cy", "Sample", "+13125550143", "ROI form")
    assert cy.converted_at == datetime(2026, 11, 19, 20, 30, tzinfo=UTC)


def test_linkedin_times_are_utc(tmp_path: Path) -> None:
    """A time that the vendor writes in UTC is not moved to the team's zone, and the reader is told."""
    header = "Lead ID,First Name,Last Name,Work Email,Form Name,Submitted at\n"
    content = f"{header}1,Di,Test,di@example.com,Guide,2026-11-19 14:30\n"
    file = read(tmp_path, content)

    assert leads(file)[0].converted_at == datetime(2026, 11, 19, 14, 30, tzinfo=UTC)
    assert "Times are read as UTC" in file.notes


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("Ann,,,2026-11-19", "row", "neither an e-mail address nor a phone number"),
        ("Ann,ann@,,2026-11-19", "email", "@-sign"),
        ("Ann,,12,2026-11-19", "phone", "not a phone number"),
        ("Ann,ann@example.com,,2027-01-01", "converted_at", "in the future"),
        ("Ann,ann@example.com,,1999-12-31", "converted_at", "before the year 2000"),
        ("Ann,ann@example.com,,soon", "converted_at", "no date"),
        ("Ann,ann@example.com", "row", "has 2 cells, the header has 4"),
        (f"Ann,ann@example.com,,2026-11-19{'x' * 3000}", "row", "rows may have run together"),
    ],
)
def test_a_row_that_cannot_be_a_lead_says_why(tmp_path: Path, row: str, field: str, reason: str) -> None:
    """A bad row is one problem with line, field, reason and cure; the rows around it are read."""
    good = "Bo,bo@example.com,,2026-11-19\n"
    file = read(tmp_path, f"Name,Email,Phone,Created at\n{good}{row}\n{good}")

    [problem] = problems(file)
    assert (problem.row, problem.field) == (3, field)
    assert reason in problem.reason
    assert problem.cure
    assert f"line 3, {field}" in str(problem)
    assert len(leads(file)) == 2


def test_a_lead_with_one_way_to_reach_it_is_taken_with_a_doubt(tmp_path: Path) -> None:
    """A wrong phone beside a good e-mail does not lose the lead, and is told."""
    [ann] = leads(read(tmp_path, "Name,Email,Phone\nAnn Example,ann@example.com,555-01\n"))

    assert (ann.email, ann.phone, ann.phone_shown) == ("ann@example.com", "", "555-01")
    assert [(doubt.field, doubt.value) for doubt in ann.doubts] == [("phone", "555-01")]


def test_the_next_phone_is_tried(tmp_path: Path) -> None:
    """Where the direct line is empty or wrong the mobile counts."""
    content = "Name,Email,Phone,Mobile,Company,Account\nAnn,,12,(312) 555-0142,,Acme\nBo,,,312-555-0143,Bolt,x\n"

    assert [(one.phone, one.company, one.doubts) for one in leads(read(tmp_path, content))] == [
        ("+13125550142", "Acme", ()),
        ("+13125550143", "Bolt", ()),
    ]


def test_a_lead_without_a_date_gets_the_time_of_the_import(tmp_path: Path) -> None:
    """A list without dates is taken as it is, and the reader is told."""
    file = read(tmp_path, "Name,Email\nAnn,ann@example.com\n")

    assert [(one.converted_at, one.is_dated) for one in leads(file)] == [(NOW, False)]
    assert file.undated == 1
    assert any("time of the import" in note for note in file.notes)


def test_a_date_column_that_reads_both_ways_is_asked_about(tmp_path: Path) -> None:
    """Day and month are never guessed; once told, the same file is read."""
    content = "Email,Created at\nann@example.com,3/4/2026\n"
    with pytest.raises(BadInput, match="--dates dmy"):
        read(tmp_path, content)

    assert leads(read(tmp_path, content, dates=DateOrder.DMY))[0].converted_at.month == 4
    assert leads(read(tmp_path, content, dates=DateOrder.MDY))[0].converted_at.month == 3


def test_two_orders_in_one_column_are_asked_about(tmp_path: Path) -> None:
    """A column pasted together from two countries is asked about; once told, what does not fit is a problem."""
    content = "Email,Created at\nann@example.com,3/15/2026\nbo@example.com,15/3/2026\n"
    with pytest.raises(BadInput, match="has the day first"):
        read(tmp_path, content)

    assert [one.row for one in problems(read(tmp_path, content, dates=DateOrder.MDY))] == [3]


def test_a_formula_is_text_and_escapes_are_gone(tmp_path: Path) -> None:
    """A value that looks like a formula is kept as it is; terminal escapes and invisible letters are not."""
    content = 'Name,Email,Company\n"=HYPERLINK(""x"")",ann@example.com,\x1b[31mAc\u200bme\x1b]52;c;eA==\x07\n'
    [ann] = leads(read(tmp_path, content))

    assert (ann.full_name, ann.company) == ('=HYPERLINK("x")', "Acme")


def test_a_user_says_which_column_is_what(tmp_path: Path) -> None:
    """A list of unknown make is read as told."""
    content = "Kontakt 1,Wer,Ding\nann@example.com,Ann Example,Guide\n"
    [ann] = leads(read(tmp_path, content, mapping={"Kontakt 1": "email", "Wer": "name", "Ding": "offer"}))

    assert (ann.email, ann.last_name, ann.offer_words) == ("ann@example.com", "Example", "Guide")


def test_words_for_nothing_are_nothing(tmp_path: Path) -> None:
    """A company called "[not provided]" is no company."""
    [ann] = leads(read(tmp_path, "Name,Email,Company,Title\nAnn,ann@example.com,[not provided],N/A\n"))

    assert (ann.company, ann.title) == ("", "")


def test_the_language_is_two_letters(tmp_path: Path) -> None:
    """A language by name or code is kept as its code, another word is not kept."""
    rows = "".join(f"a{at}@example.com,{word}\n" for at, word in enumerate(["English", "de-DE", "FR", "Klingon", ""]))

    assert [one.language for one in leads(read(tmp_path, f"Email,Language\n{rows}"))] == ["en", "de", "fr", "", ""]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("51-200", 51),
        ("10,001+", 10001),
        ("1.001-5.000", 1001),
        ("250", 250),
        ("2k", 2000),
        ("250.0", 250),
        ("many", None),
    ],
)
def test_the_size_of_a_company_is_its_least(text: str, people: int | None) -> None:
    """A range of people counts from its lower end."""
    assert read_people(text) == people


def test_one_name_column_is_parted() -> None:
    """A full name has its last word as last name; a comma turns it round."""
    assert split_name("Ann B. Example") == ("Ann B.", "Example", "Ann B. Example")
    assert split_name("Example, Ann") == ("Ann", "Example", "Ann Example")
    assert split_name("Cher") == ("Cher", "", "Cher")


def test_progress_is_known(tmp_path: Path) -> None:
    """Bytes read and in all are there for a progress bar."""
    file = read(tmp_path, HEADER + ANN)

    assert file.bytes_read == 0
    assert len(leads(file)) == 1
    assert file.bytes_read == file.size
    assert file.name == "leads.csv"


def test_nothing_heavy_is_imported_for_a_plain_list(tmp_path: Path) -> None:
    """phonenumbers, email-validator and rapidfuzz are loaded only by what needs them."""
    code = (
        "import sys, sdrdesk.feeds.lead_file, sdrdesk.feeds.offer_match;"
        "print({'phonenumbers', 'email_validator', 'rapidfuzz', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


def check_all(tmp_path: Path, content: bytes) -> None:
    """Read the content to its end: only leads, problems and refusals, all text clean."""
    try:
        file = read(tmp_path, content)
        rows = list(file)
    except BadInput as refusal:
        text = str(refusal)
        assert is_clean(text), text
        return
    for row in rows:
        values = [getattr(row, one.name) for one in fields(row) if one.name != "note"]
        assert all(is_clean(value) for value in values if isinstance(value, str))
        if isinstance(row, Incoming):
            assert is_clean(row.note.replace("\n", " "))
            assert row.email or row.phone


WORDS = [
    "Ann",
    "ann@example.com",
    "(312) 555-0142",
    "11/19/2026",
    "3/4/2026",
    '"',
    ",",
    "\n",
    "\r",
    ";",
    "\0",
    "\x1b[2J",
    "\u202e",
    "é",
]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_no_bytes_under_a_good_header_break_the_import(tmp_path: Path, tail: bytes) -> None:
    """Whatever stands below a good header, there are leads, problems or a refusal, and clean text."""
    check_all(tmp_path, HEADER.encode() + tail)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damage_to_a_good_list_breaks_the_import(tmp_path: Path, data: st.DataObject) -> None:
    """A good list with pieces put in, cut out or encoded otherwise never does more than fail in words."""
    content = HEADER + ANN * 3
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 12))
        content = content[:at] + data.draw(st.sampled_from(WORDS)) + content[at + cut :]
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))

    check_all(tmp_path, content.encode(encoding, "replace"))
