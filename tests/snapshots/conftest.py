"""What the pictures share: nobody looks at the store but who presses a key."""

from __future__ import annotations

import pytest

from sdrdesk.tui.screens import queue
from tests.tui.conftest import NEVER


@pytest.fixture(autouse=True)
def _unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a look, each half second of real time, would come between the keys and the picture."""
    monkeypatch.setattr(queue, "POLL", NEVER)
