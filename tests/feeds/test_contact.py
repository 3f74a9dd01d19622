"""Phones, e-mail addresses and places as people write them become what can be dialled, written to and timed."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sdrdesk.domain.intake import NOWHERE
from sdrdesk.feeds.contact import read_email, read_phone
from sdrdesk.feeds.place_tables import AREA_CODES, SPLIT_STATES
from sdrdesk.feeds.places import area_region, country_code, locate, phone_country, state_code
from sdrdesk.text import is_clean

CHICAGO = "+13125550142"
NEW_YORK = "+12125550142"
LONDON = "+442079460142"
BERLIN = "+493023125142"


@pytest.mark.parametrize(
    "written",
    [
        "+13125550142",
        "(312) 555-0142",
        "312.555.0142",
        "312 555 0142",
        "3125550142",
        "1-312-555-0142",
        "+1 (312) 555-0142",
        "p:+13125550142",
        "tel:+1-312-555-0142",
        "13125550142.0",
        "3125550142.0",
        "1.3125550142E+10",
        "'+1 312 555 0142",
        " 312-555-0142 ",
        "312-555-0142 / 312-555-0143",
        "\u202a+1 312-555-0142\u202c",
        "001 312 555 0142",
        "0013125550142",
    ],
)
def test_every_way_to_write_a_number_is_one_number(written: str) -> None:
    """A number is the same however a form, a CRM or a spreadsheet wrote it."""
    region = "GB" if written.startswith("00") else "US"

    assert read_phone(written, region).e164 == CHICAGO


def test_a_number_is_shown_in_groups() -> None:
    """A rep reads a number in the groups of its country."""
    assert read_phone("3125550142", "US").shown == "+1 312-555-0142"
    assert read_phone("020 7946 0142", "GB").shown == "+44 20 7946 0142"


@pytest.mark.parametrize("written", ["(312) 555-0142 x17", "312-555-0142 ext. 17", "+1 312 555 0142, ext 17"])
def test_an_extension_is_kept_beside_the_number(written: str) -> None:
    """An extension is not dialled as digits of the number."""
    phone = read_phone(written, "US")

    assert (phone.e164, phone.extension, phone.shown) == (CHICAGO, "17", "+1 312-555-0142 ext. 17")


@pytest.mark.parametrize(
    ("written", "region", "e164"),
    [
        ("020 7946 0142", "GB", LONDON),
        ("030 23125142", "DE", BERLIN),
        ("+49 (0)30 23125142", "US", BERLIN),
        ("4930 23125142", "US", BERLIN),
        ("493023125142.0", "US", BERLIN),
        ("1 312 555 0142", "DE", CHICAGO),
    ],
)
def test_a_number_is_read_in_its_country(written: str, region: str, e164: str) -> None:
    """A number without a country code is one of the country given; one with a code needs none."""
    assert read_phone(written, region).e164 == e164


@pytest.mark.parametrize(
    ("written", "region", "fault"),
    [
        ("12345", "US", "not a number that exists in US"),
        ("call me", "US", "is not a phone number"),
        ("(312) 555-0142", "", "no country code"),
        ("1.31256E+10", "US", "spreadsheet rounded it"),
        ("+1 312 555 01421234567890", "US", "too many digits"),
        ("(123) 555-0142", "US", "not a number that exists"),
    ],
)
def test_a_number_that_cannot_be_dialled_says_why(written: str, region: str, fault: str) -> None:
    """A wrong number is kept as it came, with the reason, and is never dialled."""
    phone = read_phone(written, region)

    assert (phone.e164, phone.shown) == ("", written)
    assert fault in phone.fault


@pytest.mark.parametrize("written", ["", "n/a", "N/A", "-", "None", " ", "[not provided]"])
def test_nothing_is_no_fault(written: str) -> None:
    """A word for nothing in a cell is an empty cell."""
    assert not read_phone(written, "US").fault
    assert not read_email(written).fault


@given(st.integers(200, 999), st.integers(200, 999), st.integers(0, 9999))
@example(983, 600, 0)
def test_the_short_way_and_the_library_agree(area: int, exchange: int, line: int) -> None:
    """A number read by the regular expression is the library's number, and valid."""
    phone = read_phone(f"({area}) {exchange}-{line:04}", "US")
    number = phonenumbers.parse(f"+1{area}{exchange}{line:04}")

    valid = phonenumbers.is_valid_number(number)
    assert phone.e164 == (phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else "")
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert not valid or phone.shown == shown


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ann@example.com", "ann@example.com"),
        ("Ann.Example+demo@EXAMPLE.Com", "Ann.Example+demo@example.com"),
        ("mailto:ann@example.com", "ann@example.com"),
        ("Ann Example <ann@example.com>", "ann@example.com"),
        ("ann@example.com; bo@example.com", "ann@example.com"),
        ("ann@sales.example", "ann@sales.example"),
        ("o'ann@example.com", "o'ann@example.com"),
        ("ann@münchen.example.de", "ann@münchen.example.de"),
        ("ann@xn--mnchen-3ya.de", "ann@münchen.de"),
        ("ann\u200b@example.com", "ann@example.com"),
    ],
)
def test_addresses_are_read_as_they_are_written(written: str, address: str) -> None:
    """The domain is in lower case, the rest stays as it came; fictional domains will do."""
    assert read_email(written).address == address


