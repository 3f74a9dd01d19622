"""Duty: leads that wait too long go a step further, each step once, and never one that was called in time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sdrdesk.desk.care.duty import Told
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.routing import EscalateTo, Escalation, EscalationStep, RoutingRules
from sdrdesk.errors import Refused
from tests.desk.test_pool import pooled
from tests.desk.test_sharing import under
from tests.worlds import BERLIN, MakeWorld, World, local


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team on a Tuesday, ten in the morning in New York."""
    return world()


def steps(here: World) -> list[tuple[object, ...]]:
    """The steps that were taken: number, and whose lead it was and is."""
    return here.sql(
        "SELECT step, a.login, b.login FROM escalation JOIN rep a ON a.id = from_id JOIN rep b ON b.id = to_id"
        " ORDER BY at, lead_id, step"
    )


def said(news: Sequence[Told]) -> list[str]:
    """What somebody is told, in words."""
    return [f"{one.name}: {one.reason}" for one in news]


def test_a_lead_escalates_step_by_step(here: World) -> None:
    """Owner, next, manager: at their minutes, once each, whoever ticks; those concerned are told, once."""
    desks = (here.maya, here.jon, here.nora)
    for desk in desks:
        desk.duty.tick()
    lead = here.lead(name="Ann Late", company="Acme")

    here.wait(minutes=3, seconds=59)
    assert [said(desk.duty.tick()) for desk in desks] == [[], [], []]
    here.wait(seconds=2)
    told = ["Ann Late: Demo request unanswered, 0:59 left: it is yours to call"]
    assert [said(desk.duty.tick()) for desk in desks] == [told, [], []]

    here.wait(minutes=3, seconds=30)
    here.nora.duty.escalate()
    told = ["Ann Late: Demo request unanswered, due 2m31s ago: it goes to Jon Abara"]
    assert [said(desk.duty.tick()) for desk in desks] == [told, told, []]
    assert here.record(lead).owner == "Jon Abara"
    assert here.jon.queue.brief(lead).routed == told[0].partition(": ")[2]

    here.wait(minutes=8)
    told = ["Ann Late: Demo request unanswered, due 10m ago: the managers are told"]
    assert [said(desk.duty.tick()) for desk in desks] == [[], [], told]
    here.wait(hours=1)
    assert [desk.duty.tick() for desk in desks] == [(), (), ()]
    assert steps(here) == [(0, "maya", "maya"), (1, "maya", "jon"), (2, "jon", "jon")]
    assert here.sql("SELECT count(*) FROM audit WHERE what = 'escalated'") == [(3,)]


def test_nobody_takes_over_what_is_being_called_or_was(here: World) -> None:
    """A lead that somebody is on the line with, or has called, or that is slow or old, does not escalate."""
    dialled, called = here.lead(), here.lead()
    here.lead("whitepaper")
    here.lead(at=here.now - timedelta(hours=3))
    here.maya.calling.dial(dialled)
    here.maya.calling.log(called, "no_answer")
    here.wait(minutes=20)
    assert here.nora.duty.escalate() == 0

    here.maya.calling.release(dialled)
    assert here.nora.duty.escalate() == 3


def test_the_clock_stands_still_outside_hours(here: World) -> None:
    """What came two minutes before the end of the day waits until three minutes into the next."""
    here.clock.move_to(local("2026-11-24 17:58"))
    here.lead(name="Evening")
    here.wait(hours=14)
    assert here.nora.duty.escalate() == 0
    here.clock.move_to(local("2026-11-25 09:01"))
    assert here.nora.duty.escalate() == 0
    here.clock.move_to(local("2026-11-25 09:03"))
    assert here.nora.duty.escalate() == 1
    here.clock.move_to(local("2026-11-25 09:06"))
    assert here.nora.duty.escalate() == 1


