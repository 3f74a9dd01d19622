"""Reads a CRM's list of opportunities: which column is what, and what each row says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds.contact import read_email, read_phone
from sdrdesk.feeds.table_file import open_table
from sdrdesk.text import clean, fold

COLUMNS = {
    "lead": ("lead id", "lead", "sdrdesk id"),
    "email": ("email", "e mail", "contact email", "email address", "primary contact email", "associated contact email"),
    "phone": ("phone", "contact phone", "phone number", "mobile"),
    "state": ("stage", "status", "state", "deal stage", "opportunity stage", "stage name", "result"),
    "amount": ("amount", "value", "deal value", "deal amount", "opportunity amount", "acv", "arr"),
    "reason": ("reason", "loss reason", "lost reason", "closed lost reason", "rejection reason", "notes"),
    "created": ("created", "created date", "create date", "accepted", "accepted date", "date"),
    "closed": ("closed", "close date", "closed date"),
    "id": ("opportunity id", "deal id", "record id", "id", "opportunity name"),
}
"""Words over columns, folded, by what they are."""

STATES = {
    "accepted": ("accepted", "open", "qualified", "sal", "sqo", "in progress", "proposal", "negotiation", "discovery"),
    "refused": ("refused", "rejected", "disqualified", "not accepted", "recycled", "unqualified"),
    "won": ("won", "closed won", "closedwon"),
    "lost": ("lost", "closed lost", "closedlost"),
}
"""Words in the column of the state, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityLine:
    """One row of the file."""

    number: int
    lead: str = ""
    email: str = ""
    phone: str = ""
    state: str = ""
    amount: str = ""
    reason: str = ""
    created_at: datetime | None = None
    decided_at: datetime | None = None
    external_id: str = ""
    problem: str = ""
    """What is wrong with it."""


@dataclass(frozen=True, slots=True)
class OpportunityTable:
    """A file of opportunities."""

    lines: tuple[OpportunityLine, ...]
    columns: tuple[str, ...]


def read_opportunities(path: Path) -> OpportunityTable:
    """The opportunities in a file; BadInput when it holds no column that says who, or none that says how it stands."""
    table = open_table(path)
    found: dict[str, int] = {}
    for what, words in COLUMNS.items():
        place = next((at for word in words for at, name in enumerate(table.header) if _plain(name) == word), None)
        if place is not None:
            found[what] = place
    if not {"lead", "email", "phone"} & set(found):
        raise BadInput(f"{path.name} does not say whose opportunities these are", "", "Add a column: email, or lead id")
    if "state" not in found:
        raise BadInput(
            f"{path.name} does not say how they stand", "", "Add a column: stage (accepted, refused, won, lost)"
        )
    lines = []
    for item in table.rows():
        if isinstance(item, Problem):
            lines.append(OpportunityLine(number=item.row, problem=item.reason))
        else:
            lines.append(_line(item[0], {what: item[1][at] for what, at in found.items()}))
    columns = tuple(f"{table.header[at]} -> {what}" for what, at in found.items())
    return OpportunityTable(tuple(lines), columns)


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("_", " ").replace("-", " ").split())


def _line(number: int, cells: dict[str, str]) -> OpportunityLine:
    state = next((key for key, words in STATES.items() if _plain(cells["state"]) in words), "")
    if not state:
        return OpportunityLine(number=number, problem=f'"{clean(cells["state"])}" is no stage we know')
    dates: dict[str, datetime | None] = {}
    for name in ("created", "closed"):
        try:
            dates[name] = _day(cells.get(name, ""))
        except ValueError:
            return OpportunityLine(number=number, problem=f'"{clean(cells[name])}" is no date: write 2026-11-24')
    email, phone = read_email(cells.get("email", "")), read_phone(cells.get("phone", ""), "US")
    return OpportunityLine(
        number=number,
        lead=clean(cells.get("lead", "")).casefold(),
        email=email.address.casefold(),
        phone=phone.e164,
        state=state,
        amount=clean(cells.get("amount", "")),
        reason=clean(cells.get("reason", "")),
        created_at=dates["created"],
        decided_at=dates["closed"] if state in ("won", "lost") else dates["created"],
        external_id=clean(cells.get("id", "")),
    )


def _day(text: str) -> datetime | None:
    """A day as noon UTC, so that it is the same day in nearly every zone."""
    said = text.strip()
    if not said:
        return None
    at = datetime.fromisoformat(said)
    if len(said) <= 10:
        return at.replace(hour=12, tzinfo=UTC)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
