"""Passes: what an earlier pass is still worth; when a rep may try for one: tries.py.

Time only ever moves on here: a rule takes the later of the machine's clock and the last moment on
record, so a clock set back makes no pass longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.span import Span, SpanUnit
from sdrdesk.errors import BadInput
from sdrdesk.typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from sdrdesk.domain import playbook


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizRules:
    """How a pass is earned and how long it lasts, ready to reckon with."""

    questions: int
    """How many are asked."""
    pass_mark: float
    """Share that must be right, above 0 and at most 1."""
    wait_after_failure: timedelta
    """Time to let pass after a failure."""
    reopen_after_failure: bool
    """Whether the offer must be opened again after a failure."""
    attempts_per_day: int
    """Tries on one offer in one local day of the rep, at least 1."""
    valid_for: timedelta | None
    """How long a pass lasts; None for as long as the version does."""
    grace_after_new_version: timedelta
    """How long a pass still counts after its version was replaced."""
    warn_guessing_above: float
    """Chance of passing by guessing above which an author is warned."""

    def __post_init__(self) -> None:
        """Refuse rules that no quiz can follow."""
        if self.questions < 1 or self.attempts_per_day < 1:
            raise BadInput("A quiz needs a question and an attempt a day", hint="Mend [quiz]")
        if not 0 < self.pass_mark <= 1:
            raise BadInput(f"A pass mark of {self.pass_mark} is no share", hint="Use 0.8 for 80 %")
        lasts = self.valid_for or timedelta(0)
        if min(self.wait_after_failure, self.grace_after_new_version, lasts) < timedelta(0):
            raise BadInput("A quiz rule counts backwards", hint="Use spans of 0 or more in [quiz]")

    @classmethod
    def of(cls, rules: playbook.QuizRules) -> Self:
        """The playbook's quiz rules in real time; spans in working hours or days are refused."""
        return cls(
            questions=rules.questions,
            pass_mark=rules.pass_mark,
            wait_after_failure=_real("wait_after_failure", rules.wait_after_failure),
            reopen_after_failure=rules.reopen_after_failure,
            attempts_per_day=rules.attempts_per_day,
            valid_for=None if rules.valid_for.is_never else _real("valid_for", rules.valid_for),
            grace_after_new_version=_real("grace_after_new_version", rules.grace_after_new_version),
            warn_guessing_above=rules.warn_guessing_above,
        )


_REAL = {
    SpanUnit.NOW: timedelta(0),
    SpanUnit.MINUTES: timedelta(minutes=1),
    SpanUnit.HOURS: timedelta(hours=1),
    SpanUnit.DAYS: timedelta(days=1),
}


def _real(name: str, span: Span) -> timedelta:
    """`span` in real time."""
    unit = _REAL.get(span.unit)
    if unit is None:
        hint = 'Write it in real time: "30 min", "24 h" or "2 days"'
        raise BadInput(f'quiz.{name} cannot be "{span}"', hint=hint)
    return span.amount * unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at the quiz of one offer by one rep."""

    version: int
    """Version of the offer that was asked."""
    started_at: datetime
    """When the first question was shown."""
    finished_at: datetime | None
    """When it was graded; None when it was begun and left."""
    passed: bool
    """Whether it reached the pass mark; never when it was left."""
    left_at: datetime | None = None
    """When it was left, where that is known: the wait counts from then."""

    @property
    def last_at(self) -> datetime:
        """The last moment known of it."""
        return max(self.started_at, self.finished_at or self.started_at, self.left_at or self.started_at)

    @property
    def is_pass(self) -> bool:
        """Whether it earned a pass."""
        return self.passed and self.finished_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Valid:
    """A pass on the current version."""

    until: datetime | None
    """When it runs out; None for never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace:
    """A pass on an older version that still counts."""

    until: datetime
    """When it stops counting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """A pass that no longer counts."""

    reason: str
    """Why, in the words of the rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """No pass at all."""


PassState = Valid | Grace | Expired | Missing
"""What a rep's passes on one offer are worth now; Valid and Grace unlock its leads."""


def steady_now(now: datetime, recorded: Iterable[datetime | None]) -> datetime:
    """The later of the machine's clock and everything on record, in UTC."""
    return max([now, *(moment for moment in recorded if moment is not None)]).astimezone(UTC)


def words_of(span: timedelta) -> str:
    """A span as a rep says it: "45 min", "24 h", "3 days"."""
    minutes = round(span / timedelta(minutes=1))
    if minutes >= 2 * 24 * 60 and minutes % (24 * 60) == 0:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h" if minutes and minutes % 60 == 0 else f"{minutes} min"


def pass_state(
    attempts: Iterable[Attempt],
    current_version: int,
    version_changed_at: Mapping[int, datetime],
    now: datetime,
    rules: QuizRules,
) -> PassState:
    """What the passes among `attempts` are worth now.

    Args:
        attempts: Every try of this rep at this offer; only passes matter.
        current_version: Version of the offer that is in force.
        version_changed_at: When each version came into force. The grace of an old pass counts from
            the first version after its own, so a pass that ran out cannot come back to life with
            the version after next.
        now: The machine's clock; a clock that was set back keeps no pass alive (see the module).
        rules: The playbook's.
    """
    passes = sorted((one for one in attempts if one.is_pass), key=lambda one: (one.version, one.last_at))
    now = steady_now(now, [*(one.last_at for one in passes), version_changed_at.get(current_version)])
    if not passes:
        return Missing()
    last = passes[-1]
    runs_out = None if rules.valid_for is None else last.last_at + rules.valid_for
    if runs_out is not None and now >= runs_out:
        return Expired(reason=f"The pass lasted {words_of(runs_out - last.last_at)}")
    if last.version >= current_version:
        return Valid(until=runs_out)
    newer = [moment for version, moment in version_changed_at.items() if version > last.version]
    until = min(newer, default=now) + (rules.grace_after_new_version if newer else timedelta(0))
    if now >= until:
        versions = f"version {last.version}, the offer is at version {current_version}"
        return Expired(reason=f"The pass is on {versions}")
    return Grace(until=until if runs_out is None else min(until, runs_out))
