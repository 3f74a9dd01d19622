"""Where a meeting's invite is saved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sdrdesk.text import fold


def save(invite: str, name: str, at: datetime, downloads: Path, here: Path) -> Path:
    """Write the .ics into the downloads, else the current folder; never over another file."""
    folder = downloads if downloads.is_dir() else here
    person = "-".join(word for word in fold(name).split() if word.isascii()) or "lead"
    stem = f"meeting-{person[:40]}-{at:%Y-%m-%d}"
    for number in range(1, 1000):
        path = folder / (f"{stem}.ics" if number == 1 else f"{stem}-{number}.ics")
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(invite)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{folder / stem}.ics")
