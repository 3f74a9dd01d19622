"""What a command's exit status means; steady for scripts."""

from __future__ import annotations

from enum import IntEnum

from sdrdesk.errors import BadInput, DeskError, NotFound, Refused, StoreError


class ExitCode(IntEnum):
    """The exit status of a command."""

    OK = 0
    """Done."""
    UNEXPECTED = 1
    """A fault of sdrdesk or of the machine."""
    BAD_INPUT = 2
    """The command, a value or a file cannot be used as it stands."""
    REFUSED = 3
    """The rules do not allow it: a locked lead, outside calling hours, somebody else's lead."""
    NOT_FOUND = 4
    """No such lead, rep, offer or desk."""
    STORE = 5
    """The database cannot be opened, read or written."""
    NOTHING = 6
    """Nothing to do: no lead is ready, no log to undo."""


MEANINGS = {
    ExitCode.OK: "done",
    ExitCode.UNEXPECTED: "a fault of sdrdesk or of the machine",
    ExitCode.BAD_INPUT: "the command, a value or a file cannot be used as it stands",
    ExitCode.REFUSED: "the rules do not allow it: a locked lead, somebody else's lead",
    ExitCode.NOT_FOUND: "no such lead, rep, offer or desk",
    ExitCode.STORE: "the database cannot be opened, read or written",
    ExitCode.NOTHING: "nothing to do: no lead is ready, no log to undo",
}
"""Each status in words, as `sdrdesk help exit-codes` prints them."""

_OF = ((BadInput, ExitCode.BAD_INPUT), (Refused, ExitCode.REFUSED), (NotFound, ExitCode.NOT_FOUND))
_NAMES = {
    ExitCode.UNEXPECTED: "unexpected",
    ExitCode.BAD_INPUT: "bad_input",
    ExitCode.NOT_FOUND: "not_found",
    ExitCode.STORE: "store",
}


def status_of(error: BaseException) -> ExitCode:
    """The exit status that an error ends a command with."""
    if isinstance(error, StoreError):
        return ExitCode.STORE
    return next((code for kind, code in _OF if isinstance(error, kind)), ExitCode.UNEXPECTED)


def name_of(error: DeskError) -> str:
    """The error's steady name, for scripts: a refusal's own, else that of its exit status."""
    return error.code if isinstance(error, Refused) else _NAMES[status_of(error)]
