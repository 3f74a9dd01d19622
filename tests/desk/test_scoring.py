"""Points put in force, taken back, said to be wrong; and what of a lead a fit may see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.score import scoring
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.points import Fitted, FittedFact, PointLevel, PointStep
from sdrdesk.errors import BadInput, Refused
from sdrdesk.feeds.points_file import points_text, without_points
from tests.worlds import MakeWorld, World, world

__all__ = ["world"]

FITTED = Fitted(
    told='a "test" of ours', leads=500, wins=100, even=20, a=20, b=10, c=0,
    facts=(
        FittedFact(
            fact="kind", missing=-1, other=-5,
            levels=(PointLevel(word="demo_request", points=9), PointLevel(word="webinar", points=25)),
        ),
        FittedFact(fact="source", levels=(PointLevel(word="www.example.com, \\ odd", points=3),)),
        FittedFact(fact="hour", missing=2, steps=(PointStep(least=0, points=0), PointStep(least=9.5, points=4))),
    ),
)  # fmt: skip


def points(here: World, lead_id: str) -> tuple[int, str]:
    """A lead's points and grade as the store has them."""
    record = here.record(lead_id)
    return record.points, record.row.grade


def test_points_are_applied_and_taken_back(world: MakeWorld) -> None:
    """Other points are a new version of the playbook; every open lead is graded by them, and by the old ones again."""
    here = world()
    demo, webinar = here.lead("demo_request", source="www.example.com, \\ odd"), here.lead("webinar", title="VP")
    before, source, version = points(here, webinar), here.nora.team.playbook_source(), here.nora.playbook.version
    done = here.nora.scoring.apply(points_text(FITTED))

    assert here.nora.scoring.in_force().fitted == FITTED
    assert done.version.startswith(f"{version}, points of 2026-11-24")
    assert (points(here, demo), points(here, webinar)) == ((16, "B"), (29, "A"))
    # Whoever sits down anew grades by them too.
    later = here.desk("maya")
    assert later.scoring.in_force().fitted == FITTED
    assert sum(one for _, one in later.queue.brief(demo).score) == later.queue.brief(demo).points == 16

    undone = here.nora.scoring.undo()
    assert undone is not None
    assert points(here, webinar) == before
    assert here.nora.team.playbook_source() == source
    assert here.nora.scoring.undo() is None
    assert [one.what for one in here.nora.audit.entries()][:2] == ["undone", "points applied"]


def test_points_by_hand_are_never_lost(world: MakeWorld) -> None:
    """Fitted points stand beside those set by hand, replace earlier ones, and are taken out whole."""
    here = world()
    source = here.nora.team.playbook_source()
    for _ in range(2):
        here.nora.scoring.apply(points_text(FITTED))
    text = here.nora.team.playbook_source()

    assert text.count("\n[score.fitted]") == 1
    assert here.nora.scoring.in_force().kinds == here.jon.scoring.in_force().kinds
    here.nora.scoring.apply("")
    assert here.nora.scoring.in_force().fitted is None
    plain, original = (
        [line for line in one.splitlines() if not line.startswith("version")] for one in (without_points(text), source)
    )
    assert plain == original


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"kind"', '"outcome"', "known only once somebody has been in contact"),
        ('"kind"', '"column:Tags"', "a column of a file"),
        ("a = 20", "a = 5", "must come down"),
        ("least = 9.5", "least = 0", "smallest first"),
    ],
)
def test_points_are_checked_like_a_playbook(world: MakeWorld, old: str, new: str, why: str) -> None:
    """A file that was changed by hand is refused with the line and the reason; nothing changes."""
    here = world()
    with pytest.raises(BadInput, match=why):
        here.nora.scoring.apply(points_text(FITTED).replace(old, new))

    assert here.nora.scoring.in_force().fitted is None


def test_another_playbook_since_is_not_thrown_away(world: MakeWorld) -> None:
    """Points are not taken back over a playbook that somebody applied since."""
    here = world()
    here.nora.scoring.apply(points_text(FITTED))
    here.nora.team.apply_playbook(here.nora.playbook, here.nora.team.playbook_source())
    with pytest.raises(Refused, match="changed since"):
        here.nora.scoring.undo()


