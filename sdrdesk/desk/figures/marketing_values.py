"""Marketing's side of the figures, as the desk hands it to its fronts."""

from __future__ import annotations

from datetime import date, datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.ranges import Range

CAUTION = (
    "Leads that were called late differ in more than their age: this shows that age and contact go together, "
    "not that waiting is the cause."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingRow:
    """What came of the leads that one campaign, source, region, offer or rep had."""

    key: str
    label: str
    received: int
    in_sla: Rate
    resolved: Rate
    sql: Rate
    nurture: Rate
    disqualified: Rate
    reasons: tuple[tuple[str, int], ...]
    """Why they were disqualified, the commonest first."""
    to_touch: float | None
    """Median working minutes to the first touch."""
    to_sql: float | None
    """Median days to the booked meeting."""
    to_nurture: float | None
    to_disqualified: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """One week of the trend."""

    first: date
    received: int
    sql: Rate
    nurture: Rate
    disqualified: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRow:
    """How often leads of one offer were reached, by their age at the first touch."""

    offer: str
    title: str
    parts: tuple[tuple[str, Rate], ...]
    """Label of the age, leads reached of leads called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingNumbers:
    """Marketing's feedback over a range."""

    range: Range
    now: datetime
    by: str
    """"campaign", "source", "region", "offer" or "rep"."""
    rows: tuple[MarketingRow, ...]
    """The most leads first. A lead of two campaigns counts in both rows, and once in the total."""
    total: MarketingRow
    weeks: tuple[WeekRow, ...]
    ages: tuple[AgeRow, ...]
    caution: str = CAUTION


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLead:
    """A lead for the marketing system: back to nurture, or why it ended."""

    lead_id: str
    name: str
    email: str
    company: str
    stage: str
    at: datetime
    outcome: str
    reason: str
    offer: str
    rep: str
    converted_at: datetime
    small_yeses: str
