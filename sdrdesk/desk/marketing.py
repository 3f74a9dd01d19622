"""Marketing's side: what came of the leads that were sent, and which go back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sdrdesk.desk.marketing_values import AgeRow, MarketingNumbers, MarketingRow, ReturnedLead, WeekRow
from sdrdesk.desk.roster import all_reps
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import figures, ranges
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.hours import zone
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput, Refused
from sdrdesk.store import compiled
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Row, Unit

AGES = (("<5 min", 5 / 60), ("5 min-1 h", 1.0), ("1-24 h", 24.0), ("1-3 days", 72.0), (">3 days", None))
"""Ages at the first touch, in real hours."""

DIMENSIONS = ("campaign", "source", "region", "offer", "rep")


@dataclass(slots=True)
class Sent:
    """One conversion with what has come of its lead since."""

    lead_id: str
    at: datetime
    offer: str
    kind: str
    source: str
    campaign: str
    owner_id: str
    region: str
    stage: str
    ended_at: datetime | None
    last_outcome: str
    missed_by: datetime | None
    """The answer-by, where nobody has called yet."""
    touched_at: datetime | None = None
    in_sla: bool | None = None
    speed: float | None = None
    is_reached: bool = False
    talked_at: datetime | None = None
    booked_at: datetime | None = None
    reason: str = ""

    @property
    def became(self) -> str:
        """What became of it: sql, nurture, disqualified, or "" while it is open."""
        if self.booked_at or self.stage == "meeting":
            return "sql"
        return {"nurture": "nurture", "disqualified": "disqualified", "suppressed": "disqualified"}.get(self.stage, "")

    @property
    def is_resolved(self) -> bool:
        """Whether there was a conversation or an end."""
        return bool(self.became) or self.talked_at is not None


@dataclass(slots=True)
class Group:
    """Conversions of one row, each lead once."""

    sent: dict[str, Sent] = field(default_factory=dict)

    def add(self, one: Sent) -> None:
        """Take a conversion in, unless the lead is there already by an earlier one."""
        self.sent.setdefault(one.lead_id, one)


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
        today = now.astimezone(zone(self._seat.rep.zone)).date()
        over = range_ or ranges.month(today)
        with self._seat.store.reading() as unit:
            names = {rep.id: rep.name for rep in all_reps(unit, "")}
            titles = {row[0]: row[1] for row in unit.all(compiled.OFFERS)}
            sent = read_sent(unit, playbook, over, self._seat.rep.zone)
        labels: Mapping[str, str] = {"offer": titles, "rep": names}.get(by, {})
        groups: dict[str, Group] = {}
        total = Group()
        for one in sent:
            groups.setdefault(KEYS[by](one), Group()).add(one)
            total.add(one)
        rows = [_row(playbook, key, labels.get(key) or key or "(none)", group, now) for key, group in groups.items()]
        return MarketingNumbers(
            range=over,
            now=now,
            by=by,
            rows=tuple(sorted(rows, key=lambda row: (-row.received, row.label))),
            total=_row(playbook, "", "Everything", total, now),
            weeks=_weeks(sent, self._seat.rep.zone),
            ages=_ages(sent, titles),
        )

    def returned(self, range_: Range | None = None) -> tuple[ReturnedLead, ...]:
        """Leads that went back to nurture or ended in a range, for the marketing system."""
        self._only_managers()
        today = self._seat.clock.now().astimezone(zone(self._seat.rep.zone)).date()
        since, until = (range_ or ranges.month(today)).moments(self._seat.rep.zone)
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

    def _only_managers(self) -> None:
        if not self._seat.rep.is_manager:
            raise Refused("Marketing's figures are for managers", "Yours: sdrdesk stats", code="not_yours")


KEYS: dict[str, Callable[[Sent], str]] = {
    "campaign": lambda one: one.campaign,
    "source": lambda one: one.source,
    "region": lambda one: one.region,
    "offer": lambda one: one.offer,
    "rep": lambda one: one.owner_id,
}


def read_sent(unit: Unit, playbook: Playbook, range_: Range, zone_name: str, *, with_log: bool = True) -> list[Sent]:
    """Conversions of a range, each with what was done with its lead since; without the log only where leads stand."""
    since, until = range_.moments(zone_name)
    called = tuple(key for key, rule in playbook.offers.items() if rule.is_called)
    done: dict[str, list[Row]] = {}
    for row in unit.all(compiled.DONE_WITH, since=since, until=until, kinds=called) if with_log else ():
        done.setdefault(row[0], []).append(row)
    found = []
    for row in unit.all(compiled.SENT, since=since, until=until, kinds=called):
        one = Sent(
            lead_id=row[0],
            at=moment(row[1]),
            offer=row[2],
            kind=row[3],
            source=row[4],
            campaign=row[5],
            owner_id=row[6],
            region=row[7].partition("|")[0],
            stage=row[8],
            ended_at=maybe(row[9]),
            last_outcome=row[10],
            missed_by=maybe(row[12]) if row[11] is None else None,
        )
        _follow(one, done.get(one.lead_id, ()))
        found.append(one)
    return found


def _follow(one: Sent, done: Iterable[Row]) -> None:
    """Fold what was done with the lead since this conversion into it."""
    for row in done:
        at = moment(row[1])
        if at < one.at:
            continue
        one.touched_at = one.touched_at or at
        one.is_reached = one.is_reached or bool(row[4])
        one.reason = row[3] or row[2]
        if row[5] and one.talked_at is None:
            one.talked_at = at
        if row[6] and one.booked_at is None:
            one.booked_at = at
        if row[7] and moment(row[8]) == one.at:
            one.in_sla = row[9] is not None and at <= moment(row[9])
            one.speed = row[10]


def _row(playbook: Playbook, key: str, label: str, group: Group, now: datetime) -> MarketingRow:
    sent = list(group.sent.values())
    became: dict[str, list[Sent]] = {"sql": [], "nurture": [], "disqualified": [], "": []}
    for one in sent:
        became[one.became].append(one)
    late = sum(one.touched_at is None and one.missed_by is not None and one.missed_by < now for one in sent)
    called = [one for one in sent if one.in_sla is not None]
    reasons = Counter(_reason(playbook, one) for one in became["disqualified"])
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
        to_sql=_median_days((one.at, one.booked_at) for one in became["sql"]),
        to_nurture=_median_days((one.at, one.ended_at) for one in became["nurture"]),
        to_disqualified=_median_days((one.at, one.ended_at) for one in became["disqualified"]),
    )


def _reason(playbook: Playbook, one: Sent) -> str:
    """Why a lead was disqualified, in the playbook's words."""
    if one.reason in playbook.disqualify_reasons:
        return playbook.disqualify_reasons[one.reason]
    rule = playbook.outcomes.get(one.last_outcome)
    return rule.label if rule else one.last_outcome or "Unknown"


