"""What a column or a tick box of a form says lets us contact somebody."""

from __future__ import annotations

from functools import lru_cache

from sdrdesk.domain.basis import Basis
from sdrdesk.text import fold

_YES = frozenset(
    {"yes", "y", "true", "1", "x", "on", "ja", "oui", "si", "granted", "given", "opted in", "opt in", "subscribed"}
    | {"consent", "consented"}
)
_PHRASES = (
    ("no legal basis", Basis.NONE),
    ("no basis", Basis.NONE),
    ("purchased list", Basis.NONE),
    ("existing customer", Basis.CUSTOMER),
    ("contract", Basis.CUSTOMER),
    ("legitimate interest", Basis.LEGITIMATE_INTEREST),
    ("freely given consent", Basis.CONSENT),
    ("opted in", Basis.CONSENT),
    ("opt in", Basis.CONSENT),
    ("i agree", Basis.CONSENT),
)
"""By words, first that fits (HubSpot's "Legal basis for processing" among them)."""


@lru_cache(maxsize=1024)
def read_basis(text: str) -> Basis:
    """The basis that a value names; who said no, or nothing, has still inquired by converting."""
    words = fold(text).replace("_", " ")
    if words.replace(" ", "_") in {one.value for one in Basis} - {Basis.NONE.value}:
        return Basis(words.replace(" ", "_"))
    if words in _YES:
        return Basis.CONSENT
    if words.startswith(("no ", "not ")) and "basis" not in words:
        return Basis.INQUIRY
    return next((basis for phrase, basis in _PHRASES if phrase in words), Basis.INQUIRY)


def said_basis(value: str, words: str) -> str:
    """What is kept as the source: the words agreed to, else what stood in the column."""
    return (words or value)[:1000]
