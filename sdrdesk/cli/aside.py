"""Making a database file: beside its place, then moved there, so that a stopped start leaves nothing half done."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sdrdesk.errors import Refused, StoreError
from sdrdesk.unfinished import writing

COMPANIONS = ("", "-wal", "-shm", "-journal", ".lock", ".import", ".keys", ".keys.lock")
"""What stands beside a database file."""
KEYS = ".keys"
"""The secrets that the database cannot be used without: they go where it goes."""


@contextlib.contextmanager
def made_aside(path: Path) -> Iterator[Path]:
    """A path to make the file at; when the block ends well it stands at `path`, else nothing is left of it.

    The store must be closed by then: its last connection writes everything into the one file. Of several who make one
    file the first does, and the others are told when it is done.

    Raises:
        Refused: Somebody has made it meanwhile (code "just_made").
        StoreError: It cannot be made there.
    """
    was_there = path.exists()
    aside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with writing(path, waits=True):
            if path.exists() and not was_there:
                raise Refused(f"{path} has just been made by another sdrdesk", "Open it: sdrdesk", code="just_made")
            remove(aside)
            yield aside
            if (keys := aside.with_name(aside.name + KEYS)).exists():
                keys.replace(path.with_name(path.name + KEYS))
            aside.replace(path)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be made", str(error.strerror or error), "Name another file with --db"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            remove(aside)


def remove(path: Path) -> None:
    """Remove a database with what stands beside it."""
    for ending in COMPANIONS:
        path.with_name(path.name + ending).unlink(missing_ok=True)
