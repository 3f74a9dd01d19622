"""The manager's side of the gate, and sign-offs: by keys, on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.tui.dialogs.closer import Closer
from sdrdesk.tui.screens.certification import CertificationScreen
from sdrdesk.tui.screens.queue import QueueScreen
from sdrdesk.tui.screens.road import RoadScreen
from tests.tui.conftest import Opened
from tests.tui.pupil import said, shows
from tests.tui.robot import Robot


@pytest.fixture
def nora(desk: Desk, desk_file: Path, clock: FixedClock) -> Iterator[Desk]:
    """The manager's desk; Jon has the pass that Maya lacks."""
    desk.team.add_rep(login="nora", name="Nora Weiss", role="manager", zone_name="America/New_York")
    opened = open_desk(desk_file, clock, "nora")
    opened.team.grant_pass("jon", "roi-guide")
    yield opened
    opened.close()


async def book(robot: Robot) -> None:
    """Open the book of passes."""
    await robot.press("6")
    assert shows(robot, CertificationScreen)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_book_of_passes_shows_who_has_what(open_app: Opened, nora: Desk, size: tuple[int, int]) -> None:
    """Reps by offers; the cell under the cursor is told in words, with the leads that wait."""
    async with open_app(nora, size=size) as robot:
        await book(robot)
        assert "Jon Reyes · Working an inbound lead" in robot.text
        await robot.press("j", *["l"] * 8)
        assert "Maya Chen · What an answered lead is worth" in robot.text
        assert "Not passed yet · 0 tries · 1 lead of theirs locked" in robot.text
        await robot.press("k")
        assert "✓ Passed" in robot.text


async def test_a_closer_look_shows_tries_and_questions(open_app: Opened, nora: Desk, desk: Desk) -> None:
    """Every try of the rep, and below the count no figure on a question."""
    quiz = desk.quizzing.start("roi-guide")
    desk.quizzing.abandon(quiz.attempt_id)
    async with open_app(nora, size=(80, 24)) as robot:
        await book(robot)
        await robot.press("j", *["l"] * 8, "enter")
        assert shows(robot, Closer)
        assert "version 1" in robot.text
        assert "left" in robot.text
        await robot.press("space", "j")
        assert "Not enough answers: 0 of 20" in robot.text
        await robot.press("escape")
        assert shows(robot, CertificationScreen)


async def test_a_lead_that_runs_out_of_time_is_handed_over(open_app: Opened, nora: Desk, desk: Desk) -> None:
    """After a question, to the rep with the pass."""
    async with open_app(nora, size=(80, 24)) as robot:
        await book(robot)
        await robot.press("tab", "tab")
        assert "Gita Rao" in robot.text
        assert "enter gives it to Jon Reyes" in robot.text
        await robot.press("enter", "n", "enter", "y")
        assert said(robot) == "✓ Gita Rao went from Maya Chen to Jon Reyes"
        assert "No locked lead is running out of time" in robot.text
    assert desk.gate.locked() == ()


async def test_a_lead_is_let_pass_with_a_reason(open_app: Opened, nora: Desk, desk: Desk) -> None:
    """Never without one; it is kept with the manager's name."""
    async with open_app(nora, size=(80, 24)) as robot:
        await book(robot)
        await robot.press("tab", "tab", "p", "enter")
        assert "Say why" in robot.text
        await robot.press(*"she called twice", "enter", "tab")
        assert "Let pass so far: Nora Weiss 1" in robot.text
        assert "she called twice" in robot.text
    (opened,) = desk.gate.opened()
    assert (opened.name, opened.reason) == ("Gita Rao", "she called twice")
    assert desk.gate.locked() == ()


async def test_a_lead_found_by_its_name_is_let_pass(open_app: Opened, nora: Desk, desk: Desk) -> None:
    """From the manager's own queue: find it, press p, say why."""
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("slash", *"gita")
        await robot.wait(0.2)
        await robot.press("enter", "p", *"asked by name", "enter")
        assert "Gita Rao may be called by Maya Chen" in robot.status
    assert len(desk.gate.opened()) == 1


async def test_a_skill_is_scored_against_its_rubric(open_app: Opened, nora: Desk, desk: Desk) -> None:
    """Every line needs its points; the sum says whether it signs off; the rep sees who scored it."""
    async with open_app(nora, size=(80, 24)) as robot:
        await book(robot)
        await robot.press("j", "s", "1", "3", "3", "enter")
        assert "Every line needs its points" in robot.text
        await robot.press("3", "2", "3")
        assert "14 of 15 points" in robot.text
        assert "signed off" in robot.text
        await robot.press("enter", *"well told", "enter")
        assert shows(robot, CertificationScreen)
        await robot.press("5", "end")
        assert shows(robot, RoadScreen)
    skill = desk.onboarding.road().skills[0]
    assert (skill.passed, skill.by, skill.note, skill.scores) == (True, "Nora Weiss", "well told", (3, 3, 3, 2, 3))


async def test_a_manager_goes_from_road_to_road(open_app: Opened, nora: Desk) -> None:
    """`]` shows the next rep's road; enter on a skill scores it; escape leads back to the queue."""
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("5")
        assert "The road of Jon Reyes" in robot.text
        await robot.press("right_square_bracket")
        assert "The road of Maya Chen" in robot.text
        await robot.press("end", "enter")
        assert "Handle objections: Maya Chen" in robot.text
        await robot.press("escape", "escape")
        assert shows(robot, QueueScreen)


async def test_whether_the_gate_earns_its_keep_is_told_with_its_doubt(open_app: Opened, nora: Desk) -> None:
    """Below the count it says that there are too few contacts."""
    async with open_app(nora, size=(80, 24)) as robot:
        await book(robot)
        await robot.press("tab")
        assert "Does the gate earn its keep?" in robot.text
        assert "Not enough contacts yet" in robot.text
        await robot.press("j", "shift+tab", "question_mark", "escape", "escape")
        assert shows(robot, QueueScreen)
