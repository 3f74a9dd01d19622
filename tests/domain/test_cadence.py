"""What happens next: the first touch, the consequence of each outcome, and what a further conversion moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain import cadence
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Standing, Touch, Why
from sdrdesk.domain.meetings import has_meeting
from sdrdesk.domain.playbook import Channel, Stage, Then
from sdrdesk.domain.span import SpanUnit
from tests.domain.rules import CALLED, PLAYBOOK, RULES, gaps, kinds, local, moments, outcomes, places
from tests.worlds import BERLIN, CHICAGO, COASTS, KATHMANDU, LOS_ANGELES, MIAMI, NEVER, NEW_YORK, NOWHERE

FRIDAY_EVENING = local("2026-11-20 19:30")
TUESDAY = local("2026-11-24 10:00")
ENDS = {Then.NURTURE, Then.END}


def first(kind: str = "demo_request", place: Place = NEW_YORK, at: datetime = TUESDAY) -> Standing:
    """A lead that has just converted."""
    return cadence.arrive(RULES, place, kind=kind, offer=kind, at=at)


def after(before: Standing, *said: str, place: Place = NEW_YORK, at: datetime = TUESDAY) -> Standing:
    """The lead after one outcome or several, each a minute after the touch fell due."""
    for outcome in said:
        moment = max(at, before.touch.due_at + timedelta(minutes=1)) if before.touch else at
        before = cadence.consequence(RULES, place, before, outcome, at=moment, detail=detail(moment))
    return before


def detail(at: datetime) -> Detail:
    """Everything that any outcome may ask for."""
    later = at + timedelta(days=2)
    return Detail(callback_at=later, meeting_at=later, reason="too_small")


def touch(standing: Standing) -> Touch:
    """The next touch, which is there."""
    assert standing.touch is not None
    return standing.touch


# --- the first touch --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "place", "at", "due", "answer_by"),
    [
        ("demo_request", NEW_YORK, local("2026-11-24 10:00"), "2026-11-24 10:00", "2026-11-24 10:05"),
        ("demo_request", NEW_YORK, local("2026-11-24 17:58"), "2026-11-24 17:58", "2026-11-25 09:03"),
        ("demo_request", NEW_YORK, FRIDAY_EVENING, "2026-11-23 08:00", "2026-11-23 09:05"),
        ("contact_us", CHICAGO, local("2026-11-24 07:00", CHICAGO), "2026-11-24 08:00", "2026-11-24 08:30"),
        ("free_trial", NEW_YORK, local("2026-11-25 17:30"), "2026-11-25 17:30", "2026-11-27 09:30"),
        ("webinar", NEW_YORK, local("2026-11-24 10:00"), "2026-11-24 14:00", "2026-11-25 14:00"),
        ("webinar", NEW_YORK, local("2026-11-24 16:00"), "2026-11-25 11:00", "2026-11-27 11:00"),
        ("whitepaper", NEW_YORK, local("2026-11-23 10:00"), "2026-11-24 10:00", "2026-11-25 10:00"),
        # A Friday evening download is read over the weekend and called on Monday.
        ("whitepaper", NEW_YORK, FRIDAY_EVENING, "2026-11-23 08:00", "2026-11-23 18:00"),
        ("whitepaper", BERLIN, FRIDAY_EVENING, "2026-11-23 08:00", "2026-11-25 18:00"),
        # Nepal and New York never work together, so the prospect's own hours count.
        ("ebook", KATHMANDU, local("2026-11-24 12:00", KATHMANDU), "2026-11-25 12:00", "2026-11-26 11:00"),
        # The eve of Thanksgiving: the day of reading is a holiday.
        ("case_study", CHICAGO, local("2026-11-25 09:00", CHICAGO), "2026-11-27 08:00", "2026-11-27 17:00"),
        # 29 February has its own morning.
        ("whitepaper", NEW_YORK, local("2028-02-28 10:00"), "2028-02-29 10:00", "2028-03-01 10:00"),
        # The night in which an hour is missing: 24 h later is an hour later on the wall.
        ("whitepaper", NEW_YORK, local("2027-03-13 12:00"), "2027-03-15 08:00", "2027-03-15 18:00"),
        # Two zones: open only from 11:00 to 18:00 in New York, which is 8:00 to 15:00 in Los Angeles.
        ("demo_request", COASTS, local("2026-11-24 09:00"), "2026-11-24 11:00", "2026-11-24 11:05"),
    ],
)
def test_the_first_call_comes_when_its_kind_says(
    kind: str, place: Place, at: datetime, due: str, answer_by: str
) -> None:
    """Each kind waits as the playbook says, then for the prospect's hours, and has its time to be answered."""
    got = touch(first(kind, place, at))

    assert got.due_at == local(due, place)
    assert got.why is Why.FIRST
    assert got.channel is Channel.CALL
    assert got.answer_by == local(answer_by, place)


