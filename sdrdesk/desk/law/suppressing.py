"""Suppression lists: added to by hand, imported, looked up, taken off. Only keyed hashes are kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.desk.law import digests, ending, listings
from sdrdesk.desk.law.listings import TEAM, Listing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence
from sdrdesk.domain.intake import Problem
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.policy import Action
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.feeds.suppression_file import KINDS, Entry, read_entry, read_list
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean

CHUNK = 5_000
"""Rows written in one transaction: some 50 ms in which a rep's own write waits."""
PAUSE = 0.01
"""Seconds between two of them, in which reps go first."""
SHOWN = 1_000
"""Bad rows that are kept to be told."""
LONGEST_NAME = 60

Progress = Callable[[int], None]


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What importing a list did."""

    list_name: str
    file_name: str
    is_registry: bool = False
    rows: int = 0
    """Contacts that were read, good and bad: a row may hold several."""
    added: int = 0
    known: int = 0
    """Were on the list before, or stand in the file twice."""
    bad: int = 0
    problems: list[Problem] = field(default_factory=list)
    ended: int = 0
    """Open leads that it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInfo:
    """One list as it stands."""

    name: str
    is_registry: bool
    entries: int
    by_kind: dict[str, int]
    changed_at: datetime | None = None
    changed_by: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What adding or taking off one contact did."""

    list_name: str
    kind: str
    is_changed: bool
    leads: int
    """Leads that it ended, or that may open again with their next conversion."""


class Suppressing:
    """The lists of the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Work for the team of `seat`."""
        self._seat = seat

    def load(
        self,
        path: Path,
        *,
        kind: str = "",
        list_name: str = "",
        is_registry: bool = False,
        progress: Progress | None = None,
    ) -> Loaded:
        """Add every contact of a file to a list; the same file again adds nothing, and a stopped one can be repeated.

        Managers only, audited. Open leads of those people end at once; a public register ends none.

        Raises:
            BadInput: The file cannot be read, or the list is of the other sort.
        """
        self._ask()
        name = _list_name(list_name or path.stem)
        done = Loaded(list_name=name, file_name=clean(path.name), is_registry=is_registry)
        entries = self._good(read_list(path, kind, self._region()), done)
        digest: digests.Digester | None = None
        for chunk in iter(lambda: list(islice(entries, CHUNK)), []):
            if digest is None:
                with self._seat.store.writing() as unit:
                    digest = digests.for_writing(self._seat, unit)
                    self._open_list(unit, name, done.file_name, is_registry=is_registry)
            rows = self._rows(digest, chunk, name)
            with self._seat.store.writing() as unit:
                digest = digests.for_writing(self._seat, unit)
                added = unit.changed_many(compiled.ADD_SUPPRESSED, rows)
            done.added += added
            done.known += len(chunk) - added
            if progress:
                progress(done.rows)
            if len(chunk) == CHUNK:
                time.sleep(PAUSE)
        if done.rows > done.bad:
            self._finish(done)
        return done

    def add(self, words: str, *, kind: str = "", reason: str = "") -> Changed:
        """Put one number, address or domain on the team's own list, and end every open lead of it. Audited."""
        contact = self._read(words, kind)
        with self._seat.store.writing() as unit:
            digest = digests.for_writing(self._seat, unit)
            self._open_list(unit, TEAM, "", is_registry=False)
            (row,) = self._rows(digest, [contact], TEAM)
            row["reason"] = _without(clean(reason), contact[1], words)
            added = unit.changed(compiled.ADD_SUPPRESSED, **row)
            people = unit.all(compiled.CONTACTS) if contact[0] == "domain" else _leads_of(unit, contact)
            ended = len(ending.end_listed(self._seat, unit, people))
            detail = {"list": TEAM, "kind": contact[0], "digest": row["digest"][:16], "reason": row["reason"]}
            self._audit(unit, "suppression added", detail | {"ended": ended})
        return Changed(list_name=TEAM, kind=contact[0], is_changed=bool(added), leads=ended)

    def check(self, words: str, kind: str = "") -> tuple[Listing, ...]:
        """The lists that a number, address or domain stands on; an address also by its domain."""
        kind, value = self._read(words, kind)
        phone, email = (value, "") if kind == "tel" else ("", value if kind == "email" else f"@{value}")
        contacts = digests.contacts(phone, email) if kind != "domain" else (("domain", value),)
        with self._seat.store.reading() as unit:
            return listings.of_people(self._seat, unit, [contacts])[0]

    def remove(self, words: str, *, reason: str, kind: str = "", list_name: str = TEAM) -> Changed:
        """Take one off a list again; its leads open with their next conversion. Managers only, with a reason; audited.

        Raises:
            NotFound: It is not on that list.
        """
        self._ask()
        if not clean(reason):
            raise BadInput("Why may they be contacted again?", "It is kept in the audit", 'Say it: --reason "..."')
        contact = self._read(words, kind)
        with self._seat.store.writing() as unit:
            digest = digests.for_writing(self._seat, unit)(contact)
            dropped = unit.changed(compiled.DROP_SUPPRESSED, digest=digest, list=list_name)
            if list_name == TEAM:
                dropped += unit.changed(compiled.DROP_LOGGED, digest=digest)
            if not dropped:
                cure = "See: sdrdesk suppress check"
                raise NotFound(f'That {_said(contact[0])} is not on the list "{clean(list_name)}"', "", cure)
            freed = self._free(unit, contact)
            detail = {"list": list_name, "kind": contact[0], "digest": digest[:16]}
            detail["reason"] = _without(clean(reason), contact[1], words)
            self._audit(unit, "suppression removed", detail)
        return Changed(list_name=list_name, kind=contact[0], is_changed=True, leads=freed)

    def lists(self) -> tuple[ListInfo, ...]:
        """Every list with how much is on it; the team's own first."""
        with self._seat.store.reading() as unit:
            (logged,) = unit.first(compiled.COUNT_LOGGED) or (0,)
            counts: dict[str, dict[str, int]] = {TEAM: {"logged": logged} if logged else {}}
            for name, kind, count in unit.all(compiled.COUNT_LISTED):
                counts.setdefault(name, {})[kind] = count
            known = {row[0]: row for row in unit.all(compiled.LISTS)}
        found = []
        for name in sorted({*counts, *known}, key=lambda one: (one != TEAM, one)):
            row = known.get(name)
            by_kind = counts.get(name, {})
            found.append(
                ListInfo(
                    name=name,
                    is_registry=bool(row and row[1]),
                    entries=sum(by_kind.values()),
                    by_kind=by_kind,
                    changed_at=moment(row[2]) if row else None,
                    changed_by=row[4] if row else "",
                    file_name=row[3] if row else "",
                )
            )
        return tuple(found)

    # --- steps --------------------------------------------------------------------------------------------------------

    def _good(self, rows: Iterable[Entry | Problem], done: Loaded) -> Iterator[Entry]:
        for row in rows:
            done.rows += 1
            if not isinstance(row, Problem):
                yield row
                continue
            done.bad += 1
            if len(done.problems) < SHOWN:
                done.problems.append(row)

    def _rows(self, digest: digests.Digester, chunk: Iterable[Entry], name: str) -> list[dict[str, Any]]:
        """Rows for the store, in the order of their key: a list is written page by page, not all over the file."""
        now = self._seat.clock.now()
        rows = [{"digest": digest(one), "list_name": name, "kind": one[0], "at": now, "reason": ""} for one in chunk]
        return sorted(rows, key=lambda row: str(row["digest"]))

    def _open_list(self, unit: Unit, name: str, file_name: str, *, is_registry: bool) -> None:
        now, rep = self._seat.clock.now(), self._seat.rep.id
        unit.run(
            compiled.ADD_LIST,
            name=name,
            is_registry=is_registry,
            changed_at=now,
            changed_by=rep,
            file_name=file_name,
        )
        unit.run(compiled.TOUCH_LIST, list=name, set_changed_at=now, set_changed_by=rep, set_file_name=file_name)
        (is_one,) = unit.first(compiled.LIST, list=name) or (is_registry,)
        if bool(is_one) != is_registry:
            sort = "a public register" if is_one else "a list of ours"
            raise BadInput(f'"{name}" is {sort}', "It cannot become the other", "Give another name: --list NAME")

    def _finish(self, done: Loaded) -> None:
        """End the open leads of the people on the list, and note what was done."""
        hits = []
        if not done.is_registry:
            with self._seat.store.reading() as unit:
                rows = unit.all(compiled.CONTACTS)
                people = (digests.contacts(phone, email) for _, phone, email in rows)
                found = listings.of_people(self._seat, unit, people)
                hits = [row for row, entries in zip(rows, found, strict=True) if listings.forbidding(entries)]
        with self._seat.store.writing() as unit:
            done.ended = len(ending.end_listed(self._seat, unit, hits))
            counts = {name: getattr(done, name) for name in ("rows", "added", "known", "bad", "ended")}
            self._audit(unit, "suppression imported", {"list": done.list_name, "file": done.file_name} | counts)

    def _free(self, unit: Unit, contact: Entry) -> int:
        """Let the ended leads of a contact open with their next conversion, as far as nothing else forbids it."""
        if contact[0] == "domain":
            return 0
        freed = 0
        for lead_id, phone, email in _leads_of(unit, contact):
            record = leads.find(unit, lead_id)
            is_ended = record is not None and record.row.stage is Stage.SUPPRESSED
            if record and is_ended and not listings.forbidding(listings.of_person(self._seat, unit, phone, email)):
                rests = cadence.ended(record.standing, Stage.NURTURE)
                leads.move(unit, lead_id, rests, record.row.grade, record.last)
                self._audit(unit, "suppression freed", {}, lead_id, record.last.at)
                freed += 1
        return freed

    def _read(self, words: str, kind: str) -> Entry:
        entry = read_entry(words, kind, self._region())
        if isinstance(entry, str):
            raise BadInput(f'"{clean(words)[:60]}" {entry}', "", "Give a number with its country code, or an address")
        return entry

    def _region(self) -> str:
        return self._seat.playbook.team_hours.holidays[:2] or "US"

    def _ask(self) -> None:
        with self._seat.store.reading() as unit:
            self._seat.ask(Action.SUPPRESS, unit=unit)

    def _audit(
        self, unit: Unit, what: str, detail: dict[str, Any], lead_id: str = "", last_at: datetime | None = None
    ) -> None:
        now, rep = leads.after_last(self._seat.clock.now(), last_at), self._seat.rep.id
        leads.write_audit(unit, new_id(now), at=now, rep_id=rep, what=what, lead_id=lead_id, detail=detail)


def _leads_of(unit: Unit, contact: Entry) -> list[Row]:
    """The leads with a number or an address, as (id, number, address)."""
    kind, value = contact
    return unit.all(
        compiled.LEADS_OF_CONTACT, phone=value if kind == "tel" else "-", email=value if kind == "email" else "-"
    )


def _list_name(words: str) -> str:
    name = clean(words)[:LONGEST_NAME]
    if not name or name in (TEAM, listings.ERASED):
        raise BadInput(f'A list cannot be called "{name}"', "", "Give another name: --list NAME")
    return name


def _without(text: str, *contacts: str) -> str:
    """A reason without the number or address it is about: what is kept must not name them."""
    for one in contacts:
        text = text.replace(one, "...") if one else text
    return text


def _said(kind: str) -> str:
    return next(word for word, one in KINDS.items() if one == kind)
