"""What became of leads, counted with loops over the raw log: the other half of the recount's property test."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.figures.marketing_values import MarketingNumbers
from sdrdesk.desk.figures.number_values import MineNumbers
from sdrdesk.domain.hours import zone
from sdrdesk.domain.ranges import Range
from tests.worlds import World


def moment(text: str) -> datetime:
    """A stored time."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Contact:
    """One contact that stands."""

    at: datetime
    outcome: str
    reason: str
    is_connect: bool
    is_talk: bool
    yeses: set[str]
    stage: str
    """Where the log says that the lead stood after it."""
    answers: datetime | None
    """The conversion that it was the first call to."""
    answer_by: datetime | None


@dataclass
class Person:
    """A lead with its log."""

    owner: str
    answered: bool
    answer_by: datetime | None
    stage: str
    conversions: list[tuple[datetime, str, str]] = field(default_factory=list)
    """When, from which source, in which campaign."""
    contacts: list[Contact] = field(default_factory=list)


def people(world: World) -> list[Person]:
    """Everybody, from the tables as they are."""
    playbook = world.maya.playbook
    rules = playbook.outcomes
    gone = {row[0] for row in world.sql("SELECT activity_id FROM activity_undo")}
    found = {
        row[0]: Person(row[1], row[2] is not None, moment(row[3]) if row[3] else None, row[4])
        for row in world.sql("SELECT id, owner_id, answered_at, answer_by, stage FROM lead")
    }
    for lead, at, source, campaign, kind in world.sql(
        "SELECT lead_id, at, source, campaign, kind FROM conversion ORDER BY at, id"
    ):
        if playbook.offers[kind].is_called:
            found[lead].conversions.append((moment(at), source, campaign))
    connect_won = {rung.key for rung in playbook.ladder if rung.won_by == "connect"}
    for one, lead, at, channel, outcome, seconds, reason, yeses, is_first, converted, answer_by, after in world.sql(
        "SELECT id, lead_id, at, channel, outcome, seconds, reason, yeses, is_first, converted_at, answer_by, after"
        " FROM activity ORDER BY at, id"
    ):
        if one in gone:
            continue
        rule = rules[outcome]
        is_call = channel == "call"
        won = (
            {word for word in yeses.split(",") if word} | ({rule.yes} - {""}) | (connect_won if rule.connect else set())
        )
        found[lead].contacts.append(
            Contact(
                at=moment(at),
                outcome=outcome,
                reason=reason,
                is_connect=is_call and rule.connect,
                is_talk=is_call and (rule.conversation or (rule.connect and seconds >= 60)),
                yeses=won,
                stage=json.loads(after)["stage"],
                answers=moment(converted) if is_first else None,
                answer_by=moment(answer_by) if answer_by else None,
            )
        )
    for person in found.values():
        # A conversion after the last contact may open a lead anew, which no log says; else the log has the word.
        last = person.contacts[-1:]
        if last and not any(at >= last[0].at for at, _, _ in person.conversions):
            person.stage = last[0].stage
    return list(found.values())


def became(person: Person, since: datetime) -> str:
    """What became of a lead after it came."""
    later = [one for one in person.contacts if one.at >= since]
    if any(one.outcome == "meeting_booked" for one in later) or person.stage == "meeting":
        return "qualified"
    if person.stage == "nurture":
        return "nurture"
    if person.stage in ("disqualified", "suppressed"):
        bad = ("wrong_number", "bad_contact_data")
        return "bad_data" if any(one.outcome in bad or one.reason in bad for one in person.contacts[-1:]) else "lost"
    return "talking" if any(one.is_talk for one in later) else "unresolved"


def in_days(at: datetime, over: Range, zone_name: str) -> bool:
    """Whether a moment lies in a range of calendar days of a zone."""
    day: date = at.astimezone(zone(zone_name)).date()
    return day in over


def received_by_hand(world: World, desk: Desk, over: Range) -> dict[str, int]:
    """What became of the leads that a rep received, and the small yeses they gave."""
    count: Counter[str] = Counter()
    taken = {rung.key for rung in desk.playbook.ladder if rung.won_by == "conversion"}
    for person in people(world):
        came = [at for at, _, _ in person.conversions if in_days(at, over, desk.rep.zone)]
        if not came or person.owner != desk.rep.id:
            continue
        count["received"] += 1
        count[became(person, came[0])] += 1
        count.update(f"yes {key}" for key in taken.union(*(one.yeses for one in person.contacts)))
    return dict(count)


def received_as_shown(mine: MineNumbers) -> dict[str, int]:
    """The same as the desk shows it."""
    names = ("received", "qualified", "nurture", "bad_data", "talking", "unresolved")
    shown = {name: getattr(mine.resolved, name) for name in names} | {"lost": mine.resolved.disqualified}
    shown |= {f"yes {rung.key}": rung.won.part for rung in mine.ladder}
    return {name: count for name, count in shown.items() if count}


def marketing_by_hand(world: World, over: Range, by: str) -> dict[str, tuple[int, ...]]:
    """Received, in SLA, called or missed, resolved, SQL, nurture, disqualified of each group."""
    groups: dict[str, Counter[str]] = {}
    for person in people(world):
        mine: dict[str, list[datetime]] = {}
        for at, source, campaign in person.conversions:
            if in_days(at, over, world.nora.rep.zone):
                mine.setdefault({"source": source, "campaign": campaign, "rep": person.owner}[by], []).append(at)
        for key, came in mine.items():
            count = groups.setdefault(key, Counter())
            state = became(person, came[0])
            first = next((one for at in came for one in person.contacts if one.answers == at), None)
            is_late = not person.answered and person.answer_by is not None and person.answer_by < world.now
            count["received"] += 1
            count["in time"] += first is not None and first.answer_by is not None and first.at <= first.answer_by
            count["judged"] += first is not None or (is_late and not any(one.at >= came[0] for one in person.contacts))
            count["resolved"] += state != "unresolved"
            count["disqualified" if state in ("lost", "bad_data") else state] += 1
    names = ("received", "in time", "judged", "resolved", "qualified", "nurture", "disqualified")
    return {key: tuple(count[name] for name in names) for key, count in groups.items()}


def marketing_as_shown(sent: MarketingNumbers) -> dict[str, tuple[int, ...]]:
    """The same as the desk shows it."""
    return {
        row.key: (
            row.received, row.in_sla.part, row.in_sla.whole, row.resolved.part, row.sql.part, row.nurture.part,
            row.disqualified.part,
        )
        for row in sent.rows
    }  # fmt: skip
