"""What sdrdesk remembers by itself: who sat down where, and what was chosen on the settings screen.

A file of our own, so that config.toml stays the user's: nothing here ever writes that.
"""

from __future__ import annotations

import contextlib
import json
import os

from sdrdesk import paths
from sdrdesk.typing import Any


def read(part: str) -> dict[str, Any]:
    """One part of what is remembered; nothing if the file is missing or broken."""
    found = _all().get(part)
    return found if isinstance(found, dict) else {}


def keep(part: str, **values: Any) -> bool:
    """Remember values of one part, or forget those that are None; whether it could be written."""
    state = _all()
    held = {key: value for key, value in (read(part) | values).items() if value is not None}
    state[part] = held
    file = paths.state_file()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written aside and moved, so that a crash or a second desk never leaves half a file.
        aside = file.with_name(f"{file.name}.{os.getpid()}")
        aside.write_text(json.dumps(state, indent=1), encoding="utf-8")
        aside.replace(file)
    except OSError:
        return False
    return True


def _all() -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        state = json.loads(paths.state_file().read_text(encoding="utf-8"))
        if isinstance(state, dict):
            return state
    return {}
