"""What the gate hands to its fronts: plain values, the same for the screen and the shell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.desk.gate.passbook import PassView
from sdrdesk.domain.queue import Tab

if TYPE_CHECKING:
    from sdrdesk.domain.offer import Offer
    from sdrdesk.domain.quiz import Asked, Given


@dataclass(frozen=True, slots=True, kw_only=True)
class MayStart:
    """Whether a rep may start a quiz now."""

    can: bool
    left_today: int = 0
    """Attempts left today, the next one included."""
    reason: str = ""
    cure: str = ""
    until: datetime | None = None
    """When time alone lifts the refusal; None where the rep must do something."""
    code: str = ""
    """"wait" or "reopen" where it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedCost:
    """What one locked offer costs a rep."""

    leads: int = 0
    """Open leads that may not be called until the quiz is passed."""
    oldest_at: datetime | None = None
    """When the oldest of them converted."""
    answer_by: datetime | None = None
    """The nearest answer-by among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """One offer as the library and the Locked tab list it."""

    key: str
    title: str
    kind: str
    kind_label: str
    version: int
    pages: int | None
    minutes: int
    """How long a rep reads."""
    is_gated: bool
    """Whether its leads ask for the pass."""
    state: PassView
    locked: LockedCost
    """Nothing where the pass is good."""
    quiz_minutes: int
    """How long its quiz takes."""
    is_measured: bool
    """Whether that is the median of the team's finished quizzes, and no estimate."""
    holders: tuple[str, ...]
    """Names of those on the team who have a good pass."""
    open_attempt: str = ""
    """Id of the quiz that was begun and not finished: `start` resumes it."""
    found: str = ""
    """The line of the offer that a search found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedLead:
    """A lead behind a quiz."""

    lead_id: str
    name: str
    company: str
    converted_at: datetime
    due_at: datetime | None
    answer_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """One try of a rep, as the history shows it."""

    attempt_id: str
    version: int
    state: str
    """"open", "passed", "failed" or "left"."""
    started_at: datetime
    ended_at: datetime | None
    score: float | None
    """Share that was right; None where it was not graded."""
    missed: tuple[str, ...] = ()
    """Topics of what was not right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedOffer:
    """An offer with everything a rep needs before its quiz."""

    offer: Offer
    view: OfferView
    leads: tuple[LockedLead, ...]
    """The leads behind its quiz, nearest answer-by first; empty where the pass is good."""
    attempts: tuple[AttemptView, ...]
    """Oldest first."""
    may_start: MayStart
    questions: int
    """How many the quiz asks."""
    pass_mark: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A quiz that is going on; nothing in it tells a right answer."""

    attempt_id: str
    offer: str
    title: str
    version: int
    questions: tuple[Asked, ...]
    topics: tuple[str, ...]
    """What each question is about, in the same order."""
    pass_mark: float
    needed: int
    """How many must be right."""
    answers: Mapping[str, Given]
    """What was answered so far, by question id."""
    started_at: datetime
    is_resumed: bool = False
    """It was begun before, and goes on where it stopped."""
    notice: str = ""
    """Something the rep should know: an older quiz was closed."""
    left_today: int = 0
    """Attempts left today after this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How far a quiz is."""

    answered: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedQuestion:
    """A question that was not fully right, with what to read again."""

    question_id: str
    topic: str
    stem: str
    given: str
    right: str
    why: str
    reread: str
    """Heading of the offer; "" where the bank names none."""
    passage: str
    """The text under that heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreedLead:
    """A lead that a pass unlocked."""

    lead_id: str
    name: str
    company: str
    tab: Tab
    """Where it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a quiz went."""

    attempt_id: str
    offer: str
    title: str
    version: int
    passed: bool
    score: float
    right: float
    """Points; a number that came close may be worth a part of one."""
    total: int
    pass_mark: float
    missed: tuple[MissedQuestion, ...]
    state: PassView
    """What the rep's passes on the offer are worth now."""
    freed: tuple[FreedLead, ...] = ()
    """Leads that this pass unlocked, in the order of the queue's answer-by."""
    may_start: MayStart = field(default_factory=lambda: MayStart(can=True))
    """Whether and when the next try may be."""
    repeated: bool = False
    """It had been finished before; nothing was written."""

    @property
    def ready(self) -> tuple[str, ...]:
        """Ids of the leads that dropped into Ready."""
        return tuple(lead.lead_id for lead in self.freed if lead.tab is Tab.READY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A quiz that was left: it counts as an attempt."""

    attempt_id: str
    offer: str
    words: str
    may_start: MayStart


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverView:
    """A locked lead whose answer-by nears, and who could call it."""

    lead_id: str
    name: str
    company: str
    offer: str
    title: str
    answer_by: datetime | None
    from_id: str
    from_name: str
    to_id: str = ""
    """The rep with the pass who has the fewest open leads; "" where nobody has it."""
    to_name: str = ""
    words: str = ""
    """Why, and what would happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLead:
    """A lead that a manager let through the gate."""

    at: datetime
    by: str
    rep: str
    lead_id: str
    name: str
    offer: str
    reason: str
