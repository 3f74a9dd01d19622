"""Sharing out: whose leads new ones become, decided in the transaction that writes them.

Turns and loads are read when that transaction begins and kept before it ends, so two intakes at once take turns one
after the other, and one that fails has taken none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures.team_picture import absent
from sdrdesk.desk.gate import passbook
from sdrdesk.desk.intake.matching import pieces
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.hours import zone
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.routing import is_pool, pool_words
from sdrdesk.domain.turns import Among, Choice, Turns, serve, turn
from sdrdesk.domain.whose import Facts, Taker, among
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a rep can take."""

    weight: int = 1
    capacity: int | None = None
    """Open leads; None is as the playbook says."""
    languages: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


NO_SHARE = Share()
REMEMBERED = 1 << 12
"""Kinds of leads for which it is remembered who takes turns."""


class Sharing:
    """Decides in one transaction, for each new lead in turn, whose it becomes; `keep` writes the turns taken."""

    def __init__(
        self, seat: Seat, unit: Unit, people: Iterable[Incoming] | None = None, *, after: Sharing | None = None
    ) -> None:
        """Read whose turn it is.

        Args:
            seat: The seat of the team.
            unit: The transaction.
            people: Who comes in, some of them for nobody named; None, where everybody is named for somebody.
            after: What was decided before and never written, as a preview goes through a file.
        """
        self._seat = seat
        self._reps = all_reps(unit, "")
        self._names = {rep.id: rep.name for rep in self._reps}
        self._room: dict[str, int] = {}
        self._wheels: dict[str, Turns] = {}
        self._among: dict[Facts, Among] = {}
        self._turned: set[str] = set()
        self._companies: dict[str, str] = {}
        self._pools: set[str] = set()
        self.takers: tuple[Taker, ...] = ()
        """Who takes turns."""
        if people is not None:
            self._begin(unit, people)
        if after is not None:
            self._wheels, self._room = after._wheels, after._room
            self._companies |= after._companies

    @property
    def room(self) -> Mapping[str, int]:
        """How many more open leads each can carry."""
        return self._room

    def _begin(self, unit: Unit, people: Iterable[Incoming]) -> None:
        given = shares(unit)
        playbook = self._seat.playbook
        self.takers = tuple(takers(self._seat, unit, self._reps, given))
        usual = playbook.assignment.open_leads_most
        limits = {one.id: given.get(one.id, NO_SHARE).capacity for one in self.takers}
        asked = [(one, usual if most is None else most) for one, most in limits.items()]
        unit.ahead(*((compiled.OPEN_UP_TO, {"rep": one, "most": most}) for one, most in asked))
        for one, most in asked:
            (carried,) = unit.first(compiled.OPEN_UP_TO, rep=one, most=most) or (0,)
            self._room[one] = most - carried
        self._wheels = {row[0]: json.loads(row[1]) for row in unit.all(compiled.WHEELS)}
        if playbook.routing.same_company:
            away = {one.id for one in self.takers if one.is_away}
            found = company_owners(unit, {one.company_key for one in people})
            self._companies = {key: one for key, one in found.items() if one in self._names and one not in away}

    def owner_of(self, incoming: Incoming, offer: str, named: str = "", why: str = "") -> Choice:
        """Whose lead a new one becomes: who is named, else who has the company, else whoever the rules say."""
        company = incoming.company_key if self._seat.playbook.routing.same_company else ""
        if named:
            choice = Choice(owner=named, reason=why)
        elif company and company in self._companies:
            owner = self._companies[company]
            choice = Choice(owner=owner, reason=f"{self.name_of(owner)} has the leads of {incoming.company}")
        else:
            choice = serve(self._among_whom(facts_of(self._seat, incoming, offer)), self._wheels)
        self._count(choice, company)
        return choice

    def _among_whom(self, facts: Facts) -> Among:
        """Who takes turns for a lead; remembered until somebody's room is gone, because a file's leads are alike."""
        known = self._among.get(facts)
        if known is None:
            if len(self._among) >= REMEMBERED:
                self._among.clear()
            known = self._among[facts] = among(self._seat.playbook.routing, facts, self.takers, self._room)
        return known

    def turn(self, wheel: str, weights: Mapping[str, int]) -> str:
        """Whose turn it is on a wheel of its own; the id."""
        served, turns = turn(self._wheels.get(wheel, {}), weights)
        self._count(Choice(owner=served, reason="", wheel=wheel, turns=turns), "")
        return served

    def _count(self, choice: Choice, company: str) -> None:
        if choice.wheel:
            self._wheels[choice.wheel] = choice.turns
            self._turned.add(choice.wheel)
        if is_pool(choice.owner):
            self._pools.add(choice.owner)
            return
        if choice.owner in self._room:
            self._room[choice.owner] -= 1
            if self._room[choice.owner] == 0:
                self._among.clear()
        if company:
            self._companies.setdefault(company, choice.owner)

    def keep(self, unit: Unit) -> None:
        """Write the turns that were taken, in the transaction that writes the leads."""
        for name in sorted(self._turned):
            unit.run(compiled.DROP_WHEEL, name=name)
            unit.run(compiled.ADD_WHEEL, name=name, turns=json.dumps(dict(self._wheels[name]), separators=(",", ":")))
        for pool in sorted(self._pools):
            make_pool(unit, pool, self._seat.clock.now())
        self._turned, self._pools = set(), set()

    def name_of(self, owner: str) -> str:
        """A rep's or a pool's name."""
        return pool_words(owner) if is_pool(owner) else self._names.get(owner, "somebody who left")


