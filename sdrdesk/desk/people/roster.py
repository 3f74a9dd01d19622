"""The roster and the calendar: who is on the team, and the days it keeps. All that a desk needs to open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sdrdesk.dataclasses import replace
from sdrdesk.domain.hours import Calendar, Place
from sdrdesk.domain.lead import Rep
from sdrdesk.errors import NotFound
from sdrdesk.store import compiled
from sdrdesk.store.sql import day
from sdrdesk.text import clean
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.store.store import Store, Unit


def all_reps(unit: Unit, team_name: str) -> tuple[Rep, ...]:
    """Everybody who has not left, by name."""
    return tuple(
        Rep(id=row[0], login=row[1], name=row[2], role=row[3], zone=row[4], team_name=team_name, started_on=day(row[5]))
        for row in unit.all(compiled.REPS)
    )


def has_manager(unit: Unit) -> bool:
    """Whether the team has a manager; one that has none is set up by everybody."""
    return any(rep.is_manager for rep in all_reps(unit, ""))


def rep_by_login(reps: Iterable[Rep], login: str) -> Rep:
    """The member with a login; NotFound names the others."""
    known = list(reps)
    for rep in known:
        if rep.login == login.casefold():
            return rep
    logins = ", ".join(rep.login for rep in known)
    raise NotFound(
        f'Nobody has the login "{clean(login)}"', f"There are: {logins}" if logins else "", "Give --rep LOGIN"
    )


def read_calendar(unit: Unit, playbook: Playbook) -> Calendar:
    """The playbook's hours with the holidays that the store knows."""
    found: dict[str, frozenset[date]] = {}
    for region, _year, days in unit.all(compiled.HOLIDAYS):
        known = frozenset(date.fromisoformat(one) for one in days.split(",") if one)
        found[region] = found.get(region, frozenset()) | known
    return Calendar(calling=playbook.calling_hours, team=playbook.team_hours, holidays=found)


def learn_holidays(store: Store, calendar: Calendar, now: datetime, places: Iterable[Place] = ()) -> Calendar:
    """Look up the holidays of every place that the store does not know yet, this year and the next two.

    Slow the first time (it imports a library), so it is called where leads come in, never where a key waits; before
    they come in, with their `places`, so that nobody's first call is planned onto a holiday.
    """
    with store.reading() as unit:
        regions = {Place.parse(row[0]).region for row in unit.all(compiled.PLACES)} | {calendar.team.holidays}
        regions |= {place.region for place in places}
        regions |= {region[:2] for region in regions}
        known = {(row[0], row[1]) for row in unit.all(compiled.HOLIDAYS)}
    years = range(now.year - 1, now.year + 3)
    missing = sorted(region for region in regions if region and any((region, year) not in known for year in years))
    if not missing:
        return calendar
    from sdrdesk.feeds.holiday_dates import holidays_of

    found = holidays_of(missing, years)
    with store.writing() as unit:
        for region, days in found.items():
            for year in years:
                text = ",".join(sorted(one.isoformat() for one in days if one.year == year))
                unit.run(compiled.ADD_HOLIDAYS, region=region, year=year, days=text)
    return replace(calendar, holidays={**calendar.holidays, **found})
