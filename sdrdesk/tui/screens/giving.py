"""The dialog that gives leads to somebody: who has the pass and room for them is said before anybody chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import replace
from sdrdesk.desk.people.assigning import Taker
from sdrdesk.desk.people.manage import Reassigned
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.domain.words import plural
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.dialogs.pick import Option, Pick, letters

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk

WHOEVER = "-"
"""Instead of a login: to whoever has the pass and the fewest leads."""

MARK = "■ "
"""Before a row that is marked; a sign, so that it is seen without colours too."""

Said = Callable[[str, bool], None]
"""Hears what was done, and whether anything was."""


def told(done: Reassigned) -> str:
    """What became of leads, with why some stayed."""
    if not done.kept:
        return done.told
    return f"{done.told}; {len(done.kept)} stayed: {done.kept[0].name}, {done.kept[0].why_not}"


def note(one: Taker) -> str:
    """What a rep carries, and how many of the leads can go there."""
    load = f"carries {one.carries:,}"
    if not one.of:
        return load
    if not one.why_not:
        return f"{load}, can take {'all' if one.of > 1 else 'it'}"
    return f"{load}, can take {one.can:,} of {one.of:,}: {one.why_not.removeprefix(f'{one.name} ')}"


def options(takers: Sequence[Taker], best: str) -> list[Option]:
    """Whoever is best first, then each taker with what they carry and can take."""
    notes = {one.login: note(one) for one in takers}
    named = letters({one.login: one.name for one in takers})
    first = Option(key="*", label="Whoever is best", value=WHOEVER, note=best)
    return [first, *(replace(one, note=notes[one.value]) for one in named)]


class Giving:
    """Gives leads from one screen."""

    def __init__(self, screen: DeskScreen, desk: Desk, said: Said) -> None:
        """Ask on `screen`, act for the manager at `desk`, and tell `said`."""
        self._screen, self._desk, self._said = screen, desk, said

    def where(self, rule: LeadRule, noun: str, name: str) -> None:
        """Give the leads of a rep that fit a rule, and call each of them a `noun`."""

        def read() -> tuple[tuple[str, ...], tuple[Taker, ...]]:
            ids = self._desk.manage.open_leads(rule, 0).ids
            return ids, self._desk.manage.takers(ids)

        def counted(found: tuple[tuple[str, ...], tuple[Taker, ...]]) -> None:
            self._choose(f"{plural(len(found[0]), noun)} of {name}", found)

        self._screen.ask(read, counted, group="takers", latest=True)

    def these(self, lead_ids: Sequence[str], title: str) -> None:
        """Give these leads."""

        def read() -> tuple[tuple[str, ...], tuple[Taker, ...]]:
            return tuple(lead_ids), self._desk.manage.takers(lead_ids)

        self._screen.ask(read, partial(self._choose, title), group="takers", latest=True)

    def _choose(self, title: str, found: tuple[tuple[str, ...], tuple[Taker, ...]]) -> None:
        ids, takers = found
        if not ids:
            self._said("No open lead is left there", False)
            return
        choices = options(takers, "who has the pass and the fewest leads")
        self._screen.app.push_screen(Pick(f"{title}: to whom?", choices), partial(self._give, ids))

    def _give(self, ids: tuple[str, ...], to: str | None) -> None:
        if to is None:
            return

        def done(answer: Reassigned) -> None:
            self._said(told(answer), bool(answer.given))

        whom = "" if to == WHOEVER else to
        self._screen.ask(lambda: self._desk.manage.reassign(ids, whom), done, group="write")
