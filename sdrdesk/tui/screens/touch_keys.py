"""The keys of the queue that bring leads in, and those that write to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sdrdesk.domain.playbook import Channel
from sdrdesk.tui.screens.import_ways import ask_file, open_preview
from sdrdesk.tui.screens.number_keys import NumberKeys

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.intake.intake_values import Options, Report
    from sdrdesk.tui.screens.errands import Errands
    from sdrdesk.tui.screens.mails import Mails
    from sdrdesk.tui.screens.queue import QueueScreen


class TouchKeys(NumberKeys):
    """A screen from which files are imported."""

    _desk: Desk
    mails: Mails
    _errands: Errands

    def action_email(self) -> None:
        """The e-mail to the lead shown."""
        if self.shown.row:
            self.mails.write(self.shown.row)

    def action_replied(self) -> None:
        """The lead shown wrote back."""
        if self.shown.row:
            self.mails.replied(self.shown.row)

    def action_wrong(self) -> None:
        """The score of the lead shown is wrong, says the rep; or not any more."""
        if self.shown.row:
            self._errands.wrong(self.shown.row)

    def is_written(self) -> bool:
        """Whether the next touch of the lead shown is a message; then it is put up."""
        row = self.shown.row
        if row is None or row.channel is Channel.CALL:
            return False
        self.mails.write(row, row.channel)
        return True

    def action_import_file(self) -> None:
        """Ask for a file, then show what it would bring."""
        ask_file(self, self._desk, self._file_seen)

    def _file_seen(self, path: Path, report: Report) -> None:
        open_preview(cast("QueueScreen", self), self._desk, path, None, report)

    def preview(self, path: Path, options: Options) -> None:
        """Show what a file would bring that was named before the screen was open."""
        open_preview(cast("QueueScreen", self), self._desk, path, options)
