"""Small Excel workbooks written by hand: every cell as Excel, Google Sheets or an export library would write it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)
"""Style 1 is a day, 2 a moment, 3 a number whose format only looks like a date's."""

Cell = str | tuple[str, str]
"""A text, or the XML inside of <c> with its attributes: ('t="s"', "<v>0</v>")."""


def column(at: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet(rows: Iterable[Sequence[Cell]]) -> str:
    """A sheet with these cells; empty texts are left out, as Excel does."""
    lines = []
    for number, cells in enumerate(rows, 1):
        parts = []
        for at, cell in enumerate(cells):
            if cell == "":
                continue
            attributes, inner = (
                cell if isinstance(cell, tuple) else ('t="inlineStr"', f"<is><t>{escape(cell)}</t></is>")
            )
            parts.append(f'<c r="{column(at)}{number}" {attributes}>{inner}</c>')
        lines.append(f'<row r="{number}">{"".join(parts)}</row>')
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(
    path: Path,
    *sheets: str,
    names: Sequence[str] = ("Leads", "More", "Third"),
    hidden: frozenset[str] = frozenset(),
    texts: Sequence[str] = (),
    book: str = "",
) -> Path:
    """A workbook of these sheets; `texts` is the XML inside each shared <si>."""
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}" '
        f'state="{"hidden" if name in hidden else "visible"}"/>'
        for at, (name, _) in enumerate(zip(names, sheets, strict=False), 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="x" Target="worksheets/sheet{at}.xml"/>' for at in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="urn:r">{book}<sheets>{listed}</sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("xl/styles.xml", STYLES)
        if texts:
            inside = "".join(f"<si>{one}</si>" for one in texts)
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{inside}</sst>')
        for at, one in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{at}.xml", one)
    return path
