"""What every test gets: an empty home, a clean environment and steady hypothesis settings."""

from __future__ import annotations

import gc
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.early import STEADY, leaks

if TYPE_CHECKING:
    from tests.seeds import Seeds

EXAMPLES = 400 if os.environ.get("STRESS") else 25
"""Cases of each law: enough to find a slip at every run, few enough for a suite of two minutes; STRESS=1 for more."""

settings.register_profile("desk", deadline=None, max_examples=EXAMPLES)
# The same examples on every run, so that a red CI says something about the change under test.
settings.register_profile("ci", deadline=None, max_examples=EXAMPLES, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


LONG = ("model/", "desk/test_lock_property", "web/", "faults/", "desk/test_demo", "postgresql/")
"""What takes longest in one piece, or mostly waits: begun first, so that no process is alone with it at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, the others as they lie."""
    items.sort(key=lambda item: next((place for place, name in enumerate(LONG) if name in item.nodeid), len(LONG)))


def pytest_collection_finish() -> None:
    """What is loaded by now lives until the end: the collector need not walk it again and again."""
    gc.freeze()


KINDS = ("CONFIG", "DATA", "STATE", "CACHE")
"""The folders of a home that a variable names."""


@dataclass(kw_only=True, slots=True)
class Homes:
    """An empty home for each test; one that a test left untouched serves the next too."""

    base: Path
    made: int = 0
    home: Path | None = None
    untouched: list[tuple[int, list[str]]] = field(default_factory=list)

    def empty(self) -> Path:
        """A home with nothing in it but its folders."""
        if self.home is None or _seen(self.home) != self.untouched:
            self.made += 1
            self.home = self.base / str(self.made)
            for folder in (self.home, *(self.home / kind.lower() for kind in KINDS)):
                folder.mkdir(mode=0o700)
            self.untouched = _seen(self.home)
        return self.home


def _seen(home: Path) -> list[tuple[int, list[str]]]:
    """What tells that something lies in a home, or was locked: each folder's rights and what is in it."""
    try:
        folders = (home, *(home / kind.lower() for kind in KINDS))
        return [(os.stat(one).st_mode, os.listdir(one)) for one in folders]
    except OSError:
        return []


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Homes of this process."""
    return Homes(base=tmp_path_factory.mktemp("homes"))


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Seeds:
    """Seeded files of this run."""
    from tests.seeds import Seeds

    return Seeds(tmp_path_factory)


@pytest.fixture(autouse=True)
def _clean_room(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the developer's own desk, settings or terminal, nor what another test set."""
    for name in leaks():
        monkeypatch.delenv(name)
    for name, value in STEADY.items():
        monkeypatch.setenv(name, value)
    time.tzset()

    home = homes.empty()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for kind in KINDS:
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
