"""Which column of a lead list is what: the vendor by its fingerprint, the fields by their names, the rest by asking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.intake import Field, Mapping, Unclear
from sdrdesk.errors import BadInput
from sdrdesk.feeds.header_words import (
    ANSWERING_VENDORS,
    NEEDED,
    SEVERAL,
    TECHNICAL,
    UTC_VENDORS,
    VENDORS,
    WORDS,
)
from sdrdesk.text import fold

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")
_COPY = re.compile(r" \(\d+\)$")

NOT_USED = "-"
"""What a user maps a column to that is to be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a header was found to say."""

    vendor: str
    """ "HubSpot", or "" for a list of unknown make."""
    mapping: Mapping
    unused: tuple[str, ...]
    """Columns that nothing is taken from."""
    missing: tuple[Field, ...]
    """Fields a rep will miss: no column holds them."""

    @property
    def is_utc(self) -> bool:
        """Whether the times are UTC although they do not say so."""
        columns = self.mapping.columns(Field.CONVERTED_AT)[:1]
        return self.vendor in UTC_VENDORS or any(plain_words(name).endswith((" utc", " gmt")) for name in columns)


def plain_words(header: str) -> str:
    """A column's name for comparing: "Company / Account", "company_account" and "CompanyAccount" are one."""
    return fold(_CAMEL.sub(" ", _COPY.sub("", header)).replace("_", " ").replace("#", " "))


@lru_cache(maxsize=1)
def _fields() -> dict[str, tuple[Field, int]]:
    """Field and rank of each known column name."""
    return {
        plain_words(word): (field, at) for field, words in WORDS.items() for at, word in enumerate(words.split("|"))
    }


@lru_cache(maxsize=4096)
def known_field(column: str) -> tuple[Field, int] | None:
    """The field that a column or question of this name holds, and how good a name it is (0 is best)."""
    return _fields().get(plain_words(column).removesuffix(" utc").removesuffix(" gmt"))


def confidence_in(column: str, field: Field, told: Iterable[str] = ()) -> float:
    """How sure a column's name is of its field, 0 to 1: what the user says is, a rare name less."""
    if column in told:
        return 1.0
    known = known_field(column)
    if known is None or known[0] is not field:
        return 0.8 if "?" in column else 0.6
    return max(0.7, 1.0 - known[1] * 0.02)


def parse_map(pairs: Iterable[str]) -> dict[str, str]:
    """What a user wrote as `--map "Company / Account=company"`, by column; "-" leaves a column out.

    Raises:
        BadInput: It is not of that form, or there is no such field.
    """
    wanted: dict[str, str] = {}
    for pair in pairs:
        column, is_there, word = pair.rpartition("=")
        if not is_there or not column.strip():
            raise BadInput(
                f'"{pair}" maps nothing', hint='Write the column, "=" and the field: --map "Work e-mail=email"'
            )
        word = word.strip()
        wanted[column.strip()] = NOT_USED if word in ("", NOT_USED) else Field.parse(word).value
    return wanted


def recognise(header: Sequence[str], wanted: dict[str, str] | None = None, *, name: str = "The file") -> Recognised:
    """Which column is what.

    Args:
        header: The columns, all different.
        wanted: Column to field as the user says (or a saved mapping); goes before what is recognised.
        name: The file, for the messages.

    Raises:
        BadInput: Nothing tells who a row is, or `wanted` names a column or field that does not exist.
    """
    told = {_column(column, header, name): word for column, word in (wanted or {}).items()}
    chosen = [(column, Field.parse(word)) for column, word in told.items() if word != NOT_USED]
    decided = {field for _, field in chosen}
    found: dict[Field, list[tuple[int, int, str]]] = {}
    for at, column in enumerate(header):
        match = known_field(column)
        if match and column not in told and match[0] not in decided:
            found.setdefault(match[0], []).append((match[1], at, column))
    for field, columns in found.items():
        best = sorted(columns)
        chosen += [(column, field) for _, _, column in (best if field in SEVERAL else best[:1])]
    used = {column for column, _ in chosen} | told.keys()
    vendor = _vendor(header)
    chosen += [(column, Field.ANSWER) for column in header if column not in used and is_question(column, vendor)]
    mapping = Mapping(pairs=tuple(chosen))
    _refuse_nameless(header, mapping, name)
    used = {column for column, _ in chosen}
    return Recognised(
        vendor=vendor,
        mapping=mapping,
        unused=tuple(column for column in header if column not in used),
        missing=tuple(field for field in NEEDED if field not in mapping.fields),
    )


def is_question(column: str, vendor: str = "") -> bool:
    """Whether a column that is no field holds the answers to a question of a form."""
    if "?" in column:
        return True
    return vendor in ANSWERING_VENDORS and plain_words(column) not in TECHNICAL and known_field(column) is None


def _vendor(header: Sequence[str]) -> str:
    """Whose export this is, or ""."""
    words = {plain_words(column) for column in header}
    return next((vendor for vendor, groups in VENDORS if any(group <= words for group in groups)), "")


def _column(wanted: str, header: Sequence[str], name: str) -> str:
    """The column a user means."""
    if wanted in header:
        return wanted
    plain = fold(wanted)
    alike = [column for column in header if fold(column) == plain]
    if len(alike) == 1:
        return alike[0]
    near = get_close_matches(wanted, header, 1)
    cure = f'Did you mean "{near[0]}"?' if near else f"Its columns: {', '.join(header)}"
    raise BadInput(f'{name} has no column "{wanted}"', hint=cure)


def _refuse_nameless(header: Sequence[str], mapping: Mapping, name: str) -> None:
    """Refuse a list whose rows could never be reached."""
    if mapping.fields & {Field.EMAIL, Field.PHONE}:
        return
    listed = ", ".join(header[:20]) + (", …" if len(header) > 20 else "")
    raise Unclear(
        f"{name} has no column that is known to hold an e-mail or a phone number",
        f"Its columns: {listed}",
        f'Say which it is: --map "{header[0]}=email" or --map "{header[-1]}=phone"',
        asks="columns",
    )
