"""Notices of the desktop: what a terminal is sent, and what is never sent to it."""

from __future__ import annotations

from sdrdesk.tui.notices import sequence
from sdrdesk.tui.safe import plain


def test_a_terminal_gets_one_sequence() -> None:
    """Each way has its own form; what came from outside can end neither the sequence nor a field of it."""
    assert sequence("Ann waits", "due 2m ago", "osc9") == "\x1b]9;Ann waits: due 2m ago\x07"
    assert sequence("Ann; waits", "due;now", "osc777") == "\x1b]777;notify;Ann, waits;due,now\x07"
    hostile = plain("Ann\x07\x1b]52;c;x\x1b\\")
    assert "\x07" not in hostile
    assert "\x1b" not in hostile
