"""Charts of characters: bars, gauge, heat map, line, sparkline. Pure: values and a width make lines.

The number stands beside each mark, so that nothing is told by colour or length alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.content import Content

from sdrdesk.dataclasses import dataclass
from sdrdesk.tui.format import fit, right

EIGHTHS = "▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇█"
HEAT = ((0.0, 0), (0.10, 14), (0.20, 26), (0.30, 38), (0.40, 100))
"""From which share on a cell of the heat map has how many percent of the accent as its ground."""

TEXT, SOFT, DIM, TRACK = "$desk-text", "$desk-soft", "$desk-dim", "$desk-track"

Part = str | Content | tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar with its number, and what else stands behind it."""

    label: str
    value: float
    ink: str = "desk-accent"
    said: str = ""
    """The number as it is written; "" for the value itself."""
    note: str = ""


def block(value: float, top: float, width: int) -> str:
    """A bar to an eighth of a cell; something that is not nothing never has none."""
    if value <= 0 or top <= 0 or width <= 0:
        return ""
    eighths = max(1, round(min(value, top) / top * width * 8))
    full, rest = divmod(eighths, 8)
    return "█" * full + (EIGHTHS[rest - 1] if rest else "")


def bars(rows: Sequence[Bar], width: int, *, label: int = 0, top: float = 0) -> list[Content]:
    """Horizontal bars, the longest as long as there is room.

    Args:
        rows: What is drawn.
        width: Cells there are.
        label: Cells for the names; 0 for as many as they need.
        top: What a full bar stands for; 0 for the highest of them.
    """
    if not rows:
        return []
    names = min(label or max(len(one.label) for one in rows), max(6, width // 3))
    said = [one.said or f"{one.value:,.0f}" for one in rows]
    tail = max(len(words) for words in said) + max((len(one.note) + 2 for one in rows if one.note), default=0) + 1
    room = max(3, min(48, width - names - 1 - tail))
    most = top or max(one.value for one in rows)
    digits = max(len(words) for words in said)
    lines = []
    for one, words in zip(rows, said, strict=True):
        parts: list[Part] = [(fit(one.label, names), TEXT), " ", (block(one.value, most, room), f"${one.ink}")]
        parts.append((f" {words}", f"bold {TEXT}"))
        text = Content.assemble(*parts)
        if one.note:
            gap = " " * (names + 1 + room + 1 + digits + 2 - text.cell_length)
            text = Content.assemble(text, gap, (one.note, DIM)).truncate(width)
        lines.append(text)
    return lines


def gauge(made: float, of: float, width: int, *, mark: float | None = None, ink: str = "desk-accent") -> Content:
    """A thin bar as long as the target is; `mark` is where it should stand by now."""
    width = max(1, width)
    full = min(width, round(width * made / of)) if of > 0 else 0
    at = min(width - 1, max(0, round(width * mark / of) - 1)) if mark is not None and of > 0 else None
    if at is None:
        return Content.assemble(("━" * full, f"${ink}"), ("━" * (width - full), TRACK))
    before, after = min(at, full), max(0, full - at - 1)
    return Content.assemble(
        ("━" * before, f"${ink}"),
        ("━" * (at - before), TRACK),
        ("┃", f"bold {TEXT}"),
        ("━" * after, f"${ink}"),
        ("━" * (width - at - 1 - after), TRACK),
    )


def spark(values: Sequence[float], ink: str = "desk-accent", top: float = 0) -> Content:
    """A column for each value, the last one the newest; nothing at all is a dot."""
    most = top or max(values, default=0)
    parts: list[Part] = []
    for value in values:
        if value <= 0 or most <= 0:
            parts.append(("·", DIM))
        else:
            parts.append((LEVELS[min(7, round(value / most * 7))], f"${ink}"))
    return Content.assemble(*parts)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One hour of one weekday."""

    part: int
    whole: int
    is_few: bool


def heat_style(share: float, *, is_few: bool, is_plain: bool = False) -> str:
    """Ground and ink of a cell: the more the brighter, grey where there is too little to say.

    With sixteen colours or none there are no shades: the best cells are reversed, the grey ones have no ground.
    """
    if is_plain:
        return DIM if is_few else f"bold reverse {TEXT}" if share >= HEAT[-1][0] else TEXT
    if is_few:
        return f"{DIM} on $desk-track 50%"
    level = [percent for least, percent in HEAT if share >= least][-1]
    if level == 0:
        return f"{SOFT} on $desk-track"
    return "bold $desk-tab-text on $desk-accent" if level == 100 else f"{TEXT} on $desk-accent {level}%"


def heat(
    cells: Mapping[tuple[int, int], HeatCell],
    days: Sequence[str],
    hours: Sequence[int],
    width: int,
    *,
    counts: bool,
    is_plain: bool = False,
) -> list[list[Content]]:
    """Weekdays by hours: one list of lines for the head and for each day.

    Args:
        cells: By weekday and hour.
        days: Names of the weekdays from Monday on.
        hours: The columns.
        width: Cells there are.
        counts: Whether each cell's counts stand below it.
        is_plain: Whether there are no shades.
    """
    size = max(3, min(6, (width - 4) // max(1, len(hours))))
    is_roomy = all(len(f"{one.part}/{one.whole}") < size for one in cells.values())
    found = [[Content.assemble("    ", *((f"{right(f'{hour:02}', size - 1)} ", DIM) for hour in hours))]]
    for day, name in enumerate(days):
        top: list[Part] = [(fit(name, 4), TEXT)]
        below: list[Part] = ["    "]
        for hour in hours:
            one = cells.get((day, hour))
            if one is None or not one.whole:
                top += [(right("·", size - 1), DIM), " "]
                below.append(" " * size)
                continue
            share = one.part / one.whole
            words = f"{share:.0%}"
            words = words if len(words) < size else words[:-1]
            top += [(right(words, size - 1), heat_style(share, is_few=one.is_few, is_plain=is_plain)), " "]
            below += [(right(f"{one.part}/{one.whole}" if is_roomy else f"/{one.whole}", size - 1), DIM), " "]
        lines = [Content.assemble(*top)]
        if counts and size >= 4:
            lines.append(Content.assemble(*below))
        found.append(lines)
    return found


_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


def line(
    values: Sequence[float],
    labels: Sequence[str],
    width: int,
    height: int = 5,
    *,
    ink: str = "desk-accent",
    say: Callable[[float], str] = lambda value: f"{value:,.0f}",
) -> list[Content]:
    """A line through the values from left to right, with its highest and lowest mark, and names below.

    Args:
        values: At least two for a line.
        labels: A name for each value; those that fit are shown.
        width: Cells there are.
        height: Lines of the drawing.
        ink: The colour of the line.
        say: How a value is written at the axis.
    """
    if len(values) < 2:
        return [Content.styled("Too few points for a line yet", DIM)]
    top = max(*values, 0) or 1.0
    axis = max(len(say(top)), len(say(0))) + 1
    room = max(4, width - axis - 1)
    grid = [[0] * room for _ in range(height)]
    before: int | None = None
    for dot in range(room * 2):
        place = dot / (room * 2 - 1) * (len(values) - 1)
        at = min(int(place), len(values) - 2)
        value = values[at] + (values[at + 1] - values[at]) * (place - at)
        level = round((1 - max(0.0, value) / top) * (height * 4 - 1))
        since = level if before is None else before
        for step in range(min(level, since), max(level, since) + 1):
            grid[step // 4][dot // 2] |= _DOTS[step % 4][dot % 2]
        before = level
    lines = []
    for row, cells in enumerate(grid):
        named = say(top) if row == 0 else say(0) if row == height - 1 else ""
        dots = "".join(chr(0x2800 + bits) if bits else " " for bits in cells)
        lines.append(Content.assemble((right(named, axis - 1) + " │", DIM), (dots, f"${ink}")))
    lines.append(Content.styled(" " * axis + "└" + "─" * room, DIM))
    lines.append(Content.styled(" " * (axis + 1) + _under(labels, room), DIM))
    return lines


def _under(labels: Sequence[str], room: int) -> str:
    """As many names below a line as fit without touching; the last is always there."""
    last = labels[-1][:room]
    text = [" "] * (room - len(last)) + list(last)
    taken = room - len(last)
    for index, name in enumerate(labels[:-1]):
        at = round(index / (len(labels) - 1) * (room - 1))
        if at + len(name) < taken and all(cell == " " for cell in text[max(0, at - 1) : at + len(name) + 1]):
            text[at : at + len(name)] = name
    return "".join(text)
