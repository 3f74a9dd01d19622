"""What becomes of every form that a lead list comes in: makes the files itself, imports each one, and writes a table.

The header rows are those of public exports (Marketo's and Pardot's are unverified). Each file goes into a new team's
book, then in again (which must add nothing), then is undone (which must leave nothing).

    python benchmarks/import_forms.py [--write] [--folder FOLDER]

--write keeps the table in benchmarks/import_forms.md; --folder adds every file of a folder of yours.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.import_files import FORMS, Form
from sdrdesk.build import data_folder, found_team, open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.intake.intake_values import Options, Report
from sdrdesk.domain.words import plural
from sdrdesk.errors import DeskError
from sdrdesk.feeds.playbook_file import read_playbook
from sdrdesk.store.sql import Sql

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TABLE = Path(__file__).with_suffix(".md")
LEADS = Sql(
    "leads",
    "SELECT name, company, phone FROM lead JOIN batch ON batch.id = batch_id WHERE batch.state = 'live' ORDER BY name",
)
HEAD = """# What becomes of every form of lead list

Written by `python benchmarks/import_forms.py --write`; the files are made by `benchmarks/import_files.py`.
"Again" is the same file a second time: what it added. "Undone" is how many leads were left after `import undo`.

| file | taken for | rows | leads | who | again | undone | said |
|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one file."""

    form: Form
    vendor: str = ""
    rows: str = ""
    leads: str = ""
    who: str = ""
    again: str = ""
    undone: str = ""
    said: str = ""

    @property
    def line(self) -> str:
        """The table's row."""
        cells = (self.form.title, self.vendor, self.rows, self.leads, self.who, self.again, self.undone, self.said)
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    @property
    def is_as_meant(self) -> bool:
        """Whether so many leads came of it as the form says, and the same file again added nothing."""
        expected = self.form.leads
        if expected is None:
            return True
        if expected < 0:
            return self.leads == "refused"
        return self.leads == str(expected) and self.again in ("0", "") and self.undone in ("0", "")


def main() -> int:
    """Try each form; 1 if one of them did not become what it should."""
    options = argparse.ArgumentParser(description="Import every form of lead list, and say what became of it")
    options.add_argument("--write", action="store_true")
    options.add_argument("--folder", type=Path)
    told = options.parse_args()
    lines, wrong = [HEAD], 0
    with tempfile.TemporaryDirectory(prefix="sdrdesk-forms-") as made:
        empty = founded(Path(made) / "empty.db")
        forms = (*FORMS, *(of_folder(told.folder) if told.folder else ()))
        for form in forms:
            tried = try_form(form, empty, Path(made))
            wrong += not tried.is_as_meant
            lines.append(tried.line + ("" if tried.is_as_meant else f" **meant: {form.leads}**"))
    text = "\n".join(lines)
    print(text)
    print(f"\n{plural(len(forms), 'file')}, {wrong} not as meant")
    if told.write:
        TABLE.write_text(text + "\n", encoding="utf-8")
    return 1 if wrong else 0


def founded(path: Path) -> Path:
    """A database with two reps, a manager and nothing else."""
    playbook = data_folder() / "playbook.toml"
    people = [
        {"login": login, "name": login.title(), "role": role, "zone_name": "America/New_York"}
        for login, role in (("ann", "rep"), ("bob", "rep"), ("max", "manager"))
    ]
    source = playbook.read_text(encoding="utf-8")
    found_team(path, NOW, team="Forms", members=people, playbook=read_playbook(playbook), source=source).close()
    return path


def of_folder(folder: Path) -> Iterator[Form]:
    """The files of a folder, of which nothing is expected but an answer."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        yield Form(title=path.relative_to(folder).as_posix(), name=path.name, content=path.read_bytes(), leads=None)


def try_form(form: Form, empty: Path, folder: Path) -> Tried:
    """Import a file into a new book, again, and undo it."""
    book, file = folder / "book.db", folder / form.name
    for old in folder.glob("book.db*"):
        old.unlink()
    for kept in empty.parent.glob(f"{empty.name}*"):
        shutil.copy(kept, folder / kept.name.replace(empty.name, book.name))
    file.write_bytes(form.content)
    desk = open_desk(book, FixedClock(NOW), "max")
    options = Options(default_offer="demo-request", zone="America/New_York", dates=form.dates, mapping=form.mapping)
    try:
        try:
            first = desk.intake.load(file, options)
        except DeskError as error:
            return Tried(form=form, leads="refused", said=words(error))
        again = desk.intake.load(file, options)
        with desk.seat.store.reading() as unit:
            leads = unit.all(LEADS)
        for batch in (again.batch_id, first.batch_id):
            if batch:
                desk.intake.undo(batch)
        with desk.seat.store.reading() as unit:
            left = len(unit.all(LEADS))
    finally:
        desk.close()
        file.unlink()
    return Tried(
        form=form,
        vendor=first.vendor or "unknown",
        rows=str(first.rows),
        leads=str(len(leads)),
        who="; ".join(", ".join(part for part in lead if part) for lead in leads[:2]),
        again=str(again.created + again.joined),
        undone=str(left),
        said=said(first),
    )


def words(error: DeskError) -> str:
    """What a person reads."""
    return ". ".join(part for part in (error.title, error.message, error.hint) if part).replace("?.", "?")


def said(report: Report) -> str:
    """What was said about the file and its rows."""
    parts = [*report.notes, *(str(one) for one in report.problems[:3]), *(str(one) for one in report.doubts[:2])]
    more = len(report.problems) - 3
    return "; ".join(parts) + (f"; and {more} more" if more > 0 else "")


if __name__ == "__main__":
    raise SystemExit(main())
