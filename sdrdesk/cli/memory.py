"""Who used which desk last, so that a rep need not say it each day."""

from __future__ import annotations

from pathlib import Path

from sdrdesk import paths, state


def remembered_rep(db: paths.Database) -> str:
    """Login of the rep who sat down at this database last; "" if nobody did."""
    found = state.read("rep").get(_name(db), "")
    return found if isinstance(found, str) else ""


def remember_rep(db: paths.Database, login: str) -> None:
    """Keep who sits down. Failing to is no reason to stop."""
    state.keep("rep", **{_name(db): login})


def _name(db: paths.Database) -> str:
    """What a database is remembered by."""
    return str(db.absolute()) if isinstance(db, Path) else str(db)
