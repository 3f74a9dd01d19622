"""What of kept text names a person, and how it is taken out: pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.typing import Any

GONE = "(erased)"
"""What stands where something was erased."""
PRIVATE_KEYS = frozenset({"note", "reason", "with_whom", "external_id", "text", "name", "email", "phone", "company"})
"""Keys of an audit entry whose value is about the person, whatever it says."""
LEAST_DIGITS = 7
"""Of a number, so that it is looked for in text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long what is kept of people is kept."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - pydantic's setting, as in the playbook
    keep_months: Mapping[str, int] = field(default_factory=dict)
    """By stage: months without any activity or conversion after which a lead is erased; none keeps it for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """By what a person is known in text: sure marks alone make a text theirs, names only where it is linked."""

    emails: frozenset[str] = field(default_factory=frozenset)
    """In lower case."""
    phones: frozenset[str] = field(default_factory=frozenset)
    """E.164."""
    names: frozenset[str] = field(default_factory=frozenset)

    def are_in(self, text: str) -> bool:
        """Whether a text holds an address or a number of the person, however a form wrote it."""
        from urllib.parse import unquote_plus  # two milliseconds, and every start reads how long things are kept

        plain = {text, unquote_plus(text), _unescaped(text)}
        if any(email in one.casefold() for email in self.emails for one in plain):
            return True
        digits = {re.sub(r"\D", "", one) for one in plain} if self.phones else set()
        return any(_digits(phone) in one for phone in self.phones for one in digits)

    def taken_out(self, text: str, *, names: bool = True) -> str:
        """The text without every mark."""
        words = [*self.emails, *self.phones, *(self.names if names else ())]
        for word in sorted((one for one in words if one), key=len, reverse=True):
            text = re.sub(re.escape(word), GONE, text, flags=re.IGNORECASE)
        return text

    def scrubbed(self, value: Any) -> Any:
        """An audit entry without what names the person; its shape stays, so that what it tells can be taken back."""
        if isinstance(value, str):
            return self.taken_out(value)
        if isinstance(value, list):
            return [self.scrubbed(one) for one in value]
        if isinstance(value, dict):
            return {
                key: GONE if key in PRIVATE_KEYS and isinstance(one, str) and one else self.scrubbed(one)
                for key, one in value.items()
            }
        return value


def _unescaped(text: str) -> str:
    r"""JSON with its \u0040 written out; other text as it is."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _digits(phone: str) -> str:
    """The end of a number that every way of writing it has."""
    digits = re.sub(r"\D", "", phone)
    return digits[-max(LEAST_DIGITS, min(len(digits) - 1, 10)) :]
