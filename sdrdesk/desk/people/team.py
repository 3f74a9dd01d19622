"""The team: its members, its playbook, its offers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sdrdesk.dataclasses import replace
from sdrdesk.desk.gate.offer_shelf import compare_offers, write_offers
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Calendar, zone
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.offer import Offer
from sdrdesk.domain.passes import QuizRules
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.policy import Action
from sdrdesk.domain.question import Bank
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit
from sdrdesk.text import clean

ROLES = ("rep", "manager")


class Team:
    """The team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Look after the team of `seat`."""
        self._seat = seat

    def reps(self) -> tuple[Rep, ...]:
        """Everybody who has not left, by name."""
        with self._seat.store.reading() as unit:
            return all_reps(unit, self._seat.store.team_name)

    def add_rep(self, *, login: str, name: str, role: str, zone_name: str) -> Rep:
        """Add a member."""
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            self._seat.ask(Action.MEMBERS, unit=unit)
            rep = add_rep(unit, login=login, name=name, role=role, zone_name=zone_name, now=now)
            self._note(unit, "member added", {"rep": rep.login, "role": rep.role})
        return rep

    def offers(self) -> tuple[tuple[str, str, str, int], ...]:
        """Key, title, kind and version of every offer."""
        with self._seat.store.reading() as unit:
            return tuple((row[0], row[1], row[2], row[3]) for row in unit.all(compiled.OFFERS))

    def playbook_source(self) -> str:
        """The playbook in force, as it was written."""
        with self._seat.store.reading() as unit:
            row = unit.first(compiled.PLAYBOOK_SOURCE)
        if row is None:
            raise NotFound("This team has no playbook", "", "Apply one: sdrdesk playbook apply FILE")
        return str(row[0])

    def apply_playbook(self, playbook: Playbook, source: str) -> None:
        """Put a checked playbook in force, for touches planned from now on."""
        with self._seat.store.writing() as unit:
            self._seat.ask(Action.RULES, unit=unit, reason="Only a manager changes the playbook")
            for key, _title, kind, *_ in unit.all(compiled.OFFERS):
                if kind not in playbook.offers:
                    why = f'Offer "{key}" is of kind "{kind}", which this playbook does not have'
                    raise BadInput("This playbook leaves leads without rules", why, f"Keep its table [offers.{kind}]")
            before = unit.first(compiled.PLAYBOOK_SOURCE)
            write_playbook(unit, playbook, source, self._seat.clock.now())
            self._note(unit, "playbook applied", {"lines": _changed_lines(before[0] if before else "", source)})
        self._seat.rules = Rules(playbook, replace_hours(self._seat.rules.calendar, playbook))

    def apply_offers(self, library: Iterable[tuple[Offer, Bank]]) -> tuple[str, ...]:
        """Bring offers up to date from files; what changed. A changed text needs a new version."""
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            self._seat.ask(Action.RULES, unit=unit, reason="Only a manager changes the offers")
            changed = write_offers(unit, library, self._seat.playbook, now)
            if changed:
                self._note(unit, "offers changed", {"offers": list(changed)})
            self._seat.kinds.update((row[0], row[2]) for row in unit.all(compiled.OFFERS))
        return changed

    def compare_offers(self, library: Iterable[tuple[Offer, Bank]]) -> dict[str, str]:
        """What an import of files would do, by key: "new", "changed" or "same"; all refusals at once, with diffs."""
        with self._seat.store.reading() as unit:
            return compare_offers(unit, library, self._seat.playbook)

    def grant_pass(self, login: str, offer: str) -> None:
        """Give a rep the pass on an offer's present version (a seed, or passes earned elsewhere)."""
        with self._seat.store.writing() as unit:
            self._seat.ask(Action.RULES, unit=unit, reason="Only a manager changes passes")
            rep = rep_by_login(all_reps(unit, ""), login)
            grant_pass(unit, self._seat.rules, rep.id, offer, self._seat.clock.now())
            self._note(unit, "pass given", {"rep": rep.login, "offer": offer})

    def _note(self, unit: Unit, what: str, detail: dict[str, object]) -> None:
        now = self._seat.clock.now()
        leads.write_audit(unit, new_id(now), at=now, rep_id=self._seat.rep.id, what=what, detail=detail)


def _changed_lines(before: str, after: str) -> list[str]:
    """Lines that a playbook lost and gained, without comments; the first twenty."""
    rules = [[line.strip() for line in text.splitlines() if line.partition("#")[0].strip()] for text in (before, after)]
    old, new = rules
    lines = [*(f"- {line}" for line in old if line not in new), *(f"+ {line}" for line in new if line not in old)]
    return lines[:20]


def replace_hours(calendar: Calendar, playbook: Playbook) -> Calendar:
    """The calendar under another playbook's hours."""
    return replace(calendar, calling=playbook.calling_hours, team=playbook.team_hours)


def add_rep(unit: Unit, *, login: str, name: str, role: str, zone_name: str, now: datetime) -> Rep:
    """Add a member; BadInput for a login in use, an unknown role or zone."""
    login, name = clean(login).casefold(), clean(name)
    if not login.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise BadInput(f'"{login}" cannot be a login', "", "Use letters, digits, dots and dashes")
    if role not in ROLES:
        raise BadInput(f'No role "{clean(role)}"', "", f"One of: {', '.join(ROLES)}")
    try:
        zone(zone_name)
    except (KeyError, ValueError, OSError):
        raise BadInput(f'No time zone "{clean(zone_name)}"', "", 'Write it like "America/New_York"') from None
    if any(row[1] == login for row in unit.all(compiled.LOGINS)):
        raise BadInput(f'The login "{login}" is taken', "By a member, or by one who has left", "Choose another")
    rep_id = new_id(now)
    started = now.astimezone(zone(zone_name)).date()
    unit.run(
        compiled.ADD_REP,
        id=rep_id,
        login=login,
        name=name or login,
        role=role,
        zone=zone_name,
        started_on=started,
        left_at=None,
        mentor_id=None,
    )
    return Rep(id=rep_id, login=login, name=name or login, role=role, zone=zone_name, started_on=started)


def write_playbook(unit: Unit, playbook: Playbook, source: str, now: datetime) -> None:
    """Keep a checked playbook as the one in force."""
    body = json.dumps(dict(playbook.raw), ensure_ascii=False, separators=(",", ":"))
    if before := unit.first(compiled.PLAYBOOK_SOURCE):
        # The newest id is in force: it must be newer even in the same instant, or after the clock was set back.
        now = max(now, moment(before[1]) + timedelta(milliseconds=1))
    unit.run(compiled.ADD_PLAYBOOK, id=new_id(now), at=now, body=body, source=source)


def grant_pass(unit: Unit, rules: Rules, rep_id: str, offer: str, now: datetime) -> None:
    """Write a pass on the offer's present version."""
    row = unit.first(compiled.OFFER_CARD, key=offer)
    if row is None:
        raise NotFound(f'No offer "{clean(offer)}"', "", "See: sdrdesk offers list")
    lasts = QuizRules.of(rules.playbook.quiz).valid_for
    unit.run(
        compiled.ADD_PASS,
        id=new_id(now),
        rep_id=rep_id,
        offer=offer,
        version=row[3],
        passed_at=now,
        valid_until=now + lasts if lasts else None,
    )
