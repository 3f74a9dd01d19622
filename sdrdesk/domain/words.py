"""Moments and lengths in the words a rep reads; the same in the terminal, the CLI and the reports."""

from __future__ import annotations

from datetime import datetime, timedelta

from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.hours import Place


def ago(since: datetime, now: datetime) -> str:
    """How long ago: "48s", "1m48s", "42m", "3h10m", "2 d"."""
    return length(max(int((now - since).total_seconds()), 0))


def length(seconds: int) -> str:
    """A length of time: "48s", "1m48s", "42m", "3h10m", "2 d"."""
    if seconds < 60:
        return f"{seconds}s"
    if seconds < 600:
        return f"{seconds // 60}m{seconds % 60:02}s"
    if seconds < 3600:
        return f"{seconds // 60}m"
    if seconds < 86400:
        hours, minutes = divmod(seconds // 60, 60)
        return f"{hours}h{minutes:02}m" if minutes else f"{hours}h"
    return f"{seconds // 86400} d"


def countdown(until: datetime, now: datetime) -> str:
    """What is left, short enough for a column: "3:12", "-0:58", "42m", "3h", "2d", "3d late"."""
    left = int((until - now).total_seconds())
    size = abs(left)
    sign = "-" if left < 0 else ""
    if size < 600:
        return f"{sign}{size // 60}:{size % 60:02}"
    if size < 3600:
        return f"{sign}{size // 60}m"
    if size < 86400:
        return f"{sign}{size // 3600}h"
    return f"{size // 86400}d late" if left < 0 else f"{size // 86400}d"


def moment(at: datetime, place: Place, now: datetime) -> str:
    """A moment on the place's wall clock as people say it: "14:30", "tomorrow 14:30", "Thu 08:15", "12 Nov 08:15"."""
    local, today = place.local(at), place.local(now).date()
    days = (local.date() - today).days
    clock = f"{local:%H:%M}"
    if days == 0:
        return clock
    if days == 1:
        return f"tomorrow {clock}"
    if days == -1:
        return f"yesterday {clock}"
    if -7 < days < 7:
        return f"{local:%a} {clock}"
    return f"{local.day} {local:%b} {clock}"


def day(at: datetime, place: Place, now: datetime) -> str:
    """A day as people say it: "today", "tomorrow", "Thu", "12 Nov"."""
    local, today = place.local(at), place.local(now).date()
    days = (local.date() - today).days
    named = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return named.get(days) or (f"{local:%a}" if -7 < days < 7 else f"{local.day} {local:%b}")


def stopwatch(elapsed: timedelta) -> str:
    """A running call: "02:14", "1:02:14"."""
    seconds = max(int(elapsed.total_seconds()), 0)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


def reading(seconds: int) -> str:
    """Time spent on a page: "4m06s", "48s"."""
    return f"{seconds // 60}m{seconds % 60:02}s" if seconds >= 60 else f"{seconds}s"


def plural(count: int, noun: str) -> str:
    """A count with its noun: one lead, 2 leads; as "1 lead" and "2 leads"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
