"""The brief: beside the list on a wide screen, in five lines below it on a small one, alone when asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdrdesk.tui import brief_text

if TYPE_CHECKING:
    from sdrdesk.domain.brief import Brief
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.domain.queue import QueueRow


class BriefPanel(VerticalScroll, can_focus=False):
    """What a rep reads before the call."""

    DEFAULT_CSS = """
    BriefPanel { background: $surface; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    BriefPanel > Static { width: 1fr; height: auto; padding-right: 1; }
    """

    def __init__(self, playbook: Playbook) -> None:
        """Nothing to read yet."""
        super().__init__()
        self._playbook = playbook
        self._text = Static(Content(""))
        self._row: QueueRow | None = None
        self._brief: Brief | None = None
        self._shown = Content("")
        self._now: datetime | None = None
        self.is_small = False
        """Whether five lines are all there is room for."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield self._text

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
        if not content.is_same(self._shown):
            self._shown = content
            self._text.update(content)

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        if self._now is not None:
            self.tick(self._now)

    def _content(self, now: datetime) -> Content:
        if self._row is None:
            return Content("")
        write = brief_text.compact if self.is_small else brief_text.full
        width = max(30, self.scrollable_content_region.width - 1)
        return write(self._row, self._brief, self._playbook, now, width)
