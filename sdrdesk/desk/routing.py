"""Routing: which offer a conversion is for, and whose lead it becomes. One rule for files and for webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sdrdesk.desk.roster import all_reps
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Rep
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit
from sdrdesk.text import clean, fold

REMEMBERED = 4096
"""Offer words whose match is remembered: they come from outside, so there may be any number of them."""


class Routing:
    """Offers, members and how much each has to do, as read once; it counts on by what it hands out itself."""

    def __init__(self, unit: Unit, aliases: Mapping[str, str] | None = None, *, same_company: bool = False) -> None:
        """Read what is needed to decide.

        Args:
            unit: The transaction to read in.
            aliases: Offer words of today, beside those the team keeps.
            same_company: Whether colleagues go to one rep.
        """
        self._same_company = same_company
        self._offers = [(row[0], row[1], row[2]) for row in unit.all(compiled.OFFERS)]
        self._aliases = {row[0]: row[1] for row in unit.all(compiled.ALIASES)}
        self._aliases |= {fold(words): key for words, key in (aliases or {}).items()}
        self._matched: dict[str, tuple[str | None, str | None]] = {}
        self._all = all_reps(unit, "")
        self._reps = [rep for rep in self._all if not rep.is_manager] or list(self._all)
        self._loads = {rep.id: 0 for rep in self._reps}
        self._loads |= {row[0]: row[1] for row in unit.all(compiled.OPEN_LOADS) if row[0] in self._loads}
        self._companies: dict[str, Rep] = {}

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

    def meet(self, unit: Unit, people: Iterable[Incoming]) -> None:
        """Learn who has the companies of these people, so that colleagues go to one rep; forget those of others."""
        if self._same_company:
            members = {rep.id: rep for rep in self._all}
            owners = company_owners(unit, {one.company_key for one in people})
            self._companies = {company: members[owner] for company, owner in owners.items() if owner in members}

    def owner_of(self, incoming: Incoming, login: str = "", unit: Unit | None = None) -> Rep:
        """Whose lead it becomes: who is named here, else there, else who has the company, else who has fewest leads.

        Who has the company must have been learned by `meet`, or is looked up in `unit`.
        """
        company = incoming.company_key if self._same_company else ""
        if unit is not None and company and company not in self._companies:
            self.meet(unit, [incoming])
        known = self._companies.get(company)
        owner = (login and self.named(login)) or self.named(incoming.owner_words) or known or self._least_loaded()
        if company:
            self._companies.setdefault(company, owner)
        self._loads[owner.id] = self._loads.get(owner.id, 0) + 1
        return owner

    def named(self, words: str) -> Rep | None:
        """The member of this login or name."""
        wanted = fold(words)
        return next((rep for rep in self._all if wanted and wanted in (fold(rep.login), fold(rep.name))), None)

    def _least_loaded(self) -> Rep:
        return min(self._reps, key=lambda rep: (self._loads[rep.id], rep.login))


def company_owners(unit: Unit, companies: Iterable[str]) -> dict[str, str]:
    """Who has the open leads of each company: most of them, then the newest one."""
    best: dict[str, tuple[int, str, str]] = {}
    asked = sorted(set(companies) - {""})
    for company, owner, count, newest in unit.all(compiled.COMPANY_OWNERS, companies=asked) if asked else ():
        best[company] = max(best.get(company, (0, "", "")), (count, str(newest), owner))
    return {company: owner for company, (_, _, owner) in best.items()}
