"""Which keys do what on this desk: the shipped ones, a preset over them, and the user's own over both.

All of it is checked here before the screen opens, because Textual takes an unknown id in silence, and of two commands
that claim one key makes one unreachable. Pure: data in, a keymap and what is wrong with it out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sdrdesk.tui.command import Command, Scope, shown
from sdrdesk.tui.keymap import NO_KEY, SHIPPED, Keymap
from sdrdesk.tui.keys import CALL_DIGITS, CHOICE_DIGITS, COMMANDS
from sdrdesk.tui.keys.presets import preset as preset_keys

UNSAFE = {
    "ctrl+m": "enter", "ctrl+i": "tab", "ctrl+j": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "esc",
    "ctrl+c": "the end of a program", "ctrl+z": "a pause of the program",
}  # fmt: skip
"""What terminals send for other keys, or keep for themselves."""

KEPT = ("desk.help", "desk.quit", "desk.palette")
"""Commands without which nobody finds out, or gets out."""

TYPING = (Scope.CALL, Scope.QUIZ, Scope.LIBRARY)
"""Where a field may have the keys: a command that works while one types must go on doing so."""

_NAMED = {"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
          "plus_sign": "plus", "low_line": "underscore"}  # fmt: skip
_SPECIAL = {
    *(f"f{number}" for number in range(1, 13)), "escape", "enter", "tab", "space", "backspace", "delete", "insert",
    "home", "end", "pageup", "pagedown", "up", "down", "left", "right",
}  # fmt: skip
_SHORT = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "return": "enter", "del": "delete"}


def read_keymap(
    preset: str, own: Mapping[str, Any], outcomes: Mapping[Scope, Sequence[str]], where: str = ""
) -> tuple[Keymap, tuple[str, ...]]:
    """The keymap that the settings ask for, and what is wrong with it; with anything wrong it is the shipped one.

    Args:
        preset: One of the presets, or "default".
        own: The table of the user's own keys as the file has it.
        outcomes: Letters that the playbook claims, by the screen they work on.
        where: The text of the file the table is from, to name lines.
    """
    changed = preset_keys(preset)
    problems: list[str] = []
    ids = {one.id: one for one in COMMANDS}
    for name, value in _flat(own).items():
        at = _line(name, where)
        if name not in ids:
            problems.append(f"{at}no command is called {name}{_nearest(name, list(ids))}")
            continue
        keys, wrong = _keys(name, value)
        problems += [f"{at}{one}" for one in wrong]
        if not wrong:
            changed[name] = keys
    live = Keymap(changed=changed)
    if not problems:
        problems += _unreachable(live, ids, where)
        problems += [f"{_line(f'{one} {other}', where)}{words}" for one, other, words in clashes(live.live(), outcomes)]
    return (live, ()) if not problems else (SHIPPED, tuple(problems))


def letters(outcomes: Iterable[tuple[str, bool]]) -> dict[Scope, tuple[str, ...]]:
    """The letters of outcomes by screen, from pairs of a letter and whether it is about a meeting."""
    pairs = tuple(outcomes)
    return {
        Scope.CALL: tuple(key for key, _ in pairs),
        Scope.MEETINGS: tuple(key for key, is_meeting in pairs if is_meeting),
    }


def clashes(
    commands: Iterable[Command] = COMMANDS, outcomes: Mapping[Scope, Sequence[str]] | None = None
) -> list[tuple[str, str, str]]:
    """Two that claim one key of one screen, and how that is said.

    A key of every screen may be a screen's own, as long as the command has another one there.
    """
    table = [one for one in commands if one.keys]
    owner: dict[tuple[Scope, str], str] = {}
    found = []
    digits = {Scope.CALL: CALL_DIGITS, Scope.QUIZ: CHOICE_DIGITS}
    for scope in Scope:
        for key in (outcomes or {}).get(scope, ()):
            owner[scope, key_name(key)] = "an outcome of the playbook"
        owner |= {(scope, digit): "a digit of the screen" for digit in digits.get(scope, "")}
    for one in table:
        for key in one.keys.split(","):
            first = owner.setdefault((one.scope, key), one.id)
            if first != one.id and not _was_so(one, key):
                found.append((one.id, first, f"{shown(key)} is claimed by {one.id} and by {first}"))
    for one in (one for one in table if one.scope is Scope.ANYWHERE):
        for scope in Scope:
            if scope is not Scope.ANYWHERE and all((scope, key) in owner for key in one.keys.split(",")):
                found.append((one.id, str(scope), f"{one.id} has no key left on the screen {scope}"))
    return found


def _was_so(one: Command, key: str) -> bool:
    """Whether a command ships with a key that a playbook may take: then the outcome comes first, as it always did."""
    return one.scope in (Scope.CALL, Scope.MEETINGS) and key in _shipped(one.id).split(",")


def _shipped(name: str) -> str:
    return next((one.keys for one in COMMANDS if one.id == name), "")


def _unreachable(live: Keymap, ids: Mapping[str, Command], where: str) -> list[str]:
    """What can no longer be done, or not while typing."""
    found = []
    for name in live.changed:
        one, now = ids[name], live.of(ids[name])
        keys, was = now.keys.split(","), one.keys.split(",")
        if not now.keys and (name in KEPT or one.is_way_out):
            found.append(f"{_line(name, where)}{name} needs a key: without it nobody gets out")
        elif one.moves_keys and one.scope is Scope.CALL and any(map(_types, keys)):
            found.append(f"{_line(name, where)}{name} cannot be a letter: it works while a note is written")
        elif one.scope is Scope.CALL and any(_types(key) and key not in was for key in keys):
            found.append(f"{_line(name, where)}{name} cannot be a letter: in a call letters log outcomes")
        elif now.keys and one.scope in TYPING and not all(map(_types, was)) and all(map(_types, keys)):
            found.append(f"{_line(name, where)}{name} needs a key that is no letter: it works while something is typed")
    return found


def _types(key: str) -> bool:
    """Whether a key writes something where a field has the keys."""
    return "+" not in key and key not in _SPECIAL - {"space"}


def _keys(name: str, value: Any) -> tuple[str, list[str]]:
    """The keys that a value names, and what is wrong with them."""
    words = value if isinstance(value, list) else [value]
    if not all(isinstance(word, str) for word in words):
        return "", [f'{name} is no key: write it in quotes, several as ["d", "f2"]']
    found, wrong = [], []
    for word in (part for text in words for part in ([text] if text in (",", "") else text.split(","))):
        key = key_name(word.strip() or ("space" if word else ""))
        if key in UNSAFE:
            wrong.append(f"{name} cannot be {shown(key)}: terminals send it as {UNSAFE[key]}")
        elif key == "?":
            wrong.append(f'{name}: "{word}" is no key; there are letters, f1 to f12, ctrl+a, shift+tab, esc, pgdn ...')
        elif key:
            found.append(key)
    return ",".join(dict.fromkeys(found)) or NO_KEY, wrong


def key_name(word: str) -> str:
    """A key as Textual names it: "?" is question_mark, "esc" is escape; "?" for what is none."""
    *held, key = word.split("+") if len(word) > 1 and not word.endswith("+") else [word]
    key = _SHORT.get(key.casefold(), key)
    if len(key) == 1 and not key.isalnum() and key.isprintable():
        name = unicodedata.name(key, "?").lower().replace("-", "_").replace(" ", "_")
        key = _NAMED.get(name, name)
    elif len(key) > 1 and key.casefold() in _SPECIAL:
        key = key.casefold()
    elif len(key) > 1 and not _is_sign(key):
        return "?"
    held = [one.casefold() for one in held]
    if held == ["shift"] and len(key) == 1:
        return key.upper()
    if any(one not in ("ctrl", "alt", "shift") for one in held):
        return "?"
    return "+".join((*held, key))


def _is_sign(name: str) -> bool:
    """Whether a name is a sign's: question_mark, slash."""
    plain = next((old for old, new in _NAMED.items() if new == name), name)
    for form in (plain.replace("_", " "), plain.replace("_", "-")):
        try:
            return unicodedata.lookup(form.upper()).isprintable()
        except KeyError:
            continue
    return False


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Commands by id, whether they were written as "lead.snooze" or as lead.snooze, which TOML takes for a table."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{before}{key}"
        found |= _flat(value, f"{name}.") if isinstance(value, Mapping) else {name: value}
    return found


def _nearest(name: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else "; sdrdesk config keys names them all"


def _line(names: str, where: str) -> str:
    """As "line 7: " where the file names one of the commands; else nothing, for a preset is nobody's line."""
    if not where:
        return ""
    from sdrdesk.feeds.toml_lines import toml_lines

    lines = {".".join(map(str, path[1:])): line for path, line in toml_lines(where).items() if path[:1] == ("keys",)}
    return next((f"line {lines[name]}: " for name in names.split(" ") if name in lines), "")
