"""Plain data to dataclasses and back, without pydantic.

The store keeps a checked playbook as JSON; the desk starts from that. Importing pydantic costs more than the whole
rebuilding, so this trusts its input: only keys are looked at, and a key too many or too few is a ValueError.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache, lru_cache, partial
from types import GenericAlias, NoneType, UnionType

from sdrdesk.dataclasses import MISSING, fields, is_dataclass, replace
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.span import TextValue
from sdrdesk.typing import Any, TypeVar, cast

T = TypeVar("T")

Reader = Callable[[Any], Any]
"""Makes a value of one type from plain data."""


def build(cls: type[T], data: Mapping[str, Any]) -> T:
    """A `cls` from plain data that was checked before; ValueError names unknown and missing keys."""
    made: T = reader(cast("Any", cls))(data)
    return made


def stored_playbook(data: Mapping[str, Any]) -> Playbook:
    """The playbook that the store keeps as `data`, with `data` as its `raw`."""
    return replace(build(Playbook, data), raw=data)


def plain(value: object) -> Any:
    """`value` as what JSON can hold; `build` makes an equal value of it."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, TextValue):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if type(value).__name__ == "Decimal":  # by its name: to import it costs every start a millisecond
        return str(value)
    if is_dataclass(value):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value) if part.compare}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no plain form")


@cache
def hints_of(cls: type) -> dict[str, Any]:
    """The types of the fields of a dataclass that files may set (those that make it equal to another)."""
    return {part.name: _hint(str(part.type), cls.__module__) for part in fields(cls) if part.compare}


@cache
def _hint(text: str, module: str) -> Any:
    """The type written as `text` in one of our modules; once for each text, as 100 fields share 30."""
    return eval(text, vars(sys.modules[module]))  # noqa: S307 - an annotation, as `get_type_hints` reads it


@cache
def reader(hint: Any) -> Reader:
    """What makes a value of the type `hint` from plain data."""
    if isinstance(hint, UnionType):
        (inner,) = (arg for arg in hint.__args__ if arg is not NoneType)
        return partial(_optional, reader(inner))
    if isinstance(hint, GenericAlias):
        origin: Any = hint.__origin__
        if origin is tuple:
            return partial(_tuple, reader(hint.__args__[0]))
        return partial(_mapping, reader(hint.__args__[1])) if issubclass(origin, Mapping) else _as_it_is
    if hint in (date, time, datetime):
        return cast("Reader", hint.fromisoformat)
    if isinstance(hint, type):
        if is_dataclass(hint) and not issubclass(hint, TextValue):
            return _dataclass_reader(hint)
        if issubclass(hint, TextValue):
            # A week of windows repeats a few texts; the values are frozen.
            return lru_cache(256)(hint.parse)
        if issubclass(hint, StrEnum | float) or hint.__name__ == "Decimal":
            return hint
    return _as_it_is


def _as_it_is(data: Any) -> Any:
    return data


def _optional(inner: Reader, data: Any) -> Any:
    return None if data is None else inner(data)


def _tuple(inner: Reader, data: Any) -> Any:
    return tuple([inner(item) for item in data])


def _mapping(inner: Reader, data: Any) -> Any:
    return {key: inner(item) for key, item in data.items()}


def _dataclass_reader(cls: type) -> Reader:
    """What makes a `cls` from a mapping with exactly its keys."""
    readers = {name: reader(hint) for name, hint in hints_of(cls).items()}
    required = {part.name for part in fields(cls) if part.default is MISSING and part.default_factory is MISSING}

    def read(data: Any) -> Any:
        if wrong := data.keys() - readers.keys() or required - data.keys():
            what = "unknown" if wrong & data.keys() else "missing"
            raise ValueError(f"{cls.__name__}: {what} {', '.join(sorted(wrong))}")
        return cls(**{key: readers[key](item) for key, item in data.items()})

    return read