def _median_days(spans: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    return figures.median([(end - start).total_seconds() / 86400 for start, end in spans if end and end >= start])


def _weeks(sent: Sequence[Sent], zone_name: str) -> tuple[WeekRow, ...]:
    """The trend: leads by the week in which they came, each once a week."""
    groups: dict[date, Group] = {}
    for one in sent:
        day = one.at.astimezone(zone(zone_name)).date()
        groups.setdefault(day - timedelta(days=day.weekday()), Group()).add(one)
    found = []
    for first in sorted(groups):
        became = Counter(one.became for one in groups[first].sent.values())
        count = len(groups[first].sent)
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


def _ages(sent: Sequence[Sent], titles: Mapping[str, str]) -> tuple[AgeRow, ...]:
    """Whether leads were reached, by their age at the first touch, per offer."""
    rates: dict[tuple[str, str], Rate] = {}
    for one in sent:
        if one.touched_at is None:
            continue
        hours = (one.touched_at - one.at).total_seconds() / 3600
        label = next(name for name, upto in AGES if upto is None or hours < upto)
        rates[one.offer, label] = rates.get((one.offer, label), Rate(0, 0)) + Rate(int(one.is_reached), 1)
    offers = sorted({offer for offer, _ in rates})
    return tuple(
        AgeRow(
            offer=offer,
            title=titles.get(offer, offer),
            parts=tuple((label, rates.get((offer, label), Rate(0, 0))) for label, _ in AGES),
        )
        for offer in offers
    )


__all__ = ["DIMENSIONS", "Marketing", "read_sent"]
