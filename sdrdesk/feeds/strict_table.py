"""A table of a TOML file, read strictly: every key known, every value of its kind, every fault told with a cure."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NoReturn, TypeVar

from sdrdesk.errors import BadInput
from sdrdesk.text import clean

_V = TypeVar("_V")


def nearest(word: str, known: Collection[str]) -> str:
    """Advice for a word nobody knows: the nearest known one, else all of them."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f'Did you mean "{close[0]}"?' if close else f"Known here: {', '.join(sorted(known))}"


class StrictTable:
    """Typed access to one table; text comes out clean of control characters."""

    def __init__(self, values: Mapping[str, object], known: Collection[str], *, file: str, where: str) -> None:
        """Refuse keys that are not `known`; `file` and `where` name the place in every error."""
        self._values, self._file, self._where = values, file, where
        for key in values:
            if key not in known:
                self.refuse(f'nobody knows the key "{key}"', nearest(key, known))

    def refuse(self, what: str, cure: str) -> NoReturn:
        """Say what is wrong here and what to do."""
        where = f"{self._where}: " if self._where else ""
        raise BadInput(f"{self._file} cannot be used", f"{where}{what}", cure)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def text(self, key: str, *, multiline: bool = False, optional: bool = False) -> str:
        """The text under `key`, not blank unless `optional`."""
        if optional and key not in self._values:
            return ""
        return self._clean(key, self._get(key, str, "a text in quotes"), multiline=multiline)

    def texts(
        self, key: str, *, count: int | None = None, optional: bool = False, multiline: bool = False
    ) -> tuple[str, ...]:
        """The list of texts under `key`, exactly `count` of them if given, else at least one."""
        if optional and key not in self._values:
            return ()
        values = self._get(key, list, 'a list of texts: ["...", "..."]')
        if count is not None and len(values) != count:
            self.refuse(f"{key} has {len(values)} entries", f"Write {count}")
        if not values:
            self.refuse(f"{key} is empty", "Write at least one text, or leave the key out")
        return tuple(self._clean(key, value, multiline=multiline) for value in values)

    def whole(self, key: str, *, least: int) -> int:
        """The whole number under `key`."""
        value = self._get(key, int, "a whole number")
        if value < least:
            self.refuse(f"{key} is {value}", f"Write {least} or more")
        return value

    def truth(self, key: str) -> bool:
        """The true or false under `key`."""
        return self._get(key, bool, "true or false")

    def number(self, key: str) -> Decimal:
        """The finite number under `key`."""
        value = self._values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            self._missing_or(key, "a number")
        return Decimal(value)

    def tables(self, key: str, known: Collection[str]) -> list[StrictTable]:
        """The list of tables under `key`."""
        rows = []
        for count, value in enumerate(self._get(key, list, "a list of tables"), start=1):
            where = f"{self._where}, {key} {count}" if self._where else f"{key} {count}"
            if not isinstance(value, dict):
                self.refuse(f"{key} {count} is not a table", f"Write {{ {' = ..., '.join(known)} = ... }}")
            rows.append(StrictTable(value, known, file=self._file, where=where))
        return rows

    def _get(self, key: str, kind: type[_V], words: str) -> _V:
        """The value under `key`, of the kind asked for."""
        value = self._values.get(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self._missing_or(key, words)
        return value

    def _missing_or(self, key: str, words: str) -> NoReturn:
        """Refuse a key that is not there, or holds something else than `words`."""
        self.refuse(f"{key} is not {words}" if key in self._values else f"{key} is missing", f"Write {key} as {words}")

    def _clean(self, key: str, value: object, *, multiline: bool) -> str:
        """`value` as clean text that says something."""
        if not isinstance(value, str):
            self.refuse(f"{key} holds {value!r}, which is no text", "Put it in quotes")
        text = clean(value, multiline=multiline)
        if not text:
            self.refuse(f"{key} is empty", "Write it")
        return text
