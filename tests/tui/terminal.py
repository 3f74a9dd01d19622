"""A real pseudo-terminal with a program in it, that answers queries the way terminals do."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from types import TracebackType

ANSWERS: tuple[tuple[re.Pattern[bytes], Callable[[re.Match[bytes]], bytes]], ...] = (
    (re.compile(rb"\x1b\[\?(\d+)\$p"), lambda match: b"\x1b[?" + match[1] + b";2$y"),
    (re.compile(rb"\x1b\[6n"), lambda _: b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[0?c"), lambda _: b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>c"), lambda _: b"\x1b[>0;276;0c"),
    (re.compile(rb"\x1b\[\?u"), lambda _: b"\x1b[?0u"),
    (re.compile(rb"\x1b\]4;1;\?"), lambda _: b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\"),
    (re.compile(rb"\x1b\]52;c;\?"), lambda _: b"\x1b]52;c;bm5ubm5u\x1b\\"),
    (re.compile(rb"\x1b\[16n"), lambda _: b"\x1b[nnn"),
)
"""What is asked, and what xterm answers."""

START = re.compile(rb"\x1b\[\?1049h.*?Ready", re.DOTALL)
"""Up to the first painted screen: the driver's own set-up, with its own queries."""


class Terminal:
    """Starts a program on a pty, answers it, keeps what it painted."""

    def __init__(self, argv: Sequence[str], environ: Mapping[str, str], size: tuple[int, int]) -> None:
        """Start `argv` on a terminal of `size` (lines, columns)."""
        self._argv, self._environ, self._size = argv, environ, size
        self.output = b""
        self._answered = [0] * len(ANSWERS)

    def __enter__(self) -> Terminal:
        """Start it."""
        self._fd, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", *self._size, 0, 0))
        self._process = subprocess.Popen(
            self._argv, stdin=inner, stdout=inner, stderr=inner, env=dict(self._environ), start_new_session=True
        )
        os.close(inner)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Make sure that it is gone."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(5)
        os.close(self._fd)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the program still runs."""
        return self._process.poll() is None

    def send(self, data: bytes) -> None:
        """Type."""
        os.write(self._fd, data)

    def pump(self, seconds: float) -> None:
        """Read and answer for a while."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if not self._read(left):
                return

    def wait(self, words: bytes, seconds: float) -> bool:
        """Read and answer until the words are painted; whether they were."""
        end = monotonic() + seconds
        start = len(self.output) if words in self.output else 0
        while words not in self.output[start:]:
            left = end - monotonic()
            if left <= 0 or not self._read(left):
                return words in self.output[start:]
        return True

    def ended(self, seconds: float) -> int | None:
        """Its exit status, waiting for it; its last words are read."""
        end = monotonic() + seconds
        while self._process.poll() is None and monotonic() < end:
            self._read(0.05)
        while select.select([self._fd], [], [], 0)[0] and self._read(0):
            pass
        return self._process.poll()

    def painted(self) -> bytes:
        """What was painted after the driver's own set-up."""
        match = START.search(self.output)
        return self.output[match.end() :] if match else self.output

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if ready:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                return False
            if not data:
                return False
            self.output += data
            self._answer()
        return True

    def _answer(self) -> None:
        for index, (question, answer) in enumerate(ANSWERS):
            for match in question.finditer(self.output, self._answered[index]):
                self._answered[index] = match.end()
                os.write(self._fd, answer(match))
