"""What came of a call block as lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from sdrdesk.desk.focus.blocks import Summary
from sdrdesk.domain.hours import zone
from sdrdesk.domain.words import plural
from sdrdesk.tui.format import fit, right
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets.pane import Line

MOST = 12
"""Blocks that are listed."""

COUNTED = (("Dials", "dials"), ("Connects", "connects"), ("Conversations", "conversations"), ("Meetings", "meetings"))
"""What a usual hour is known of."""


def summary(one: Summary) -> Content:
    """The whole summary: the goal first, then each figure beside the usual pace."""
    block, made, usual = one.block, one.made, one.usual
    mark = ("✓ reached", "bold $desk-accent") if one.is_reached else ("not reached", "$desk-warn")
    lines = [
        Content.assemble((f"{one.done}", "bold $desk-text"), (f" of {block.aim} {block.goal}   ", "$desk-text"), mark),
        Content.styled(f"{plural(block.minutes, 'minute')}, {plain(one.only)}", "$desk-soft"),
        Content(""),
        Content.assemble((f"{'':<18}{'made':>6}{'usual':>9}", "$desk-dim")),
    ]
    for label, name in COUNTED:
        count = getattr(made, name)
        pace = getattr(usual, name) * block.minutes / 60 if usual else None
        sign = "" if pace is None else "▲" if count > pace + 0.05 else "▼" if count < pace - 0.05 else "="
        ink = "$desk-accent" if sign == "▲" else "$desk-dim"
        lines.append(
            Content.assemble(
                (f"{label:<18}", "$desk-soft"), (f"{count:>6}", "bold $desk-text"),
                (right("-" if pace is None else f"{pace:.1f}", 9), "$desk-dim"), (f"  {sign}", ink),
            )
        )  # fmt: skip
    for label, count in (("Promises made", made.promises), ("Small yeses", made.yeses)):
        lines.append(Content.assemble((f"{label:<18}", "$desk-soft"), (f"{count:>6}", "bold $desk-text")))
    known = (
        f"Usual: your pace in {plural(usual.hours, 'hour')} with dials, for as long" if usual else "No usual hour yet"
    )
    return Content("\n").join([*lines, Content(""), Content.styled(known, "$desk-dim")])


def lines(found: Sequence[Summary], zone_name: str, width: int) -> list[Line]:
    """The blocks of some days, the newest first, as lines of a pane."""
    is_today = len({one.block.day for one in found}) == 1
    shown = [line(one, width, zone_name, dated=not is_today) for one in reversed(found[-MOST:])]
    more = [Content.styled(f"and {len(found) - MOST} before", "$desk-dim")] if len(found) > MOST else []
    return [Line(one) for one in (*shown, *more)]


def line(one: Summary, width: int, zone_name: str, *, dated: bool) -> Content:
    """A block in one line: when, how long, its goal, what came of it."""
    local = one.block.started_at.astimezone(zone(zone_name))
    made = one.made
    mark, ink = ("✓", "$desk-accent") if one.is_reached else ("·", "$desk-dim")
    told = f"{plural(made.connects, 'connect')}, {plural(made.meetings, 'meeting')}"
    head = f"{f'{local:%a} {local.day} {local:%b} ' if dated else ''}{local:%H:%M} {one.block.minutes:>3} min "
    goal = f"{one.done}/{one.block.aim} {one.block.goal}"
    return Content.assemble(
        (f"{mark} ", f"bold {ink}"), (head, "$desk-dim"), (f"{goal}  ", "bold $desk-text"),
        (fit(f"{told}; {one.only}", max(0, width - len(head) - len(goal) - 4)).rstrip(), "$desk-soft"),
    )  # fmt: skip
