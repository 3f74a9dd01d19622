"""What every test gets: an empty home, a clean environment and steady hypothesis settings."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("desk", deadline=None)
# The same examples on every run, so that a red CI says something about the change under test.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

LEAKS = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "PYTHON_COLORS")
"""Variables of the developer's terminal that change what a test sees."""

LEAKING_PREFIXES = ("TEXTUAL_", "SDRDESK_", "XDG_")
"""Families of such variables."""


@pytest.fixture(autouse=True)
def _clean_room(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the developer's own desk, settings or terminal."""
    for name in list(os.environ):
        if name in LEAKS or name.startswith(LEAKING_PREFIXES):
            monkeypatch.delenv(name)

    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(_made(home / kind.lower())))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    # Textual reads its variables once, when it is imported, and the snapshot plugin imports it
    # before any fixture runs.
    if constants := sys.modules.get("textual.constants"):
        monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")
        monkeypatch.setattr(constants, "DEFAULT_THEME", "textual-dark")
        monkeypatch.setattr(constants, "COLOR_SYSTEM", "auto")


def _made(folder: Path) -> Path:
    """The folder, now there."""
    folder.mkdir(mode=0o700)
    return folder