@pytest.mark.parametrize(
    "written",
    ["ann", "ann@", "@example.com", "ann@example", "a..b@example.com", ".a@example.com", "ann@-x.com", "ann@x.invalid"],
)
def test_what_is_no_address_says_why(written: str) -> None:
    """An address that no mail could reach is refused with a reason."""
    email = read_email(written)

    assert email.address == ""
    assert email.fault


@given(st.text(max_size=60) | st.from_regex(r"[ -~]{0,20}@[ -~]{0,30}", fullmatch=True))
def test_no_text_breaks_the_readers(text: str) -> None:
    """Whatever stands in the cell, the readers answer, and with clean text only."""
    phone, email = read_phone(text, "US"), read_email(text)

    for value in (phone.shown, phone.fault, phone.extension, email.address, email.fault):
        assert is_clean(value)
    assert phone.e164 == "" or phone.e164[1:].isdecimal()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("United States", "US"),
        ("USA", "US"),
        ("u.s.", "US"),
        ("Deutschland", "DE"),
        ("germany", "DE"),
        ("DEU", "DE"),
        ("UK", "GB"),
        ("England", "GB"),
        ("CA", "CA"),
        ("España", "ES"),
        ("Espana", "ES"),
        ("South Korea", "KR"),
        ("Trinidad and Tobago", "TT"),
        ("Côte d'Ivoire", "CI"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_countries_by_name_and_code(words: str, code: str) -> None:
    """A country is known by its English name, its own, and its codes."""
    assert country_code(words) == code


@pytest.mark.parametrize(
    ("words", "country", "found"),
    [
        ("California", "", ("US", "CA")),
        ("CA", "US", ("US", "CA")),
        ("US-CA", "", ("US", "CA")),
        ("Ontario", "", ("CA", "ON")),
        ("Quebec", "CA", ("CA", "QC")),
        ("NSW", "", ("AU", "NSW")),
        ("WA", "AU", ("AU", "WA")),
        ("Washington DC", "US", ("US", "DC")),
        ("Bavaria", "", ("", "")),
        ("California", "DE", ("", "")),
    ],
)
def test_states_by_name_and_code(words: str, country: str, found: tuple[str, str]) -> None:
    """A state is known by name and code, within its country."""
    assert state_code(words, country) == found


def place(country: str = "", state: str = "", city: str = "", postal_code: str = "", phone: str = "") -> str:
    """The key of the place found."""
    return locate(country, state, city, postal_code, phone, 2026).place.key


def test_the_address_gives_the_zone() -> None:
    """A state in one zone needs no more; the law goes by the state in the US, by the country elsewhere."""
    assert place("United States", "Illinois") == "US-IL|America/Chicago"
    assert place("", "NY") == "US-NY|America/New_York"
    assert place("Arizona", "AZ") == "US-AZ|America/Phoenix"
    assert place("Deutschland") == "DE|Europe/Berlin"
    assert place("India") == "IN|Asia/Kolkata"
    assert place("Australia", "Queensland") == "AU|Australia/Brisbane"


@pytest.mark.parametrize(
    ("state", "city", "postal", "phone", "zones"),
    [
        ("FL", "Miami", "", "", "America/New_York"),
        ("FL", "Pensacola", "", "", "America/Chicago"),
        ("FL", "", "32502", "", "America/Chicago"),
        ("FL", "", "33101-1234", "", "America/New_York"),
        ("FL", "", "", "+13055550142", "America/New_York"),
        ("FL", "Nowhere", "", "+18505550142", "America/New_York&America/Chicago"),
        ("FL", "", "", CHICAGO, "America/New_York&America/Chicago"),
        ("TX", "El Paso", "", "", "America/Denver"),
        ("TX", "", "", "+19155550142", "America/Denver"),
        ("TN", "", "37902", "", "America/New_York"),
        ("ID", "", "", "", "America/Denver&America/Los_Angeles"),
    ],
)
def test_a_state_in_two_zones(state: str, city: str, postal: str, phone: str, zones: str) -> None:
    """Postal code, city or its own area code tell the zone; where none does, both count."""
    assert place("US", state, city, postal, phone) == f"US-{state}|{zones}"


def test_the_number_gives_the_zone_where_the_address_does_not() -> None:
    """Without an address the area code is presumed to be where the person lives, for the law too."""
    assert place(phone=CHICAGO) == "US-IL|America/Chicago"
    assert place("USA", phone="+14155550142") == "US-CA|America/Los_Angeles"
    assert place(phone=LONDON) == "GB|Europe/London"
    assert place(phone="+14165550142") == "CA|America/Toronto"


def test_where_address_and_number_disagree_both_count() -> None:
    """Only the hours open in both zones may be called, the address's zone is the one shown."""
    assert place("US", "NY", phone="+14155550142") == "US-NY|America/New_York&America/Los_Angeles"
    assert place("Germany", phone=NEW_YORK) == "DE|Europe/Berlin&America/New_York"


def test_an_address_half_a_world_from_its_number_counts_alone() -> None:
    """Zones that share no working hours would never open: the address beats the number."""
    assert place("Germany", phone="+18085550142") == "DE|Europe/Berlin"


def test_a_country_in_many_zones_counts_from_end_to_end() -> None:
    """Hours open at both ends of the country are open everywhere in it."""
    assert place("Canada") == "CA|America/St_Johns&America/Vancouver"
    assert place("Spain") == "ES|Europe/Madrid&Atlantic/Canary"


def test_the_unknown_place_is_nowhere() -> None:
    """Toll-free numbers, made-up countries and countries too wide for common hours are not guessed."""
    assert place() == ""
    assert place(phone="+18005550142") == ""
    assert place("Atlantis") == ""
    assert locate("Russia", "", "", "", "", 2026).place == NOWHERE


def test_the_country_of_a_number() -> None:
    """A number tells its country, but for toll-free ones."""
    assert [phone_country(one) for one in (CHICAGO, LONDON, "+12684601234", "+18005550142", "")] == [
        "US",
        "GB",
        "AG",
        "",
        "",
    ]


def test_the_tables_agree_with_each_other() -> None:
    """Each area code has one state, and the codes of a split state are that state's own."""
    codes = [code for them in AREA_CODES.values() for code in them.split()]

    assert len(codes) == len(set(codes))
    for region, split in SPLIT_STATES.items():
        assert all(area_region(f"+1{code}5550142") == region for code in (split.codes + " " + split.both_codes).split())
