"""Every key of the desk, once: the bindings, the footer, the palette, `?` and docs/keys.md are read from here.

The keys of outcomes are not here: they are rules of the playbook, and the call panel asks it for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from sdrdesk.dataclasses import replace
from sdrdesk.tui.command import Command, Entry, MoreKeys, Scope, shown
from sdrdesk.tui.keys import CALL_DIGITS, CHOICE_DIGITS, COMMANDS

OVER = (
    Scope.MINE, Scope.TEAM, Scope.MARKETING, Scope.ROAD, Scope.CERTIFICATION, Scope.TODAY, Scope.LIBRARY,
)  # fmt: skip
"""Screens that lie over the queue and hold nothing unfinished: digits lead from one to another as from the queue."""

GO = "go."
"""Before the id of a command of the queue where such a screen has its key: the user's keys change the queue's alone."""


def bindings(scope: Scope) -> list[BindingType]:
    """The bindings of one scope.

    A key that moves the focus is looked at before it is handed out: else it climbs from widget to widget, and what is
    typed in the same burst still goes to whoever had the keys before.
    """
    return [
        Binding(one.keys, one.action, one.label, id=one.id, show=False, tooltip=one.tip, priority=one.moves_keys)
        for one in COMMANDS
        if one.scope is scope and one.keys
    ] + (_ways_on(scope) if scope in OVER else [])


def _ways_on(scope: Scope) -> list[BindingType]:
    """The digits of the queue that the screen itself has no other use for."""
    taken = {key for one in COMMANDS if one.scope is scope for key in one.keys.split(",")}
    return [
        Binding(one.keys, f"app.go('{one.action}')", one.label, id=f"{GO}{one.id}", show=False, tooltip=one.tip)
        for one in COMMANDS
        if one.scope is Scope.DESK and one.keys.isdigit() and one.keys not in taken
    ]


def help_in_dialogs() -> list[BindingType]:
    """The help's keys for a dialog, which hides those of every screen."""
    found = next(one for one in COMMANDS if one.id == "desk.help")
    return [Binding(found.keys, f"app.{found.action}", found.label, id=found.id, show=False, tooltip=found.tip)]


def footer(scope: Scope = Scope.DESK, *, is_manager: bool = True) -> tuple[Command, ...]:
    """The commands that the footer names, most used first; on other screens than the queue those of all come last."""
    named = [one for one in COMMANDS if one.footer and (is_manager or not one.manager)]
    own = [one for one in named if one.scope is scope]
    if scope is Scope.DESK:
        return tuple(one for one in named if one.scope in (scope, Scope.ANYWHERE))
    taken = {key for one in COMMANDS if one.scope is scope for key in one.keys.split(",")}
    everywhere = [one for one in named if one.scope is Scope.ANYWHERE]
    if scope is Scope.CALL:  # signs are outcomes or nothing there, and the palette waits until it is over
        taken.add("question_mark")
        everywhere = [one for one in everywhere if one.id != "desk.palette"]
    left = [replace(one, keys=",".join(key for key in one.keys.split(",") if key not in taken)) for one in everywhere]
    return (*own, *left)


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


def key_table() -> str:
    """The table of docs/keys.md."""
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
    "CALL_DIGITS", "CHOICE_DIGITS", "COMMANDS", "GO", "OVER", "Command", "Entry", "MoreKeys", "Scope", "bindings",
    "by_group", "footer", "help_in_dialogs", "key_table", "locked_footer",
]  # fmt: skip
