"""Routing: which offer a conversion is for, and who is named for it. One rule for files and for webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sdrdesk.desk.intake.arrivals import Arrival
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Rep
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit
from sdrdesk.text import clean, fold

REMEMBERED = 4096
"""Offer words whose match is remembered: they come from outside, so there may be any number of them."""


class Routing:
    """Offers and members, as read once. Whoever is not named is chosen by `sharing`, when the lead is written."""

    def __init__(self, unit: Unit, aliases: Mapping[str, str] | None = None) -> None:
        """Read what is needed to decide; `aliases` are offer words of today, beside those the team keeps."""
        self._offers = [(row[0], row[1], row[2]) for row in unit.all(compiled.OFFERS)]
        self._aliases = {row[0]: row[1] for row in unit.all(compiled.ALIASES)}
        self._aliases |= {fold(words): key for words, key in (aliases or {}).items()}
        self._matched: dict[str, tuple[str | None, str | None]] = {}
        self._all: dict[str, Rep] = {}
        for rep in all_reps(unit, ""):
            for words in (rep.login, rep.name):
                self._all.setdefault(fold(words), rep)

    def check_offers(self, keys: Iterable[str]) -> None:
        """BadInput for a key that no offer has."""
        known = {key for key, _, _ in self._offers}
        for key in keys:
            if key not in known:
                raise BadInput(f'No offer "{clean(key)}"', "", f"One of: {', '.join(sorted(known))}")

    def offer_of(self, words: str, default: str = "") -> tuple[str | None, str | None]:
        """The key of the offer that words mean, else the default's, else None; and the likeliest one."""
        if words not in self._matched:
            from sdrdesk.feeds.offer_match import match_offer

            if len(self._matched) >= REMEMBERED:
                self._matched.clear()
            match = match_offer(words, self._offers, self._aliases)
            self._matched[words] = (match.key, match.guess)
        key, guess = self._matched[words]
        return key or default or None, guess

    def arrival(self, incoming: Incoming, offer: str, login: str = "") -> Arrival:
        """A conversion with whoever is named for it: here by `login`, else in the row itself; else nobody."""
        if login and (rep := self.named(login)):
            return Arrival(incoming=incoming, offer=offer, owner_id=rep.id, why=f"{rep.name} gets all from there")
        if rep := self.named(incoming.owner_words):
            return Arrival(incoming=incoming, offer=offer, owner_id=rep.id, why=f"{rep.name} is named in it")
        return Arrival(incoming=incoming, offer=offer)

    def named(self, words: str) -> Rep | None:
        """The member of this login or name."""
        return self._all.get(fold(words)) if words else None
