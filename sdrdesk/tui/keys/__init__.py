"""The keys of each group of screens, and all of them: data that needs no screen to be read."""

from __future__ import annotations

from sdrdesk.tui.command import Command
from sdrdesk.tui.keys.desk import DESK, FOCUS
from sdrdesk.tui.keys.gate import GATE
from sdrdesk.tui.keys.importing import IMPORTING
from sdrdesk.tui.keys.numbers import NUMBERS

COMMANDS: tuple[Command, ...] = (*DESK, *IMPORTING, *FOCUS, *GATE, *NUMBERS)
"""Every command, once."""

CHOICE_DIGITS = "123456789"
"""In a quiz these choose an answer."""

CALL_DIGITS = "123456789"
"""In a call these tick the small yeses."""

__all__ = ["CALL_DIGITS", "CHOICE_DIGITS", "COMMANDS"]
