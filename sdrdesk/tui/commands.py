"""Every key of the desk, once: the bindings, the footer, the palette, `?` and the README's table are read from here.

The keys of outcomes are not here: they are rules of the playbook, and the call panel asks it for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from sdrdesk.dataclasses import replace
from sdrdesk.tui.command import Command, Scope, shown
from sdrdesk.tui.keys.desk import DESK
from sdrdesk.tui.keys.gate import GATE
from sdrdesk.tui.keys.importing import IMPORTING
from sdrdesk.tui.keys.numbers import NUMBERS

COMMANDS: tuple[Command, ...] = (*DESK, *IMPORTING, *GATE, *NUMBERS)

CHOICE_DIGITS = "123456789"
"""In a quiz these choose an answer."""

CALL_DIGITS = "123456789"
"""In a call these tick the small yeses."""


def bindings(scope: Scope) -> list[BindingType]:
    """The bindings of one scope.

    A key that moves the focus is looked at before it is handed out: else it climbs from widget to widget, and what is
    typed in the same burst still goes to whoever had the keys before.
    """
    return [
        Binding(one.keys, one.action, one.label, id=one.id, show=False, tooltip=one.tip, priority=one.moves_keys)
        for one in COMMANDS
        if one.scope is scope and one.keys
    ]


def footer(scope: Scope = Scope.DESK, *, is_manager: bool = True) -> tuple[Command, ...]:
    """The commands that the footer names, most used first."""
    return tuple(one for one in COMMANDS if one.footer and one.scope is scope and (is_manager or not one.manager))


def locked_footer() -> tuple[Command, ...]:
    """What the footer names on the Locked tab, where enter reads the offer."""
    named = {one.id: one for one in COMMANDS}
    words = (("lead.dial", "read offer"), ("lead.quiz", "quiz"), ("desk.library", "all offers"), ("gate.road", "road"))
    chosen = tuple(replace(named[key], footer=word) for key, word in words)
    return (*chosen, *(named[key] for key in ("tab.next", "desk.search", "desk.help")))


def by_group(commands: Iterable[Command] = COMMANDS) -> dict[str, list[Command]]:
    """The commands under their headings, in order."""
    groups: dict[str, list[Command]] = {}
    for one in commands:
        groups.setdefault(one.group, []).append(one)
    return groups


def clashes(commands: Iterable[Command] = COMMANDS) -> list[str]:
    """Keys that two commands of one scope both claim."""
    owner: dict[tuple[Scope, str], str] = {}
    found = []
    for one in commands:
        for key in filter(None, one.keys.split(",")):
            first = owner.setdefault((one.scope, key), one.id)
            if first != one.id:
                found.append(f"{key}: {first} and {one.id}")
    return found


def key_table() -> str:
    """The README's table of keys, in Markdown."""
    lines = ["| key | does | |", "|---|---|---|"]
    for group, commands in by_group().items():
        for one in commands:
            keys = " ".join(f"`{shown(key)}`" for key in one.keys.split(",") if key)
            lines.append(f"| {keys or 'palette'} | {one.label} | {group}: {one.tip} |")
    lines.append(f"| `{CALL_DIGITS[0]}` to `{CALL_DIGITS[-1]}` | Small yes | Call: tick what the prospect agreed to |")
    lines.append(f"| `{CHOICE_DIGITS[0]}` to `{CHOICE_DIGITS[-1]}` | Answer | Quiz: choose, tick or match |")
    lines.append("| the playbook's letters | Outcome | Call: log how it went; each shows what follows |")
    return "\n".join(lines) + "\n"


__all__ = [
    "CALL_DIGITS", "CHOICE_DIGITS", "COMMANDS", "Command", "Scope", "bindings", "by_group", "clashes", "footer",
    "key_table", "locked_footer",
]  # fmt: skip
