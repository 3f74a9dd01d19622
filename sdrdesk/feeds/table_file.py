"""Opens a table file, whatever a CRM made of it: `open_table(path)` gives a header and a stream of rows.

CSV and TSV here, Excel workbooks and JSON in modules of their own; what a file is, its content says, never its name.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from pathlib import Path

from sdrdesk.feeds.csv_rows import CsvRows, unwrapped
from sdrdesk.feeds.file_bytes import HEAD, FileBytes, kind_of, scan_file
from sdrdesk.feeds.table import SAMPLE, Rows, Table, filled, header_at, names_of, refuse_headless, width_of

SEPARATORS = (",", ";", "\t", "|")

_DECLARED = re.compile(r"sep=([^\w\s\"]|\t)[ \t]*(?=\r|\n|$)", re.IGNORECASE)
"""Excel's first line that names the separator."""


def open_table(path: Path) -> Table:
    """The table in `path`.

    Raises:
        BadInput: It is no table, is empty or has no header; the hint says what to do.
    """
    match kind_of(path):
        case "xlsx":
            from sdrdesk.feeds.xlsx_table import open_xlsx

            return open_xlsx(path)
        case "json":
            from sdrdesk.feeds.json_table import open_json

            return open_json(scan_file(path))
        case _:
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
    at = header_at([unwrapped(cells, separator) for cells in records], skip=1 if declared else 0)
    header = names_of(unwrapped(records[at], separator)) if at < len(records) else ()
    refuse_headless(file.name, header)

    def source() -> Rows:
        rows = CsvRows(file=file, separator=separator, skip=at + 1, width=len(header))
        return Rows(iter(rows), rows.position)

    notes = (*file.notes, *_notes(records, at, separator, is_declared=declared is not None))
    return Table(name=file.name, header=header, size=file.size, notes=notes, source=source)


def _records(text: str, separator: str) -> list[list[str]]:
    """The first rows of `text`, as many as can be read."""
    records: list[list[str]] = []
    try:
        records.extend(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), SAMPLE))
    except csv.Error:
        # A quote that is never closed: what was read so far says enough.
        return records
    return records


def _fit(records: list[list[str]], separator: str) -> float:
    """How well a separator fits: most rows of one width, with several filled cells."""
    rows = [unwrapped(cells, separator) for cells in records if filled(cells)]
    width = width_of(rows)
    if width < 2:
        return 0.0
    regular = [filled(cells) for cells in rows if len(cells) == width]
    return len(regular) / len(rows) * min(sum(regular) / len(regular), 12.0)


def _notes(records: list[list[str]], at: int, separator: str, *, is_declared: bool) -> list[str]:
    """What was done to get at the rows."""
    notes = []
    if skipped := sum(1 for cells in records[:at] if filled(cells)) - is_declared:
        notes.append(f"{skipped} line{'s' if skipped > 1 else ''} before the header skipped")
    width = len(unwrapped(records[at], separator))
    if any(len(cells) != width and len(unwrapped(cells, separator)) == width for cells in records[at:]):
        notes.append("Whole rows stood in one cell each: taken apart again")
    return notes
