"""The library: every offer with its pass, what it locks, how long its quiz takes and who could help."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from statistics import median
from typing import Any

from sdrdesk.desk.gate import passbook
from sdrdesk.desk.gate.gate_values import LockedCost, LockedLead, OfferView
from sdrdesk.desk.gate.passbook import PassView
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.playbook import Playbook
from sdrdesk.store import compiled
from sdrdesk.store.leads import queue_row
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Unit
from sdrdesk.text import fold

SECONDS_EACH = 45
"""Estimated for a question until enough quizzes were finished."""

ENOUGH = 5
"""Finished quizzes whose median is shown instead of the estimate."""

SHOWN = 200
"""Leads listed behind one quiz."""

NEVER = datetime.max.replace(tzinfo=UTC)


def views(seat: Seat, unit: Unit, now: datetime, words: str = "") -> tuple[OfferView, ...]:
    """Every offer, those first whose locked leads must be answered soonest; with `words`, those that hold them all."""
    playbook = seat.playbook
    cards = {row[0]: json.loads(row[1]) for row in unit.all(compiled.CARDS)}
    team = passbook.of_team(unit, playbook, now, seat.rep.zone)
    mine = team.get(seat.rep.id, {})
    names = {row[0]: row[2] for row in unit.all(compiled.REPS)}
    costs = locked_costs(seat, unit, mine)
    minutes = quiz_minutes(unit)
    going_on = {row[0]: row[1] for row in unit.all(compiled.OPEN_ATTEMPTS, rep=seat.rep.id)}
    found = []
    for key, title, kind, version, *_ in unit.all(compiled.OFFERS):
        card = cards[key]
        line = _line_with(card, words)
        if line is None:
            continue
        rule = playbook.offers.get(kind)
        holders = sorted(names[rep] for rep, passes in team.items() if rep in names and _is_good(passes.get(key)))
        found.append(
            OfferView(
                key=key,
                title=title,
                kind=kind,
                kind_label=rule.label if rule else kind,
                version=version,
                pages=card["pages"],
                minutes=card["minutes"],
                is_gated=bool(rule and rule.gated),
                state=mine.get(key, passbook.NO_PASS),
                locked=costs.get(key, LockedCost()),
                quiz_minutes=minutes.get(key, estimate(playbook)),
                is_measured=key in minutes,
                holders=tuple(holders),
                open_attempt=going_on.get(key, ""),
                found=line,
            )
        )
    return tuple(sorted(found, key=_place))


def locked_costs(seat: Seat, unit: Unit, mine: Mapping[str, PassView]) -> dict[str, LockedCost]:
    """What each offer without a good pass costs the rep."""
    return {
        gate: LockedCost(leads=count, oldest_at=maybe(oldest), answer_by=maybe(nearest))
        for gate, count, oldest, nearest in unit.all(compiled.LOCKED_COST, rep=seat.rep.id)
        if not _is_good(mine.get(gate))
    }


def locked_leads(seat: Seat, unit: Unit, offer: str, limit: int = SHOWN) -> tuple[LockedLead, ...]:
    """The rep's open leads behind one quiz, nearest answer-by first."""
    rows = (queue_row(row) for row in unit.all(compiled.GATED_BY, rep=seat.rep.id, offer=offer, limit=limit))
    return tuple(
        LockedLead(
            lead_id=row.lead_id,
            name=row.name,
            company=row.company,
            converted_at=row.converted_at,
            due_at=row.due_at,
            answer_by=row.answer_by,
        )
        for row in rows
    )


def quiz_minutes(unit: Unit) -> dict[str, int]:
    """The median length of an offer's finished quizzes in whole minutes, where there are enough."""
    lengths: dict[str, list[float]] = {}
    for offer, started_at, ended_at in unit.all(compiled.QUIZ_TIMES):
        lengths.setdefault(offer, []).append((moment(ended_at) - moment(started_at)).total_seconds())
    return {
        offer: max(1, math.ceil(median(seconds) / 60)) for offer, seconds in lengths.items() if len(seconds) >= ENOUGH
    }


def estimate(playbook: Playbook) -> int:
    """Minutes of a quiz that too few have taken to know."""
    return math.ceil(playbook.quiz.questions * SECONDS_EACH / 60)


def _is_good(view: PassView | None) -> bool:
    return view is not None and view.is_good


def _place(view: OfferView) -> tuple[bool, datetime, bool, str]:
    needs_pass = view.is_gated and not view.state.is_good
    return (not view.locked.leads, view.locked.answer_by or NEVER, not needs_pass, view.title)


def _line_with(card: Mapping[str, Any], words: str) -> str | None:
    """The line of an offer that holds most of `words`; "" when nothing is looked for, None when not all are there."""
    wanted = fold(words).split()
    if not wanted:
        return ""
    lines = [card["title"], card["for_whom"], *card["facts"], card["opening"], card["ask"], *card["not_promised"]]
    lines += [text for one in card["objections"] for text in (one["says"], one["answer"])]
    lines += [line for line in card["body"].split("\n") if line.strip()]
    folded = [fold(line) for line in lines]
    if not all(any(word in line for line in folded) for word in wanted):
        return None
    best = max(range(len(lines)), key=lambda at: (sum(word in folded[at] for word in wanted), -at))
    return str(lines[best]).lstrip("# ").strip()
