"""Reads a playbook file: TOML, checked by pydantic against the domain's dataclasses, then by `playbook_rules`.

Everything that is wrong is told at once, each problem with its line. Only checking imports pydantic (about 70 ms); the
desk starts from `Playbook.raw`, kept in the store.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from datetime import date, time
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, cast, get_args

from sdrdesk.dataclasses import is_dataclass, replace
from sdrdesk.domain.plain import hints_of
from sdrdesk.domain.playbook import Playbook
from sdrdesk.errors import BadInput
from sdrdesk.feeds import toml_lines as places
from sdrdesk.feeds.playbook_rules import Problem, broken_rules, broken_values, leaves, nearest
from sdrdesk.text import clean

LIMIT = 1_000_000
"""Bytes; the shipped playbook has about 20,000."""
DOTS = 40
"""In one line. tomllib needs memory by the square of the parts of a dotted key: 600 kB of them took all there was."""
SHOWN = 40
"""Problems told at once."""
UNKNOWN = "unexpected_keyword_argument"
"""What pydantic calls a key that no field knows."""
ENTRIES = 500
"""In one table or list, and problems looked into: enough for any team, and a hostile file is answered at once."""
TOO_MUCH = f"it is nested too deeply, or holds a number too long or more than {ENTRIES} entries in one place"

WORDS = {
    "missing": "is missing",
    "int_type": "must be a whole number, without quotes",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number, without quotes",
    "bool_type": "must be true or false, without quotes",
    "string_type": "must be text in quotes",
    "dataclass_type": "must be a table of keys",
    "dict_type": "must be a table of keys",
    "tuple_type": "must be a list in [ ]",
    "time_type": "must be a time of day such as 08:15:00",
    "time_parsing": "must be a time of day such as 08:15:00",
    "date_type": "must be a day such as 2026-11-01",
    "date_parsing": "must be a day such as 2026-11-01",
    "date_from_datetime_parsing": "must be a day such as 2026-11-01",
}
"""pydantic's kinds of errors in our words."""


def read_playbook(path: Path | str) -> Playbook:
    """The playbook in the TOML file at `path`, with its plain data as `raw`.

    Raises:
        BadInput: the file cannot be read, or says something that a playbook cannot; every problem with its line.
    """
    path = Path(path)
    name = clean(path.name)
    return check_playbook(_text(path, name), name)


def check_playbook(text: str, name: str) -> Playbook:
    """The playbook in a TOML text, with its plain data as `raw`; BadInput names its problems as those of `name`."""
    data = _table(text, name)
    try:
        playbook, problems = _check(data)
    except (RecursionError, ValueError):
        # json refuses integers of more than 4300 digits with a ValueError.
        raise BadInput(f"{name} cannot be used", TOO_MUCH) from None
    if problems or playbook is None:
        raise _told(name, text, problems)
    return replace(playbook, raw=data)


def _text(path: Path, name: str) -> str:
    """The text of the file, without a byte-order mark."""
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadInput(f"{name} cannot be read", reason, "Check the path and that you may read it") from None
    if len(content) > LIMIT:
        raise BadInput(f"{name} cannot be used", "it is larger than 1 MB: that is no playbook")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{name} cannot be used", f"{name}:{line}: is not UTF-8 text", "Save it as UTF-8") from None


def _table(text: str, name: str) -> dict[str, Any]:
    """The TOML in `text` as plain data that JSON can hold."""
    for line, content in enumerate(text.split("\n"), 1):
        if content.count(".") > DOTS:
            raise BadInput(f"{name} cannot be used", f"{name}:{line}: holds more than {DOTS} dots")
    try:
        data: dict[str, Any] = _jsonable(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        found = re.search(r" \(at line (\d+), column \d+\)$", words)
        line = int(found[1]) if found else text.count("\n") + 1
        words = clean(words[: found.start()] if found else words)
        raise BadInput(f"{name} is not valid TOML", f"{name}:{line}: {words}") from None
    except (RecursionError, ValueError):
        raise BadInput(f"{name} cannot be used", TOO_MUCH) from None
    return data


def _jsonable(value: Any) -> Any:
    """`value` with dates and times as text; ValueError if it is unreasonably large."""
    if isinstance(value, dict | list) and len(value) > ENTRIES:
        raise ValueError
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


@cache
def _adapter(hint: Any) -> Any:
    """What pydantic reads one type with."""
    from pydantic import TypeAdapter

    return TypeAdapter(hint)


def _validated(hint: Any, data: Any) -> Any:
    """`data` as a value of the type `hint`: strict, but as JSON, where text may stand for an enum or a date."""
    return _adapter(hint).validate_json(json.dumps(data), strict=True)


def _check(data: Mapping[str, Any]) -> tuple[Playbook | None, list[Problem]]:
    """The playbook that `data` makes, or what is wrong with it."""
    from pydantic import ValidationError

    hints = hints_of(Playbook)
    known = {key: value for key, value in data.items() if key in hints}
    unknown: list[places.Path] = [(key,) for key in data if key not in hints]
    playbook, problems = None, []
    try:
        playbook = _validated(Playbook, known)
        sections = {name: getattr(playbook, name) for name in hints}
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:ENTRIES]
        unknown += [item["loc"] for item in found if item["type"] == UNKNOWN]
        problems = [_shape_problem(item) for item in found if item["type"] != UNKNOWN]
    meant = {path: (*path[:-1], nearest(str(path[-1]), _fields_at(path[:-1]))) for path in unknown}
    if playbook is None:
        fixed = _spelt_right(data, meant)
        sections = _sound_sections(fixed)
        told = {one.path for one in problems}
        unsound = ((name, part) for name, part in fixed.items() if name not in sections)
        problems += [one for name, part in unsound for one in broken_values((name,), part) if one.path not in told]
    misspelt = set(meant.values())
    problems = [one for one in problems if one.words != WORDS["missing"] or one.path not in misspelt]
    problems += [_unknown(path, str(right[-1])) for path, right in meant.items()]
    problems += [*broken_rules(sections), *_loose_times(sections, data)]
    return playbook, problems


