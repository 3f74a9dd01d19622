"""A rep reads an offer, takes its quiz, and earns the pass that unlocks its leads."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import BadInput, NotFound, Refused
from tests.desk.takers import PAPER, WEBINAR, bank_of, fill, renew, right, take
from tests.worlds import BERLIN, MakeWorld, World, local

SEEDS = {"single": 0, "numeric": 1, "short": 1, "matching": 2, "multiple": 0}
"""Draws of the paper's quiz that hold a question of each kind."""


def refusal(act: Any, *args: Any) -> Refused:
    """The refusal that an act meets."""
    with pytest.raises(Refused) as told:
        act(*args)
    return told.value


def paper_lead(here: World, **fields: Any) -> str:
    """A whitepaper lead whose day of reading is over."""
    return here.lead("whitepaper", **({"at": here.now - timedelta(days=1, hours=1)} | fields))


# --- the library --------------------------------------------------------------------------------


def test_the_library_puts_first_what_costs_most(world: MakeWorld) -> None:
    """Offers that lock leads come first, that with the nearest answer-by on top; each says what it costs."""
    here = world()
    here.lead("webinar", at=here.now - timedelta(hours=1))
    oldest = paper_lead(here, at=here.now - timedelta(days=3))
    paper_lead(here)
    paper_lead(here, owner="jon")
    first, second, *others = here.maya.quizzing.library()

    assert (first.key, first.locked.leads, first.is_gated) == (PAPER, 2, True)
    assert first.locked.oldest_at == here.record(oldest).row.converted_at
    assert first.locked.answer_by == here.record(oldest).row.answer_by
    assert (second.key, second.locked.leads) == (WEBINAR, 1)
    assert all(one.locked.leads == 0 for one in others)
    assert [one.key for one in here.maya.gate.locked()] == [PAPER, WEBINAR]


def test_the_library_names_who_could_help(world: MakeWorld) -> None:
    """Each offer names those on the team whose pass is good now, and nobody whose pass has run out."""
    here = world()
    here.grant("jon", "nora", offers=[PAPER])
    assert here.maya.quizzing.look(PAPER).view.holders == ("Jon Abara", "Nora Sand")
    here.wait(days=181)
    here.grant("nora", offers=[PAPER])

    assert here.maya.quizzing.look(PAPER).view.holders == ("Nora Sand",)


def test_how_long_a_quiz_takes_is_measured_once_enough_took_it(world: MakeWorld) -> None:
    """Five finished quizzes replace the estimate by their median."""
    here = world()
    assert (here.maya.quizzing.look(PAPER).view.quiz_minutes, here.maya.quizzing.look(PAPER).view.is_measured) == (
        4,
        False,
    )
    for minutes in (2, 7, 7, 30, 7):
        here.wait(days=1)
        here.maya.quizzing.open(PAPER)
        quiz = here.maya.quizzing.start(PAPER)
        here.wait(minutes=minutes)
        here.maya.quizzing.finish(quiz.attempt_id)

    view = here.jon.quizzing.look(PAPER).view
    assert (view.quiz_minutes, view.is_measured) == (7, True)


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("worksheet page 11", [PAPER]),
        ("SATURDAY poll", [WEBINAR]),
        ("zorbing", []),
        ("Lümen harrow", ["case-study-lumen"]),
    ],
)
def test_the_library_is_searched_by_what_offers_say(world: MakeWorld, words: str, keys: list[str]) -> None:
    """Every word must be there, case and accents aside; the line that holds them is shown."""
    found = world().maya.quizzing.library(words)

    assert [one.key for one in found if one.found][: len(keys)] == keys
    assert all(one.found for one in found)


# --- reading ------------------------------------------------------------------------------------


def test_opening_an_offer_tells_all_about_it_and_is_recorded(world: MakeWorld) -> None:
    """The text, the leads behind the quiz, earlier tries, and whether the quiz may begin."""
    here = world()
    later, sooner = paper_lead(here), paper_lead(here, at=here.now - timedelta(days=2))
    opened = here.maya.quizzing.open(PAPER)

    assert opened.offer.title == "Speed to Lead: a field guide"
    assert [one.lead_id for one in opened.leads] == [sooner, later]
    assert opened.may_start.can
    assert (opened.may_start.left_today, opened.questions, opened.pass_mark) == (3, 5, 0.8)
    assert here.sql("SELECT offer, version FROM offer_opening") == [(PAPER, 3)]
    here.maya.quizzing.look(PAPER)
    assert len(here.sql("SELECT 1 FROM offer_opening")) == 1


