"""Numbers abroad that are written whole, "+49 30 23125142", read by the tables of phonenumbers without its detours.

The library looks at such a number a dozen times (85 us to parse, check, format and place it); here its patterns are
compiled once for a country and each is asked once (18 us). Whatever is not plain is left to the library, and a test
holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

_WRITTEN = re.compile(r"\+[1-9](?:[ .-]?\(?[0-9]\)?){4,16}")
"""Digits behind a plus, in groups; the library is asked about anything else."""
_RATED = ("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")
"""Kinds of numbers that lie nowhere, as the library asks for them: before lines and mobiles."""


class _Kind(NamedTuple):
    """What numbers of one kind look like."""

    lengths: frozenset[int]
    """Empty where any will do."""
    pattern: re.Pattern[str]

    def fits(self, digits: str) -> bool:
        """Whether a number without its country code is of this kind."""
        return (not self.lengths or len(digits) in self.lengths) and self.pattern.fullmatch(digits) is not None


class _Region(NamedTuple):
    """The numbers of one of the countries that share a code."""

    name: str
    leading: re.Pattern[str] | None
    any: _Kind
    rated: tuple[_Kind, ...]
    line: _Kind | None
    mobile: _Kind | None
    are_alike: bool
    """Whether lines and mobiles look alike."""

    def kind(self, digits: str) -> str:
        """What a number is: "rated", "line", "mobile", or "" for none of this region."""
        if not self.any.fits(digits):
            return ""
        if any(one.fits(digits) for one in self.rated):
            return "rated"
        if self.line and self.line.fits(digits):
            return "line"
        return "mobile" if not self.are_alike and self.mobile and self.mobile.fits(digits) else ""


class _Code(NamedTuple):
    """What the library knows of one country code."""

    regions: tuple[_Region, ...]
    prefix: re.Pattern[str] | None
    """What is dialled before a number inside the country, and would have to be taken off."""
    formats: tuple[tuple[re.Pattern[str] | None, re.Pattern[str], str], ...]
    """Leading digits, pattern and its replacement of each way to write a number."""
    mobiles_lie_somewhere: bool
    zones_end: int
    """Digits of a number, with its country code, on which its time zone hangs at most."""


class Whole(NamedTuple):
    """A valid number."""

    code: str
    digits: str
    """Behind the country code."""
    region: str
    kind: str


def read(text: str) -> Whole | None:
    """The valid number in `text`; None for one that only the library can judge."""
    if text[:1] != "+" or not _WRITTEN.fullmatch(text):
        return None
    return whole("".join(filter(str.isdecimal, text)))


def whole(number: str) -> Whole | None:
    """The valid number of these digits, country code first; None for one that only the library can judge."""
    for end in (1, 2, 3):
        if known := code_of(number[:end]):
            break
    else:
        return None
    digits = number[end:]
    if digits[:1] in ("", "0") or (known.prefix and known.prefix.match(digits)):
        return None
    for region in known.regions:
        if region.leading is None:
            if kind := region.kind(digits):
                return Whole(number[:end], digits, region.name, kind)
        elif region.leading.match(digits):
            kind = region.kind(digits)
            return Whole(number[:end], digits, region.name, kind) if kind else None
    return None


def shown(number: Whole) -> str:
    """A number in the groups of its country: "+49 30 23125142"."""
    known = code_of(number.code)
    digits = number.digits
    for leading, pattern, groups in known.formats if known else ():
        if (leading is None or leading.match(digits)) and (found := pattern.fullmatch(digits)):
            digits = found.expand(groups)
            break
    return f"+{number.code} {digits}"


def telling(phone: str) -> str:
    """A name for all that the time zone of an E.164 number hangs on: its country and a prefix; "" if not known."""
    number = whole(phone[1:])
    known = number and code_of(number.code)
    if not number or not known:
        return ""
    from phonenumbers.tzdata import TIMEZONE_DATA

    prefix = number.code
    if number.kind == "line" or (number.kind == "mobile" and known.mobiles_lie_somewhere):
        ends = range(known.zones_end, len(prefix), -1)
        prefix = next((phone[1 : 1 + end] for end in ends if phone[1 : 1 + end] in TIMEZONE_DATA), prefix)
    return f"{number.region}:{prefix}" if prefix in TIMEZONE_DATA else ""


def zones(told: str) -> tuple[str, tuple[str, ...]]:
    """The country and the possible zones of what `telling` says."""
    from phonenumbers.tzdata import TIMEZONE_DATA

    region, _, prefix = told.partition(":")
    return region, TIMEZONE_DATA[prefix]


@lru_cache(maxsize=1024)
def code_of(code: str) -> _Code | None:
    """The tables of one country code; None for none, for +1 and for codes of no country."""
    import phonenumbers
    from phonenumbers.tzdata import TIMEZONE_DATA

    names = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code or "0"), ())
    if not names or code == "1" or "001" in names:
        return None
    tables = {name: phonenumbers.PhoneMetadata.metadata_for_region(name) for name in names}
    main = tables[names[0]]
    if main is None:
        return None
    geographical = phonenumbers.is_number_type_geographical(phonenumbers.PhoneNumberType.MOBILE, int(code))
    return _Code(
        regions=tuple(_region(name, table) for name, table in tables.items() if table is not None),
        prefix=re.compile(main.national_prefix_for_parsing) if main.national_prefix_for_parsing else None,
        formats=tuple(_formats(main.intl_number_format or main.number_format)),
        mobiles_lie_somewhere=geographical,
        zones_end=max((len(prefix) for prefix in TIMEZONE_DATA if prefix.startswith(code)), default=0),
    )


def _region(name: str, table: Any) -> _Region:
    rated = (_kind(getattr(table, one)) for one in _RATED)
    return _Region(
        name=name,
        leading=re.compile(table.leading_digits) if table.leading_digits is not None else None,
        any=_kind(table.general_desc) or _Kind(frozenset({0}), re.compile("")),
        rated=tuple(one for one in rated if one),
        line=_kind(table.fixed_line),
        mobile=_kind(table.mobile),
        are_alike=bool(table.same_mobile_and_fixed_line_pattern),
    )


def _kind(table: Any) -> _Kind | None:
    if table is None or not table.national_number_pattern:
        return None
    return _Kind(frozenset(table.possible_length), re.compile(table.national_number_pattern))


def _formats(tables: Any) -> Iterator[tuple[re.Pattern[str] | None, re.Pattern[str], str]]:
    for one in tables:
        # The last is the most detailed.
        leading = re.compile(one.leading_digits_pattern[-1]) if one.leading_digits_pattern else None
        yield leading, re.compile(one.pattern), one.format
