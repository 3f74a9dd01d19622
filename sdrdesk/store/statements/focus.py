"""Call blocks, commitments, and a rep's own page of a day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, select

from sdrdesk.store import tables as t
from sdrdesk.store.statements.base import (
    activity,
    any_of,
    attempt,
    b,
    batch,
    conversion,
    insert_or_replace,
    live,
    mine,
    quiz_pass,
    rep,
    set_of,
)
from sdrdesk.store.statements.numbers import standing

_tables: Any = t.metadata.tables
block, commitment, diary = (_tables[name] for name in ("call_block", "commitment", "diary"))

# --- call blocks ------------------------------------------------------------------------------------------------------

_BLOCK = (
    block.c.id, block.c.rep_id, block.c.day, block.c.started_at, block.c.ends_at, block.c.ended_at, block.c.seen_at,
    block.c.goal, block.c.aim, block.c.rule,
)  # fmt: skip
ADD_BLOCK = sa.insert(block)
CHANGE_BLOCK = (
    sa.update(block)
    .where(mine(block), block.c.id == b("of_block"), block.c.rep_id == b("rep"))
    .values(set_of("ended_at", "seen_at"))
)
OPEN_BLOCK = select(*_BLOCK).where(mine(block), block.c.rep_id == b("rep"), sa.literal_column("seen_at IS NULL"))
"""The block that runs, or whose summary was not put away: one at the most."""
LAST_BLOCK = (
    select(*_BLOCK)
    .where(mine(block), block.c.rep_id == b("rep"))
    .order_by(block.c.day.desc(), block.c.id.desc())
    .limit(1)
)
BLOCKS_OF = (
    select(*_BLOCK)
    .where(mine(block), block.c.rep_id == b("rep"), block.c.day >= b("first"), block.c.day <= b("last"))
    .order_by(block.c.day, block.c.id)
)
CALLS_BETWEEN = (
    select(
        activity.c.at, activity.c.seconds, activity.c.is_dial, activity.c.is_connect, activity.c.is_conversation,
        activity.c.is_booked, activity.c.outcome, activity.c.yeses,
    )
    .where(mine(activity), activity.c.rep_id == b("rep"), activity.c.at >= b("since"), activity.c.at < b("until"),
           standing)
    .order_by(activity.c.at)
)  # fmt: skip
"""What a rep logged in a stretch of time and has not taken back."""
LISTS_OF = (
    select(conversion.c.lead_id, conversion.c.campaign, batch.c.file_name)
    .select_from(
        conversion.outerjoin(batch, and_(batch.c.team_id == conversion.c.team_id, batch.c.id == conversion.c.batch_id))
    )
    .where(mine(conversion), conversion.c.lead_id.in_(any_of("leads")), live(conversion))
)
"""The campaigns that leads came by, and the files."""

# --- what a rep commits to --------------------------------------------------------------------------------------------

_COMMITMENT = (
    commitment.c.id, commitment.c.rep_id, commitment.c.day, commitment.c.words, commitment.c.what, commitment.c.aim,
    commitment.c.by_minute, commitment.c.offer, commitment.c.is_shared, commitment.c.told,
)  # fmt: skip
ADD_COMMITMENT = sa.insert(commitment)
CHANGE_COMMITMENT = (
    sa.update(commitment)
    .where(mine(commitment), commitment.c.id == b("of_commitment"), commitment.c.rep_id == b("rep"))
    .values(set_of("is_shared", "told"))
)
DROP_COMMITMENT = sa.delete(commitment).where(
    mine(commitment), commitment.c.rep_id == b("rep"), commitment.c.day == b("day")
)
COMMITMENTS_OF = select(*_COMMITMENT).where(
    mine(commitment),
    commitment.c.rep_id == b("rep"),
    commitment.c.day >= b("first"),
    commitment.c.day <= b("last"),
)
SHARED_COMMITMENTS = (
    select(*_COMMITMENT, rep.c.name, rep.c.zone)
    .join(rep, and_(rep.c.team_id == commitment.c.team_id, rep.c.id == commitment.c.rep_id))
    .where(mine(commitment), commitment.c.day == b("day"), sa.literal_column("is_shared"), rep.c.left_at.is_(None))
    .order_by(rep.c.name, rep.c.id)
)
PASSED_BETWEEN = select(quiz_pass.c.offer, quiz_pass.c.passed_at).where(
    mine(quiz_pass),
    quiz_pass.c.rep_id == b("rep"),
    quiz_pass.c.passed_at >= b("since"),
    quiz_pass.c.passed_at < b("until"),
)
QUIZ_SCORES = (
    select(attempt.c.offer, attempt.c.score)
    .where(mine(attempt), attempt.c.rep_id == b("rep"), attempt.c.state == "passed")
    .order_by(attempt.c.id)
)
"""How well a rep passed each quiz, the newest last."""

# --- a rep's own page -------------------------------------------------------------------------------------------------

PUT_DIARY = insert_or_replace(diary)
DIARY_OF = select(diary.c.day, diary.c.greeted_at, diary.c.closed_at, diary.c.words).where(
    mine(diary), diary.c.rep_id == b("rep"), diary.c.day == b("day")
)
