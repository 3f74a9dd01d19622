"""A lead's whole row as it stands, for what must be able to give it back exactly."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from sdrdesk.store import compiled
from sdrdesk.store.store import Unit

Whole = dict[str, Any]
"""Every column of a lead's row, as the driver gives it."""


@cache
def columns() -> tuple[str, ...]:
    """The columns of a lead's row, in the order of every statement that has them all."""
    return tuple(re.findall(r":(\w+)", compiled.ADD_LEAD.text))


def read(unit: Unit, lead_id: str) -> Whole:
    """The row of a lead, hidden ones too; empty if there is none."""
    row = unit.first(compiled.WHOLE_LEAD, lead=lead_id)
    return dict(zip(columns(), row, strict=True)) if row else {}


def put(unit: Unit, lead_id: str, row: Whole) -> None:
    """Make a lead's row what it was; a row that was kept before the schema grew has nothing in the new columns."""
    values = {f"set_{name}": row.get(name, "") for name in columns() if name not in ("team_id", "id")}
    unit.run(compiled.PUT_LEAD, of_lead=lead_id, **values)


def as_text(row: Whole) -> str:
    """A row for keeping."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Whole:
    """A row that was kept."""
    kept: Whole = json.loads(text)
    return kept
