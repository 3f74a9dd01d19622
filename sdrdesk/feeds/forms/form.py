"""A filled form of any make, and the JSON it comes in: bounded, cleaned, flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.intake import Field
from sdrdesk.text import clean

Json = Any
"""What `json.loads` gives."""

LONGEST = 2000
"""Letters kept of a value."""
LABEL = 200
"""Letters kept of a question."""
PEOPLE = 100
"""People in one body: HubSpot sends at most a hundred events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What one person filled in."""

    told: Mapping[Field, str] = field(default_factory=dict)
    """What the vendor's format itself says: this is the address, that is when."""
    answers: tuple[tuple[str, str], ...] = ()
    """Question and answer, to be recognised by the question's words."""
    paths: Callable[[], Mapping[str, str]] = dict
    """Every value by its path, for a source's own mapping; worked out only where there is one."""
    once: str = ""
    """The vendor's id of the conversion itself, where its time is not what tells it from others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one body brings."""

    forms: tuple[Form, ...] = ()
    follows: str = ""
    """The id of an earlier message that this one only moves to another time."""
    silence: str = ""
    """Why it brings nobody, where that is as it should be."""


def text_of(value: Json) -> str:
    """A value as clean text; "" for what is not a value."""
    if isinstance(value, str):
        return clean(value[: 2 * LONGEST])[:LONGEST]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)[:LABEL]
    if isinstance(value, list):
        return ", ".join(text for item in value if not isinstance(item, list | dict) and (text := text_of(item)))[
            :LONGEST
        ]
    return ""


def dict_of(value: Json) -> dict[str, Json]:
    """A value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Json) -> list[Json]:
    """A value if it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def flat(data: Json, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value with its dotted path; an array of plain values is also one value, joined by commas."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from flat(value, f"{path}.{name}" if path else name)
    elif isinstance(data, list):
        if path and data and not any(isinstance(item, list | dict) for item in data):
            yield path, text_of(data)
        for at, value in enumerate(data):
            yield from flat(value, f"{path}.{at}" if path else str(at))
    elif text := text_of(data):
        yield path, text


def told(**values: Json) -> dict[Field, str]:
    """Fields with their texts, without the empty ones; named as in `Field`, in lower case."""
    return {Field[name.upper()]: text for name, value in values.items() if (text := text_of(value))}
