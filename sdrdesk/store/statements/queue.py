"""The queue: candidates are found, filtered and sorted inside its index."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, case, func, or_, select

from sdrdesk.store.statements.base import any_of, b, free, lead, live, mine, offer, open_, row, with_offer

_ROWS = select(*row).join(offer, with_offer)
_OWN = and_(mine(lead), lead.c.owner_id == b("rep"))
_PASSED = lead.c.gate.in_(any_of("passed"))
_CALLABLE = lead.c.place.in_(any_of("places"))
_DUE = lead.c.due_at <= b("now")
_DONE_TODAY = and_(lead.c.last_at >= b("day_start"), lead.c.due_at >= b("day_end"))


def _page(*where: Any, order: tuple[Any, ...]) -> Any:
    """Rows of the first `:limit` leads that fit; candidates are sorted inside the index before rows are fetched."""
    inner = select(lead.c.id).where(_OWN, live(), *where).order_by(*order).limit(b("limit")).scalar_subquery()
    return _ROWS.where(mine(lead), lead.c.id.in_(inner)).order_by(*order)


READY = _page(
    open_,
    lead.c.band == b("band"),
    lead.c.rank == b("rank"),
    _DUE,
    _CALLABLE,
    _PASSED,
    free,
    order=(lead.c.order_at, lead.c.id),
)
LOCKED = _page(
    open_,
    lead.c.gate.not_in(any_of("passed")),
    order=(lead.c.band, lead.c.rank, lead.c.order_at, lead.c.id),
)
WAITING_LATER = _page(
    open_,
    _PASSED,
    lead.c.due_at > b("now"),
    sa.not_(func.coalesce(_DONE_TODAY, sa.false())),
    order=(lead.c.due_at, lead.c.id),
)
WAITING_SHUT = _page(open_, _PASSED, _DUE, lead.c.place == b("at_place"), order=(lead.c.due_at, lead.c.id))
WAITING_HELD = _page(open_, _PASSED, _DUE, _CALLABLE, sa.not_(free), order=(lead.c.held_until, lead.c.id))
DONE = _page(
    lead.c.last_at >= b("day_start"),
    or_(lead.c.stage != "open", and_(_PASSED, _DONE_TODAY)),
    order=(lead.c.last_at.desc(), lead.c.id),
)


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


COUNT_OPEN = select(
    func.count(),
    _sum(sa.not_(_PASSED)),
    _sum(and_(_PASSED, _DUE, _CALLABLE, free)),
    _sum(and_(_PASSED, _DONE_TODAY)),
).where(_OWN, open_, live())
_some = (
    select(
        case((_PASSED, 1), else_=0).label("passed"),
        case((and_(_DUE, _CALLABLE, free), 1), else_=0).label("may_be_ready"),
        case((_DONE_TODAY, 1), else_=0).label("is_done"),
    )
    .where(_OWN, open_, live())
    .limit(b("most"))
    .subquery("some")
)
COUNT_SOME_OPEN = select(
    func.count(),
    _sum(_some.c.passed == 0),
    _sum(and_(_some.c.passed == 1, _some.c.may_be_ready == 1)),
    _sum(and_(_some.c.passed == 1, _some.c.is_done == 1)),
)
"""The same of the first `:most` in the index: where it finds fewer, that is all of them."""
COUNT_ENDED = select(func.count()).where(
    _OWN, lead.c.last_at >= b("day_start"), sa.literal_column("stage <> 'open'"), live()
)
