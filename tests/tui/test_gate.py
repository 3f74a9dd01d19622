"""The way through the gate by keys: a locked lead, its offer, its quiz, its result, and the lead in Ready."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.gate.gate_values import HandOverView
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import StoreError
from sdrdesk.text import is_clean
from sdrdesk.tui.dialogs.offer_reader import OfferReader
from sdrdesk.tui.screens.library import LibraryScreen
from sdrdesk.tui.screens.queue import QueueScreen
from sdrdesk.tui.screens.quiz import QuizScreen
from sdrdesk.tui.screens.quiz_cover import QuizCover
from sdrdesk.tui.screens.quiz_result import QuizResult
from sdrdesk.tui.screens.road import RoadScreen
from sdrdesk.tui.widgets.locked_cost import LockedCost
from tests.tui import hostile, seeded
from tests.tui.conftest import Opened
from tests.tui.pupil import answer_all, keys_for, quiz_of, said, shows, steady_draws
from tests.tui.robot import Robot

SMALL = (80, 24)
OFFER = "roi-guide"


@pytest.fixture(autouse=True)
def _steady(desk: Desk) -> None:
    """The same questions in every run."""
    steady_draws(desk)


@pytest.fixture
def newcomer(desk: Desk, desk_file: Path, clock: FixedClock) -> Iterator[Desk]:
    """Ines, on her first day, with one lead of Maya's that came for the ROI guide."""
    desk.team.add_rep(login="ines", name="Ines Duarte", role="rep", zone_name="America/New_York")
    opened = open_desk(desk_file, clock, "ines")
    someone = next(one for one in seeded.PEOPLE if one.offer == OFFER)
    now = clock.now()
    seeded.arrive(opened, clock, seeded.Someone(**{**_fields(someone), "name": "Nadia Ferro", "phone": "+12015550177"}))
    clock.move_to(now)
    steady_draws(opened)
    yield opened
    opened.close()


def _fields(someone: seeded.Someone) -> dict[str, Any]:
    return {name: getattr(someone, name) for name in someone.__dataclass_fields__}


async def to_cover(robot: Robot) -> None:
    """From Ready to the cover of the locked lead's quiz."""
    await robot.press("l", "l", "t")
    assert shows(robot, QuizCover)


async def take(desk: Desk, robot: Robot, *, wrong: int = 0) -> None:
    """From the cover through the quiz to its result."""
    await robot.press("enter")
    await answer_all(desk, robot, wrong=wrong)
    await robot.press("enter")
    assert shows(robot, QuizResult)


async def test_a_new_rep_goes_from_the_first_start_to_the_first_call(open_app: Opened, newcomer: Desk) -> None:
    """The road at start, read, quiz, pass, the lead in Ready, and the call: keys alone, on 80 by 24."""
    async with open_app(newcomer, size=SMALL) as robot:
        assert shows(robot, RoadScreen)
        assert "0/12 done" in robot.text
        assert "unlocks 1 lead" in robot.text
        await robot.press(*["j"] * 8, "enter")
        assert "Key facts" in robot.text
        await robot.press("space", "t")
        assert "5 questions, 4 right to pass" in robot.text
        await take(newcomer, robot)
        assert "✓ Passed  100%" in robot.text
        await robot.press("enter")

        assert shows(robot, QueueScreen)
        assert robot.current == "Nadia Ferro"
        assert robot.status == "✓ Passed with 100%: 1 lead unlocked, 1 ready now"
        await robot.press("enter")
        assert robot.screen.is_calling


async def test_the_locked_tab_tells_what_the_lock_costs(open_app: Opened) -> None:
    """How many wait, since when, until when, how long the quiz takes and who could help; it is gone on other tabs."""
    async with open_app(size=(120, 36)) as robot:
        await robot.press("l", "l")
        text = robot.text
        assert "1 lead waits for one quiz" in text
        assert "oldest 2 d" in text
        assert "late" in text
        assert "quiz 4 min" in text
        assert "nobody has the pass" in text
        await robot.press("1")
        assert not robot.screen.query_one(LockedCost).display


async def test_enter_on_a_locked_lead_opens_its_offer(open_app: Opened, desk: Desk) -> None:
    """And that is recorded; escape leads back to the lead."""
    async with open_app(size=SMALL) as robot:
        await robot.press("l", "l", "enter")
        assert shows(robot, OfferReader)
        assert "Open with" in robot.text
        await robot.press("j", "pagedown", "end", "home", "k", "pageup", "escape")
        assert shows(robot, QueueScreen)
        assert robot.current == "Gita Rao"
    assert desk.onboarding.road().streak == 1


async def test_unlocked_leads_stand_out_in_ready(open_app: Opened, desk: Desk) -> None:
    """They bear a mark for a while, and the cursor is on the first."""
    async with open_app(size=SMALL) as robot:
        await to_cover(robot)
        await take(desk, robot)
        await robot.press("enter")
        line = next(line for line in robot.lines() if "Gita Rao" in line)
        assert "✓Gita Rao" in line
        robot.view.celebrate(())
        await robot.press()
        assert "✓Gita Rao" not in robot.text


