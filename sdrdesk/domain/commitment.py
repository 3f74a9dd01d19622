"""What a rep commits to for a day: read from plain words, counted from the log where it can be. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.block import Call
from sdrdesk.domain.hours import zone

LONGEST = 120
"""Letters of a commitment, and of a reflection."""

NOON = 12 * 60
"""The minute of the day that "before lunch" means."""

FIRST_HOUR = 7
"""An hour below it, with no am or pm, is of the afternoon."""

STREAK_DAYS = 120
"""How far back a streak is counted."""

_COUNTED = re.compile(
    r"(?:make |have |book |do |get )?(?P<aim>[1-9]\d{0,2}) (?P<what>dials?|calls?|conversations?|talks?|meetings?)"
    r"(?: (?:before|by|until|till) (?P<by>.+))?"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?(?P<half>am|pm)?")
_QUIZ = re.compile(r"(?:pass|take) (?:the |my )?(?P<which>.+?)(?: quiz)?(?: today)?")
_PRIVATE = re.compile(r"\S@\S|(?:\d[\s().-]*){7,}")


class What(StrEnum):
    """What is committed to."""

    DIALS = "dials"
    CONVERSATIONS = "conversations"
    MEETINGS = "meetings"
    QUIZ = "quiz"
    OWN = "own"
    """Something that nobody can count: the rep says in the evening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What words commit to."""

    what: What
    aim: int = 0
    by_minute: int | None = None
    which: str = ""
    """Of a quiz: the words for its offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A commitment as it is kept."""

    id: str
    rep_id: str
    day: date
    words: str
    what: What
    aim: int
    by_minute: int | None
    offer: str
    is_shared: bool
    told: bool | None

    def ends_at(self, zone_name: str) -> datetime:
        """The moment by which it is to be kept, on the rep's clock."""
        start = datetime.combine(self.day, time(0), zone(zone_name))
        if self.by_minute is None:
            return datetime.combine(self.day + timedelta(days=1), time(0), zone(zone_name)).astimezone(UTC)
        return start.replace(hour=self.by_minute // 60, minute=self.by_minute % 60).astimezone(UTC)

    def kept(self, made: int, now: datetime, zone_name: str) -> bool | None:
        """Whether it was kept; None while that is open."""
        if self.what is What.OWN:
            return self.told
        if made >= max(1, self.aim):
            return True
        return False if now >= self.ends_at(zone_name) else None


def read(words: str) -> Said:
    """What plain words commit to: "20 dials before lunch", "2 meetings", "pass the ROI quiz", or anything else."""
    folded = " ".join(words.casefold().rstrip(".!").split())
    if found := _COUNTED.fullmatch(folded):
        by = _minute(found["by"]) if found["by"] else None
        if by is None and found["by"]:
            return Said(what=What.OWN)
        named = {"d": What.DIALS, "c": What.DIALS, "m": What.MEETINGS}
        is_talk = found["what"].startswith(("conv", "talk"))
        what = What.CONVERSATIONS if is_talk else named[found["what"][0]]
        return Said(what=what, aim=int(found["aim"]), by_minute=by)
    if ("quiz" in folded or folded.startswith("pass ")) and (found := _QUIZ.fullmatch(folded)):
        return Said(what=What.QUIZ, aim=1, which=found["which"])
    return Said(what=What.OWN)


def _minute(words: str) -> int | None:
    """The minute of the day that words name; None for others."""
    if words in ("lunch", "noon", "midday"):
        return NOON
    found = _CLOCK.fullmatch(words)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    elif hour < FIRST_HOUR:
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def clock(by_minute: int) -> str:
    """A minute of the day as a clock shows it: "12:00"."""
    return f"{by_minute // 60:02}:{by_minute % 60:02}"


def names_somebody(words: str) -> bool:
    """Whether words hold an e-mail address or a telephone number: those of people belong to their leads."""
    return bool(_PRIVATE.search(words))


def made(commitment: Commitment, zone_name: str, calls: Iterable[Call], passed: Iterable[tuple[str, datetime]]) -> int:
    """How much of what was committed to was done in time, by the log and the passes of its day."""
    end = commitment.ends_at(zone_name)
    since = datetime.combine(commitment.day, time(0), zone(zone_name)).astimezone(UTC)
    if commitment.what is What.QUIZ:
        return sum(offer == commitment.offer and since <= at < end for offer, at in passed)
    flag = {What.DIALS: "is_dial", What.CONVERSATIONS: "is_conversation", What.MEETINGS: "is_booked"}
    name = flag.get(commitment.what)
    return sum(bool(getattr(one, name)) for one in calls if since <= one.at < end) if name else 0


def streak(kept: Mapping[date, bool | None], rests: Callable[[date], bool], today: date) -> int:
    """Working days in a row on which the commitment was kept; days off and days away neither count nor break it."""
    count = 0
    for back in range(STREAK_DAYS):
        day = today - timedelta(days=back)
        was_kept = kept.get(day)
        if was_kept:
            count += 1
        elif was_kept is False or (back and not rests(day)):
            break
    return count
