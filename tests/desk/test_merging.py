"""Two leads that are one person become one, and can be two again, exactly."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdrdesk.domain.playbook import Stage
from sdrdesk.errors import NotFound, Refused
from tests.pictures import picture
from tests.worlds import NEW_YORK, NOWHERE, MakeWorld, World


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team with no leads yet, and all the passes."""
    one = world()
    one.grant("maya", "jon")
    return one


def test_a_merge_brings_everything_together(here: World) -> None:
    """Conversions, pages and logs of both are under the kept lead; the stronger conversion decides where it stands."""
    kept = here.lead("whitepaper", name="Ann Lee", visits=[("Guide", 60)])
    here.wait(minutes=1)
    other = here.lead("pricing_inquiry", name="Ann M. Lee", company="Acme", title="VP Sales", visits=[("Pricing", 90)])
    here.maya.calling.log(other, "no_answer", note="rang out")
    done = here.maya.merging.merge(kept, other)

    brief = here.maya.queue.brief(kept)
    assert (done.conversions, done.activities) == (1, 1)
    assert {step.kind or step.label for step in brief.path} == {"whitepaper", "pricing_inquiry", "Guide", "Pricing"}
    assert [one.note for one in brief.history] == ["rang out"]
    assert (brief.row.kind, brief.person.company, brief.person.title) == ("pricing_inquiry", "Acme", "VP Sales")
    assert brief.person.email == here.record(kept).row.email
    with pytest.raises(NotFound):
        here.maya.queue.brief(other)
    assert [one.lead_id for one in here.maya.queue.search("ann m")] == [kept]
    assert [(one[0], one[1]) for one in here.maya.merging.merged_into(kept)] == [(other, "Ann M. Lee")]


def test_gaps_are_filled_from_the_other(here: World) -> None:
    """Where the kept lead has no address, number or place, it takes those of the other; what it has stays."""
    kept = here.lead(email="", place=NOWHERE, company="Acme")
    other = here.lead(email="ann@example.com", phone="", company="Bolt", place=NEW_YORK)
    here.maya.merging.merge(kept, other)

    row = here.record(kept).row
    assert (row.email, row.company, row.place) == ("ann@example.com", "Acme", NEW_YORK)
    (taken,) = here.take([here.arrival("webinar", email="ann@example.com", phone="")])
    assert (taken.lead_id, taken.what) == (kept, "joined")


def test_the_person_is_known_by_what_either_lead_had(here: World) -> None:
    """A form fill under the hidden lead's address or number joins the kept lead, through several merges too."""
    first, second, third = (here.lead("whitepaper", email=f"a{at}@example.com") for at in range(3))
    here.maya.merging.merge(second, third)
    here.maya.merging.merge(first, second)
    (taken,) = here.take([here.arrival("demo_request", email="a2@example.com", phone="")])

    assert (taken.lead_id, taken.what) == (first, "joined")
    assert here.record(first).standing.tier == 1


def test_the_same_conversion_on_both_counts_once(here: World) -> None:
    """Two leads made of one form fill have one conversion when they are one."""
    kept, other = here.lead("demo_request", at=here.now), here.lead("demo_request", at=here.now)
    before = picture(here)
    here.maya.merging.merge(kept, other)

    assert len(here.maya.queue.brief(kept).path) == 1
    here.maya.merging.unmerge(kept)
    assert picture(here) == before


def test_unmerge_gives_both_back(here: World) -> None:
    """Both leads stand as they did, to the last column, and the audit says what happened."""
    kept = here.lead("whitepaper", email="", name="Ann")
    other = here.lead("demo_request", visits=[("Pricing", 30)])
    here.maya.calling.log(other, "voicemail")
    before = picture(here)
    here.maya.merging.merge(kept, other)
    here.wait(minutes=5)
    done = here.maya.merging.unmerge(kept)

    assert (done.other_id, done.is_exact) == (other, True)
    assert picture(here) == before
    assert [row[0] for row in here.sql("SELECT what FROM audit WHERE lead_id <> '' ORDER BY at, what")] == [
        "merged",
        "merged into",
        "unmerged",
        "unmerged from",
    ]
    with pytest.raises(NotFound):
        here.maya.merging.unmerge(kept)


