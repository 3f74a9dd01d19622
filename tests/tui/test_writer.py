"""A terminal that goes away without a word."""

from __future__ import annotations

import io
import os
import signal

import pytest

from sdrdesk.tui.writer import Writer


class Gone(io.StringIO):
    """A terminal that is gone."""

    def write(self, _text: str) -> int:
        """Fail as the kernel does."""
        raise OSError(5, "Input/output error")


def test_a_terminal_that_is_gone_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk is told once that it hung up; whatever is still written goes nowhere, and stopping comes back."""
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda process, number: told.append((process, number)))
    writer = Writer(Gone())
    writer.start()

    for _ in range(100):
        writer.write("a frame")
    writer.stop()

    assert told == [(os.getpid(), signal.SIGHUP)]
    assert not writer.is_alive()
