"""Only files are read: a pipe would keep the desk waiting for ever, and a device has no end."""

from __future__ import annotations

import stat
from pathlib import Path

from sdrdesk.errors import BadInput
from sdrdesk.text import clean


def size_of(path: Path) -> int:
    """How many bytes a regular file has.

    Raises:
        OSError: It cannot be looked at.
        BadInput: It is a folder, a pipe, a device or a socket, or no name at all.
    """
    name = clean(path.name) or clean(str(path))
    if "\0" in str(path):
        raise BadInput(f"{name} names no file", "It holds a NUL character", "Type the path again")
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise BadInput(f"{name} cannot be read", "It is a folder", "Name a file in it")
    if not stat.S_ISREG(found.st_mode):
        raise BadInput(f"{name} cannot be read", "It is no file but a pipe or a device", "Save it as a file first")
    return found.st_size
