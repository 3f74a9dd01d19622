"""What a manager does about the numbers: give leads, cover an absence, set aims, coach. Audited and undoable."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls import opportunities
from sdrdesk.desk.people import absences, assigning, identity, journal, open_leads
from sdrdesk.desk.people.absences import Absence
from sdrdesk.desk.people.assigning import Given, Giving, Taker
from sdrdesk.desk.people.journal import Change, moved_on
from sdrdesk.desk.people.open_leads import LeadRule, OpenLeads
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.routing import routes
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.hours import zone
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.policy import Action
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from sdrdesk.store.sql import as_sql
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean

ASSIGNED, ABSENT, RETURNED, AIMED, COACHED, MENTORED = "assigned", "absent", "returned", "aimed", "coached", "mentored"
KINDS = (*identity.REVERSES, ASSIGNED, ABSENT, RETURNED, AIMED, COACHED, MENTORED, routes.SHARED, "opportunity")
LONGEST_NOTE = 2000
AIMS = ("dials", "conversations", "meetings", "opportunities")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned:
    """What became of leads that were to change hands."""

    given: tuple[Given, ...]
    kept: tuple[Given, ...]
    """Those that stayed where they were, each with why."""
    told: str


class Manage:
    """Actions of the manager in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Act for `seat`; a rep is refused."""
        self._seat = seat

    # --- giving leads -------------------------------------------------------------------------------------------------

    def reassign(self, lead_ids: Sequence[str], to: str = "") -> Reassigned:
        """Give leads to the rep with the login `to`, or each to whoever has the pass and the fewest leads."""
        return self._give(lambda unit, _reps: assigning.leads_by_id(unit, lead_ids), to)

    def reassign_where(self, rule: LeadRule, to: str = "") -> Reassigned:
        """Give away the open leads that fit a rule: all of a rep's, those of an offer, the late ones."""
        if not rule.words:
            raise BadInput("Which leads?", "A rule names at least one thing", "Give --from, --offer, --campaign ...")
        return self._give(lambda unit, reps: open_leads.fitting(self._seat, unit, reps, rule), to)

    def open_leads(self, rule: LeadRule | None = None, limit: int = open_leads.SHOWN) -> OpenLeads:
        """The team's open leads that fit a rule, with what else they can be told apart by."""
        self._only_managers()
        with self._seat.store.reading() as unit:
            reps = all_reps(unit, self._seat.rep.team_name)
            return open_leads.read(self._seat, unit, reps, rule or LeadRule(), limit)

    def takers(self, lead_ids: Sequence[str]) -> tuple[Taker, ...]:
        """Who could take these leads: what each carries, and how many they have the pass and room for."""
        self._only_managers()
        with self._seat.store.reading() as unit:
            reps = all_reps(unit, self._seat.rep.team_name)
            return assigning.takers(Giving.now_in(self._seat, unit, reps), assigning.leads_by_id(unit, lead_ids))

    def _give(self, find: Callable[[Unit, Sequence[Rep]], list[Row]], to: str) -> Reassigned:
        self._only_managers()
        with self._seat.store.writing() as unit:
            reps = all_reps(unit, self._seat.rep.team_name)
            target = rep_by_login(reps, to).id if to else ""
            leads = find(unit, reps)
            before = {row[0]: row[2] for row in leads}
            done = assigning.give(
                unit, Giving.now_in(self._seat, unit, reps), leads, target, why=f"{self._seat.rep.name} gave it"
            )
            given = tuple(one for one in done if not one.why_not)
            who = {one.to_rep for one in given}
            told = f"{plural(len(given), 'lead')} to {who.pop() if len(who) == 1 else f'{len(who)} reps'}"
            if given:
                moved = [one.lead_id for one in given]
                after = assigning.owners(unit, moved)
                journal.write(self._seat, unit, ASSIGNED, told, {one: before[one] for one in moved}, after)
        return Reassigned(given=given, kept=tuple(one for one in done if one.why_not), told=told)

    # --- absences -----------------------------------------------------------------------------------------------------

    def absences(self) -> tuple[Absence, ...]:
        """Every absence, the newest first."""
        with self._seat.store.reading() as unit:
            return absences.known(unit, all_reps(unit, ""))

    def cover(self, login: str, first: date, last: date, by: str = "") -> tuple[Absence, Reassigned]:
        """Say that a rep is away, and lend the open leads to `by`, or to whoever has the pass and room."""
        self._only_managers()
        if last < first:
            raise BadInput("An absence ends after it begins", f"{first} to {last}", "Write the earlier day first")
        with self._seat.store.writing() as unit:
            reps = all_reps(unit, self._seat.rep.team_name)
            rep = rep_by_login(reps, login)
            target = rep_by_login(reps, by).id if by else ""
            absence, done = absences.begin(self._seat, unit, reps, rep, first, last, target)
            given = tuple(one for one in done if not one.why_not)
            told = f"{rep.name} is away, {plural(len(given), 'lead')} covered"
            journal.write(self._seat, unit, ABSENT, told, None, {"absence": absence.id, "lent": dict(absence.lent)})
        return absence, Reassigned(given=given, kept=tuple(one for one in done if one.why_not), told=told)

    def give_back(self, login: str) -> Reassigned:
        """A rep is back: the leads that were lent and are still open come back too."""
        self._only_managers()
        with self._seat.store.writing() as unit:
            reps = all_reps(unit, self._seat.rep.team_name)
            rep = rep_by_login(reps, login)
            absence, before, given = absences.end(self._seat, unit, reps, rep)
            told = f"{rep.name} is back, {plural(len(given), 'lead')} returned"
            after = {"absence": absence.id, "owners": dict.fromkeys(before, rep.id)}
            kept = {"owners": before, "lent": dict(absence.lent)}
            journal.write(self._seat, unit, RETURNED, told, kept, after)
        return Reassigned(given=given, kept=(), told=told)

    # --- aims and coaching --------------------------------------------------------------------------------------------

    def set_aims(self, login: str, since: date | None = None, **numbers: int | None) -> str:
        """Set a rep's goals of the day (dials, conversations, meetings) and quota (opportunities) from a day on.

        What is not named stays as it was set; None goes back to the playbook. Returns what was done, in words.
        """
        self._only_managers()
        if strange := set(numbers) - set(AIMS):
            raise BadInput(f'There is no goal "{min(strange)}"', "", f"One of: {', '.join(AIMS)}")
        for name, number in numbers.items():
            if number is not None and not 0 <= number <= 10_000:
                raise BadInput(f"{number} {name} is no goal", "", "A number from 0 to 10000")
        with self._seat.store.writing() as unit:
            rep = rep_by_login(all_reps(unit, ""), login)
            now = self._seat.clock.now()
            day = since or now.astimezone(zone(rep.zone)).date()
            rows = unit.all(compiled.AIMS_OF, rep=rep.id)
            before = next((_aim(row) for row in rows if row[1] == day.isoformat()), None)
            standing = next((_aim(row) for row in reversed(rows) if row[1] <= day.isoformat()), dict.fromkeys(AIMS))
            after = {name: standing.get(name) for name in AIMS} | numbers | {"rep_id": rep.id, "since": day.isoformat()}
            _put_aim(unit, rep.id, day.isoformat(), after)
            words = ", ".join(f"{name} {'as in the playbook' if one is None else one}" for name, one in numbers.items())
            told = f"{rep.name} from {day}: {words}"
            journal.write(self._seat, unit, AIMED, told, before, after)
        return told

    def coach(self, activity_id: str, note: str) -> str:
        """Leave a note on a call (its id, or a unique ending of six or more); whose call it was."""
        self._only_managers()
        note = clean(note, multiline=True)[:LONGEST_NOTE]
        if not note:
            raise BadInput("What should they know?", "", "Write a note")
        with self._seat.store.writing() as unit:
            row = unit.first(compiled.CALL_OF, activity=activity_id)
            if row is None and len(activity_id) >= 6 and activity_id.isalnum():
                ending = unit.all(compiled.CALLS_ENDING, ending=f"%{activity_id.casefold()}")
                row = unit.first(compiled.CALL_OF, activity=ending[0][0]) if len(ending) == 1 else None
            if row is None:
                raise NotFound("No such call", clean(activity_id), "See: sdrdesk stats --calls")
            now = self._seat.clock.now()
            columns = {"id": new_id(now), "activity_id": row[0], "rep_id": row[1], "by_id": self._seat.rep.id}
            unit.run(compiled.ADD_COACHING, **columns, at=now, note=note)
            rep = next((one.name for one in all_reps(unit, "") if one.id == row[1]), "")
            told = f"A note for {rep} on the call with {row[3]}"
            journal.write(self._seat, unit, COACHED, told, None, {"note": columns["id"]}, row[2])
        return told

    def set_mentor(self, login: str, mentor: str = "") -> str:
        """Name a rep's mentor, "" for none; what was done, in words."""
        self._only_managers()
        with self._seat.store.writing() as unit:
            reps = all_reps(unit, "")
            rep = rep_by_login(reps, login)
            named = rep_by_login(reps, mentor) if mentor else None
            if named and named.id == rep.id:
                raise BadInput(f"{rep.name} cannot be their own mentor", "", "Name a colleague")
            before, after = _mentor_of(unit, rep.id), named.id if named else None
            told = f"{named.name} is the mentor of {rep.name}" if named else f"{rep.name} has no mentor"
            if before != after:
                unit.run(compiled.SET_MENTOR, of_rep=rep.id, set_mentor_id=after)
                journal.write(self._seat, unit, MENTORED, told, before, {"rep": rep.id, "mentor": after})
        return told

    # --- taking back --------------------------------------------------------------------------------------------------

    def undo(self) -> str | None:
        """Take back the newest of one's own actions that stands; its words, or None."""
        with self._seat.store.writing() as unit:
            return journal.undo(self._seat, unit, REVERSES)

    def journal(self, limit: int = 50) -> tuple[Change, ...]:
        """The newest actions, those taken back too."""
        self._only_managers()
        with self._seat.store.reading() as unit:
            return journal.entries(unit, KINDS, limit)

    def _only_managers(self) -> None:
        self._seat.ask(Action.MANAGE)


