"""Drafts: what was typed and not yet kept, so that a crash, a closed terminal or a lost connection takes nothing.

A draft is a file of the rep's own (0600), not a row: it is written while somebody types, which must wake nobody else's
screen, and it must be there when the store cannot be reached. Each is a file of its own, put in place in one step.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sdrdesk import paths
from sdrdesk.clock import SystemClock
from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.privacy import Marks

NOTE, QUIZ, LEAD = "note", "quiz", "lead"
"""What drafts are of: a note on a call and the fields of a lead, by the lead; answers of a quiz, by its attempt."""

NEW = "new"
"""Stands for the lead that is being added."""

KEEP = timedelta(days=30)
"""How long a draft that nobody came back to is kept: it may hold personal data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed."""

    at: datetime
    data: dict[str, Any]


class Drafts:
    """The drafts of the rep in the seat, on this machine."""

    def __init__(self, seat: Seat) -> None:
        """Keep drafts for the rep in `seat`."""
        self._folder = paths.drafts_folder(seat.store.team_id, seat.rep.id)

    def put(self, kind: str, subject: str, data: dict[str, Any]) -> None:
        """Keep a draft in place of the one before. Failing to is no reason to stop."""
        file = self._file(kind, subject)
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside = file.with_name(f".{file.name}.{os.getpid()}")
            with contextlib.suppress(FileNotFoundError):
                aside.unlink()
            handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as stream:
                json.dump({"at": SystemClock().now().isoformat(), "data": data}, stream, ensure_ascii=False)
            aside.replace(file)

    def drop(self, kind: str, subject: str) -> None:
        """Forget a draft: what it held is kept elsewhere now, or not wanted."""
        with contextlib.suppress(OSError):
            self._file(kind, subject).unlink()

    def get(self, kind: str, subject: str) -> Draft | None:
        """One draft; None if there is none."""
        return _read(self._file(kind, subject))

    def all(self, kind: str) -> dict[str, Draft]:
        """Every draft of a kind by its subject; old ones are dropped."""
        found: dict[str, Draft] = {}
        oldest = SystemClock().now() - KEEP
        with contextlib.suppress(OSError):
            for file in sorted(self._folder.glob(f"{kind}-*.json")):
                draft = _read(file)
                if draft is None or draft.at < oldest:
                    file.unlink()
                else:
                    found[file.stem.partition("-")[2]] = draft
        return found

    def _file(self, kind: str, subject: str) -> Path:
        safe = "".join(one for one in subject if one.isalnum())[:64]
        return self._folder / f"{kind}-{safe}.json"


def forget(team_id: str, leads: Iterable[str], marks: Marks) -> int:
    """Delete what anybody of a team has begun to write about a person, on this machine; how many drafts."""
    known, gone = set(leads), 0
    for file in paths.drafts_folder(team_id, "").glob("*/*.json"):
        with contextlib.suppress(OSError):
            if file.stem.partition("-")[2] in known or marks.are_in(file.read_text(encoding="utf-8", errors="replace")):
                file.unlink()
                gone += 1
    return gone


def _read(file: Path) -> Draft | None:
    """A draft; None for a file that is missing, broken or not ours."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(file.read_text(encoding="utf-8", errors="surrogatepass"))
        at = datetime.fromisoformat(found["at"])
        if isinstance(found["data"], dict) and at.tzinfo is not None:
            return Draft(at=at.astimezone(UTC), data=found["data"])
    return None
