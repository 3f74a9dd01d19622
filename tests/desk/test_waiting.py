"""The experiment on waiting at the desk: drawn once, kept with the conversion, told, and counted by arm."""

from __future__ import annotations

from datetime import timedelta

from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.figures import Rate
from tests.books import with_hold
from tests.worlds import MakeWorld, World, world

__all__ = ["world"]


def trying(world: MakeWorld) -> World:
    """A team that tries it on whitepapers."""
    here = world()
    here.nora.team.apply_playbook(*with_hold())
    here.grant("maya")
    return here


def arms(here: World) -> dict[str, str]:
    """Each lead's arm, as its conversions keep it."""
    rows = here.sql("SELECT DISTINCT lead_id, arm FROM conversion WHERE arm <> '' ORDER BY lead_id")
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1][-1] for row in rows}


def test_leads_are_drawn_and_planned_by_their_arm(world: MakeWorld) -> None:
    """Some wait their day and some an hour; the brief says which and why; other offers are not drawn."""
    here = trying(world)
    papers = [here.lead("whitepaper") for _ in range(24)]
    ebook = here.lead("ebook")
    drawn = arms(here)

    assert set(drawn) == set(papers)
    assert set(drawn.values()) == {"a", "b"}
    for lead, arm in drawn.items():
        wait = here.record(lead).row.due_at
        assert wait == here.now + timedelta(hours=1 if arm == "a" else 24)
        words = "called after 1 h, not 24 h: arm A" if arm == "a" else "held 24 h: arm B"
        assert here.maya.queue.brief(lead).why.endswith(f"; {words} of wait-a-day")
    assert "arm" not in here.maya.queue.brief(ebook).why


def test_an_arm_is_kept(world: MakeWorld) -> None:
    """Seen again, converting again without the address, called and undone: a lead stays in its arm."""
    here = trying(world)
    phones = [f"+1212555000{number}" for number in range(8)]
    first = [here.arrival("whitepaper", phone=one, name=f"Ann {one}") for one in phones]
    leads = [taken.lead_id for taken in here.take(first)]
    before, planned = arms(here), [here.record(lead).standing for lead in leads]
    assert {taken.what for taken in here.take(first)} == {"known"}
    assert [here.record(lead).standing for lead in leads] == planned

    here.wait(days=2)
    here.maya.calling.log(leads[0], "no_answer")
    here.wait(minutes=1)
    # By the number alone half of them would be drawn for the other arm.
    again = [here.arrival("whitepaper", phone=one, email="", name=f"Ann {one}") for one in phones]
    assert [(taken.what, taken.lead_id) for taken in here.take(again)] == [("joined", lead) for lead in leads]
    assert arms(here) == before
    here.maya.calling.undo()
    assert here.record(leads[0]).standing.touch == planned[0].touch


def test_a_demo_request_of_a_held_lead_is_called_now(world: MakeWorld) -> None:
    """Promotion does not wait for the experiment, and its lead says nothing of an arm any more."""
    here = trying(world)
    held = next(lead for lead in iter(lambda: here.lead("whitepaper"), "") if arms(here)[lead] == "b")
    here.wait(minutes=5)
    here.again(held, "demo_request")

    assert (here.record(held).row.tier, here.record(held).row.due_at) == (1, here.now)
    assert "arm" not in here.maya.queue.brief(held).why


def test_arms_are_compared(world: MakeWorld) -> None:
    """Each arm counts the pick-ups and meetings of its first two weeks; younger leads are told and not counted."""
    here = trying(world)
    leads = [here.lead("whitepaper") for _ in range(6)]
    drawn = arms(here)
    here.wait(days=1)
    reached = [lead for lead in leads if drawn[lead] == "b"][:2]
    for lead in leads:
        if lead in reached:
            here.maya.calling.log(lead, "meeting_booked", detail=Detail(meeting_at=here.now + timedelta(days=1)))
        else:
            here.maya.calling.log(lead, "no_answer")
    early = here.nora.replay.waiting()
    (young,) = early.experiments
    assert (young.young, young.contact.sooner.whole, young.is_on) == (6, 0, True)
    (paper,) = early.kinds
    assert [(row.age, row.contact, row.meeting) for row in paper.ages] == [
        ("1 day", Rate(len(reached), 6), Rate(len(reached), 6))
    ]

    here.wait(days=14)
    (old,) = here.nora.replay.waiting().experiments
    count = sum(arm == "b" for arm in drawn.values())
    assert (old.contact.held, old.meeting.held) == (Rate(len(reached), count), Rate(len(reached), count))
    assert old.contact.sooner == Rate(0, 6 - count)
    assert old.meeting.verdict.startswith("Not enough yet")
    assert (old.young, old.mixed) == (0, 0)
