"""The settings screen: what holds and why; choices are tried at once, and kept unless the user wrote otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.content import Content

from sdrdesk import paths, state
from sdrdesk.settings import Settings, read_settings
from sdrdesk.tui import themes
from sdrdesk.tui.screens.settings import SettingsScreen, line_for
from tests.tui.conftest import Opened
from tests.tui.robot import Robot


def write(text: str) -> Path:
    """The user's file with this text."""
    file = paths.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


async def shown(robot: Robot) -> SettingsScreen:
    """The screen, by its key."""
    await robot.press("comma")
    screen = robot.app.screen
    assert isinstance(screen, SettingsScreen)
    return screen


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_every_setting_is_there_with_its_source(open_app: Opened, size: tuple[int, int]) -> None:
    """Name, value, where it comes from, and below what it is."""
    write('rep = "maya"\n')
    async with open_app(size=size, rep="maya") as robot:
        screen = await shown(robot)
        seen = ""
        for _ in screen._names:
            seen += robot.text
            await robot.press("j")
        assert all(name in seen for name in screen._names)
        assert "config.toml" in next(line for line in seen.splitlines() if line.strip().startswith("rep "))
        assert "Login of the rep who sits down" in seen
        await robot.press("escape")

        assert robot.app.screen is robot.screen


async def test_a_setting_takes_one_line(open_app: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long name of a variable is cut on a small screen: wrapped, it would read as a setting of its own."""
    monkeypatch.setenv("SDRDESK_SMTP_PASSWORD_FILE", "/x")
    async with open_app(size=(80, 24), smtp_password_file="/x") as robot:
        screen = await shown(robot)
        line = screen._list.get_option_at_index(screen._names.index("smtp_password_file")).prompt
        assert isinstance(line, Content)
        assert "variable SDRDESK_" in line.plain
        assert line.cell_length <= screen._list.scrollable_content_region.width


async def test_a_theme_is_tried_and_kept(open_app: Opened) -> None:
    """It holds at once and at the next start, and no file of the user's is written."""
    async with open_app(theme="auto", size=(80, 24)) as robot:
        await shown(robot)
        await robot.press("enter", "3")
        assert robot.app.theme == themes.LIGHT
        assert "settings screen" in robot.text
    assert read_settings({}, {})[0].theme == "light"
    assert not paths.config_file().exists()
    async with open_app(theme="light") as robot:
        await shown(robot)
        await robot.press("d")
        assert robot.app.theme != themes.LIGHT
    assert read_settings({}, {})[0].theme == "auto"


async def test_what_the_file_says_can_only_be_tried(open_app: Opened) -> None:
    """The file wins: the choice holds until one leaves, and the line to write is shown."""
    file = write('theme = "dark"\n')
    async with open_app(size=(80, 24)) as robot:
        await shown(robot)
        assert "here it can only be tried" in robot.text
        await robot.press("enter", "3")

        assert robot.app.theme == themes.LIGHT
        assert 'theme = "light"' in robot.text
    assert file.read_text(encoding="utf-8") == 'theme = "dark"\n'
    assert state.read("settings") == {}


async def test_a_preset_of_keys_is_tried_live(open_app: Opened) -> None:
    """The keys of the queue are the preset's as soon as it is chosen."""
    async with open_app() as robot:
        await shown(robot)
        await robot.press("j", "enter", "4")
        assert read_settings({}, {})[0].keymap == "left-hand"
        await robot.press("escape")
        first = robot.current
        await robot.press("s")

        assert robot.current != first


async def test_what_is_not_for_the_screen_shows_its_line(open_app: Opened) -> None:
    """What runs programs or sends mail is the file's alone."""
    async with open_app(size=(80, 24)) as robot:
        screen = await shown(robot)
        while screen.name_shown != "dial_command":
            await robot.press("j")
        await robot.press("enter")

        assert 'In config.toml: dial_command = "none"' in robot.text
        assert robot.app.screen is screen


def test_lines_are_toml() -> None:
    """What is shown can be pasted."""
    import tomllib

    assert tomllib.loads(line_for("dial_command", 'say "{uri}"'))["dial_command"] == 'say "{uri}"'
    assert tomllib.loads(line_for("bell", True))["bell"] is True
    assert tomllib.loads(line_for("keys", {}))["keys"]
    assert Settings().keys == {}
