"""Figures as the desk hands them to its fronts. Every rate carries its counts; every figure names its definition."""

from __future__ import annotations

from datetime import date, datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.ranges import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """From dials to opportunities."""

    touches: int = 0
    dials: int = 0
    connects: int = 0
    conversations: int = 0
    booked: int = 0
    held: int = 0
    no_shows: int = 0
    cancelled: int = 0
    opportunities: int = 0
    refused: int = 0
    won: int = 0

    @property
    def connect_rate(self) -> Rate:
        """Connects of dials."""
        return Rate(self.connects, self.dials)

    @property
    def conversation_rate(self) -> Rate:
        """Conversations of connects."""
        return Rate(self.conversations, self.connects)

    @property
    def booking_rate(self) -> Rate:
        """Booked of conversations."""
        return Rate(self.booked, self.conversations)

    @property
    def held_rate(self) -> Rate:
        """Held of those whose time came and who did not cancel."""
        return Rate(self.held, self.held + self.no_shows)

    @property
    def opportunity_rate(self) -> Rate:
        """Opportunities of held."""
        return Rate(self.opportunities, self.held)

    @property
    def steps(self) -> tuple[tuple[str, int, str, Rate | None], ...]:
        """Each step for a chart: key of its metric, count, key of its rate, rate against the step before."""
        return (
            ("dials", self.dials, "", None),
            ("connects", self.connects, "connect_rate", self.connect_rate),
            ("conversations", self.conversations, "conversation_rate", self.conversation_rate),
            ("booked", self.booked, "booking_rate", self.booking_rate),
            ("held", self.held, "held_rate", self.held_rate),
            ("opportunities", self.opportunities, "opportunity_rate", self.opportunity_rate),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalBar:
    """One goal of the day."""

    key: str
    """"dials", "conversations" or "meetings"."""
    label: str
    made: int
    aim: int

    @property
    def is_reached(self) -> bool:
        """Whether it is reached."""
        return self.aim > 0 and self.made >= self.aim


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMore:
    """What one call a day more would do by the end of the month."""

    days_left: int
    per_dial: Rate
    """Opportunities of dials, over the days before."""
    extra: float | None
    """Opportunities more; None where there are too few calls to say."""
    assumption: str
    """In words: over which days, and what is taken to stay as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """Pay of the month."""

    so_far: float
    at_quota: float
    each_over: float
    """For every opportunity above the target."""
    starts_at: int
    """Opportunities from which anything is paid."""
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaState:
    """A month against its target."""

    month: date
    """Its first day."""
    month_of_work: int
    is_ramping: bool
    asked: int
    made: int
    gone: int
    """Working days gone, today too."""
    of: int
    """Working days of the month."""
    pace: float
    """What should stand by now."""
    forecast: float | None
    """What the month comes to if it goes on like this."""
    one_more: OneMore
    pay: Pay

    @property
    def ahead(self) -> float:
        """How far ahead of pace, below 0 behind."""
        return self.made - self.pace

    @property
    def share(self) -> Rate:
        """Made of asked."""
        return Rate(self.made, self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """One bar of the distribution of speed to lead."""

    label: str
    upto: float | None
    """Working minutes, excluded; None for the last."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedPart:
    """Speed to lead of one kind of leads."""

    count: int
    median: float | None
    """Working minutes."""
    p90: float | None
    buckets: tuple[Bucket, ...]
    in_sla: Rate
    missed: int
    """Not called yet, and the answer-by has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Speed to lead: those to be called at once apart from the rest."""

    urgent: SpeedPart
    """Tier 1."""
    rest: SpeedPart

    @property
    def in_sla(self) -> Rate:
        """Both together."""
        return self.urgent.in_sla + self.rest.in_sla


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An hour of the prospect's week."""

    weekday: int
    """0 is Monday."""
    hour: int
    rate: Rate
    """Connects of dials."""
    is_few: bool
    """Too few dials to say anything: shown grey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """How far the leads received have come; the five counts add up to `received`."""

    received: int
    qualified: int
    """With a booked meeting."""
    nurture: int
    disqualified: int
    bad_data: int
    """Wrong number, bad contact data, asked not to be called apart from nobody."""
    talking: int
    """A conversation, and still open."""
    unresolved: int
    team: Rate
    """The same share for the whole team; of nothing where counting everybody would take long."""
    mark: float = 0.6

    @property
    def resolved(self) -> Rate:
        """Leads with a conversation or an end, of those received."""
        return Rate(self.received - self.unresolved, self.received)


@dataclass(frozen=True, slots=True, kw_only=True)
class RungCount:
    """One small yes."""

    key: str
    label: str
    won: Rate
    """Leads that won it, of those received."""
    onward: Rate | None
    """Of the leads that won the rung before, those that won this one too; None for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One way to say a thing, and how it did."""

    arm: str
    text: str
    rate: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An experiment with what can be said of it so far."""

    key: str
    label: str
    about: str
    """"opening": conversations of connects; "ask": booked of conversations."""
    arms: tuple[Arm, ...]
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MineNumbers:
    """A rep's own figures."""

    rep: Rep
    now: datetime
    range: Range
    funnel: Funnel
    before: Funnel
    """As much of the period before."""
    before_range: Range
    goals: tuple[GoalBar, ...]
    streak: int
    quota: QuotaState
    speed: Speed
    pick_up: tuple[Slot, ...]
    resolved: Resolved
    ladder: tuple[RungCount, ...]
    promises: Rate
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """One rep on the team's screen."""

    rep: Rep
    funnel: Funnel
    before: Funnel
    spark: tuple[int, ...]
    """Dials of the last ten working days, oldest first."""
    speed: float | None
    """Median working minutes of tier 1."""
    in_sla: Rate
    quota: Rate
    """Opportunities of the month against the target."""
    pace: float
    forecast: float | None
    month_of_work: int
    is_ramping: bool
    passes: Rate
    """Quizzes passed of those that ask for one."""
    promises: Rate
    open_leads: int
    missed: int
    """Leads of the range whose answer-by has passed without a call."""
    is_absent: bool
    late: int = 0
    """Open leads past their answer-by without a call, of any day."""
    locked: int = 0
    """Open leads behind a quiz the rep has not passed."""
    mentor: str = ""
    """Login of who guides the rep; "" for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A lead that nobody has called although its answer-by has passed."""

    lead_id: str
    name: str
    company: str
    rep_id: str
    kind: str
    tier: int
    converted_at: datetime
    answer_by: datetime
    gate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNumbers:
    """The team's figures."""

    team: str
    now: datetime
    range: Range
    before_range: Range
    rows: tuple[TeamRow, ...]
    funnel: Funnel
    """Everybody's."""
    before: Funnel
    speed: Speed
    resolved: Resolved
    waiting: tuple[Waiting, ...]
    """Waiting too long, the longest first."""
    colleagues: tuple[Rep, ...] = ()
    """Everybody on the team, managers too, by name."""
    won: tuple[tuple[str, int], ...] = ()
    """Amounts won in the range, in the currency's smallest unit, by currency."""
    productivity: tuple[tuple[str, float | None], ...] = ()
    """revenue_per_rep, revenue_per_hour, value_of_dial by their metric keys, in the main currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Celebration:
    """A goal that was reached just now; said once."""

    goal: GoalBar
    told: str
