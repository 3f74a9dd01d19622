"""A sheet of an Excel workbook as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sdrdesk.errors import BadInput
from sdrdesk.feeds.csv_rows import is_footer
from sdrdesk.feeds.table import SAMPLE, Rows, Table, TableRow, header_at, names_of, refuse_headless
from sdrdesk.feeds.xlsx_book import Book, SheetRow, open_book

SEPARATORS = ",;\t|"


def open_xlsx(path: Path) -> Table:
    """The sheet of a workbook that holds the leads: the first with an address in it, else the first with anything.

    Raises:
        BadInput: The workbook is damaged, made to burst, or has no such sheet.
    """
    with open_book(path) as book:
        sheet, part, sample, others = _chosen(book)
        separator = _swallowed(sample)
        rows = [_parted(cells, separator) for _, cells in sample]
        at = header_at(rows)
        header = names_of(_trimmed(rows[at])) if at < len(rows) else ()
        size, name = book.size(part), book.name
    refuse_headless(name, header)
    first, width = sample[at][0], len(header)

    def source() -> Rows:
        again = open_book(path)
        return Rows(_cells(again, part, first, width, separator), lambda: again.done)

    notes = ["An Excel workbook, whatever its name"] if path.suffix.lower() not in (".xlsx", ".xlsm") else []
    if others:
        notes.append(f'Sheet "{sheet}" read; not read: {", ".join(others)}')
    if at:
        notes.append(f"{at} line{'s' if at > 1 else ''} before the header skipped")
    if separator:
        notes.append("Whole rows stood in one cell each: taken apart again")
    return Table(name=name, header=header, size=size, notes=tuple(notes), source=source)


def _chosen(book: Book) -> tuple[str, str, list[SheetRow], list[str]]:
    """Name, part and first rows of the sheet with the leads, and the names of other sheets that hold something."""
    full = [(name, part, list(islice(book.rows(part), SAMPLE))) for name, part in book.sheets]
    full = [one for one in full if one[2]]
    if not full:
        raise BadInput(f"{book.name} is empty", hint="Export it again; a list needs a header and at least one row")
    best = next((one for one in full if any("@" in cell for _, cells in one[2] for cell in cells)), full[0])
    return *best, [name for name, part, _ in full if part != best[1]]


def _swallowed(sample: list[SheetRow]) -> str:
    """The separator of rows that stand whole in one cell each; "" where they do not."""
    if any(len(_trimmed(cells)) > 1 for _, cells in sample[:20]):
        return ""
    counts = {one: sum(min(cells[0].count(one), 30) for _, cells in sample if cells) for one in SEPARATORS}
    best = max(SEPARATORS, key=lambda one: counts[one])
    return best if counts[best] >= 2 * len(sample) else ""


def _parted(cells: list[str], separator: str) -> list[str]:
    if not separator or not cells:
        return cells
    try:
        return next(csv.reader([cells[0]], delimiter=separator), cells)
    except csv.Error:
        return cells


def _trimmed(cells: list[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    last = max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:last]


def _cells(book: Book, part: str, header: int, width: int, separator: str) -> Iterator[TableRow]:
    """The rows below the header at its width; what stands right of it has no name and is left."""
    with book:
        for number, found in book.rows(part):
            if number <= header:
                continue
            cells = _parted(found, separator)[:width]
            cells += [""] * (width - len(cells))
            if any(cell.strip() for cell in cells) and not is_footer(cells):
                yield number, cells