def test_a_newsletter_is_never_called() -> None:
    """A kind of tier 0 goes to nurture with no touch at all."""
    got = first("newsletter")

    assert (got.stage, got.touch, got.tier) == (Stage.NURTURE, None, 0)


@pytest.mark.parametrize(("kind", "gate"), [("demo_request", ""), ("webinar", "webinar"), ("whitepaper", "whitepaper")])
def test_only_what_is_read_asks_for_a_pass(kind: str, gate: str) -> None:
    """A demo request may be called by everybody; a download by those who passed its quiz."""
    assert first(kind).gate == gate


@given(kind=kinds, place=places, at=moments)
def test_the_first_touch_lies_in_calling_hours(kind: str, place: Place, at: datetime) -> None:
    """Whatever the minute, zone, holiday or change of the clock, the first touch is due in calling hours."""
    got = touch(first(kind, place, at))

    assert RULES.calendar.is_open(place, got.due_at)
    assert got.answer_by > got.due_at >= at


@given(kind=st.sampled_from(["whitepaper", "ebook", "case_study"]), place=places, at=moments)
def test_nobody_is_called_before_the_day_of_reading_is_over(kind: str, place: Place, at: datetime) -> None:
    """A download is due 24 real hours later at the earliest."""
    assert touch(first(kind, place, at)).due_at >= at + timedelta(hours=24)


# --- outcomes ---------------------------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> tuple[Place, Standing, datetime]:
    """A lead somewhere in its life that is still open, and the moment of the next contact."""
    place, at = draw(places), draw(moments)
    standing = first(draw(kinds), place, at)
    for outcome in draw(st.lists(outcomes, max_size=14)):
        at += draw(gaps)
        told = cadence.consequence(RULES, place, standing, outcome, at=at, detail=detail(at))
        if told.touch:
            standing = told
    return place, standing, at + draw(gaps)


@given(lead=histories(), outcome=outcomes)
def test_every_outcome_ends_the_lead_or_plans_one_touch_inside_calling_hours(
    lead: tuple[Place, Standing, datetime], outcome: str
) -> None:
    """No outcome leaves an open lead without a next touch, a closed one with one, or a touch in the night."""
    place, before, at = lead
    got = cadence.consequence(RULES, place, before, outcome, at=at, detail=detail(at))

    assert (got.stage is Stage.OPEN) == (got.touch is not None)
    assert got.answered_at == (before.answered_at or at)
    assert set(got.yeses) >= set(before.yeses)
    if got.touch:
        assert RULES.calendar.is_open(place, got.touch.due_at)
        assert got.touch.due_at >= at or got.touch == before.touch
        assert got.touch.answer_by > got.touch.due_at
    if PLAYBOOK.outcomes[outcome].then in ENDS:
        assert got.touch is None


@given(lead=histories(), outcome=outcomes)
def test_what_the_screen_tells_is_what_happens(lead: tuple[Place, Standing, datetime], outcome: str) -> None:
    """The words beside a key can be made for every lead and outcome, and are never empty."""
    place, before, at = lead

    assert cadence.told(RULES, place, before, outcome, at=at)
    assert 1 <= cadence.call_number(PLAYBOOK.cadence_of(before.tier), before.step) <= 6


@pytest.mark.parametrize("kind", CALLED)
def test_the_cadence_is_six_calls_and_then_nurture(kind: str) -> None:
    """A lead that never answers is called six times, on several days, and goes back to marketing."""
    standing, calls, days = first(kind), 0, set()
    while standing.touch:
        assert standing.touch.channel is Channel.CALL  # nobody knows we called, so no e-mail is due
        calls += 1
        days.add(standing.touch.due_at.date())
        standing = after(standing, "no_answer")

    assert calls == 6
    assert len(days) >= 5
    assert standing.stage is PLAYBOOK.cadence_of(PLAYBOOK.offers[kind].tier).exhausted is Stage.NURTURE


@pytest.mark.parametrize("tier", ["1", "2", "3", "4"])
def test_after_a_voicemail_the_mail_goes_out_and_then_the_next_call(tier: str) -> None:
    """With voicemails and mails sent the cadence walks every one of its steps in order, and no further."""
    kind = next(kind for kind in CALLED if PLAYBOOK.offers[kind].tier == int(tier))
    plan = PLAYBOOK.cadence_of(int(tier)).steps
    standing, walked = first(kind), []
    while standing.touch:
        walked.append(standing.touch.channel)
        standing = after(standing, "voicemail" if standing.touch.channel is Channel.CALL else "email_sent")

    assert walked == [step.channel for step in plan]


