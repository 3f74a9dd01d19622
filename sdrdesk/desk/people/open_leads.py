"""The team's open leads by rule: which fit, and by what else they can be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sdrdesk.dataclasses import dataclass, fields
from sdrdesk.desk.people import assigning
from sdrdesk.desk.people.roster import rep_by_login
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.playbook import Playbook
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean

SHOWN = 1000
"""Leads of a list that are read in full; the ids of all come with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRule:
    """Which open leads: those that fit everything that is named."""

    login: str = ""
    """Of the rep who holds them."""
    offer: str = ""
    """Key of an offer."""
    kind: str = ""
    """Kind of an offer."""
    campaign: str = ""
    region: str = ""
    """A country or a state: "DE", "US-FL"."""
    zone: str = ""
    """A time zone, or the city that ends its name: "Chicago"."""
    grade: str = ""
    gate: str = ""
    """Key of the offer whose quiz locks them."""
    tier: int = 0
    is_late: bool = False
    """Not called by their answer-by."""
    is_due: bool = False
    """Their next touch is due."""

    @property
    def words(self) -> str:
        """What is named, for a heading; "" for a rule that lets everything through."""
        said = []
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, bool):
                said += [one.name.removeprefix("is_")] if value else []
            elif one.name == "tier":
                said += [f"tier {value}"] if value else []
            elif value:
                said.append(f"grade {value}" if one.name == "grade" else clean(value))
        return " · ".join(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLead:
    """A lead that could be given to somebody."""

    lead_id: str
    name: str
    company: str
    rep: str
    offer: str
    """Title of the offer."""
    kind: str
    tier: int
    grade: str
    zone: str
    city: str
    """The lead's own town; "" where nobody said it."""
    due_at: datetime
    answer_by: datetime
    is_late: bool
    is_locked: bool
    """Its offer asks for a pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One thing that some of the leads have in common."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLeads:
    """Leads that fit a rule."""

    rows: tuple[OpenLead, ...]
    """The first ones: the late, the longest first, then by when they are due."""
    ids: tuple[str, ...]
    """All of them."""
    late: int
    facets: Mapping[str, tuple[Facet, ...]]
    """By field of the rule, the commonest first."""


def fitting(seat: Seat, unit: Unit, reps: Sequence[Rep], rule: LeadRule) -> list[Row]:
    """The open leads that fit a rule, as `assigning` reads them."""
    if rule.offer and rule.offer not in seat.kinds:
        raise BadInput(f'No offer "{clean(rule.offer)}"', "", "See: sdrdesk offers list")
    owners = [_holder(unit, reps, rule.login)] if rule.login else [rep.id for rep in reps]
    now = seat.clock.now()
    rows = [row for owner in owners for row in assigning.leads_of(unit, owner) if _fits(row, rule, now)]
    if not rule.campaign:
        return rows
    wanted, sent = rule.campaign.casefold(), _campaigns(unit, [row[0] for row in rows])
    return [row for row in rows if any(one.casefold() == wanted for one in sent.get(row[0], ()))]


def _holder(unit: Unit, reps: Sequence[Rep], login: str) -> str:
    """Id of whoever holds leads under a login: a member, or one who has left."""
    row = unit.first(compiled.ID_OF_LOGIN, login=login.casefold())
    return str(row[0]) if row else rep_by_login(reps, login).id


def _fits(row: Row, rule: LeadRule, now: datetime) -> bool:
    """Whether a lead fits everything but the campaign."""
    return (
        (not rule.offer or row[5] == rule.offer)
        and (not rule.kind or row[4] == rule.kind)
        and (not rule.gate or row[3] == rule.gate)
        and (not rule.tier or row[6] == rule.tier)
        and (not rule.grade or row[13] == rule.grade.upper())
        and (not rule.region or row[7].partition("|")[0].startswith(rule.region))
        and (not rule.zone or _is_zone(row[7], rule.zone))
        and (not rule.is_late or _is_late(row, now))
        and (not rule.is_due or moment(row[11]) <= now)
    )


def _is_late(row: Row, now: datetime) -> bool:
    return row[15] is None and moment(row[14]) < now


def _urgency(row: Row, now: datetime) -> tuple[bool, Any, str]:
    is_late = _is_late(row, now)
    return (not is_late, row[14] if is_late else row[11], row[0])


def _is_zone(place: str, wanted: str) -> bool:
    wanted = wanted.casefold().replace(" ", "_")
    return any(one.casefold() == wanted or one.casefold().endswith(f"/{wanted}") for one in Place.parse(place).zones)


def _campaigns(unit: Unit, ids: Sequence[str]) -> dict[str, set[str]]:
    """The campaigns that sent each lead."""
    found: dict[str, set[str]] = {}
    for at in range(0, len(ids), assigning.CHUNK):
        for lead_id, name, _source in unit.all(compiled.CAMPAIGN_OF, leads=ids[at : at + assigning.CHUNK]):
            if name:
                found.setdefault(lead_id, set()).add(name)
    return found


def read(seat: Seat, unit: Unit, reps: Sequence[Rep], rule: LeadRule, limit: int) -> OpenLeads:
    """The leads that fit, with what they can be narrowed by."""
    now = seat.clock.now()
    rows = sorted(fitting(seat, unit, reps, rule), key=lambda row: _urgency(row, now))
    names = {rep.id: rep for rep in reps}
    titles: dict[str, str] = {row[0]: row[1] for row in unit.all(compiled.OFFERS)}
    sent = _campaigns(unit, [row[0] for row in rows])
    return OpenLeads(
        rows=tuple(_read(row, names, titles, seat.playbook, now) for row in rows[:limit]),
        ids=tuple(row[0] for row in rows),
        late=sum(_is_late(row, now) for row in rows),
        facets={
            "login": _facet((names[row[2]].login, names[row[2]].name) for row in rows),
            "offer": _facet((row[5], titles[row[5]]) for row in rows),
            "campaign": _facet((one, one) for row in rows for one in sent.get(row[0], ())),
            "zone": _facet((zone, zone) for row in rows for zone in Place.parse(row[7]).zones[:1]),
            "region": _facet((region, region) for row in rows if (region := row[7].partition("|")[0])),
            "grade": _facet((row[13], f"Grade {row[13]}") for row in rows),
            "tier": _facet((str(row[6]), f"Tier {row[6]}") for row in rows),
        },
    )


def _facet(found: Iterable[tuple[str, str]]) -> tuple[Facet, ...]:
    counted = Counter(found)
    return tuple(
        Facet(value=value, label=label, count=count)
        for (value, label), count in sorted(counted.items(), key=lambda one: (-one[1], one[0][1]))
    )


def _read(row: Row, reps: Mapping[str, Rep], titles: Mapping[str, str], playbook: Playbook, now: datetime) -> OpenLead:
    zones = Place.parse(row[7]).zones
    return OpenLead(
        lead_id=row[0],
        name=row[1],
        company=row[12],
        rep=reps[row[2]].name if row[2] in reps else "",
        offer=titles[row[5]],
        kind=playbook.offers[row[4]].label if row[4] in playbook.offers else row[4],
        tier=row[6],
        grade=row[13],
        zone=zones[0] if zones else "",
        city=row[16],
        due_at=moment(row[11]),
        answer_by=moment(row[14]),
        is_late=_is_late(row, now),
        is_locked=bool(row[3]),
    )