def _mentor_of(unit: Unit, rep_id: str) -> str | None:
    return next((row[1] for row in unit.all(compiled.MENTORS) if row[0] == rep_id), None)


def _aim(row: Row) -> dict[str, Any]:
    return dict(zip(("rep_id", "since", *AIMS), row, strict=True))


def _put_aim(unit: Unit, rep_id: str, since: str, aim: dict[str, Any] | None) -> None:
    unit.run(compiled.DROP_AIM, rep=rep_id, since=since)
    if aim is not None:
        unit.run(compiled.ADD_AIM, **aim)


def _unassign(unit: Unit, before: Any, after: Any, now: datetime) -> None:
    assigning.put_back(unit, before, after, now)


def _unaim(unit: Unit, before: Any, after: Any, _now: datetime) -> None:
    rows = unit.all(compiled.AIMS_OF, rep=after["rep_id"])
    if after not in [_aim(row) for row in rows]:
        raise moved_on("That goal")
    _put_aim(unit, after["rep_id"], after["since"], before)


def _unmentor(unit: Unit, before: Any, after: Any, _now: datetime) -> None:
    if _mentor_of(unit, after["rep"]) != after["mentor"]:
        raise moved_on("That mentor")
    unit.run(compiled.SET_MENTOR, of_rep=after["rep"], set_mentor_id=before)


