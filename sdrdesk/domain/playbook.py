"""The playbook: every rule of a team's process, as data.

Declared with the standard library so that the desk starts without pydantic; `feeds/playbook_file.py` has pydantic check
a TOML file against these very classes. The shipped file is `data/playbook.toml`; its comments explain each number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.basis import Basis
from sdrdesk.domain.learning import GateRules, Onboarding
from sdrdesk.domain.matching import Matching
from sdrdesk.domain.messages import Template
from sdrdesk.domain.points import Fitted
from sdrdesk.domain.privacy import Retention
from sdrdesk.domain.process import Assignment, Hold, MeetingRules, Variants
from sdrdesk.domain.routing import Escalation, PoolRules, RoutingRules
from sdrdesk.domain.span import Span, Window
from sdrdesk.typing import Any

FORBID_UNKNOWN = {"extra": "forbid"}
"""pydantic's setting: a key that no field knows is an error, not noise."""


class Channel(StrEnum):
    """How a touch is made."""

    CALL = "call"
    EMAIL = "email"
    SOCIAL = "social"
    MEETING = "meeting"
    """What became of a meeting, said without a call; no touch is planned so."""


class AnswerClock(StrEnum):
    """Whose open minutes an answer-by counts."""

    BOTH = "both"
    """The prospect's calling hours and the team's working hours together."""
    TEAM = "team"
    PROSPECT = "prospect"
    REAL = "real"
    """Every minute, day and night."""


class Then(StrEnum):
    """What follows an outcome."""

    CADENCE = "cadence"
    RETRY = "retry"
    AFTER = "after"
    CALLBACK = "callback"
    MEETING = "meeting"
    CONFIRM = "confirm"
    """The meeting stands; afterwards somebody asks how it went."""
    NURTURE = "nurture"
    END = "end"


class On(StrEnum):
    """What an outcome is said of."""

    LEAD = "lead"
    MEETING = "meeting"
    """Offered only while the lead has a booked meeting."""


class Stage(StrEnum):
    """Where a lead stands; only `open` has a next touch."""

    OPEN = "open"
    MEETING = "meeting"
    NURTURE = "nurture"
    DISQUALIFIED = "disqualified"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferKind:
    """How conversions of one kind of offer are worked."""

    __pydantic_config__ = FORBID_UNKNOWN
    label: str
    """As a rep says it: "Demo request"."""
    happened: str
    """As the why line says it: "Demo requested"."""
    tag: str
    """At most eight characters for the queue."""
    tier: int
    """1 is called first, 4 last; 0 is never called."""
    first_touch: Span
    answer_within: Span
    clock: AnswerClock = AnswerClock.BOTH
    gated: bool = False
    """Whether its leads stay locked until the rep passes the offer's quiz."""
    hold: Hold | None = None
    """The experiment on its wait, if one is on."""
    tips: tuple[str, ...] = ()
    """How to open; `{page}` and `{minutes}` become the page read longest."""

    @property
    def is_called(self) -> bool:
        """Whether a conversion of this kind asks for a touch at all."""
        return self.tier > 0 and not self.first_touch.is_never


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    """What one key on the call screen means."""

    __pydantic_config__ = FORBID_UNKNOWN
    label: str
    key: str
    then: Then
    channel: Channel = Channel.CALL
    connect: bool = False
    """A human picked up."""
    conversation: bool = False
    """Counts as a conversation however short it was."""
    after: Span | None = None
    """For `after` and `retry`: how long until the next touch."""
    at: time | None = None
    """Local time of day for the next cadence call, instead of the step's own."""
    retries: int = 0
    """For `retry`: how often before the cadence goes on."""
    with_email: bool = True
    """Whether the e-mail that stands before the next call is sent."""
    stage: Stage = Stage.NURTURE
    """For `end` and `nurture`: where the lead goes."""
    needs_reason: bool = False
    suppress: bool = False
    """Whether the number and address may never be used again."""
    told: str = ""
    """The consequence in a few words, where the next touch does not say it."""
    yes: str = ""
    """The rung of the ladder that this outcome is."""
    on: On = On.LEAD
    meeting: str = ""
    """For `on = "meeting"`: where it leaves the meeting: confirmed, rescheduled, cancelled, held or no_show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One planned touch of a cadence, counted from the touch before it."""

    __pydantic_config__ = FORBID_UNKNOWN
    channel: Channel
    after: Span = field(default_factory=lambda: Span.parse("now"))
    at: time | None = None
    """Local time of day at the prospect's, when `after` is in days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """The touches that follow until an outcome ends them."""

    __pydantic_config__ = FORBID_UNKNOWN
    steps: tuple[Step, ...]
    exhausted: Stage = Stage.NURTURE

    @property
    def calls(self) -> int:
        """How many calls it holds."""
        return sum(step.channel is Channel.CALL for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Windows by weekday; `weekday` stands for Monday to Friday unless the day has its own."""

    __pydantic_config__ = FORBID_UNKNOWN
    weekday: Window
    saturday: Window
    sunday: Window
    friday: Window | None = None
    holiday: Window | None = None
    """On public holidays; unset means as on any other day."""

    def on(self, day: date, *, holiday: bool) -> Window:
        """The window of `day`."""
        if holiday and self.holiday is not None:
            return self.holiday
        weekday = day.weekday()
        if weekday == 4 and self.friday is not None:
            return self.friday
        return self.weekday if weekday < 5 else self.saturday if weekday == 5 else self.sunday


