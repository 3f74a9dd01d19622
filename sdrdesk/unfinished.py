"""Files that are being made, and what those left that were cut off: told by a lock that dies with its holder."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from sdrdesk.errors import StoreError

PART = ".part"
"""Ends the name of a backup that is not whole yet."""
BUSY = f"{PART}.busy"
"""Ends the name of the empty file beside it that is locked as long as somebody writes; nobody else's files end so."""


@contextlib.contextmanager
def writing(target: Path, *, waits: bool = False) -> Iterator[None]:
    """Say that `target` is being made; while another program says so, wait until it is done, else StoreError."""
    busy = Path(f"{target}{BUSY}")
    while True:
        handle = os.open(busy, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(handle)
            raise StoreError(
                f"{target} is being written", "Another sdrdesk is at it", "Wait for it, or name another file"
            ) from None
        if _is_still(busy, handle):
            break
        os.close(handle)  # somebody swept it away between the two calls
    try:
        yield
    finally:
        busy.unlink(missing_ok=True)
        os.close(handle)


@contextlib.contextmanager
def abandoned(folder: Path) -> Iterator[tuple[Path, ...]]:
    """The targets in a folder of backups that were cut off; what marks them goes when whoever asked is done."""
    held: dict[Path, int] = {}
    try:
        for busy in folder.glob(f"*{BUSY}"):
            with contextlib.suppress(OSError):  # gone by now, or somebody else's
                handle = os.open(busy, os.O_RDWR | os.O_CLOEXEC)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    os.close(handle)
                    continue
                held[busy] = handle
        yield tuple(Path(str(busy).removesuffix(BUSY)) for busy in held)
    finally:
        for busy, handle in held.items():
            busy.unlink(missing_ok=True)
            os.close(handle)


def _is_still(path: Path, handle: int) -> bool:
    """Whether an open file is the one that has this name now."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
