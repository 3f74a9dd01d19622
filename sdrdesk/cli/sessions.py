"""What a session is remembered by: in the operating system's keyring if there is one, else in a file of one's own.

The keyring is used where the package `keyring` is installed (`sdrdesk[keyring]`) and finds one; it is looked for only
by those who have signed in before or do now.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

from sdrdesk import paths
from sdrdesk.typing import Any

SERVICE = "sdrdesk"
"""Our name in the keyring."""

IN_KEYRING = "keyring"
"""Stands in the file for a token that the keyring has."""

Tell = Callable[..., None]


def remembered_token(db: paths.Database, tell: Tell) -> str:
    """The token for a database, "" for none; a file that others can read is not believed, and `tell` says so."""
    file = paths.session_file()
    try:
        state = file.lstat()
    except OSError:
        return ""
    if why := _why_not(state):
        tell(f"The session in {file} is not used: {why}. Sign in again: sdrdesk sign-in")
        return ""
    token = _read(file).get(_name(db), "")
    return _from_keyring(_name(db)) if token == IN_KEYRING else token


def remember_token(db: paths.Database, token: str) -> str:
    """Keep a token, "" to forget it; where it is now, in words."""
    file, name = paths.session_file(), _name(db)
    with contextlib.suppress(OSError):
        if _why_not(file.lstat()):
            file.unlink()
    tokens = _read(file)
    where = "this machine's keyring" if token and _to_keyring(name, token) else str(file)
    if token:
        tokens[name] = token if where == str(file) else IN_KEYRING
    elif tokens.pop(name, "") == IN_KEYRING:
        _drop_from_keyring(name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        aside.unlink()
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump(tokens, stream, indent=1)
    aside.replace(file)
    return where


def _why_not(state: os.stat_result) -> str:
    """Why a file is not believed: whoever can write or copy it could sit down as somebody else."""
    if not stat.S_ISREG(state.st_mode):
        return "it is no plain file"
    if hasattr(os, "getuid"):
        if state.st_uid != os.getuid():
            return "it belongs to somebody else"
        if state.st_mode & 0o077:
            return "others may read it"
    return ""


def _read(file: Path) -> dict[str, str]:
    """Tokens by database; none if the file is missing or broken."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {name: token for name, token in found.items() if isinstance(token, str)}
    return {}


def _name(db: paths.Database) -> str:
    """What a database is remembered by."""
    return str(db.absolute()) if isinstance(db, Path) else str(db)


# --- the keyring, which may not be there ------------------------------------------------------------------------------


def _keyring() -> Any:
    """The module, or None where it is not installed."""
    import importlib.util

    if importlib.util.find_spec("keyring") is None:
        return None
    return importlib.import_module("keyring")


def _to_keyring(name: str, token: str) -> bool:
    """Whether the keyring took it."""
    ring = _keyring()
    if ring is None:
        return False
    # Whatever goes wrong in a keyring (none running, locked, refused) leaves the file.
    with contextlib.suppress(Exception):
        ring.set_password(SERVICE, name, token)
        return bool(ring.get_password(SERVICE, name) == token)
    return False


def _from_keyring(name: str) -> str:
    ring = _keyring()
    with contextlib.suppress(Exception):
        return str(ring.get_password(SERVICE, name) or "") if ring else ""
    return ""


def _drop_from_keyring(name: str) -> None:
    ring = _keyring()
    with contextlib.suppress(Exception):
        if ring:
            ring.delete_password(SERVICE, name)
