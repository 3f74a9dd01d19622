"""The brief: beside the list on a wide screen, in five lines below it on a small one, alone when asked for.

Its text is wrapped once, and another text is painted without laying anything out: a `Static` of the height of its text
was wrapped twice for each lead, and had the whole screen laid out anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from sdrdesk.tui import brief_text
from sdrdesk.tui.widgets.lined import Lined

if TYPE_CHECKING:
    from sdrdesk.domain.brief import Brief
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.domain.queue import QueueRow


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
        self._strips: list[Strip] | None = None
        """The text in lines; None when it has to be wrapped anew."""
        self._wrapped_at = 0
        self._whole: dict[int, Strip] = {}
        """Lines from edge to edge, by their number in the text."""
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

    def tick(self, now: datetime) -> None:
        """Write anew what reads differently by now."""
        self._now = now
        content = self._content(now)
        if not content.is_same(self._shown) or self._wrapped_at != self._width:
            self._shown, self._strips = content, None
            self._lay()
            self.refresh()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        if self._now is not None:
            self.tick(self._now)

    def notify_style_update(self) -> None:
        """Another theme: the lines are inked anew."""
        super().notify_style_update()
        self._strips = None

    def whole_line(self, y: int) -> Strip:
        """One line with what is left and right of it; the border above it where it stands below the list."""
        lines, gutter = self._lay(), self.styles.gutter
        if y < gutter.top:
            return Strip([self._border("─" * self.outer_size.width, self.styles.border_top[1])])
        at = y - gutter.top + self.scroll_offset.y
        kept = self._whole.get(at := min(at, len(lines)))
        if kept is None:
            edge, ink = self.styles.border_left
            ground = self.visual_style.rich_style
            before = [self._border("│", ink)] if edge else []
            blank = Segment(" " * self.styles.padding.left, ground)
            line = Strip([*before, blank, *self.render_line(y - gutter.top)])
            kept = self._whole[at] = line.adjust_cell_length(self.outer_size.width, ground)
        return kept

    def _border(self, text: str, ink: Color) -> Segment:
        behind = self.background_colors[1]
        return Segment(text, Style(background=behind, foreground=behind + ink).rich_style)

    def render_line(self, y: int) -> Strip:
        """One line of the text."""
        lines, at = self._lay(), y + self.scroll_offset.y
        width, ground = self.scrollable_content_region.width, self.visual_style.rich_style
        return lines[at].adjust_cell_length(width, ground) if at < len(lines) else Strip.blank(width, ground)

    def _lay(self) -> list[Strip]:
        """The text in lines of this width."""
        if self._strips is None:
            self._wrapped_at = self._width
            self._strips = Visual.to_strips(self, self._shown, max(1, self._width), None, self.visual_style)
            self._whole.clear()
            self.set_length(len(self._strips))
        return self._strips

    @property
    def _width(self) -> int:
        """Cells of a line, with a blank before the scroll bar."""
        return self.scrollable_content_region.width - 1

    def _content(self, now: datetime) -> Content:
        if self._row is None:
            return Content("")
        write = brief_text.compact if self.is_small else brief_text.full
        return write(self._row, self._brief, self._playbook, now, max(30, self._width))
