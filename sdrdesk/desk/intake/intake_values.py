"""What an import is told, and what it tells: plain values for every front."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.intake import Incoming, Problem

SHOWN = 5
"""Rows of a preview."""
NO_OFFER = "no offer"
"""What a row becomes while nobody knows its offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a file is to be read."""

    mapping: dict[str, str] | None = None
    """Column to field; overrides what the header says."""
    dates: str | None = None
    """"dmy" or "mdy" where a column could be either."""
    offers: dict[str, str] = field(default_factory=dict)
    """Offer words of the file, and the key each stands for; kept for the next file."""
    default_offer: str = ""
    """For rows that name no offer."""
    owner: str = ""
    """Login that gets every lead; "" shares them out."""
    zone: str = ""
    """For rows of which nobody knows what time it is there; "" leaves them uncalled."""
    aside: bool = False
    """Whether rows whose offer nobody knows are set aside, instead of stopping the import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column was taken for."""

    column: str
    field: str
    """The field's word; "" for a column that is not used."""
    confidence: float
    """0 to 1: how well the name says it, and how many of the values fit."""
    values: tuple[str, ...] = ()
    """The first ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow:
    """A row as it would become a lead."""

    incoming: Incoming
    offer: str
    """Key of the offer; "" where none is known."""
    owner: str
    """Who would get it, by name."""
    what: str
    """One of "new", "joins", "here already", "set aside", "suppressed" or "no offer" (nobody knows which)."""
    like: str = ""
    """The known person it is, or may be."""

    @property
    def has_zone(self) -> bool:
        """Whether it is known what time it is there."""
        return self.incoming.place.is_known


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A row whose person is known."""

    row: int
    name: str
    like_id: str
    like: str
    by: str
    """What is alike: "e-mail", "phone" or "name and company"."""
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that only a person can say about a file."""

    about: str
    """One of "dates", "columns", "offer" and "zone"."""
    title: str
    why: str = ""
    words: str = ""
    """Of an offer: what the file calls it; "" for rows that name none."""
    guess: str = ""
    """Of an offer: the key of the likeliest."""
    must: bool = True
    """Whether nothing can be imported before it is answered."""


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    file_name: str
    vendor: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rows: int = 0
    created: int = 0
    joined: int = 0
    """Further conversions of people who were known."""
    known: int = 0
    """Conversions that were in the book already."""
    aside: int = 0
    """Rows that wait for a decision."""
    suppressed: int = 0
    promoted: int = 0
    """Leads that a stronger conversion moved up."""
    zoneless: int = 0
    """Rows of which nobody knows what time it is there."""
    problems: list[Problem] = field(default_factory=list)
    """Rows that were left out, each with its cure."""
    doubts: list[Problem] = field(default_factory=list)
    """Values that were left out of rows that were taken."""
    offers: dict[str, int] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    unmatched: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Offer words that no offer fits: how many rows, and the likeliest offer."""
    sample: list[SampleRow] = field(default_factory=list)
    """The first rows as they would become leads; in a preview."""
    duplicates: list[Duplicate] = field(default_factory=list)
    """The first rows whose person is known; in a preview."""
    questions: list[Question] = field(default_factory=list)
    """What must be answered first, or had better be; in a look."""
    batch_id: str = ""
    is_live: bool = False

    def counts(self) -> dict[str, int]:
        """The figures, for the batch's row and for scripts."""
        return {
            "rows": self.rows,
            "created": self.created,
            "joined": self.joined,
            "known": self.known,
            "aside": self.aside,
            "suppressed": self.suppressed,
            "promoted": self.promoted,
            "refused": len(self.problems),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMapping:
    """How files of one kind are read."""

    name: str
    columns: dict[str, str]
    dates: str | None
    default_offer: str
    zone: str
    saved_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One import that was made."""

    id: str
    file_name: str
    state: str
    """One of "staging", "live", "undoing" or "undone"."""
    started_at: datetime
    live_at: datetime | None
    counts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneImport:
    """What taking an import back did."""

    id: str
    file_name: str
    removed: int
    """Leads that are gone."""
    kept: tuple[tuple[str, str], ...]
    """Id and name of leads that stay: something was done with them."""
    restored: int
    """Leads from before that stand as they did."""
    left: tuple[tuple[str, str], ...]
    """Id and name of leads from before that have moved on since, and keep the import's conversion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A row that waits for a decision."""

    id: str
    file_name: str
    """"" for a form fill."""
    row: int
    kind: str
    """One of "person" or "offer"."""
    reason: str
    incoming: Incoming
    offer: str
    like_id: str
    like: str
    """Name and company of the lead it may be."""
    lead_id: str
    """The lead it became meanwhile; "" for a row of a file."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of a row that waited."""

    id: str
    state: str
    """One of "taken", "merged" or "dropped"."""
    lead_id: str
    name: str
