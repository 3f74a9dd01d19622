"""Figures: what was counted, for one rep or for all of them. Meaning is given to it in `domain/figures.py`.

`reps` is a list, so that one statement serves a rep's screen and the team's: the index is sought once for each rep.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, case, exists, func, or_, select

from sdrdesk.store.statements.base import (
    activity,
    any_of,
    b,
    conversion,
    lead,
    live,
    meeting,
    microseconds_between,
    mine,
    offer,
    open_,
    opportunity,
    rep_day,
    undo,
    visit,
)

_IS_UNDONE = exists().where(undo.c.team_id == activity.c.team_id, undo.c.activity_id == activity.c.id)
standing = ~_IS_UNDONE
"""Not taken back. A lookup for each activity found, so that the indexes of activities are walked alone."""


def _within(column: Any) -> Any:
    return and_(column >= b("first"), column <= b("last"))


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_OF_REPS = activity.c.rep_id.in_(any_of("reps"))
_IN_DAYS = _within(activity.c.day)

# --- by the day -------------------------------------------------------------------------------------------------------

DAYS = select(
    rep_day.c.rep_id, rep_day.c.day, rep_day.c.touches, rep_day.c.dials, rep_day.c.connects,
    rep_day.c.conversations, rep_day.c.booked,
).where(mine(rep_day), rep_day.c.rep_id.in_(any_of("reps")), _within(rep_day.c.day))  # fmt: skip
DAY_SUMS = (
    select(rep_day.c.rep_id, *(
        sa.cast(func.sum(rep_day.c[name]), sa.BigInteger)
        for name in ("touches", "dials", "connects", "conversations", "booked")
    ))
    .where(mine(rep_day), rep_day.c.rep_id.in_(any_of("reps")), _within(rep_day.c.day))
    .group_by(rep_day.c.rep_id)
)  # fmt: skip
"""The same added up for each rep; on PostgreSQL a sum is of another type than what it sums up."""
MEETING_STATES = (
    select(meeting.c.rep_id, meeting.c.state, func.count())
    .where(mine(meeting), meeting.c.rep_id.in_(any_of("reps")), _within(meeting.c.day))
    .group_by(meeting.c.rep_id, meeting.c.state)
)
OPPORTUNITY_STATES = (
    select(opportunity.c.rep_id, opportunity.c.state, func.count())
    .where(mine(opportunity), opportunity.c.rep_id.in_(any_of("reps")), _within(opportunity.c.day))
    .group_by(opportunity.c.rep_id, opportunity.c.state)
)
WON = (
    select(opportunity.c.rep_id, opportunity.c.currency, func.count(), func.coalesce(func.sum(opportunity.c.amount), 0))
    .where(
        mine(opportunity),
        opportunity.c.rep_id.in_(any_of("reps")),
        opportunity.c.state == "won",
        _within(opportunity.c.closed_day),
    )
    .group_by(opportunity.c.rep_id, opportunity.c.currency)
)

CLOSED = select(
    opportunity.c.state, opportunity.c.currency, opportunity.c.amount, opportunity.c.decided_at, opportunity.c.closed_at
).where(
    mine(opportunity),
    opportunity.c.rep_id.in_(any_of("reps")),
    _within(opportunity.c.closed_day),
)
"""What was won or lost in a range, with how long it took."""

# --- first touches and promises ---------------------------------------------------------------------------------------

FIRST_TOUCHES = select(
    activity.c.rep_id,
    activity.c.tier,
    activity.c.speed_minutes,
    case((activity.c.at <= activity.c.answer_by, 1), else_=0),
).where(mine(activity), _OF_REPS, _IN_DAYS, sa.literal_column("is_first"), standing)
_unanswered = and_(
    mine(lead),
    lead.c.owner_id.in_(any_of("reps")),
    open_,
    lead.c.answered_at.is_(None),
    lead.c.answer_by >= b("since"),
    lead.c.answer_by < b("until"),
    live(),
)
MISSED = (
    select(lead.c.owner_id, lead.c.tier, func.count(), func.min(lead.c.answer_by))
    .where(_unanswered)
    .group_by(lead.c.owner_id, lead.c.tier)
)
"""Leads nobody has called yet whose answer-by passed in a stretch of time."""

_apart = func.abs(microseconds_between(activity.c.at, activity.c.due_at))
PROMISED = (
    select(activity.c.rep_id, func.count(), _sum(_apart <= b("on_time")))
    .where(mine(activity), _OF_REPS, _IN_DAYS, sa.literal_column("promised"), standing)
    .group_by(activity.c.rep_id)
)
"""Promised call backs that were made, by rep, and how many of them came within so many microseconds of their time."""

_overdue = and_(
    mine(lead),
    lead.c.owner_id.in_(any_of("reps")),
    open_,
    lead.c.band == 0,
    lead.c.why == "callback",
    lead.c.due_at >= b("since"),
    lead.c.due_at < b("until"),
    live(),
)
OVERDUE = select(lead.c.owner_id, func.count()).where(_overdue).group_by(lead.c.owner_id)
"""Promised call backs that nobody has made, by when they were promised for."""

OVERDUE_ROWS = select(lead.c.id, lead.c.name, lead.c.company, lead.c.owner_id, lead.c.due_at).where(_overdue)
"""Those leads themselves."""

# --- when, how, and with what words -----------------------------------------------------------------------------------

SLOTS = (
    select(activity.c.there, func.count(), func.sum(activity.c.is_connect))
    .where(mine(activity), _OF_REPS, _IN_DAYS, sa.literal_column("is_dial"), activity.c.there.is_not(None), standing)
    .group_by(activity.c.there)
)
TRIED = (
    select(
        activity.c.variants,
        func.count(),
        func.sum(activity.c.is_connect),
        func.sum(activity.c.is_conversation),
        _sum(and_(activity.c.is_conversation, activity.c.is_booked)),
    )
    .where(mine(activity), _OF_REPS, _IN_DAYS, sa.literal_column("is_dial"), activity.c.variants != "", standing)
    .group_by(activity.c.variants)
)

# --- what became of leads ---------------------------------------------------------------------------------------------

_in_time = and_(conversion.c.at >= b("since"), conversion.c.at < b("until"))


def _arrivals(*where: Any) -> Any:
    """Leads that converted on an offer that is called, each with when it first did.

    Grouped by an expression, so that no index is taken that has the leads in their order, and all of them.
    """
    lead_id = conversion.c.lead_id + ""
    return (
        select(conversion.c.team_id, lead_id.label("lead_id"), func.min(conversion.c.at).label("at"))
        .where(mine(conversion), *where, conversion.c.kind.in_(any_of("kinds")), live(conversion))
        .group_by(conversion.c.team_id, lead_id)
        .subquery("arrived")
    )


def _joined(arrived: Any) -> Any:
    """With its lead. An expression: from the side of the leads SQLite without statistics walks all that there are."""
    return and_(lead.c.team_id == arrived.c.team_id + "", lead.c.id == arrived.c.lead_id)


def _has_had(arrived: Any, *flags: str) -> Any:
    """Whether the lead has had such a contact since it came; a conversation is a connect, and the index is of those."""
    since = and_(
        activity.c.team_id == lead.c.team_id,
        activity.c.lead_id == lead.c.id,
        activity.c.at >= arrived.c.at,
        *(sa.literal_column(f"activity.{flag}") for flag in flags),
        standing,
    )
    # Of one column: the index then holds all that is asked for.
    return select(activity.c.id).where(since).correlate(lead, arrived).exists()


_OPENED = exists().where(visit.c.team_id == lead.c.team_id, visit.c.lead_id == lead.c.id, visit.c.is_mail, live(visit))
last_reason = (
    select(activity.c.reason)
    .where(
        activity.c.team_id == lead.c.team_id,
        activity.c.lead_id == lead.c.id,
        activity.c.at >= lead.c.last_at,
        activity.c.at <= lead.c.last_at,
        standing,
    )
    .order_by(activity.c.at.desc(), activity.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
"""Of the last touch. Not `=`: SQLite without statistics would then walk all activities in the order of their ids."""


is_disqualified = or_(lead.c.stage == "disqualified", lead.c.stage == "suppressed")
reason_of_end = case((is_disqualified, last_reason), else_="")
"""Why a lead ended; not looked up for one that did not."""


def _received(arrived: Any) -> Any:
    return (
        select(
            lead.c.id,
            lead.c.name,
            lead.c.company,
            lead.c.owner_id,
            arrived.c.at,
            lead.c.stage,
            lead.c.yeses,
            lead.c.last_outcome,
            case((_has_had(arrived, "is_connect", "is_conversation"), 1), else_=0),
            case((_has_had(arrived, "is_booked"), 1), else_=0),
            case((_OPENED, 1), else_=0),
            reason_of_end,
        )
        .join(arrived, _joined(arrived))
        .where(live())
    )


_of_team = _arrivals(_in_time)
RECEIVED = _received(_of_team).where(lead.c.owner_id.in_(any_of("reps")))
"""Leads that converted in a stretch of time, each once, and how far they have come."""

_held = lead.alias("held")
_in_their_hands = select(_held.c.id).where(mine(_held), _held.c.owner_id == b("rep"))
# As a CASE no index of times can find it: conversions are looked up by their lead.
RECEIVED_BY = _received(_arrivals(case((_in_time, 1), else_=0) == 1, conversion.c.lead_id.in_(_in_their_hands)))
"""The same of one rep: found from the leads in their hands, not from everybody's conversions."""

