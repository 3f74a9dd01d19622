"""The keys of the queue that bring leads in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sdrdesk.desk.intake_values import Options, Report
from sdrdesk.tui.screens.import_ways import ask_file, open_preview
from sdrdesk.tui.screens.number_keys import NumberKeys

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.queue import QueueScreen


class TouchKeys(NumberKeys):
    """A screen from which files are imported."""

    _desk: Desk

    def action_import_file(self) -> None:
        """Ask for a file, then show what it would bring."""
        ask_file(self, self._desk, self._file_seen)

    def _file_seen(self, path: Path, report: Report) -> None:
        open_preview(cast("QueueScreen", self), self._desk, path, None, report)

    def preview(self, path: Path, options: Options) -> None:
        """Show what a file would bring that was named before the screen was open."""
        open_preview(cast("QueueScreen", self), self._desk, path, options)
