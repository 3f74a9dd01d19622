"""Tries: when a rep may try the quiz of an offer.

Time only ever moves on here. The rule takes the later of the machine's clock and the last moment on
record, so a clock set back makes no wait shorter. A clock set forward cannot be told from time going
by with one time stamp; the desk hands `may_try` the time measured since the failure by a clock that
nobody can set (`waited`) where it has one, and the rule believes whichever is less.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.passes import Attempt, QuizRules, steady_now, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """The rep may start."""

    left_today: int
    """Attempts left today, this one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The rep may not start yet."""

    reason: str
    """Why, in the words of the rules."""
    until: datetime | None
    """When time alone lifts it; None when only the rep can."""
    what_to_do: str
    """The way on."""


def may_try(
    now: datetime,
    attempts: Sequence[Attempt],
    rules: QuizRules,
    opened_at: datetime | None,
    version: int,
    *,
    zone: tzinfo = UTC,
    waited: timedelta | None = None,
) -> Try | Wait:
    """Whether a rep may start the quiz of an offer.

    An attempt that was begun and left counts as an attempt and as a failure, else a rep could look
    at the questions, leave, and come back; so the desk offers to resume an open attempt before it
    asks this. Failures on an older version count too. A clock that was set back shortens nothing:
    see the module.

    Args:
        now: The machine's clock.
        attempts: Every try of this rep at this offer, on any version.
        rules: The playbook's.
        opened_at: When the rep last opened the offer's text.
        version: The current version, for the words.
        zone: The rep's own zone, whose midnight starts a new day of attempts.
        waited: Time since the last attempt ended by a clock that nobody can set, where known; the wait and the
            count of the day go by it.
    """
    now = steady_now(now, [opened_at, *(attempt.last_at for attempt in attempts)])
    last = max(attempts, key=lambda attempt: attempt.last_at, default=None)
    # What the clock would say if nobody had set it forward since the last attempt.
    true = now if last is None or waited is None else min(now, last.last_at.astimezone(UTC) + waited)
    blocks: list[Wait] = []
    if last is not None and not last.is_pass:
        blocks += _after_failure(now, true, last, rules, opened_at, version)
    today = true.astimezone(zone).date()
    used = sum(attempt.started_at.astimezone(zone).date() == today for attempt in attempts)
    if used >= rules.attempts_per_day:
        tries = "1 attempt" if used == 1 else f"{used} attempts"
        until = _next_day(true, zone) + (now - true)
        blocks.append(Wait(reason=f"{tries} used today", until=until, what_to_do="Come back tomorrow"))
    return _together(blocks) if blocks else Try(left_today=rules.attempts_per_day - used)


def _after_failure(
    now: datetime, true: datetime, last: Attempt, rules: QuizRules, opened_at: datetime | None, version: int
) -> list[Wait]:
    """What a failed or abandoned attempt still asks for."""
    what = "failed" if last.finished_at is not None else "was left unfinished"
    until = last.last_at + rules.wait_after_failure
    blocks = []
    if true < until:
        reason = f"the last attempt {what}, the wait is {words_of(rules.wait_after_failure)}"
        blocks.append(Wait(reason=reason, until=until + (now - true), what_to_do="Wait"))
    if rules.reopen_after_failure and (opened_at is None or opened_at <= last.last_at):
        reason = f"the offer was not opened since the last attempt {what}"
        what_to_do = f"Read the offer again (version {version})"
        blocks.append(Wait(reason=reason, until=None, what_to_do=what_to_do))
    return blocks


def _together(blocks: Sequence[Wait]) -> Wait:
    """Several reasons as one."""
    reason = "; ".join(block.reason for block in blocks)
    timed = [(block.until, block.what_to_do) for block in blocks if block.until is not None]
    until, last_step = max(timed, default=(None, ""))
    steps = [*(block.what_to_do for block in blocks if block.until is None), last_step]
    what_to_do = ", then ".join(step for step in steps if step)
    return Wait(reason=_sentence(reason), until=until, what_to_do=_sentence(what_to_do.lower()))


def _sentence(words: str) -> str:
    """`words` with a capital at the start."""
    return words[:1].upper() + words[1:]


def _next_day(now: datetime, zone: tzinfo) -> datetime:
    """The first moment of the rep's next local day, in UTC."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(UTC)