def _uncoach(unit: Unit, _before: Any, after: Any, _now: datetime) -> None:
    unit.run(compiled.DROP_COACHING, note=after["note"])


def _unabsent(unit: Unit, _before: Any, after: Any, now: datetime) -> None:
    row = unit.first(compiled.ABSENCE, absence=after["absence"])
    if row is None or row[4] is not None:
        raise moved_on("That absence")
    assigning.put_back(unit, dict.fromkeys(after["lent"], str(row[1])), after["lent"], now)
    unit.run(compiled.DROP_ABSENCE, absence=after["absence"])


def _unreturn(unit: Unit, before: Any, after: Any, now: datetime) -> None:
    assigning.put_back(unit, before["owners"], after["owners"], now)
    row = unit.first(compiled.ABSENCE, absence=after["absence"])
    if row is None:
        raise moved_on("That absence")
    unit.run(
        compiled.CHANGE_ABSENCE,
        of_absence=after["absence"],
        set_ended_at=as_sql(None),
        set_lent=json.dumps(before["lent"]),
    )


REVERSES: dict[str, journal.Reverse] = {
    **identity.REVERSES,
    ASSIGNED: _unassign,
    ABSENT: _unabsent,
    RETURNED: _unreturn,
    AIMED: _unaim,
    COACHED: _uncoach,
    MENTORED: _unmentor,
    routes.SHARED: routes.put_back,
    "opportunity": opportunities.reverse,
}
"""How each action is taken back."""