async def test_no_answer_comes_to_light_before_the_end(open_app: Opened, desk: Desk) -> None:
    """The screen says nothing of right or wrong while questions are open, and no reason why."""
    async with open_app(size=(120, 36)) as robot:
        await to_cover(robot)
        await robot.press("enter")
        seen = []
        while not quiz_of(robot).sheet.is_done:
            await robot.press(*keys_for(desk, robot, right=False))
            seen.append(robot.text)
            assert "who has to defend the spending" not in robot.text

        assert not any(word in text for text in seen for word in ("right  ", "why    ", "Not yet", "Passed"))


async def test_a_failure_tells_what_to_read_and_when_to_come_back(
    open_app: Opened, desk: Desk, clock: FixedClock
) -> None:
    """After it comes the wait and the offer once more; only then may the next try begin."""
    async with open_app(size=(120, 36)) as robot:
        await to_cover(robot)
        await take(desk, robot, wrong=3)
        text = robot.text
        assert "Not yet  40%" in text
        assert "What to read again" in text
        assert "Next try 12:12, in 30m" in text
        await robot.press("t", "enter")
        assert shows(robot, QuizCover)
        assert "✗" in said(robot)
        clock.advance(timedelta(minutes=31))
        await robot.press("enter")
        assert "opened" in said(robot)
        await robot.press("o", "escape", "enter")
        assert shows(robot, QuizScreen)
        assert robot.view.row(robot.view.current) is not None


async def test_a_quiz_that_is_left_counts(open_app: Opened, desk: Desk) -> None:
    """Escape asks first; no goes on, yes leaves, and the attempt is written down."""
    async with open_app(size=SMALL) as robot:
        await to_cover(robot)
        await robot.press("enter", "escape")
        assert "It counts as an attempt" in robot.text
        await robot.press("enter")
        assert shows(robot, QuizScreen)
        await robot.press("escape", "y")
        assert shows(robot, QueueScreen)
        assert "counts as an attempt" in robot.status
    assert [one.state for one in desk.quizzing.look(OFFER).attempts] == ["left"]


async def test_a_quiz_that_broke_off_goes_on(open_app: Opened, desk: Desk) -> None:
    """What was answered stays answered, the first open question is up, with what was chosen and not confirmed."""
    async with open_app(size=SMALL) as robot:
        await to_cover(robot)
        await robot.press("enter")
        await robot.press(*keys_for(desk, robot))
        await robot.press(*keys_for(desk, robot))
        await robot.press("1")
        begun = quiz_of(robot).sheet.given(2)
        assert begun
    async with open_app(size=SMALL) as robot:
        await to_cover(robot)
        assert "goes on where you stopped" in robot.text
        await robot.press("enter")
        sheet = quiz_of(robot).sheet
        assert sheet.at == 2
        assert sheet.given(2) == begun
        assert "Draft from" in robot.text
    assert len(desk.quizzing.look(OFFER).attempts) == 1


async def test_earlier_questions_may_be_answered_anew(open_app: Opened, desk: Desk) -> None:
    """Until the quiz is handed in; the last answer is the one that is graded."""
    async with open_app(size=SMALL) as robot:
        await to_cover(robot)
        await robot.press("enter")
        await answer_all(desk, robot, wrong=1)
        await robot.press(*["pageup"] * 5)
        assert quiz_of(robot).sheet.at == 0
        keys = [key for key in keys_for(desk, robot) if key != "enter"]
        await robot.press(*keys, *["pagedown"] * 5, "enter")
        assert "5 of 5 right" in robot.text


async def test_an_open_question_is_named_before_the_quiz_is_handed_in(open_app: Opened) -> None:
    """Nothing is handed in unnoticed; an open question counts as wrong."""
    async with open_app(size=SMALL) as robot:
        await to_cover(robot)
        await robot.press("enter", "enter")
        assert "leaves it open" in robot.text
        await robot.press(*["pagedown"] * 5)
        assert "5 questions still open" in robot.text
        await robot.press("enter")
        assert "0 of 5 right" in robot.text


async def test_the_offer_is_read_beside_the_question(open_app: Opened, desk: Desk) -> None:
    """The answer chosen so far is kept."""
    async with open_app(size=(160, 45)) as robot:
        await to_cover(robot)
        await robot.press("enter", "2", "o")
        assert shows(robot, OfferReader)
        assert "Question 1 of 5" in robot.text
        assert "Key facts" in robot.text
        await robot.press("escape")
        assert quiz_of(robot).sheet.given(0)


