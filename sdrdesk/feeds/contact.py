"""Phone numbers and e-mail addresses as people and CRMs write them, made into what can be dialled and written to.

Plain ones are read by a regular expression (about 1 us); phonenumbers (19 us) and email-validator (20 us) see the rest
and are imported when the first one comes by.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sdrdesk.dataclasses import dataclass
from sdrdesk.feeds.places import area_region
from sdrdesk.text import clean

ABSENT = frozenset({"", "-", "--", ".", "?", "n/a", "na", "none", "null", "nil", "unknown", "[not provided]", "#n/a"})
"""What stands in a cell that holds nothing."""

_NANP = re.compile(r"(\+?1[ .-]?)?\(?([2-9]\d\d)\)?[ .-]{0,2}([2-9]\d\d)[ .-]?(\d{4})")
_HALF_GIVEN = frozenset({"983"})
"""Area codes of which only some exchanges are numbers yet (phonenumbers 9.0.43): the library decides."""
_FLOAT = re.compile(r"\+?(\d{7,15})\.0*")
_SCIENTIFIC = re.compile(r"(\d)\.?(\d*)e\+?(\d{1,2})", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*(?:[;/|]|,(?!\s*(?:ext|x))|\bor\b)\s*", re.IGNORECASE)
_PLAIN = re.compile(
    r"[A-Za-z0-9_+-]{1,64}(?:\.[A-Za-z0-9_+-]{1,64}){0,6}"
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}([A-Za-z]{2,24}))"
)
_SPECIAL = frozenset({"arpa", "invalid", "local", "localhost", "onion", "test"})
"""Top-level domains that no mail reaches; email-validator words the refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone number, or why there is none."""

    e164: str = ""
    shown: str = ""
    """As a rep reads it, with its extension; as it came where it cannot be dialled."""
    extension: str = ""
    fault: str = ""
    """Why it cannot be dialled; "" if it can, or if nothing was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """An address, or why there is none."""

    address: str = ""
    """With the domain in lower case."""
    fault: str = ""


NO_PHONE = Phone()
NO_EMAIL = Email()


def read_phone(raw: str, region: str) -> Phone:
    """The number in `raw`; `region` is the country whose people would write it without its code ("" if unknown)."""
    text = clean(raw)
    match = _NANP.fullmatch(text)
    if match and (match[1] or region in ("US", "CA")):
        _, area, exchange, line = match.groups()
        e164 = f"+1{area}{exchange}{line}"
        # An area code without a state may be an island, a toll-free number, or no number at all.
        is_ours = not (match[1] and match[1][0] != "+" and region not in ("US", "CA", ""))
        if is_ours and area not in _HALF_GIVEN and area_region(e164):
            return Phone(e164=e164, shown=f"+1 {area}-{exchange}-{line}")
    if text.casefold() in ABSENT:
        return NO_PHONE
    return _any_phone(text, region)


def _any_phone(text: str, region: str) -> Phone:
    """The number in `text`, with the library's help."""
    plain = re.sub(r"^(?:p:|phone:|'|=)+\s*", "", text, flags=re.IGNORECASE).strip("\"' ")
    if match := _FLOAT.fullmatch(plain):
        plain = match[1]
    elif match := _SCIENTIFIC.fullmatch(plain):
        digits, exponent = match[2], int(match[3])
        if len(digits) < min(exponent, 8):
            return Phone(shown=text[:60], fault="a spreadsheet rounded it: format the column as text and export again")
        plain = f"{match[1]}{digits:0<{exponent}}"[: exponent + 1]
    for candidate in dict.fromkeys((plain, *_SEVERAL.split(plain))):
        if found := _parsed(candidate, region):
            return found
    return Phone(shown=text[:60], fault=_fault(plain, region))


def _parsed(text: str, region: str) -> Phone | None:
    """The valid number in `text`: as written in `region`, else as a country code and number without its plus."""
    import phonenumbers

    bare = re.sub(r"[\s().-]", "", text)
    attempts = [(text, region or None)]
    if bare.isdecimal() and bare.isascii() and 11 <= len(bare) <= 15 and bare[0] != "0":
        attempts.append((f"+{bare}", None))
    for written, default in attempts:
        try:
            number = phonenumbers.parse(written, default)
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_valid_number(number):
            continue
        extension = number.extension or ""
        number.extension = None
        shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        return Phone(
            e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
            shown=f"{shown} ext. {extension}" if extension else shown,
            extension=extension,
        )
    return None


def _fault(text: str, region: str) -> str:
    """Why `text` is no number."""
    digits = sum(char.isdecimal() for char in text)
    if digits < 5:
        return "is not a phone number"
    if not region and not text.startswith(("+", "00")):
        return "has no country code, and the row names no country"
    if digits > 15:
        return "has too many digits"
    return "is not a number that exists" + (f" in {region}" if not text.startswith("+") else "")


def read_email(raw: str) -> Email:
    """The address in `raw`."""
    text = clean(raw)
    match = _PLAIN.fullmatch(text)
    if match and len(text) <= 254 and match.start(1) <= 65 and match[2].lower() not in _SPECIAL:
        domain = match[1]
        if "--" not in domain:
            return Email(address=text[: match.start(1)] + domain.lower())
    if text.casefold() in ABSENT:
        return NO_EMAIL
    return _any_email(text)


@lru_cache(maxsize=1024)
def _any_email(text: str) -> Email:
    """The address in `text`, with the library's help; the first that will do where there are several."""
    from email_validator import EmailNotValidError, validate_email

    plain = re.sub(r"^mailto:\s*", "", text, flags=re.IGNORECASE).partition("?")[0].strip("\"' ")
    fault = "is not an e-mail address"
    for candidate in dict.fromkeys((plain, *re.split(r"[\s;,|]+", plain)[:4])):
        if "@" not in candidate:
            continue
        try:
            found = validate_email(candidate, check_deliverability=False, allow_display_name=True)
        except EmailNotValidError as error:
            fault = str(error).rstrip(".")
            continue
        if clean(found.normalized) == found.normalized:
            return Email(address=found.normalized)
    return Email(fault=clean(fault)[:200])
