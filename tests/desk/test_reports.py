"""Reports that people send: one page that opens alone, and tables that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sdrdesk.desk.figures.sheets import Sheet, csv_text, defused, write_xlsx
from sdrdesk.domain.cadence import Detail
from tests.worlds import MakeWorld, World

EVIL = "<script>alert(1)</script>=cmd|' /C calc'!A0"


def worked(world: World) -> World:
    """A team with a little of everything, and one lead with a hostile name."""
    lead = world.lead(name=EVIL, company="=HYPERLINK(1)", source="<b>Search")
    world.wait(minutes=3)
    world.maya.calling.log(
        lead, "meeting_booked", seconds=90, note="=1+1", detail=Detail(meeting_at=world.now + timedelta(days=1))
    )
    world.lead("contact_us", name=EVIL + "2")
    world.wait(hours=3)
    world.write("UPDATE conversion SET campaign = :evil", evil=EVIL)
    return world


@pytest.mark.parametrize("login", ["nora", "maya"])
def test_the_page_opens_alone_and_runs_nothing(world: MakeWorld, login: str) -> None:
    """No script, nothing fetched, hostile names shown as they are typed, charts drawn inside."""
    one = worked(world())
    desk = one.desk(login)
    page = desk.reports.page(desk.numbers.range("week"))

    assert "<script" not in page
    assert not re.search(r"""(src|href|@import)\s*=?\s*["']?(http|//)""", page)
    assert "default-src 'none'" in page
    assert page.count("<svg") >= 4
    for drawn in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    assert "@media print" in page
    if login == "nora":
        assert "&lt;script&gt;alert(1)" in page


def test_a_week_without_calls_has_a_page_too(world: MakeWorld) -> None:
    """An empty team gets its report, with nothing made up."""
    one = world()

    assert "Inbound" not in one.nora.reports.page(one.nora.numbers.range("last week"))
    assert one.maya.reports.page(one.maya.numbers.range("last week"))
    assert all(sheet.head for sheet in one.nora.reports.sheets(one.nora.numbers.range("last week")))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("＝1", "'＝1"),
        ("-cmd", "'-cmd"),
        ("%0A", "'%0A"),
        ("|x", "'|x"),
        ("+13125550142", "+13125550142"),
        ("-12.5", "-12.5"),
        ("Ann = Bob", "Ann = Bob"),
        ("", ""),
    ],
)
def test_formulas_are_defused(text: str, written: str) -> None:
    """What a spreadsheet would run gets a quote in front; numbers and phone numbers stay."""
    assert defused(text) == written


def test_csv_quotes_every_cell(world: MakeWorld) -> None:
    """Tables round-trip through CSV with no cell that begins a formula, unless raw is asked for."""
    one = worked(world())
    sheets = one.nora.reports.sheets(one.nora.numbers.range("week"))
    for sheet in sheets:
        rows = list(csv.reader(io.StringIO(csv_text(sheet))))
        assert len(rows) == len(sheet.rows) + 1
        assert not any(cell[:1] in "=@|%" and cell for row in rows for cell in row)
    assert '"=1"' in csv_text(Sheet(name="x", head=("a",), rows=(("=1",),)), raw=True)


def test_a_workbook_holds_texts_as_texts(world: MakeWorld, tmp_path: Path) -> None:
    """No cell of the workbook is a formula, whatever it begins with."""
    one = worked(world())
    path = tmp_path / "report.xlsx"
    write_xlsx(path, one.nora.reports.sheets(one.nora.numbers.range("week")))
    with zipfile.ZipFile(path) as book:
        pages = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        text = "".join(book.read(name).decode() for name in pages)

    assert len(pages) == 10
    assert "<f>" not in text
