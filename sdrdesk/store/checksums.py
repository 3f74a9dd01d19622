"""A backup's checksums: SHA-256 of each of its files, kept beside it, so that a bit that rots later is told.

SQLite checks the shape of its pages and not what is in them, and never a page that is free: of 300 flipped bits 168
changed data unnoticed. The file is what `sha256sum` writes, so `sha256sum -c` checks a backup without sdrdesk.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from sdrdesk.store import driver

ENDING = ".sha256"
MOST = 1 << 16
"""Bytes of such a file that are read: three lines have some hundred."""


def file_of(backup: Path) -> Path:
    """Where the checksums of a backup lie."""
    return Path(f"{backup}{ENDING}")


def write(backup: Path, files: Mapping[str, Path]) -> None:
    """Write down the checksums of a backup's files, by the name that each has beside it, onto the disk.

    Done before the backup itself gets its name: until then nobody reads them, so they may be cut off half written.
    """
    if "\n" in backup.name:  # one line for each file: such a name would be read as two
        return
    driver.make_private(file_of(backup))
    with file_of(backup).open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.writelines(f"{of(path)}  {name}\n" for name, path in files.items())
        file.flush()
        os.fsync(file.fileno())


def of(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed(backup: Path) -> tuple[str, ...] | None:
    """The names of those files of a backup that are not as they were taken; None where no checksums were kept."""
    file = file_of(backup)
    if not file.is_file():
        return None
    try:
        with file.open("rb") as opened:
            lines = opened.read(MOST).decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    except OSError:
        return (file.name,)
    kept = {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}
    if backup.name not in kept:
        return (file.name,)
    # A name is never followed out of the backup's own folder, whatever the file has come to say.
    return tuple(name for name, checksum in kept.items() if _now(backup.parent / Path(name).name) != checksum)


def _now(path: Path) -> str:
    try:
        return of(path)
    except (OSError, ValueError) as error:  # a name that no file can have, once the line itself has rotted
        return str(error)
