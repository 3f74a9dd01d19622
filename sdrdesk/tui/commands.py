"""Every key of the desk, once: the bindings, the footer, the palette, `?` and the README's table are read from here.

The keys of outcomes are not here: they are rules of the playbook, and the call panel asks it for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType


class Scope(StrEnum):
    """Where a command is live."""

    DESK = "desk"
    """On the queue and the brief."""
    CALL = "call"
    """While a call is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a rep can do, and the keys that do it."""

    id: str
    keys: str
    """Comma separated, the one to show first; "" for a command that only the palette has."""
    action: str
    label: str
    """As the palette and the help name it."""
    tip: str
    group: str
    footer: str = ""
    """The word in the footer; "" keeps it out."""
    scope: Scope = Scope.DESK
    palette: bool = True

    @property
    def shown(self) -> str:
        """The keys as people read them: "enter", "j or ↓"."""
        return " or ".join(_shown(key) for key in self.keys.split(",") if key)

    @property
    def first(self) -> str:
        """The one key that the footer names."""
        return _shown(self.keys.split(",")[0])


_NAMES = {
    "down": "↓", "up": "↑", "left": "←", "right": "→", "question_mark": "?", "slash": "/", "pageup": "pgup",
    "pagedown": "pgdn", "left_square_bracket": "[", "right_square_bracket": "]", "escape": "esc",
}  # fmt: skip


def _shown(key: str) -> str:
    name = _NAMES.get(key, key)
    return name.replace("ctrl+", "^")


def _desk(
    id: str, keys: str, action: str, label: str, tip: str, group: str, footer: str = "", *, palette: bool = True
) -> Command:
    return Command(id=id, keys=keys, action=action, label=label, tip=tip, group=group, footer=footer, palette=palette)


def _call(id: str, keys: str, action: str, label: str, tip: str, footer: str = "") -> Command:
    return Command(
        id=id,
        keys=keys,
        action=action,
        label=label,
        tip=tip,
        group="Call",
        footer=footer,
        scope=Scope.CALL,
        palette=False,
    )


COMMANDS: tuple[Command, ...] = (
    _desk("lead.dial", "enter", "dial", "Dial", "Call the lead shown: then one key logs how it went", "Lead", "dial"),
    _desk("lead.brief", "space,b", "read", "Read the brief", "The whole brief, on the whole screen", "Lead", "brief"),
    _desk("lead.snooze", "s", "snooze", "Snooze", "Bring the lead back later", "Lead", "snooze"),
    _desk("lead.edit", "e", "edit", "Edit the lead", "Name, company, number, place", "Lead"),
    _desk("lead.zone", "z", "zone", "Set the time zone", "Say where the lead is, when that is not known", "Lead"),
    _desk("lead.copy", "y", "copy", "Copy the number", "Put the lead's number on the clipboard", "Lead"),
    _desk("desk.undo", "u", "undo", "Undo the last log", "Take the last log back, again and again", "Desk", "undo"),
    _desk("desk.search", "slash", "search", "Search everything", "Find a lead by name, company, mail or number",
          "Desk", "find"),
    _desk("desk.add", "a", "add", "Add a lead", "Somebody who reached you another way", "Desk"),
    _desk("desk.refresh", "r", "refresh", "Read again", "Ask the desk for everything anew", "Desk"),
    _desk("move.down", "j,down", "move(1)", "Next row", "Move the cursor down", "Move", palette=False),
    _desk("move.up", "k,up", "move(-1)", "Row before", "Move the cursor up", "Move", palette=False),
    _desk("move.page_down", "pagedown,ctrl+d", "page(1)", "A page down", "Move a page", "Move", palette=False),
    _desk("move.page_up", "pageup,ctrl+u", "page(-1)", "A page up", "Move a page", "Move", palette=False),
    _desk("move.top", "home,g", "edge(-1)", "First row", "To the top of the list", "Move", palette=False),
    _desk("move.bottom", "end,G", "edge(1)", "Last row", "To the end of the list", "Move", palette=False),
    _desk("lead.next", "right_square_bracket", "step(1)", "Next lead", "Also from the brief and the call", "Move"),
    _desk("lead.previous", "left_square_bracket", "step(-1)", "Lead before", "Also from the brief and the call",
          "Move"),
    _desk("tab.next", "l,right", "tab(1)", "Next tab", "Ready, Waiting, Locked, Done", "Move", "tabs"),
    _desk("tab.previous", "h,left", "tab(-1)", "Tab before", "Ready, Waiting, Locked, Done", "Move"),
    _desk("desk.queue", "1", "queue", "The queue", "Ready, from the top", "Desk"),
    _desk("desk.help", "question_mark,f1", "help", "Keys", "What every key does", "Desk", "keys"),
    _desk("desk.palette", "ctrl+p", "app.palette", "Commands", "Everything by name, and leads", "Desk", "commands",
          palette=False),
    _desk("desk.theme", "", "app.theme", "Light or dark", "Switch the colours", "Desk"),
    _desk("desk.back", "escape", "back", "Back", "From the brief to the list", "Desk", palette=False),
    _desk("desk.quit", "q,ctrl+q", "app.quit", "Quit", "Leave the desk; everything logged is kept", "Desk", "quit"),
    _call("call.note", "tab", "note", "Note", "Write down what was said; tab again leads back", "note"),
    _call("call.copy", "ctrl+y", "copy", "Copy the number", "Put the number on the clipboard once more", "copy number"),
    _call("call.next", "right_square_bracket", "leave(1)", "Next lead", "Without logging", "next lead"),
    _call("call.previous", "left_square_bracket", "leave(-1)", "Lead before", "Without logging"),
    _call("call.back", "escape", "leave(0)", "Back without logging", "The note is kept for the next time",
          "back without logging"),
)  # fmt: skip

CALL_DIGITS = "123456789"
"""In a call these tick the small yeses."""


def bindings(scope: Scope) -> list[BindingType]:
    """The bindings of one scope."""
    return [
        Binding(one.keys, one.action, one.label, id=one.id, show=False, tooltip=one.tip)
        for one in COMMANDS
        if one.scope is scope and one.keys
    ]


def footer(scope: Scope = Scope.DESK) -> tuple[Command, ...]:
    """The commands that the footer names, most used first."""
    return tuple(one for one in COMMANDS if one.footer and one.scope is scope)


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
            keys = " ".join(f"`{_shown(key)}`" for key in one.keys.split(",") if key)
            lines.append(f"| {keys or 'palette'} | {one.label} | {group}: {one.tip} |")
    lines.append(f"| `{CALL_DIGITS[0]}` to `{CALL_DIGITS[-1]}` | Small yes | Call: tick what the prospect agreed to |")
    lines.append("| the playbook's letters | Outcome | Call: log how it went; each shows what follows |")
    return "\n".join(lines) + "\n"
