"""The first start: questions that found a team, what is wrong with an answer, and the way to the demo."""

from __future__ import annotations

import pytest

from sdrdesk.desk.people import founding
from sdrdesk.desk.people.founding import Answers
from sdrdesk.settings import Settings
from sdrdesk.tui.welcome import Welcome
from tests.tui.robot import Robot, settled


async def test_a_team_is_started_on_the_first_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing or wrong is said at its field, nothing typed is lost; what can be guessed need not be typed."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    given: list[Answers] = []
    app = Welcome("desk.db", lambda answers: given.append(founding.checked(answers)), Settings(theme="dark"))
    async with app.run_test(size=(80, 24)) as pilot:
        robot = Robot(pilot)
        await settled(pilot)
        await robot.press("ctrl+s")
        assert "A team needs a name" in robot.text
        await robot.burst(*"Linden SDRs", "enter", *"Rosa [b]", "enter", "enter", "space", "enter", "tab")
        await robot.press(*"x", "ctrl+s")
        assert "The hours cannot be read" in robot.text
        assert app.focused is not None
        assert app.focused.id == "hours"
        await robot.press("backspace", "enter", *"short", "ctrl+s")
        assert "A password has 10" in robot.text
        assert "short" not in robot.text
        await robot.press(*["backspace"] * 5, "enter", "enter")

    assert given == [app.answers]
    assert app.answers == Answers(
        team="Linden SDRs", name="Rosa [b]", login="rosa", role="manager", zone="Europe/Berlin", hours="09:00-18:00"
    )


async def test_the_demo_comes_first_for_whoever_wants_it() -> None:
    """One key leads there and founds nothing."""
    app = Welcome("desk.db", lambda _: pytest.fail("founded"), Settings(theme="dark"))
    async with app.run_test(size=(160, 45)) as pilot:
        await settled(pilot)
        await Robot(pilot).press("f2")
    assert (app.is_demo_wanted, app.answers) == (True, None)
