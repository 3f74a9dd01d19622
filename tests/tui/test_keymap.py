"""The user's own keys: taken into use everywhere, or refused with the line of the file and the shipped ones kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk import paths
from sdrdesk.build import data_folder
from sdrdesk.domain.playbook import On
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.settings import KEYMAPS
from sdrdesk.tui.command import Scope
from sdrdesk.tui.commands import COMMANDS
from sdrdesk.tui.keymap import SHIPPED
from sdrdesk.tui.keymap_check import clashes, key_name, letters, read_keymap
from sdrdesk.tui.keys.presets import preset
from sdrdesk.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import Opened

PLAYBOOK = read_playbook(data_folder() / "playbook.toml")
OUTCOMES = letters((rule.key, rule.on is On.MEETING) for rule in PLAYBOOK.outcomes.values())
"""The shipped playbook's letters."""

FILE = """theme = "dark"

[keys]
"lead.snooze" = "S"
lead.snoze = "d"
"lead.edit" = "ctrl+m"
"desk.help" = ""
"lead.copy" = "s"
"""


def test_keys_of_ones_own_replace_the_shipped_ones() -> None:
    """By id, one key or several, however they are written."""
    keymap, problems = read_keymap("default", {"lead": {"snooze": ["S", "F6"]}, "lead.brief": "space, ?x"[:5]}, {})

    assert problems == ()
    assert keymap.changed == {"lead.snooze": "S,f6", "lead.brief": "space"}


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"lead.snoze": "d"}, "no command is called lead.snoze; did you mean lead.snooze?"),
        ({"lead.edit": "ctrl+m"}, "lead.edit cannot be ^m: terminals send it as enter"),
        ({"lead.edit": "ctrl+h"}, "lead.edit cannot be ^h: terminals send it as backspace"),
        ({"lead.edit": "hyper+x"}, 'lead.edit: "hyper+x" is no key'),
        ({"lead.edit": 7}, "lead.edit is no key: write it in quotes"),
        ({"lead.edit": "s"}, "s is claimed by lead.edit and by lead.snooze"),
        ({"desk.help": ""}, "desk.help needs a key"),
        ({"desk.quit": []}, "desk.quit needs a key"),
        ({"team.back": ""}, "team.back needs a key"),
        ({"desk.help": "s"}, "desk.help has no key left on the screen"),
        ({"call.note": "w"}, "call.note cannot be a letter: it works while a note is written"),
        ({"call.copy": "w"}, "call.copy cannot be a letter: in a call letters log outcomes"),
        ({"quiz.confirm": "c"}, "quiz.confirm needs a key that is no letter"),
        ({"meetings.undo": "h"}, "h is claimed by meetings.undo and by an outcome of the playbook"),
        ({"quiz.offer": "3"}, "3 is claimed by quiz.offer and by a digit of the screen"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_named(own: dict[str, object], said: str) -> None:
    """Each fault has its words, and then no key is changed at all."""
    keymap, problems = read_keymap("default", own, OUTCOMES)

    assert keymap == SHIPPED
    assert any(said in one for one in problems), problems


def test_a_fault_names_its_line() -> None:
    """Every wrong line of the file is named at once."""
    own = {"lead.snooze": "S", "lead": {"snoze": "d"}, "lead.edit": "ctrl+m"}
    problems = read_keymap("default", own, OUTCOMES, FILE)[1]

    assert [one.partition(":")[0] for one in problems] == ["line 5", "line 6"]
    assert read_keymap("default", {"lead.copy": "s"}, {}, FILE)[1][0].startswith("line 8: s is claimed")


def test_two_commands_may_change_places() -> None:
    """What one gives up another may take."""
    keymap, problems = read_keymap("default", {"lead.snooze": "e", "lead.edit": "s"}, OUTCOMES)

    assert problems == ()
    assert keymap.said("s snooze · u undo", Scope.DESK) == "e snooze · u undo"


@pytest.mark.parametrize("name", [one for one in KEYMAPS if one != "default"])
def test_presets_clash_with_nothing(name: str) -> None:
    """Each preset passes the check that a user's own keys pass, and leaves no command without a key."""
    keymap, problems = read_keymap(name, {}, OUTCOMES)

    assert problems == ()
    assert keymap.changed == preset(name)
    assert not [one.id for one in COMMANDS if one.keys and not keymap.of(one).keys]
    assert clashes(keymap.live()) == []


@given(st.dictionaries(st.sampled_from([one.id for one in COMMANDS]), st.text(max_size=8), max_size=6))
def test_whatever_is_in_the_file_the_keymap_in_use_has_no_clash(own: dict[str, str]) -> None:
    """No file ends the desk, and none makes a command unreachable."""
    keymap, problems = read_keymap("default", own, OUTCOMES)

    assert clashes(keymap.live(), OUTCOMES) == []
    assert keymap == SHIPPED or not problems


@pytest.mark.parametrize(
    ("typed", "name"),
    [("?", "question_mark"), ("/", "slash"), ("esc", "escape"), ("shift+s", "S"), ("F5", "f5"), ("-", "minus"),
     ("nonsense", "?"), ("ctrl+shift+left", "ctrl+shift+left"), ("+", "plus")],
)  # fmt: skip
def test_keys_are_named_as_people_write_them(typed: str, name: str) -> None:
    """Signs, short names and capitals are understood."""
    assert key_name(typed) == name


async def test_the_desk_works_by_the_users_keys(open_app: Opened) -> None:
    """Key, footer, help, palette and hints all know the new key; the old one does nothing any more."""
    async with open_app(keys={"lead.snooze": "S", "desk.undo": "Z", "lead.brief": "v"}, size=(80, 24)) as robot:
        assert "S snooze" in robot.text
        await robot.press("s")
        assert robot.app.screen is robot.screen
        await robot.press("S")
        assert "Snooze Lena Fischer" in robot.text
        await robot.press("escape", "v")
        assert robot.screen.is_reading
        await robot.press("escape", "enter")
        await robot.wait(0.35)
        await robot.press("n")
        assert robot.status.endswith("Z undo")
        await robot.press("question_mark", *"snooze")
        assert " S " in robot.text


async def test_a_wrong_file_opens_the_desk_with_the_shipped_keys(open_app: Opened) -> None:
    """The desk says what is wrong, where, and works."""
    file: Path = paths.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('[keys]\n"lead.snoze" = "S"\n', encoding="utf-8")
    async with open_app(keys={"lead.snoze": "S"}) as robot:
        assert any("line 2: no command is called lead.snoze" in one for one in robot.toasts)
        assert any(str(file) in one for one in robot.toasts)
        await robot.press("s")
        assert "Snooze Lena Fischer" in robot.text


@pytest.mark.parametrize(("name", "down"), [("vim", "j"), ("function-keys", "j"), ("left-hand", "s")])
async def test_a_preset_works_the_queue(open_app: Opened, name: str, down: str) -> None:
    """Down, dial, log, and the footer names the preset's keys."""
    async with open_app(keymap=name) as robot:
        first = robot.current
        await robot.press(down)
        assert robot.current != first
        await robot.press({"function-keys": "f9", "left-hand": "f"}.get(name, "enter"))
        assert robot.screen.is_calling
        await robot.press("escape")
        dial = {"function-keys": "f9", "left-hand": "f"}.get(name, "enter")
        assert robot.app.screen.query_one(KeyBar).shown(120)[0][0].first == dial
