"""The morning page and the evening's result as lines. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from textual.content import Content

from sdrdesk.desk.focus.commitments import CommitmentView
from sdrdesk.desk.focus.morning import Evening, Opening, TodayPage
from sdrdesk.domain.hours import zone
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.queue import why_line
from sdrdesk.domain.words import plural
from sdrdesk.tui.format import fit
from sdrdesk.tui.safe import plain

DIM, SOFT, TEXT, HEAD = "$desk-dim", "$desk-soft", "$desk-text", "bold $desk-warn"

Key = Callable[[str], str]
"""Says which key does now what the shipped one did."""

MOST = 5
"""Lines of one kind; the rest is a number."""

STATES = {"booked": ("confirm?", "$desk-warn"), "confirmed": ("✓", "$desk-accent"), "held": ("held", "$desk-accent")}
"""What is said of a meeting."""


def first(page: TodayPage, playbook: Playbook, width: int) -> list[Content]:
    """What enter goes to: the lead that may not wait, else the top of the queue."""
    row = page.urgent or page.first
    if row is None:
        return [Content.styled("Nothing is ready yet", SOFT)]
    who = ", ".join(plain(part) for part in (row.name, row.company) if part)
    why = Content(plain(why_line(row, playbook, page.now))).truncate(width, ellipsis=True)
    if page.urgent:
        head = Content.assemble(("! Now  ", "bold $desk-bad"), (fit(who, width - 7).rstrip(), f"bold {TEXT}"))
        return [head, why.stylize(TEXT)]
    head = Content.assemble(("First  ", HEAD), (fit(who, width - 7).rstrip(), f"bold {TEXT}"))
    return [head, why.stylize(SOFT)]


def goals(page: TodayPage, key: Key = str) -> list[Content]:
    """The day's goals, what was committed to, the streak."""
    day = page.day
    pairs = (
        ("dials", day.dials, day.goal_dials), ("conversations", day.conversations, day.goal_conversations),
        ("meetings", day.meetings, day.goal_meetings),
    )  # fmt: skip
    parts: list[str | tuple[str, str]] = []
    for name, made, aim in pairs:
        parts += [(f"{made}", f"bold {TEXT}"), (f"/{aim} {name}   ", DIM)]
    return [Content.assemble(*parts), *commitment(page.commitment, page.streak, key)]


def commitment(one: CommitmentView | None, streak: int, key: Key = str) -> list[Content]:
    """Today's commitment, or how to make one."""
    days = f"   ▲ {plural(streak, 'day')} kept" if streak else ""
    if one is None:
        return [
            Content.assemble(
                (key("c"), "bold $desk-accent"), (" commits to something small for today", SOFT), (days, "$desk-warn")
            )
        ]
    mark, ink = {True: ("✓", "$desk-accent"), False: ("✗", "$desk-bad"), None: ("○", SOFT)}[one.kept]
    state = {True: "kept", False: "not kept", None: ""}[one.kept]
    if one.kept is None:
        state = f"{one.made} of {one.commitment.aim}" if one.counted else "you say in the evening"
    shared = "shared with the team" if one.commitment.is_shared else "private"
    return [
        Content.assemble(
            (f"{mark} ", f"bold {ink}"), (plain(one.commitment.words), f"bold {TEXT}"), (f"   {state}, {shared}", DIM),
            (days, "$desk-warn"),
        )
    ]  # fmt: skip


def openings(page: TodayPage, width: int) -> list[Content]:
    """What opens when, by hour and clock."""
    groups = [list(group) for _, group in groupby(page.openings, lambda one: f"{_local(page, one.at):%d %H}")]
    lines = [_opening(page, group, width) for group in groups]
    return _cut(lines) or [Content.styled("Nothing more opens in the next hours", DIM)]


