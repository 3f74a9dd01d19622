"""What somebody might send us to do harm, and what becomes of it: nothing is run, hung, followed or swallowed.

Terminal escapes and markup have tests/tui/test_safety.py, entities tests/feeds/banks/test_xml_tree.py, zip bombs
tests/feeds/test_xlsx_table.py, spreadsheet formulas tests/desk/test_reports.py, templates
tests/feeds/test_mail_template.py.
"""

from __future__ import annotations

import io
import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sdrdesk.desk.calls.calling import LONGEST_NOTE
from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.domain.crm import Crm, What
from sdrdesk.domain.webhook import Sender
from sdrdesk.errors import BadInput, DeskError
from sdrdesk.feeds.banks.any_bank import read_bank
from sdrdesk.feeds.form_body import read_body, read_forms
from sdrdesk.feeds.lead_file import read_leads
from sdrdesk.feeds.offer_files import read_front
from sdrdesk.feeds.opportunity_file import read_opportunities
from sdrdesk.feeds.playbook_file import check_playbook
from sdrdesk.feeds.suppression_file import read_list
from tests.fuzz.targets import NOW, SETTING, SHEET, workbook
from tests.worlds import MakeWorld, World, shipped_playbook, world

__all__ = ["world"]

Read = Callable[[Path], object]
READERS: dict[str, Read] = {
    "leads": lambda path: list(read_leads(path, region="US", zone="UTC", now=NOW)),
    "questions": read_bank,
    "suppressions": lambda path: list(read_list(path, "", "US")),
    "opportunities": read_opportunities,
    "an offer": lambda path: read_front(path, "an-offer"),
}

SQL = (
    "'; DROP TABLE lead; --",
    'x" OR 1=1 --',
    "Robert'); DELETE FROM activity; --",
    "%' UNION SELECT * FROM rep --",
    "\\'; PRAGMA writable_schema=1; --",
    "%_%",
    ":team",
    "?1 $1 %s {0}",
)
MEGABYTE = "A" * 1_000_000


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    """No test here may take 3 GiB of addresses: what is endless fails, and does not take the machine along."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, limits)


# --- what is named --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "name", ["pipe", "/dev/zero", "/dev/urandom", "folder", "loop", "missing", "a\0b", "x" * 300, "", "/proc/self/mem"]
)
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, reader: str, name: str) -> None:
    """A pipe without a writer hangs nobody, a device without an end fills no memory, a NUL or a loop is told."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    started = time.process_time()

    with pytest.raises(BadInput):
        READERS[reader](tmp_path / name if name else Path())
    assert time.process_time() - started < 1


def test_names_of_files_are_shown_and_never_followed(world: MakeWorld, tmp_path: Path) -> None:
    """A file called like a path or an escape is imported, and listed under a name that does no harm."""
    here = world()
    path = tmp_path / "..\x1b]0;x\x07 list;rm -rf ~.csv"
    path.write_text("Name,Email\nAda,ada@example.com\n", encoding="utf-8")
    here.nora.intake.load(path, Options(default_offer="pricing"))
    (listed,) = here.nora.intake.imports()

    assert "\x1b" not in listed.file_name
    assert "\x07" not in listed.file_name


# --- what is said ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", SQL)
def test_sql_in_every_field_is_text(world: MakeWorld, text: str) -> None:
    """Every text of a lead, a note, a search, a reason: kept letter by letter, and nothing else happens."""
    here = world()
    lead = here.lead(name=text, title=text, company=text, source=text, campaign=text, email="ada@example.com")
    other = here.lead(name="Bo Rivers")
    here.maya.calling.log(lead, "no_answer", note=text)
    here.maya.leads.edit(lead, here.maya.leads.form(lead))
    here.nora.suppressing.add("+493012345678", reason=text)
    brief = here.maya.queue.brief(lead)

    assert (brief.person.name, brief.person.title, brief.person.company) == (text, text, text)
    assert brief.history[0].note == text
    assert here.maya.queue.search(text) == () or other not in [one.lead_id for one in here.maya.queue.search(text)]
    assert counts(here) == (2, 1)
    for act in (
        lambda: here.maya.queue.brief(text),
        lambda: here.maya.calling.log(text, "no_answer"),
        lambda: here.maya.calling.log(lead, text),
        lambda: here.nora.manage.reassign([lead], text),
        lambda: here.nora.intake.undo(text),
        lambda: here.maya.quizzing.start(text),
        lambda: here.nora.team.grant_pass("maya", text),
    ):
        with pytest.raises(DeskError):
            act()
    assert counts(here) == (2, 1)
    assert here.sql("PRAGMA integrity_check") == [("ok",)]


def counts(here: World) -> tuple[int, int]:
    """How many leads and activities there are."""
    ((leads, activities),) = here.sql("SELECT (SELECT count(*) FROM lead), (SELECT count(*) FROM activity)")
    return leads, activities


