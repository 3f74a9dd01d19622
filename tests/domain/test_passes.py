"""When a rep may try, and what a pass is worth: no clock, version or half-done quiz is a way round."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain import playbook
from sdrdesk.domain.passes import (
    Attempt,
    Expired,
    Grace,
    Missing,
    QuizRules,
    Valid,
    pass_state,
)
from sdrdesk.domain.span import Span
from sdrdesk.domain.tries import Try, Wait, may_try
from sdrdesk.errors import BadInput

T0 = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = QuizRules(
    questions=8,
    pass_mark=0.8,
    wait_after_failure=HOUR,
    reopen_after_failure=True,
    attempts_per_day=3,
    valid_for=180 * DAY,
    grace_after_new_version=7 * DAY,
    warn_guessing_above=0.05,
)


def attempt(at: datetime = T0, *, passed: bool = False, version: int = 1, left: bool = False) -> Attempt:
    """A try of ten minutes begun at `at`, or one that was left."""
    ends = None if left else at + timedelta(minutes=10)
    return Attempt(version=version, started_at=at, finished_at=ends, passed=passed)


def test_first_try_is_open() -> None:
    """Nothing stands before the first attempt, opened or not."""
    assert may_try(T0, [], RULES, None, 1) == Try(left_today=3)


def test_failure_asks_for_a_wait_and_a_reading() -> None:
    """After a failure the wait runs from its end and the offer must be opened again."""
    answer = may_try(T0 + HOUR, [attempt()], RULES, T0, 2)

    assert answer == Wait(
        reason="The last attempt failed, the wait is 1 h; the offer was not opened since the last attempt failed",
        until=T0 + timedelta(minutes=70),
        what_to_do="Read the offer again (version 2), then wait",
    )


def test_reading_alone_is_left_after_the_wait() -> None:
    """When the wait is over only the reading is asked for, and no time is promised."""
    answer = may_try(T0 + 3 * HOUR, [attempt()], RULES, T0 + timedelta(minutes=10), 1)

    assert isinstance(answer, Wait)
    assert (answer.until, answer.what_to_do) == (None, "Read the offer again (version 1)")


def test_waited_and_read_opens_the_next_try() -> None:
    """Wait over and offer opened since: the rep may try, and the earlier try counts today."""
    at = T0 + timedelta(minutes=70)

    assert may_try(at, [attempt()], RULES, T0 + HOUR, 1) == Try(left_today=2)


def test_abandoned_attempt_counts_as_a_failure() -> None:
    """Looking at the questions and leaving costs an attempt and the wait."""
    answer = may_try(T0 + timedelta(minutes=5), [attempt(left=True)], RULES, T0, 1)

    assert isinstance(answer, Wait)
    assert answer.reason.startswith("The last attempt was left unfinished")
    assert answer.until == T0 + HOUR


def test_failure_before_a_pass_asks_for_nothing() -> None:
    """A pass ends the matter of earlier failures."""
    tries = [attempt(), attempt(T0 + 2 * HOUR, passed=True)]

    assert may_try(T0 + 3 * HOUR, tries, RULES, None, 1) == Try(left_today=1)


def test_attempts_end_with_the_reps_own_day() -> None:
    """The day of attempts is the rep's: in Sydney it ends at Sydney's midnight."""
    sydney, opened = ZoneInfo("Australia/Sydney"), T0 + 2 * DAY
    start = datetime(2026, 11, 20, 20, 0, tzinfo=sydney)
    tries = [attempt(start + n * timedelta(minutes=70)) for n in range(3)]
    late = start + timedelta(hours=3, minutes=50)
    answer = may_try(late, tries, dataclasses.replace(RULES, reopen_after_failure=False), None, 1, zone=sydney)

    assert isinstance(answer, Wait)
    assert answer.reason == "3 attempts used today"
    assert answer.until == datetime(2026, 11, 21, 0, 0, tzinfo=sydney)
    assert may_try(answer.until, tries, RULES, opened, 1, zone=sydney) == Try(left_today=3)


def test_one_attempt_a_day_is_worded_in_the_singular() -> None:
    """One used attempt is one attempt, and the later of two waits is the one shown."""
    rules = dataclasses.replace(RULES, attempts_per_day=1)
    answer = may_try(T0 + timedelta(minutes=20), [attempt()], rules, T0 + HOUR, 1)

    assert isinstance(answer, Wait)
    assert "1 attempt used today" in answer.reason
    assert (answer.until, answer.what_to_do) == (datetime(2026, 11, 21, tzinfo=UTC), "Come back tomorrow")


@pytest.mark.parametrize(
    ("wait", "words"),
    [(timedelta(minutes=45), "45 min"), (24 * HOUR, "24 h"), (3 * DAY, "3 days")],
)
def test_wait_is_worded_as_the_team_says_it(wait: timedelta, words: str) -> None:
    """A wait is told in minutes, hours or days."""
    rules = dataclasses.replace(RULES, wait_after_failure=wait, attempts_per_day=9)
    answer = may_try(T0 + timedelta(minutes=11), [attempt()], rules, T0 + HOUR, 1)

    assert not isinstance(answer, Wait) or words in answer.reason


@given(st.timedeltas(timedelta(0), 400 * DAY))
def test_clock_set_back_shortens_nothing(back: timedelta) -> None:
    """However far the clock is set back, the wait ends no earlier than it would have."""
    answer = may_try(T0 + timedelta(minutes=30) - back, [attempt()], RULES, T0 + timedelta(minutes=20), 1)

    assert isinstance(answer, Wait)
    assert answer.until == T0 + timedelta(minutes=70)


def test_clock_set_forward_is_caught_by_a_steady_clock() -> None:
    """A clock set forward does not end the wait when a clock nobody can set says otherwise."""
    ahead = T0 + 20 * HOUR
    opened = T0 + timedelta(minutes=20)
    answer = may_try(ahead, [attempt()], RULES, opened, 1, waited=timedelta(minutes=15))

    assert answer == Wait(
        reason="The last attempt failed, the wait is 1 h",
        until=ahead + timedelta(minutes=45),
        what_to_do="Wait",
    )
    assert isinstance(may_try(ahead, [attempt()], RULES, opened, 1, waited=2 * HOUR), Try)


def test_clock_set_to_tomorrow_brings_no_new_attempts() -> None:
    """The day of attempts ends when it really does, told on the clock as it stands."""
    tries = [attempt(T0 + n * timedelta(minutes=75)) for n in range(3)]
    rules = dataclasses.replace(RULES, reopen_after_failure=False)
    tomorrow = T0 + DAY
    answer = may_try(tomorrow, tries, rules, None, 1, waited=2 * HOUR)

    assert isinstance(answer, Wait)
    assert answer.reason == "3 attempts used today"
    # It is really 19:40, so midnight is 4 h 20 min away.
    assert answer.until == tomorrow + timedelta(hours=4, minutes=20)
    assert isinstance(may_try(tomorrow, tries, rules, None, 1, waited=7 * HOUR), Try)


def test_the_wait_after_leaving_counts_from_the_leaving() -> None:
    """Who sat an hour before the questions and left waits from then, where the moment is known."""
    left = Attempt(version=1, started_at=T0, finished_at=None, passed=False, left_at=T0 + 2 * HOUR)
    answer = may_try(T0 + 2 * HOUR, [left], RULES, None, 1)

    assert isinstance(answer, Wait)
    assert answer.until == T0 + 3 * HOUR
    assert "was left unfinished" in answer.reason


MOMENTS = st.integers(0, 4 * 24 * 60).map(lambda minutes: T0 + timedelta(minutes=minutes))


@given(st.lists(st.tuples(MOMENTS, st.booleans()), max_size=6), MOMENTS, st.one_of(st.none(), MOMENTS))
def test_a_try_is_never_open_within_the_wait(
    made: list[tuple[datetime, bool]], now: datetime, opened: datetime | None
) -> None:
    """Whatever happened before, no try opens within the wait, unread, or beyond the day's number."""
    tries = [attempt(at, left=left) for at, left in made]
    answer = may_try(now, tries, RULES, opened, 1)
    if isinstance(answer, Try):
        seen = max([now, *(each.last_at for each in tries), *([opened] if opened else [])])
        today = [each for each in tries if each.started_at.date() == seen.date()]

        assert all(seen - each.last_at >= HOUR for each in tries)
        assert not tries or (opened is not None and opened > max(each.last_at for each in tries))
        assert len(today) + answer.left_today == 3