def _opening(page: TodayPage, group: Sequence[Opening], width: int) -> Content:
    at = min(one.at for one in group)
    count = sum(one.count for one in group)
    where = ", ".join(f"{_city(one.zone)} {one.count}" for one in group)
    return Content.assemble(
        (f"{_local(page, at):%H:%M} ", TEXT), (f"{count:>4}  ", "bold $desk-accent"),
        (fit(where, max(4, width - 12)).rstrip(), SOFT),
    )  # fmt: skip


def promises(page: TodayPage, width: int) -> list[Content]:
    """Promises with their minute, late ones first."""
    lines = []
    for one in page.promises:
        is_late = one.at < page.now
        who = ", ".join(filter(None, (plain(one.name), plain(one.company))))
        lines.append(
            Content.assemble(
                (f"{_day(page, one.at)}{_local(page, one.at):%H:%M}  ", "bold $desk-bad" if is_late else TEXT),
                (fit(who, max(4, width - (18 if is_late else 8))).rstrip(), SOFT),
                ("  late" if is_late else "", "$desk-bad"),
            )
        )  # fmt: skip
    return _cut(lines) or [Content.styled("No call is promised for today", DIM)]


def meetings(page: TodayPage, width: int) -> list[Content]:
    """Meetings of today, and those to confirm."""
    lines = []
    for one in page.meetings:
        said, ink = STATES[one.state]
        who = ", ".join(filter(None, (plain(one.name), plain(one.company))))
        when = f"{_day(page, one.at)}{_local(page, one.at):%H:%M}  "
        room = max(4, width - len(when) - len(said) - 2)
        lines.append(Content.assemble((when, TEXT), (fit(who, room).rstrip(), SOFT), (f"  {said}", ink)))
    return _cut(lines) or [Content.styled("No meetings today", DIM)]


def rest(page: TodayPage, width: int, key: Key = str) -> list[Content]:
    """E-mails that are due, what to read again, what the team shares."""
    lines = []
    if page.mails:
        lines.append(
            Content.assemble(
                (plural(page.mails, "e-mail"), f"bold {TEXT}"),
                (" due; ", SOFT),
                (key("E"), "bold $desk-accent"),
                (" goes through them", SOFT),
            )
        )
    if page.reread:
        words = f"{plain(page.reread.title)}: {plain(page.reread.why)}"
        lines.append(
            Content.assemble(
                ("Reread ", DIM), (fit(words, width - 9).rstrip(), TEXT), (f"  {key('o')}", "bold $desk-accent")
            )
        )
    for one in page.shared:
        mark = {True: "✓", False: "✗", None: "○"}[one.kept]
        lines.append(
            Content.assemble(
                (f"{mark} ", SOFT), (f"{plain(one.rep)}: ", DIM), (plain(one.commitment.words), TEXT)
            ).truncate(width, ellipsis=True)
        )
    return lines or [Content.styled("Nothing is due besides, and nothing to reread", DIM)]


def evening(one: Evening) -> list[Content]:
    """The day's result in a line, then what was committed to."""
    day = one.day
    result = ", ".join(
        f"{plural(made, noun)}{' ✓' if aim and made >= aim else ''}"
        for made, aim, noun in (
            (day.dials, day.goal_dials, "dial"), (day.conversations, day.goal_conversations, "conversation"),
            (day.meetings, day.goal_meetings, "meeting"),
        )
    )  # fmt: skip
    lines = [Content.styled(result, f"bold {TEXT}")]
    return [*lines, *commitment(one.commitment, one.streak)] if one.commitment or one.streak else lines


def _cut(lines: list[Content]) -> list[Content]:
    more = len(lines) - MOST
    return lines if more <= 0 else [*lines[: MOST - 1], Content.styled(f"and {more + 1} more", DIM)]


def _local(page: TodayPage, at: datetime) -> datetime:
    return at.astimezone(zone(page.zone))


def _day(page: TodayPage, at: datetime) -> str:
    return "" if _local(page, at).date() == page.day.day else f"{_local(page, at):%a} "


def _city(zone_name: str) -> str:
    return zone_name.rpartition("/")[2].replace("_", " ") or "unknown"
