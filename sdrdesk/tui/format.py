"""Words and widths for the screen: pure functions of values, zones and `now`."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from sdrdesk.domain.hours import Place
from sdrdesk.domain.playbook import Channel
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.domain.words import countdown, moment
from sdrdesk.tui.safe import plain

MAIL = {Channel.CALL: "", Channel.EMAIL: "mail ", Channel.SOCIAL: "social "}
"""What stands before the time of a touch that is not a call."""


@lru_cache(maxsize=8192)
def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells, cut with an ellipsis; wide characters count two."""
    if width <= 0:
        return ""
    text = plain(text)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


@lru_cache(maxsize=4096)
def right(text: str, width: int) -> str:
    """`text` at the right end of `width` cells."""
    text = plain(text)
    size = cell_len(text)
    return " " * (width - size) + text if size <= width else fit(text, width)


def phone(number: str) -> str:
    """An E.164 number in groups that can be read aloud."""
    digits = number.removeprefix("+")
    if number.startswith("+1") and len(digits) == 11:
        return f"+1 {digits[1:4]} {digits[4:7]} {digits[7:]}"
    if not number.startswith("+") or not digits.isdecimal():
        return number
    code = _country_code(digits)
    rest = digits[len(code) :]
    groups = [rest[index : index + 3] for index in range(0, len(rest), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return " ".join((f"+{code}", *groups))


_LONG_CODES = ("2", "35", "37", "38", "42", "50", "59", "67", "68", "69", "80", "85", "87", "88", "96", "97", "99")


def _country_code(digits: str) -> str:
    """How many leading digits are the country: one for 1 and 7, three for the long ones, else two."""
    if digits[:1] in ("1", "7"):
        return digits[:1]
    if digits[:2] in ("20", "27"):
        return digits[:2]
    return digits[:3] if digits.startswith(_LONG_CODES) else digits[:2]


def city(row: QueueRow) -> str:
    """The lead's town; where none is known, the one its zone is named after."""
    return town(row.city, row.place.zones[0] if row.place.zones else "")


def town(city: str, zone: str) -> str:
    """A town, or the one that a zone is named after; "where?" where neither is known."""
    return plain(city) or zone.rpartition("/")[2].replace("_", " ") or "where?"


def local_time(row: QueueRow, now: datetime) -> str:
    """The prospect's wall clock."""
    return f"{row.place.local(now):%H:%M}" if row.place.is_known else "--:--"


def due(row: QueueRow, now: datetime, zone: str, labels: dict[str, str]) -> tuple[str, str]:
    """What the time column says, and its colour: a state is always a word or a sign as well.

    Args:
        row: The lead.
        now: The moment.
        zone: The rep's own zone, for when a lead opens.
        labels: Names of the outcomes.
    """
    if row.tab is Tab.DONE:
        return labels.get(row.last_outcome, "touched"), "desk-dim"
    if row.tab is Tab.WAITING:
        if row.opens_at is None:
            return ("no zone: z", "desk-warn") if not row.place.is_known else ("shut", "desk-dim")
        return MAIL[row.channel] + _opens(row.opens_at, now, zone), "desk-dim"
    by = row.due_at if row.band == 0 else row.answer_by
    if by is None:
        return "", "desk-dim"
    if row.band == 0:
        return _promise(by, now)
    left = (by - now).total_seconds()
    words = countdown(by, now)
    if left < 0:
        return MAIL[row.channel] + _late(words), "desk-bad"
    mark = "SLA " if row.tier == 1 and row.is_first else MAIL[row.channel]
    return mark + words, "desk-hot" if left < 600 else "desk-soft" if left < 4 * 3600 else "desk-dim"


def _promise(by: datetime, now: datetime) -> tuple[str, str]:
    minutes = (now - by).total_seconds() / 60
    if minutes < 0:
        return f"in {countdown(by, now)}", "desk-soft"
    return ("now", "desk-hot") if minutes < 2 else (_late(countdown(by, now)), "desk-bad")


def _late(words: str) -> str:
    return f"late {words.removeprefix('-').removesuffix(' late')}"


def _opens(at: datetime, now: datetime, zone: str) -> str:
    left = (at - now).total_seconds()
    if 0 < left < 3600:
        return f"in {countdown(at, now)}"
    said = moment(at, Place(zones=(zone,)), now)
    return said.replace("tomorrow", "tmrw")


def hours_and_date(now: datetime, zone: str) -> tuple[str, str]:
    """The rep's own date and clock: "Tue 24 Nov", "11:42"."""
    local = Place(zones=(zone,)).local(now)
    return f"{local:%a} {local.day} {local:%b}", f"{local:%H:%M}"