def test_what_was_done_since_stays_with_the_kept_lead(here: World) -> None:
    """After a call on the merged lead, taking the merge back leaves the call and its plan where they are."""
    kept, other = here.lead("whitepaper", email=""), here.lead("demo_request")
    here.maya.merging.merge(kept, other)
    here.wait(minutes=5)
    here.maya.calling.log(kept, "voicemail")
    stands = here.record(kept).standing
    done = here.maya.merging.unmerge(kept)

    assert not done.is_exact
    assert here.record(kept).standing == stands
    assert (here.record(kept).row.email, here.record(other).row.email != "") == ("", True)
    assert [one.outcome for one in here.maya.queue.brief(kept).history] == ["voicemail"]
    assert here.record(other).standing.tier == 1


def test_a_log_from_before_a_merge_is_not_undone_over_it(here: World) -> None:
    """Undo would give the merged lead a standing of only one of both: the merge is taken back first."""
    kept, other = here.lead("demo_request"), here.lead("demo_request")
    here.maya.calling.log(other, "voicemail")
    here.wait(minutes=1)
    here.maya.merging.merge(kept, other)
    with pytest.raises(Refused) as refusal:
        here.maya.calling.undo()
    assert refusal.value.code == "merged_since"

    here.maya.merging.unmerge(kept)
    assert here.maya.calling.undo() is not None


def test_a_log_from_after_a_merge_is_undone_whatever_the_clock_said(here: World) -> None:
    """A clock that was set back has the log be earlier than the merge; it came after it all the same."""
    kept, other = here.lead("demo_request"), here.lead("demo_request")
    here.maya.merging.merge(kept, other)
    stands = here.record(kept).standing
    here.wait(hours=-25)
    here.maya.calling.log(kept, "voicemail")
    undone = here.maya.calling.undo()

    assert undone is not None
    assert here.record(kept).standing == stands


def test_what_could_not_be_taken_back_in_peace_is_refused(here: World) -> None:
    """One lead twice, two reps on one day, two meetings, a colleague's lead: refused with the reason."""
    mine, his = here.lead(), here.lead(owner="jon")

    def code(kept: str, other: str) -> str:
        with pytest.raises(Refused) as refusal:
            here.nora.merging.merge(kept, other)
        return refusal.value.code

    assert code(mine, mine) == "same_lead"
    with pytest.raises(Refused) as refusal:
        here.maya.merging.merge(mine, his)
    assert refusal.value.code == "not_yours"
    here.jon.calling.dial(his)
    assert code(mine, his) == "held"
    here.maya.calling.log(mine, "voicemail")
    here.jon.calling.log(his, "voicemail")
    assert code(mine, his) == "both_worked"
    here.wait(days=1)
    here.nora.merging.merge(mine, his)
    assert here.record(mine).owner == "Maya Lindqvist"


def test_do_not_call_of_either_holds(here: World) -> None:
    """A lead merged with one that asked never to be called is not called."""
    kept, other = here.lead(), here.lead()
    here.maya.calling.log(other, "do_not_call")
    here.maya.merging.merge(kept, other)

    assert here.record(kept).row.stage is Stage.SUPPRESSED


STEPS = st.lists(
    st.tuples(st.sampled_from(["lead", "again", "log", "undo"]), st.integers(0, 5), st.integers(0, 3)), max_size=12
)
KINDS = ("demo_request", "whitepaper", "webinar", "newsletter")
OUTCOMES = ("voicemail", "no_answer", "sent_information", "disqualified")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.integers(0, 5), st.integers(0, 5))
def test_merge_then_unmerge_changes_nothing(
    world: MakeWorld, steps: list[tuple[str, int, int]], one: int, other: int
) -> None:
    """Whatever was done with two leads before, merging and unmerging restores every table exactly."""
    here = world()
    here.grant("maya")
    ids = [here.lead("demo_request", visits=[("Pricing", 20)]), here.lead("whitepaper", email="", company="Acme")]
    for what, at, choice in steps:
        here.wait(minutes=7)
        lead = ids[at % len(ids)]
        try:
            if what == "lead":
                ids.append(here.lead(KINDS[choice], phone="" if choice else None))
            elif what == "again":
                here.again(lead, KINDS[choice])
            elif what == "log":
                reason = {"disqualified": "not_a_fit"}.get(OUTCOMES[choice], "")
                here.maya.calling.log(lead, OUTCOMES[choice]) if not reason else None
            else:
                here.maya.calling.undo()
        except Refused:
            continue
    kept, gone = ids[one % len(ids)], ids[other % len(ids)]
    if kept == gone:
        return
    before = picture(here)
    here.maya.merging.merge(kept, gone)
    here.wait(minutes=1)

    assert here.maya.merging.unmerge(kept).is_exact
    assert picture(here) == before
