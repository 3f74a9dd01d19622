"""The keys of the queue that bring leads in, write to them, mend them, and those of the rep's own pace."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sdrdesk.domain.playbook import Channel
from sdrdesk.tui.screens.import_ways import ask_file, open_preview
from sdrdesk.tui.screens.number_keys import NumberKeys

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.intake.intake_values import Options, Report
    from sdrdesk.desk.values import Logged
    from sdrdesk.settings import Settings
    from sdrdesk.tui.screens.errands import Errands
    from sdrdesk.tui.screens.mails import Mails
    from sdrdesk.tui.screens.pacing import Pacing
    from sdrdesk.tui.screens.queue import QueueScreen


class TouchKeys(NumberKeys):
    """A screen from which files are imported."""

    _desk: Desk
    mails: Mails
    _errands: Errands
    _settings: Settings

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

    def logged(self, logged: Logged) -> None:
        """A message is in the book: the queue reads it with everything else."""

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

    # ------------------------------------------------------------------------------ pace and errands

    @cached_property
    def pacing(self) -> Pacing:
        """Blocks, morning and evening; loaded when there is one of them."""
        from sdrdesk.tui.screens.pacing import Pacing

        return Pacing(cast("QueueScreen", self), self._desk, self._settings)

    @property
    def is_paced(self) -> bool:
        """Whether that was loaded."""
        return "pacing" in self.__dict__

    def action_block(self) -> None:
        """Start a call block, or end the one that runs."""
        self.pacing.block()

    def action_mail_round(self) -> None:
        """All e-mails that are due."""
        self.pacing.mails()

    def action_today(self) -> None:
        """The page of the day."""
        self.pacing.today()

    def action_undo(self) -> None:
        """Take the last log back."""
        self._errands.undo()

    def action_copy(self) -> None:
        """The number on the clipboard."""
        if self.shown.row:
            self._errands.copy(self.shown.row)

    def action_snooze(self) -> None:
        """Bring the lead back later."""
        if self.shown.row:
            self._errands.snooze(self.shown.row)

    def action_edit(self) -> None:
        """Change the lead's fields."""
        if self.shown.row:
            self._errands.edit(self.shown.row)

    def action_zone(self) -> None:
        """Say where the lead is."""
        if self.shown.row:
            self._errands.zone(self.shown.row)

    def action_add(self) -> None:
        """A new lead."""
        self._errands.add()

    def action_search(self) -> None:
        """Find anybody."""
        self._errands.search()
