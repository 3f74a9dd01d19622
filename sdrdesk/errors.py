"""Errors a user can act on: what failed, why, and what to do."""

from __future__ import annotations

from datetime import datetime


def sentences(*parts: str) -> str:
    """Parts as sentences in one line, the last without its full stop; one that asks keeps its question mark."""
    said = [part.strip() for part in parts if part.strip()]
    said = [part if part.endswith("...") else part.rstrip(".") for part in said]
    return " ".join(part if part.endswith(("?", "!", ":", "...")) else f"{part}." for part in said).removesuffix(".")


class DeskError(Exception):
    """A failure worded for the person at the desk."""

    def __init__(self, title: str, message: str = "", hint: str = "") -> None:
        """Say what failed (`title`), why (`message`) and the cure (`hint`)."""
        super().__init__(sentences(title, message, hint))
        self.title = title
        self.message = message
        self.hint = hint


class BadInput(DeskError):
    """A file, field or argument that cannot be used as it stands."""


class StoreError(DeskError):
    """The database cannot be opened, read or written."""


class Refused(DeskError):
    """The rules do not allow this: a locked lead, a suppressed number, somebody else's lead."""

    def __init__(self, reason: str, cure: str = "", *, code: str = "refused", until: datetime | None = None) -> None:
        """Refuse for `reason`; `cure` names the way on; `code` is steady for scripts; `until`, if time lifts it."""
        super().__init__(reason, "", cure)
        self.code = code
        self.until = until


class NotFound(DeskError):
    """No such lead, rep or offer."""