CHANGED = {1: T0 - 90 * DAY, 2: T0 + 10 * DAY, 3: T0 + 20 * DAY}
ENDED = T0 + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("version", "after", "state"),
    [
        (1, 1 * DAY, Valid(until=ENDED + 180 * DAY)),
        (2, 10 * DAY, Grace(until=T0 + 17 * DAY)),
        (2, 17 * DAY, Expired(reason="The pass is on version 1, the offer is at version 2")),
        (3, 21 * DAY, Expired(reason="The pass is on version 1, the offer is at version 3")),
        (1, 181 * DAY, Expired(reason="The pass lasted 180 days")),
    ],
)
def test_pass_on_version_one_over_time(version: int, after: timedelta, state: object) -> None:
    """A pass is valid, then in grace, then expired; the version after next does not revive it."""
    assert pass_state([attempt(passed=True)], version, CHANGED, T0 + after, RULES) == state


def test_no_pass_is_missing() -> None:
    """Failures and abandoned quizzes are no pass, whatever they claim."""
    tries = [attempt(), attempt(left=True, passed=True)]

    assert pass_state(tries, 1, CHANGED, T0, RULES) == Missing()


def test_grace_never_outlasts_the_pass() -> None:
    """A pass that runs out within the grace runs out."""
    rules = dataclasses.replace(RULES, valid_for=12 * DAY)

    assert pass_state([attempt(passed=True)], 2, CHANGED, T0 + 11 * DAY, rules) == Grace(until=ENDED + 12 * DAY)