@pytest.mark.parametrize("message", ["email_sent", "social_sent"])
def test_a_message_by_hand_uses_no_planned_call_up(message: str) -> None:
    """The call stands as planned though the conversion is answered; without a number the message is the touch."""
    before = first("contact_us")
    got = after(before, message)

    assert (got.touch, got.step, got.answered_at is None) == (before.touch, 0, False)
    alone = cadence.consequence(RULES, NEW_YORK, before, message, at=TUESDAY, can_call=False)
    assert alone.step == 1


def test_a_message_by_hand_keeps_the_call_that_confirms_a_meeting() -> None:
    """A booked meeting stands, and so does the call about it."""
    booked = after(first(), "meeting_booked")
    got = cadence.consequence(RULES, NEW_YORK, booked, "email_sent", at=TUESDAY + timedelta(hours=1))

    assert (got.touch, got.meets_at) == (booked.touch, booked.meets_at)


def test_a_planned_mail_is_used_up_by_the_mail_and_an_answer_brings_a_call() -> None:
    """The e-mail of the cadence leads to the next call; who writes back is called within the hour."""
    mail = after(first("contact_us"), "voicemail")
    assert touch(mail).channel is Channel.EMAIL

    sent, answered = after(mail, "email_sent"), after(mail, "replied")
    assert (touch(sent).channel, sent.step) == (Channel.CALL, 2)
    assert (touch(answered).channel, touch(answered).why, answered.step) == (Channel.CALL, Why.AFTER, mail.step)


def test_busy_is_tried_three_times_and_then_the_cadence_goes_on() -> None:
    """A busy line is called again in half an hour, at most three times; then comes the next call."""
    standing, seen = first(), []
    for _ in range(5):
        standing = after(standing, "busy")
        seen.append((touch(standing).why, standing.step, standing.retries))

    assert seen == [
        (Why.RETRY, 0, 1),
        (Why.RETRY, 0, 2),
        (Why.RETRY, 0, 3),
        (Why.CADENCE, 1, 0),
        (Why.RETRY, 1, 1),
    ]


def test_a_line_that_stays_busy_is_given_up() -> None:
    """Retries are bounded: a lead whose line is always busy ends too."""
    standing, tries = first(), 0
    while standing.touch and tries < 100:
        standing, tries = after(standing, "busy"), tries + 1

    assert standing.stage is Stage.NURTURE
    assert tries <= 9 * 4


@pytest.mark.parametrize(
    ("outcome", "due", "why"),
    [
        ("no_answer", "2026-11-24 12:00", Why.CADENCE),
        ("voicemail", "2026-11-24 10:00", Why.CADENCE),
        ("busy", "2026-11-24 10:30", Why.RETRY),
        ("gatekeeper", "2026-11-25 08:15", Why.CADENCE),
        ("call_back", "2026-11-27 08:00", Why.CALLBACK),  # two days on is Thanksgiving
        ("sent_information", "2026-11-27 10:00", Why.AFTER),
    ],
)
def test_what_follows_each_outcome_of_a_first_call(outcome: str, due: str, why: Why) -> None:
    """The touch that each outcome plans for a demo request called on Tuesday at ten."""
    got = touch(cadence.consequence(RULES, NEW_YORK, first(), outcome, at=TUESDAY, detail=detail(TUESDAY)))

    assert (got.due_at, got.why) == (local(due), why)


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        ("held", Stage.MEETING),
        ("bad_timing", Stage.NURTURE),
        ("disqualified", Stage.DISQUALIFIED),
        ("wrong_number", Stage.DISQUALIFIED),
        ("do_not_call", Stage.SUPPRESSED),
    ],
)
def test_what_ends_a_lead(outcome: str, stage: Stage) -> None:
    """Each ending outcome puts the lead where it belongs, with nothing left to do."""
    got = cadence.consequence(RULES, NEW_YORK, first(), outcome, at=TUESDAY, detail=detail(TUESDAY))

    assert (got.stage, got.touch) == (stage, None)


def test_a_promise_goes_before_everything_at_its_minute() -> None:
    """A callback is band 0, sorted by the minute promised, whatever the tier and grade."""
    wanted = local("2026-11-25 15:20")
    got = cadence.consequence(
        RULES, NEW_YORK, first("whitepaper"), "call_back", at=TUESDAY, detail=Detail(callback_at=wanted)
    )

    assert (got.band, got.rank("D"), got.order_at) == (0, 0, wanted)


