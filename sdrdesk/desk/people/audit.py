"""The audit for readers: who did what besides calling, in which role, at which front, with what before and after."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.by_itself import GIVEN_BACK, is_by_itself
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.policy import Action
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
MOST = 100_000
"""Entries looked through for a word."""

SHOWN = 90
"""Letters of one value in an entry's words."""

ID = re.compile("[0-9a-f]{32}")
TAIL = 8
"""Letters of an id that stand for it where it has no name, as in every list of the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry."""

    id: str
    at: datetime
    login: str
    """Who; "" where nobody had signed in, and where the desk did it by itself."""
    name: str
    role: str
    front: str
    what: str
    lead_id: str
    lead: str
    told: str
    """What it was, in words."""
    detail: Any
    """What was kept: for a change, "before" and "after"."""
    undoes: str
    by_itself: str
    """Login at whose desk it happened by itself, because its time had come; "" where somebody did it."""


class Audit:
    """What was done, for whoever may read it: managers all of it, reps what they did themselves."""

    def __init__(self, seat: Seat) -> None:
        """Read for the rep in `seat`."""
        self._seat = seat

    def entries(
        self, *, lead_id: str = "", login: str = "", since: datetime | None = None, what: str = "", limit: int = 200
    ) -> tuple[Entry, ...]:
        """Entries, the newest first.

        Args:
            lead_id: About one lead only.
            login: By one member only; one who has left too.
            since: Not older than this.
            what: A word of what was done: "assigned", "password".
            limit: The most that are given.
        """
        with self._seat.store.reading() as unit:
            members = {row[0]: (row[1], row[2]) for row in unit.all(compiled.MEMBERS_EVER)}
            reps = self._whose(unit, members, login)
            is_personal = "" not in reps
            wanted = {"reps": reps, "since": since or EARLIEST, "limit": MOST if what or is_personal else limit}
            rows = (
                unit.all(compiled.AUDIT_OF_LEAD, lead=lead_id, **wanted)
                if lead_id
                else unit.all(compiled.AUDIT, **wanted)
            )
            rows = [row for row in rows if what.casefold() in row[5] and not (is_personal and _is_ours(row))][:limit]
            names = {key: name for key, (_, name) in members.items()} | _leads(unit, rows)
        return tuple(_entry(row, members.get(row[2], ("", "")), names) for row in rows)

    def _whose(self, unit: Unit, members: dict[str, tuple[str, str]], login: str) -> list[str]:
        """Ids of those whose entries are read; asks the policy."""
        me = self._seat.rep
        if not login:
            return [*members, ""] if self._seat.may(Action.AUDIT) else [me.id]
        found = next((one for one, (known, _) in members.items() if known == login.casefold()), "")
        if not found:
            rep: Rep = rep_by_login(all_reps(unit, ""), login)
            found = rep.id
        self._seat.ask(Action.AUDIT, is_own=found == me.id)
        return [found]


def _is_ours(row: Row) -> bool:
    """Whether the desk did it by itself; most words tell without what was kept."""
    return is_by_itself(row[5], json.loads(row[7]).get("why", "") if row[5] == GIVEN_BACK else "")


def _leads(unit: Unit, rows: list[Row]) -> dict[str, str]:
    """Names of the leads that some entries are about, or speak of."""
    ids = sorted({row[6] for row in rows if row[6]}.union(*(ID.findall(row[7]) for row in rows)))
    chunks = (ids[at : at + 500] for at in range(0, len(ids), 500))
    return {row[0]: row[1] for some in chunks for row in unit.all(compiled.AUDIT_NAMES, leads=some)}


def _entry(row: Row, who: tuple[str, str], names: Mapping[str, str]) -> Entry:
    detail, is_ours = json.loads(row[7]), _is_ours(row)
    login, name, role, front = ("", "", "", "") if is_ours else (*who, row[3], row[4])
    return Entry(
        id=row[0], at=moment(row[1]), login=login, name=name, role=role, front=front, what=row[5], lead_id=row[6],
        lead=names.get(row[6], ""), told=words_of(_named(detail, names)), detail=detail, undoes=row[8],
        by_itself=who[0] if is_ours else "",
    )  # fmt: skip


def _named(value: Any, names: Mapping[str, str]) -> Any:
    """A value with the name of whoever an id stands for, and the end of an id that has none."""
    if isinstance(value, dict):
        return {_named(key, names): _named(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    if isinstance(value, str) and ID.fullmatch(value):
        return names.get(value, value[-TAIL:])
    return value


def words_of(detail: Any) -> str:
    """What an entry keeps, in words: its own, else each field with before and after."""
    if isinstance(detail, dict) and detail.get("erased"):
        return "erased"
    if isinstance(detail, dict) and detail.get("told"):
        return str(detail["told"])
    if not isinstance(detail, dict):
        return _short(detail) if detail else ""
    return "; ".join(f"{key}: {_value(value)}" for key, value in detail.items() if value not in ("", None, [], {}))


def _value(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2 and not any(isinstance(one, list | dict) for one in value):
        return f"{_short(value[0])} \N{RIGHTWARDS ARROW} {_short(value[1])}"
    if isinstance(value, list):
        return _short(", ".join(str(one) for one in value))
    return _short(value)


def _short(value: Any) -> str:
    text = "nothing" if value in ("", None) else str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"
