"""Offers as the store keeps them."""

from __future__ import annotations

import json

from sdrdesk.domain.brief import OfferCard
from sdrdesk.store import compiled
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.store.store import Unit


def card_of(unit: Unit, key: str) -> OfferCard:
    """What a rep should have at hand about an offer."""
    row = unit.first(compiled.OFFER_CARD, key=key)
    if row is None:
        return OfferCard(key=key, title=key, kind="", version=0)
    card = json.loads(row[4])
    return OfferCard(
        key=row[0],
        title=row[1],
        kind=row[2],
        version=row[3],
        opening=card.get("opening", ""),
        ask=card.get("ask", ""),
        facts=tuple(card.get("facts", ())),
    )