_is_bad_data = or_(lead.c.last_outcome.in_(any_of("bad_data")), last_reason.in_(any_of("bad_data")))
_became = case(
    (or_(lead.c.stage == "meeting", _has_had(_of_team, "is_booked")), "qualified"),
    (lead.c.stage == "nurture", "nurture"),
    (is_disqualified, case((_is_bad_data, "bad_data"), else_="disqualified")),
    (_has_had(_of_team, "is_connect", "is_conversation"), "talking"),
    else_="unresolved",
)
_each = (
    select(_became.label("became"))
    .select_from(lead)
    .join(_of_team, _joined(_of_team))
    .where(live(), lead.c.owner_id.in_(any_of("reps")))
    .subquery("each")
)
BECAME = select(_each.c.became, func.count()).group_by(_each.c.became)
"""How many of those leads became what, in the words of `tallies.Received`."""

COUNT_RECEIVED = select(func.count()).where(
    mine(conversion), conversion.c.at >= b("since"), conversion.c.at < b("until"), live(conversion)
)

# --- rows behind a figure ---------------------------------------------------------------------------------------------

_CALL = (
    activity.c.id,
    activity.c.at,
    activity.c.day,
    activity.c.rep_id,
    activity.c.lead_id,
    lead.c.name,
    lead.c.company,
    activity.c.channel,
    activity.c.outcome,
    activity.c.offer,
    offer.c.title,
    activity.c.seconds,
    activity.c.note,
    activity.c.reason,
    activity.c.is_dial,
    activity.c.is_connect,
    activity.c.is_conversation,
    activity.c.is_booked,
    activity.c.is_first,
    activity.c.promised,
    activity.c.speed_minutes,
    activity.c.due_at,
    activity.c.answer_by,
    activity.c.there,
    activity.c.meeting_id,
    activity.c.meeting_state,
    activity.c.meets_at,
    activity.c.variants,
    activity.c.tier,
)
CALLS = (
    select(*_CALL)
    .join(lead, and_(lead.c.team_id == activity.c.team_id, lead.c.id == activity.c.lead_id))
    .join(offer, and_(offer.c.team_id == activity.c.team_id, offer.c.key == activity.c.offer))
    .where(
        mine(activity),
        _OF_REPS,
        _IN_DAYS,
        or_(b("outcome") == "", activity.c.outcome == b("outcome")),
        or_(b("offer") == "", activity.c.offer == b("offer")),
        or_(
            b("words") == "", lead.c.search.like(b("words"), escape="\\"), activity.c.note.like(b("words"), escape="\\")
        ),
        or_(b("flag") != "dials", activity.c.is_dial),
        or_(b("flag") != "connects", activity.c.is_connect),
        or_(b("flag") != "conversations", activity.c.is_conversation),
        or_(b("flag") != "booked", activity.c.is_booked),
        or_(b("flag") != "talked or booked", activity.c.is_conversation, activity.c.is_booked),
        or_(b("flag") != "first", activity.c.is_first),
        or_(b("flag") != "promised", activity.c.promised),
        standing,
        live(),
    )
    .order_by(activity.c.at.desc(), activity.c.id.desc())
    .limit(b("limit"))
)
"""Calls of a range, newest first; an empty filter leaves everything in."""

