"""Where sdrdesk keeps things on this machine.

Every start needs one of these folders. On Linux the rule is two lines (the XDG base directories), so it stands here and
platformdirs, 9 ms of import, is asked only elsewhere; tests/test_paths.py holds the two together.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sdrdesk.dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """The address of a database on a server; shown, it never holds the password."""

    url: str
    """As libpq reads it, postgresql://user@host:port/name, and ?team=NAME where a database has several."""

    def __str__(self) -> str:
        """The address without the password."""
        head, slashes, rest = self.url.partition("://")
        where, query, options = rest.partition("?")
        who, at, place = where.rpartition("@")
        kept = "&".join(one for one in options.split("&") if not one.startswith("password="))
        return f"{head}{slashes}{who.partition(':')[0]}{at}{place}{query if kept else ''}{kept}"

    @property
    def team(self) -> str:
        """The team that is meant, by name or id; "" where there is but one."""
        from urllib.parse import unquote_plus

        options = self.url.partition("?")[2].split("&")
        return next((unquote_plus(one[5:]) for one in options if one.startswith("team=")), "")

    @property
    def for_driver(self) -> str:
        """The address without what only we understand."""
        head, query, options = self.url.partition("?")
        kept = "&".join(one for one in options.split("&") if not one.startswith("team="))
        return f"{head}{query if kept else ''}{kept}"

    @property
    def beside(self) -> Path:
        """The name under which this machine keeps what belongs to the database and lies outside it."""
        where = str(self).partition("://")[2].rpartition("@")[2]
        words = "".join(one if one.isalnum() or one in "-_." else "_" for one in where)
        return _folder("data") / "servers" / words


Database = Path | ServerUrl
"""Where a team's data is kept."""


def config_file() -> Path:
    """The settings that a user writes."""
    return _folder("config") / "config.toml"


def session_file() -> Path:
    """What sessions are remembered by, beside the settings; for its owner alone."""
    return _folder("config") / "sessions.json"


def drafts_folder(team_id: str, rep_id: str) -> Path:
    """What a rep of a team has begun to write and not yet kept; for its owner alone."""
    return _folder("state") / "drafts" / team_id / rep_id


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
