"""What the queue screen does once its first paint is out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.tui.screens.queue import QueueScreen


def complete(screen: QueueScreen) -> None:
    """Load what the first paint does not show, in a thread that no key waits for; then put the call's panel up."""

    def loaded(_: None) -> None:
        screen.call_later(screen.mount_panel)

    screen.ask(_load, loaded, group="load")
    screen.gate.start()
    if not screen.gate.greets:
        screen.pacing.greet()


def _load() -> None:
    """Import what a call needs."""
    from sdrdesk.desk.calls import calling as _calls
    from sdrdesk.tui.screens import calling as _calling

    del _calls, _calling
