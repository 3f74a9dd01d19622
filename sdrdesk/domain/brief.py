"""The brief: what a rep should know before the call, answered from what is known about the lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.lead import Activity, Conversion, Person, Visit
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.domain.queue import QueueRow
    from sdrdesk.domain.variants import Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCard:
    """What the rep should have at hand about the offer."""

    key: str
    title: str
    kind: str
    version: int
    opening: str = ""
    ask: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One thing the prospect did, newest first."""

    at: datetime
    label: str
    kind: str = ""
    """Kind of offer for a conversion; "" for a page, "mail" for an opened mail."""
    note: str = ""
    """Source and campaign of a conversion."""
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """A rung of the ladder as it stands for this lead."""

    key: str
    label: str
    won: bool
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody else from the same company."""

    lead_id: str
    name: str
    title: str
    kind: str
    converted_at: datetime
    owner: str
    last_outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LawNote:
    """What the law has to say about contacting this person."""

    basis: str
    """One of `domain.basis.Basis`."""
    basis_at: datetime
    basis_text: str
    told: str
    """The basis in words: "their own inquiry of 24 Nov 2026"."""
    exempt_until: datetime | None
    """Until when a number on the public register may be called on this basis."""
    listed: tuple[str, ...] = ()
    """Each list that the person stands on, in words."""
    cited: str = ""
    """The entry of law that counts, and the day it was checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything the rep reads before the call."""

    row: QueueRow
    person: Person
    owner: str
    why: str
    approach: tuple[str, ...]
    offer: OfferCard
    path: tuple[PathStep, ...]
    ladder: tuple[Yes, ...]
    questions: tuple[str, ...]
    """What to qualify on in this market."""
    history: tuple[Activity, ...]
    """Newest first."""
    colleagues: tuple[Colleague, ...]
    score: tuple[tuple[str, int], ...] = ()
    """Each fact with its points."""
    points: int = 0
    """What they add up to."""
    wrong: tuple[str, ...] = ()
    """Who says that the score is wrong, and why, the newest first."""
    said: tuple[tuple[str, str], ...] = ()
    """Questions of forms and what was answered, newest form first."""
    law: LawNote | None = None
    variants: tuple[Variant, ...] = ()
    """What is tried on this lead; an activity keeps it, and the figures compare it."""
    routed: str = ""
    """Why its owner has it; "" where nobody wrote it down."""

    @property
    def openings(self) -> tuple[Variant, ...]:
        """How this lead is to be spoken to first, of the ways that are tried."""
        return tuple(one for one in self.variants if one.about == "opening")

    @property
    def asks(self) -> tuple[Variant, ...]:
        """How this lead is to be asked, of the ways that are tried."""
        return tuple(one for one in self.variants if one.about == "ask")


def path(conversions: Sequence[Conversion], visits: Sequence[Visit]) -> tuple[PathStep, ...]:
    """What the prospect did with us, newest first."""
    steps = [
        PathStep(
            at=one.at,
            label=one.offer_title,
            kind=one.kind,
            note=" / ".join(part for part in (one.source, one.campaign) if part),
        )
        for one in conversions
    ]
    steps += [
        PathStep(at=one.at, label=one.page, kind="mail" if one.is_mail else "", seconds=one.seconds) for one in visits
    ]
    return tuple(sorted(steps, key=lambda step: (step.at, step.kind != ""), reverse=True))


def approach(playbook: Playbook, kind: str, visits: Sequence[Visit], offer: OfferCard) -> tuple[str, ...]:
    """How to open: the playbook's tips for this kind, filled with the page read longest, and the offer's own line."""
    pages = [visit for visit in visits if not visit.is_mail and visit.seconds]
    longest = max(pages, key=lambda visit: (visit.seconds, visit.at), default=None)
    said = []
    for tip in playbook.offers[kind].tips:
        if "{page}" not in tip and "{minutes}" not in tip:
            said.append(tip)
        elif longest is not None:
            minutes = max(1, round(longest.seconds / 60))
            said.append(tip.replace("{minutes}", str(minutes)).replace("{page}", longest.page))
    return (*said, *((offer.opening,) if offer.opening else ()))


def ladder(playbook: Playbook, won: Sequence[str], visits: Sequence[Visit]) -> tuple[Yes, ...]:
    """The small yeses: which are won, and which one to ask for next."""
    have = set(won)
    if any(visit.is_mail for visit in visits):
        have |= {rung.key for rung in playbook.ladder if rung.won_by == "opened_mail"}
    highest = max((index for index, rung in enumerate(playbook.ladder) if rung.key in have), default=-1)
    return tuple(
        Yes(key=rung.key, label=rung.label, won=rung.key in have, is_next=index == highest + 1)
        for index, rung in enumerate(playbook.ladder)
    )
