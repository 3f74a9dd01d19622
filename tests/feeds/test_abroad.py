"""Numbers abroad are read by compiled tables: the library, asked about the same ones, must say the same."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, timezone

from sdrdesk.feeds import abroad
from sdrdesk.feeds.contact import read_phone

EXAMPLES = [
    (code, str(example.national_number))
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items())
    for region in regions
    if code != 1
    for kind in range(11)
    if (example := phonenumbers.example_number_for_type(region, kind))
]
"""A number of every kind of every country."""


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A number near one that exists: its last digits are anything, one may be missing, and groups stand anywhere."""
    code, digits = draw(st.sampled_from(EXAMPLES))
    kept = draw(st.integers(0, len(digits)))
    tail = draw(st.text("0123456789", min_size=len(digits) - kept, max_size=len(digits) - kept + 1))
    cut = draw(st.integers(0, len(digits)))
    body = digits[:kept] + tail
    mark = draw(st.sampled_from(["", " ", "-", ".", " ("]))
    return f"+{code}{mark}{body[:cut]}{')' if mark == ' (' else mark if body[cut:] else ''}{body[cut:]}"


def _by_the_library(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


@given(text=numbers())
def test_a_number_abroad_is_what_the_library_says(text: str) -> None:
    """A number that is read the short way is one that exists, shown and placed as the library would have it."""
    found, number = abroad.read(text), _by_the_library(text)

    if found is not None:
        assert number is not None
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        assert f"+{found.code}{found.digits}" == e164
        assert abroad.shown(found) == phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        assert found.region == phonenumbers.region_code_for_number(number)
        told = abroad.telling(e164)
        zones = abroad.zones(told)[1] if told else ("Etc/Unknown",)
        assert zones == tuple(timezone.time_zones_for_number(number))
        assert read_phone(text, "US").e164 == e164


@pytest.mark.parametrize("text", ["+49 30 23125142", "+44 20 7946 0142", "+33 1 42 68 53 00", "+61 2 9374 4000"])
def test_usual_numbers_go_the_short_way(text: str) -> None:
    """A list from abroad is read as quickly as one from here."""
    assert abroad.read(text) is not None


@pytest.mark.parametrize(
    "text", ["+49 030 23125142", "+44 (0)20 7946 0142", "+1 312 555 0142", "+493023125142.0", "+800 1234 5678", "+4930"]
)
def test_what_is_not_plain_is_left_to_the_library(text: str) -> None:
    """A prefix to be taken off, a spreadsheet's decimals, a number of no country: the library knows more of those."""
    number = _by_the_library(text.removesuffix(".0"))

    expected = phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else ""
    assert read_phone(text, "US").e164 == expected


def test_every_country_has_a_number_that_goes_the_short_way() -> None:
    """The tables are read for every country of the library, not for a few that were thought of."""
    short = {code for code, digits in EXAMPLES if abroad.read(f"+{code}{digits}")}

    assert len(short) > 200