def test_pass_without_an_end_lasts_as_long_as_its_version() -> None:
    """With no validity set a pass lasts until the version changes, through the whole grace."""
    rules = dataclasses.replace(RULES, valid_for=None)

    assert pass_state([attempt(passed=True)], 1, CHANGED, T0 + 999 * DAY, rules) == Valid(until=None)
    assert pass_state([attempt(passed=True)], 2, CHANGED, T0 + 11 * DAY, rules) == Grace(until=T0 + 17 * DAY)


def test_unknown_date_of_a_new_version_gives_no_grace() -> None:
    """When nobody knows since when the new version is out, the pass does not count."""
    assert isinstance(pass_state([attempt(passed=True)], 2, {}, T0 + DAY, RULES), Expired)


def test_clock_set_back_keeps_no_pass_alive() -> None:
    """A later pass on record is the least the time can be."""
    tries = [attempt(passed=True), attempt(T0 + 200 * DAY, passed=True, version=1)]

    assert pass_state(tries, 1, CHANGED, T0, RULES) == Valid(until=ENDED + 380 * DAY)


def quiz_rules(**changes: Any) -> playbook.QuizRules:
    """The playbook's rules, changed."""
    fields: dict[str, Any] = {
        "questions": 8,
        "pass_mark": 0.8,
        "wait_after_failure": Span.parse("1 h"),
        "reopen_after_failure": True,
        "attempts_per_day": 3,
        "valid_for": Span.parse("180 days"),
        "grace_after_new_version": Span.parse("7 days"),
        "warn_guessing_above": 0.05,
    }
    return playbook.QuizRules(**(fields | changes))


def test_rules_come_from_the_playbook() -> None:
    """Spans of the playbook become real time; "never" means that a pass does not run out."""
    assert QuizRules.of(quiz_rules()) == RULES
    assert QuizRules.of(quiz_rules(valid_for=Span.parse("never"))).valid_for is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wait_after_failure": Span.parse("1 working day")}, "cannot be"),
        ({"grace_after_new_version": Span.parse("never")}, "cannot be"),
        ({"questions": 0}, "needs a question"),
        ({"attempts_per_day": 0}, "an attempt a day"),
        ({"pass_mark": 80}, "no share"),
    ],
)
def test_rules_that_no_quiz_can_follow_are_refused(changes: dict[str, Any], words: str) -> None:
    """A playbook whose quiz could not work is refused with the cure."""
    with pytest.raises(BadInput, match=words) as caught:
        QuizRules.of(quiz_rules(**changes))

    assert caught.value.hint


def test_backward_rules_are_refused() -> None:
    """A wait of less than nothing is refused."""
    with pytest.raises(BadInput, match="backwards"):
        dataclasses.replace(RULES, wait_after_failure=-HOUR)
