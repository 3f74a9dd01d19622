"""Every figure of the desk, defined once: formula, unit, population, source. `?` on any screen shows it from here."""

from __future__ import annotations

from enum import StrEnum

from sdrdesk.dataclasses import dataclass


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    SHARE = "share"
    MINUTES = "working minutes"
    MONEY = "money"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """The definition of one figure."""

    key: str
    label: str
    unit: Unit
    formula: str
    """In words, numerator before denominator."""
    population: str
    """What it is counted over."""
    source: str
    """Where the definition comes from."""
    rows: str = "activities"
    """What a reader sees one key further: "activities", "leads", "meetings", "opportunities"."""


_OURS = "sdrdesk, alike for every team"
_BOOK = "the team's playbook"
_RECEIVED = "leads that converted in the range on an offer that is called, each once"
_STANDING = "activities that were not undone, by the rep's own calendar day"

_ALL = (
    Metric(
        key="touches",
        label="Touches",
        unit=Unit.COUNT,
        formula="contacts made: calls, e-mails, social messages",
        population=_STANDING,
        source=_OURS,
    ),
    Metric(key="dials", label="Dials", unit=Unit.COUNT, formula="calls placed", population=_STANDING, source=_OURS),
    Metric(
        key="connects",
        label="Connects",
        unit=Unit.COUNT,
        formula="dials in which a human picked up",
        population=_STANDING,
        source=_OURS,
    ),
    Metric(
        key="conversations",
        label="Conversations",
        unit=Unit.COUNT,
        formula="connects of 60 seconds or more, or with an outcome that the playbook flags so",
        population=_STANDING,
        source=_OURS,
    ),
    Metric(
        key="booked",
        label="Booked",
        unit=Unit.COUNT,
        formula="meetings booked, whether or not they were held",
        population=_STANDING,
        source=_OURS,
    ),
    Metric(
        key="held",
        label="Held",
        unit=Unit.COUNT,
        formula="booked meetings that took place",
        population="meetings, by the day on which they were to start",
        source=_OURS,
        rows="meetings",
    ),
    Metric(
        key="no_shows",
        label="No-shows",
        unit=Unit.COUNT,
        formula="booked meetings to which the prospect did not come",
        population="meetings, by the day on which they were to start",
        source=_OURS,
        rows="meetings",
    ),
    Metric(
        key="opportunities",
        label="Opportunities",
        unit=Unit.COUNT,
        formula="accepted by the account executive after a held meeting",
        population="opportunities, by the day on which they were accepted",
        source=_OURS,
        rows="opportunities",
    ),
    Metric(
        key="connect_rate",
        label="Connect rate",
        unit=Unit.SHARE,
        formula="connects / dials",
        population=_STANDING,
        source=_OURS,
    ),
    Metric(
        key="conversation_rate",
        label="Conversation rate",
        unit=Unit.SHARE,
        formula="conversations / connects",
        population=_STANDING,
        source=_OURS,
    ),
    Metric(
        key="booking_rate",
        label="Booking rate",
        unit=Unit.SHARE,
        formula="booked / conversations",
        population=_STANDING,
        source=_OURS,
    ),
    Metric(
        key="held_rate",
        label="Held rate",
        unit=Unit.SHARE,
        formula="held / (held + no-shows)",
        population="meetings whose time has come",
        source=_OURS,
        rows="meetings",
    ),
    Metric(
        key="opportunity_rate",
        label="Opportunity rate",
        unit=Unit.SHARE,
        formula="opportunities / held",
        population="meetings that were held",
        source=_OURS,
        rows="meetings",
    ),
    Metric(
        key="speed_to_lead",
        label="Speed to lead",
        unit=Unit.MINUTES,
        formula="median of the working minutes from a conversion to its first touch, on the clock of its offer",
        population="first touches made in the range, those to be called at once apart from the rest; p90 beside it",
        source=_OURS,
        rows="activities",
    ),
    Metric(
        key="in_sla",
        label="In SLA",
        unit=Unit.SHARE,
        formula="first touches made by their answer-by / first touches made or missed",
        population="first touches made in the range, and leads not called yet whose answer-by passed in it",
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="received",
        label="Leads received",
        unit=Unit.COUNT,
        formula="leads that converted, each once",
        population=_RECEIVED,
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="received_in_sla",
        label="In SLA, of leads received",
        unit=Unit.SHARE,
        formula="leads whose first call came by its answer-by / leads called or missed",
        population=_RECEIVED,
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="received_speed",
        label="Time to the first call",
        unit=Unit.MINUTES,
        formula="median of the working minutes from the conversion to the call that answered it",
        population=_RECEIVED,
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="reached_rate",
        label="Reached",
        unit=Unit.SHARE,
        formula="leads in which a human picked up since they came / leads contacted, by their age at the first contact",
        population=_RECEIVED,
        source=_OURS,
        rows="leads",
    ),
    *(
        Metric(
            key=f"days_to_{key}",
            label=f"Days to {label}",
            unit=Unit.DAYS,
            formula=f"median of the days from the conversion to {label}",
            population=_RECEIVED,
            source=_OURS,
            rows="leads",
        )
        for key, label in (("sql", "the booked meeting"), ("nurture", "nurture"), ("disqualified", "the end"))
    ),
    Metric(
        key="resolved",
        label="Resolved",
        unit=Unit.SHARE,
        formula="leads with a conversation, a meeting or an end / leads received; the mark is 60 %",
        population=_RECEIVED,
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="sql_rate",
        label="SQL rate",
        unit=Unit.SHARE,
        formula="leads with a booked meeting since they came / leads received",
        population=_RECEIVED,
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="nurture_rate",
        label="Returned to nurture",
        unit=Unit.SHARE,
        formula="leads in nurture / leads received",
        population=_RECEIVED,
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="disqualified_rate",
        label="Disqualified",
        unit=Unit.SHARE,
        formula="leads disqualified or suppressed / leads received",
        population=_RECEIVED,
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="promises_kept",
        label="Promises kept",
        unit=Unit.SHARE,
        formula="promised call backs made within 15 minutes of their minute / promised call backs made or overdue",
        population="promised call backs made in the range, and those promised for it that are overdue",
        source=_OURS,
        rows="activities",
    ),
    Metric(
        key="small_yes_rate",
        label="Small yeses",
        unit=Unit.SHARE,
        formula="leads that won the rung / leads received",
        population="leads that converted in the range, for each rung of the ladder; rung to rung beside it",
        source=_OURS,
        rows="leads",
    ),
    Metric(
        key="pace",
        label="Pace",
        unit=Unit.COUNT,
        formula="quota of the month after ramp x working days gone / working days of the month",
        population="the team's working days",
        source=_BOOK,
        rows="opportunities",
    ),
    Metric(
        key="pay",
        label="Pay so far",
        unit=Unit.MONEY,
        formula="opportunities x pay each, from the threshold up; those above the quota x the accelerator",
        population="opportunities of the month",
        source=_BOOK,
        rows="opportunities",
    ),
    Metric(
        key="revenue_per_rep",
        label="Revenue per rep",
        unit=Unit.MONEY,
        formula="amount won / reps",
        population="opportunities won in the range",
        source=_OURS,
        rows="opportunities",
    ),
    Metric(
        key="revenue_per_hour",
        label="Revenue per hour",
        unit=Unit.MONEY,
        formula="amount won / working hours",
        population="opportunities won in the range; the team's working hours",
        source=_OURS,
        rows="opportunities",
    ),
    Metric(
        key="value_of_dial",
        label="Value of a dial",
        unit=Unit.MONEY,
        formula="amount won / dials",
        population="the range",
        source=_OURS,
        rows="opportunities",
    ),
    Metric(
        key="velocity",
        label="Pipeline velocity",
        unit=Unit.MONEY,
        formula="opportunities x win rate x average amount won / average days to close: money a day",
        population="opportunities accepted in the range; win rate, amount and days of those won or lost in it",
        source=_OURS,
        rows="opportunities",
    ),
)

METRICS = {metric.key: metric for metric in _ALL}
"""Every figure by its key."""