def test_many_leads_are_graded_piece_by_piece(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """More leads than one piece are all graded, once each."""
    here = world()
    monkeypatch.setattr(scoring, "PIECE", 2)
    here.take([here.arrival("webinar") for _ in range(5)])
    done = here.nora.scoring.apply(points_text(FITTED))

    assert (done.graded, done.moved) == (5, (("D", "A", 5),))


def test_a_fit_sees_a_lead_as_it_was_at_its_first_touch(world: MakeWorld) -> None:
    """Pages, conversions, titles and kinds that came after the first touch are not in the sample, nor is what was
    edited since; what came of the lead is.
    """
    here = world()
    lost = here.lead("whitepaper", title="Clerk", visits=[("Pricing", 120)], source="Search", people=40)
    here.nora.gate.open_lead(lost, "a test")
    here.lead()  # still open: nobody knows what comes of it
    here.wait(days=1, hours=3)
    here.maya.calling.log(lost, "no_answer")
    here.wait(hours=2)
    here.again(lost, "demo_request", title="CEO", source="Event", visits=[("Pricing", 600), ("Security", 600)])
    form = here.maya.leads.form(lost)
    here.maya.leads.edit(lost, type(form)(**{name: getattr(form, name) for name in form.__slots__} | {"title": "CEO"}))
    here.maya.calling.log(lost, "disqualified", detail=Detail(reason="too_small"))
    sample = here.nora.scoring.sample()
    (case,) = sample.cases
    got = dict(sample.values(case))

    assert (case.lead_id, case.won) == (lost, False)
    assert (got["kind"], got["title"], got["source"], got["people"]) == ("whitepaper", "another title", "search", 40)
    assert (got["conversions"], got["pages"], got["minutes"], got["visits"], got["age"]) == (1, 1, 2, 1, 1)
    assert (got["page:pricing page"], got["page:security page"], got["country"]) == (1, 0, "us")


def test_a_held_meeting_is_a_win(world: MakeWorld) -> None:
    """A held meeting counts as won until the account executive refuses it."""
    here = world()
    lead = here.lead()
    _hold(here, here.maya, lead)
    assert [case.won for case in here.nora.scoring.sample().cases] == [True]

    here.maya.meetings.decide(lead, "refused", reason="no budget")
    assert here.nora.scoring.sample().wins == 0


def test_a_rep_says_that_a_score_is_wrong(world: MakeWorld) -> None:
    """It is kept with who and why, shown in the brief and to managers, and taken back; said again, it is replaced."""
    here = world()
    lead = here.lead(name="Ann [/b]", title="VP")
    here.maya.scoring.wrong(lead)
    mark = here.maya.scoring.wrong(lead, "buys for a school")
    brief = here.maya.queue.brief(lead)

    assert brief.wrong == ("Maya Lindqvist says wrong: buys for a school",)
    assert (mark.grade, mark.points) == (brief.row.grade, brief.points)
    assert here.nora.scoring.disagree().marks == (mark,)
    here.wait(seconds=1)
    assert here.maya.scoring.not_wrong(lead)
    assert not here.maya.scoring.not_wrong(lead)
    assert here.maya.queue.brief(lead).wrong == ()
    assert here.nora.scoring.disagree().marks == ()


def test_managers_see_where_score_and_outcome_disagree(world: MakeWorld) -> None:
    """A lead of grade A that was lost and one of grade D that was won are named, with the points that were wrong."""
    here = world()
    good = here.lead(title="CEO", visits=[("Pricing", 600)], people=2000)
    bad = here.lead("contact_us", title="Student")
    here.maya.calling.log(good, "disqualified", detail=Detail(reason="too_small"))
    _hold(here, here.maya, bad)
    found = here.nora.scoring.disagree()

    assert [(one.lead_id, one.grade) for one in found.lost] == [(good, "A")]
    assert [(one.lead_id, one.grade) for one in found.won] == [(bad, "D")]
    assert sum(points for _, points in found.lost[0].reasons) == found.lost[0].points
    assert [(one.grade, one.leads, one.wins) for one in found.grades if one.leads] == [("A", 1, 0), ("D", 1, 1)]


def _hold(here: World, desk: Desk, lead: str) -> None:
    desk.calling.log(lead, "meeting_booked", detail=Detail(meeting_at=here.now + timedelta(days=1)))
    here.wait(days=1, hours=1)
    desk.meetings.say(lead, "held")


def test_what_reps_call_wrong_needs_the_manager(world: MakeWorld) -> None:
    """One line for all scores that are called wrong, for a week; taken back, it goes."""
    here = world()
    lead = here.lead(name="Ann", title="VP")
    here.maya.scoring.wrong(lead, "buys for a school")
    (need,) = [one for one in here.nora.numbers.needs_you() if one.kind == "score"]

    assert need.told.startswith("1 score called wrong, the newest Ann, ")
    assert need.told.endswith(": Maya Lindqvist says wrong: buys for a school")
    assert need.action == "scores"
    here.wait(days=8)
    assert "score" not in {one.kind for one in here.nora.numbers.needs_you()}