def test_an_offer_nobody_knows_is_named(world: MakeWorld) -> None:
    """A wrong key is not found, whatever is asked of it."""
    desk = world().maya
    for act in (desk.quizzing.open, desk.quizzing.look, desk.quizzing.start):
        with pytest.raises(NotFound, match='No offer "pape"'):
            act("pape")


# --- the quiz -----------------------------------------------------------------------------------


def test_nothing_tells_the_right_answer_before_the_end(world: MakeWorld) -> None:
    """Neither the quiz nor an answer's receipt holds a word of what is right, nor does another look."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    known = bank_of(here, quiz)
    receipt = here.maya.quizzing.answer(quiz.attempt_id, quiz.questions[0].question_id, ())

    assert not {"right", "why", "points", "accept", "pairs"} & {*quiz.__slots__, *receipt.__slots__}
    assert not any(known[one.question_id].why in repr(quiz) for one in quiz.questions if known[one.question_id].why)
    assert here.sql("SELECT count(*) FROM quiz_answer WHERE points IS NOT NULL") == [(0,)]


def test_a_pass_unlocks_its_leads_before_the_reps_eyes(world: MakeWorld) -> None:
    """After passing, due leads in open hours are Ready, the others wait, and each is told."""
    here = world()
    ready, reading = paper_lead(here), here.lead("whitepaper")
    asleep = paper_lead(here, place=BERLIN, at=local("2026-11-23 15:30"))
    here.clock.move_to(local("2026-11-24 15:31"))
    others = paper_lead(here, owner="jon")
    done = take(here, here.maya)

    assert (done.passed, done.score, done.missed) == (True, 1.0, ())
    assert {one.lead_id: one.tab for one in done.freed} == {
        ready: Tab.READY,
        reading: Tab.WAITING,
        asleep: Tab.WAITING,
    }
    assert done.ready == (ready,)
    assert [row.lead_id for row in here.maya.queue.rows()] == [ready]
    assert here.maya.calling.dial(ready).lead_id == ready
    assert refusal(here.jon.calling.dial, others).code == "locked"


def test_a_pass_lasts_as_the_playbook_says(world: MakeWorld) -> None:
    """Passed today, good for 180 days; the words name the day."""
    here = world()
    done = take(here, here.maya)

    assert done.state.code == "valid"
    assert done.state.words == "Passed, good until 23 May 2027"
    here.wait(days=180, minutes=1)
    view = here.maya.quizzing.look(PAPER).view
    assert (view.state.code, view.state.words) == ("expired", "Run out: the pass lasted 180 days")


def test_a_failure_says_what_to_read_again(world: MakeWorld) -> None:
    """Each missed question comes with what was said, what is right, why, and the passage of the offer."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    known = bank_of(here, quiz)
    fill(here, here.maya, quiz, 3)
    done = here.maya.quizzing.finish(quiz.attempt_id)

    assert (done.passed, done.score, done.right, done.total) == (False, 0.6, 3.0, 5)
    assert [one.question_id for one in done.missed] == [one.question_id for one in quiz.questions[3:]]
    for one in done.missed:
        question = known[one.question_id]
        assert (one.given, one.why, one.reread) == ("", question.why, question.reread)
        assert one.right
        assert one.passage in here.maya.quizzing.look(PAPER).offer.body
        assert len(one.passage) > 100
    assert done.state.code == "missing"
    assert not done.freed


def test_four_of_five_is_enough(world: MakeWorld) -> None:
    """The pass mark is 80 %: four right pass, three do not."""
    here = world()

    assert take(here, here.maya, correct=4).passed
    assert not take(here, here.jon, correct=3).passed


