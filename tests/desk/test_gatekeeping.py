"""The gate's cost in sight, and the three ways on: the quiz, a colleague with the pass, a manager with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sdrdesk.domain.learning import HandOver
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import BadInput, DeskError, NotFound, Refused
from tests.desk.takers import PAPER, WEBINAR
from tests.worlds import MakeWorld, World


def late_paper(here: World, **fields: Any) -> str:
    """A whitepaper lead whose answer-by is near."""
    return here.lead("whitepaper", **({"at": here.now - timedelta(days=1, hours=22)} | fields))


def rule(here: World, mode: HandOver) -> None:
    """Let the playbook say what happens when time runs out."""
    for desk in (here.maya, here.jon, here.nora):
        playbook = desk.playbook
        gate = replace(playbook.gate, hand_over=mode)
        desk.seat.rules = replace(desk.seat.rules, playbook=replace(playbook, gate=gate))


def refused(act: Any, *args: Any) -> str:
    """The code of a refusal."""
    with pytest.raises(Refused) as told:
        act(*args)
    return told.value.code


def audit(here: World) -> list[tuple[Any, ...]]:
    """What, of which lead, by whom."""
    return here.sql(
        "SELECT a.what, a.lead_id, r.login FROM audit a JOIN rep r ON r.id = a.rep_id"
        " WHERE a.lead_id <> '' ORDER BY a.id"
    )


# --- running out of time ------------------------------------------------------------------------


def test_leads_running_out_of_time_are_listed_with_who_could_call(world: MakeWorld) -> None:
    """The manager sees locked leads whose answer-by is near, the nearest first, and the rep proposed for each."""
    here = world()
    here.grant("jon", "nora", offers=[PAPER])
    soon = late_paper(here)
    sooner = late_paper(here, at=here.now - timedelta(days=3))
    nobody = here.lead("webinar", at=here.now - timedelta(days=4))
    here.lead("whitepaper", at=here.now - timedelta(hours=25))
    late_paper(here, owner="jon")
    found = here.nora.gate.nearing()

    assert [(one.lead_id, one.to_name) for one in found] == [
        (nobody, ""),
        (sooner, "Jon Abara"),
        (soon, "Jon Abara"),
    ]
    assert "has no pass" in found[1].words
    assert "Jon Abara has it" in found[1].words
    assert "nobody has it" in found[0].words


def test_only_managers_see_and_hand_over(world: MakeWorld) -> None:
    """A rep can neither look at the others' locked leads nor pass their own on."""
    here = world()
    lead = late_paper(here)
    here.grant("jon")

    assert refused(here.maya.gate.nearing) == "manager_only"
    assert refused(here.maya.gate.hand_over, lead) == "manager_only"
    assert here.record(lead).owner == "Maya Lindqvist"


def test_a_manager_hands_a_locked_lead_to_somebody_with_the_pass(world: MakeWorld) -> None:
    """The lead is Ready for its new owner, gone for the old one, and the audit says why."""
    here = world()
    here.grant("jon")
    lead = late_paper(here)
    given = here.nora.gate.hand_over(lead)

    assert (given.from_name, given.to_name) == ("Maya Lindqvist", "Jon Abara")
    assert [row.lead_id for row in here.jon.queue.rows()] == [lead]
    assert here.maya.queue.counts().locked == 0
    assert audit(here) == [("handed over", lead, "nora")]


@pytest.mark.parametrize(
    ("holders", "to", "code"),
    [
        ((), "", "no_pass"),
        ((), "jon", "no_pass"),
        (("maya",), "", "not_locked"),
    ],
)
def test_a_lead_goes_only_where_it_can_be_called(
    world: MakeWorld, holders: tuple[str, ...], to: str, code: str
) -> None:
    """Nobody without the pass gets a locked lead, and a lead that is not locked is no matter of the gate."""
    here = world()
    lead = late_paper(here)
    here.grant(*holders)

    assert refused(here.nora.gate.hand_over, lead, to) == code
    assert audit(here) == []


def test_a_free_lead_is_not_handed_over_here(world: MakeWorld) -> None:
    """A demo request waits behind no quiz; a login nobody has is not found."""
    here = world()
    assert refused(here.nora.gate.hand_over, here.lead("demo_request")) == "not_locked"
    with pytest.raises(NotFound):
        here.nora.gate.hand_over(late_paper(here), "nobody")


@pytest.mark.parametrize("mode", [HandOver.OFF, HandOver.ASK])
def test_nothing_goes_by_itself_unless_the_playbook_says_so(world: MakeWorld, mode: HandOver) -> None:
    """With "off" and "ask" the minute's tick moves nothing."""
    here = world()
    rule(here, mode)
    here.grant("jon")
    lead = late_paper(here)

    assert here.maya.gate.tick() == ()
    assert here.record(lead).owner == "Maya Lindqvist"


