"""Opens a table file, whatever a CRM made of it: `open_table(path)` gives a header and a stream of rows.

CSV and TSV for now. Another format is another function that returns a `Table`; nothing behind this module knows which.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds.csv_rows import CsvRows, short, unwrapped
from sdrdesk.feeds.file_bytes import HEAD, FileBytes, scan_file
from sdrdesk.text import clean

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 200
"""Rows by which the separator and the header are judged."""

_DECLARED = re.compile(r"sep=([^\w\s\"]|\t)[ \t]*(?=\r|\n|$)", re.IGNORECASE)
"""Excel's first line that names the separator."""
_NUMBER = re.compile(r"[-+$€£(]?\d[\d\s.,:/()TZ-]*%?")
_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.\w")

TableRow = tuple[int, list[str]] | Problem
"""The line a row begins on and as many cells as the header has, or why there are none."""


@dataclass(slots=True)
class Rows:
    """One pass over the rows of a table."""

    items: Iterator[TableRow]
    position: Callable[[], int]

    def __iter__(self) -> Iterator[TableRow]:
        """The rows; as fast as the iterator behind them."""
        return self.items

    @property
    def bytes_read(self) -> int:
        """How far the file has been read, for a progress bar."""
        return self.position()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file with a header; `rows()` may be called as often as needed and never holds more than a row."""

    name: str
    header: tuple[str, ...]
    """One name per column, all different."""
    size: int
    """In bytes."""
    notes: tuple[str, ...]
    """What a reader should know: the encoding guessed, lines skipped."""
    source: Callable[[], Rows]

    def rows(self) -> Rows:
        """A new pass over the rows."""
        return self.source()


def open_table(path: Path) -> Table:
    """The table in `path`.

    Raises:
        BadInput: It is no table, is empty or has no header; the hint says what to do.
    """
    return _open_csv(scan_file(path))


def _open_csv(file: FileBytes) -> Table:
    """A CSV or TSV file as a table."""
    text = file.head
    if file.size > HEAD and (end := max(text.rfind("\n"), text.rfind("\r"))) > 0:
        text = text[:end]
    declared = _DECLARED.match(text)
    candidates = (declared[1],) if declared else SEPARATORS
    separator = max(candidates, key=lambda char: _fit(_records(text, char), char))
    records = _records(text, separator)
    at = _header_at(records, separator, skip=1 if declared else 0)
    header = _names(unwrapped(records[at], separator)) if at < len(records) else ()
    _refuse_headless(file.name, header)

    def source() -> Rows:
        rows = CsvRows(file=file, separator=separator, skip=at + 1, width=len(header))
        return Rows(iter(rows), rows.position)

    notes = (*file.notes, *_notes(records, at, separator, is_declared=declared is not None))
    return Table(name=file.name, header=header, size=file.size, notes=notes, source=source)


def _records(text: str, separator: str) -> list[list[str]]:
    """The first rows of `text`, as many as can be read."""
    records: list[list[str]] = []
    try:
        records.extend(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _SAMPLE))
    except csv.Error:
        # A quote that is never closed: what was read so far says enough.
        return records
    return records


def _filled(cells: list[str]) -> int:
    """How many cells hold something."""
    return sum(1 for cell in cells if cell.strip())


def _width(rows: list[list[str]]) -> int:
    """The width that most rows have; a wide one counts more, so that a preamble does not win over a short list."""
    counts = Counter(len(cells) for cells in rows)
    return max(counts, key=lambda width: counts[width] * (width - 0.5) ** 0.5, default=0)


def _fit(records: list[list[str]], separator: str) -> float:
    """How well a separator fits: most rows of one width, with several filled cells."""
    rows = [unwrapped(cells, separator) for cells in records if _filled(cells)]
    width = _width(rows)
    if width < 2:
        return 0.0
    regular = [_filled(cells) for cells in rows if len(cells) == width]
    return len(regular) / len(rows) * min(sum(regular) / len(regular), 12.0)


def _header_at(records: list[list[str]], separator: str, skip: int) -> int:
    """Where the header is: the first row that fills most of the table's width."""
    width = _width([unwrapped(cells, separator) for cells in records[skip:] if _filled(cells)])
    needed = min(width, max(2.0, width * 0.6))
    for at, cells in enumerate(records[skip:], skip):
        if _filled(unwrapped(cells, separator)) >= max(1, needed):
            return at
    # Rows that are nearly empty all through: the first that holds anything must do.
    return next((at for at, cells in enumerate(records[skip:], skip) if _filled(cells)), len(records))


def _names(cells: list[str]) -> tuple[str, ...]:
    """The header's names: one line each, none empty, none twice."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = plain = " ".join(clean(cell).split()) or f"column {number}"
        copy = 1
        while name in names:
            copy += 1
            name = f"{plain} ({copy})"
        names.append(name)
    return tuple(names)


def _refuse_headless(file: str, header: tuple[str, ...]) -> None:
    """Refuse a table whose first line is a lead already."""
    numbers = sum(1 for name in header if _NUMBER.fullmatch(name))
    if header and not any(_ADDRESS.search(name) for name in header) and numbers * 2 < len(header):
        return
    first = f'Its first line is "{short(", ".join(header))}"' if header else ""
    cure = "Add a first line that names the columns: First Name, Last Name, Email, Company, Phone"
    raise BadInput(f"{file} has no header", first, cure)


def _notes(records: list[list[str]], at: int, separator: str, *, is_declared: bool) -> list[str]:
    """What was done to get at the rows."""
    notes = []
    if skipped := sum(1 for cells in records[:at] if _filled(cells)) - is_declared:
        notes.append(f"{skipped} line{'s' if skipped > 1 else ''} before the header skipped")
    width = len(unwrapped(records[at], separator))
    if any(len(cells) != width and len(unwrapped(cells, separator)) == width for cells in records[at:]):
        notes.append("Whole rows stood in one cell each: taken apart again")
    return notes