def test_an_answer_may_be_changed_until_the_end(world: MakeWorld) -> None:
    """The last word on a question counts, and it is kept with its time."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    known, asked = bank_of(here, quiz), quiz.questions[0]
    fill(here, here.maya, quiz, 5)
    here.maya.quizzing.answer(quiz.attempt_id, asked.question_id, ())
    here.wait(minutes=2)
    done = here.maya.quizzing.answer(quiz.attempt_id, asked.question_id, right(known[asked.question_id]))

    assert (done.answered, done.total) == (5, 5)
    row = here.sql("SELECT at FROM quiz_answer WHERE question = ?", asked.question_id)
    assert datetime.fromisoformat(row[0][0]).replace(tzinfo=UTC) == here.now
    assert here.maya.quizzing.finish(quiz.attempt_id).score == 1.0


def test_every_answer_is_stored_with_its_worth(world: MakeWorld) -> None:
    """After grading each question asked has a row, answered or not."""
    here = world()
    done = take(here, here.maya, correct=2)
    rows = here.sql("SELECT given, points FROM quiz_answer WHERE attempt_id = ?", done.attempt_id)

    assert sorted(bool(json.loads(given)) for given, _ in rows) == [False, False, False, True, True]
    assert sorted(points for _, points in rows) == [0, 0, 0, 1, 1]


def test_a_crash_loses_nothing(world: MakeWorld) -> None:
    """Another program that opens the same desk goes on with the same questions and the answers so far."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    fill(here, here.maya, quiz, 2)
    here.wait(minutes=50)
    again = here.desk("maya").quizzing.start(PAPER)

    assert again.is_resumed
    assert (again.attempt_id, again.questions) == (quiz.attempt_id, quiz.questions)
    assert set(again.answers) == {one.question_id for one in quiz.questions[:2]}
    assert here.maya.quizzing.look(PAPER).view.open_attempt == quiz.attempt_id


def test_finishing_twice_gives_one_pass(world: MakeWorld) -> None:
    """A program that died before it heard the result may ask again; nothing is written twice."""
    here = world()
    done = take(here, here.maya)
    again = here.desk("maya").quizzing.finish(done.attempt_id)

    assert (again.passed, again.score, again.repeated) == (True, 1.0, True)
    assert here.sql("SELECT id FROM quiz_pass") == [(done.attempt_id,)]


