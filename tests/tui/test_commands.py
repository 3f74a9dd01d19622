"""The command table: no key twice, nothing unreachable, and everything that is read from it true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.tui import commands
from sdrdesk.tui.app import SdrDesk
from sdrdesk.tui.commands import COMMANDS, Scope
from sdrdesk.tui.keymap_check import clashes
from sdrdesk.tui.palette import highlight, score
from sdrdesk.tui.screens.queue import QueueScreen
from sdrdesk.tui.widgets.call_panel import CallPanel
from sdrdesk.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import Opened

NEVER = {"ctrl+m", "ctrl+i", "ctrl+j", "ctrl+h"}
"""What terminals send for enter, tab, newline and backspace."""


def test_no_key_is_claimed_twice() -> None:
    """Within a scope each key has one command; across scopes it may differ."""
    assert clashes() == []
    found = clashes([*COMMANDS, replace(COMMANDS[0], id="other")])
    assert found == [("other", "lead.dial", "enter is claimed by other and by lead.dial")]


def test_ids_are_unique_and_keys_are_safe() -> None:
    """No terminal confuses any of the keys."""
    ids = [one.id for one in COMMANDS]

    assert len(set(ids)) == len(ids)
    assert not [one.id for one in COMMANDS if NEVER & set(one.keys.split(","))]


OWNERS = {Scope.DESK: QueueScreen, Scope.CALL: CallPanel, Scope.ANYWHERE: SdrDesk}
"""Whose methods the commands of a scope call."""


@pytest.mark.parametrize("one", [one for one in COMMANDS if one.scope in OWNERS], ids=lambda one: one.id)
def test_every_command_has_an_action(one: commands.Command) -> None:
    """Its method is there, on the screen, the panel or the app."""
    name = one.action.partition("(")[0]
    owner = SdrDesk if name.startswith("app.") else OWNERS[one.scope]

    assert hasattr(owner, f"action_{name.removeprefix('app.')}")


def test_the_footer_is_short() -> None:
    """At 80 columns at most seven keys are named, and they fit."""
    bar = KeyBar(commands.footer())

    shown = bar.shown(78)
    assert len(shown) == 7
    assert sum(size for _, size in shown) <= 81
    for width in (24, 58, 78):
        assert "desk.help" in [one.id for one, _ in bar.shown(width)], "without it nobody finds the other keys"


@pytest.mark.parametrize("scope", sorted({one.scope for one in COMMANDS} - {Scope.DESK, Scope.ANYWHERE}))
def test_the_footer_always_names_the_way_out(scope: Scope) -> None:
    """However narrow the screen, nobody looks for the key that leads back."""
    bar = KeyBar(commands.footer(scope))

    for width in (60, 78, 98, 158):
        assert any(one.is_way_out for one, _ in bar.shown(width))
        assert sum(size for _, size in bar.shown(width)) <= width + 3


def test_outcome_keys_do_not_clash_with_the_calls_own(desk: Desk) -> None:
    """No outcome of the shipped playbook hides behind a key of the panel."""
    own = {key for one in COMMANDS if one.scope is Scope.CALL for key in one.keys.split(",")}
    outcomes = [rule.key for rule in desk.playbook.outcomes.values()]

    assert not (own | set(commands.CALL_DIGITS)) & set(outcomes)
    assert len(set(outcomes)) == len(outcomes)


def test_the_readme_table_names_every_key() -> None:
    """Each command has its line."""
    table = commands.key_table()

    assert all(one.label in table for one in COMMANDS)
    assert "| `enter` | Dial |" in table
    assert "| `]` | Next lead |" in table


async def test_the_palette_runs_commands_and_opens_leads(open_app: Opened) -> None:
    """A verb by its name; a lead by a part of theirs."""
    async with open_app() as robot:
        await robot.press("ctrl+p")
        assert "Snooze" in robot.text
        await robot.press(*"snooze")
        await robot.wait(0.2)
        await robot.press("enter")
        assert "Snooze Lena Fischer" in robot.text
        await robot.press("escape", "ctrl+p", *"okafor")
        await robot.wait(0.3)
        await robot.press("enter")
        assert robot.brief.startswith("Tom Okafor")


def test_highlight_is_literal() -> None:
    """Brackets are text, also where they match."""
    assert highlight("Ann [/] Lee", "[/]").plain == "Ann [/] Lee"
    assert highlight("Ann", "zzz").plain == "Ann"


def test_score_prefers_the_start() -> None:
    """Start, then the start of a word, then within, then letters in order, else nothing."""
    assert score("Snooze", "sn") == 1.0
    assert score("Read the brief", "the") == 0.9
    assert score("Snooze", "oo") == 0.7
    assert score("Snooze", "sze") == 0.3
    assert score("Snooze", "xyz") == 0.0


async def test_a_click_on_the_footer_does_it(open_app: Opened) -> None:
    """The footer's words can be clicked."""
    async with open_app() as robot:
        await robot.pilot.click("KeyBar", offset=(16, 0))
        await robot.press()

        assert robot.screen.is_reading
