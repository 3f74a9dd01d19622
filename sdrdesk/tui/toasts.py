"""Toasts, and where they may not stand: a small screen has no room beside a call, so the status line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

    from sdrdesk.tui.screens.queue import QueueScreen

LOOKS = {"information": ("✓", "desk-accent"), "warning": ("!", "desk-warn"), "error": ("!", "desk-bad")}
"""The sign of the status line and its colour, by how grave it is."""


def would_cover_call(queue: QueueScreen) -> bool:
    """Whether a toast would lie over the note and the small yeses of a call."""
    is_small = queue.has_class("-narrow") or queue.has_class("-short")
    return queue.is_calling and queue.is_active and is_small


def say(queue: QueueScreen, title: str, message: str, severity: str) -> None:
    """Say in the status line what a toast would."""
    mark, ink = LOOKS[severity]
    words = ": ".join(part.strip() for part in (title, message) if part.strip())
    queue.status.say(words.removeprefix(f"{mark} "), mark=mark, ink=ink)


def put_away(app: App[Any]) -> bool:
    """Put away whatever messages are up; whether there were any."""
    were_up = bool(app._notifications)
    app.clear_notifications()
    return were_up


def give_way(queue: QueueScreen) -> None:
    """A call opens under toasts: they go, and the status line keeps what the newest one said."""
    standing = tuple(queue.app._notifications)
    if standing and would_cover_call(queue):
        queue.app.clear_notifications()
        say(queue, standing[-1].title, standing[-1].message, standing[-1].severity)