def test_nobody_else_can(here: World) -> None:
    """Where nobody can take it the managers are told, and a mentor if a step says so; a new conversion waits anew."""
    here.nora.manage.set_mentor("maya", "jon")
    here.nora.routes.set_share("jon", capacity=0)
    rules = Escalation(steps=(EscalationStep(at=100, to=EscalateTo.NEXT), EscalationStep(at=101, to=EscalateTo.MENTOR)))
    for desk in (here.nora, here.jon):
        desk.seat.rules = Rules(replace(desk.seat.playbook, escalation=rules), desk.seat.rules.calendar)
        desk.duty.tick()
    lead = here.lead(name="Ann")
    here.wait(minutes=6)
    assert said(here.nora.duty.tick()) == ["Ann: Demo request unanswered, due 1m00s ago: nobody else can take it now"]
    assert said(here.jon.duty.tick()) == ["Ann: Demo request unanswered, due 1m00s ago: Jon Abara is told, the mentor"]
    here.maya.calling.log(lead, "no_answer")
    here.wait(minutes=1)
    here.again(lead, "demo_request")
    here.wait(minutes=6)
    assert here.nora.duty.escalate() == 2


def test_a_pool_lead_that_waits_goes_to_somebody(here: World) -> None:
    """Whoever may take it is told; then it is given to one of them, out of the pool."""
    under(here, RoutingRules(default=("pool",)))
    here.jon.duty.tick()
    lead = pooled(here, name="Free")
    here.wait(minutes=4, seconds=30)
    assert len(here.jon.duty.tick()) == 1
    here.wait(minutes=4)
    here.nora.duty.escalate()
    assert here.record(lead).owner in ("Jon Abara", "Maya Lindqvist")


def test_a_log_in_time_is_never_late(here: World) -> None:
    """A log that was acknowledged before the answer-by has its answer stored once, and takes no step, in any race."""
    one_step = Escalation(steps=(EscalationStep(at=100, to=EscalateTo.MANAGER),))
    for desk in (here.nora, here.maya):
        desk.seat.rules = Rules(replace(desk.seat.playbook, escalation=one_step), desk.seat.rules.calendar)
    for _ in range(15):
        race(here)


def race(here: World) -> None:
    """One log against one end of the time to answer, and what must hold whichever was first."""
    lead = here.lead(place=BERLIN)
    answer_by = here.record(lead).row.answer_by
    assert answer_by is not None
    here.clock.move_to(answer_by - timedelta(seconds=1))
    acknowledged: list[datetime] = []
    begin = threading.Barrier(2)

    def log() -> None:
        begin.wait()
        here.maya.calling.log(lead, "no_answer")
        acknowledged.append(here.clock.now())

    def watch() -> None:
        begin.wait()
        here.nora.duty.escalate()
        here.wait(seconds=2)
        here.nora.duty.escalate()

    threads = [threading.Thread(target=log), threading.Thread(target=watch)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answered = here.record(lead).standing.answered_at
    is_late = here.sql("SELECT count(*) FROM escalation WHERE lead_id = ?", lead) == [(1,)]
    assert answered is not None
    if acknowledged[0] <= answer_by:
        assert (is_late, answered <= answer_by) == (False, True)
    if is_late:
        assert answered > answer_by
    here.maya.calling.log(lead, "no_answer")
    assert here.record(lead).standing.answered_at == answered


def test_two_desks_take_a_step_once(here: World) -> None:
    """Desks that tick at the same moment take each step once between them."""
    for _ in range(5):
        here.lead()
    here.wait(minutes=5)
    desks = [here.desk("nora") for _ in range(4)]
    counts: list[int] = []
    threads = [threading.Thread(target=lambda desk=desk: counts.append(desk.duty.escalate())) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == 5
    assert here.sql("SELECT count(*) FROM escalation") == [(5,)]


def test_an_escalated_lead_is_not_the_others_any_more(here: World) -> None:
    """Who had it is refused afterwards, like any lead of a colleague."""
    lead = here.lead()
    here.wait(minutes=8)
    here.nora.duty.escalate()
    with pytest.raises(Refused):
        here.maya.calling.dial(lead)
    here.jon.calling.dial(lead)


def test_who_comes_late_is_told_of_each_lead_once(here: World) -> None:
    """Steps that were taken at once, because nobody was there, are one piece of news: the last."""
    here.lead(name="Ann Late")
    here.wait(minutes=9)

    assert said(here.maya.duty.tick()) == ["Ann Late: Demo request unanswered, due 4m00s ago: it goes to Jon Abara"]
