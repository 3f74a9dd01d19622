"""Where somebody is: country and state from words, the time zone from the address first, else from the phone number.

Everything here fails closed. Where a state has two zones and nothing tells which, both count; where address and number
disagree, both count; where nothing is known, the place is unknown and never open.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.hours import Place, zone
from sdrdesk.domain.intake import NOWHERE
from sdrdesk.feeds.country_names import ALPHA_3, COUNTRY_NAMES
from sdrdesk.feeds.place_tables import (
    AREA_CODES,
    AU_STATES,
    CA_PROVINCES,
    SPLIT_STATES,
    TOLL_FREE,
    US_STATES,
    ZONES,
)
from sdrdesk.text import fold

_APART = timedelta(hours=6)
"""Zones further apart share no calling hours worth the name: then the address alone counts."""

_HARDLY_ANYONE = frozenset(
    {
        "America/Adak",
        "America/Noronha",
        "Antarctica/Macquarie",
        "Asia/Urumqi",
        "Australia/Eucla",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Easter",
        "Pacific/Galapagos",
    }
)
"""Islands and by-times of larger countries; a lead there says so by its number, not by the country's name."""

_EXTRA_STATE_NAMES = {
    "washington dc": ("US", "DC"),
    "d c": ("US", "DC"),
    "washington state": ("US", "WA"),
    "newfoundland": ("CA", "NL"),
    "labrador": ("CA", "NL"),
    "québec": ("CA", "QC"),
    "yukon territory": ("CA", "YT"),
    "pei": ("CA", "PE"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What was made of an address and a number."""

    country: str
    """Two letters, or ""."""
    state: str
    """A code in the US, Canada and Australia, else as it came."""
    place: Place


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """Codes by folded name, code and three-letter code."""
    names: dict[str, str] = {}
    text = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t")
            plain = name.partition("(")[0].replace("St ", "Saint ")
            # "Samoa (American)" and "Virgin Islands (UK)" are not the plain name's only bearers.
            names.setdefault(fold(plain.replace("&", "and")), code)
            names[fold(name)] = names[fold(name.replace("&", "and"))] = names[fold(code)] = code
    names |= {fold("South Korea"): "KR", "samoa": "WS", "virgin islands": "VI"}
    names |= {fold(pair[2:]): pair[:2] for pair in ALPHA_3.split()}
    return names | {fold(name): code for code, them in COUNTRY_NAMES.items() for name in them.split("|")}


@lru_cache(maxsize=4096)
def country_code(words: str) -> str:
    """The two letters of a country given by name or code, in English or its own language; "" if there is none."""
    return _country_names().get(fold(words), "")


@lru_cache(maxsize=1)
def _state_names() -> dict[str, dict[str, str]]:
    """By country: codes by folded name and code."""
    tables = {"US": US_STATES, "CA": CA_PROVINCES, "AU": AU_STATES}
    found = {
        country: {fold(word): code for code, (name, _) in table.items() for word in (name, code)}
        for country, table in tables.items()
    }
    for name, (country, code) in _EXTRA_STATE_NAMES.items():
        found[country][fold(name)] = code
    return found


@lru_cache(maxsize=4096)
def state_code(words: str, country: str) -> tuple[str, str]:
    """Country and code of a state given by name or code ("FL", "US-FL"), or two times "".

    Args:
        words: The state as it came.
        country: Two letters that it must fit, or "" for the US, Canada or Australia.
    """
    names = _state_names()
    wanted = fold(words)
    for code in (country,) if country else ("US", "CA", "AU"):
        known = names.get(code, {})
        bare = wanted.removeprefix(f"{code.casefold()} ")
        if found := known.get(wanted) or known.get(bare):
            return code, found
    return "", ""


def _main_zone(country: str, state: str) -> str:
    """The zone of most of a state, or ""."""
    if country == "US":
        return ZONES[US_STATES[state][1]]
    table = CA_PROVINCES if country == "CA" else AU_STATES if country == "AU" else {}
    return table[state][1] if state in table else ""


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    """The zones of each country, as tzdata lists them."""
    zones: dict[str, tuple[str, ...]] = {}
    for line in resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, name = line.split("\t")[:3]
            if name not in _HARDLY_ANYONE:
                zones[code] = (*zones.get(code, ()), name)
    return zones


@lru_cache(maxsize=1)
def _area_states() -> dict[str, str]:
    """Region ("US-FL", "CA-ON") by area code."""
    return {code: region for region, codes in AREA_CODES.items() for code in codes.split()}


def area_region(phone: str) -> str:
    """The state or province that an E.164 number's area code belongs to: "US-FL"; "" outside the US and Canada."""
    return _area_states().get(phone[2:5], "") if phone.startswith("+1") else ""


@lru_cache(maxsize=2048)
def _clock(name: str, year: int) -> tuple[timedelta, timedelta]:
    """How a zone's clock runs in a year: its winter and summer offset. Zones with the same are one to a caller."""
    january, july = (datetime(year, month, 1, tzinfo=UTC).astimezone(zone(name)).utcoffset() for month in (1, 7))
    return january or timedelta(), july or timedelta()


def _narrowed(zones: tuple[str, ...], year: int) -> tuple[str, ...]:
    """One zone, or the first and the one furthest from it on each side; () where they never meet."""
    distinct = list({_clock(name, year): name for name in reversed(zones)}.values())[::-1]
    if len(distinct) <= 1:
        return tuple(distinct)
    distinct.sort(key=lambda name: sum(_clock(name, year), timedelta()))
    west, east = distinct[0], distinct[-1]
    if max(b - a for a, b in zip(_clock(west, year), _clock(east, year), strict=True)) > _APART:
        return ()
    first = next((name for name in zones if _clock(name, year) in (_clock(west, year), _clock(east, year))), west)
    return (west, east) if _clock(first, year) == _clock(west, year) else (east, west)


@lru_cache(maxsize=8192)
def _phone_zones(prefix: str) -> tuple[str, tuple[str, ...]]:
    """Country and possible zones of an E.164 number; what `_telling` leaves of it will do."""
    if prefix.startswith("+1") and prefix[2:5] in TOLL_FREE:
        return "", ()
    import phonenumbers
    from phonenumbers import timezone

    if prefix.startswith("+1"):
        # Padded, so that the number is whole: the zone hangs on the first digits only.
        prefix = f"{prefix[:8]:0<12}"
    number = phonenumbers.parse(prefix)
    region = area_region(prefix)[:2] or phonenumbers.region_code_for_number(number)
    if not region or region in ("001", "ZZ"):
        return "", ()
    # In +1 a mobile's area code is a place too; elsewhere a mobile only tells the country.
    zones_of = timezone.time_zones_for_geographical_number if prefix[:2] == "+1" else timezone.time_zones_for_number
    found = tuple(name for name in zones_of(number) if name != "Etc/Unknown")
    own = _zones_by_country().get(region, ())
    return region, tuple(name for name in found if name in own) or (own if len(found) > 4 else found)


def phone_country(phone: str) -> str:
    """The country of an E.164 number, or "" (toll-free and satellite numbers)."""
    return _phone_zones(_telling(phone))[0] if phone else ""


def locate(country: str, state: str, city: str, postal_code: str, phone: str, year: int) -> Located:
    """Where somebody is, by the clocks of `year`: the address as it came (cleaned), the phone as E.164."""
    return _located(country, state, city, postal_code, _telling(phone), year)


def _telling(phone: str) -> str:
    """As much of an E.164 number as its zone hangs on, so that neighbours share one answer."""
    if not phone.startswith("+1"):
        return phone
    area = phone[2:5]
    return phone[:5] if area in _area_states() and area not in _divided_areas() else phone[:8]


@lru_cache(maxsize=1)
def _divided_areas() -> frozenset[str]:
    """Area codes in which the digits behind them tell the zone."""
    from phonenumbers.tzdata import TIMEZONE_DATA

    return frozenset(prefix[1:4] for prefix in TIMEZONE_DATA if prefix.startswith("1") and len(prefix) > 4)


@lru_cache(maxsize=1 << 14)
def _located(country: str, state: str, city: str, postal_code: str, phone: str, year: int) -> Located:
    code = country_code(country) if country else ""
    there, numbers = _phone_zones(phone) if phone else ("", ())
    state_country, region_state = state_code(state, code or (there if there == "AU" else "")) if state else ("", "")
    code = code or state_country
    address = _address_zones(code, region_state, city, postal_code, phone)
    zones = _together(address, numbers, year, is_exact=bool(region_state))
    if not zones:
        place = NOWHERE
    elif (code or there) == "US":
        presumed = area_region(phone)
        place = Place(f"US-{region_state}" if region_state else presumed if presumed[:2] == "US" else "US", zones)
    else:
        place = Place(code or there, zones)
    return Located(country=code or there, state=region_state or state, place=place)


def _address_zones(country: str, state: str, city: str, postal_code: str, phone: str) -> tuple[str, ...]:
    """The zones an address may lie in."""
    if not state:
        return _zones_by_country().get(country, ())
    main = _main_zone(country, state)
    region = f"{country}-{state}"
    split = SPLIT_STATES.get(region)
    if split is None:
        return (main,)
    postal = "".join(postal_code.split()).upper()
    if len(postal) >= 5:
        return _told(postal, main, split.other, split.zips, split.both_zips)
    town = fold(city)
    if town and town in (fold(name) for name in split.cities.split("|")):
        return (split.other,)
    if town and town in (fold(name) for name in split.main_cities.split("|")):
        return (main,)
    if area_region(phone) == region:
        return _told(phone[2:5], main, split.other, split.codes, split.both_codes)
    return main, split.other


def _told(code: str, main: str, other: str, others: str, both: str) -> tuple[str, ...]:
    """The zones that a postal or area code stands for."""
    if code.startswith(tuple(both.split())):
        return main, other
    return (other,) if code.startswith(tuple(others.split())) else (main,)


def _together(address: tuple[str, ...], phone: tuple[str, ...], year: int, *, is_exact: bool) -> tuple[str, ...]:
    """The zones that count when an address and a number each leave some open."""
    if not address or not phone:
        return _narrowed(address or phone, year)
    clocks = {_clock(name, year) for name in phone}
    shared = tuple(name for name in address if _clock(name, year) in clocks)
    if shared:
        return _narrowed(address if is_exact else shared, year)
    return _narrowed(address + phone, year) or _narrowed(address, year)
