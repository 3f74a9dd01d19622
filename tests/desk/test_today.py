"""The morning page and the evening line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sdrdesk.domain.cadence import Detail
from sdrdesk.errors import BadInput
from tests.worlds import BERLIN, CHICAGO, LOS_ANGELES, MakeWorld, local

MORNING = local("2026-11-24 09:00")


def test_what_opens_when_is_counted_by_hour_and_clock(world: MakeWorld) -> None:
    """At nine in New York California is asleep: its leads are told under the hour in which they open."""
    here = world(MORNING)
    for _ in range(3):
        here.lead("contact_us", place=LOS_ANGELES)
    here.lead("contact_us", place=CHICAGO)
    page = here.maya.today.page()
    waiting = {row.place.zones[0]: row.opens_at for row in here.maya.queue.rows("waiting")}  # type: ignore[arg-type]

    assert [(one.zone, one.count) for one in page.openings][-1] == ("America/Los_Angeles", 3)
    assert all(one.at == waiting[one.zone] for one in page.openings)
    assert page.counts.waiting == sum(one.count for one in page.openings)


def test_what_opens_tomorrow_is_not_of_today(world: MakeWorld) -> None:
    """Berlin is closed for the day when New York has its afternoon."""
    here = world(local("2026-11-24 15:00"))
    here.lead("contact_us", place=BERLIN)

    assert here.maya.today.page().openings == ()


def test_promises_of_the_day_come_with_their_minute(world: MakeWorld) -> None:
    """Late ones first, tomorrow's not at all, nobody else's ever."""
    here = world(MORNING)
    for minutes in (90, 30, 60 * 30):
        lead = here.lead("contact_us", place=CHICAGO)
        here.maya.calling.log(lead, "call_back", detail=Detail(callback_at=here.now + timedelta(minutes=minutes)))
    theirs = here.lead("contact_us", owner="jon")
    here.jon.calling.log(theirs, "call_back", detail=Detail(callback_at=here.now + timedelta(minutes=10)))
    here.wait(minutes=45)
    page = here.maya.today.page()

    assert [one.at - MORNING for one in page.promises] == [timedelta(minutes=30), timedelta(minutes=90)]


def test_a_ready_tier_1_lead_is_named_first(world: MakeWorld) -> None:
    """The page stands between nobody and a call that may not wait."""
    here = world(MORNING)
    here.lead("contact_us")
    assert here.maya.today.page().urgent is None
    demo = here.lead("demo_request")
    page = here.maya.today.page()

    assert page.urgent
    assert page.urgent.lead_id == demo


def test_meetings_of_today_and_those_to_confirm(world: MakeWorld) -> None:
    """Today's, whatever became of them but a cancellation; tomorrow's only while nobody has confirmed them."""
    here = world(local("2026-11-23 10:00"))
    today, tomorrow, sure = (here.lead("demo_request") for _ in range(3))
    for lead, at in ((today, "2026-11-24 15:00"), (tomorrow, "2026-11-25 15:00"), (sure, "2026-11-25 16:00")):
        here.maya.calling.log(lead, "meeting_booked", seconds=90, detail=Detail(meeting_at=local(at)))
    here.maya.meetings.say(sure, "confirmed")
    here.clock.move_to(MORNING)

    assert [(one.lead_id, one.state) for one in here.maya.today.page().meetings] == [
        (today, "booked"), (tomorrow, "booked"),
    ]  # fmt: skip
    assert here.jon.today.page().meetings == ()


def test_the_one_thing_to_reread_is_the_pass_that_ends(world: MakeWorld) -> None:
    """A pass that runs out within two weeks is named with its day; without any there is nothing."""
    here = world(MORNING)
    assert here.maya.today.page().reread is None
    here.grant("maya", offers=("roi-guide",))
    assert here.maya.today.page().reread is None
    with here.store.reading() as unit:
        (until,) = here.maya.seat.passes(unit, "roi-guide").values()
    assert until
    here.clock.move_to(until - timedelta(days=10))
    reread = here.maya.today.page().reread

    assert reread
    assert (reread.offer, reread.why[:18]) == ("roi-guide", "your pass runs out")


def test_the_weakest_quiz_is_read_again(world: MakeWorld) -> None:
    """Where no pass ends soon, the one passed most narrowly is named."""
    here = world(MORNING)
    here.grant("maya", offers=("roi-guide", "speed-to-lead"))
    for number, (offer, score) in enumerate((("roi-guide", 0.8), ("speed-to-lead", 1.0))):
        here.write(
            "INSERT INTO quiz_attempt (team_id, id, rep_id, offer, version, seed, questions, pass_mark, state,"
            " started_at, ended_at, boot, seconds, score) VALUES (:team, :id, :rep, :offer,"
            " (SELECT version FROM offer WHERE team_id = :team AND key = :offer), 1, '[]', 0.8, 'passed',"
            " :at, :at, '', 0, :score)",
            id=str(number), rep=here.maya.rep.id, offer=offer, at=here.now, score=score,
        )  # fmt: skip
    reread = here.maya.today.page().reread

    assert reread
    assert (reread.offer, reread.why) == ("roi-guide", "your weakest quiz, 80%")


def test_the_page_greets_once_a_day(world: MakeWorld) -> None:
    """On whatever terminal; tomorrow again, and each rep for themselves."""
    here = world(MORNING)

    assert [here.maya.today.greet(), here.maya.today.greet(), here.desk("maya").today.greet()] == [True, False, False]
    assert here.jon.today.greet()
    here.wait(days=1)
    assert here.maya.today.greet()


def test_the_evening_line_is_due_once_after_the_teams_hours(world: MakeWorld) -> None:
    """Not before closing, not twice, not on a day nobody worked."""
    here = world(MORNING)
    assert not here.maya.today.is_over()
    here.clock.move_to(local("2026-11-24 20:00"))
    assert not here.maya.today.is_over()
    here.maya.today.greet()
    assert here.maya.today.is_over()
    here.maya.today.close("Asked better questions")
    assert not here.maya.today.is_over()
    assert here.maya.today.evening().words == "Asked better questions"
    here.maya.today.close("")
    assert here.maya.today.evening().words == "Asked better questions"


def test_the_evening_tells_the_days_result(world: MakeWorld) -> None:
    """Counts, what was committed to and the streak; a reflection names nobody's number."""
    here = world(MORNING)
    here.maya.commitments.make("1 dial")
    here.maya.calling.log(here.lead(), "no_answer")
    evening = here.maya.today.evening()

    assert (evening.day.dials, evening.streak) == (1, 1)
    assert evening.commitment
    assert evening.commitment.kept
    with pytest.raises(BadInput):
        here.maya.today.close("ring +1 312 555 0142 again")


def test_the_page_tells_goals_e_mails_and_what_the_team_shares(world: MakeWorld) -> None:
    """All of it from one call, for every front."""
    here = world(MORNING)
    here.jon.commitments.make("3 dials", is_shared=True)
    page = here.maya.today.page()

    assert (page.day.goal_dials, page.mails, page.streak) == (here.maya.playbook.goals.dials, 0, 0)
    assert [(one.rep, one.commitment.words) for one in page.shared] == [("Jon Abara", "3 dials")]
    assert page.commitment is None
