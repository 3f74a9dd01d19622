"""Excel workbooks are read as lists, whatever they are called, and those made to burst are refused."""

from __future__ import annotations

import contextlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds import xlsx_book
from sdrdesk.feeds.table import Table
from sdrdesk.feeds.table_file import open_table
from tests.feeds.workbooks import Cell, sheet, workbook

HEAD: list[Cell] = ["Name", "Email", "Company"]
ANN: list[Cell] = ["Ann", "ann@example.com", "Acme"]


def cells(opened: Table) -> list[list[str]]:
    """The cells of all rows; none may be a problem."""
    return [row[1] for row in opened.rows() if not isinstance(row, Problem)]


@pytest.mark.parametrize("name", ["leads.xlsx", "leads.csv", "leads.txt"])
def test_a_workbook_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    """An Excel workbook named .csv is read all the same, and said so."""
    opened = open_table(workbook(tmp_path / name, sheet([HEAD, ANN])))

    assert opened.header == ("Name", "Email", "Company")
    assert list(opened.rows()) == [(2, ["Ann", "ann@example.com", "Acme"])]
    assert bool(opened.notes) == (name != "leads.xlsx")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (('t="s"', "<v>0</v>"), "Shared"),
        (('t="s"', "<v>1</v>"), "Rich text"),
        (('t="s"', "<v>9</v>"), ""),
        (('t="str"', "<f>A1</f><v>worked out</v>"), "worked out"),
        (('t="b"', "<v>1</v>"), "true"),
        (('t="e"', "<v>#N/A</v>"), ""),
        (("", "<v>13125550142</v>"), "13125550142"),
        (("", "<v>1.3125550142E10</v>"), "13125550142"),
        (("", "<v>13125550142.0</v>"), "13125550142"),
        (("", "<v>51.5</v>"), "51.5"),
        (('s="1"', "<v>46340</v>"), "2026-11-14"),
        (('s="2"', "<v>46340.5048611111</v>"), "2026-11-14 12:07:00"),
        (('s="3"', "<v>46340</v>"), "46340"),
        (('t="d"', "<v>2026-11-14T12:07:00</v>"), "2026-11-14T12:07:00"),
        (('t="inlineStr"', "<is><r><t>Two </t></r><r><t>parts</t></r></is>"), "Two parts"),
        (('t="inlineStr"', "<is><t>a_x000D_b</t></is>"), "a\rb"),
    ],
)
def test_a_cell_is_what_people_see_in_it(tmp_path: Path, cell: Cell, text: str) -> None:
    """Numbers keep their digits, dates are dates, and shared, rich and worked-out texts are texts."""
    texts = ["<t>Shared</t>", "<r><t>Rich</t></r><r><t> text</t></r><rPh><t>hint</t></rPh>"]
    opened = open_table(workbook(tmp_path / "a.xlsx", sheet([HEAD, [*ANN[:2], cell]]), texts=texts))

    assert cells(opened) == [["Ann", "ann@example.com", text]]


def test_dates_of_an_old_mac_are_four_years_later(tmp_path: Path) -> None:
    """A workbook may count its days from 1904."""
    rows = sheet([HEAD, [*ANN[:2], ('s="1"', "<v>44878</v>")]])
    opened = open_table(workbook(tmp_path / "a.xlsx", rows, book='<workbookPr date1904="1"/>'))

    assert cells(opened)[0][2] == "2026-11-14"


def test_the_sheet_with_the_addresses_is_read(tmp_path: Path) -> None:
    """A cover sheet in front and hidden sheets are not taken for the list."""
    cover, hidden = sheet([["Leads of the week"]]), sheet([HEAD, ["Not", "me@example.com", "Hidden"]])
    opened = open_table(
        workbook(
            tmp_path / "a.xlsx",
            hidden,
            cover,
            sheet([HEAD, ANN]),
            names=("Old", "Cover", "Leads"),
            hidden=frozenset({"Old"}),
        )
    )

    assert cells(opened) == [["Ann", "ann@example.com", "Acme"]]
    assert opened.notes == ('Sheet "Leads" read; not read: Cover',)


def test_lines_before_the_header_and_empty_rows_are_skipped(tmp_path: Path) -> None:
    """A title above the header is no header, an empty row no lead, and rows keep their numbers."""
    opened = open_table(workbook(tmp_path / "a.xlsx", sheet([["Leads"], [], HEAD, ANN, [], ["Bo", "bo@example.com"]])))

    assert list(opened.rows()) == [(4, ["Ann", "ann@example.com", "Acme"]), (6, ["Bo", "bo@example.com", ""])]


def test_rows_swallowed_by_the_first_column_are_taken_apart(tmp_path: Path) -> None:
    """A CSV that was opened in Excel with the wrong separator and saved is read all the same."""
    opened = open_table(
        workbook(
            tmp_path / "a.xlsx",
            sheet([["Name;Email;Company"], ['"Ann; A";ann@example.com;Acme'], ["Bo;b@x.example;Bolt"]]),
        )
    )

    assert cells(opened) == [["Ann; A", "ann@example.com", "Acme"], ["Bo", "b@x.example", "Bolt"]]
    assert "one cell each" in opened.notes[-1]


def test_a_workbook_without_rows_is_empty(tmp_path: Path) -> None:
    """Nothing in any sheet is said as such."""
    with pytest.raises(BadInput, match="is empty"):
        open_table(workbook(tmp_path / "a.xlsx", sheet([])))


def test_a_workbook_made_to_burst_is_refused(tmp_path: Path) -> None:
    """What a small file unpacks to is counted while it is read, whatever it claims."""
    path = tmp_path / "bomb.xlsx"
    workbook(path, sheet([HEAD, ANN]).replace("</sheetData>", " " * (64 << 20) + "</sheetData>"))
    with pytest.raises(BadInput, match="made to burst"):
        list(open_table(path).rows())


def test_two_far_cells_cost_no_memory(tmp_path: Path) -> None:
    """One cell in the last row and column of a sheet makes no rectangle of a million rows."""
    far = sheet([HEAD, ANN]).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    opened = open_table(workbook(tmp_path / "a.xlsx", far))

    assert cells(opened) == [["Ann", "ann@example.com", "Acme"]]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    """A sheet that declares a document type, as the laughing ones do, is refused."""
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    rows = sheet([HEAD, ANN]).replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{laughs}')

    with pytest.raises(BadInput, match="damaged workbook"):
        open_table(workbook(tmp_path / "a.xlsx", rows))


def test_a_damaged_workbook_is_refused_with_the_cure(tmp_path: Path) -> None:
    """A part that is missing, cut short or no XML is named."""
    path = workbook(tmp_path / "a.xlsx", sheet([HEAD, ANN])[:-40])
    with pytest.raises(BadInput, match="damaged workbook"):
        list(open_table(path).rows())

    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "not XML")
    with pytest.raises(BadInput, match="damaged workbook"):
        open_table(tmp_path / "b.xlsx")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_no_broken_byte_raises_anything_but_words(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever is wrong with a workbook, the rep reads why and what to do."""
    whole = bytearray(workbook(tmp_path / "a.xlsx", sheet([HEAD, ANN]), texts=["<t>x</t>"]).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "b.xlsx").write_bytes(bytes(whole))
    with contextlib.suppress(BadInput):
        list(open_table(tmp_path / "b.xlsx").rows())


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30))
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    """Only Excel's own escapes are taken out of a text."""
    if "_x" not in text:
        assert xlsx_book.unescape(text) == text