async def test_an_answer_that_was_not_kept_is_asked_again(
    open_app: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store was busy: the question is up again with its answer, and the same key tries again."""
    real = desk.quizzing.answer
    refuse = [True]

    def answer(*args: Any) -> Any:
        if refuse and refuse.pop():
            raise StoreError("The desk is busy", "", "Try again")
        return real(*args)

    monkeypatch.setattr(desk.quizzing, "answer", answer)
    async with open_app(size=SMALL) as robot:
        await to_cover(robot)
        await robot.press("enter")
        await robot.press(*keys_for(desk, robot))
        assert quiz_of(robot).sheet.at == 0
        assert "enter tries again" in robot.text
        await robot.press("enter")
        assert quiz_of(robot).sheet.at == 1
    assert len(desk.quizzing.start(OFFER).answers) == 1


@pytest.mark.parametrize("payload", ["controls", "markup"])
async def test_hostile_questions_are_shown_literally(
    open_app: Opened, desk: Desk, payload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Brackets in offers, questions and results are brackets; no control reaches the screen; nothing is clickable."""
    plain = "".join(hostile.PAYLOADS[name] for name in hostile.LITERAL)
    bad = "".join(one for name, one in hostile.PAYLOADS.items() if name not in {*hostile.LITERAL, "long", "osc_open"})
    text = bad if payload == "controls" else plain
    part: Any = desk.quizzing

    class Poisoned:
        """Quizzing whose answers hold the payload in every text."""

        def __getattr__(self, name: str) -> Any:
            def called(*args: Any) -> Any:
                found = getattr(part, name)(*args)
                return hostile.poison(found, text) if name in {"look", "open", "start", "library"} else found

            return called

    monkeypatch.setattr(desk, "quizzing", Poisoned())
    screens = []
    async with open_app(size=(120, 36)) as robot:
        for keys in (["l", "l", "o"], ["escape"], ["t"], ["enter"], ["1"], ["right_square_bracket"], ["o"], ["escape"]):
            await robot.press(*keys)
            screens.append(robot.text)
        assert shows(robot, QuizScreen)
        await robot.press("escape", "y", "ctrl+o")
        screens.append(robot.text)

    assert all(is_clean(text.replace("\n", "")) for text in screens)
    if payload == "markup":
        assert sum("[red]x[/]" in text for text in screens) >= 5


async def test_the_offer_is_read_beside_a_call(open_app: Opened) -> None:
    """`o` opens it; scrolling keys scroll; an outcome key closes it and logs the call."""
    async with open_app() as robot:
        robot.screen.shown.guard.clock = iter(range(10**9, 2 * 10**9, 10)).__next__
        await robot.press("j", "enter", "o")
        assert shows(robot, OfferReader)
        assert "On the line" in robot.text
        await robot.press("j", "pagedown", "escape")
        assert robot.screen.is_calling
        assert robot.call.has_focus
        await robot.press("o", "n")
        assert "Logged no answer" in robot.status


async def test_the_library_finds_a_word_in_an_offer(open_app: Opened) -> None:
    """`/` searches every text; enter reads, `t` goes to the quiz, escape leads back."""
    async with open_app(size=(120, 36)) as robot:
        await robot.press("ctrl+o")
        assert "12 offers" in robot.text
        await robot.press("slash", *"mailboxes")
        await robot.until(lambda: "offers with mailboxes" in robot.text)
        assert "offers with mailboxes" in robot.text
        await robot.press("enter", "enter")
        assert shows(robot, OfferReader)
        await robot.press("t")
        assert shows(robot, QuizCover)
        await robot.press("escape")
        assert shows(robot, LibraryScreen)
        await robot.press("escape", "escape")
        assert shows(robot, QueueScreen)


async def test_what_was_handed_over_is_told(open_app: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lead that went to a colleague by itself is named, in the status line and in a toast."""
    view = HandOverView(
        lead_id="x", name="Gita [/] Rao", company="", offer=OFFER, title="T", answer_by=None, from_id=desk.rep.id,
        from_name="Maya", to_id="y", to_name="Jon", words="Answer due in 2h, Jon has it",
    )  # fmt: skip
    monkeypatch.setattr(desk.gate, "tick", lambda: (view,))
    async with open_app(size=SMALL) as robot:
        robot.screen.gate.tick()
        await robot.press()
        assert robot.status == "⇄ Gita [/] Rao went to Jon: answer due in 2h, Jon has it"
        assert "1 locked lead handed over" in robot.toasts[-1]


async def test_a_rep_is_told_whose_the_managers_keys_are(open_app: Opened) -> None:
    """`6` and `p` say why not, and what to do instead; the palette does not name them."""
    async with open_app(size=SMALL) as robot:
        await robot.press("6")
        assert "Certification is for managers" in robot.status
        await robot.press("p")
        assert "Only a manager" in robot.status
        await robot.press("ctrl+p", *"certif")
        await robot.until(lambda: "Certification" not in robot.text)
        assert "Certification" not in robot.text


async def test_somebody_long_in_the_job_starts_in_the_queue(open_app: Opened, desk: Desk) -> None:
    """The road is for the first months; later it is one key away."""
    async with open_app(size=SMALL) as robot:
        assert shows(robot, QueueScreen)
        assert robot.screen.board is not None
        assert robot.screen.board.tab is Tab.READY
        await robot.press("5")
        assert shows(robot, RoadScreen)
        await robot.press("j", "k", "r", "question_mark", "escape", "escape")
        assert shows(robot, QueueScreen)
