"""Plain aligned columns: readable in a terminal, in a mail and by a screen reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sdrdesk.text import clean


def width(text: str) -> int:
    """How many cells a terminal gives to a text."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def cut(text: str, most: int) -> str:
    """A text in at most so many cells, with an ellipsis where some is left out."""
    if width(text) <= most:
        return text
    while width(text) > most - 1:
        text = text[:-1]
    return f"{text}\N{HORIZONTAL ELLIPSIS}"


def columns(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, most: int = 28, notes: Sequence[str] = ()
) -> list[str]:
    """Rows under a head; `notes` go below their row, indented.

    Args:
        head: The names of the columns; one in lower case is right-aligned.
        rows: The cells.
        most: The widest a cell may be; the last column may be wider.
        notes: One for each row, or none.
    """
    cells = [[cut(clean(cell), most) for cell in row[:-1]] + [clean(row[-1])] for row in rows]
    widths = [max(width(row[column]) for row in [list(head), *cells]) for column in range(len(head))]
    lines = [_line([name.upper() for name in head], head, widths)]
    for number, row in enumerate(cells):
        lines.append(_line(row, head, widths))
        if notes:
            lines.append(f"{' ' * (widths[0] + 2)}{clean(notes[number])}")
    return lines


def _line(cells: Sequence[str], head: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        f"{' ' * (room - width(cell))}{cell}" if name.islower() else f"{cell}{' ' * (room - width(cell))}"
        for cell, name, room in zip(cells, head, widths, strict=True)
    ]
    return "  ".join(padded).rstrip()
