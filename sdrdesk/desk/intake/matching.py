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
from sdrdesk.store.sql import ALWAYS, Sql
from sdrdesk.store.store import Asked, Unit
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
    folded: str
    """The name as it is compared; "" where only the address was looked for."""
    email: str
    phone: str = ""
    company: str = ""

    @property
    def traits(self) -> Traits:
        """What can be compared with somebody else's."""
        return Traits(name=self.folded, email=self.email, phone=self.phone, company=self.company)


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

    def find(self, traits: Traits) -> Match | None:
        """Who it is, surely or doubtfully; None for somebody new."""
        email, name = traits.email, traits.name
        if email and (known := self.by_email.get(email)):
            return Match(known.lead_id, known.batch, Verdict.SAME, "e-mail", known.name)
        by_phone = self.by_phone.get(traits.phone, ())
        by_company = self.by_company.get(traits.company, ())
        if not by_phone and not by_company:
            return None
        least = min(self.rules.sure, self.rules.doubtful)
        best: Match | None = None
        for by, people in (("phone", by_phone), ("name and company", by_company)):
            for person in people:
                near = likeness(name, person.folded, least)
                if near < least and name and person.folded and email != person.email:
                    continue  # colleagues, nearly always: `judge` would call them others
                verdict = judge(traits, person.traits, near, self.rules)
                if verdict is Verdict.SAME:
                    return Match(person.lead_id, person.batch, verdict, by, person.name)
                if verdict is Verdict.DOUBTFUL and best is None:
                    best = Match(person.lead_id, person.batch, verdict, by, person.name)
        return best

    def learn(self, traits: Traits, name: str, lead_id: str, batch: str) -> None:
        """Know somebody who has just come in."""
        person = Person(lead_id, name, batch, traits.name, traits.email, traits.phone, traits.company)
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


def asked(people: Iterable[Traits]) -> tuple[Asked, ...]:
    """What is asked of the store about these people."""
    listed = list(people)
    emails = {one.email for one in listed} - {""}
    phones = {one.phone for one in listed} - {""}
    companies = {one.company for one in listed if one.name} - {""}
    return (
        *((compiled.BY_EMAIL, {"emails": some}) for some in pieces(emails)),
        *((compiled.BY_PHONE, {"phones": some}) for some in pieces(phones)),
        *((compiled.BY_COMPANY, {"companies": some, "most": COLLEAGUES_MOST}) for some in pieces(companies)),
    )


def acquainted(unit: Unit, people: Iterable[Traits], rules: Matching) -> Acquaintance:
    """Everybody in the store whom these people may be; who was merged into another stands for that one."""
    found = [(sql, unit.all(sql, **params)) for sql, params in asked(people)]
    hidden = _resolved(unit, {row[1] for sql, rows in found for row in rows if row[_batch_at(sql)] == MERGED})
    known = Acquaintance(rules)
    for sql, rows in found:
        at = _batch_at(sql)
        for row in rows:
            lead_id, batch = row[1], row[at]
            if batch == MERGED:
                if lead_id not in hidden:
                    continue
                lead_id, batch = hidden[lead_id], ""
            if sql is compiled.BY_EMAIL:
                known.by_email[row[0]] = Person(lead_id, row[3], batch, "", row[0])
            elif sql is compiled.BY_PHONE:
                person = Person(lead_id, row[2], batch, folded(row[2]), row[4], row[0])
                known.by_phone.setdefault(row[0], []).append(person)
            else:
                person = Person(lead_id, row[2], batch, folded(row[2]), row[4], row[5], row[0])
                known.by_company.setdefault(row[0], []).append(person)
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


def _batch_at(sql: Sql) -> int:
    """Where a row of one of the three says its batch."""
    return 2 if sql is compiled.BY_EMAIL else 3


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
