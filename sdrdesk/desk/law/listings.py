"""Looks people up on the suppression lists: on the team's own, on imported ones, on public registers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.law import digests
from sdrdesk.desk.law.digests import Contact, contacts
from sdrdesk.domain.hours import zone
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.desk.seat import Seat
    from sdrdesk.domain.intake import Incoming
    from sdrdesk.store.store import Unit

TEAM = "team"
"""The team's own list."""
ERASED = "erased"
"""The list of those who had themselves erased: an import must not bring them back."""
PIECE = 5_000
"""Hashes looked up by one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One entry of one list."""

    kind: str
    """"tel", "email" or "domain"."""
    list_name: str
    at: datetime
    reason: str = ""
    is_registry: bool = False

    def told(self, now: datetime, zone_name: str) -> str:
        """The entry as a rep reads it: "On the team's do-not-call list since 3 Nov"."""
        at, today = (one.astimezone(zone(zone_name)) for one in (self.at, now))
        since = f"{at.day} {at:%b}" if at.year == today.year else f"{at.day} {at:%b %Y}"
        if self.is_registry:
            return f"On the {self.list_name} (imported {since})"
        if self.list_name == TEAM:
            return f"On the team's do-not-call list since {since}"
        if self.list_name == ERASED:
            return f"Erased at their own wish on {since}"
        return f'On the suppression list "{self.list_name}" since {since}'


def of_people(seat: Seat, unit: Unit, people: Iterable[Iterable[Contact]]) -> list[tuple[Listing, ...]]:
    """The entries of each of some people, oldest first; none for nearly all."""
    everybody = [tuple(one) for one in people]
    if not unit.first(compiled.ANY_SUPPRESSED):
        return [()] * len(everybody)
    digest = digests.for_reading(seat, unit)
    hashed = [[(digest(contact), contact[0]) for contact in one] for one in everybody]
    wanted = sorted({one for person in hashed for one, _ in person})
    found: dict[str, list[tuple[str, str, str, int]]] = {}
    for start in range(0, len(wanted), PIECE):
        for one, name, at, reason, is_registry in unit.all(compiled.LISTED, digests=wanted[start : start + PIECE]):
            found.setdefault(one, []).append((name, at, reason, is_registry))
    return [tuple(_entries(person, found)) if found else () for person in hashed]


def of_person(seat: Seat, unit: Unit, phone: str, email: str) -> tuple[Listing, ...]:
    """The entries of one person, oldest first."""
    return of_people(seat, unit, [contacts(phone, email)])[0]


def barred(seat: Seat, unit: Unit, people: Iterable[Incoming]) -> list[bool]:
    """Of each arriving person whether they may not become a lead."""
    listed = list(people)
    if not unit.first(compiled.ANY_SUPPRESSED):
        return [False] * len(listed)
    found = of_people(seat, unit, (contacts(one.phone, one.email) for one in listed))
    return [forbidding(entries) is not None for entries in found]


def forbidding(entries: Iterable[Listing]) -> Listing | None:
    """The entry that forbids every contact, if one does: a public register forbids calls only, and not always."""
    return next((one for one in entries if not one.is_registry), None)


def _entries(person: Iterable[tuple[str, str]], found: dict[str, list[tuple[str, str, str, int]]]) -> list[Listing]:
    entries = [
        Listing(kind=kind, list_name=name, at=moment(at), reason=reason, is_registry=bool(is_registry))
        for one, kind in person
        for name, at, reason, is_registry in found.get(one, ())
    ]
    return sorted(entries, key=lambda entry: (entry.at, entry.list_name))
