"""The desk: everything a rep can do, without a screen."""

from __future__ import annotations

from functools import cached_property

from sdrdesk.clock import Clock
from sdrdesk.desk.queue import Queue
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.policy import Action
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.desk.calls.calling import Calling
    from sdrdesk.desk.calls.mailing import Mailing
    from sdrdesk.desk.calls.meetings import Meetings
    from sdrdesk.desk.care.duty import Duty
    from sdrdesk.desk.drafts import Drafts
    from sdrdesk.desk.figures.marketing import Marketing
    from sdrdesk.desk.figures.numbers import Numbers
    from sdrdesk.desk.figures.reports import Reports
    from sdrdesk.desk.focus.blocks import Blocks
    from sdrdesk.desk.focus.commitments import Commitments
    from sdrdesk.desk.focus.today import Today
    from sdrdesk.desk.gate.certification import Certification
    from sdrdesk.desk.gate.gatekeeping import Gatekeeping
    from sdrdesk.desk.gate.onboarding import Onboarding
    from sdrdesk.desk.gate.quizzing import Quizzing
    from sdrdesk.desk.intake.hooks import Hooks
    from sdrdesk.desk.intake.inbox import Inbox
    from sdrdesk.desk.intake.intake import Intake
    from sdrdesk.desk.intake.merging import Merging
    from sdrdesk.desk.intake.quarantine import Quarantine
    from sdrdesk.desk.law.lawbook import Lawbook
    from sdrdesk.desk.law.privacy import Privacy
    from sdrdesk.desk.law.suppressing import Suppressing
    from sdrdesk.desk.leads import Leads
    from sdrdesk.desk.outward.destinations import Destinations
    from sdrdesk.desk.outward.export import Export
    from sdrdesk.desk.outward.outbox import Outbox
    from sdrdesk.desk.people.audit import Audit
    from sdrdesk.desk.people.identity import Identity
    from sdrdesk.desk.people.manage import Manage
    from sdrdesk.desk.people.team import Team
    from sdrdesk.desk.replay.replay import Replay
    from sdrdesk.desk.routing.pool import Pool
    from sdrdesk.desk.routing.routes import Routes
    from sdrdesk.desk.score.scoring import Scoring


