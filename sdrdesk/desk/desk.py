"""The desk: everything a rep can do, without a screen."""

from __future__ import annotations

from sdrdesk.clock import Clock
from sdrdesk.desk.calling import Calling
from sdrdesk.desk.intake import Intake
from sdrdesk.desk.leads import Leads
from sdrdesk.desk.queue import Queue
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.team import Team
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.playbook import Playbook


class Desk:
    """The desk of one rep. Every front calls these parts; each public method of theirs is one transaction."""

    def __init__(self, seat: Seat) -> None:
        """Sit the rep of `seat` down."""
        self.seat = seat
        self.queue = Queue(seat)
        """What to do now, later, and what is locked."""
        self.calling = Calling(seat)
        """Dial, log, undo, snooze."""
        self.leads = Leads(seat)
        """Add, edit, find."""
        self.intake = Intake(seat)
        """Import files."""
        self.team = Team(seat)
        """Members, playbook, offers."""

    @property
    def rep(self) -> Rep:
        """Who sits here."""
        return self.seat.rep

    @property
    def playbook(self) -> Playbook:
        """The rules in force."""
        return self.seat.playbook

    @property
    def clock(self) -> Clock:
        """The desk's clock."""
        return self.seat.clock

    def close(self) -> None:
        """Close the store."""
        self.seat.store.close()
