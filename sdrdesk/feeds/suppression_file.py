"""Lists of numbers, addresses or domains that may not be contacted, as registries, mail programs and people write them.

One a line, or a CSV with a header; a row may hold more columns. A million rows are read one at a time.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from sdrdesk.domain.intake import Field, Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds.contact import read_email, read_phone
from sdrdesk.feeds.headers import known_field
from sdrdesk.feeds.regular import size_of
from sdrdesk.text import clean

KINDS = {"phone": "tel", "email": "email", "domain": "domain"}
"""The kinds as people name them, and as the lists keep them."""

_E164 = re.compile(r"\+[1-9]\d{7,14}")
_DOMAIN = re.compile(r"@?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24})")
_HEADS = {Field.PHONE: "phone", Field.EMAIL: "email"}
_LIMIT = 10_000
"""Characters of a line; a longer one is no list."""

Entry = tuple[str, str]
"""Kind and value: ("tel", "+13125550142")."""


def read_entry(text: str, kind: str, region: str) -> Entry | str:
    """One contact, or what is wrong with it.

    Args:
        text: As it was written.
        kind: "phone", "email" or "domain"; "" tells by how it looks.
        region: Two letters: whose numbers lack the country code.
    """
    word = clean(text)
    kind = kind or _kind_of(word)
    if kind == "phone":
        if _E164.fullmatch(word):
            return ("tel", word)
        phone = read_phone(word, region)
        return ("tel", phone.e164) if phone.e164 else phone.fault or "is not a phone number"
    if kind == "email":
        email = read_email(word)
        return ("email", email.address.casefold()) if email.address else email.fault or "is not an e-mail address"
    match = _DOMAIN.fullmatch(word.casefold())
    return ("domain", match[1]) if match else "is not a domain"


def read_list(path: Path, kind: str, region: str) -> Iterator[Entry | Problem]:
    """Each row of a list as a contact, or why it is none; empty rows and a header are passed over.

    Raises:
        BadInput: The file cannot be read, or is no text.
    """
    try:
        size_of(path)
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            start = file.read(4096)
            if "\0" in start:
                raise BadInput(f"{clean(path.name)} is not text", "", "Save it as CSV, or one number a line")
            file.seek(0)
            yield from _rows(csv.reader(file, delimiter=_delimiter(start)), kind, region)
    except (OSError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{clean(path.name)} cannot be read", reason, "Check the path and that it is text") from error


def _rows(rows: Iterator[list[str]], kind: str, region: str) -> Iterator[Entry | Problem]:
    columns: list[tuple[int, str]] = []
    for line, cells in enumerate(rows, 1):
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns, is_header = _columns(cells, kind, region)
            if is_header:
                continue
        yield from _row(line, [(cells[at] if at < len(cells) else "", own) for at, own in columns], region)


def _row(line: int, found: list[tuple[str, str]], region: str) -> Iterator[Entry | Problem]:
    """Every contact of a row, each as text and kind; a row that has none is a problem."""
    for text, kind in [one for one in found if one[0].strip()] or found[:1]:
        entry = read_entry(text[:_LIMIT], kind, region)
        if isinstance(entry, str):
            value = clean(text)[:60]
            yield Problem(row=line, field=kind or "row", value=value, reason=entry or "is empty", cure=_cure(kind))
        else:
            yield entry


def _columns(cells: list[str], kind: str, region: str) -> tuple[list[tuple[int, str]], bool]:
    """Where the contacts stand and of what kind, and whether this row is a header.

    A column of domains counts only where there is nothing closer: beside addresses it says whose they are.
    """
    entries = [(at, read_entry(cell, kind, region), cell) for at, cell in enumerate(cells)]
    if good := [(at, "@" in cell) for at, entry, cell in entries if not isinstance(entry, str)]:
        first, others = good[0][0], [(at, kind) for at, is_email in good[1:] if is_email]
        return [(first, kind), *others], False
    named = []
    for at, cell in enumerate(cells):
        own = _HEADS.get(found[0], "") if (found := known_field(cell)) else "domain" if "domain" in cell.lower() else ""
        if own and kind in ("", own):
            named.append((at, own))
    if closer := [one for one in named if one[1] != "domain"]:
        return closer, True
    return named[:1] or [(0, kind)], bool(named) or not any(char.isdigit() or char == "@" for char in cells[0])


def _delimiter(start: str) -> str:
    """What parts the columns: the first line says."""
    line = start.partition("\n")[0]
    return next((one for one in "\t;" if one in line), ",")


def _kind_of(word: str) -> str:
    if "@" in word[1:]:
        return "email"
    return "domain" if word.startswith("@") or (re.search(r"[A-Za-z]", word) and "." in word) else "phone"


def _cure(kind: str) -> str:
    if kind == "email":
        return "Write it like name@example.com"
    return "Write it like example.com" if kind == "domain" else "Write it with its country code: +1 312 555 0142"
