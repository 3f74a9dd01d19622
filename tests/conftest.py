"""What every test gets: an empty home, a clean environment and steady hypothesis settings."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import settings

from tests.early import STEADY, leaks

EXAMPLES = 400 if os.environ.get("STRESS") else 25
"""Cases of each law: enough to find a slip at every run, few enough for a suite of two minutes; STRESS=1 for more."""

settings.register_profile("desk", deadline=None, max_examples=EXAMPLES)
# The same examples on every run, so that a red CI says something about the change under test.
settings.register_profile("ci", deadline=None, max_examples=EXAMPLES, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def _clean_room(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the developer's own desk, settings or terminal, nor what another test set."""
    for name in leaks():
        monkeypatch.delenv(name)
    for name, value in STEADY.items():
        monkeypatch.setenv(name, value)
    time.tzset()

    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(_made(home / kind.lower())))


def _made(folder: Path) -> Path:
    """The folder, now there."""
    folder.mkdir(mode=0o700)
    return folder
