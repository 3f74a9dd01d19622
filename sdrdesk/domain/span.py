"""Values that a playbook writes as text: a span of time, a window of a day."""

from __future__ import annotations

import re
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


_SPAN = re.compile(r"(\d{1,4})\s*(min|minutes?|h|hours?|days?|working hours?|working days?)$")
_CLOCK = r"([01]?[0-9]|2[0-3]):([0-5][0-9])"
_WINDOW = re.compile(rf"{_CLOCK}\s*-\s*{_CLOCK}$")
_UNITS = {
    "min": SpanUnit.MINUTES,
    "minute": SpanUnit.MINUTES,
    "h": SpanUnit.HOURS,
    "hour": SpanUnit.HOURS,
    "day": SpanUnit.DAYS,
    "working hour": SpanUnit.WORKING_HOURS,
    "working day": SpanUnit.WORKING_DAYS,
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
        match = _SPAN.match(words)
        if not match:
            raise ValueError(f'"{text}" is not a span: write "now", "30 min", "24 h", "2 days" or "1 working day"')
        unit = match[2].removesuffix("s")
        return cls(int(match[1]), _UNITS.get(unit) or _UNITS["min" if unit.startswith("min") else unit])

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
        match = _WINDOW.match(text.strip())
        if not match:
            raise ValueError(f'"{text}" is not a window: write "08:00-18:00" or "closed"')
        hour, minute, to_hour, to_minute = (int(digits) for digits in match.groups())
        window = cls(time(hour, minute), time(to_hour, to_minute))
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
