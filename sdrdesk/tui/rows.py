"""One lead as one line of the queue: which columns fit, and what stands in each. Pure; the widget only paints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.tui import themes
from sdrdesk.tui.format import city, due, fit, local_time, phone, right

if TYPE_CHECKING:
    from sdrdesk.domain.playbook import Playbook

TAG = 10
"""Cells of the tag: eight letters and a blank on each side."""

IN_POOL = "pool "
"""Before the company of a lead that is nobody's yet."""

Part = tuple[str, str, str]
"""Text, colour of the ink, colour of the ground ("" is the row's own)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How wide each column is; 0 leaves it out."""

    tag: int
    name: int
    company: int
    place: int
    due: int
    grade: int
    phone: int

    @classmethod
    def of(cls, width: int, tab: Tab) -> Columns:
        """The columns that fit `width` cells, most needed first."""
        tag = TAG if width >= 56 else 6
        due_width = {Tab.DONE: 18 if width >= 60 else 12, Tab.WAITING: 15}.get(tab, 12)
        grade = 3 if width >= 48 else 0
        place = 24 if width >= 90 else 8 if width >= 44 else 0
        phone_width = 19 if width >= 126 else 0
        rest = width - tag - 1 - due_width - grade - place - phone_width - 1
        name = min(max(int(rest * 0.54), 12), 26) if rest > 24 else max(rest, 6)
        company = min(rest - name, 34) if rest > 24 else 0
        return cls(tag=tag, name=name, company=company, place=place, due=due_width, grade=grade, phone=phone_width)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a row is seen with: the columns, the rules and the rep's zone."""

    columns: Columns
    playbook: Playbook
    zone: str
    labels: Mapping[str, str]

    def tag(self, row: QueueRow) -> Part:
        """The coloured tag: the kind of offer, or CALLBACK for a promise."""
        kind = self.playbook.offers.get(row.kind)
        word = "CALLBACK" if row.band == 0 else (kind.tag if kind else row.kind).upper()
        ground = f"tag-{themes.PROMISE}" if row.band == 0 else themes.hue(row.kind, row.tier)
        return f" {fit(word, self.columns.tag - 1)}", "desk-tag-text", ground

    def times(self, row: QueueRow, now: datetime) -> tuple[str, str, str]:
        """The texts that change with the clock: local time, what is left, and its colour."""
        words, ink = due(row, now, self.zone, dict(self.labels))
        return local_time(row, now), words, ink

    def parts(self, row: QueueRow, times: tuple[str, str, str]) -> list[Part]:
        """The whole line, left to right."""
        columns = self.columns
        clock, words, ink = times
        line: list[Part] = [self.tag(row), (" ", "", ""), (f"{fit(row.name, columns.name - 1)} ", "bold", "")]
        if columns.company:
            mark = IN_POOL if row.pool else f"{row.through} · " if row.through else ""
            mark = mark if columns.company > len(mark) + len(IN_POOL) else ""
            if mark:
                line.append((mark, "desk-accent", ""))
            line.append((f"{fit(row.company, columns.company - 1 - len(mark))} ", "desk-soft", ""))
        if columns.place > 8:
            line.append(
                (f"{fit(f'{fit(city(row), columns.place - 8).rstrip()} {clock}', columns.place - 1)} ", "desk-dim", "")
            )
        elif columns.place:
            line.append((fit(clock, columns.place), "desk-dim", ""))
        line.append((right(words, columns.due), ink, ""))
        if columns.grade:
            line.append((f"  {row.grade}", {"A": "desk-accent", "B": "desk-text"}.get(row.grade, "desk-dim"), ""))
        if columns.phone:
            line.append((f"  {fit(phone(row.phone), columns.phone - 2)}", "desk-dim", ""))
        return line
