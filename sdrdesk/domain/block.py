"""Call blocks: a focused stretch of calling, which leads it shows, and what came of it. Pure.

A block has no counters. A call belongs to the block in which it began, so one that is on the line when the clock runs
out still counts, and one that was taken back does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from sdrdesk.dataclasses import dataclass, fields
from sdrdesk.domain.queue import QueueRow

LENGTHS = (25, 50, 60)
"""Minutes that are offered; others may be typed."""

LONGEST = 240
"""Minutes of a block at most: what is longer is a day."""

MOST = 500
"""Of anything that a block aims at."""

LATEST = timedelta(hours=4)
"""How long after the end a call that began in time may be logged."""


class Goal(StrEnum):
    """What a block aims at."""

    DIALS = "dials"
    CONVERSATIONS = "conversations"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRule:
    """Which leads a block shows; an empty field lets everybody in."""

    zone: str = ""
    offer: str = ""
    kind: str = ""
    campaign: str = ""
    file: str = ""
    """The file that brought them."""
    grade: str = ""

    @property
    def said(self) -> dict[str, str]:
        """The fields that narrow it."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block as it is kept."""

    id: str
    rep_id: str
    day: date
    started_at: datetime
    ends_at: datetime
    """When its clock runs out."""
    ended_at: datetime | None
    seen_at: datetime | None
    """When its summary was put away."""
    goal: Goal
    aim: int
    rule: BlockRule

    @property
    def until(self) -> datetime:
        """The end of the stretch that counts."""
        return self.ended_at or self.ends_at

    @property
    def minutes(self) -> int:
        """How long it was, or is meant to be."""
        return max(1, round((self.until - self.started_at).total_seconds() / 60))

    def runs(self, now: datetime) -> bool:
        """Whether its clock still runs."""
        return self.ended_at is None and now < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What was logged, as far as a block counts it."""

    at: datetime
    seconds: int
    is_dial: bool
    is_connect: bool
    is_conversation: bool
    is_booked: bool
    outcome: str
    yeses: int
    """Small yeses that were agreed to in it."""

    @property
    def began(self) -> datetime:
        """When it was placed."""
        return self.at - timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was done in a stretch of time."""

    dials: int = 0
    connects: int = 0
    conversations: int = 0
    meetings: int = 0
    promises: int = 0
    """Call backs that were promised."""
    yeses: int = 0

    def of(self, goal: Goal) -> int:
        """What was made of a goal."""
        return self.dials if goal is Goal.DIALS else self.conversations


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """A rep's usual hour: averages over the clock hours in which they dialled."""

    hours: int
    dials: float
    connects: float
    conversations: float
    meetings: float


def tally(calls: Iterable[Call], since: datetime, until: datetime, promising: Collection[str]) -> Tally:
    """What was done in calls that began from `since` on and before `until`; `promising` outcomes promise a call."""
    own = [one for one in calls if since <= one.began < until]
    return Tally(
        dials=sum(one.is_dial for one in own),
        connects=sum(one.is_connect for one in own),
        conversations=sum(one.is_conversation for one in own),
        meetings=sum(one.is_booked for one in own),
        promises=sum(one.outcome in promising for one in own),
        yeses=sum(one.yeses for one in own),
    )


def usual(calls: Iterable[Call]) -> Usual | None:
    """The usual hour in calls of earlier days; None without any."""
    dialled = [one for one in calls if one.is_dial]
    hours = len({one.began.replace(minute=0, second=0, microsecond=0) for one in dialled})
    if not hours:
        return None
    return Usual(
        hours=hours,
        dials=len(dialled) / hours,
        connects=sum(one.is_connect for one in dialled) / hours,
        conversations=sum(one.is_conversation for one in dialled) / hours,
        meetings=sum(one.is_booked for one in dialled) / hours,
    )


Lists = Mapping[str, tuple[frozenset[str], frozenset[str]]]
"""By lead: the campaigns it came by, and the files."""

NOWHERE = (frozenset[str](), frozenset[str]())


def fits(rule: BlockRule, row: QueueRow, lists: Lists) -> bool:
    """Whether a lead is one of those that a block is about."""
    campaigns, files = lists.get(row.lead_id, NOWHERE)
    return (
        (not rule.zone or rule.zone == zone_of(row))
        and (not rule.offer or rule.offer == row.offer)
        and (not rule.kind or rule.kind == row.kind)
        and (not rule.grade or rule.grade == row.grade)
        and (not rule.campaign or rule.campaign in campaigns)
        and (not rule.file or rule.file in files)
    )


def zone_of(row: QueueRow) -> str:
    """The clock that a lead goes by; "" for an unknown one."""
    return row.place.zones[0] if row.place.is_known else ""


def comes_through(row: QueueRow) -> str:
    """Why a lead is shown whatever the block is about: "promise", "tier 1", or "" for one that may wait."""
    return {0: "promise", 1: "tier 1"}.get(row.band, "")


def told_rule(rule: BlockRule, labels: Mapping[str, str]) -> str:
    """The rule in words: "Chicago, grade A"; "every lead" where nothing narrows it."""
    words = [
        rule.zone.rpartition("/")[2].replace("_", " "),
        labels.get(rule.offer, rule.offer),
        labels.get(rule.kind, rule.kind),
        rule.campaign,
        rule.file,
        f"grade {rule.grade}" if rule.grade else "",
    ]
    return ", ".join(filter(None, words)) or "every lead"
