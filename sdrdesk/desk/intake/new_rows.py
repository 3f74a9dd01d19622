"""The rows of a new lead: who it is, where it stands, how it is graded, and the conversion that brought it.

Made for lists of a million: values are as the store keeps them, in a fixed order, and what many leads share (all but
who they are and when they came) is worked out once.
"""

from __future__ import annotations

from datetime import UTC

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence, hold, score
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Place
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.lead import Conversion, Visit
from sdrdesk.store import leads
from sdrdesk.store.sql import as_sql
from sdrdesk.text import fold
from sdrdesk.typing import Any

REMEMBERED = 1 << 13
"""Grades and places that are remembered: the leads of a file repeat a few titles and sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One conversion of one person, ready to be taken in."""

    incoming: Incoming
    offer: str
    owner_id: str = ""
    """Who is named for it; "" lets the playbook's routing choose."""
    why: str = ""
    """Why they are named."""
    visits: tuple[Visit, ...] = ()


_WHO = ("name", "title", "company", "company_key", "people", "email", "email_key", "phone", "city", "place", "search")
_WHEN = ("converted_at", "due_at", "answer_by", "order_at")
_STANDS = (
    "stage", "kind", "offer", "tier", "band", "rank", "channel", "why", "step", "retries", "answered_at", "yeses",
    "gate", "meets_at",
)  # fmt: skip
CAME = len(_WHO)
"""Where what is planned says when they converted."""
_GRADED = ("points", "grade", "grade_note")
_NOTHING_YET = {
    "industry": "", "last_outcome": "", "last_at": None, "last_by": "", "held_by": "", "held_until": None,
}  # fmt: skip
LEAD = ("id", "batch_id", "created_at", "owner_id", "routed", *_WHO, *_WHEN, *_STANDS, *_GRADED, *_NOTHING_YET)
"""The columns of a lead's row, in the order of its values: `placed` are the first five, `planned` the others."""
CONVERSION = (
    "id", "lead_id", "offer", "kind", "at", "source", "campaign", "arrived_at", "dedupe", "batch_id", "basis",
    "basis_at", "basis_text", "arm",
)  # fmt: skip