_last_listed = (
    select(lead.c.answer_by).where(_unanswered).order_by(lead.c.answer_by).limit(1).offset(b("past")).scalar_subquery()
)
"""The answer-by of the last of the first `:past` + 1, found inside the index: only what is listed is fetched."""

UNANSWERED = (
    select(lead.c.id, lead.c.name, lead.c.company, lead.c.owner_id, lead.c.kind, lead.c.tier, lead.c.converted_at,
           lead.c.answer_by, lead.c.gate, lead.c.offer)
    .where(_unanswered, lead.c.answer_by <= func.coalesce(_last_listed, b("until")))
    .order_by(lead.c.answer_by, lead.c.id)
    .limit(b("limit"))
)  # fmt: skip
OPPORTUNITIES = (
    select(opportunity.c.id, opportunity.c.lead_id, lead.c.name, lead.c.company, opportunity.c.rep_id,
           opportunity.c.state, opportunity.c.day, opportunity.c.decided_at, opportunity.c.closed_at,
           opportunity.c.amount, opportunity.c.currency, opportunity.c.reason)
    .join(lead, and_(lead.c.team_id == opportunity.c.team_id, lead.c.id == opportunity.c.lead_id))
    .where(mine(opportunity), opportunity.c.rep_id.in_(any_of("reps")), _within(opportunity.c.day), live())
    .order_by(opportunity.c.day, opportunity.c.id)
)  # fmt: skip
WON_ROWS = (
    select(opportunity.c.id, opportunity.c.lead_id, lead.c.name, lead.c.company, opportunity.c.rep_id,
           opportunity.c.closed_at, opportunity.c.amount, opportunity.c.currency)
    .join(lead, and_(lead.c.team_id == opportunity.c.team_id, lead.c.id == opportunity.c.lead_id))
    .where(
        mine(opportunity),
        opportunity.c.rep_id.in_(any_of("reps")),
        opportunity.c.state == "won",
        _within(opportunity.c.closed_day),
        live(),
    )
    .order_by(opportunity.c.closed_day, opportunity.c.id)
)  # fmt: skip
