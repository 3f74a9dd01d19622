"""Who is it: the people in the store that arrivals may be, by address, by number, and by name with company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.matching import Matching, Traits, Verdict, judge
from sdrdesk.feeds.person_match import likeness
from sdrdesk.store import compiled
from sdrdesk.store.sql import ALWAYS
from sdrdesk.store.store import Asked, Row, Unit
from sdrdesk.text import fold

MERGED = "merged"
"""The batch of leads that are hidden because they are another's; it never goes live."""

PIECE = 10_000
"""Values in one list of a statement."""

COLLEAGUES_MOST = 200
"""People of one company that a name is compared with, newest first: "Self-employed" has thousands."""


class Person(NamedTuple):
    """Somebody who is known."""

    lead_id: str
    name: str
    batch: str
    traits: Traits


class Match(NamedTuple):
    """Who an arrival is, or may be."""

    lead_id: str
    batch: str
    verdict: Verdict
    by: str
    """What is alike: "e-mail", "phone" or "name and company"."""
    name: str


@dataclass(slots=True)
class Acquaintance:
    """The people that a handful of arrivals may be."""

    rules: Matching
    by_email: dict[str, Person] = field(default_factory=dict)
    by_phone: dict[str, list[Person]] = field(default_factory=dict)
    by_company: dict[str, list[Person]] = field(default_factory=dict)
    _asked: tuple[Incoming | None, Traits | None] = (None, None)
    """Who was asked for last, with what can be compared of them: whoever is new is learnt next."""

    def find(self, incoming: Incoming) -> Match | None:
        """Who it is, surely or doubtfully; None for somebody new."""
        email = incoming.email_key
        if email and (known := self.by_email.get(email)):
            return Match(known.lead_id, known.batch, Verdict.SAME, "e-mail", known.name)
        by_phone = self.by_phone.get(incoming.phone, ())
        by_company = self.by_company.get(incoming.company_key, ())
        if not by_phone and not by_company:
            return None
        traits, least = traits_of(incoming), min(self.rules.sure, self.rules.doubtful)
        self._asked = (incoming, traits)
        best: Match | None = None
        for by, people in (("phone", by_phone), ("name and company", by_company)):
            for person in people:
                verdict = judge(traits, person.traits, likeness(traits.name, person.traits.name, least), self.rules)
                if verdict is Verdict.SAME:
                    return Match(person.lead_id, person.batch, verdict, by, person.name)
                if verdict is Verdict.DOUBTFUL and best is None:
                    best = Match(person.lead_id, person.batch, verdict, by, person.name)
        return best

    def learn(self, incoming: Incoming, lead_id: str, batch: str) -> None:
        """Know somebody who has just come in."""
        asked, traits = self._asked
        self.add(
            Person(lead_id, incoming.full_name, batch, traits if traits and asked is incoming else traits_of(incoming))
        )

    def add(self, person: Person) -> None:
        """Know a person."""
        traits = person.traits
        if traits.email:
            self.by_email.setdefault(traits.email, person)
        if traits.phone:
            self.by_phone.setdefault(traits.phone, []).append(person)
        if traits.company:
            self.by_company.setdefault(traits.company, []).append(person)


def traits_of(incoming: Incoming) -> Traits:
    """What of an arrival can be compared."""
    name = folded(incoming.full_name)
    return Traits(name=name, email=incoming.email_key, phone=incoming.phone, company=incoming.company_key)


def asked(people: Iterable[Incoming]) -> tuple[Asked, ...]:
    """What is asked of the store about these people."""
    listed = list(people)
    emails = {one.email_key for one in listed} - {""}
    phones = {one.phone for one in listed} - {""}
    companies = {one.company_key for one in listed if one.full_name} - {""}
    return (
        *((compiled.BY_EMAIL, {"emails": some}) for some in pieces(emails)),
        *((compiled.BY_PHONE, {"phones": some}) for some in pieces(phones)),
        *((compiled.BY_COMPANY, {"companies": some, "most": COLLEAGUES_MOST}) for some in pieces(companies)),
    )


KINDS = {compiled.BY_EMAIL: "email", compiled.BY_PHONE: "phone", compiled.BY_COMPANY: "company"}
"""What each of them finds people by."""


def acquainted(unit: Unit, people: Iterable[Incoming], rules: Matching) -> Acquaintance:
    """Everybody in the store whom these people may be; who was merged into another stands for that one."""
    found = [(KINDS[sql], row) for sql, params in asked(people) for row in unit.all(sql, **params)]
    placed = (_batch_and_id(kind, row) for kind, row in found)
    hidden = _resolved(unit, {lead_id for batch, lead_id in placed if batch == MERGED})
    known = Acquaintance(rules)
    for kind, row in found:
        batch, lead_id = _batch_and_id(kind, row)
        if batch == MERGED:
            if lead_id not in hidden:
                continue
            batch, lead_id = "", hidden[lead_id]
        _place(known, kind, row, lead_id, batch)
    return known


def pieces(values: Iterable[str]) -> Iterator[list[str]]:
    """Values in order, in lists that a statement may have.

    Never a list of one: for a single company SQLite walks every lead of the team, to spare itself the sorting of a few.
    """
    ordered = sorted(values)
    if len(ordered) % PIECE == 1:
        ordered.append(ALWAYS)
    return (ordered[at : at + PIECE] for at in range(0, len(ordered), PIECE))


@lru_cache(maxsize=1 << 14)
def folded(name: str) -> str:
    """A name as it is compared; the people of a company are compared with each of its new ones."""
    return fold(name)


def _batch_and_id(kind: str, row: Row) -> tuple[str, str]:
    return (row[2], row[1]) if kind == "email" else (row[3], row[1])


def _place(known: Acquaintance, kind: str, row: Row, lead_id: str, batch: str) -> None:
    if kind == "email":
        known.by_email[row[0]] = Person(lead_id, row[3], batch, Traits(name="", email=row[0], phone="", company=""))
        return
    phone, company = (row[0], "") if kind == "phone" else (row[5], row[0])
    person = Person(lead_id, row[2], batch, Traits(name=folded(row[2]), email=row[4], phone=phone, company=company))
    (known.by_phone if kind == "phone" else known.by_company).setdefault(row[0], []).append(person)


def _resolved(unit: Unit, ids: set[str]) -> dict[str, str]:
    """Whom hidden leads were merged into in the end."""
    into: dict[str, str] = {}
    asked = set(ids)
    while asked:
        step = {row[0]: row[1] for row in unit.all(compiled.MERGED_INTO, ids=sorted(asked))}
        into |= step
        asked = set(step.values()) - into.keys()
    return {one: _end_of(into, one) for one in ids if one in into}


def _end_of(into: dict[str, str], lead_id: str) -> str:
    while lead_id in into:
        lead_id = into[lead_id]
    return lead_id
