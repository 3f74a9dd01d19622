"""For the manager: who has passed what, which questions are any good, and whether the gate earns its keep."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sdrdesk.domain.cadence import Detail
from sdrdesk.errors import NotFound, Refused
from tests.desk.takers import PAPER, bank_of, fill, renew, right, take
from tests.worlds import MakeWorld, World

SEED = 0
"""A draw of the paper's quiz that ends in a choice."""


def crowd(here: World, count: int) -> list[str]:
    """So many new reps."""
    logins = [f"rep{number}" for number in range(count)]
    for login in logins:
        here.nora.team.add_rep(login=login, name=login.title(), role="rep", zone_name="America/New_York")
    return logins


def test_the_matrix_shows_each_rep_with_each_offer(world: MakeWorld) -> None:
    """Pass, version, end, tries, best score and the leads that wait; managers are not in it."""
    here = world()
    here.lead("whitepaper", owner="jon")
    take(here, here.jon, correct=3)
    here.wait(minutes=31)
    here.jon.quizzing.open(PAPER)
    here.jon.quizzing.abandon(here.jon.quizzing.start(PAPER).attempt_id)
    take(here, here.maya, correct=4)
    matrix = here.nora.certification.matrix()
    at = [key for key, _, _ in matrix.offers].index(PAPER)
    jon, maya = (row.cells[at] for row in matrix.rows)

    assert [row.login for row in matrix.rows] == ["jon", "maya"]
    assert (jon.state.code, jon.tries, jon.best, jon.locked) == ("missing", 2, 0.6, 1)
    assert (maya.state.code, maya.state.version, maya.tries, maya.best, maya.locked) == ("valid", 3, 1, 0.8, 0)
    assert maya.state.passed_at is not None
    assert maya.state.until == maya.state.passed_at + timedelta(days=180)
    assert [key for key, _, _ in matrix.offers][:2] == ["desk-method", "lead-to-sql"]


def test_certification_is_for_managers(world: MakeWorld) -> None:
    """A rep sees their own road, not the team's scores."""
    desk = world().maya
    for act in (desk.certification.matrix, desk.certification.worth, lambda: desk.certification.items(PAPER)):
        with pytest.raises(Refused) as told:
            act()
        assert told.value.code == "manager_only"


def test_no_figure_below_the_count(world: MakeWorld) -> None:
    """Nineteen answers say "not enough answers"; the counts are always there."""
    here = world()
    take(here, here.maya)
    report = here.nora.certification.items(PAPER)
    asked = [one for one in report.items if one.answers]

    assert (report.quizzes, report.least, len(asked)) == (1, 20, 5)
    assert {(one.right, one.discrimination, one.wrong) for one in report.items} == {(None, None, "")}
    assert asked[0].words == "Not enough answers: 1 of 20"


def test_questions_are_judged_by_how_they_did(world: MakeWorld) -> None:
    """With enough answers: the share right, whether it tells apart, and the wrong answer most chosen."""
    here = world()
    strong = crowd(here, 24)
    for place, login in enumerate(strong):
        desk = here.desk(login)
        desk.quizzing._make_seed = lambda: SEED
        quiz = desk.quizzing.start(PAPER)
        known = bank_of(here, quiz)
        knows = place % 2 == 0
        fill(here, desk, quiz, 4 if knows else 1)
        last = known[quiz.questions[4].question_id]
        desk.quizzing.answer(quiz.attempt_id, last.id, right(last) if knows else last.wrong[:1])
        desk.quizzing.finish(quiz.attempt_id)
        desk.close()
    report = here.nora.certification.items(PAPER)
    items = {one.question_id: one for one in report.items}
    first, second, last_item = (items[quiz.questions[at].question_id] for at in (0, 1, 4))

    assert (report.quizzes, first.answers) == (24, 24)
    assert (first.right, first.discrimination) == (1.0, None)
    assert "tells nobody apart" in first.words
    assert (second.right, second.words) == (0.5, "Sound")
    assert second.discrimination == pytest.approx(1.0)
    assert (last_item.wrong, last_item.wrong_count) == (last.wrong[0], 12)
    with pytest.raises(NotFound):
        here.nora.certification.items("nothing")


def test_answers_to_a_question_that_has_changed_do_not_count(world: MakeWorld) -> None:
    """A new version keeps the figures of the questions it left as they were."""
    here = world()
    take(here, here.maya)
    before = {one.question_id: one.answers for one in here.nora.certification.items(PAPER).items}
    renew(here)

    after = here.nora.certification.items(PAPER)
    assert after.version == 4
    assert {one.question_id: one.answers for one in after.items} == before


def test_meetings_per_contact_before_and_after_the_pass(world: MakeWorld) -> None:
    """Contacts on an offer by whether the rep had its pass, with what they booked; a dial nobody took is none."""
    here = world()
    for booked in (False, False, True):
        lead = here.lead("whitepaper", at=here.now - timedelta(days=2))
        here.nora.gate.open_lead(lead, "an old promise")
        meeting = Detail(meeting_at=here.now + timedelta(days=1))
        here.maya.calling.log(lead, "meeting_booked" if booked else "sent_information", detail=meeting, seconds=90)
    here.wait(minutes=5)
    here.grant("maya", offers=[PAPER])
    here.wait(minutes=5)
    for outcome in ("meeting_booked", "meeting_booked", "no_answer", "bad_timing"):
        lead = here.lead("whitepaper", at=here.now - timedelta(days=2))
        detail = Detail(meeting_at=here.now + timedelta(days=1)) if outcome == "meeting_booked" else None
        here.maya.calling.log(lead, outcome, detail=detail, seconds=90)
    (worth,) = here.nora.certification.worth()

    assert (worth.before.part, worth.before.whole) == (1, 3)
    assert (worth.after.part, worth.after.whole) == (2, 3)
    assert worth.after.interval is not None
    assert worth.after.interval[0] < 2 / 3 < worth.after.interval[1]
    assert worth.words == "Not enough contacts yet: 3 before, 3 after, 20 of each are needed"
    here.maya.calling.undo()
    assert here.nora.certification.worth()[0].after.whole == 2
