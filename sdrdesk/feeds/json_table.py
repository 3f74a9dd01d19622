"""Leads as JSON: one object a line, a list of objects, or an object that holds such a list."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds.csv_rows import short
from sdrdesk.feeds.file_bytes import FileBytes
from sdrdesk.feeds.table import Rows, Table, TableRow

WIDEST = 1000
"""Keys of all objects together."""
LONGEST = 1 << 22
"""Letters of one object."""
WHOLE = 1 << 26
"""Bytes of a file that is one object around its list: it is read at once."""

_CHUNK = 1 << 18
_BLANK = " \t\r\n,\ufeff\0"
_DEEPEST = 6
_CURE = "Export it again, as JSON lines or as CSV"

Flat = dict[str, str]


def open_json(file: FileBytes) -> Table:
    """A JSON file as a table: the header is every key that any object has.

    Raises:
        BadInput: It is not JSON, holds no objects, or too many keys.
    """
    source = _Objects(file)
    paths: dict[str, None] = {}
    for _, found in source:
        if isinstance(found, Problem):
            continue
        paths |= dict.fromkeys(found)
        if len(paths) > WIDEST:
            raise BadInput(f"{file.name} has more than {WIDEST} different keys", hint=_CURE)
    if not paths:
        raise BadInput(f"{file.name} holds no objects", "Each lead is an object with its fields as keys", _CURE)
    keys, header = tuple(paths), _headed(tuple(paths))

    def rows() -> Rows:
        again = _Objects(file)
        return Rows(_cells(again, keys), lambda: again.position)

    return Table(name=file.name, header=header, size=file.size, notes=file.notes, source=rows)


def _cells(objects: _Objects, keys: tuple[str, ...]) -> Iterator[TableRow]:
    """Each object as cells under the header."""
    for line, found in objects:
        if isinstance(found, Problem):
            yield found
        elif any(found.values()):
            yield line, [found.get(key, "") for key in keys]


def _headed(paths: tuple[str, ...]) -> tuple[str, ...]:
    """What each path is called: its last word, where no other path ends in it."""
    leaves = [path.rpartition(".")[2] for path in paths]
    return tuple(
        leaf if leaf == path or (leaf and leaves.count(leaf) == 1 and leaf not in paths) else path
        for leaf, path in zip(leaves, paths, strict=True)
    )


@dataclass(slots=True)
class _Objects:
    """One pass over the objects of a file, each flat, with the line it begins on."""

    file: FileBytes
    position: int = field(default=0, init=False)
    """Bytes read, near enough for a progress bar."""

    def __iter__(self) -> Iterator[tuple[int, Flat | Problem]]:
        if (whole := self._wrapped()) is not None:
            yield from whole
            return
        with self.file.path.open("r", encoding=self.file.encoding, errors="replace", newline="") as text:
            if self.file.head.lstrip(_BLANK).startswith("["):
                yield from self._listed(text)
            else:
                yield from self._lines(text)

    def _wrapped(self) -> list[tuple[int, Flat | Problem]] | None:
        """The objects of a file that is one object around a list of them; None if it is not."""
        start = self.file.head.lstrip(_BLANK)
        if not start.startswith("{") or self.file.size > WHOLE or _is_whole(start.splitlines()[0]):
            return None
        try:
            data = json.loads(self.file.path.read_text(self.file.encoding, errors="replace").lstrip(_BLANK))
        except (ValueError, RecursionError):
            return None
        if not isinstance(data, dict):
            return None
        for value in data.values():
            if _is_list(value):
                return [(0, flat(one)) for one in value]
        return [(1, flat(data))]

    def _lines(self, text: io.TextIOBase) -> Iterator[tuple[int, Flat | Problem]]:
        """JSON lines: a bad line costs no other."""
        for number, line in enumerate(iter(lambda: text.readline(LONGEST), ""), 1):
            self.position += len(line)
            plain = line.strip(_BLANK)
            if not plain:
                continue
            try:
                data = json.loads(plain)
            except (ValueError, RecursionError) as error:
                yield number, _bad(number, plain, f"is not JSON: {error}")
                continue
            if isinstance(data, dict):
                yield number, flat(data)
            else:
                yield number, _bad(number, plain, "is not an object")

    def _listed(self, text: io.TextIOBase) -> Iterator[tuple[int, Flat | Problem]]:
        """A list of objects, read piece by piece; one that is broken ends the reading, as nobody knows where it ends.

        Raises:
            BadInput: The list is broken.
        """
        decoder, buffer, at, line, is_end = json.JSONDecoder(), "", 0, 1, False
        buffer = text.read(_CHUNK)
        at = buffer.index("[") + 1
        while True:
            start = at
            while at < len(buffer) and buffer[at] in _BLANK:
                at += 1
            line += buffer.count("\n", start, at)
            if at < len(buffer) and buffer[at] == "]":
                return
            try:
                if at == len(buffer):
                    raise ValueError("the list does not end")
                data, end = decoder.raw_decode(buffer, at)
            except RecursionError:
                raise self._broken(line, "it is nested too deep") from None
            except ValueError as error:
                more = "" if is_end or len(buffer) - at > LONGEST else text.read(max(_CHUNK, len(buffer) - at))
                is_end = not more
                if is_end:
                    raise self._broken(line, str(error)) from None
                self.position += len(more)
                buffer, at = buffer[at:] + more, 0
                continue
            yield line, flat(data) if isinstance(data, dict) else _bad(line, str(data), "is not an object")
            line += buffer.count("\n", at, end)
            at = end

    def _broken(self, line: int, why: str) -> BadInput:
        return BadInput(f"{self.file.name} is broken JSON from line {line} on", short(why), _CURE)


def _is_whole(line: str) -> bool:
    """Whether a line is an object by itself."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and not any(map(_is_list, data.values()))


def _is_list(value: object) -> bool:
    """Whether a value is a list of objects that may be leads; answers to a form's questions are none."""
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return False
    return not all(_is_answer(one) for one in value)


def _bad(line: int, text: str, reason: str) -> Problem:
    return Problem(row=line, field="row", value=short(text), reason=short(reason), cure="Write one object a line")


def flat(data: dict[str, Any], prefix: str = "", depth: int = 0) -> Flat:
    """An object as text by path: {"properties": {"email": "a@b.c"}} is {"properties.email": "a@b.c"}.

    A list of questions and answers ({"name": "email", "values": [...]}, as Meta sends) becomes one key per question.
    """
    found: Flat = {}
    for key, value in data.items():
        path = f"{prefix}{key}".replace("\n", " ")
        if isinstance(value, dict) and depth < _DEEPEST:
            if set(value) == {"value"} or (prefix.endswith("properties.") and "value" in value):
                found[path] = cell(value["value"])
            else:
                found |= flat(value, f"{path}.", depth + 1)
        elif isinstance(value, list) and value and all(_is_answer(one) for one in value):
            found |= {str(one["name"]): cell(one.get("values", one.get("value"))) for one in value}
        else:
            found[path] = cell(value)
    return found


def _is_answer(one: object) -> bool:
    return isinstance(one, dict) and "name" in one and ("values" in one or "value" in one)


def cell(value: object) -> str:
    """A value as a spreadsheet would show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list | tuple):
        return "; ".join(cell(one) for one in value)
    if isinstance(value, dict):
        try:
            return json.dumps(value, ensure_ascii=False)
        except RecursionError:
            return ""
    return str(value)
