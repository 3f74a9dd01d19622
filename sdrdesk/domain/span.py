"""Values that a playbook writes as text: a span of time, a window of a day."""

from __future__ import annotations

from datetime import time
from enum import StrEnum

from sdrdesk.dataclasses import dataclass
from sdrdesk.typing import Any, Self


class TextValue:
    """A value that files write as text; `parse` reads it, `str` writes it back."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The value written as `text`; ValueError says what would be right."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> Any:
        """How pydantic reads it; called only while a file is being checked."""
        from pydantic_core import core_schema

        def read(value: object) -> TextValue:
            if isinstance(value, cls):
                return value
            if not isinstance(value, str):
                raise ValueError(f"write it as text in quotes, not as {type(value).__name__}")
            return cls.parse(value)

        return core_schema.no_info_plain_validator_function(read)


class SpanUnit(StrEnum):
    """What a span is counted in."""

    NOW = "now"
    NEVER = "never"
    MINUTES = "min"
    HOURS = "h"
    DAYS = "days"
    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"


DIGITS = "0123456789"
_UNITS = {
    "min": SpanUnit.MINUTES,
    "minute": SpanUnit.MINUTES,
    "minutes": SpanUnit.MINUTES,
    "h": SpanUnit.HOURS,
    "hour": SpanUnit.HOURS,
    "hours": SpanUnit.HOURS,
    "day": SpanUnit.DAYS,
    "days": SpanUnit.DAYS,
    "working hour": SpanUnit.WORKING_HOURS,
    "working hours": SpanUnit.WORKING_HOURS,
    "working day": SpanUnit.WORKING_DAYS,
    "working days": SpanUnit.WORKING_DAYS,
}


@dataclass(frozen=True, slots=True)
class Span(TextValue):
    """A length of time as a team says it: "5 min", "24 h", "4 working hours", "now", "never"."""

    amount: int
    unit: SpanUnit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "now", "never", "30 min", "24 h", "2 days", "4 working hours" or "1 working day"."""
        words = " ".join(text.split()).lower()
        if words in (SpanUnit.NOW, SpanUnit.NEVER):
            return cls(0, SpanUnit(words))
        unit = words.lstrip(DIGITS)
        digits, unit = words.removesuffix(unit), unit.strip()
        if not 1 <= len(digits) <= 4 or unit not in _UNITS:
            raise ValueError(f'"{text}" is not a span: write "now", "30 min", "24 h", "2 days" or "1 working day"')
        return cls(int(digits), _UNITS[unit])

    @property
    def is_never(self) -> bool:
        """Whether it never comes."""
        return self.unit is SpanUnit.NEVER

    def __str__(self) -> str:
        """As a playbook writes it."""
        if self.unit in (SpanUnit.NOW, SpanUnit.NEVER):
            return self.unit.value
        text = f"{self.amount} {self.unit}"
        return text.removesuffix("s") if self.amount == 1 and self.unit.endswith("s") else text


def _clock(text: str) -> time:
    """A time of day as "8:30" or "08:30"; ValueError for anything else."""
    hour, _, minute = text.partition(":")
    if not 1 <= len(hour) <= 2 or len(minute) != 2 or (hour + minute).strip(DIGITS):
        raise ValueError(text)
    return time(int(hour), int(minute))


@dataclass(frozen=True, slots=True)
class Window(TextValue):
    """The part of a local day in which something is open: "08:00-18:00", or "closed"."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "08:00-18:00" or "closed"."""
        if text.strip().lower() == "closed":
            return cls(time(0), time(0))
        opens, _, closes = text.strip().partition("-")
        try:
            window = cls(_clock(opens.rstrip()), _clock(closes.lstrip()))
        except ValueError:
            raise ValueError(f'"{text}" is not a window: write "08:00-18:00" or "closed"') from None
        if window.closes <= window.opens:
            raise ValueError(f'"{text}" closes before it opens')
        return window

    @property
    def is_closed(self) -> bool:
        """Whether it is shut all day."""
        return self.opens == self.closes

    def both(self, other: Window) -> Window:
        """The part open in this window and in `other`."""
        opens, closes = max(self.opens, other.opens), min(self.closes, other.closes)
        return Window(opens, closes) if opens < closes else Window(time(0), time(0))

    def __str__(self) -> str:
        """As a playbook writes it."""
        return "closed" if self.is_closed else f"{self.opens:%H:%M}-{self.closes:%H:%M}"
