"""What a file, a form or a person hands in, before it is a lead: pure values.

`feeds/` makes them out of formats; `desk/intake/intake.py` turns them into leads and conversions.
"""

from __future__ import annotations

from collections import abc
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.basis import Basis
from sdrdesk.domain.hours import Place
from sdrdesk.errors import BadInput
from sdrdesk.text import fold
from sdrdesk.typing import Self


class Field(StrEnum):
    """What a column can hold; the value is the word a user writes after `--map "Column="`."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "name"
    COMPANY = "company"
    TITLE = "title"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    STATE = "state"
    CITY = "city"
    POSTAL_CODE = "postal_code"
    PEOPLE = "people"
    OFFER = "offer"
    CAMPAIGN = "campaign"
    SOURCE = "source"
    CONVERTED_AT = "converted_at"
    OWNER = "owner"
    EXTERNAL_ID = "external_id"
    NOTE = "note"
    LANGUAGE = "language"
    BASIS = "basis"
    """What lets us contact them: consent, legitimate interest, existing customer."""
    CONSENT_TEXT = "consent_text"
    """The words they agreed to."""
    ANSWER = "answer"
    """A question of the form, kept with what was answered: any number of columns may be one."""

    @classmethod
    def parse(cls, word: str) -> Field:
        """The field a user means by `word`; BadInput lists the words there are."""
        wanted = fold(word).replace(" ", "_")
        wanted = {"full_name": "name", "zip": "postal_code", "owner_words": "owner", "offer_words": "offer"}.get(
            wanted, wanted
        )
        try:
            return cls(wanted)
        except ValueError:
            words = ", ".join(field.value for field in cls)
            raise BadInput(f'No field is called "{word}"', hint=f"A column can be one of: {words}") from None


class Unclear(BadInput):
    """A file that can be used as soon as one question about it is answered."""

    def __init__(self, title: str, message: str = "", hint: str = "", *, asks: str) -> None:
        """Ask `title`; `asks` is "dates" (which comes first, day or month?) or "columns" (which holds the address?)."""
        super().__init__(title, message, hint)
        self.asks = asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a row, or one value of it, cannot be used as it stands."""

    row: int
    """The line of the file on which the row begins; 0 where there is no file."""
    field: str
    """A `Field`, or "row" for the row as a whole."""
    value: str = ""
    """What stood there, cleaned and shortened."""
    reason: str
    cure: str = ""

    def __str__(self) -> str:
        """The problem as one line."""
        value = f' "{self.value}"' if self.value else ""
        return f"line {self.row}, {self.field}{value}: {self.reason}" + (f". {self.cure}" if self.cure else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column holds which field; several columns of one field are tried in this order, first filled wins."""

    pairs: tuple[tuple[str, Field], ...] = ()
    """Column as its header reads, and what it holds."""

    @classmethod
    def from_dict(cls, saved: abc.Mapping[str, str]) -> Self:
        """The mapping that `as_dict` wrote; BadInput for a field that does not exist."""
        return cls(pairs=tuple((column, Field.parse(word)) for column, word in saved.items()))

    def as_dict(self) -> dict[str, str]:
        """The mapping as plain text, for keeping under a name."""
        return {column: field.value for column, field in self.pairs}

    def columns(self, field: Field) -> tuple[str, ...]:
        """The columns that hold `field`, best first."""
        return tuple(column for column, held in self.pairs if held is field)

    @property
    def fields(self) -> frozenset[Field]:
        """The fields that have a column."""
        return frozenset(field for _, field in self.pairs)


_LEGAL_WORDS = """
    inc incorporated corp corporation co company llc llp lp ltd limited plc pllc
    gmbh mbh ag kg kgaa ohg ug se eg ab as asa oy oyj aps hf ehf bv nv vof cv
    sa sas sasu sarl eurl srl spa snc sl slu ltda eireli pty pte pvt sdn bhd kk pt tbk
    doo dd zoo sp spzoo kft zrt nyrt sro ooo oao zao tov ead ood
"""
_LEGAL = frozenset(_LEGAL_WORDS.split())
"""Words that say what a company is in law, not which one it is."""


@lru_cache(maxsize=1 << 15)  # more than a piece of an import has: each is asked for several times
def company_key(name: str) -> str:
    """A key under which "Acme, Inc." and "ACME Incorporated" are one company; "" for no name."""
    words: list[str] = []
    for word in fold(name).replace("_", " ").split():
        # "S.A." folds to "s a": single letters in a row are one abbreviation.
        if len(word) == 1 and words and words[-1].startswith("\0"):
            words[-1] += word
        else:
            words.append(f"\0{word}" if len(word) == 1 else word)
    plain = [word.removeprefix("\0") for word in words]
    while len(plain) > 1 and plain[-1] in _LEGAL:
        plain.pop()
    return " ".join(plain)


NOWHERE = Place()
"""The unknown place: never open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One row as it would become a lead: cleaned text, checked addresses, a place and a moment."""

    row: int = 0
    """The line of the file; 0 where there is no file."""
    first_name: str = ""
    last_name: str = ""
    full_name: str = ""
    company: str = ""
    title: str = ""
    email: str = ""
    """With the domain in lower case, or "" if there is none that could be written to."""
    phone: str = ""
    """E.164, or "" if there is none that could be dialled."""
    phone_shown: str = ""
    """As a rep reads it, with its extension; as it came where it cannot be dialled."""
    extension: str = ""
    country: str = ""
    """Two letters, or "" if unknown."""
    state: str = ""
    """Two letters in the US and Canada, else as it came."""
    city: str = ""
    postal_code: str = ""
    place: Place = NOWHERE
    people: int | None = None
    """How many work at the company, at least."""
    offer_words: str = ""
    """What was asked for, as the form, offer or campaign is called in the file."""
    converted_at: datetime
    """When, UTC."""
    is_dated: bool = True
    """Whether `converted_at` stood in the row; else it is the time of the import."""
    source: str = ""
    campaign: str = ""
    owner_words: str = ""
    external_id: str = ""
    note: str = ""
    language: str = ""
    """Two letters, or "" if unknown."""
    basis: Basis = Basis.INQUIRY
    """What lets us contact them, as the row says; who converts has asked."""
    basis_at: datetime | None = None
    """When they consented, where the row says so."""
    basis_text: str = ""
    """The words they agreed to, or what stood in the column."""
    answers: tuple[tuple[str, str], ...] = ()
    """Questions of the form, and what was answered."""
    doubts: tuple[Problem, ...] = ()
    """Values left out although the row is taken: a phone number of nine digits."""

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """What they wrote beyond who they are: the note and the answers."""
        return ((("Note", self.note),) if self.note else ()) + self.answers

    @property
    def email_key(self) -> str:
        """The same for the same mailbox."""
        return self.email.casefold()

    @property
    def phone_key(self) -> str:
        """The same for the same telephone; two extensions are two telephones."""
        return f"{self.phone}x{self.extension}" if self.phone and self.extension else self.phone

    @property
    def company_key(self) -> str:
        """The same for the same company."""
        return company_key(self.company)

    @property
    def name_company_key(self) -> str:
        """The same for the same name at the same company; "" if either is missing."""
        name, company = fold(self.full_name), company_key(self.company)
        return f"{name}|{company}" if name and company else ""

    @property
    def person_keys(self) -> tuple[str, ...]:
        """What tells this person from others, strongest first, each with its kind in front."""
        keys = (("email", self.email_key), ("phone", self.phone_key), ("name", self.name_company_key))
        return tuple(f"{kind}:{key}" for kind, key in keys if key)
