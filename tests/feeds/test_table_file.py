"""A table file is read whatever a CRM or a spreadsheet made of it, or refused with the cure in words."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds.table import Table, names_of
from sdrdesk.feeds.table_file import open_table

PLAIN = "First Name,Email,Company\nAnn,ann@example.com,Acme\nBo,bo@example.com,Bolt\n"
ROWS = [["Ann", "ann@example.com", "Acme"], ["Bo", "bo@example.com", "Bolt"]]


def table(tmp_path: Path, content: str | bytes, name: str = "leads.csv") -> Table:
    """The table in a file of that content."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_table(path)


def cells(opened: Table) -> list[list[str]]:
    """The cells of all rows; none may be a problem."""
    rows = list(opened.rows())
    assert not [row for row in rows if isinstance(row, Problem)]
    return [row[1] for row in rows if not isinstance(row, Problem)]


def problems(opened: Table) -> list[Problem]:
    """The rows that could not be used."""
    return [row for row in opened.rows() if isinstance(row, Problem)]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-32"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("\n", "\r\r\n").encode(),
        PLAIN.replace("\n", "\n\n").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        b"sep=,\r\n" + PLAIN.encode(),
        b"Exported for the team\n\n" + PLAIN.encode(),
        b"Leads of the week,,\n" + PLAIN.encode(),
        PLAIN.replace("Acme", "Ac\0me").encode(),
        b"".join(b'"' + line + b'"\n' for line in PLAIN.encode().splitlines()),
        PLAIN.replace("Bo,bo@example.com,Bolt", '"Bo,bo@example.com,Bolt"').encode(),
        PLAIN.replace("Bo,bo@example.com,Bolt", "Bo,bo@example.com,Bolt,,").encode(),
        (PLAIN + "\n,,\nGrand Totals (2 records)\nCopyright (c) an example vendor\n").encode(),
    ],
    ids=[
        "plain",
        "utf-8 bom",
        "utf-16",
        "utf-16 big endian",
        "utf-16 without bom",
        "utf-32",
        "crlf",
        "cr",
        "crcrlf",
        "blank lines",
        "no last line end",
        "semicolon",
        "tab",
        "pipe",
        "sep line",
        "preamble",
        "preamble in cells",
        "nul",
        "every row in one cell",
        "one row in one cell",
        "empty cells too many",
        "footer",
    ],
)
def test_every_shape_of_the_same_list_gives_the_same_rows(tmp_path: Path, content: bytes) -> None:
    """Encoding, separator, line ends, preamble, footer and swallowed rows do not change what is read."""
    opened = table(tmp_path, content)

    assert opened.header == ("First Name", "Email", "Company")
    assert cells(opened) == ROWS


def test_a_quoted_value_keeps_its_line_breaks_and_separators(tmp_path: Path) -> None:
    """A line break or separator inside quotes belongs to the value, and rows keep the line they begin on."""
    opened = table(tmp_path, 'Name,Note\nAnn,"one\ntwo, ""three"""\nBo,four\n')

    assert list(opened.rows()) == [(2, ["Ann", 'one\ntwo, "three"']), (4, ["Bo", "four"])]


def test_line_numbers_hold_behind_a_preamble(tmp_path: Path) -> None:
    """A row is reported by its line in the file as an editor shows it."""
    opened = table(tmp_path, "Leads of the week\n\n" + PLAIN)

    assert [row[0] for row in opened.rows() if not isinstance(row, Problem)] == [4, 5]


def test_a_file_in_windows_1252_is_read_and_said_to_be(tmp_path: Path) -> None:
    """Letters that are not UTF-8 are read as Windows-1252, and the reader is told."""
    opened = table(tmp_path, "Name,Email\nZoë,zoe@example.com\n".encode("cp1252"))

    assert cells(opened) == [["Zoë", "zoe@example.com"]]
    assert "Windows-1252" in opened.notes[0]


def test_one_bad_byte_does_not_spoil_a_utf_8_file(tmp_path: Path) -> None:
    """A file that is UTF-8 but for a letter stays UTF-8, and the loss is told."""
    opened = table(tmp_path, "Name\nZoë Müller Åse Łukasz\n".encode() + "Zoë Müller Åse\n".encode() * 5 + b"B\xff\n")

    assert cells(opened)[0] == ["Zoë Müller Åse Łukasz"]
    assert cells(opened)[-1] == ["B\ufffd"]
    assert "not UTF-8" in opened.notes[0]


def test_a_header_is_one_line_each_and_no_name_twice(tmp_path: Path) -> None:
    """A header with line breaks, blanks and doubles gets names that tell the columns apart."""
    opened = table(tmp_path, '"First\nName", Email ,Email,\nAnn,a@example.com,b@example.com,x\n')

    assert opened.header == ("First Name", "Email", "Email (2)", "column 4")


def test_ragged_rows_are_reported_by_line(tmp_path: Path) -> None:
    """A row with too few or too many cells is reported with its line and the rest is read."""
    opened = table(
        tmp_path, "Name,Email,Company\nAnn,a@example.com,Acme, Inc.\nBo,b@example.com\nCy,c@example.com,Co\n"
    )

    found = problems(opened)
    assert [(one.row, one.reason) for one in found] == [
        (2, "has 4 cells, the header has 3"),
        (3, "has 2 cells, the header has 3"),
    ]
    assert all(one.cure for one in found)
    assert len(list(opened.rows())) == 3


