"""Presets: keys for hands that know vim, that rest on the function keys, or of which only the left one is free.

A preset says which keys some commands get, by id or by what they do on every screen. Whoever held such a key before
gives it up; who has none left then moves to its capital: `s` for Snooze becomes `S`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sdrdesk.tui.command import Command, Scope
from sdrdesk.tui.keys import COMMANDS

VIM = {
    "page(1)": "pagedown,ctrl+f,ctrl+d", "page(-1)": "pageup,ctrl+b,ctrl+u", "refresh": "ctrl+l,r",
    "desk.palette": "colon,ctrl+p", "lead.next": "n,right_square_bracket", "lead.previous": "N,left_square_bracket",
    "desk.add": "o", "lead.offer": "K", "lead.edit": "i", "lead.replied": "R",
}  # fmt: skip
"""The desk has j k h l g G / and u anyway; these are the rest of what such fingers try."""

FUNCTION = {
    "desk.help": "f1,question_mark", "numbers.mine": "f2,2", "desk.search": "f3,slash", "lead.brief": "f4,space,b",
    "refresh": "f5,r", "lead.snooze": "f6,s", "lead.email": "f7,c", "call.note": "f7,tab", "undo": "f8,u",
    "lead.dial": "f9,enter", "desk.quit": "f10,q,ctrl+q", "desk.meetings": "f12,m",
}  # fmt: skip
"""As desks of the last century had it; f11 is left to the terminal, which makes its window large with it."""

LEFT = {
    "move(1)": "s,down", "move(-1)": "w,up", "tab(1)": "d,right", "tab(-1)": "a,left", "side(1)": "d,right",
    "side(-1)": "a,left", "lead.dial": "f,enter", "lead.brief": "space,r", "desk.undo": "z,u", "desk.search": "q,slash",
    "desk.quit": "Q,ctrl+q", "lead.next": "v,right_square_bracket", "lead.previous": "c,left_square_bracket",
    "drill": "f,enter", "open": "f,enter", "rows": "f,enter", "go": "f,enter", "read": "f,enter,o",
}  # fmt: skip
"""One hand on w a s d, as in games: f does what enter does. Outcome letters are the playbook's and stay."""


OTHERS = (Scope.CALL, Scope.QUIZ, Scope.MEETINGS)
"""Where letters are the playbook's, or words are typed: what a preset does on every screen it does not do there."""


def made(wanted: Mapping[str, str]) -> dict[str, str]:
    """The commands that get other keys by a preset, with those keys."""
    changed: dict[str, str] = {}
    for scope in Scope:
        table = [one for one in COMMANDS if one.scope is scope]
        given = {one.id: keys for one in table if (keys := _wanted(one, wanted))}
        taken = {key for keys in given.values() for key in keys.split(",")}
        changed |= given
        held = {key for one in table if one.id not in given for key in one.keys.split(",")} | taken
        for one in table:
            had = one.keys.split(",")
            if one.id not in given and taken & set(had):
                left = [key for key in had if key not in taken]
                capitals = [key.upper() for key in had if len(key) == 1 and key.upper() not in held]
                changed[one.id] = ",".join(left or capitals)
    return changed


def _wanted(one: Command, wanted: Mapping[str, str]) -> str:
    """What a preset gives a command: by its id, or by what it does where it has a key anyway."""
    by_action = wanted.get(one.action, "") if one.keys and one.scope not in OTHERS else ""
    return wanted.get(one.id, by_action)


WANTED = {"vim": VIM, "function-keys": FUNCTION, "left-hand": LEFT}
"""By the word of the setting `keymap`."""


def preset(name: str) -> dict[str, str]:
    """The keys that a preset changes; "default" and what is no preset change nothing."""
    return made(WANTED[name]) if name in WANTED else {}