@dataclass(frozen=True, slots=True, kw_only=True)
class Law(Week):
    """What a country or state allows: the hours of calls, how many, on what basis, and what it asks of us."""

    __pydantic_config__ = FORBID_UNKNOWN
    calls_per_day: int = 0
    """The most calls to one number in 24 hours; 0 is no limit."""
    calls_per_week: int = 0
    """The most calls to one number in 7 days; 0 is no limit."""
    call_basis: tuple[Basis, ...] = ()
    """What a call may stand on; empty as the country, then "default" says."""
    email_basis: tuple[Basis, ...] = ()
    """What an e-mail may stand on; empty as the country, then "default" says."""
    registry: str = ""
    """The public register of people who want no sales calls."""
    inquiry_months: int = 0
    """For so long after an inquiry a number on the register may be called."""
    customer_months: int = 0
    """For so long after a purchase a number on the register may be called."""
    opt_out_days: int = 0
    """Business days in which a request not to be called must be honoured; 0 as the country, then "default" says."""
    version: date | None = None
    """The day this entry was last checked, where it is not that of all."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingHours:
    """When prospects may be called: our manners and the law, both."""

    __pydantic_config__ = FORBID_UNKNOWN
    version: date
    """The day the law windows were last checked."""
    business: Week
    business_in: Mapping[str, Week] = field(default_factory=dict)
    """By country, where the working week differs."""
    law: Mapping[str, Law] = field(default_factory=dict)
    """By region: "US", "US-FL", "GB"; "default" for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamHours:
    """When the team works."""

    __pydantic_config__ = FORBID_UNKNOWN
    zone: str
    week: Week
    holidays: str = ""
    """Region whose public holidays the team keeps: "US", "DE-BY"; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """What a rep aims at in a day."""

    __pydantic_config__ = FORBID_UNKNOWN
    dials: int
    conversations: int
    meetings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What a rep aims at in a month, and what it pays."""

    __pydantic_config__ = FORBID_UNKNOWN
    opportunities: int
    ramp: tuple[int, ...] = ()
    """Opportunities asked in the first, second, third month."""
    pay_per_opportunity: float = 0.0
    threshold: float = 0.0
    """Share of the quota below which nothing is paid."""
    accelerator: float = 1.0
    """Factor on the pay for each opportunity above the quota."""
    currency: str = "$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One small yes of the ladder, from the easiest up."""

    __pydantic_config__ = FORBID_UNKNOWN
    key: str
    label: str
    won_by: str = ""
    """What wins it by itself: "opened_mail", "conversion", "connect", or nothing (ticked by hand)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Points for a fact whose text holds one of the words."""

    __pydantic_config__ = FORBID_UNKNOWN
    words: tuple[str, ...]
    points: int
    label: str
    most: int = 1
    """How often it may count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeBand:
    """Points for a company of at least so many people."""

    __pydantic_config__ = FORBID_UNKNOWN
    people: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points per fact, and the grades they make."""

    __pydantic_config__ = FORBID_UNKNOWN
    a: int
    b: int
    c: int
    kinds: Mapping[str, int] = field(default_factory=dict)
    sources: tuple[Match, ...] = ()
    pages: tuple[Match, ...] = ()
    titles: tuple[Match, ...] = ()
    sizes: tuple[SizeBand, ...] = ()
    """Largest first."""
    minutes_per_point: int = 2
    """Minutes on our pages that make one point."""
    minutes_most: int = 8
    conversions_each: int = 3
    """Points for each further conversion."""
    fitted: Fitted | None = None
    """Points fitted from outcomes; they count in place of those above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizRules:
    """How a pass is earned and how long it lasts."""

    __pydantic_config__ = FORBID_UNKNOWN
    questions: int
    pass_mark: float
    wait_after_failure: Span
    reopen_after_failure: bool
    attempts_per_day: int
    valid_for: Span
    grace_after_new_version: Span
    warn_guessing_above: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What to qualify on in this kind of market."""

    __pydantic_config__ = FORBID_UNKNOWN
    label: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """The whole process of a team."""

    __pydantic_config__ = FORBID_UNKNOWN
    version: str
    team_hours: TeamHours
    calling_hours: CallingHours
    offers: Mapping[str, OfferKind]
    outcomes: Mapping[str, OutcomeRule]
    cadences: Mapping[str, Cadence]
    """By tier: "1" to "4"."""
    follow_up_within: Span
    """Answer-by of every touch after the first, from the moment it is due."""
    hold_for: Span
    """How long a dialled lead is held for the rep who dialled it."""
    disqualify_reasons: Mapping[str, str]
    goals: Goals
    quota: Quota
    ladder: tuple[Rung, ...]
    score: Score
    quiz: QuizRules
    gate: GateRules = field(default_factory=GateRules)
    onboarding: Onboarding = field(default_factory=Onboarding)
    market: str
    markets: Mapping[str, Market]
    meetings: MeetingRules = field(default_factory=MeetingRules)
    variants: Variants = field(default_factory=Variants)
    assignment: Assignment = field(default_factory=Assignment)
    matching: Matching = field(default_factory=Matching)
    routing: RoutingRules = field(default_factory=RoutingRules)
    pool: PoolRules = field(default_factory=PoolRules)
    escalation: Escalation = field(default_factory=Escalation)
    templates: tuple[Template, ...] = ()
    """What e-mails and social messages say."""
    privacy: Retention = field(default_factory=Retention)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The file as plain data, as it is kept in the store."""

    def cadence_of(self, tier: int) -> Cadence:
        """The cadence of a tier."""
        return self.cadences[str(tier)]

    @property
    def called_kinds(self) -> tuple[str, ...]:
        """The kinds of offers whose leads are called."""
        return tuple(key for key, kind in self.offers.items() if kind.is_called)
