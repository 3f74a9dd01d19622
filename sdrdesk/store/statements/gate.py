"""Passes, quizzes, the cost of the gate, and who lets whom through."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, case, func, select

from sdrdesk.store.statements.base import (
    activity,
    answer,
    attempt,
    b,
    insert_or_replace,
    lead,
    live,
    mine,
    offer,
    offer_version,
    open_,
    opening,
    quiz_pass,
    rep,
    row,
    set_of,
    signoff,
    stands,
    undo,
    unlock,
    with_offer,
)

# --- passes -----------------------------------------------------------------------------------------------------------

_newer = offer_version.alias("newer")
_REPLACED_AT = (
    select(func.min(_newer.c.at))
    .where(
        _newer.c.team_id == quiz_pass.c.team_id,
        _newer.c.key == quiz_pass.c.offer,
        _newer.c.version > quiz_pass.c.version,
    )
    .scalar_subquery()
    .label("replaced_at")
)
"""When the first version after a pass's own came into force: what its grace counts from."""

_PASSES = (
    select(
        quiz_pass.c.rep_id,
        quiz_pass.c.offer,
        quiz_pass.c.version,
        quiz_pass.c.passed_at,
        quiz_pass.c.valid_until,
        offer.c.version.label("current"),
        offer.c.changed_at,
        _REPLACED_AT,
    )
    .join(offer, and_(offer.c.team_id == quiz_pass.c.team_id, offer.c.key == quiz_pass.c.offer))
    .where(mine(quiz_pass))
    .order_by(quiz_pass.c.version, quiz_pass.c.passed_at, quiz_pass.c.id)
)
PASSES = _PASSES.where(quiz_pass.c.rep_id == b("rep"))
PASSES_ON = PASSES.where(quiz_pass.c.offer == b("offer"))
TEAM_PASSES = _PASSES.join(rep, and_(rep.c.team_id == quiz_pass.c.team_id, rep.c.id == quiz_pass.c.rep_id)).where(
    rep.c.left_at.is_(None)
)
ADD_PASS = sa.insert(quiz_pass)

# --- quizzes ----------------------------------------------------------------------------------------------------------

ADD_OPENING = sa.insert(opening)
OPENED_AT = select(func.max(opening.c.at)).where(
    mine(opening), opening.c.rep_id == b("rep"), opening.c.offer == b("offer")
)
OPENINGS = select(opening.c.offer, opening.c.at).where(mine(opening), opening.c.rep_id == b("rep"))
_ATTEMPT = (
    attempt.c.id,
    attempt.c.rep_id,
    attempt.c.offer,
    attempt.c.version,
    attempt.c.seed,
    attempt.c.questions,
    attempt.c.pass_mark,
    attempt.c.state,
    attempt.c.started_at,
    attempt.c.ended_at,
    attempt.c.score,
    attempt.c.boot,
    attempt.c.seconds,
)
ADD_ATTEMPT = sa.insert(attempt)
ATTEMPT = select(*_ATTEMPT).where(mine(attempt), attempt.c.id == b("attempt"))
ATTEMPTS = (
    select(*_ATTEMPT)
    .where(mine(attempt), attempt.c.rep_id == b("rep"), attempt.c.offer == b("offer"))
    .order_by(attempt.c.started_at, attempt.c.id)
)
OPEN_ATTEMPTS = select(attempt.c.offer, attempt.c.id).where(
    mine(attempt), attempt.c.rep_id == b("rep"), sa.literal_column("state = 'open'")
)
TEAM_ATTEMPTS = (
    select(attempt.c.rep_id, attempt.c.offer, attempt.c.state, attempt.c.score, attempt.c.started_at)
    .where(mine(attempt))
    .order_by(attempt.c.started_at, attempt.c.id)
)
END_ATTEMPT = (
    sa.update(attempt)
    .where(mine(attempt), attempt.c.id == b("of_attempt"), sa.literal_column("state = 'open'"))
    .values(set_of("state", "ended_at", "score", "boot", "seconds"))
)
QUIZ_TIMES = (
    select(attempt.c.offer, attempt.c.started_at, attempt.c.ended_at)
    .where(mine(attempt), attempt.c.score.is_not(None))
    .order_by(attempt.c.id.desc())
    .limit(2000)
)
ANSWERS = (
    select(answer.c.question, answer.c.given, answer.c.at, answer.c.points)
    .where(mine(answer), answer.c.attempt_id == b("attempt"))
    .order_by(answer.c.at, answer.c.question)
)
PUT_ANSWER = insert_or_replace(answer)
GRADED_ANSWERS = (
    select(
        attempt.c.id,
        attempt.c.version,
        attempt.c.rep_id,
        answer.c.question,
        answer.c.given,
        answer.c.points,
    )
    .join(answer, and_(answer.c.team_id == attempt.c.team_id, answer.c.attempt_id == attempt.c.id))
    .where(mine(attempt), attempt.c.offer == b("offer"), attempt.c.score.is_not(None))
    .order_by(attempt.c.id, answer.c.question)
)