def test_leaving_a_quiz_counts_as_an_attempt(world: MakeWorld) -> None:
    """Who looks at the questions and leaves waits as if they had failed, from the moment of leaving."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    here.wait(minutes=40)
    left = here.maya.quizzing.abandon(quiz.attempt_id)

    assert not left.may_start.can
    assert left.may_start.until == here.now + timedelta(minutes=30)
    for act in (here.maya.quizzing.finish, here.maya.quizzing.abandon):
        assert refusal(act, quiz.attempt_id).code in ("left", "over")
    assert [one.state for one in here.maya.quizzing.look(PAPER).attempts] == ["left"]


def test_after_a_failure_wait_and_read_again(world: MakeWorld) -> None:
    """Thirty minutes and a new look at the offer, both; the refusal says when and how."""
    here = world()
    take(here, here.maya, correct=0)
    failed_at = here.now
    told = refusal(here.maya.quizzing.start, PAPER)
    assert told.code == "wait"
    assert told.until is not None
    assert timedelta(minutes=30) <= told.until - failed_at < timedelta(minutes=30, seconds=1)
    here.maya.quizzing.open(PAPER)
    here.wait(minutes=29)
    assert refusal(here.maya.quizzing.start, PAPER).code == "wait"
    here.wait(minutes=2)
    assert here.maya.quizzing.start(PAPER).left_today == 1


def test_reading_is_asked_for_even_after_the_wait(world: MakeWorld) -> None:
    """Time alone does not lift the lock after a failure: the offer must be opened again."""
    here = world()
    here.maya.quizzing.open(PAPER)
    take(here, here.maya, correct=0)
    here.wait(hours=3)
    told = refusal(here.maya.quizzing.start, PAPER)

    assert (told.code, told.until, told.hint) == ("reopen", None, "Read the offer again (version 3)")
    here.maya.quizzing.open(PAPER)
    assert here.maya.quizzing.start(PAPER).attempt_id


@pytest.mark.parametrize("when", ["before the quiz", "during the quiz"])
def test_no_clock_moves_a_reading_behind_a_failure(world: MakeWorld, when: str) -> None:
    """Reading, setting the clock back and failing leaves the reading before the failure, as it was."""
    here = world()
    if when == "before the quiz":
        here.maya.quizzing.open(PAPER)
    else:
        here.maya.quizzing.start(PAPER)
        here.wait(minutes=1)
        here.maya.quizzing.open(PAPER)
    here.clock.move_to(here.now - timedelta(hours=1))
    take(here, here.maya, correct=0)
    here.wait(hours=5)
    assert refusal(here.maya.quizzing.start, PAPER).code == "reopen"
    here.maya.quizzing.open(PAPER)

    assert here.maya.quizzing.start(PAPER).attempt_id


def test_three_tries_a_day(world: MakeWorld) -> None:
    """The fourth try of a local day waits for tomorrow."""
    here = world()
    for _ in range(3):
        here.maya.quizzing.open(PAPER)
        take(here, here.maya, correct=0)
        here.wait(minutes=31)
    here.maya.quizzing.open(PAPER)
    told = refusal(here.maya.quizzing.start, PAPER)

    assert told.until == local("2026-11-25 00:00")
    here.wait(hours=14)
    assert here.maya.quizzing.start(PAPER).attempt_id


@pytest.mark.parametrize("hours", [-30, -1, 1, 9, 24 * 40])
def test_no_clock_shortens_a_wait(world: MakeWorld, hours: int) -> None:
    """Setting the machine's clock, or giving --at, changes nothing about the thirty minutes or the day's tries."""
    here = world()
    for _ in range(3):
        here.maya.quizzing.open(PAPER)
        take(here, here.maya, correct=0)
        here.wait(minutes=31)
    here.clock.move_to(here.now + timedelta(hours=hours))
    here.maya.quizzing.open(PAPER)
    here.wait(hours=5)
    assert refusal(here.maya.quizzing.start, PAPER).code == "wait"
    here.wait(hours=24 + max(0, -hours))

    assert here.maya.quizzing.start(PAPER).attempt_id


def test_a_reboot_leaves_the_stored_times(world: MakeWorld) -> None:
    """Where the steady clock cannot be compared, the stored moments decide."""
    here = world()
    take(here, here.maya, correct=0)
    here.write("UPDATE quiz_attempt SET boot = 'another run'")
    here.maya.quizzing.open(PAPER)
    assert refusal(here.maya.quizzing.start, PAPER).code == "wait"
    here.clock.move_to(here.now + timedelta(minutes=31))

    assert here.maya.quizzing.start(PAPER).attempt_id


# --- versions -----------------------------------------------------------------------------------


def test_a_quiz_is_graded_by_the_version_it_was_drawn_from(world: MakeWorld) -> None:
    """A new version while a quiz is open changes neither its questions nor its grading; the pass is in grace."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    renew(here)
    fill(here, here.maya, quiz, 5)
    done = here.maya.quizzing.finish(quiz.attempt_id)

    assert (done.passed, done.version, done.state.code) == (True, 3, "grace")
    assert done.state.until == here.now + timedelta(days=7)


