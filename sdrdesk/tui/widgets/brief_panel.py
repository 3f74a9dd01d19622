"""The brief: beside the list on a wide screen, in five lines below it on a small one, alone when asked for.

Its text is wrapped once, and another text is painted without laying anything out: a `Static` of the height of its text
was wrapped twice for each lead, and had the whole screen laid out anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.color import Color
from textual.content import Content, Span
from textual.strip import Strip
from textual.style import Style

from sdrdesk.tui import brief_text
from sdrdesk.tui.widgets.ink import Pen
from sdrdesk.tui.widgets.lined import Lined

if TYPE_CHECKING:
    from sdrdesk.domain.brief import Brief
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.domain.queue import QueueRow

KEPT = 400
"""Lines kept at most: those of four leads or so."""


class BriefPanel(Lined, can_focus=False):
    """What a rep reads before the call."""

    DEFAULT_CSS = """
    BriefPanel { background: $surface; padding: 0 1; scrollbar-gutter: stable; }
    """

    def __init__(self, playbook: Playbook) -> None:
        """Nothing to read yet."""
        super().__init__()
        self._playbook = playbook
        self._row: QueueRow | None = None
        self._brief: Brief | None = None
        self._shown = Content("")
        self._lines: list[Strip] | None = None
        """The text in lines from edge to edge; None when it has to be wrapped anew."""
        self._cut: dict[tuple[str, tuple[Span, ...]], list[Strip]] = {}
        """What lines became that were cut before: the same ones stand in the brief that was foreseen."""
        self._cut_at = (0, 0)
        self._pen = Pen(self)
        self._now: datetime | None = None
        self.is_small = False
        """Whether five lines are all there is room for."""

    @property
    def text(self) -> str:
        """What it says."""
        return self._shown.plain

    @property
    def lead_id(self) -> str | None:
        """The lead whose brief this is."""
        return self._row.lead_id if self._row else None

    def show(self, row: QueueRow | None, brief: Brief | None, now: datetime) -> None:
        """Show a lead; without its brief, what the row tells of it."""
        if row is None or row.lead_id != self.lead_id:
            self.scroll_home(animate=False)
        self._row, self._brief = row, brief
        self.tick(now)

    def foresee(self, row: QueueRow, brief: Brief, now: datetime) -> None:
        """Cut the lines of a lead that will probably be shown next."""
        self._cut_lines(self._content(row, brief, now))

    def tick(self, now: datetime) -> None:
        """Write anew what reads differently by now."""
        self._now = now
        content = self._content(self._row, self._brief, now)
        if not content.is_same(self._shown) or self._cut_at != self._widths:
            self._shown, self._lines = content, None
            self._lay()
            self.refresh()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        if self._now is not None:
            self.tick(self._now)

    def notify_style_update(self) -> None:
        """Another theme: the lines are inked anew."""
        super().notify_style_update()
        self._pen.forget()
        self._cut.clear()
        self._lines = None

    def whole_lines(self, lines: range) -> list[Strip]:
        """Lines with what is left and right of them; the border above where the brief stands below the list."""
        text, gutter, width = self._lay(), self.styles.gutter, self.outer_size.width
        top, blank = self.scroll_offset.y - gutter.top, len(text) - 1
        return [
            text[min(top + y, blank)]
            if y >= gutter.top
            else Strip([self._border("─" * width, self.styles.border_top[1])])
            for y in lines
        ]

    def render_line(self, y: int) -> Strip:
        """One line of the text without its edges."""
        text, left = self._lay(), self.styles.gutter.left
        line = text[min(y + self.scroll_offset.y, len(text) - 1)]
        return line.crop(left, left + self.scrollable_content_region.width)

    def _lay(self) -> list[Strip]:
        """The text in lines of this width, and a blank one."""
        if self._lines is None or self._cut_at != self._widths:
            lines = self._cut_lines(self._shown)
            self.set_length(len(lines))
            self._lines = [*lines, *self._cut_lines(Content(""))]
        return self._lines

    def _cut_lines(self, content: Content) -> list[Strip]:
        """A text in lines from edge to edge."""
        if self._cut_at != self._widths or len(self._cut) > KEPT:
            self._cut_at = self._widths
            self._cut.clear()
        edge, ground = self.styles.border_left, self._pen.ground
        before = [self._border("│", edge[1])] if edge[0] else []
        before.append(Segment(" " * self.styles.padding.left, ground))
        found: list[Strip] = []
        for line in content.split("\n", allow_blank=True):
            key = line.plain, tuple(line.spans)
            strips = self._cut.get(key)
            if strips is None:
                parts = self._pen.lines(line, max(1, self._width))
                strips = self._cut[key] = [
                    Strip([*before, *self._pen.segments(part)]).adjust_cell_length(self.outer_size.width, ground)
                    for part in parts
                ]
            found += strips
        return found

    def _border(self, text: str, ink: Color) -> Segment:
        behind = self.background_colors[1]
        return Segment(text, Style(background=behind, foreground=behind + ink).rich_style)

    @property
    def _widths(self) -> tuple[int, int]:
        return self._width, self.outer_size.width

    @property
    def _width(self) -> int:
        """Cells of a line, with a blank before the scroll bar."""
        return self.scrollable_content_region.width - 1

    def _content(self, row: QueueRow | None, brief: Brief | None, now: datetime) -> Content:
        if row is None:
            return Content("")
        write = brief_text.compact if self.is_small else brief_text.full
        return write(row, brief, self._playbook, now, max(30, self._width))