def test_a_name_with_a_comma_alone_in_its_row_is_not_taken_apart(tmp_path: Path) -> None:
    """Only a cell that holds as many values as the header is a swallowed row."""
    opened = table(tmp_path, 'Name,Email,Company\n"Example, Ann",,\n')

    assert cells(opened) == [["Example, Ann", "", ""]]


def test_a_quote_that_is_never_closed_is_reported_where_it_opens(tmp_path: Path) -> None:
    """The rows behind an open quote are not read as one value without a word."""
    opened = table(tmp_path, 'Name,Email\nAnn,a@example.com\nBo,"b@example.com\nCy,c@example.com\n')

    assert [row for row in opened.rows() if not isinstance(row, Problem)] == [(2, ["Ann", "a@example.com"])]
    assert [(one.row, one.reason) for one in problems(opened)] == [
        (3, "a quote opens here and is never closed: lines 3 to 4 were not read")
    ]


def test_a_huge_open_quote_does_not_end_the_reading(tmp_path: Path) -> None:
    """Even where the open quote swallows more than the reader holds, it is one problem and the pass goes on."""
    tail = "".join(f"Cy {n},c{n}@example.com\n" for n in range(9000))
    opened = table(tmp_path, f'Name,Email\nBo,"b@example.com\n{tail}')

    rows = list(opened.rows())
    assert isinstance(rows[0], Problem)
    assert rows[0].row == 2
    assert len(rows) > 1000


def test_a_value_longer_than_any_is_named_as_that(tmp_path: Path) -> None:
    """A value of 200,000 letters has no quote to close: it is said what is wrong with it, and the others are read."""
    opened = table(tmp_path, f"Name,Email\nBo,{'b' * 200_000}\nCy,c@example.com\n")

    assert [row for row in opened.rows() if not isinstance(row, Problem)] == [(3, ["Cy", "c@example.com"])]
    assert [(one.row, one.reason) for one in problems(opened)] == [(2, "a value is longer than 131,072 letters")]


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "title", "hint"),
    [
        (b"", "is empty", "Export it again"),
        (b"\xef\xbb\xbf\r\n \n", "is empty", "Export it again"),
        (_zip("xl/workbook.bin"), "binary Excel workbook", ".xlsx"),
        (_zip("content.xml"), "OpenDocument", ".xlsx"),
        (b"PK\x03\x04 and nothing behind it", "is a damaged workbook", "again"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked with a password", "without"),
        (_zip("leads.csv"), "is a zip archive", "Unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Excel workbook", "CSV UTF-8"),
        (gzip.compress(b"a,b"), "is a gzip archive", "Unpack"),
        (b"<html><table><tr><td>Email</td></tr></table>", "is a web page", "Export it again as CSV"),
        (b"\n<!DOCTYPE html>", "is a web page", "Export it again as CSV"),
        (bytes(range(256)) * 20, "is not text", "CSV"),
        (b"Ann,ann@example.com,Acme\nBo,bo@example.com,Bolt\n", "has no header", "First Name, Last Name"),
        (b"1,2,3\n4,5,6\n", "has no header", "First Name, Last Name"),
    ],
    # The bytes of an archive hold the time it was made: no name for a test.
    ids=[
        "empty",
        "blank",
        "xlsb",
        "ods",
        "damaged",
        "locked",
        "zip",
        "xls",
        "gzip",
        "html",
        "page",
        "binary",
        "no header",
        "numbers",
    ],
)
def test_what_is_no_list_is_refused_with_the_cure(tmp_path: Path, content: bytes, title: str, hint: str) -> None:
    """A workbook, archive, page or list without a header is refused in words that say what to do."""
    with pytest.raises(BadInput) as refusal:
        table(tmp_path, content)

    assert title in refusal.value.title
    assert hint in refusal.value.hint


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file or a folder is refused like any other input."""
    for path in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            open_table(path)


def test_progress_ends_at_the_size(tmp_path: Path) -> None:
    """The bytes read go from nothing to the whole file."""
    opened = table(tmp_path, PLAIN + "Cy,cy@example.com,Co\n" * 30_000)

    rows = opened.rows()
    before = rows.bytes_read
    first = next(iter(rows))
    halfway = rows.bytes_read
    for _ in rows:
        pass

    assert first == (2, ROWS[0])
    assert before == 0 < halfway < opened.size
    assert rows.bytes_read == opened.size


def test_a_pass_can_be_left_early_and_begun_again(tmp_path: Path) -> None:
    """Each call of rows() is a new pass."""
    opened = table(tmp_path, PLAIN)
    next(iter(opened.rows()))

    assert cells(opened) == ROWS


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(tmp_path: Path, content: bytes) -> None:
    """Whatever the bytes, they are rows of the header's width, problems, or a refusal."""
    try:
        opened = table(tmp_path, content)
    except BadInput:
        return

    for row in opened.rows():
        assert isinstance(row, Problem) or len(row[1]) == len(opened.header)


def test_columns_of_one_name_are_told_apart() -> None:
    """None is named as another, also where a file names one "A (2)" itself; a column without a name has its number."""
    got = names_of(["A", "A (2)", "A", "", "A", "column 4"])

    assert got == ("A", "A (2)", "A (3)", "column 4", "A (4)", "column 4 (2)")
