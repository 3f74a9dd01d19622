"""Amounts of money as whole numbers of the currency's smallest unit, read from and written as people do."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

WHOLE = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "HUF"})
"""Currencies that are counted without a smaller unit."""

MOST = 10**15
"""Minor units that any one amount may have."""

SIGNS = {"$": "$", "€": "€", "£": "£", "¥": "JPY"}


def places(currency: str) -> int:
    """Digits after the point."""
    return 0 if currency.upper() in WHOLE else 2


def read_amount(text: str, currency: str = "$") -> tuple[int, str]:
    """The amount and currency written as "12,500", "$12 500.00", "12.500,00 EUR"; ValueError says what is wrong.

    Args:
        text: What somebody typed or a CRM wrote.
        currency: Used where the text names none.
    """
    said = text.strip()
    if sign := re.search(r"[$€£¥]|\b[A-Za-z]{3}\b", said):
        currency = SIGNS.get(sign[0], sign[0].upper())
        said = (said[: sign.start()] + said[sign.end() :]).strip()
    digits = re.sub(r"[\s'\u00a0\u202f]", "", said)
    if not re.fullmatch(r"\d[\d.,]*", digits):
        raise ValueError(f'"{text.strip()}" is not an amount')
    try:
        value = Decimal(_plain(digits))
    except InvalidOperation:
        raise ValueError(f'"{text.strip()}" is not an amount') from None
    minor = value.scaleb(places(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f'"{text.strip()}" has more digits than {currency} counts')
    if minor > MOST:
        raise ValueError(f'"{text.strip()}" is more than anybody pays')
    return int(minor), currency


def _plain(digits: str) -> str:
    """Digits with a point for decimals and nothing between thousands."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    mark, tail = digits[last], digits[last + 1 :]
    other = "," if mark == "." else "."
    is_thousands = digits.count(mark) > 1 or (len(tail) == 3 and other not in digits and not digits.startswith("0"))
    if is_thousands:
        return digits.replace(mark, "").replace(other, ".")
    return digits[:last].replace(other, "").replace(mark, "") + "." + tail


def shown(minor: int, currency: str = "$") -> str:
    """An amount as people read it: "$12,500", "$833.35", "12,500 EUR"."""
    scale = 10 ** places(currency)
    whole, rest = divmod(abs(minor), scale)
    text = f"{whole:,}" + (f".{rest:0{places(currency)}}" if rest else "")
    text = f"{currency}{text}" if len(currency) == 1 else f"{text} {currency}".rstrip()
    return f"-{text}" if minor < 0 else text
