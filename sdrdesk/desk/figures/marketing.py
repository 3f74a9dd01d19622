"""Marketing's side: what came of the leads that were sent, and which go back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.figures.marketing_values import AgeRow, MarketingNumbers, MarketingRow, ReturnedLead, WeekRow
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import figures, ranges
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.hours import zone
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.policy import Action
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Row, Unit

if TYPE_CHECKING:
    from sdrdesk.desk.figures.row_values import CountedRow

AGES = (("<5 min", 5 / 60), ("5 min-1 h", 1.0), ("1-24 h", 24.0), ("1-3 days", 72.0), (">3 days", None))
"""Ages at the first touch, in real hours."""

ENDS = {"nurture": "nurture", "disqualified": "disqualified", "suppressed": "disqualified"}
"""Stages of leads that nobody works any more, with what is said of them."""

DIMENSIONS = ("campaign", "source", "region", "offer", "rep")


@dataclass(frozen=True, slots=True)
class Sent:
    """One conversion with what has come of its lead since."""

    lead_id: str
    at: datetime
    offer: str
    source: str
    campaign: str
    owner_id: str
    region: str
    stage: str
    ended_at: datetime | None
    last_outcome: str
    missed_by: datetime | None
    """The answer-by, where nobody has called yet."""
    name: str
    company: str
    touched_at: datetime | None
    is_reached: bool
    has_talked: bool
    booked_at: datetime | None
    in_sla: bool | None
    """Whether the call that answered it came by its answer-by; None while there is none."""
    speed: float | None
    """Working minutes to that call."""
    reason: str

    @property
    def became(self) -> str:
        """What became of it: sql, nurture, disqualified, or "" while it is open."""
        if self.booked_at or self.stage == "meeting":
            return "sql"
        return ENDS.get(self.stage, "")

    @property
    def is_resolved(self) -> bool:
        """Whether there was a conversation or an end."""
        return bool(self.became) or self.has_talked

    def is_missed(self, now: datetime) -> bool:
        """Whether nobody has called although the answer-by has passed."""
        return self.touched_at is None and self.missed_by is not None and self.missed_by < now

    def days_to(self, end: datetime | None) -> float | None:
        """Days from the conversion to a later moment."""
        return (end - self.at).total_seconds() / 86400 if end and end >= self.at else None


def each_once(sent: Iterable[Sent]) -> list[Sent]:
    """Each lead once, by its earliest conversion; in SLA as the call that answered any of them was."""
    found: dict[str, Sent] = {}
    for one in sent:
        known = found.get(one.lead_id)
        if known is None:
            found[one.lead_id] = one
        elif known.in_sla is None and one.in_sla is not None:
            found[one.lead_id] = replace(known, in_sla=one.in_sla, speed=one.speed)
    return list(found.values())


class Marketing:
    """Feedback for marketing, for the manager in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Look at the leads of `seat`'s team."""
        self._seat = seat

    def numbers(self, range_: Range | None = None, by: str = "campaign") -> MarketingNumbers:
        """What came of the leads received in a range, by default this month."""
        self._only_managers()
        if by not in DIMENSIONS:
            raise BadInput(f'Leads are not counted by "{by}"', "", f"One of: {', '.join(DIMENSIONS)}")
        now, playbook = self._seat.clock.now(), self._seat.playbook
        over = range_ or ranges.month(self._today)
        with self._seat.store.reading() as unit:
            names = {rep.id: rep.name for rep in all_reps(unit, "")}
            titles = {row[0]: row[1] for row in unit.all(compiled.OFFERS)}
            sent = read_sent(unit, playbook, over, self._seat.rep.zone)
        labels: Mapping[str, str] = {"offer": titles, "rep": names}.get(by, {})
        groups: dict[str, list[Sent]] = {}
        for one in sent:
            groups.setdefault(KEYS[by](one), []).append(one)
        rows = [_row(playbook, key, labels.get(key) or key or "(none)", group, now) for key, group in groups.items()]
        return MarketingNumbers(
            range=over,
            now=now,
            by=by,
            rows=tuple(sorted(rows, key=lambda row: (-row.received, row.label))),
            total=_row(playbook, "", "Everything", sent, now),
            weeks=_weeks(sent, self._seat.rep.zone),
            ages=_ages(sent, titles),
        )

    def rows(
        self, metric: str, range_: Range | None = None, only: Mapping[str, str] | None = None, limit: int = 2000
    ) -> tuple[CountedRow, ...]:
        """The leads that one of these figures was counted from, newest first; `only` as in `marketing_rows`."""
        from sdrdesk.desk.figures.marketing_rows import rows

        self._only_managers()
        return rows(self._seat, metric, range_ or ranges.month(self._today), only or {}, limit)

    def returned(self, range_: Range | None = None) -> tuple[ReturnedLead, ...]:
        """Leads that went back to nurture or ended in a range, for the marketing system."""
        self._only_managers()
        since, until = (range_ or ranges.month(self._today)).moments(self._seat.rep.zone)
        playbook = self._seat.playbook
        with self._seat.store.reading() as unit:
            return tuple(
                ReturnedLead(
                    lead_id=row[0],
                    name=row[1],
                    email=row[2],
                    company=row[3],
                    stage=row[4],
                    at=moment(row[5]),
                    outcome=row[6],
                    reason=playbook.disqualify_reasons.get(row[7] or "", row[7] or ""),
                    offer=row[8],
                    rep=row[9],
                    converted_at=moment(row[10]),
                    small_yeses=row[11],
                )
                for row in unit.all(compiled.RETURNED, since=since, until=until)
            )

    @property
    def _today(self) -> date:
        return self._seat.clock.now().astimezone(zone(self._seat.rep.zone)).date()

    def _only_managers(self) -> None:
        self._seat.ask(Action.SEE_MARKETING)


