"""Commitments of a day: one's own, counted from the log, shared only by who made them."""

from __future__ import annotations

from datetime import date

import pytest

from sdrdesk.domain.commitment import What
from sdrdesk.errors import BadInput, NotFound, Refused
from tests.desk.takers import PAPER, take
from tests.worlds import MakeWorld, World, local


def dial(here: World, count: int = 1, login: str = "maya") -> None:
    """Calls that nobody answers."""
    desk = here.desk(login)
    for _ in range(count):
        desk.calling.log(here.lead(owner=login), "no_answer")


def test_dials_are_counted_from_the_log(world: MakeWorld) -> None:
    """Two dials before lunch: open, then kept with the second, and open again when that is taken back."""
    here = world()
    made = here.maya.commitments.make("2 dials before lunch")
    dial(here)
    one = here.maya.commitments.mine()
    dial(here)
    two = here.maya.commitments.mine()
    here.maya.calling.undo()
    back = here.maya.commitments.mine()

    assert (made.commitment.what, made.counted, made.kept) == (What.DIALS, "2 dials before 12:00", None)
    assert [(it.made, it.kept) for it in (one, two, back) if it] == [(1, None), (2, True), (1, None)]


def test_what_comes_too_late_does_not_keep_it(world: MakeWorld) -> None:
    """After noon on the rep's own clock the answer is final."""
    here = world()
    here.maya.commitments.make("2 dials before lunch")
    dial(here)
    here.clock.move_to(local("2026-11-24 12:00"))
    dial(here)
    view = here.maya.commitments.mine()

    assert view
    assert (view.made, view.kept) == (1, False)


def test_a_passed_quiz_keeps_it(world: MakeWorld) -> None:
    """The words find the offer; a pass of the day counts, whoever's words they were."""
    here = world()
    made = here.maya.commitments.make("pass the speed to lead quiz")
    assert (made.commitment.what, made.commitment.offer) == (What.QUIZ, "speed-to-lead")
    assert take(here, here.maya, PAPER).passed
    view = here.maya.commitments.mine()

    assert view
    assert view.kept is True


def test_a_quiz_that_no_offer_has_is_asked_about(world: MakeWorld) -> None:
    """Where it is not sure which one is meant, nothing is counted."""
    made = world().maya.commitments.make("pass the moonlight quiz")

    assert (made.commitment.what, made.counted) == (What.OWN, "")


def test_of_what_nobody_can_count_the_rep_says_it(world: MakeWorld) -> None:
    """And only of that: what is counted is not told."""
    here = world()
    here.maya.commitments.make("ask everybody one question more")
    told = here.maya.commitments.tell(was_kept=True)
    here.jon.commitments.make("3 dials")

    assert told.kept is True
    with pytest.raises(Refused):
        here.jon.commitments.tell(was_kept=True)


def test_one_replaces_the_other_until_it_is_decided(world: MakeWorld) -> None:
    """A rep may think again, not rewrite a day that is decided."""
    here = world()
    here.maya.commitments.make("20 dials")
    here.maya.commitments.make("1 dial")
    dial(here)

    with pytest.raises(Refused, match="was kept"):
        here.maya.commitments.make("5 conversations")
    assert here.sql("SELECT count(*) FROM commitment") == [(1,)]


def test_an_hour_that_is_over_is_refused(world: MakeWorld) -> None:
    """Nobody commits to what was to happen before now; nothing is kept of it."""
    here = world(local("2026-11-24 13:00"))
    with pytest.raises(Refused, match="over already"):
        here.maya.commitments.make("20 dials before lunch")

    assert here.maya.commitments.mine() is None


@pytest.mark.parametrize("words", ["", "   ", "x" * 121, "mail ana@helio.example", "ring +1 312 555 0142"])
def test_words_are_short_and_name_nobodys_address(world: MakeWorld, words: str) -> None:
    """What is kept of people stands with their leads, where it can be erased."""
    with pytest.raises(BadInput):
        world().maya.commitments.make(words)


def test_it_is_private_until_the_rep_shares_it(world: MakeWorld) -> None:
    """A manager and colleagues see a shared one; a private one nobody else sees."""
    here = world()
    here.maya.commitments.make("2 dials")
    assert [here.nora.commitments.shared(), here.jon.commitments.shared()] == [(), ()]
    here.maya.commitments.share(is_shared=True)
    assert [one.commitment.words for one in here.nora.commitments.shared()] == ["2 dials"]
    here.maya.commitments.share(is_shared=False)

    assert here.nora.commitments.shared() == ()


def test_who_sees_whether_it_was_kept(world: MakeWorld) -> None:
    """The manager, who sees the figures, and the rep; a colleague sees the words alone."""
    here = world()
    here.maya.commitments.make("1 dial", is_shared=True)
    dial(here)
    seen = [desk.commitments.shared()[0] for desk in (here.nora, here.maya, here.jon)]

    assert [(one.rep, one.made, one.kept) for one in seen] == [
        ("Maya Lindqvist", 1, True), ("Maya Lindqvist", 1, True), ("Maya Lindqvist", 0, None),
    ]  # fmt: skip


def test_without_one_there_is_nothing_to_share_or_tell(world: MakeWorld) -> None:
    """And nothing to drop is no fault."""
    here = world()
    here.maya.commitments.drop()
    with pytest.raises(NotFound):
        here.maya.commitments.share(is_shared=True)
    with pytest.raises(NotFound):
        here.maya.commitments.tell(was_kept=True)


def test_a_streak_passes_over_holidays_and_absences(world: MakeWorld) -> None:
    """Kept on Tuesday, away on Wednesday, Thanksgiving, kept on Friday: two in a row on Monday."""
    here = world(local("2026-11-24 10:00"))
    here.maya.commitments.make("1 dial")
    dial(here)
    here.nora.manage.cover("maya", date(2026, 11, 25), date(2026, 11, 25), "jon")
    here.clock.move_to(local("2026-11-26 08:00"))
    here.nora.manage.give_back("maya")
    here.clock.move_to(local("2026-11-27 10:00"))
    here.maya.commitments.make("1 dial")
    dial(here)
    here.clock.move_to(local("2026-11-30 10:00"))

    assert here.maya.commitments.streak() == 2
    assert here.jon.commitments.streak() == 0
    here.clock.move_to(local("2026-12-01 10:00"))
    assert here.maya.commitments.streak() == 0


def test_ideas_come_from_goals_and_the_dearest_quiz(world: MakeWorld) -> None:
    """Each idea is read as something that is counted."""
    here = world()
    here.lead("whitepaper")
    ideas = here.maya.commitments.ideas()

    assert ideas[0].endswith("dials before lunch")
    assert "quiz" in ideas[-1]
    for words in ideas:
        assert here.maya.commitments.make(words).counted, words
    here.maya.commitments.drop()
    dial(here, 30)
    here.clock.move_to(local("2026-11-24 12:30"))
    assert not any("lunch" in words for words in here.maya.commitments.ideas())


def test_what_is_done_already_is_no_commitment(world: MakeWorld) -> None:
    """A streak is not made of days that were over when they were promised."""
    here = world()
    dial(here)
    with pytest.raises(Refused, match="done already"):
        here.maya.commitments.make("1 dial")

    assert here.maya.commitments.mine() is None
