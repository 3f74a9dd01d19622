"""New leads that may not wait: each announces itself once, and takes nothing away from what the rep is doing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import App

from sdrdesk.domain.words import countdown
from sdrdesk.tui.safe import plain

if TYPE_CHECKING:
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.domain.queue import QueueRow

SECONDS = 10
"""How long an announcement stays."""


class News:
    """Which urgent leads the rep has been told of."""

    def __init__(self, rows: Iterable[QueueRow]) -> None:
        """Those on the first screen need no telling."""
        self._told = {row.lead_id for row in rows}

    def told(self, lead_ids: Iterable[str]) -> None:
        """The rep knows of these by another way."""
        self._told.update(lead_ids)

    def of(self, rows: Iterable[QueueRow]) -> list[QueueRow]:
        """The urgent leads among `rows` that are new."""
        fresh = [row for row in rows if row.band == 1 and row.is_first and row.lead_id not in self._told]
        self._told |= {row.lead_id for row in fresh}
        return fresh


def announce(app: App[Any], rows: list[QueueRow], playbook: Playbook, now: datetime, *, bell: bool) -> None:
    """Tell of new leads: one by name, several by number."""
    if not rows:
        return
    first = rows[0]
    kind = playbook.offers[first.kind].label if first.kind in playbook.offers else first.kind
    if len(rows) == 1:
        title = kind
        who = ", ".join(plain(part) for part in (first.name, first.company) if part)
        left = f": answer within {countdown(first.answer_by, now)}" if first.answer_by and first.answer_by > now else ""
        body = f"{who}{left}"
    else:
        title = f"{len(rows)} new leads that may not wait"
        body = ", ".join(plain(row.name) for row in rows[:4])
    app.notify(body, title=plain(title), severity="warning", timeout=SECONDS, markup=False)
    if bell:
        app.bell()
