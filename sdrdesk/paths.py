"""Where sdrdesk keeps things on this machine.

Every start needs one of these folders. On Linux the rule is two lines (the XDG base directories), so it stands here and
platformdirs, 9 ms of import, is asked only elsewhere; tests/test_paths.py holds the two together.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "sdrdesk"
"""The name of our folder in each of them."""

_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def _folder(kind: str) -> Path:
    """Our folder of one kind: "config", "data" or "state"."""
    # Not sys.platform itself: mypy would take the rest for dead on the machine it runs on.
    if getattr(sys, "platform", "") == "linux":
        variable, usual = _XDG[kind]
        base = os.environ.get(variable, "").strip()
        return (Path(base) if base else Path.home() / usual) / APP
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(APP, appauthor=False))


def config_file() -> Path:
    """The settings that a user writes."""
    return _folder("config") / "config.toml"


def default_db() -> Path:
    """The team's database, unless another is named."""
    return _folder("data") / "desk.db"


def demo_db() -> Path:
    """The demo's database; nobody's work is in it."""
    return _folder("data") / "demo.db"


def state_file() -> Path:
    """What sdrdesk remembers by itself, such as who used which desk last."""
    return _folder("state") / "state.json"


def downloads() -> Path:
    """Where invitations are saved."""
    import platformdirs

    return Path(platformdirs.user_downloads_dir())
