"""Wins that stand in a file of their own, as marketplaces and CRMs export them: joined to the leads by an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.columns import folded, is_id, outcome_among
from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds.dates import read_moment
from sdrdesk.feeds.outcome_words import Outcomes
from sdrdesk.feeds.table_file import open_table
from sdrdesk.text import clean

WHY = "it stands in the file of deals: only leads that were won have it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deals:
    """What a file of deals says."""

    name: str
    header: tuple[str, ...]
    """Its columns: none of them can be a fact."""
    key: str
    """The leads' column by which they are joined."""
    own_key: str
    """Its own column for that."""
    won: Mapping[str, datetime | None]
    """Ids of what was won, with the day if it is told."""
    deals: int


def read_deals(path: Path, leads: Sequence[str], key: str, won: Sequence[str]) -> Deals:
    """The wins in a file of deals.

    Args:
        path: The file of deals.
        leads: The header of the file of leads.
        key: The column that both have; "" to find it.
        won: Words of its outcome column that mean a win; without such a column every deal is one.

    Raises:
        BadInput: Nobody can tell which column joins the two.
    """
    table = open_table(path)
    name, header = clean(path.name), table.header
    lead_key, own_key = _joint(name, leads, header, key)
    outcome = outcome_among(header)
    says, at, when = Outcomes(outcome, won), header.index(own_key), header.index(outcome) if outcome else -1
    found: dict[str, datetime | None] = {}
    count = 0
    for row in table.rows():
        if isinstance(row, Problem):
            continue
        line, cells = row
        ident = cells[at].strip()
        if not ident:
            continue
        count += 1
        cell = cells[when] if outcome else ""
        try:
            is_won = says(cell) if outcome else True
        except KeyError:
            raise says.refusal(name, line, cell, [cell]) from None
        if is_won:
            found[ident] = read_moment(cell.strip(), {}, UTC) if outcome else None
    return Deals(name=name, header=header, key=lead_key, own_key=own_key, won=found, deals=count)


def _joint(name: str, leads: Sequence[str], deals: Sequence[str], key: str) -> tuple[str, str]:
    """The column by which two files are joined, as each calls it."""
    by_words = {folded(one): one for one in deals}
    shared = [(one, by_words[folded(one)]) for one in leads if folded(one) in by_words]
    if key:
        wanted = [pair for pair in shared if folded(key) == folded(pair[0])]
        if not wanted:
            raise BadInput(f'Not both files have a column "{clean(key)}"', f"Both have: {_names(shared)}", "Give --key")
        return wanted[0]
    ids = [pair for pair in shared if is_id(pair[0])] or shared
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise BadInput(f"Which column joins the leads to {name}?", f"Both have: {_names(ids)}", "Give --key COLUMN")
    raise BadInput(
        f"{name} has no column that the leads have too", f"It has: {', '.join(deals[:40])}",
        "Give the id of the lead the same name in both",
    )  # fmt: skip


def _names(pairs: Sequence[tuple[str, str]]) -> str:
    return ", ".join(one for one, _ in pairs) or "none"
