"""What a rep does to a lead besides calling it."""

from __future__ import annotations

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.domain.queue import Tab
from sdrdesk.tui.dialogs.ask_zone import matching
from sdrdesk.tui.dialogs.pick import Pick, letters
from tests.tui.conftest import Opened


async def test_snooze_by_one_key(open_app: Opened, desk: Desk) -> None:
    """S and a letter: the lead waits, the status line says until when."""
    async with open_app() as robot:
        await robot.press("j", "j", "s", "h")

        assert robot.status == "✓ Snoozed Ana Souza until Tue 24 Nov 11:42 in Chicago, 12:42 for you"
        assert "Ana Souza" not in robot.names
        assert "Ana Souza" in [row.name for row in desk.queue.rows(Tab.WAITING)]


async def test_snooze_in_words(open_app: Opened) -> None:
    """Another time is typed and echoed."""
    async with open_app() as robot:
        await robot.press("j", "j", "s", "o", *"tomorrow 2pm")
        await robot.until(lambda: "Wed 25 Nov 14:00 in Chicago" in robot.text)
        assert "Wed 25 Nov 14:00 in Chicago" in robot.text
        await robot.press("enter")
        assert robot.status.startswith("✓ Snoozed Ana Souza until Wed 25 Nov 14:00")


async def test_snooze_can_be_left(open_app: Opened) -> None:
    """Escape changes nothing; arrows and enter pick too."""
    async with open_app() as robot:
        await robot.press("s", "escape")
        assert robot.status == ""
        await robot.press("s", "o", "escape")
        assert robot.status == ""
        await robot.press("s", "j", "k", "down", "enter")
        assert robot.status.startswith("✓ Snoozed Lena Fischer until Wed 25 Nov 09:00")


async def test_edit(open_app: Opened, desk: Desk) -> None:
    """The form holds what is known, enter saves it, and list and brief show it."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("j", "j", "e")
        assert "Northwind Traders" in robot.text
        await robot.press("tab", *"Southwind", "enter")

        assert robot.status == "✓ Saved"
        assert robot.current == "Ana Souza"
        assert "Southwind" in robot.text


async def test_a_wrong_field_is_named(open_app: Opened) -> None:
    """Nothing is saved; the field has the focus and says what is wrong."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("j", "j", "e", "delete", "enter")
        assert "A lead needs a name" in robot.text
        await robot.press(*"Ana", *["tab"] * 9, *"many", "enter")
        assert "whole number" in robot.text
        focused = robot.app.focused
        assert focused is not None
        assert focused.id == "people"
        await robot.press("escape")
        assert robot.app.screen is robot.screen


async def test_the_desk_may_refuse_a_form(open_app: Opened) -> None:
    """What the desk says is shown in the form, beside the field it names."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("j", "j", "e", "tab", "tab", "tab", *"12", "enter")

        assert "✗ The phone" in robot.text
        assert robot.app.screen is not robot.screen


async def test_add(open_app: Opened, desk: Desk) -> None:
    """A new lead needs its offer and a way to reach it; then it is up."""
    async with open_app(size=(120, 40)) as robot:
        await robot.press("a", *"Nora Quist", "tab", *"Fjord", "tab", "tab", *"+12125550199", "enter")
        assert "Which offer did they convert on?" in robot.text
        await robot.press(*"demo-request", "enter")

        assert robot.status == "✓ Added"
        assert robot.brief.startswith("Nora Quist")


async def test_zone(open_app: Opened, desk: Desk) -> None:
    """A lead that nobody could place is placed by a town, and may be called then."""
    async with open_app() as robot:
        await robot.press("l", "G")
        assert robot.current == "Uma Falken"
        await robot.press("z", *"new york")
        assert "America/New_York" in robot.text
        await robot.press("enter")

        assert robot.status == "✓ Uma Falken is in America/New_York"
        assert "Uma Falken" in [row.name for row in desk.queue.rows()]


async def test_zone_can_be_chosen_and_left(open_app: Opened) -> None:
    """Escape and no match change nothing."""
    async with open_app() as robot:
        await robot.press("z", *"qqqq", "enter", "escape")
        assert robot.status == ""
        await robot.press("z", *"berlin", "tab", "enter")
        assert robot.status == "✓ Lena Fischer is in Europe/Berlin"


def test_towns_are_found() -> None:
    """A zone is found by its town first; old names do not turn up."""
    assert matching("chicago") == ["America/Chicago"]
    assert matching("new y")[0] == "America/New_York"
    assert not [name for name in matching("central") if name.startswith("US/")]


async def test_copy(open_app: Opened) -> None:
    """Y copies the number and says which."""
    async with open_app() as robot:
        await robot.press("y")

        assert robot.app.clipboard == "+494055501234"
        assert robot.status == "✓ Copied +494055501234"


async def test_undo_with_nothing_to_undo(open_app: Opened, desk: Desk) -> None:
    """It says so."""
    desk.calling.undo()
    async with open_app() as robot:
        await robot.press("u")

        assert robot.status == "· Nothing to take back"


def test_letters_are_distinct() -> None:
    """Every answer has its own key, none of those that move."""
    options = letters({str(index): label for index, label in enumerate(["Bad", "Bald", "Bat", "Jab", "Kid", "Tab"])})

    keys = [option.key for option in options]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {"j", "k"}


async def test_a_click_picks(open_app: Opened) -> None:
    """The mouse may pick an answer."""
    async with open_app() as robot:
        await robot.press("j", "j", "s")
        assert isinstance(robot.app.screen, Pick)
        await robot.pilot.click("OptionList", offset=(6, 0))
        await robot.press()

        assert robot.status.startswith("✓ Snoozed Ana Souza")


@pytest.mark.parametrize("keys", [("s", "escape", "escape"), ("s", "h", "h"), ("o", "escape", "escape", "escape")])
async def test_a_dialog_answers_once(open_app: Opened, keys: tuple[str, ...]) -> None:
    """Keys pressed twice before a dialog is gone are harmless."""
    async with open_app() as robot:
        await robot.press("j", "j", keys[0])
        for key in keys[1:]:
            robot._send(key)
        await robot.press()

        assert robot.app.screen is robot.screen
        assert robot.app.return_code is None


async def test_a_score_that_is_wrong(open_app: Opened, desk: Desk) -> None:
    """X asks why, an empty answer is one too; the brief shows it, and x again takes it back."""
    async with open_app() as robot:
        lead = desk.queue.rows(Tab.READY)[0].lead_id
        await robot.press("x", *"resells", "enter")
        assert "is wrong" in robot.status
        assert desk.queue.brief(lead).wrong == ("Maya Chen says wrong: resells",)
        await robot.press("x")
        assert desk.queue.brief(lead).wrong == ()
        await robot.press("x", "enter")
        assert desk.queue.brief(lead).wrong == ("Maya Chen says wrong",)
