"""The list of leads: our own, on the Line API, with a lead and not a row number under its cursor.

Measured beside Textual's tables (TEXTUAL.md section 8): those put the cursor on another person, without a word, when a
row above it goes. This one keeps the lead and its line on the screen, and paints only what is seen: a million rows cost
what fifty do. Lines are kept once they are cut, because a strip remembers how it was filtered, divided and written out:
after a log nearly all of them stand on the screen again, one line higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.tui.format import fit
from sdrdesk.tui.rows import Columns, Part, Sight
from sdrdesk.tui.widgets.lined import Lined

if TYPE_CHECKING:
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.tui.spots import Spot

GROUND = ("", "", "ground")
"""Where the ground is kept among the inks."""

KEPT = 200
"""Lines kept at most; more are on no screen."""

Times = tuple[str, str, str]


class QueueView(Lined, can_focus=True, inherit_bindings=False):
    """Leads in the order they are given, one a line."""

    DEFAULT_CSS = "QueueView { height: 1fr; width: 1fr; }"

    @dataclass
    class Current(Message):
        """Another lead is under the cursor; None when the list is empty."""

        lead_id: str | None

    @dataclass
    class Opened(Message):
        """A lead was clicked twice."""

        lead_id: str

    def __init__(self, playbook: Playbook, zone: str, now: datetime) -> None:
        """An empty list.

        Args:
            playbook: For the tags and the names of outcomes.
            zone: The rep's own, in which openings are told.
            now: The moment it is first painted at.
        """
        super().__init__()
        self._playbook, self._zone, self._now = playbook, zone, now
        self._labels = {key: rule.label for key, rule in playbook.outcomes.items()}
        self._rows: Sequence[QueueRow] = ()
        self._index: dict[str, int] = {}
        self._tab = Tab.READY
        self._sight: Sight | None = None
        self._times: dict[str, Times] = {}
        self._lines: dict[tuple[str, str], tuple[QueueRow, Times, Strip]] = {}
        self._cut: tuple[Sight, int, int] | None = None
        """What the kept lines were cut for: columns, the blank before them, the whole width."""
        self._inks: dict[tuple[str, str, str], Style] = {}
        self._cursor: str | None = None
        self._message: Sequence[tuple[str, str]] = ()
        self._celebrated: frozenset[str] = frozenset()

    # ------------------------------------------------------------------------------ what it shows

    @property
    def current(self) -> str | None:
        """The lead under the cursor."""
        return self._cursor

    @property
    def rows(self) -> Sequence[QueueRow]:
        """The leads, in order."""
        return self._rows

    def row(self, lead_id: str | None) -> QueueRow | None:
        """The row of a lead; None if it is not in the list."""
        index = self._index.get(lead_id or "")
        return None if index is None else self._rows[index]

    def set_rows(self, rows: Sequence[QueueRow], now: datetime, *, tab: Tab, go_to: str | None = None) -> None:
        """Show other rows: the lead under the cursor stays there, on the same line of the screen if that can be.

        Args:
            rows: The leads in order.
            now: The moment they are shown at.
            tab: Which shelf they are from; another one starts at its top.
            go_to: A lead to put the cursor on instead.
        """
        line = self._index.get(self._cursor or "", 0)
        on_screen = line - self.scroll_offset.y
        fresh = tab is not self._tab
        if not fresh and go_to in (None, self._cursor) and rows == self._rows:
            self.tick(now)
            return
        if fresh:
            self._tab, self._sight = tab, None
        self._rows, self._now = rows, now
        self._index = {row.lead_id: index for index, row in enumerate(rows)}
        self._times.clear()
        self.set_length(len(rows))
        wanted = go_to if go_to in self._index else self._cursor if self._cursor in self._index else None
        if wanted is None and rows:
            wanted = rows[0 if fresh else min(line, len(rows) - 1)].lead_id
        self._put(wanted)
        if wanted is not None and wanted == self._cursor:
            index = self._index[wanted]
            if go_to is None and not fresh:
                self.scroll_to(y=max(0, index - on_screen), animate=False, force=True)
            else:
                self._show_line(index)
        self.refresh()

    def celebrate(self, lead_ids: Sequence[str]) -> None:
        """Let some leads stand out: those that were just unlocked; none of them any more."""
        self._celebrated = frozenset(lead_ids)
        self._lines.clear()
        self.refresh()

    def set_message(self, lines: Sequence[tuple[str, str]]) -> None:
        """What stands there while there are no rows: text and colour of each line, already cleaned."""
        self._message = lines
        if not self._rows:
            self.refresh()

    def go(self, lead_id: str | None) -> None:
        """Put the cursor on a lead of the list."""
        if lead_id in self._index:
            self._put(lead_id)
            self._show_line(self._index[lead_id])

    def move(self, by: int) -> None:
        """Move the cursor by so many rows, as far as there are any."""
        if self._rows:
            index = self._index.get(self._cursor or "", 0) + by
            self.go(self._rows[min(max(index, 0), len(self._rows) - 1)].lead_id)

    def page(self, by: int) -> None:
        """Move the cursor by a screenful."""
        self.move(by * max(1, self.scrollable_content_region.height - 1))

    def edge(self, way: int) -> None:
        """To the first or the last row."""
        self.move(way * len(self._rows))

    def jump_spots(self) -> list[Spot]:
        """Each lead in sight."""
        from sdrdesk.tui.spots import Spot

        top = self.scroll_offset.y
        rows = self._rows[top : top + self.scrollable_content_region.height]
        return [Spot(0, line, partial(self.go, row.lead_id)) for line, row in enumerate(rows)]

    def _put(self, lead_id: str | None) -> None:
        """Move the cursor and say so, if it is another lead."""
        if lead_id == self._cursor:
            return
        for one in (self._cursor, lead_id):
            if one in self._index:
                self.refresh_line(self._index[one])
        self._cursor = lead_id
        self.post_message(self.Current(lead_id))

    def _show_line(self, index: int) -> None:
        self.scroll_to_region(Region(0, index, 1, 1), animate=False, force=True)

    # ---------------------------------------------------------------------------------- the clock

    def tick(self, now: datetime) -> None:
        """Paint anew the times that read differently by now, and nothing else."""
        self._now = now
        top = self.scroll_offset.y
        for index in range(top, min(top + self.size.height, len(self._rows))):
            row = self._rows[index]
            before = self._times.get(row.lead_id)
            if before is not None and self._sight and self._sight.times(row, now) != before:
                self._times.pop(row.lead_id)
                self.refresh_line(index)

    # ----------------------------------------------------------------------------------- painting

    def whole_lines(self, lines: range) -> list[Strip]:
        """Lines with the blank before them, up to the end of the widget; those of leads are kept."""
        left, width, top = self.styles.padding.left, self.scrollable_size.width, self.scroll_offset.y
        sight = self._seen(width)
        if self._cut != (cut := (sight, left, self.outer_size.width)) or len(self._lines) > KEPT:
            self._cut = cut
            self._lines.clear()
        found = []
        for y in lines:
            if width <= 0 or y + top >= len(self._rows):
                found.append(self._padded(self.render_line(y), left))
                continue
            row = self._rows[y + top]
            times, key = self._times_of(row, sight), (row.lead_id, self._ground_of(row))
            kept = self._lines.get(key)
            if kept is None or kept[0] != row or kept[1] != times:
                kept = self._lines[key] = (row, times, self._padded(self.render_line(y), left))
            found.append(kept[2])
        return found

    def _padded(self, strip: Strip, left: int) -> Strip:
        blank = [Segment(" " * left, self._ground)] if left else []
        return Strip([*blank, *strip]).adjust_cell_length(self.outer_size.width, self._ground)

    def _times_of(self, row: QueueRow, sight: Sight) -> Times:
        times = self._times.get(row.lead_id)
        if times is None:
            times = self._times[row.lead_id] = sight.times(row, self._now)
        return times

    def _ground_of(self, row: QueueRow) -> str:
        if row.lead_id == self._cursor:
            return "desk-cursor" if self.has_focus else "desk-cursor-blurred"
        return "desk-fresh" if row.lead_id in self._celebrated else ""

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.scrollable_size.width
        index = y + self.scroll_offset.y
        if width <= 0:
            return Strip.blank(self.size.width)
        if index >= len(self._rows):
            return self._render_message(y, width)
        row = self._rows[index]
        sight, ground = self._seen(width), self._ground_of(row)
        parts = sight.parts(row, self._times_of(row, sight))
        if row.lead_id in self._celebrated:
            parts[1] = ("✓", "desk-accent", "")
        segments = [Segment(part[0], self._ink(part, ground)) for part in parts]
        return Strip(segments).adjust_cell_length(width, self._ink(("", "", ""), ground))

    def _render_message(self, y: int, width: int) -> Strip:
        """A line of the message, in the upper middle of the list; blank below the last row."""
        line = y - max(0, (self.size.height - len(self._message)) // 3)
        if self._rows or not 0 <= line < len(self._message):
            return Strip.blank(width, self._ground)
        text, ink = self._message[line]
        text = fit(text, min(cell_len(text), width - 2))
        left = max(0, (width - cell_len(text)) // 2)
        segments = [Segment(" " * left, self._ground), Segment(text, self._ink((text, ink, ""), ""))]
        return Strip(segments).adjust_cell_length(width, self._ground)

    def _seen(self, width: int) -> Sight:
        columns = Columns.of(width, self._tab)
        if self._sight is None or self._sight.columns != columns:
            self._sight = Sight(columns, self._playbook, self._zone, self._labels)
        return self._sight

    def _ink(self, part: Part, row_ground: str) -> Style:
        """The Rich style of a part of the line; resolved once per theme."""
        key = (part[1], part[2], row_ground)
        style = self._inks.get(key)
        if style is None:
            style = self._inks[key] = self._mix(*key)
        return style

    @property
    def _ground(self) -> Style:
        """What stands behind a row; looked up once per theme, because asking costs more than painting the line."""
        style = self._inks.get(GROUND)
        if style is None:
            style = self._inks[GROUND] = self.rich_style
        return style

    def _mix(self, ink: str, ground: str, row_ground: str) -> Style:
        variables = self.app.theme_variables
        is_bold = ink in ("bold", "desk-bad", "desk-hot", "desk-tag-text")
        colour = Color.parse(variables["desk-text" if ink in ("", "bold") else ink])
        behind = self._ground.bgcolor
        if ground or row_ground:
            behind = Color.parse(variables[ground or row_ground]).rich_color
        if row_ground == "desk-fresh" and self.app.current_theme.ansi:
            return Style(color=colour.rich_color, bgcolor=behind, bold=True)
        if row_ground and not ground and self.app.current_theme.ansi:
            # Without colours of our own the cursor is the terminal's own reverse, in one piece.
            return Style(bold=is_bold, reverse=True)
        return Style(color=colour.rich_color, bgcolor=behind, bold=is_bold)

    def notify_style_update(self) -> None:
        """Another theme: its colours are looked up anew."""
        super().notify_style_update()
        self._inks.clear()
        self._lines.clear()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No style depends on who has the keys: only the cursor shows it, and is painted anew anyhow."""

    # -------------------------------------------------------------------------------------- mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens the lead."""
        index = event.y + self.scroll_offset.y
        if event.x >= self.scrollable_content_region.width or index >= len(self._rows):
            return
        lead_id = self._rows[index].lead_id
        self.go(lead_id)
        if event.chain == 2:
            self.post_message(self.Opened(lead_id))