def test_an_open_quiz_on_an_older_version_is_closed_with_words(world: MakeWorld) -> None:
    """Starting after a new version does not resume the old quiz; it counts, and the rep is told."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    here.wait(minutes=5)
    renew(here)
    told = refusal(here.maya.quizzing.start, PAPER)
    assert told.title.startswith("Your open quiz was on version 3, the offer is at version 4 now: it was closed")
    here.wait(minutes=26)
    here.maya.quizzing.open(PAPER)
    fresh = here.maya.quizzing.start(PAPER)

    assert (fresh.version, fresh.attempt_id != quiz.attempt_id, fresh.left_today) == (4, True, 1)
    assert refusal(here.maya.quizzing.finish, quiz.attempt_id).code == "left"


def test_a_pass_that_ran_out_stays_out(world: MakeWorld) -> None:
    """The grace of an old pass counts from the first version after it: the version after next revives nothing."""
    here = world()
    here.grant("maya", offers=[PAPER])
    lead = paper_lead(here)
    renew(here)
    here.wait(days=8)
    assert refusal(here.maya.calling.dial, lead).code == "locked"
    renew(here)

    assert refusal(here.maya.calling.dial, lead).code == "locked"
    assert here.maya.quizzing.look(PAPER).view.state.code == "expired"


def test_a_clock_set_back_revives_no_pass_of_an_old_version(world: MakeWorld) -> None:
    """Once a newer version is on record, no earlier clock reading brings the old pass more days than its grace."""
    here = world()
    here.grant("maya", offers=[PAPER])
    here.wait(days=10)
    renew(here)
    here.wait(days=8)
    renew(here)
    here.clock.move_to(here.now - timedelta(days=17))

    assert here.maya.quizzing.look(PAPER).view.state.code == "expired"


# --- whose, and bad input -----------------------------------------------------------------------


def test_everybody_earns_their_own_pass(world: MakeWorld) -> None:
    """Nobody answers, finishes or leaves a colleague's quiz, not even a manager."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    for desk in (here.jon, here.nora):
        for act, *args in (
            (desk.quizzing.answer, quiz.attempt_id, quiz.questions[0].question_id, ()),
            (desk.quizzing.finish, quiz.attempt_id),
            (desk.quizzing.abandon, quiz.attempt_id),
        ):
            assert refusal(act, *args).code == "not_yours"


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("single", ("No such choice",), "is not among the answers"),
        ("single", ("{0}", "{1}"), "has one answer"),
        ("numeric", ("1", "2"), "has one answer"),
        ("short", ("x" * 501,), "at most 500 characters"),
        ("matching", ("{0}",), "4 sides to match"),
        ("multiple", ("{0}", "nonsense"), "is not among the answers"),
    ],
)
def test_an_answer_must_fit_its_question(world: MakeWorld, kind: str, given: tuple[str, ...], says: str) -> None:
    """What the question cannot have is refused with what it can, and nothing is kept."""
    here = world()
    desk = here.maya
    desk.quizzing._make_seed = lambda: SEEDS[kind]
    quiz = desk.quizzing.start(PAPER)
    asked = next(one for one in quiz.questions if one.kind == kind)
    texts = tuple(text.format(*asked.choices) for text in given)
    with pytest.raises(BadInput, match=says):
        desk.quizzing.answer(quiz.attempt_id, asked.question_id, texts)

    assert here.sql("SELECT * FROM quiz_answer") == []


def test_a_question_that_was_not_asked_takes_no_answer(world: MakeWorld) -> None:
    """Only the questions drawn can be answered."""
    here = world()
    quiz = here.maya.quizzing.start(PAPER)
    with pytest.raises(BadInput, match='does not ask "roi-half"'):
        here.maya.quizzing.answer(quiz.attempt_id, "roi-half", ("x",))


def test_hostile_answers_are_kept_clean(world: MakeWorld) -> None:
    """A typed answer with terminal escapes is stored without them."""
    here = world()
    here.maya.quizzing._make_seed = lambda: SEEDS["short"]
    quiz = here.maya.quizzing.start(PAPER)
    asked = next(one for one in quiz.questions if one.kind == "short")
    here.maya.quizzing.answer(quiz.attempt_id, asked.question_id, ("\x1b]52;c;ZXZpbA==\x07own\u202eer",))

    assert here.sql("SELECT given FROM quiz_answer") == [('["owner"]',)]


def test_a_quiz_nobody_began_is_not_found(world: MakeWorld) -> None:
    """An id that no attempt has is named as such."""
    desk = world().maya
    with pytest.raises(NotFound, match="No quiz"):
        desk.quizzing.finish("0" * 32)


def test_training_has_a_quiz_and_locks_nobody(world: MakeWorld) -> None:
    """The onboarding sets are taken like any quiz; they lock no lead."""
    here = world()
    done = take(here, here.maya, "desk-method")
    view = here.maya.quizzing.look("desk-method").view

    assert done.passed
    assert (view.is_gated, view.locked.leads, view.state.is_good) == (False, 0, True)


def test_a_free_lead_stays_free_whatever_its_offers_quiz(world: MakeWorld) -> None:
    """A demo request is called without a pass, as the playbook asks for none."""
    here = world()
    lead = here.lead("demo_request")

    assert here.maya.calling.log(lead, "no_answer").stage is Stage.OPEN