class Desk:
    """The desk of one rep. Every front calls these parts; each public method of theirs is one transaction."""

    def __init__(self, seat: Seat) -> None:
        """Sit the rep of `seat` down."""
        self.seat = seat
        self.queue = Queue(seat)
        """What to do now, later, and what is locked."""

    # What a rep does not need to see the queue is imported when it is used first: it would double a start.

    @cached_property
    def calling(self) -> Calling:
        """Dial, log, undo, snooze."""
        from sdrdesk.desk.calls.calling import Calling

        return Calling(self.seat)

    @cached_property
    def leads(self) -> Leads:
        """Add, edit, find."""
        from sdrdesk.desk.leads import Leads

        return Leads(self.seat)

    @cached_property
    def intake(self) -> Intake:
        """Import files."""
        from sdrdesk.desk.intake.intake import Intake

        return Intake(self.seat)

    @cached_property
    def team(self) -> Team:
        """Members, playbook, offers."""
        from sdrdesk.desk.people.team import Team

        return Team(self.seat)

    @cached_property
    def quizzing(self) -> Quizzing:
        """Offers, their quizzes, and the passes they earn."""
        from sdrdesk.desk.gate.quizzing import Quizzing

        return Quizzing(self.seat)

    @cached_property
    def gate(self) -> Gatekeeping:
        """What the gate costs, and who lets whom through."""
        from sdrdesk.desk.gate.gatekeeping import Gatekeeping

        return Gatekeeping(self.seat)

    @cached_property
    def onboarding(self) -> Onboarding:
        """The road of a new rep, sign-offs and mentors."""
        from sdrdesk.desk.gate.onboarding import Onboarding

        return Onboarding(self.seat)

    @cached_property
    def certification(self) -> Certification:
        """Who has passed what, and what the quizzes are worth."""
        from sdrdesk.desk.gate.certification import Certification

        return Certification(self.seat)

    @cached_property
    def identity(self) -> Identity:
        """Who sits here, passwords, comings and goings."""
        from sdrdesk.desk.people.identity import Identity

        return Identity(self.seat)

    @cached_property
    def audit(self) -> Audit:
        """What was done besides calling, for readers."""
        from sdrdesk.desk.people.audit import Audit

        return Audit(self.seat)

    @cached_property
    def drafts(self) -> Drafts:
        """What was typed and not yet kept."""
        from sdrdesk.desk.drafts import Drafts

        return Drafts(self.seat)

    @cached_property
    def hooks(self) -> Hooks:
        """Who may post form fills."""
        from sdrdesk.desk.intake.hooks import Hooks

        return Hooks(self.seat)

    @cached_property
    def inbox(self) -> Inbox:
        """What they posted."""
        from sdrdesk.desk.intake.inbox import Inbox

        return Inbox(self.seat)

    @cached_property
    def export(self) -> Export:
        """Files that CRMs import."""
        from sdrdesk.desk.outward.export import Export

        return Export(self.seat)

    @cached_property
    def destinations(self) -> Destinations:
        """Where it is told."""
        from sdrdesk.desk.outward.destinations import Destinations

        return Destinations(self.seat)

    @cached_property
    def outbox(self) -> Outbox:
        """What other programs are told."""
        from sdrdesk.desk.outward.outbox import Outbox

        return Outbox(self.seat)

    @cached_property
    def mailing(self) -> Mailing:
        """E-mails and social messages."""
        from sdrdesk.desk.calls.mailing import Mailing

        return Mailing(self.seat)

    @cached_property
    def meetings(self) -> Meetings:
        """What became of meetings, and what account executives made of them."""
        from sdrdesk.desk.calls.meetings import Meetings

        return Meetings(self.seat)

    @cached_property
    def blocks(self) -> Blocks:
        """Focused stretches of calling."""
        from sdrdesk.desk.focus.blocks import Blocks

        return Blocks(self.seat)

    @cached_property
    def commitments(self) -> Commitments:
        """What one commits to for a day."""
        from sdrdesk.desk.focus.commitments import Commitments

        return Commitments(self.seat)

    @cached_property
    def today(self) -> Today:
        """The morning page and the evening line."""
        from sdrdesk.desk.focus.today import Today

        return Today(self.seat)

    @cached_property
    def manage(self) -> Manage:
        """Give leads, cover absences, set aims, coach."""
        from sdrdesk.desk.people.manage import Manage

        return Manage(self.seat)

    @cached_property
    def routes(self) -> Routes:
        """What each member can take, and why a lead is whose it is."""
        from sdrdesk.desk.routing.routes import Routes

        return Routes(self.seat)

    @cached_property
    def pool(self) -> Pool:
        """Leads that are nobody's yet."""
        from sdrdesk.desk.routing.pool import Pool

        return Pool(self.seat)

    @cached_property
    def duty(self) -> Duty:
        """What a desk does by itself every few seconds."""
        from sdrdesk.desk.care.duty import Duty

        return Duty(self.seat)

    @cached_property
    def marketing(self) -> Marketing:
        """What came of the leads that marketing sent."""
        from sdrdesk.desk.figures.marketing import Marketing

        return Marketing(self.seat)

    @cached_property
    def reports(self) -> Reports:
        """Reports that people send: a page, or tables."""
        from sdrdesk.desk.figures.reports import Reports

        return Reports(self.seat)

    @cached_property
    def numbers(self) -> Numbers:
        """Figures of the rep, of the team, and the rows they were counted from."""
        from sdrdesk.desk.figures.numbers import Numbers

        return Numbers(self.seat)

    @cached_property
    def scoring(self) -> Scoring:
        """The points of the score, and what they are worth."""
        from sdrdesk.desk.score.scoring import Scoring

        return Scoring(self.seat)

    @cached_property
    def replay(self) -> Replay:
        """What other rules would have done."""
        from sdrdesk.desk.replay.replay import Replay

        return Replay(self.seat)

    @cached_property
    def merging(self) -> Merging:
        """Two leads that are one person."""
        from sdrdesk.desk.intake.merging import Merging

        return Merging(self.seat)

    @cached_property
    def quarantine(self) -> Quarantine:
        """Rows that nobody could be sure of."""
        from sdrdesk.desk.intake.quarantine import Quarantine

        return Quarantine(self.seat)

    @cached_property
    def lawbook(self) -> Lawbook:
        """What the law allows where, and what it asks of us."""
        from sdrdesk.desk.law.lawbook import Lawbook

        return Lawbook(self.seat)

    @cached_property
    def privacy(self) -> Privacy:
        """What is kept of one person."""
        from sdrdesk.desk.law.privacy import Privacy

        return Privacy(self.seat)

    @cached_property
    def suppressing(self) -> Suppressing:
        """Who may not be contacted."""
        from sdrdesk.desk.law.suppressing import Suppressing

        return Suppressing(self.seat)

    @property
    def rep(self) -> Rep:
        """Who sits here."""
        return self.seat.rep

    def may(self, action: Action, *, is_own: bool = False) -> bool:
        """Whether the policy lets the rep do a thing: for a front that shows only what works."""
        return self.seat.may(action, is_own=is_own)

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
