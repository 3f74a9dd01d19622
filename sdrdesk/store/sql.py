"""A statement as the bare driver runs it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter

from sdrdesk.typing import Any

ALWAYS = "-"
"""Stands in a list that would be empty: no key of ours is a dash, and SQL lists may not be empty."""


PLAIN = frozenset({str, int, float, type(None), bytes})
"""Types that the driver takes as they are; a bool is an int of its own type and is not among them."""


PARAMETER = re.compile(r"'[^']*'|:(\w+)")
"""A parameter in a statement's text, or text within quotes, where a colon is none."""


class Sql:
    """A named statement: its SQLite text, and which of its parameters are lists."""

    # Not a value as the others are: four hundred are made at every start, and none is compared.
    __slots__ = ("lists", "name", "text")

    def __init__(self, name: str, text: str, lists: tuple[str, ...] = ()) -> None:
        """A statement under a name."""
        self.name, self.text, self.lists = name, text, lists


def bound(sql: Sql, params: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """Text and values for the SQLite driver: each in its place, lists spread out, times as UTC text.

    `params` is used up. By place, because the driver looks each parameter up among all names.
    """
    if not sql.lists:
        for name, value in params.items():
            if value.__class__ not in PLAIN:
                params[name] = as_sql(value)
        text, taken = _placed(sql.text)
        return text, taken(params)
    flat: dict[str, Any] = {}
    lengths: list[tuple[str, int]] = []
    for name, value in params.items():
        if name in sql.lists:
            values = tuple(value) or (ALWAYS,)
            if len(values) > SHORT:
                lengths.append((name, 0))
                flat[name] = json.dumps(values, ensure_ascii=False)
            else:
                lengths.append((name, len(values)))
                flat |= _listed(name, values)
        else:
            flat[name] = value if value.__class__ in PLAIN else as_sql(value)
    text, taken = _spread(sql.text, tuple(lengths))
    return text, taken(flat)


Taken = Callable[[dict[str, Any]], tuple[Any, ...]]
"""Takes a statement's values out of its parameters, in their order."""

SHORT = 200
"""Values in a list that are parameters; longer ones are one value: each length is a statement of its own."""


@lru_cache(maxsize=64, typed=True)
def _listed(name: str, values: tuple[Any, ...]) -> dict[str, Any]:
    """The parameters of a list, remembered: the queue asks for fourteen bands with the same three lists."""
    return dict(zip(_names(name, len(values)), values, strict=True))


@lru_cache(maxsize=512)
def _names(name: str, length: int) -> tuple[str, ...]:
    return tuple(f"{name}_{index}" for index in range(length))


@lru_cache(maxsize=512)
def _spread(text: str, lengths: tuple[tuple[str, int], ...]) -> tuple[str, Taken]:
    """A statement with its lists spread out (0 for a long one): a screen asks for the same ones again and again."""
    for name, length in lengths:
        marks = ", ".join(f":{one}" for one in _names(name, length))
        marks = marks or f"SELECT value FROM json_each(:{name})"  # noqa: S608 - a name of ours
        text = text.replace(f"__[POSTCOMPILE_{name}]", marks)
    return _placed(text)


@lru_cache(maxsize=512)
def _placed(text: str) -> tuple[str, Taken]:
    """A statement whose parameters are taken by their place, and what puts them there."""
    places: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        return f"?{places.setdefault(found[1], len(places) + 1)}" if found[1] else found[0]

    text = PARAMETER.sub(place, text)
    names = tuple(places)
    return text, itemgetter(*names) if len(names) > 1 else lambda params: tuple([params[name] for name in names])


@lru_cache(maxsize=64)
def by_place(text: str, names: tuple[str, ...]) -> str:
    """A statement whose parameters are taken by their place among `names`: twice as quick to bind as by name."""
    places = {name: number for number, name in enumerate(names, 1)}
    return PARAMETER.sub(lambda found: f"?{places[found[1]]}" if found[1] else found[0], text)


def as_sql(value: Any) -> Any:
    """A value as SQLite keeps it: aware times as UTC text with microseconds, days as ISO text."""
    kind = value.__class__
    if kind in PLAIN:
        return value
    if kind is datetime:
        return _known(value) if value.tzinfo is UTC else _text_of(value)
    if isinstance(value, datetime):
        return _text_of(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    return value


def _text_of(at: datetime) -> str:
    if at.tzinfo is UTC:
        return at.isoformat(" ", "microseconds")[:26]
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


_known = lru_cache(maxsize=256)(_text_of)
"""The same of a time in UTC, remembered: a log writes one in four places, the queue asks fourteen times with the same
three. Local times are not: the two that a clock shows when summer time ends are equal, and an hour apart.
"""


def moment(value: str | datetime) -> datetime:
    """A stored time as an aware one."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def maybe(value: str | datetime | None) -> datetime | None:
    """A stored time as an aware one, or None."""
    return None if value is None else moment(value)


def day(value: str | date) -> date:
    """A stored day as a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value
