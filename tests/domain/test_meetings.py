"""A booked meeting keeps the lead open: confirm it, ask how it went, and say what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sdrdesk.domain import cadence, meetings
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Standing, Why
from sdrdesk.domain.meetings import PAGES, State, page_of
from sdrdesk.domain.playbook import On, Stage
from tests.domain.rules import PLAYBOOK, RULES, local
from tests.worlds import BERLIN, LOS_ANGELES, NEW_YORK

TUESDAY = local("2026-11-17 10:00")
FRIDAY_AT_TWO = local("2026-11-20 14:00")


def booked(meeting_at: datetime = FRIDAY_AT_TWO, at: datetime = TUESDAY) -> Standing:
    """A demo request that took a meeting."""
    lead = cadence.arrive(RULES, NEW_YORK, kind="demo_request", offer="demo", at=at)
    return say(lead, "meeting_booked", at, meeting_at)


def say(before: Standing, outcome: str, at: datetime, meeting_at: datetime | None = None) -> Standing:
    """The lead after an outcome."""
    return cadence.consequence(RULES, NEW_YORK, before, outcome, at=at, detail=Detail(meeting_at=meeting_at))


def planned(standing: Standing) -> tuple[Why, datetime]:
    """The next touch, which is there."""
    assert standing.touch is not None
    return standing.touch.why, standing.touch.due_at


def test_a_booked_meeting_is_confirmed_the_working_day_before() -> None:
    """The lead stays open, and its next touch is to confirm at ten the day before, as a promise."""
    lead = booked()

    assert (lead.stage, lead.band, lead.meets_at) == (Stage.OPEN, 0, FRIDAY_AT_TWO)
    assert planned(lead) == (Why.CONFIRM, local("2026-11-19 10:00"))


@pytest.mark.parametrize(
    ("meeting_at", "confirm"),
    [
        ("2026-11-23 09:00", "2026-11-20 10:00"),  # Monday: over the weekend
        ("2026-11-27 11:00", "2026-11-25 10:00"),  # the day after Thanksgiving
        ("2026-11-21 11:00", "2026-11-20 10:00"),  # a meeting on a Saturday
    ],
)
def test_days_on_which_nobody_works_are_skipped(meeting_at: str, confirm: str) -> None:
    """The working day before a meeting is one on which the prospect is open."""
    assert planned(booked(local(meeting_at))) == (Why.CONFIRM, local(confirm))


def test_a_confirmation_that_is_past_is_skipped() -> None:
    """A meeting tomorrow booked in the afternoon asks only how it went, at its end."""
    afternoon = local("2026-11-17 15:00")
    lead = booked(local("2026-11-18 11:00"), afternoon)

    assert planned(lead) == (Why.OUTCOME, local("2026-11-18 11:30"))


def test_confirming_leaves_the_question_how_it_went() -> None:
    """After the confirmation the next touch is at the meeting's end."""
    lead = say(booked(), "confirmed", local("2026-11-19 10:05"))

    assert planned(lead) == (Why.OUTCOME, local("2026-11-20 14:30"))
    assert lead.meets_at == FRIDAY_AT_TWO


def test_a_call_nobody_takes_keeps_the_meeting_and_is_tried_again_that_day() -> None:
    """No answer on the confirmation: once more in two hours, never after the start."""
    lead = say(booked(), "no_answer", local("2026-11-19 10:05"))
    late = say(replace(lead), "voicemail", local("2026-11-20 12:30"))

    assert planned(lead) == (Why.CONFIRM, local("2026-11-19 12:05"))
    assert lead.meets_at == FRIDAY_AT_TWO
    assert planned(late) == (Why.OUTCOME, local("2026-11-20 14:30"))


def test_a_new_time_starts_over() -> None:
    """A rescheduled meeting is confirmed anew before its new time."""
    lead = say(booked(), "rescheduled", local("2026-11-19 10:05"), local("2026-11-25 16:00"))

    assert planned(lead) == (Why.CONFIRM, local("2026-11-24 10:00"))
    assert lead.meets_at == local("2026-11-25 16:00")


@pytest.mark.parametrize(
    ("outcome", "stage", "after"),
    [
        ("held", Stage.MEETING, None),
        ("no_show", Stage.OPEN, (Why.AFTER, local("2026-11-20 14:45"))),
        ("cancelled", Stage.OPEN, (Why.AFTER, local("2026-11-24 14:35"))),
    ],
)
def test_how_it_went(outcome: str, stage: Stage, after: tuple[Why, datetime] | None) -> None:
    """Held goes to the account executive; who did not come is called again; who cancelled is called in two days."""
    lead = say(booked(), outcome, local("2026-11-20 14:35"))

    assert lead.stage is stage
    assert lead.meets_at is None
    assert (planned(lead) if lead.touch else None) == after


def test_a_snooze_keeps_what_the_touch_is_about() -> None:
    """Putting a confirmation off keeps it one, and past the meeting's start it asks how it went."""
    lead = booked()

    assert planned(cadence.snooze(RULES, NEW_YORK, lead, local("2026-11-19 15:00")))[0] is Why.CONFIRM
    over = cadence.snooze(RULES, NEW_YORK, lead, local("2026-11-20 15:00"))
    assert planned(over) == (Why.OUTCOME, local("2026-11-20 15:00"))


def test_which_outcomes_are_offered() -> None:
    """Those of a meeting while there is one, and of the others only those that make sense then."""
    lead = cadence.arrive(RULES, NEW_YORK, kind="demo_request", offer="demo", at=TUESDAY)

    assert not any(rule.on is On.MEETING for rule in meetings.offered(PLAYBOOK, lead).values())
    offered = list(meetings.offered(PLAYBOOK, booked()))
    assert offered[:5] == ["confirmed", "rescheduled", "cancelled", "held", "no_show"]
    assert {"no_answer", "voicemail", "disqualified", "do_not_call"} < set(offered)
    assert not {"meeting_booked", "call_back", "sent_information"} & set(offered)


@pytest.mark.parametrize("place", [LOS_ANGELES, BERLIN])
def test_a_meeting_is_confirmed_on_the_prospects_clock(place: Place) -> None:
    """Ten o'clock is theirs, wherever they are."""
    meets_at = local("2026-11-20 16:00", place)
    why, due = meetings.next_touch(RULES.calendar, PLAYBOOK.meetings, place, meets_at, TUESDAY - timedelta(days=1))

    assert (why, due) == (Why.CONFIRM, local("2026-11-19 10:00", place))


@pytest.mark.parametrize(
    ("state", "hours", "page"),
    [
        (State.BOOKED, 1, "confirm"),
        (State.RESCHEDULED, 1, "confirm"),
        (State.CONFIRMED, 1, "confirmed"),
        (State.BOOKED, 0, "tell"),
        (State.CONFIRMED, -1, "tell"),
        (State.HELD, -1, "held"),
        (State.NO_SHOW, -1, "no_show"),
        (State.CANCELLED, 1, "cancelled"),
    ],
)
def test_every_meeting_is_on_one_page(state: State, hours: int, page: str) -> None:
    """By where it stands and whether it has begun; every page has a name."""
    now = datetime(2026, 11, 24, 16, tzinfo=UTC)

    assert page_of(state, now + timedelta(hours=hours), now) == page
    assert page in PAGES