# --- what the gate costs ----------------------------------------------------------------------------------------------

LOCKED_COST = (
    select(lead.c.gate, func.count(), func.min(lead.c.converted_at), func.min(lead.c.answer_by))
    .where(mine(lead), lead.c.owner_id == b("rep"), open_, lead.c.gate != "", live())
    .group_by(lead.c.gate)
)
"""Open leads of a rep by the quiz they ask for, passed or not."""

TEAM_GATED = (
    select(lead.c.owner_id, lead.c.gate, func.count())
    .where(mine(lead), open_, lead.c.gate != "", live())
    .group_by(lead.c.owner_id, lead.c.gate)
)
GATED_BY = (
    select(*row)
    .join(offer, with_offer)
    .where(mine(lead), lead.c.owner_id == b("rep"), open_, lead.c.gate == b("offer"), live())
    .order_by(lead.c.answer_by, lead.c.id)
    .limit(b("limit"))
)
"""Open leads of a rep behind one quiz."""

GATED_NEAR = (
    select(*row, lead.c.owner_id)
    .join(offer, with_offer)
    .where(mine(lead), open_, lead.c.gate != "", lead.c.answer_by <= b("by"), live())
    .order_by(lead.c.answer_by, lead.c.id)
)
GIVE_LEAD = (
    sa.update(lead)
    .where(mine(lead), lead.c.id == b("of_lead"))
    .values(set_of("owner_id", "routed") | {"held_by": "", "held_until": sa.null()})
)
OPEN_GATE = sa.update(lead).where(mine(lead), lead.c.id == b("of_lead")).values({"gate": ""})
ADD_UNLOCK = sa.insert(unlock)
UNLOCKS = (
    select(unlock.c.at, unlock.c.by_id, unlock.c.rep_id, unlock.c.lead_id, lead.c.name, unlock.c.offer, unlock.c.reason)
    .join(lead, and_(lead.c.team_id == unlock.c.team_id, lead.c.id == unlock.c.lead_id))
    .where(mine(unlock), live())
    .order_by(unlock.c.at.desc(), unlock.c.id.desc())
    .limit(b("limit"))
)
COUNT_UNLOCKS = select(unlock.c.by_id, func.count()).where(mine(unlock)).group_by(unlock.c.by_id)

# --- onboarding -------------------------------------------------------------------------------------------------------

MENTORS = select(rep.c.id, rep.c.mentor_id).where(mine(rep))
SET_MENTOR = sa.update(rep).where(mine(rep), rep.c.id == b("of_rep")).values(set_of("mentor_id"))
ADD_SIGNOFF = sa.insert(signoff)
SIGNOFFS = (
    select(
        signoff.c.skill,
        signoff.c.by_id,
        signoff.c.at,
        signoff.c.scores,
        signoff.c.score,
        signoff.c.passed,
        signoff.c.note,
    )
    .where(mine(signoff), signoff.c.rep_id == b("rep"))
    .order_by(signoff.c.at, signoff.c.id)
)

# --- what the gate earns ----------------------------------------------------------------------------------------------

_first_pass = (
    select(
        quiz_pass.c.team_id, quiz_pass.c.rep_id, quiz_pass.c.offer, func.min(quiz_pass.c.passed_at).label("passed_at")
    )
    .where(mine(quiz_pass))
    .group_by(quiz_pass.c.team_id, quiz_pass.c.rep_id, quiz_pass.c.offer)
    .subquery("first_pass")
)


def _sum(*conditions: Any) -> Any:
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)


_after = and_(_first_pass.c.passed_at.is_not(None), activity.c.at >= _first_pass.c.passed_at)
_before = sa.not_(func.coalesce(_after, sa.false()))
WORTH = (
    select(
        activity.c.offer,
        _sum(activity.c.is_connect, _before),
        _sum(activity.c.is_connect, activity.c.is_booked, _before),
        _sum(activity.c.is_connect, _after),
        _sum(activity.c.is_connect, activity.c.is_booked, _after),
    )
    .select_from(
        stands.outerjoin(
            _first_pass,
            and_(
                _first_pass.c.team_id == activity.c.team_id,
                _first_pass.c.rep_id == activity.c.rep_id,
                _first_pass.c.offer == activity.c.offer,
            ),
        )
    )
    .where(mine(activity), undo.c.activity_id.is_(None))
    .group_by(activity.c.offer)
    .order_by(activity.c.offer)
)
"""Contacts and the meetings they booked, by offer, before and after the rep's first pass on it."""