def facts_of(seat: Seat, incoming: Incoming, offer: str) -> Facts:
    """What routing looks at in somebody who comes in."""
    kind = seat.kinds[offer]
    rule = seat.playbook.offers[kind]
    country = incoming.country or incoming.place.country
    names = (country, incoming.place.region, f"{country}-{incoming.state}" if incoming.state else "")
    return Facts(
        kind=kind,
        offer=offer,
        tier=rule.tier,
        gate=offer if rule.gated else "",
        campaign=incoming.campaign,
        regions=tuple(dict.fromkeys(filter(None, names))),
        people=incoming.people,
        language=incoming.language,
    )


def shares(unit: Unit) -> dict[str, Share]:
    """What reps can take, for those of whom it was said."""
    return {
        row[0]: Share(weight=row[1], capacity=row[2], languages=_words(row[3]), groups=_words(row[4]))
        for row in unit.all(compiled.SHARES)
    }


def takers(seat: Seat, unit: Unit, reps: Iterable[Rep], given: Mapping[str, Share]) -> Iterable[Taker]:
    """The members who take turns, by login: the reps, or in a team without any everybody."""
    now = seat.clock.now()
    members = sorted(reps, key=lambda rep: rep.login)
    views = passbook.of_team(unit, seat.playbook, now)
    away = absent(unit, now.astimezone(zone(seat.rep.zone)).date())
    for rep in [one for one in members if not one.is_manager] or members:
        share = given.get(rep.id, NO_SHARE)
        yield Taker(
            id=rep.id,
            login=rep.login,
            name=rep.name,
            weight=share.weight,
            groups=frozenset(share.groups),
            languages=frozenset(share.languages),
            passes=frozenset(key for key, view in views.get(rep.id, {}).items() if view.is_good),
            is_away=rep.id in away,
            works_now=seat.rules.calendar.is_working(rep.zone, now),
        )


def company_owners(unit: Unit, companies: Iterable[str]) -> dict[str, str]:
    """Who has the open leads of each company: most of them, then the newest one."""
    best: dict[str, tuple[int, str, str]] = {}
    for asked in pieces(set(companies) - {""}):
        for company, owner, count, newest in unit.all(compiled.COMPANY_OWNERS, companies=asked):
            best[company] = max(best.get(company, (0, "", "")), (count, str(newest), owner))
    return {company: owner for company, (_, _, owner) in best.items()}


def make_pool(unit: Unit, pool: str, now: datetime) -> None:
    """See that there is somebody to own the leads of a pool: a member who left, whom nobody can sit down as."""
    if unit.first(compiled.HAS_REP, rep=pool) is None:
        columns = {"id": pool, "login": f"({pool})", "name": pool_words(pool), "role": "rep", "zone": "UTC"}
        unit.run(compiled.ADD_REP, **columns, started_on=now.date(), left_at=now, mentor_id=None)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