def test_a_megabyte_in_every_field_is_bounded(world: MakeWorld, tmp_path: Path) -> None:
    """A name of a million letters comes in shortened or is refused; the queue, search and export live on."""
    here = world()
    path = tmp_path / "long.csv"
    row = ",".join([MEGABYTE, "ada@example.com", MEGABYTE, MEGABYTE, MEGABYTE])
    path.write_text(f"Name,Email,Company,Title,City\n{row}\nBo Rivers,bo@example.com,,,\n", encoding="utf-8")
    started = time.process_time()
    report = here.nora.intake.load(path, Options(default_offer="pricing", owner="maya"))
    lead = here.lead(name="Chen Wu")
    here.maya.calling.log(lead, "no_answer", note=MEGABYTE)
    found = here.maya.queue.search(MEGABYTE)
    here.nora.export.write(What.LEADS, Crm.HUBSPOT, io.StringIO())

    assert report.created + len(report.problems) >= 2
    assert all(len(one.name) <= 1_000_000 for one in found)
    assert len(here.maya.queue.brief(lead).history[0].note) == LONGEST_NOTE
    assert time.process_time() - started < 10


@pytest.mark.parametrize("columns", [10_000, 100_000])
def test_many_columns_are_read_or_refused(tmp_path: Path, columns: int) -> None:
    """A header of ten thousand names takes a moment, in CSV and in a workbook."""
    table, book = tmp_path / "wide.csv", tmp_path / "wide.xlsx"
    header = ",".join(f"Column {at}" for at in range(columns))
    table.write_text(f"Email,{header}\na@example.com{',x' * columns}\n", encoding="utf-8")
    cells = b"".join(b'<c t="str"><v>c%d</v></c>' % at for at in range(columns))
    book.write_bytes(workbook(SHEET.replace(b'<row r="3">', b'<row r="3">' + cells)))
    started = time.process_time()
    for path in (table, book):
        try:
            READERS["leads"](path)
        except BadInput:
            continue

    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 500 + b"]" * 500,
        json.dumps({"email": "a@b.cd", "x": list(range(5000))}).encode(),
        b'{"email":"' + b"a" * 1_000_000 + b'@b.cd"}',
        b'{"n":' + b"9" * 10_000 + b"}",
        b'{"n":1e999999}',
    ],
)
def test_deep_and_large_bodies_are_bounded(body: bytes) -> None:
    """A body nested a hundred thousand times, of too many values or of endless numbers is refused or read at once."""
    started = time.process_time()
    for sender in Sender:
        try:
            read_forms(sender, read_body(body, "application/json"), SETTING)
        except BadInput:
            continue

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "rules",
    [
        "x = " + "9" * 5000,
        "x = " + "[" * 5000,
        "x = " + "{a=" * 5000,
        "a." * 5000 + "b = 1",
        "hold_for = '" + "9" * 400 + " min'",
        "follow_up_within = '99999999999999999999 working days'",
        "hold_for = 1e308",
        "[offers.demo_request]\ntier = 99999999999999999999999999",
        "\n".join(f"[offers.k{at}]" for at in range(20_000)),
    ],
)
def test_a_giant_playbook_is_refused_with_words(rules: str) -> None:
    """Numbers without end, nesting without end, twenty thousand offers: told, not run into."""
    started = time.process_time()
    with pytest.raises(BadInput):
        check_playbook(rules, "playbook.toml")

    assert time.process_time() - started < 5


def test_offers_with_endless_numbers_are_refused(tmp_path: Path) -> None:
    """A number of five thousand digits in an offer's front matter is told with its file."""
    path = tmp_path / "offer.md"
    path.write_text(f"+++\ntitle = 'x'\nversion = {'9' * 5000}\n+++\ntext\n", encoding="utf-8")

    with pytest.raises(BadInput, match=r"offer\.md"):
        read_front(path, "an-offer")
    assert shipped_playbook().offers


def test_a_refused_file_writes_nothing(world: MakeWorld, tmp_path: Path) -> None:
    """A file that cannot be used leaves no lead, no import and no entry behind."""
    here = world()
    before = [here.sql(f"SELECT count(*) FROM {table}") for table in ("lead", "batch", "audit", "conversion")]  # noqa: S608
    for name, content in (
        ("a.csv", b""),
        ("b.xlsx", b"PK\x03\x04broken"),
        ("c.json", b"[[[["),
        ("d.csv", b"\x00" * 99),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(BadInput):
            here.nora.intake.load(path, Options(default_offer="pricing"))

    assert [here.sql(f"SELECT count(*) FROM {table}") for table in ("lead", "batch", "audit", "conversion")] == before  # noqa: S608
