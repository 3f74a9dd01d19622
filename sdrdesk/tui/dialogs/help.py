"""Every key on one page, read from the command table and from the playbook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from textwrap import wrap

from textual.content import Content

from sdrdesk.domain.playbook import Playbook
from sdrdesk.tui import commands
from sdrdesk.tui.dialogs.closer import Closer
from sdrdesk.tui.safe import plain

KEYS, LABEL = 15, 30
"""Cells of the first two columns; the last takes the rest."""

Entry = tuple[str, str, str]
"""Keys, what they do in a word or two, and in a sentence."""


def page(playbook: Playbook, scope: commands.Scope | None, width: int) -> Content:
    """The keys under their headings, in so many cells; all of them, or those of one of the gate's screens."""
    parts: list[Content | tuple[str, str]] = []
    for heading, entries in _groups(playbook, scope):
        parts.append((f"{heading}\n", "bold $desk-warn"))
        parts += [_entry(entry, width) for entry in entries]
        parts.append(("\n", ""))
    return Content.assemble(*parts[:-1])


def _groups(playbook: Playbook, scope: commands.Scope | None) -> Iterator[tuple[str, list[Entry]]]:
    """Headings with their entries."""
    wanted = [one for one in commands.COMMANDS if scope is None or one.scope is scope]
    for group, found in commands.by_group(wanted).items():
        entries = [(one.shown or "palette", one.label, one.tip) for one in found]
        if group == "Call":
            entries.append((_range(commands.CALL_DIGITS), "Small yes", "Tick what they agreed to"))
        yield group, entries
    if scope in (None, commands.Scope.QUIZ):
        yield "In a quiz", [(_range(commands.CHOICE_DIGITS), "Answer", "Choose, tick or match")]
    if scope is None:
        outcomes = [(rule.key, plain(rule.label), "") for rule in playbook.outcomes.values()]
        yield "How a call went, from the playbook", outcomes


def _range(digits: str) -> str:
    return f"{digits[0]} to {digits[-1]}"


def _entry(entry: Entry, width: int) -> Content:
    """One entry: its sentence beside it, or below where that leaves too little room."""
    keys, label, tip = entry
    left = KEYS + LABEL if width >= 90 and len(label) < LABEL else KEYS
    lines = wrap(tip, max(20, width - left - 1))
    parts = [(f"  {keys:<{KEYS - 2}}", "bold $desk-accent"), (f"{label:<{LABEL}}", "$desk-text")]
    if left == KEYS:
        lines = ["", *lines]
    text = f"\n{' ' * left}".join(lines)
    return Content.assemble(*parts, (f"{text}\n", "$desk-dim"))


class HelpDialog(Closer):
    """What every key does."""

    BINDINGS = [("question_mark,f1", "cancel", "Back")]

    def __init__(self, playbook: Playbook, scope: commands.Scope | None = None) -> None:
        """The keys, with the outcomes of `playbook`; or those of one screen."""
        super().__init__("Keys", partial(page, playbook, scope))
