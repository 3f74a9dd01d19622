"""Setting a row aside: what nobody can be sure of is kept until somebody decides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.intake import Incoming
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A row that waits for a decision."""

    kind: str
    """Who is asked for: "person" (is it somebody known?) or "offer" (what did they take?)."""
    reason: str
    incoming: Incoming
    offer: str = ""
    owner_id: str = ""
    batch_id: str = ""
    like_id: str = ""
    """The lead it may be."""
    lead_id: str = ""
    """The lead it became meanwhile."""
    at: datetime


def set_aside(unit: Unit, aside: Aside, make_id: Callable[[datetime], str]) -> bool:
    """Keep a row until somebody decides; False where it was here before, decided or not."""
    from sdrdesk.domain.plain import plain

    incoming = aside.incoming
    added = unit.changed(
        compiled.ADD_QUARANTINE,
        id=make_id(aside.at),
        batch_id=aside.batch_id,
        row=incoming.row,
        kind=aside.kind,
        state="waiting",
        reason=aside.reason,
        incoming=json.dumps(plain(incoming), ensure_ascii=False),
        offer=aside.offer,
        owner_id=aside.owner_id,
        like_id=aside.like_id,
        lead_id=aside.lead_id,
        dedupe=_dedupe(aside),
        at=aside.at,
        decided_at=None,
        decided_by="",
    )
    return added > 0


def _dedupe(aside: Aside) -> str:
    """The same for the same row of the same file seen again."""
    incoming = aside.incoming
    when = incoming.converted_at.isoformat() if incoming.is_dated else incoming.external_id or "undated"
    parts = (*incoming.person_keys, aside.offer or incoming.offer_words, when)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