def _spelt_right(data: Mapping[str, Any], meant: Mapping[places.Path, places.Path]) -> dict[str, Any]:
    """`data` with its unknown keys as they were meant, or without them, to look for what else is wrong."""
    kept = deepcopy(dict(data))
    for path, right in meant.items():
        holder: Any = kept
        for key in path[:-1]:
            holder = holder[key]
        value = holder.pop(path[-1])
        if right[-1]:
            holder.setdefault(right[-1], value)
    return kept


def _sound_sections(data: Mapping[str, Any]) -> dict[str, Any]:
    """The sections that can be read by themselves."""
    from pydantic import ValidationError

    sound = {}
    for name, hint in hints_of(Playbook).items():
        with suppress(ValidationError, KeyError):
            sound[name] = _validated(hint, data[name])
    return sound


def _unknown(path: places.Path, right: str) -> Problem:
    return Problem(path, f'no such key; did you mean "{right}"?' if right else "no such key")


def _shape_problem(error: Mapping[str, Any]) -> Problem:
    """One of pydantic's errors in our words."""
    kind = error["type"]
    if kind == "value_error":
        words = str(error["ctx"]["error"])
    elif kind == "enum":
        words = "must be one of " + error["ctx"]["expected"].replace("'", '"').replace(" or ", ", ")
    else:
        words = WORDS.get(kind) or error["msg"]
    return Problem(error["loc"], words)


def _fields_at(path: Iterable[str | int]) -> Iterable[str]:
    """The keys that the table at `path` knows."""
    hint: Any = Playbook
    for key in path:
        if is_dataclass(hint):
            hint = hints_of(cast("type", hint))[str(key)]
        else:
            hint = get_args(hint)[0 if isinstance(key, int) else 1]
        # An optional table stands for the part that is not None.
        hint = next((part for part in get_args(hint) if is_dataclass(part) and NoneType in get_args(hint)), hint)
    return hints_of(cast("type", hint))


def _loose_times(sections: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Problem]:
    """Days and times in a form that pydantic reads but the desk would not, such as "30000" or with a zone."""
    for path, leaf in leaves((), sections):
        if isinstance(leaf, date | time):
            written = _dig(data, path)
            if written not in (None, leaf.isoformat()) or (isinstance(leaf, time) and leaf.tzinfo):
                yield Problem(path, WORDS["time_type" if isinstance(leaf, time) else "date_type"])


def _dig(data: Any, path: places.Path) -> Any:
    """What `data` holds at `path`, or None."""
    for key in path:
        if isinstance(data, Mapping) and key not in data:
            return None
        data = data[key]
    return data


def _told(name: str, text: str, problems: list[Problem]) -> BadInput:
    """The error that lists `problems` in the order of the file."""
    lines = places.toml_lines(text)
    numbered = {(places.line_of(lines, one.path), f"{_dotted(one.path)}: {one.words}"): None for one in problems}
    said = [f"{name}:{line}: {clean(words)}" for line, words in sorted(numbered)]
    if len(said) > SHOWN:
        said[SHOWN:] = [f"and {len(said) - SHOWN} more"]
    count = f"{len(numbered)} problems" if len(numbered) > 1 else "a problem"
    return BadInput(f"{name} has {count}", "\n".join(said))


def _dotted(path: places.Path) -> str:
    """A path as a person says it: `cadences.1.steps[2].at`, items counted from 1."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key + 1}]"
        else:
            text += ("." if text else "") + (key if len(key) <= 60 else key[:59] + "…")
    return text
