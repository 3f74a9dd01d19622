"""Small lead lists for tests, written by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

HEADER = ("First Name", "Last Name", "Email", "Phone Number", "Company", "State", "Country", "Form", "Create Date")


def person(number: int, **fields: str) -> dict[str, str]:
    """One row; each person is at a company of their own."""
    base = {
        "First Name": "Kim",
        "Last Name": f"Row{number}",
        "Email": f"kim{number}@firm{number}.example.com",
        "Phone Number": f"(312) 555-{1000 + number:04}",
        "Company": f"Firm {number}",
        "State": "IL",
        "Country": "US",
        "Form": "Ask for a demo",
        "Create Date": "2026-11-23 10:30",
    }
    return base | {name.replace("_", " "): value for name, value in fields.items()}


def list_of(folder: Path, rows: Iterable[Mapping[str, str]], name: str = "list.csv") -> Path:
    """A file of these rows; columns that no row of the usual has come last."""
    listed = list(rows)
    extra = [column for row in listed for column in row if column not in HEADER]
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*HEADER, *dict.fromkeys(extra)])
        writer.writeheader()
        writer.writerows(listed)
    return path
