"""Giving leads inside a transaction: to somebody with the pass and with room for one more, else said why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures.team_picture import absent
from sdrdesk.desk.gate import passbook
from sdrdesk.desk.outward import telling
from sdrdesk.desk.people.journal import moved_on
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.hours import zone
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.routing import is_pool, pool_words
from sdrdesk.store import compiled
from sdrdesk.store.sql import maybe
from sdrdesk.store.store import Row, Unit

CHUNK = 500
"""Leads of one statement: SQL lists have an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A lead that changed hands, or why it did not."""

    lead_id: str
    name: str
    from_rep: str
    to_rep: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A rep who may be given leads, and what stands in the way."""

    login: str
    name: str
    carries: int
    """Open leads now."""
    room: int
    """How many more the playbook allows."""
    can: int
    """How many of the leads this rep can take, with passes and room."""
    of: int
    why_not: str
    """Why the others, or some of them, cannot go there; "" if all can."""


@dataclass(frozen=True, slots=True)
class Giving:
    """Who can take leads, and how many they carry."""

    seat: Seat
    reps: Mapping[str, Rep]
    passes: Mapping[str, frozenset[str]]
    loads: dict[str, int]
    away: frozenset[str]
    now: datetime

    @classmethod
    def now_in(cls, seat: Seat, unit: Unit, reps: Iterable[Rep]) -> Giving:
        """As it stands at this moment."""
        now = seat.clock.now()
        views = passbook.of_team(unit, seat.playbook, now)
        held = {rep: frozenset(key for key, view in mine.items() if view.is_good) for rep, mine in views.items()}
        today = now.astimezone(zone(seat.rep.zone)).date()
        loads = {row[0]: int(row[1]) for row in unit.all(compiled.OPEN_LOADS)}
        return cls(seat, {rep.id: rep for rep in reps}, held, loads, frozenset(absent(unit, today)), now)

    def why_not(self, lead: Row, to: str) -> str:
        """Why a lead cannot be given to a rep; "" if it can."""
        rep = self.reps[to]
        if lead[11] is None:
            return "nothing more is planned with them"
        if lead[2] == to:
            return f"{rep.name} has it already"
        until = maybe(lead[10])
        if until and until > self.now and lead[9]:
            return "somebody is on the line with them"
        if to in self.away:
            return f"{rep.name} is away"
        if lead[3] and lead[3] not in self.passes.get(to, frozenset()):
            return f'{rep.name} has not passed the quiz on "{lead[3]}"'
        most = self.seat.playbook.assignment.open_leads_most
        if self.loads.get(to, 0) >= most:
            return f"{rep.name} carries {most} open leads"
        return ""

    def name_of(self, owner: str) -> str:
        """The name of whoever has a lead; "" for somebody who left."""
        if is_pool(owner):
            return pool_words(owner)
        return self.reps[owner].name if owner in self.reps else ""

    def best(self, lead: Row) -> str:
        """Who should take a lead: of those who can, whoever carries fewest; "" for nobody."""
        can = [one for one, rep in self.reps.items() if not rep.is_manager and not self.why_not(lead, one)]
        return min(can, key=lambda one: (self.loads.get(one, 0), self.reps[one].login), default="")


def takers(giving: Giving, leads: Sequence[Row]) -> tuple[Taker, ...]:
    """Who could take leads, whoever can take most of them first, then whoever carries fewest."""
    most, found = giving.seat.playbook.assignment.open_leads_most, []
    for one, rep in giving.reps.items():
        if rep.is_manager or (leads and all(lead[2] == one for lead in leads)):
            continue
        reasons = [giving.why_not(lead, one) for lead in leads]
        carries = giving.loads.get(one, 0)
        can, room = reasons.count(""), max(0, most - carries)
        why = next(filter(None, reasons), "") or (f"room for {room} more" if can > room else "")
        found.append(
            Taker(
                login=rep.login,
                name=rep.name,
                carries=carries,
                room=room,
                can=min(can, room),
                of=len(leads),
                why_not=why,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.can, one.carries, one.login)))


def leads_of(unit: Unit, rep_id: str) -> list[Row]:
    """A rep's open leads, most urgent first."""
    return unit.all(compiled.OPEN_OF, rep=rep_id)


def leads_by_id(unit: Unit, lead_ids: Sequence[str]) -> list[Row]:
    """Leads by their ids, in that order."""
    found: dict[str, Row] = {}
    for at in range(0, len(lead_ids), CHUNK):
        found.update((row[0], row) for row in unit.all(compiled.GIVEN, leads=lead_ids[at : at + CHUNK]))
    return [found[one] for one in dict.fromkeys(lead_ids) if one in found]


def give(unit: Unit, giving: Giving, leads: Iterable[Row], to: str = "", *, why: str) -> list[Given]:
    """Give leads to a rep, or each to whoever is best, and keep `why`; what became of each."""
    done = []
    for lead in leads:
        lead_id, name, owner = lead[:3]
        target = to or giving.best(lead)
        why_not = giving.why_not(lead, target) if target else _nobody(giving, lead)
        from_rep = giving.name_of(owner)
        if why_not:
            done.append(Given(lead_id=lead_id, name=name, from_rep=from_rep, why_not=why_not))
            continue
        was = giving.reps[owner].login if owner in giving.reps else ""
        telling.hand(unit, lead_id, target, giving.now, before=was, why=why)
        giving.loads[target] = giving.loads.get(target, 0) + 1
        giving.loads[owner] = giving.loads.get(owner, 1) - 1
        done.append(Given(lead_id=lead_id, name=name, from_rep=from_rep, to_rep=giving.reps[target].name))
    return done


def _nobody(giving: Giving, lead: Row) -> str:
    """Why nobody at all can take a lead."""
    until = maybe(lead[10])
    if until and until > giving.now and lead[9]:
        return "somebody is on the line with them"
    others = [one for one, rep in giving.reps.items() if not rep.is_manager and one != lead[2]]
    if lead[3] and not any(lead[3] in giving.passes.get(one, frozenset()) for one in others):
        return f'nobody else has passed the quiz on "{lead[3]}"'
    return "nobody else has room for one more"


def owners(unit: Unit, lead_ids: Sequence[str]) -> dict[str, str]:
    """Who holds each of the leads now."""
    found: dict[str, str] = {}
    for at in range(0, len(lead_ids), CHUNK):
        found.update((row[0], row[1]) for row in unit.all(compiled.OWNERS, leads=lead_ids[at : at + CHUNK]))
    return found


def put_back(unit: Unit, before: Mapping[str, str], after: Mapping[str, str], now: datetime) -> None:
    """Give leads back to who held them; Refused if one has changed hands since."""
    held = owners(unit, list(after))
    if any(held.get(lead) != owner for lead, owner in after.items()):
        raise moved_on("Who holds those leads")
    for lead, owner in before.items():
        telling.hand(unit, lead, owner, now, why="what gave it away was taken back")
