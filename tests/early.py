"""The developer's terminal left out, before anything reads it. Loaded by `-p` in pyproject.toml.

Textual reads its variables once, when it is imported, and the snapshot plugin imports it before
any conftest.py; a rep's favourite TEXTUAL_THEME would fail every picture.
"""

from __future__ import annotations

import gc
import os
import time

LEAKS = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "PYTHON_COLORS")
"""Variables that change what a test sees."""

LEAKING_PREFIXES = ("TEXTUAL_", "SDRDESK_", "XDG_")
"""Families of such variables."""

OUR_TOOLS = ("TEXTUAL_SNAPSHOT_",)
"""What the snapshot plugin tells its own processes."""

STEADY = {"TEXTUAL_ANIMATIONS": "none", "LC_ALL": "C.UTF-8", "TZ": "UTC", "SDRDESK_BACKUPS": "no"}
"""What every test finds instead."""


def leaks() -> list[str]:
    """The variables set now that must not reach a test."""
    return [
        name
        for name in os.environ
        if name in LEAKS or name.startswith(LEAKING_PREFIXES)
        if name not in STEADY and not name.startswith(OUR_TOOLS)
    ]


for _name in leaks():
    del os.environ[_name]
os.environ.update(STEADY)
time.tzset()

# What pytest and the libraries hold never dies, and walking it again and again took a third of the suite's time.
gc.set_threshold(200_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Look once for what was never closed: pytest then does so five times over all that is loaded, for nothing more."""
    gc.collect()
    gc.freeze()
