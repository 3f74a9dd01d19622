"""The gate stands below every front: whoever asks, and however, a locked lead takes no call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from sdrdesk.build import data_folder
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.offer import sealed
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import Refused
from sdrdesk.feeds.offer_files import read_library
from tests.worlds import MakeWorld, World

PAPER = "speed-to-lead"

WAYS: dict[str, Callable[[Desk, str], object]] = {
    "dial": lambda desk, lead: desk.calling.dial(lead),
    "log": lambda desk, lead: desk.calling.log(lead, "no_answer"),
    "log an e-mail": lambda desk, lead: desk.calling.log(lead, "email_sent"),
    "snooze": lambda desk, lead: desk.calling.snooze(lead, desk.clock.now() + timedelta(hours=1)),
}


def ready_paper(here: World) -> str:
    """A whitepaper lead whose day of reading is over."""
    return here.lead("whitepaper", at=here.now - timedelta(days=1, hours=1))


def refused(desk: Desk, lead: str, way: str) -> str:
    """The code of the refusal; "" if the way was open."""
    try:
        WAYS[way](desk, lead)
    except Refused as told:
        return told.code
    return ""


@pytest.mark.parametrize("way", WAYS)
def test_a_locked_lead_takes_no_call(world: MakeWorld, way: str) -> None:
    """Without the pass there is no way to a gated lead, for a manager neither, and nothing is written."""
    here = world()
    lead = ready_paper(here)
    before = here.record(lead)

    assert [refused(desk, lead, way) for desk in (here.maya, here.nora)] == ["locked", "locked"]
    assert here.record(lead) == before
    assert [row.lead_id for row in here.maya.queue.rows(Tab.LOCKED)] == [lead]


@pytest.mark.parametrize("way", WAYS)
def test_a_lead_of_somebody_else_takes_no_call(world: MakeWorld, way: str) -> None:
    """Another rep's lead is theirs, pass or no pass; a manager may step in."""
    here = world()
    here.grant("jon", "nora")
    lead = ready_paper(here)

    assert refused(here.jon, lead, way) == "not_yours"
    here.grant("maya")
    assert refused(here.nora, lead, way) == ""


@pytest.mark.parametrize("way", WAYS)
def test_a_pass_opens_until_it_runs_out(world: MakeWorld, way: str) -> None:
    """With the pass the lead may be called; when the pass has run out it may not."""
    here = world()
    here.grant("maya")
    lead = ready_paper(here)
    assert here.maya.queue.counts().ready == 1
    here.wait(days=181)
    late = here.lead("whitepaper", at=here.now - timedelta(days=3))

    assert refused(here.maya, late, way) == "locked"
    assert {row.lead_id for row in here.maya.queue.rows(Tab.LOCKED)} == {lead, late}


@pytest.mark.parametrize("way", WAYS)
def test_a_new_version_locks_after_its_grace(world: MakeWorld, way: str) -> None:
    """A new version of the offer leaves the old pass its days of grace, then asks for the quiz again."""
    here = world()
    here.grant("maya")
    for offer, bank in read_library(data_folder() / "offers"):
        if offer.key == PAPER:
            newer = sealed(replace(offer, version=offer.version + 1, facts=("One", "Two", "Three")), bank)
            assert here.nora.team.apply_offers([(newer, bank)]) == (PAPER,)
    one = ready_paper(here)
    here.wait(days=6, hours=23)
    two = ready_paper(here)
    assert refused(here.maya, one, way) == ""
    here.wait(hours=2)

    assert refused(here.maya, two, way) == "locked"
    here.grant("maya")
    assert refused(here.maya, two, way) == ""


def test_a_promoted_lead_needs_no_pass(world: MakeWorld) -> None:
    """A reader who asks for a demo leaves the lock behind at once."""
    here = world()
    lead = ready_paper(here)
    here.again(lead, "demo_request")

    assert here.maya.queue.counts().locked == 0
    assert here.maya.calling.dial(lead).lead_id == lead


def test_a_pass_is_on_one_offer(world: MakeWorld) -> None:
    """Passing one quiz opens nothing else."""
    here = world()
    here.grant("maya", offers=["webinar-retail"])

    assert refused(here.maya, ready_paper(here), "dial") == "locked"


def test_what_was_logged_is_not_a_way_round(world: MakeWorld) -> None:
    """A log sent again, an undo and another's hold open nothing."""
    here = world()
    here.grant("maya", "nora")
    lead = ready_paper(here)
    first = here.maya.calling.log(lead, "no_answer")
    here.write("DELETE FROM quiz_pass WHERE rep_id = :rep", rep=here.maya.rep.id)
    here.nora.calling.release(lead)

    assert here.maya.calling.log(lead, "no_answer", activity_id=first.activity_id).repeated
    assert refused(here.maya, lead, "log") == "locked"
    assert here.maya.calling.undo() is not None
    assert refused(here.maya, lead, "log") == "locked"
    assert len(here.sql("SELECT id FROM activity")) == 1