def test_small_yeses_add_up() -> None:
    """A conversion, a pick-up, the outcome's own yes and those ticked by hand are kept, once each, in order."""
    got = cadence.consequence(
        RULES, NEW_YORK, first(), "sent_information", at=TUESDAY, detail=Detail(yeses=("short_call", "took_resource"))
    )

    assert got.yeses == ("took_resource", "short_call", "will_read", "picked_up")


# --- snooze -----------------------------------------------------------------------------------------------------------


def test_a_snooze_comes_back_in_calling_hours() -> None:
    """A lead put off until the night is there in the morning, on the same channel."""
    got = touch(cadence.snooze(RULES, NEW_YORK, first(), local("2026-11-24 22:00")))

    assert (got.due_at, got.why, got.channel) == (local("2026-11-25 08:00"), Why.SNOOZED, Channel.CALL)


def test_a_snooze_never_brings_a_touch_forward() -> None:
    """Snoozing a download whose day of reading still runs does not make it ready any sooner."""
    reading = first("whitepaper")
    got = touch(cadence.snooze(RULES, NEW_YORK, reading, TUESDAY + timedelta(minutes=10)))

    assert got.due_at == touch(reading).due_at


def test_a_snooze_does_not_move_the_answer_by_of_a_first_touch() -> None:
    """Answer-by is when the first touch must have happened; putting the lead off does not change that."""
    before = first()
    got = touch(cadence.snooze(RULES, NEW_YORK, before, TUESDAY + timedelta(hours=3)))

    assert got.answer_by == touch(before).answer_by


def test_nothing_is_snoozed_where_nothing_is_left() -> None:
    """A lead that has ended has no touch to put off."""
    done = after(first(), "bad_timing")

    assert cadence.snooze(RULES, NEW_YORK, done, TUESDAY + timedelta(days=1)) == done


# --- further conversions ----------------------------------------------------------------------------------------------


def test_a_demo_request_promotes_a_reader_at_once() -> None:
    """Who asks for a demo while the day of reading still runs is called now, in tier 1, without a quiz."""
    reading = first("whitepaper", at=TUESDAY - timedelta(hours=2))
    got = cadence.convert(RULES, NEW_YORK, reading, kind="demo_request", offer="demo", at=TUESDAY)

    assert (got.tier, got.gate, touch(got).due_at, got.answered_at) == (1, "", TUESDAY, None)


@given(lead=histories(), kind=st.sampled_from(tuple(PLAYBOOK.offers)), wait=gaps)
def test_a_conversion_promotes_at_once_and_never_demotes(
    lead: tuple[Place, Standing, datetime], kind: str, wait: timedelta
) -> None:
    """A stronger conversion, or one as urgent as the one answered, is worked as the first; others change no touch."""
    place, before, at = lead
    got = cadence.convert(RULES, place, before, kind=kind, offer=kind, at=at + wait)
    rule = PLAYBOOK.offers[kind]

    assert got.tier <= before.tier
    assert set(got.yeses) >= set(before.yeses)
    asks_again = rule.tier == before.tier and before.answered_at is not None and at + wait > before.converted_at
    is_stronger = rule.tier < before.tier or (asks_again and rule.first_touch.unit is SpanUnit.NOW)
    if rule.is_called and is_stronger and not has_meeting(before):
        assert replace(got, yeses=()) == replace(first(kind, place, at + wait), yeses=())
    else:
        assert replace(got, yeses=before.yeses) == before


def test_a_second_demo_request_is_answered_like_the_first() -> None:
    """Who asks for a demo again after a call that nobody took is called now, not on the cadence's day."""
    waiting = after(first(), "no_answer")
    again = TUESDAY + timedelta(minutes=30)
    got = cadence.convert(RULES, NEW_YORK, waiting, kind="demo_request", offer="demo", at=again)

    assert (touch(got).why, touch(got).due_at, got.answered_at) == (Why.FIRST, again, None)


@pytest.mark.parametrize("ending", ["bad_timing", "disqualified", "wrong_number"])
def test_a_new_conversion_opens_a_lead_that_had_ended(ending: str) -> None:
    """Who comes back is a lead again, even with a weaker offer."""
    got = cadence.convert(
        RULES, NEW_YORK, after(first(), ending), kind="whitepaper", offer="paper", at=TUESDAY + timedelta(days=30)
    )

    assert (got.stage, got.tier, touch(got).why, got.answered_at) == (Stage.OPEN, 4, Why.FIRST, None)


