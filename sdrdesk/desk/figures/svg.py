"""Charts of the report as inline SVG: the number stands beside each mark, and no meaning hangs on colour alone.

Drawn here because the chart libraries that are kept run scripts in the page, load them from elsewhere, or have no heat
map; a report must open alone, in a mail, and print.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sdrdesk.desk.figures.number_values import Slot

ROW, BAR, GAP = 24, 16, 6
"""Heights of a row and its bar, and the gap between label and bar, in points."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}" class="chart"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def bars(title: str, rows: Sequence[tuple[str, float, str]], *, width: int = 460, ink: str = "a") -> str:
    """Horizontal bars: label, value, and the words beside the bar."""
    most = max([value for _, value, _ in rows], default=0) or 1
    left, room = 160, width - 160 - 100
    parts = []
    for at, (label, value, told) in enumerate(rows):
        y = at * ROW
        length = max(value / most * room, 1.5 if value else 0)
        parts.append(_text(left - GAP, y + 16, label, anchor="end"))
        parts.append(f'<rect x="{left}" y="{y + 4}" width="{length:.1f}" height="{BAR}" rx="2" class="{ink}"/>')
        parts.append(_text(left + length + GAP, y + 16, told, "n"))
    return _svg(width, max(len(rows), 1) * ROW, title, parts)


def columns(title: str, rows: Sequence[tuple[str, float]], *, width: int = 460, height: int = 150) -> str:
    """Upright columns over time: label and value."""
    most = max([value for _, value in rows], default=0) or 1
    step = min(width / max(len(rows), 1), 64)
    parts = []
    for at, (label, value) in enumerate(rows):
        tall = value / most * (height - 44)
        x = at * step
        parts.append(
            f'<rect x="{x + step * 0.15:.1f}" y="{height - 22 - tall:.1f}" width="{step * 0.7:.1f}" '
            f'height="{tall:.1f}" rx="2" class="b"/>'
        )
        parts.append(_text(x + step / 2, height - 26 - tall, f"{value:g}", "n", "middle"))
        parts.append(_text(x + step / 2, height - 6, label, "", "middle"))
    return _svg(width, height, title, parts)


def spark(values: Sequence[int]) -> str:
    """A row of tiny columns."""
    most = max(values, default=0) or 1
    parts = [
        f'<rect x="{at * 7}" y="{18 - value / most * 17:.1f}" width="5" height="{value / most * 17:.1f}" class="a"/>'
        for at, value in enumerate(values)
    ]
    return _svg(max(len(values) * 7, 7), 18, f"Dials by day: {', '.join(map(str, values))}", parts)


def heat(title: str, slots: Sequence[Slot]) -> str:
    """Weekday by hour: the share in each cell with the count below; grey where there are too few."""
    known = [slot for slot in slots if slot.rate.whole]
    hours = range(min((slot.hour for slot in known), default=8), max((slot.hour for slot in known), default=17) + 1)
    days = sorted({slot.weekday for slot in known} | set(range(5)))
    cell, tall, left = 38, 30, 40
    parts = [_text(left + at * cell + cell / 2, 14, f"{hour:02}", "", "middle") for at, hour in enumerate(hours)]
    parts += [_text(left - GAP, 38 + at * tall, WEEKDAYS[day], "", "end") for at, day in enumerate(days)]
    for slot in known:
        share = slot.rate.share or 0.0
        x, y = left + (slot.hour - hours[0]) * cell, 20 + days.index(slot.weekday) * tall
        shade = "few" if slot.is_few else "a"
        opacity = 1.0 if slot.is_few else 0.12 + 0.88 * min(share / 0.5, 1.0)
        parts.append(
            f'<rect x="{x + 1}" y="{y + 1}" width="{cell - 2}" height="{tall - 2}" rx="2" class="{shade}" '
            f'fill-opacity="{opacity:.2f}"/>'
        )
        ink = "on" if not slot.is_few and opacity > 0.6 else "n"
        parts.append(_text(x + cell / 2, y + 13, f"{share:.0%}", ink, "middle"))
        parts.append(_text(x + cell / 2, y + 24, f"of {slot.rate.whole}", f"{ink} s", "middle"))
    return _svg(left + len(hours) * cell, 24 + len(days) * tall, title, parts)
