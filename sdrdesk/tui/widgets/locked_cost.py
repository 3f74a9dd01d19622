"""What the gate costs, above the locked rows: per offer how many wait, how long, and who could help."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from sdrdesk.domain.words import ago, plural
from sdrdesk.tui import offer_text
from sdrdesk.tui.format import fit

if TYPE_CHECKING:
    from sdrdesk.desk.gate.gate_values import OfferView
    from sdrdesk.domain.queue import QueueRow

MOST = 4
"""Offers shown; the rest is counted."""


class LockedCost(Widget):
    """A line for each offer that locks leads; one for all where there are many."""

    DEFAULT_CSS = """
    LockedCost { height: auto; display: none; padding: 0 1; background: $surface; }
    """

    def __init__(self) -> None:
        """Nothing is locked yet."""
        super().__init__()
        self._views: tuple[OfferView, ...] = ()
        self._now: datetime | None = None
        self._current = ""

    def show(self, views: tuple[OfferView, ...], now: datetime) -> None:
        """Show the cost of these offers."""
        changed = len(views) != len(self._views)
        self._views, self._now = views, now
        self.display = bool(views)
        self.refresh(layout=changed)

    def point(self, row: QueueRow | None) -> None:
        """Mark the offer of the lead under the cursor."""
        offer = row.gate if row else ""
        if offer != self._current:
            self._current = offer
            self.refresh()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 - the hook's signature
        """A heading and a line for each."""
        return 1 + min(MOST, len(self._views)) + (len(self._views) > MOST)

    def render(self) -> Content:
        """Heading, offers."""
        now, width = self._now, self.content_size.width
        if now is None:
            return Content("")
        leads, quizzes = sum(view.locked.leads for view in self._views), len(self._views)
        words = f"{plural(leads, 'lead')} {'waits' if leads == 1 else 'wait'} for"
        words += " one quiz" if quizzes == 1 else f" {quizzes} quizzes"
        head = Content.assemble((words, "bold $desk-warn"), (" · enter reads the offer, t takes the quiz", "$desk-dim"))
        lines = [head.truncate(width, ellipsis=True)]
        lines += [self._line(view, now, width) for view in self._views[:MOST]]
        if len(self._views) > MOST:
            lines.append(Content.styled(f"  and {len(self._views) - MOST} more: ^o shows all offers", "$desk-dim"))
        return Content("\n").join(lines)

    def _line(self, view: OfferView, now: datetime, width: int) -> Content:
        locked = view.locked
        oldest = f"oldest {ago(locked.oldest_at, now)}" if locked.oldest_at else ""
        due = offer_text.answer(locked.answer_by, now) if locked.answer_by else Content("")
        has = offer_text.holders(view.holders, 2 if width < 130 else 4)
        passed = f"{has}" if not view.holders else f"passed: {has}"
        quiz = f"quiz {view.quiz_minutes} min"
        at = view.key == self._current
        parts: list[tuple[str, int, str]] = [
            (plural(locked.leads, "lead"), 10, "bold $desk-text"),
            (oldest, 14 if width >= 90 else 0, "$desk-dim"),
        ]
        tail = 10 + (14 if width >= 90 else 0) + 20 + 11
        title = max(16, min(44, width - tail - 5 - (cell_len(passed) if width >= 100 else 0)))
        line = Content.assemble(
            ("▸ " if at else "  ", "bold $desk-accent"),
            (fit(view.title, title), "bold $desk-text" if at else "$desk-text"),
            "  ",
            *((fit(text, size), ink) for text, size, ink in parts),
            due,
            " " * max(1, 20 - due.cell_length),
            (fit(quiz, 11), "$desk-soft"),
            (passed if width >= 100 else "", "$desk-dim"),
        )
        return line.truncate(width, ellipsis=True)