class NewRows:
    """Makes the rows for the team of a seat."""

    def __init__(self, seat: Seat) -> None:
        """By the rules of `seat`."""
        self._seat = seat
        self._rules: Rules | None = None
        self._shared: dict[Any, tuple[Any, ...]] = {}
        self._places: dict[Place, str] = {}

    def planned(self, arrival: Arrival) -> tuple[Any, ...]:
        """The row of a new lead, but for its id, its batch and its owner."""
        incoming, offer = arrival.incoming, arrival.offer
        seat = self._seat
        if self._rules is not seat.rules:
            self._rules, self._shared = seat.rules, {}
        kind, at = seat.kinds[offer], incoming.converted_at
        shared, came = self._shared_by(arrival, kind), as_sql(at)
        times = cadence.first_times(seat.rules, incoming.place, kind, at, self.arm(arrival))
        if times is None:
            return (*self._who(incoming), came, None, None, None, *shared)
        due = came if times[0] is at else as_sql(times[0])
        answer = as_sql(times[1])
        return (*self._who(incoming), came, due, answer, answer, *shared)

    def conversion(
        self, ids: tuple[str, str], arrival: Arrival, batch_id: str, arrived: str, came: str
    ) -> tuple[Any, ...]:
        """The row of a conversion, in the order of `CONVERSION`.

        Args:
            ids: Its own and the lead's.
            arrival: Who converted.
            batch_id: The import that brings it.
            arrived: The present moment, as the store keeps it.
            came: When they converted, likewise.
        """
        incoming, offer = arrival.incoming, arrival.offer
        return (
            *ids,
            offer,
            self._seat.kinds[offer],
            came,
            incoming.source,
            incoming.campaign,
            arrived,
            dedupe_key(arrival, came),
            batch_id,
            incoming.basis.value,
            as_sql(incoming.basis_at) if incoming.basis_at else None,
            incoming.basis_text,
            self.arm(arrival),
        )

    def arm(self, arrival: Arrival) -> str:
        """The arm of the experiment on the wait of its kind, "" where none is on."""
        rule, incoming = self._seat.playbook.offers[self._seat.kinds[arrival.offer]], arrival.incoming
        if rule.hold is None:
            return ""
        who = incoming.email_key or incoming.phone or f"{incoming.full_name}\x1f{incoming.company_key}"
        return hold.arm_of(self._seat.store.team_id, rule.hold, who)

    def _shared_by(self, arrival: Arrival, kind: str) -> tuple[Any, ...]:
        """What every new lead of an offer and a grade has in common.

        Of files with points set by hand, few leads differ in what the grade looks at.
        """
        incoming = arrival.incoming
        is_plain = not arrival.visits and self._seat.playbook.score.fitted is None
        alike = (incoming.source, incoming.title, incoming.people) if is_plain else self._known(arrival, kind)
        key = (arrival.offer, alike)
        found = self._shared.get(key)
        if found is None:
            if len(self._shared) >= REMEMBERED:
                self._shared.clear()
            found = self._shared[key] = self._share(arrival, kind)
        return found

    def _share(self, arrival: Arrival, kind: str) -> tuple[Any, ...]:
        """The columns of a new lead that hang on its offer and its grade; only its times hang on when it came."""
        graded = score.grade(self._known(arrival, kind), self._seat.playbook.score)
        any_time = self._seat.clock.now()
        standing = cadence.arrive(self._seat.rules, Place(), kind=kind, offer=arrival.offer, at=any_time)
        columns = leads.standing_columns(standing, graded.grade)
        grades = (graded.points, graded.grade, graded.note)
        return (*(columns[name] for name in _STANDS), *grades, *_NOTHING_YET.values())

    def _who(self, incoming: Incoming) -> tuple[Any, ...]:
        """`who`, with the word for the place remembered."""
        place = self._places.get(incoming.place)
        if place is None:
            if len(self._places) >= REMEMBERED:
                self._places.clear()
            place = self._places[incoming.place] = incoming.place.key
        return who(incoming, place)

    def _known(self, arrival: Arrival, kind: str) -> score.Facts:
        """What the score looks at."""
        incoming = arrival.incoming
        if self._seat.playbook.score.fitted is None:
            pages = tuple((visit.page, visit.seconds) for visit in arrival.visits if not visit.is_mail)
            sources = (incoming.source,) if incoming.source else ()
            return score.Facts(
                kinds=(kind,), sources=sources, pages=pages, title=incoming.title, people=incoming.people
            )
        at = incoming.converted_at
        came = Conversion(id="", offer=arrival.offer, offer_title="", kind=kind, at=at, source=incoming.source)
        known = score.Known(
            kind=kind, offer=arrival.offer, converted_at=at, conversions=(came,), visits=arrival.visits,
            title=incoming.title, people=incoming.people, place=incoming.place,
        )  # fmt: skip
        return score.facts_at(known, max(self._seat.clock.now(), at))


def dedupe_key(arrival: Arrival, came: str = "") -> str:
    """The same for the same conversion seen again: its offer with its time, or its id where the file gives no time.

    With `came`, when they converted as the store keeps it, it need not be written out once more.
    """
    incoming = arrival.incoming
    if not incoming.is_dated:
        return f"{arrival.offer}|{incoming.external_id or 'undated'}"
    if came and incoming.converted_at.tzinfo is UTC:
        parts = "" if came.endswith(".000000") else came[19:]
        return f"{arrival.offer}|{came[:10]}T{came[11:19]}{parts}+00:00"
    return f"{arrival.offer}|{incoming.converted_at.isoformat()}"


def who(incoming: Incoming, place: str) -> tuple[Any, ...]:
    """The values of the columns that say who a lead is; `place` is the key of where."""
    full, company, email, phone, city = (
        incoming.full_name,
        incoming.company,
        incoming.email,
        incoming.phone,
        incoming.city,
    )
    return (
        full or email or phone,
        incoming.title,
        company,
        incoming.company_key,
        incoming.people,
        email,
        incoming.email_key,
        phone,
        city,
        place,
        f"{fold(f'{full} {company} {email} {city}')} {phone}",
    )


def person_columns(incoming: Incoming) -> dict[str, Any]:
    """The columns that say who a lead is."""
    return dict(zip(_WHO, who(incoming, incoming.place.key), strict=True))
