"""The inbox of webhooks as values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sdrdesk.domain.webhook import KeptPost, Post, PostState
from sdrdesk.store import compiled
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean

REASON = 300
"""Letters of a reason."""

Before = dict[tuple[str, str], tuple[str, PostState, tuple[str, ...]]]
"""Id, state and leads of messages that were here before, by source and message id."""


def before(unit: Unit, sources: Iterable[str], messages: Iterable[str]) -> Before:
    """Those of the messages that were here before."""
    rows = unit.all(compiled.INBOX_KNOWN, sources=sorted(set(sources)), messages=sorted(set(messages)))
    return {(row[0], row[1]): (row[2], PostState(row[3]), words(row[4])) for row in rows}


def add(unit: Unit, posts: Iterable[tuple[str, Post, Mapping[str, Any]]]) -> None:
    """Write posts that are new: the id of each, and what became of it as columns."""
    unit.many(
        compiled.ADD_INBOX,
        [
            {
                "id": post_id,
                "source": post.source,
                "message_id": post.message_id,
                "received_at": post.received_at,
                "body": post.body,
                "headers": json.dumps(post.headers),
                **fate,
            }
            for post_id, post, fate in posts
        ],
    )


def fate_columns(state: PostState, reason: str, lead_ids: Iterable[str], now: datetime) -> dict[str, Any]:
    """The columns that say what became of a post."""
    return {
        "state": state.value,
        "reason": clean(reason)[:REASON],
        "lead_ids": ",".join(lead_ids),
        "done_at": None if state is PostState.NEW else now,
    }


def settle(unit: Unit, post_id: str, fate: Mapping[str, Any]) -> None:
    """Write what became of a post, after one more attempt."""
    unit.run(compiled.INBOX_DONE, of_post=post_id, **{f"set_{name}": value for name, value in fate.items()})


def find(unit: Unit, post_id: str) -> KeptPost | None:
    """A post with its body, or None."""
    row = unit.first(compiled.INBOX_POST, post=post_id)
    return _kept(row) if row else None


def newest(unit: Unit, states: Iterable[PostState], most: int) -> tuple[KeptPost, ...]:
    """Posts in these states, newest first, without their bodies."""
    rows = unit.all(compiled.INBOX_LIST, states=[state.value for state in states], limit=most)
    return tuple(_kept(row) for row in rows)


def _kept(row: Row) -> KeptPost:
    """A row as a value; `INBOX_LIST` leaves body and headers out."""
    post_id, source, message, received_at, state, reason, lead_ids, attempts, done_at, *inside = row
    return KeptPost(
        id=post_id,
        source=source,
        message_id=message,
        received_at=moment(received_at),
        state=PostState(state),
        reason=reason,
        lead_ids=words(lead_ids),
        attempts=attempts,
        done_at=maybe(done_at),
        body=bytes(inside[0]) if inside else b"",
        headers=json.loads(inside[1]) if inside else {},
    )


def words(text: str) -> tuple[str, ...]:
    """A stored list of ids."""
    return tuple(text.split(",")) if text else ()


def drop(unit: Unit, post_ids: Iterable[str], at: datetime) -> int:
    """Forget what posts said; how many."""
    forgotten = {"set_state": PostState.DROPPED.value, "set_done_at": at, "set_body": b"", "set_headers": "{}"}
    return sum(unit.changed(compiled.INBOX_DROP, of_post=post_id, **forgotten) for post_id in post_ids)
