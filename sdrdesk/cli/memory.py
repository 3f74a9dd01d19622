"""Who used which desk last, so that a rep need not say it each day."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from sdrdesk import paths


def remembered_rep(db: paths.Database) -> str:
    """Login of the rep who sat down at this database last; "" if nobody did."""
    reps = _state().get("rep", {})
    found = reps.get(_name(db), "") if isinstance(reps, dict) else ""
    return found if isinstance(found, str) else ""


def remember_rep(db: paths.Database, login: str) -> None:
    """Keep who sits down. Failing to is no reason to stop."""
    state = _state()
    reps = state.get("rep")
    state["rep"] = (reps if isinstance(reps, dict) else {}) | {_name(db): login}
    file = paths.state_file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written aside and moved, so that a crash or a second desk never leaves half a file.
        aside = file.with_name(f"{file.name}.{os.getpid()}")
        aside.write_text(json.dumps(state, indent=1), encoding="utf-8")
        aside.replace(file)


def _name(db: paths.Database) -> str:
    """What a database is remembered by."""
    return str(db.absolute()) if isinstance(db, Path) else str(db)


def _state() -> dict[str, Any]:
    """What is remembered; nothing if the file is missing or broken."""
    with contextlib.suppress(OSError, ValueError):
        state = json.loads(paths.state_file().read_text(encoding="utf-8"))
        if isinstance(state, dict):
            return state
    return {}
