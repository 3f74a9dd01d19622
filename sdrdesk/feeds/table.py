"""What every table file comes down to: a header, and rows that can be read again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds.csv_rows import short
from sdrdesk.text import clean

SAMPLE = 200
"""Rows by which the header and the separator are judged."""

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


def filled(cells: list[str]) -> int:
    """How many cells hold something."""
    return sum(1 for cell in cells if cell.strip())


def width_of(rows: list[list[str]]) -> int:
    """The width that most rows have; a wide one counts more, so that a preamble does not win over a short list."""
    counts = Counter(len(cells) for cells in rows)
    return max(counts, key=lambda width: counts[width] * (width - 0.5) ** 0.5, default=0)


def header_at(rows: list[list[str]], skip: int = 0) -> int:
    """Where the header is: the first row that fills most of the table's width."""
    width = width_of([cells for cells in rows[skip:] if filled(cells)])
    needed = min(width, max(2.0, width * 0.6))
    for at, cells in enumerate(rows[skip:], skip):
        if filled(cells) >= max(1, needed):
            return at
    # Rows that are nearly empty all through: the first that holds anything must do.
    return next((at for at, cells in enumerate(rows[skip:], skip) if filled(cells)), len(rows))


def names_of(cells: list[str]) -> tuple[str, ...]:
    """The header's names: one line each, none empty, none twice."""
    names: dict[str, None] = {}
    # Kept for each name, so that a thousand columns of one name are not counted anew a thousand times.
    copies: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        name = plain = " ".join(clean(cell).split()) or f"column {number}"
        copy = copies.get(plain, 1)
        while name in names:
            copy += 1
            name = f"{plain} ({copy})"
        names[name], copies[plain] = None, copy
    return tuple(names)


def refuse_headless(file: str, header: tuple[str, ...]) -> None:
    """Refuse a table whose first line is a lead already."""
    numbers = sum(1 for name in header if _NUMBER.fullmatch(name))
    if header and not any(_ADDRESS.search(name) for name in header) and numbers * 2 < len(header):
        return
    first = f'Its first line is "{short(", ".join(header))}"' if header else ""
    cure = "Add a first line that names the columns: First Name, Last Name, Email, Company, Phone"
    raise BadInput(f"{file} has no header", first, cure)
