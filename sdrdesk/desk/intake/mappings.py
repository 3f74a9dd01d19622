"""Mappings: how files of one kind are read, kept under a name."""

from __future__ import annotations

import json
from typing import Any

from sdrdesk.desk.intake.intake_values import Options, SavedMapping
from sdrdesk.desk.seat import Seat
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.text import clean

LONGEST_NAME = 40


class Mappings:
    """The saved mappings of the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Keep for the team of `seat`."""
        self._seat = seat

    def listed(self) -> tuple[SavedMapping, ...]:
        """Every mapping, by name."""
        with self._seat.store.reading() as unit:
            return tuple(_read(*row) for row in unit.all(compiled.MAPPINGS))

    def get(self, name: str) -> SavedMapping:
        """The mapping of a name; NotFound tells the names there are."""
        known = self.listed()
        for one in known:
            if one.name == clean(name).casefold():
                return one
        names = ", ".join(one.name for one in known)
        cure = f"There are: {names}" if names else "Save one: sdrdesk import FILE --save-mapping NAME"
        raise NotFound(f'No mapping is called "{clean(name)}"', "", cure)

    def save(self, name: str, columns: dict[str, str], options: Options) -> SavedMapping:
        """Keep columns, order of dates, default offer and zone; one of that name is replaced."""
        now, word = self._seat.clock.now(), clean(name).casefold()
        if not word or len(word) > LONGEST_NAME:
            raise BadInput(f'"{clean(name)[:60]}" cannot name a mapping', "", f"Use up to {LONGEST_NAME} letters")
        body: dict[str, Any] = {"columns": columns, "dates": options.dates, "default_offer": options.default_offer}
        body["zone"] = options.zone
        text = json.dumps(body, ensure_ascii=False)
        with self._seat.store.writing() as unit:
            unit.run(compiled.SAVE_MAPPING, name=word, body=text, saved_at=now, rep_id=self._seat.rep.id)
        return _read(word, text, now.isoformat(), self._seat.rep.name)

    def remove(self, name: str) -> None:
        """Forget a mapping; NotFound if there is none of that name."""
        known = self.get(name)
        with self._seat.store.writing() as unit:
            unit.run(compiled.DROP_MAPPING, name=known.name)


def _read(name: str, body: str, saved_at: str, by: str) -> SavedMapping:
    data = json.loads(body)
    return SavedMapping(
        name=name,
        columns=data["columns"],
        dates=data["dates"],
        default_offer=data["default_offer"],
        zone=data.get("zone", ""),
        saved_at=moment(saved_at),
        by=by,
    )