KEYS: dict[str, Callable[[Sent], str]] = {
    "campaign": lambda one: one.campaign,
    "source": lambda one: one.source,
    "region": lambda one: one.region,
    "offer": lambda one: one.offer,
    "rep": lambda one: one.owner_id,
}


def read_sent(unit: Unit, playbook: Playbook, range_: Range, zone_name: str) -> list[Sent]:
    """Conversions of a range, each with what was done with its lead since."""
    since, until = range_.moments(zone_name)
    return [_read(row) for row in unit.all(compiled.FOLLOWED, since=since, until=until, kinds=playbook.called_kinds)]


def _read(row: Row) -> Sent:
    lead_id, at, offer, _kind, source, campaign, owner_id, place, stage, last_at, last_outcome, answered, by = row[:13]
    name, company, touched, reached, talked, booked, first, first_by, speed, reason = row[13:]
    return Sent(
        lead_id=lead_id,
        at=moment(at),
        offer=offer,
        source=source,
        campaign=campaign,
        owner_id=owner_id,
        region=place.partition("|")[0],
        stage=stage,
        ended_at=maybe(last_at),
        last_outcome=last_outcome,
        missed_by=maybe(by) if answered is None else None,
        name=name,
        company=company,
        touched_at=maybe(touched),
        is_reached=bool(reached),
        has_talked=bool(talked),
        booked_at=maybe(booked),
        in_sla=None if first is None else first_by is not None and first <= first_by,
        speed=speed,
        reason=reason or "",
    )


def _row(playbook: Playbook, key: str, label: str, group: Iterable[Sent], now: datetime) -> MarketingRow:
    sent = each_once(group)
    became: dict[str, list[Sent]] = {"sql": [], "nurture": [], "disqualified": [], "": []}
    for one in sent:
        became[one.became].append(one)
    called = [one for one in sent if one.in_sla is not None]
    late = sum(one.in_sla is None and one.is_missed(now) for one in sent)
    reasons = Counter(reason_of(playbook, one) for one in became["disqualified"])
    count = len(sent)
    return MarketingRow(
        key=key,
        label=label,
        received=count,
        in_sla=Rate(sum(bool(one.in_sla) for one in called), len(called) + late),
        resolved=Rate(sum(one.is_resolved for one in sent), count),
        sql=Rate(len(became["sql"]), count),
        nurture=Rate(len(became["nurture"]), count),
        disqualified=Rate(len(became["disqualified"]), count),
        reasons=tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
        to_touch=figures.median([one.speed for one in called if one.speed is not None]),
        to_sql=_median(one.days_to(one.booked_at) for one in became["sql"]),
        to_nurture=_median(one.days_to(one.ended_at) for one in became["nurture"]),
        to_disqualified=_median(one.days_to(one.ended_at) for one in became["disqualified"]),
    )


def reason_of(playbook: Playbook, one: Sent) -> str:
    """Why a lead was disqualified, in the playbook's words."""
    if one.reason in playbook.disqualify_reasons:
        return playbook.disqualify_reasons[one.reason]
    rule = playbook.outcomes.get(one.last_outcome)
    return rule.label if rule else one.last_outcome or "Unknown"


def _median(values: Iterable[float | None]) -> float | None:
    return figures.median([value for value in values if value is not None])


def week_of(one: Sent, zone_name: str) -> date:
    """The Monday of the week in which a conversion came."""
    day = one.at.astimezone(zone(zone_name)).date()
    return day - timedelta(days=day.weekday())


def _weeks(sent: Sequence[Sent], zone_name: str) -> tuple[WeekRow, ...]:
    """The trend: leads by the week in which they came, each once a week."""
    groups: dict[date, list[Sent]] = {}
    for one in sent:
        groups.setdefault(week_of(one, zone_name), []).append(one)
    found = []
    for first in sorted(groups):
        became = Counter(one.became for one in each_once(groups[first]))
        count = became.total()
        found.append(
            WeekRow(
                first=first,
                received=count,
                sql=Rate(became["sql"], count),
                nurture=Rate(became["nurture"], count),
                disqualified=Rate(became["disqualified"], count),
            )
        )
    return tuple(found)


def age_of(one: Sent) -> str:
    """The lead's age at its first contact since it came; "" while there is none."""
    if one.touched_at is None:
        return ""
    hours = (one.touched_at - one.at).total_seconds() / 3600
    return next(name for name, upto in AGES if upto is None or hours < upto)


def _ages(sent: Sequence[Sent], titles: Mapping[str, str]) -> tuple[AgeRow, ...]:
    """Whether leads were reached, by their age at the first contact, per offer; each lead once an offer."""
    groups: dict[str, list[Sent]] = {}
    for one in sent:
        if one.touched_at is not None:
            groups.setdefault(one.offer, []).append(one)
    found = []
    for offer in sorted(groups):
        rates = {label: Rate(0, 0) for label, _ in AGES}
        for one in each_once(groups[offer]):
            rates[age_of(one)] += Rate(int(one.is_reached), 1)
        found.append(AgeRow(offer=offer, title=titles.get(offer, offer), parts=tuple(rates.items())))
    return tuple(found)


__all__ = ["DIMENSIONS", "Marketing", "read_sent"]
