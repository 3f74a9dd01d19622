"""The help: on every screen it names what works there now, and nothing else; typing finds a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.tui.command import shown
from sdrdesk.tui.commands import COMMANDS, GO
from sdrdesk.tui.dialogs import help as help_dialog
from sdrdesk.tui.dialogs.help import NOT_OURS, HelpDialog, about, live_groups, page
from tests.tui.conftest import Opened
from tests.tui.robot import Robot

WAYS: dict[str, tuple[str, ...]] = {
    "queue": (), "brief": ("space",), "call": ("enter",), "note": ("enter", "tab"), "my numbers": ("2",),
    "team": ("3",), "marketing": ("4",), "calls": ("3", "c"), "leads": ("3", "o"), "rows": ("2", "enter"),
    "meetings": ("m",), "library": ("ctrl+o",), "offer": ("o",), "cover": ("t",), "quiz": ("t", "enter"),
    "road": ("5",), "settings": ("comma",), "certification": ("6",),
}  # fmt: skip
"""The keys that lead to each screen."""


@pytest.fixture
def nora(desk: Desk, desk_file: Path, clock: FixedClock) -> Iterator[Desk]:
    """The manager's desk, with Maya's leads: managers have the most keys."""
    desk.team.add_rep(login="nora", name="Nora Weiss", role="manager", zone_name="America/New_York")
    opened = open_desk(desk_file, clock, "nora")
    yield opened
    opened.close()


def live_keys(robot: Robot) -> set[str]:
    """The keys that do something on the screen that is up, as people read them."""
    active = robot.app.screen.active_bindings.items()
    hops = () if len(robot.app.screen.focus_chain) > 1 else help_dialog.BETWEEN
    return {shown(key) for key, one in active if one.enabled and one.binding.action not in NOT_OURS and key not in hops}


@pytest.mark.parametrize("way", WAYS)
async def test_every_live_key_is_named_and_no_other(open_app: Opened, desk: Desk, nora: Desk, way: str) -> None:
    """What the help lists is what the screen's keys do at this moment, and every one of them can be done."""
    at = nora if way in ("team", "marketing", "calls", "leads", "certification") else desk
    async with open_app(at) as robot:
        await robot.press(*WAYS[way])
        screen = robot.app.screen
        groups = live_groups(screen)
        named = {key for _, entries in groups for keys, _, _ in entries for key in keys.split(" or ")} - {"palette"}
        more = {
            keys
            for one in (screen.focused or screen).ancestors_with_self
            for _, entries in getattr(one, "more_keys", list)()
            for keys, _, _ in entries
        }

        assert named - more == live_keys(robot) - manager_keys(robot)
        for one in screen.active_bindings.values():
            name = one.binding.action.partition("(")[0]
            owner = {"app": robot.app, "screen": screen}.get(name.partition(".")[0], one.node)
            assert hasattr(owner, f"action_{name.rpartition('.')[2]}"), one


async def test_the_help_of_a_call_names_no_sign_that_does_nothing_there(open_app: Opened) -> None:
    """In a call letters and signs are outcomes or nothing: neither ? nor q is among its keys, f1 is."""
    async with open_app() as robot:
        await robot.press("enter", "question_mark")
        assert not isinstance(robot.app.screen, HelpDialog)
        named = [keys for _, entries in live_groups(robot.app.screen) for keys, _, _ in entries]
        assert "f1" in named
        assert not {"q", "?"} & {key for keys in named for key in keys.split(" or ")}


def manager_keys(robot: Robot) -> set[str]:
    """Keys of a manager's commands, which only say to anybody else that they are for managers."""
    if help_dialog.is_manager(robot.app.screen):
        return set()
    ids = {f"{way}{one.id}" for one in COMMANDS if one.manager for way in ("", GO)}
    return {shown(key) for key, one in robot.app.screen.active_bindings.items() if one.binding.id in ids}


async def test_a_call_names_its_outcomes_and_nothing_of_the_queue(open_app: Opened) -> None:
    """During a call the help holds the playbook's letters, the small yeses and the panel's keys alone."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("enter", "f1")
        assert isinstance(robot.app.screen, HelpDialog)
        said = page(robot.app.screen._held, (), "", 100).plain

        assert "No answer" in said
        assert "A small yes" in said
        assert "Snooze" not in said
        await robot.press("escape")
        assert robot.call.has_focus


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_typing_finds_a_key(open_app: Opened, size: tuple[int, int]) -> None:
    """Words narrow the page to the keys that fit them; escape closes it and the list has the keys again."""
    async with open_app(size=size) as robot:
        await robot.press("question_mark")
        assert "Your leads, best first" in robot.text
        await robot.press(*"snooze")
        assert "Bring the lead back later" in robot.text
        assert "Call the lead shown" not in robot.text
        await robot.press(*"xyz")
        assert "No key does that here" in robot.text
        await robot.press("escape")

        assert robot.app.screen is robot.screen
        assert robot.view.has_focus


async def test_the_key_that_opened_the_help_closes_it(open_app: Opened) -> None:
    """A second question mark closes; arrows scroll meanwhile."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("question_mark")
        first = robot.text
        await robot.press("pagedown", "down", "up")
        assert robot.text != first
        await robot.press("question_mark")

        assert robot.app.screen is robot.screen


async def test_the_help_says_what_the_screen_is_for(open_app: Opened) -> None:
    """The widget with the keys and the screen it lies in both say a sentence of themselves."""
    async with open_app() as robot:
        await robot.press("enter")

        said = about(robot.app.screen)

        assert len(said) == 2
        assert said[0].startswith("A call is on")
        assert page([], said, "", 60).plain.startswith("A call is on")