def test_who_asked_never_to_be_called_stays_away() -> None:
    """No conversion opens a suppressed lead."""
    ended = after(first("whitepaper"), "do_not_call")

    assert cadence.convert(RULES, NEW_YORK, ended, kind="demo_request", offer="demo", at=TUESDAY) == ended


def test_a_weaker_conversion_does_not_undo_a_booked_meeting() -> None:
    """A download after a meeting was booked only joins the history."""
    booked = after(first(), "meeting_booked")

    assert cadence.convert(RULES, NEW_YORK, booked, kind="ebook", offer="ebook", at=TUESDAY) == booked


# --- places that do not open ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [NOWHERE, NEVER])
@pytest.mark.parametrize("outcome", [key for key, rule in PLAYBOOK.outcomes.items() if rule.then not in ENDS])
def test_a_lead_in_a_place_that_never_opens_keeps_its_touch(place: Place, outcome: str) -> None:
    """An unknown zone, or two that never meet, plans a touch all the same: it waits where people see it."""
    got = cadence.consequence(RULES, place, first(place=place), outcome, at=TUESDAY, detail=detail(TUESDAY))

    assert got.touch is not None
    assert not RULES.calendar.is_open(place, got.touch.due_at)


# --- words ------------------------------------------------------------------------------------------------------------


def told() -> Iterator[tuple[str, str, str]]:
    """Outcome, what is said before it is chosen, what is said after."""
    yield "no_answer", "call 2 of 6, 12:00", "call 2 of 6, 12:00"
    yield "voicemail", "email today, call today", "email today, call today"
    yield "busy", "again at 10:30", "again at 10:30"
    yield "gatekeeper", "call 2 of 6, tomorrow 08:15", "call 2 of 6, tomorrow 08:15"
    yield "meeting_booked", "pick a time, invite goes out", "confirm the meeting tomorrow 10:00"
    yield "held", "handed to the account executive", "handed to the account executive"
    yield "call_back", "at the time agreed", "call back Fri 08:00"
    yield "sent_information", "ask what they thought, Fri 10:00", "ask what they thought, Fri 10:00"
    yield "bad_timing", "back to marketing to nurture", "back to nurture"
    yield "disqualified", "say why", "disqualified"
    yield "wrong_number", "bad data, told to marketing", "disqualified"
    yield "do_not_call", "suppressed for good", "never again"


@pytest.mark.parametrize(("outcome", "before_it", "after_it"), told())
def test_each_outcome_says_its_consequence(outcome: str, before_it: str, after_it: str) -> None:
    """The words beside the key, and those of the toast afterwards."""
    lead = first()
    then = cadence.consequence(RULES, NEW_YORK, lead, outcome, at=TUESDAY, detail=detail(TUESDAY))

    assert cadence.told(RULES, NEW_YORK, lead, outcome, at=TUESDAY) == before_it
    assert cadence.told_standing(RULES, NEW_YORK, then, outcome, at=TUESDAY) == after_it


def test_the_end_of_the_cadence_is_said_as_such() -> None:
    """After the sixth call the words say that no call is left."""
    last = after(first(), *["no_answer"] * 5)
    then = after(last, "no_answer")

    assert cadence.told_standing(RULES, NEW_YORK, then, "no_answer", at=TUESDAY) == "no calls left, back to nurture"


def test_a_snooze_says_when_the_lead_comes_back() -> None:
    """The words of a snoozed lead name channel and moment."""
    lead = first(at=datetime(2026, 11, 24, 15, tzinfo=UTC))
    then = cadence.snooze(RULES, NEW_YORK, lead, TUESDAY + timedelta(hours=2))

    assert cadence.told_standing(RULES, NEW_YORK, then, "", at=TUESDAY) == "call, 12:00"


def test_los_angeles_is_told_in_its_own_time() -> None:
    """The words are on the prospect's wall clock."""
    at = local("2026-11-24 10:00", LOS_ANGELES)
    lead = first(place=LOS_ANGELES, at=at)

    assert cadence.told(RULES, LOS_ANGELES, lead, "busy", at=at) == "again at 10:30"


def test_miami_rests_on_its_own_holiday() -> None:
    """A state's own holiday moves the next call, the country's does too."""
    at = local("2026-11-25 17:50", MIAMI)
    got = touch(cadence.consequence(RULES, MIAMI, first(place=MIAMI, at=at), "busy", at=at))

    assert got.due_at == local("2026-11-30 08:00", MIAMI)


def test_a_lead_that_is_over_for_another_reason() -> None:
    """Ending a lead from outside takes its touch away."""
    got = cadence.ended(first(), Stage.SUPPRESSED)

    assert (got.stage, got.touch, got.retries) == (Stage.SUPPRESSED, None, 0)
