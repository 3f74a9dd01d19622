"""Bells: whom a commit to a file concerns, so that two hundred open screens need not all read after each call.

They are counters in `<db>.lock`, which only whoever has the turn to write may move. A commit that rings none (a program
that was killed, another tool) is seen by the file's own counter.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from pathlib import Path

SIZE = 8
"""Bytes of a counter."""
COMMITS, ALL, FIRST, REPS = 0, 1, 2, 1022
"""Counters: of commits, of those for everybody, then those of reps; two reps may share one, and see each other's."""


def ring(file: int, rep_ids: Iterable[str]) -> None:
    """Count a commit for these reps, or for everybody where none is named."""
    bells = {_bell(one) for one in rep_ids} or {ALL}
    for bell in (COMMITS, *bells):
        os.pwrite(file, (_read(file, bell) + 1).to_bytes(SIZE, "little"), bell * SIZE)


class Ear:
    """Listens for one program."""

    def __init__(self, path: Path) -> None:
        """Listen at the lock file `path`."""
        self._path = path
        self._file: int | None = None

    def heard(self, rep_id: str) -> tuple[int, int, int]:
        """The counters now: of commits, of those for everybody, of those for a rep; 0 before the first."""
        if self._file is None:
            try:
                self._file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:  # not there yet, or not ours to read: the file's own counter says enough
                return 0, 0, 0
        return _read(self._file, COMMITS), _read(self._file, ALL), _read(self._file, _bell(rep_id))

    def close(self) -> None:
        """Stop listening."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _bell(rep_id: str) -> int:
    return FIRST + zlib.crc32(rep_id.encode()) % REPS


def _read(file: int, bell: int) -> int:
    return int.from_bytes(os.pread(file, SIZE, bell * SIZE), "little")
