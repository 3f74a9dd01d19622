"""What the desk hands to its fronts: plain values, the same for the screen, the shell and any later front."""

from __future__ import annotations

from datetime import date, datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Rep, Touch
from sdrdesk.domain.playbook import Channel, Stage
from sdrdesk.domain.queue import Counts, QueueRow, Tab
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.desk.focus.focusing import BlockState


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A rep's own calendar day: what was done and what is aimed at."""

    day: date
    dials: int = 0
    conversations: int = 0
    meetings: int = 0
    goal_dials: int = 0
    goal_conversations: int = 0
    goal_meetings: int = 0
    streak: int = 0
    """Working days in a row, up to yesterday or today, on which the dial goal was reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything the first screen needs, from one read."""

    rep: Rep
    now: datetime
    day: Day
    tab: Tab
    rows: tuple[QueueRow, ...]
    counts: Counts
    block: BlockState | None = None
    """The rep's call block that runs, or whose summary was not put away; while it runs, Ready shows what fits it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One outcome as the call screen offers it."""

    outcome: str
    key: str
    label: str
    told: str
    """Its consequence, written before it is chosen."""
    asks: str = ""
    """What it needs beyond the key: "", "callback", "meeting" or "reason"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialled:
    """A call that was placed and not logged yet."""

    lead_id: str
    name: str
    number: str
    """E.164, or the address for a planned e-mail."""
    shown: str
    """The number as people read it."""
    uri: str
    """What the dial command gets: "tel:+13125550142" or "mailto:..."."""
    channel: Channel
    started_at: datetime
    call: int
    """Which call of the cadence this is."""
    calls: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A call that is in the book."""

    activity_id: str
    lead_id: str
    name: str
    outcome: str
    outcome_label: str
    at: datetime
    stage: Stage
    touch: Touch | None
    told: str
    """What follows, in a few words."""
    invite: str = ""
    """For a meeting booked, moved or cancelled: the .ics text."""
    invite_at: datetime | None = None
    """The start of that meeting."""
    repeated: bool = False
    """The same activity id had been logged before; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A log that was taken back."""

    activity_id: str
    lead_id: str
    name: str
    outcome_label: str
    told: str
    repeated: bool = False
    """Whether it had been taken back before, by an undoing whose answer was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time a rep typed, as it will be kept."""

    at: datetime
    echo: str
    """The moment in the prospect's and the rep's words: "Thu 26 Nov 15:00 in Chicago, 16:00 for you"."""
    moved: bool = False
    """It lay outside calling hours and was moved to their next opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A lead that a search turned up."""

    lead_id: str
    name: str
    company: str
    email: str
    phone: str
    owner: str
    stage: Stage
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadForm:
    """The fields of a lead that people type."""

    name: str
    company: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    state: str = ""
    city: str = ""
    zone: str = ""
    """A time zone by name; worked out from the address or the phone where it is empty."""
    people: int | None = None
    offer: str = ""
    """For a new lead: key of the offer they converted on."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A lead's place, worked out."""

    place: Place
    city: str = ""
