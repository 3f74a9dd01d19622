"""A statement as the bare driver runs it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

ALWAYS = "-"
"""Stands in a list that would be empty: no key of ours is a dash, and SQL lists may not be empty."""


PLAIN = frozenset({str, int, float, type(None), bytes})
"""Types that the driver takes as they are; a bool is an int of its own type and is not among them."""


class Sql(NamedTuple):
    """A named statement: its SQLite text, and which of its parameters are lists."""

    name: str
    text: str
    lists: tuple[str, ...] = ()


def bound(sql: Sql, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Text and parameters for the SQLite driver: lists spread out, times as UTC text."""
    text = sql.text
    flat: dict[str, Any] = {}
    for name, value in params.items():
        if name in sql.lists:
            values = tuple(value) or (ALWAYS,)
            marks = ", ".join(f":{name}_{index}" for index in range(len(values)))
            text = text.replace(f"__[POSTCOMPILE_{name}]", marks)
            flat.update((f"{name}_{index}", one) for index, one in enumerate(values))
        else:
            flat[name] = as_sql(value)
    return text, flat


def as_sql(value: Any) -> Any:
    """A value as SQLite keeps it: aware times as UTC text with microseconds, days as ISO text."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    return value


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
