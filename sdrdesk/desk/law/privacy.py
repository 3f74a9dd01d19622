"""Everything that is kept of one person: found, given out, erased. Figures stay, and that it happened stays."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk import drafts
from sdrdesk.desk.law import digests, listings
from sdrdesk.desk.leads import Leads
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence
from sdrdesk.domain.basis import months_later
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.policy import Action
from sdrdesk.domain.privacy import GONE, Marks
from sdrdesk.errors import BadInput, NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import Sql
from sdrdesk.store.store import Unit
from sdrdesk.text import clean

LINKED = (
    "lead", "conversion", "conversion_said", "visit", "activity", "coaching", "meeting", "opportunity", "lead_unlock",
    "escalation", "import_change", "lead_merge", "mail", "outbox",
)  # fmt: skip
"""Tables whose rows are found by the lead."""
LONGEST_REASON = 300

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person as the store knows them."""

    leads: tuple[str, ...]
    """Merged ones too."""
    marks: Marks
    rows: dict[str, Rows]
    """Everything kept, by table."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each table."""
        return {table: len(rows) for table, rows in self.rows.items() if rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure did, or would do."""

    leads: tuple[str, ...]
    counts: dict[str, int]
    is_done: bool = False
    is_scoured: bool = False
    """Whether file and journal were written anew; else a desk that is open keeps the journal until it closes."""
    backups: tuple[str, ...] = ()
    """Copies beside the file that still hold the person."""


class Privacy:
    """What the team of the seat keeps of people."""

    def __init__(self, seat: Seat) -> None:
        """Work for the team of `seat`; a rep is refused."""
        self._seat = seat

    def export(self, who: str, folder: Path) -> tuple[Path, Path]:
        """Write everything that is kept of a person as JSON and as text to read; the files' paths. Audited.

        Raises:
            NotFound: Nothing is kept of them.
            BadInput: The folder cannot be written.
        """
        with self._seat.store.writing() as unit:
            self._seat.ask(Action.PRIVACY, unit=unit)
            person = self._person(unit, who)
            self._audit(unit, "privacy exported", {"leads": person.leads, "rows": sum(person.counts.values())})
        data = json.dumps(person.rows, ensure_ascii=False, indent=1, default=_shown)
        return _written(folder / "person.json", data), _written(folder / "person.txt", _readable(person))

    def look(self, who: str) -> Erased:
        """What erasing a person would take, without doing it."""
        with self._seat.store.reading() as unit:
            self._seat.ask(Action.PRIVACY, unit=unit)
            person = self._person(unit, who)
        return Erased(leads=person.leads, counts=person.counts, backups=self._backups())

    def erase(self, who: str, reason: str) -> Erased:
        """Erase a person everywhere; rows that figures count stay without anything personal. Audited, for good.

        The number and the address go onto the list "erased" as hashes, so that no import brings them back.

        Raises:
            BadInput: No reason.
            Refused: A rep asks, or somebody is on the line with them.
        """
        if not clean(reason):
            raise BadInput("Why is the person erased?", "It is kept in the audit", 'Say it: --reason "..."')
        with self._seat.store.writing() as unit:
            self._seat.ask(Action.PRIVACY, unit=unit)
            person = self._person(unit, who)
            self._suppress(unit, person.marks)
            self._erase(unit, person, reason)
        self._forget_drafts(person)
        return Erased(
            leads=person.leads,
            counts=person.counts,
            is_done=True,
            is_scoured=self._seat.store.scour(),
            backups=self._backups(),
        )

    def retain(self, *, dry_run: bool = False) -> Erased:
        """Erase those with whom nothing has happened for as long as the playbook keeps a stage. Audited, for good.

        They did not ask for it: they may come again, so they go on no list.
        """
        now = self._seat.clock.now()
        found: list[str] = []
        with self._seat.store.reading() as unit:
            self._seat.ask(Action.PRIVACY, unit=unit)
            for stage, months in self._seat.playbook.privacy.keep_months.items():
                before = months_later(now, -months)
                found += [row[0] for row in unit.all(compiled.RESTING, stage=stage, before=before)]
        counts: dict[str, int] = {}
        for lead_id in found:
            with self._seat.store.reading() if dry_run else self._seat.store.writing() as unit:
                person = self._person(unit, lead_id)
                for table, count in person.counts.items():
                    counts[table] = counts.get(table, 0) + count
                if not dry_run:
                    self._erase(unit, person, "kept as long as the playbook says")
            if not dry_run:
                self._forget_drafts(person)
        is_scoured = bool(found) and not dry_run and self._seat.store.scour()
        return Erased(
            leads=tuple(found),
            counts=counts,
            is_done=not dry_run,
            is_scoured=is_scoured,
            backups=self._backups() if found else (),
        )

    # --- who ----------------------------------------------------------------------------------------------------------

    def _person(self, unit: Unit, who: str) -> Person:
        """Who is meant by an address, a number, a lead's id, the end of one, or a full name."""
        ids, marks = self._meant(unit, clean(who))
        known = set(ids)
        while more := {one for pair in unit.all(compiled.MERGED_WITH, leads=sorted(known)) for one in pair} - known:
            known |= more
        found = tuple(sorted(known))
        rows = {table: _rows(unit, _statement("PERSON", table), table, leads=found) for table in LINKED}
        marks = _marks(rows, marks)
        searched = (
            ("quarantine", compiled.ALL_QUARANTINE, _is_of),
            ("inbox", compiled.ALL_INBOX, _is_posted),
            ("audit", compiled.ALL_AUDIT, _is_told),
        )
        for table, statement, is_theirs in searched:
            rows[table] = [row for row in _rows(unit, statement, table) if is_theirs(row, known, marks)]
        if not any(rows.values()):
            raise NotFound("Nothing is kept of that person", "", "Look with: sdrdesk search, sdrdesk suppress check")
        return Person(leads=found, marks=marks, rows=rows)

    def _meant(self, unit: Unit, who: str) -> tuple[list[str], Marks]:
        from sdrdesk.feeds.suppression_file import read_entry

        region = self._seat.playbook.team_hours.holidays[:2] or "US"
        if "@" in who:
            email = who.casefold()
            return [row[0] for row in unit.all(compiled.LEADS_OF_EMAIL, email=email)], Marks(emails=frozenset({email}))
        entry = read_entry(who, "phone", region) if re.search(r"\d{3}", who) and not _is_id(who) else ""
        if not isinstance(entry, str):
            found = [row[0] for row in unit.all(compiled.WITH_NUMBER, phone=entry[1])]
            names = {record.row.name for one in found if (record := leads.find(unit, one))}
            if len(names) > 1:
                listed = ", ".join(f"{one[-8:]}" for one in found)
                raise Refused(f"{len(names)} people have that number", f"Say which lead: {listed}", code="several")
            return found, Marks(phones=frozenset({entry[1]}))
        return [Leads(self._seat).find(who)], Marks()

    # --- erasing ------------------------------------------------------------------------------------------------------

    def _suppress(self, unit: Unit, marks: Marks) -> None:
        """Remember number and address as hashes: an import must not bring them back."""
        now, rep = self._seat.clock.now(), self._seat.rep.id
        contacts = [("tel", one) for one in marks.phones] + [("email", one) for one in marks.emails]
        digest = digests.for_writing(self._seat, unit)
        who = {"name": listings.ERASED, "is_registry": False, "changed_at": now, "changed_by": rep, "file_name": ""}
        unit.run(compiled.ADD_LIST, **who)
        rows = [
            {"digest": digest(one), "list_name": listings.ERASED, "kind": one[0], "at": now, "reason": ""}
            for one in contacts
        ]
        unit.many(compiled.ADD_SUPPRESSED, rows)

    def _erase(self, unit: Unit, person: Person, reason: str) -> None:
        now, marks = self._seat.clock.now(), person.marks
        known = set(person.leads)
        for lead_id in person.leads:
            record = leads.find(unit, lead_id)
            if record and record.row.held_until and record.row.held_until > now:
                raise Refused("Somebody is on the line with them", "Erase them after the call", code="held")
            if record and record.row.stage is Stage.OPEN:
                ended = cadence.ended(record.standing, Stage.SUPPRESSED)
                leads.move(unit, lead_id, ended, record.row.grade, record.last)
        for table in LINKED:
            unit.run(_statement("ERASE", table), leads=person.leads)
        for row in person.rows["quarantine"]:
            # One that only may be the person goes too: the file it came from still has it.
            unit.run(compiled.DROP_ASIDE, of_row=row["id"])
        for row in person.rows["inbox"]:
            unit.run(compiled.SCRUB_INBOX, of_row=row["id"], set_body=b"")
        for row in person.rows["audit"]:
            unit.run(compiled.SCRUB_AUDIT, of_row=row["id"], set_detail=_scrubbed(row, known, marks))
        for word in (*marks.emails, *marks.phones):
            for one, note in unit.all(compiled.NOTES_HOLDING, words=f"%{word}%"):
                unit.run(compiled.SCRUB_NOTE, of_row=one, set_note=marks.taken_out(note))
        said = marks.taken_out(clean(reason))[:LONGEST_REASON]
        for lead_id in person.leads:
            unit.run(compiled.ADD_ERASURE, lead_id=lead_id, at=now, rep_id=self._seat.rep.id, reason=said)
        self._audit(unit, "privacy erased", {"leads": person.leads, "rows": person.counts, "why": said})

    def _forget_drafts(self, person: Person) -> None:
        """What is being written about them on this machine; other machines' drafts end by themselves."""
        drafts.forget(self._seat.store.team_id, person.leads, person.marks)

    def _audit(self, unit: Unit, what: str, detail: dict[str, Any]) -> None:
        now = self._seat.clock.now()
        leads.write_audit(unit, new_id(now), at=now, rep_id=self._seat.rep.id, what=what, detail=detail)

    def _backups(self) -> tuple[str, ...]:
        """Files beside the database that may hold the person still."""
        from sdrdesk.store import backup

        path = self._seat.store.path
        beside = {*path.parent.glob(f"{path.name}*.bak"), *path.parent.glob(f"{path.name}.*before-restore")}
        return tuple(sorted({str(one) for one in (*beside, *(one.path for one in backup.listed(path)))}))


def _is_id(who: str) -> bool:
    """Whether words are an id, or the end of one, and no number."""
    word = who.casefold()
    return bool(re.fullmatch(r"[0-9a-f]{6,32}", word)) and (len(word) == 32 or bool(re.search(r"[a-f]", word)))


def _marks(rows: dict[str, Rows], marks: Marks) -> Marks:
    """By what the person is and was known: the leads as they are, and as imports, merges and edits found them."""
    kept = [*rows["lead"]]
    kept += [json.loads(row[name]) for row in rows["import_change"] for name in ("before", "after")]
    merged = ("kept_before", "kept_after", "other_before")
    kept += [json.loads(row[name]) for row in rows["lead_merge"] for name in merged]
    emails = {str(row["email"]).casefold() for row in kept if row["email"]}
    phones = {str(row["phone"]) for row in kept if row["phone"]}
    names = {str(row["name"]) for row in kept if row["name"] and row["name"] != GONE}
    return Marks(emails=marks.emails | emails, phones=marks.phones | phones, names=marks.names | names - emails)


def _is_of(row: dict[str, Any], known: set[str], marks: Marks) -> bool:
    """Whether a row that was set aside is the person, or asks whether it is."""
    return row["lead_id"] in known or row["like_id"] in known or marks.are_in(row["incoming"])


def _is_posted(row: dict[str, Any], known: set[str], marks: Marks) -> bool:
    """Whether a post became one of the leads, or names the person."""
    linked = known & set(row["lead_ids"].split(","))
    return bool(row["body"]) and (bool(linked) or marks.are_in(row["body"].decode("utf-8", "replace")))


def _is_told(row: dict[str, Any], known: set[str], marks: Marks) -> bool:
    detail = row["detail"]
    return (
        row["lead_id"] in known or any(one in detail for one in (*marks.names, *marks.phones)) or marks.are_in(detail)
    )


def _scrubbed(row: dict[str, Any], known: set[str], marks: Marks) -> str:
    """An audit entry that says that it happened, and not to whom."""
    detail = json.loads(row["detail"])
    is_taken_back_by = isinstance(detail, dict) and {"before", "after"} <= detail.keys()
    kept = {"erased": True} if row["lead_id"] in known and not is_taken_back_by else marks.scrubbed(detail)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


@cache
def _columns(text: str, table: str) -> tuple[str, ...]:
    """The columns of a statement of one table, in its order."""
    return tuple(re.findall(rf'\b{table}\."?(\w+)', text.partition(" FROM ")[0]))


def _rows(unit: Unit, statement: Sql, table: str, **params: Any) -> Rows:
    names = _columns(statement.text, table)
    return [dict(zip(names, row, strict=True)) for row in unit.all(statement, **params)]


def _statement(what: str, table: str) -> Sql:
    found: Sql = vars(compiled)[f"{what}_{table.upper()}"]
    return found


def _readable(person: Person) -> str:
    """Everything kept, as a person reads it."""
    lines = ["Everything that is kept of one person, by kind. Times are UTC.", ""]
    for table, rows in person.rows.items():
        if rows:
            lines += [f"{table.replace('_', ' ').capitalize()} ({len(rows)})", ""]
            for row in rows:
                lines += [f"  {name}: {_shown(one)}" for name, one in row.items() if one not in ("", None, 0, "{}")]
                lines.append("")
    return "\n".join(lines)


def _shown(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else clean(str(value), multiline=True)


def _written(path: Path, text: str) -> Path:
    """Write a file that only its owner may read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(0o600)
        path.chmod(0o600)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written", error.strerror or str(error), "Name another folder") from error
    return path
