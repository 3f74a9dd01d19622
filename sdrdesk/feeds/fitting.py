"""Whether the values of a column are what its name says: what a preview shows beside the mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sdrdesk.domain.intake import Field
from sdrdesk.feeds.contact import ABSENT

_DIGITS = re.compile(r"\d")
_DATE = re.compile(r"\d{1,4}[-/. ]\w{1,9}[-/., ]+\d{1,4}|\d{10}|\d{13}")

_FITS: dict[Field, Callable[[str], bool]] = {
    Field.EMAIL: lambda value: "@" in value,
    Field.PHONE: lambda value: len(_DIGITS.findall(value)) >= 7 and "@" not in value,
    Field.CONVERTED_AT: lambda value: _DATE.search(value) is not None,
    Field.PEOPLE: lambda value: _DIGITS.search(value) is not None,
    Field.FIRST_NAME: lambda value: "@" not in value and not value.isdecimal(),
    Field.LAST_NAME: lambda value: "@" not in value and not value.isdecimal(),
    Field.FULL_NAME: lambda value: "@" not in value and not value.isdecimal(),
    Field.COMPANY: lambda value: "@" not in value,
    Field.COUNTRY: lambda value: not any(map(str.isdecimal, value)),
}


def fit(field: Field, values: Sequence[str]) -> float:
    """The share of values, 0 to 1, that can be of a field; 1 where there is none to tell."""
    test = _FITS.get(field)
    filled = [value for value in values if value.strip().casefold() not in ABSENT]
    return sum(map(test, filled)) / len(filled) if test and filled else 1.0