def test_the_playbook_hands_over_by_itself(world: MakeWorld) -> None:
    """With "automatic" a locked lead goes over once its answer-by is near, from any open desk, and only once."""
    here = world()
    rule(here, HandOver.AUTOMATIC)
    here.grant("jon")
    lead = here.lead("whitepaper", at=here.now - timedelta(hours=25))
    assert here.maya.gate.tick() == ()
    here.wait(hours=5)
    moved = here.maya.gate.tick()

    assert [(one.lead_id, one.to_name) for one in moved] == [(lead, "Jon Abara")]
    assert here.nora.gate.tick() == ()
    assert audit(here) == [("handed over", lead, "maya")]


def test_who_has_the_fewest_leads_gets_the_next(world: MakeWorld) -> None:
    """Leads are shared out among those with the pass; managers get none."""
    here = world()
    here.nora.team.add_rep(login="ada", name="Ada Ostrom", role="rep", zone_name="America/New_York")
    rule(here, HandOver.AUTOMATIC)
    here.grant("jon", "ada", "nora", offers=[PAPER])
    for _ in range(2):
        here.lead("demo_request", owner="jon")
    for _ in range(4):
        late_paper(here)
    to = [one.to_name for one in here.nora.gate.tick()]

    assert sorted(to) == ["Ada Ostrom", "Ada Ostrom", "Ada Ostrom", "Jon Abara"]
    assert to[:2] == ["Ada Ostrom", "Ada Ostrom"]


def test_a_lead_on_the_line_stays(world: MakeWorld) -> None:
    """While somebody holds a lead it changes no hands."""
    here = world()
    rule(here, HandOver.AUTOMATIC)
    here.grant("jon", "maya", offers=[PAPER])
    lead = late_paper(here)
    here.maya.calling.dial(lead)
    here.write("DELETE FROM quiz_pass WHERE rep_id = :rep", rep=here.maya.rep.id)

    assert here.maya.gate.tick() == ()
    assert refused(here.nora.gate.hand_over, lead) == "held"
    here.wait(minutes=31)
    assert [one.lead_id for one in here.maya.gate.tick()] == [lead]


# --- one lead opened ----------------------------------------------------------------------------


def test_a_manager_opens_one_lead_with_a_reason(world: MakeWorld) -> None:
    """That lead is Ready, no other is; who, why and how often stay in sight."""
    here = world()
    lead, other = late_paper(here), late_paper(here)
    opened = here.nora.gate.open_lead(lead, "  Their CFO\x1b[2J asked for today ")

    assert opened.reason == "Their CFO asked for today"
    assert [row.lead_id for row in here.maya.queue.rows()] == [lead]
    assert [row.lead_id for row in here.maya.queue.rows(Tab.LOCKED)] == [other]
    assert here.maya.calling.dial(lead).lead_id == lead
    assert [(one.by, one.rep, one.lead_id, one.offer) for one in here.nora.gate.opened()] == [
        ("Nora Sand", "Maya Lindqvist", lead, PAPER)
    ]
    assert here.nora.gate.opened_counts() == {"Nora Sand": 1}
    assert audit(here) == [("opened", lead, "nora")]


def test_an_opened_lead_locks_again_with_its_next_conversion(world: MakeWorld) -> None:
    """What was opened is that one interest: a stronger gated one asks for its own quiz."""
    here = world()
    lead = late_paper(here)
    here.nora.gate.open_lead(lead, "asked for today")
    here.again(lead, "webinar")

    assert here.record(lead).row.gate == WEBINAR
    assert refused(here.maya.calling.log, lead, "no_answer") == "locked"


@pytest.mark.parametrize(
    ("login", "kind", "reason", "error", "says"),
    [
        ("maya", "whitepaper", "urgent", Refused, "Only a manager"),
        ("nora", "whitepaper", "", BadInput, "for a reason"),
        ("nora", "whitepaper", " \u200b\x07 ", BadInput, "for a reason"),
        ("nora", "whitepaper", "x" * 301, BadInput, "at most 300"),
        ("nora", "demo_request", "urgent", Refused, "not behind a quiz"),
        ("nora", "newsletter", "urgent", Refused, "not behind a quiz"),
    ],
)
def test_opening_a_lead_is_an_exception(
    world: MakeWorld, login: str, kind: str, reason: str, error: type[DeskError], says: str
) -> None:
    """Not by a rep, not without a reason, and only where there is a lock."""
    here = world()
    lead = here.lead(kind, at=here.now - timedelta(days=2))
    with pytest.raises(error, match=says):
        getattr(here, login).gate.open_lead(lead, reason)

    assert audit(here) == []
    assert here.nora.gate.opened() == ()
