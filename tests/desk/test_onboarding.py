"""The road of a new rep: quizzes in order, skills signed off, mentor, ramp, streak."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sdrdesk.errors import BadInput, NotFound, Refused
from tests.desk.takers import PAPER, take
from tests.worlds import MakeWorld


def refused(act: Any, *args: Any) -> str:
    """The code of a refusal."""
    with pytest.raises(Refused) as told:
        act(*args)
    return told.value.code


def test_the_road_begins_with_our_own_method(world: MakeWorld) -> None:
    """Required quizzes in the playbook's order, each with reading time, due day and the leads behind it."""
    here = world()
    for _ in range(3):
        here.lead("whitepaper")
    road = here.maya.onboarding.road()
    paper = next(step for step in road.steps if step.offer == PAPER)

    assert [step.offer for step in road.steps][:3] == ["desk-method", "lead-to-sql", "sdr-numbers"]
    assert road.next_step == road.steps[0]
    assert (paper.minutes, paper.leads, paper.due_on) == (25, 3, date(2026, 11, 6))
    assert (road.done, road.total, road.progress) == (0, 12, 0.0)


def test_due_days_count_the_teams_working_days(world: MakeWorld) -> None:
    """The first day counts, weekends and Veterans Day do not."""
    road = world().maya.onboarding.road()
    due = {step.offer: step.due_on for step in road.steps}

    assert road.started_on == date(2026, 11, 2)
    assert (due["desk-method"], due["webinar-retail"]) == (date(2026, 11, 2), date(2026, 11, 10))
    assert due["case-study-lumen"] == date(2026, 11, 12)
    assert all(step.is_late for step in road.steps)


def test_a_pass_is_progress(world: MakeWorld) -> None:
    """A passed quiz moves the road on to the next."""
    here = world()
    take(here, here.maya, "desk-method")
    road = here.maya.onboarding.road()

    assert (road.done, road.steps[0].is_late, road.steps[0].state.code) == (1, False, "valid")
    assert road.next_step == road.steps[1]


def test_the_ramp_asks_less_of_the_first_months(world: MakeWorld) -> None:
    """0, 5, 10 opportunities in the first three calendar months, then the whole quota."""
    here = world()
    seen = []
    for _ in range(4):
        road = here.maya.onboarding.road()
        seen.append((road.month, road.quota, road.is_ramping))
        here.wait(days=31)

    assert seen == [(1, 0, True), (2, 5, True), (3, 10, True), (4, 10, False)]


def test_reading_and_quizzes_make_a_streak(world: MakeWorld) -> None:
    """Working days in a row with an offer opened or a quiz begun; a weekend breaks nothing, a missed day does."""
    here = world()
    assert here.maya.onboarding.road().streak == 0
    here.maya.quizzing.open(PAPER)
    here.wait(days=1)
    here.maya.quizzing.start("desk-method")
    assert here.maya.onboarding.road().streak == 2
    # Thanksgiving and the weekend lie between Wednesday and Monday, and so does a Friday.
    here.wait(days=2)
    here.maya.quizzing.open(PAPER)
    here.wait(days=3)
    here.maya.quizzing.open(PAPER)
    assert here.maya.onboarding.road().streak == 4
    here.wait(days=2)
    assert here.maya.onboarding.road().streak == 0


# --- sign-offs ----------------------------------------------------------------------------------


def test_a_manager_signs_a_skill_off_against_its_rubric(world: MakeWorld) -> None:
    """Points for each line, their share, who said so and what was seen; the newest sign-off counts."""
    here = world()
    poor = here.nora.onboarding.sign_off("maya", "story", [1, 2, 2, 1, 1], "Named our product first")
    assert not poor.passed
    assert poor.score == pytest.approx(7 / 15)
    here.wait(days=1)
    good = here.nora.onboarding.sign_off("maya", "story", [3, 2, 3, 2, 3], "Well told")
    road = here.maya.onboarding.road()

    assert (good.passed, good.by, good.note, good.at) == (True, "Nora Sand", "Well told", here.now)
    assert (good.scores, good.line_points) == ((3, 2, 3, 2, 3), 3)
    assert road.done == 1
    assert next(one for one in road.skills if one.key == "story") == good


def test_exactly_the_pass_score_is_enough(world: MakeWorld) -> None:
    """Seventy percent of the points pass: 11 of 15 do, 10 do not."""
    desk = world().nora

    assert desk.onboarding.sign_off("maya", "story", [3, 3, 3, 1, 1]).passed
    assert not desk.onboarding.sign_off("maya", "story", [3, 3, 2, 1, 1]).passed


def test_a_mentor_signs_off_for_whom_they_mentor(world: MakeWorld) -> None:
    """Named by the manager, a colleague may score this rep, and nobody else."""
    here = world()
    assert refused(here.jon.onboarding.sign_off, "maya", "story", [3] * 5) == "not_mentor"
    assert refused(here.jon.onboarding.road, "maya") == "not_mentor"
    here.nora.manage.set_mentor("maya", "jon")

    assert here.jon.onboarding.sign_off("maya", "story", [3] * 5).by == "Jon Abara"
    assert here.maya.onboarding.road().mentor == "Jon Abara"
    assert [one.login for one in here.jon.onboarding.roads()] == ["maya"]
    assert refused(here.maya.onboarding.sign_off, "jon", "story", [3] * 5) == "not_mentor"
    here.nora.manage.set_mentor("maya", "")
    assert here.jon.onboarding.roads() == ()


def test_nobody_signs_for_themselves(world: MakeWorld) -> None:
    """Neither a rep nor a manager, and nobody is their own mentor."""
    here = world()
    for desk in (here.maya, here.nora):
        assert refused(desk.onboarding.sign_off, desk.rep.login, "story", [3] * 5) == "not_mentor"
    with pytest.raises(BadInput, match="own mentor"):
        here.nora.manage.set_mentor("maya", "maya")
    assert refused(here.maya.manage.set_mentor, "maya", "jon") == "manager_only"


@pytest.mark.parametrize(
    ("skill", "scores", "says"),
    [
        ("stoory", [3] * 5, 'No skill "stoory"'),
        ("story", [3] * 4, "5 lines to score"),
        ("story", [3, 3, 3, 3, 4], "0 to 3 points"),
        ("story", [3, 3, 3, 3, -1], "0 to 3 points"),
    ],
)
def test_a_sign_off_must_fit_its_rubric(world: MakeWorld, skill: str, scores: list[int], says: str) -> None:
    """Wrong skills and numbers are refused, and nothing is written."""
    here = world()
    with pytest.raises(BadInput, match=says):
        here.nora.onboarding.sign_off("maya", skill, scores)

    assert here.sql("SELECT * FROM signoff") == []
    with pytest.raises(NotFound):
        here.nora.onboarding.road("nobody")


def test_a_manager_sees_every_road(world: MakeWorld) -> None:
    """All reps, no managers."""
    assert [one.login for one in world().nora.onboarding.roads()] == ["jon", "maya"]
