"""A lead list of any make, row by row as it would become leads: what `desk/intake/intake.py` stages and makes live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.intake import Field, Incoming, Problem, Unclear
from sdrdesk.feeds.basis_words import read_basis, said_basis
from sdrdesk.feeds.contact import ABSENT, NO_EMAIL, NO_PHONE, Email, Phone, read_email, read_phone
from sdrdesk.feeds.dates import DateOrder, DateSurvey, Orders, read_moment
from sdrdesk.feeds.headers import Recognised, recognise
from sdrdesk.feeds.places import country_code, locate
from sdrdesk.feeds.table import Rows, Table
from sdrdesk.feeds.table_file import open_table
from sdrdesk.text import clean

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No form was filled in before; an older date is a wrong one."""
AHEAD = timedelta(minutes=10)
"""How far in the future a conversion may lie: clocks differ."""

_LANGUAGES = {"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es"}
_LANGUAGES |= {
    "español": "es",
    "italian": "it",
    "italiano": "it",
    "dutch": "nl",
    "nederlands": "nl",
    "portuguese": "pt",
}
LONGEST = 2000
"""Letters in any value but a note or an answer, which is cut there."""
LONGEST_QUESTION = 200
MOST_ANSWERS = 30
"""Questions of one form that are kept."""

_RUN_TOGETHER = f"has a value of more than {LONGEST} letters: rows may have run together"
_CURE_QUOTES = "Look for a quote that is never closed"
_CURE_DATE = "Write it as 2026-03-12 09:14"


def date_fault(moment: datetime | None, latest: datetime) -> str:
    """Why nobody can have converted then, in a file or a form; "" if they can."""
    if moment is None:
        return "is no date that can be read"
    return "is before the year 2000" if moment < EARLIEST else "is in the future" if moment > latest else ""


@dataclass(slots=True, kw_only=True)
class LeadFile:
    """A lead list that has been opened and understood, not yet read."""

    table: Table
    recognised: Recognised
    region: str
    """The country whose people write phone numbers without its code, where a row names none."""
    zone: tzinfo
    """The zone of times that name none."""
    now: datetime
    orders: dict[int, Orders]
    """How each date column is to be read."""
    notes: tuple[str, ...]
    undated: int = field(default=0, init=False)
    """Rows of the last pass without a time of their own; they get the time of the import."""
    _rows: Rows | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.table.name

    @property
    def size(self) -> int:
        """Bytes in all, for a progress bar."""
        return self.table.size

    @property
    def bytes_read(self) -> int:
        """Bytes read in the current pass."""
        return self._rows.bytes_read if self._rows else 0

    def __iter__(self) -> Iterator[Incoming | Problem]:
        """Each row as it would become a lead, or why it cannot; a new pass over the file each time."""
        self.undated = 0
        self._rows = self.table.rows()
        read = _RowReader(self)
        for item in self._rows:
            if isinstance(item, Problem):
                yield item
                continue
            incoming = read.row(*item)
            if isinstance(incoming, Incoming) and not incoming.is_dated:
                self.undated += 1
            yield incoming


def offer_words(file: LeadFile, most: int = 10_000) -> set[str]:
    """What the rows of a file call their offers, at most so many words; one quick pass that reads nothing else."""
    own = _columns(file.table, file.recognised, Field.OFFER)
    columns = own + _columns(file.table, file.recognised, Field.CAMPAIGN)[:1]
    raw: set[tuple[str, ...]] = set()
    for item in file.table.rows():
        if not isinstance(item, Problem):
            raw.add(tuple([item[1][column] for column in columns]))
            if len(raw) >= most:
                break
    return {next((word for word in map(clean, cells) if word), "") for cells in raw}


def read_leads(
    path: Path,
    *,
    mapping: dict[str, str] | None = None,
    dates: DateOrder | None = None,
    region: str,
    zone: str,
    now: datetime,
) -> LeadFile:
    """The lead list in `path`.

    Args:
        path: A CSV or TSV file, an Excel workbook, JSON lines or a JSON list.
        mapping: Column to field, as the user says or as it was saved; goes before what is recognised.
        dates: The order of day and month, where the file does not tell.
        region: Two letters of the team's country, for phone numbers without a country code.
        zone: The team's zone, for times without one.
        now: The time of the import.

    Raises:
        BadInput: The file cannot be used as it stands; the hint says what to do.
    """
    table = open_table(path)
    recognised = recognise(table.header, mapping, name=table.name)
    columns = _columns(table, recognised, Field.CONVERTED_AT)
    naive: tzinfo = UTC if recognised.is_utc else ZoneInfo(zone)
    orders = _date_orders(table, columns, dates)
    notes = list(table.notes)
    if not columns:
        notes.append("No column says when a lead converted: all get the time of the import")
    elif recognised.is_utc:
        notes.append("Times are read as UTC")
    else:
        notes.append(f"Times without a zone are read as {zone}")
    return LeadFile(
        table=table, recognised=recognised, region=region, zone=naive, now=now, orders=orders, notes=tuple(notes)
    )


def _columns(table: Table, recognised: Recognised, field_: Field) -> tuple[int, ...]:
    """Where the columns of a field are, best first."""
    return tuple(table.header.index(column) for column in recognised.mapping.columns(field_))


def _date_orders(table: Table, columns: tuple[int, ...], dates: DateOrder | None) -> dict[int, Orders]:
    """How each date column is to be read; one pass over the file where the user has not said.

    Raises:
        BadInput: A column leaves it open, or has both.
    """
    if dates is not None:
        return dict.fromkeys(columns, dict.fromkeys("/.-", dates))
    surveys = {column: DateSurvey() for column in columns}
    if surveys:
        for item in table.rows():
            if not isinstance(item, Problem):
                for column, survey in surveys.items():
                    text = item[1][column].strip()
                    if text[4:5] != "-" or not text[:4].isdecimal():  # most are ISO, which says it by itself
                        survey.see(text)
    for column, survey in surveys.items():
        if question := survey.question():
            title = f'Day or month first in column "{table.header[column]}"?'
            raise Unclear(title, question, "Say --dates dmy (day first) or --dates mdy (month first)", asks="dates")
    return {column: survey.orders() for column, survey in surveys.items()}


class _RowReader:
    """Turns the cells of a row into a lead; knows where each field stands."""

    def __init__(self, file: LeadFile) -> None:
        """Look up the columns once, not once per row."""
        self._file = file
        self._latest = file.now + AHEAD
        at = {name: _columns(file.table, file.recognised, name) for name in Field}
        self._dates, self._emails, self._phones = at[Field.CONVERTED_AT], at[Field.EMAIL], at[Field.PHONE]
        self._note, self._answers = at[Field.NOTE], at[Field.ANSWER]
        self._long = frozenset(self._note + self._answers)
        several = (them for name, them in at.items() if name not in (Field.ANSWER, Field.NOTE))
        self._stand_ins = tuple(them for them in several if len(them) > 1)
        # A field without a column reads the empty cell that `_cleaned` puts behind the row.
        one = {name: (them[0] if them else -1) for name, them in at.items()}
        self._first, self._last, self._full = one[Field.FIRST_NAME], one[Field.LAST_NAME], one[Field.FULL_NAME]
        self._company, self._title, self._people = one[Field.COMPANY], one[Field.TITLE], one[Field.PEOPLE]
        self._country, self._state = one[Field.COUNTRY], one[Field.STATE]
        self._city, self._postal, self._language = one[Field.CITY], one[Field.POSTAL_CODE], one[Field.LANGUAGE]
        self._offer, self._campaign, self._source = one[Field.OFFER], one[Field.CAMPAIGN], one[Field.SOURCE]
        self._basis, self._agreed = one[Field.BASIS], one[Field.CONSENT_TEXT]
        self._owner, self._id = one[Field.OWNER], one[Field.EXTERNAL_ID]

    def row(self, line: int, raw: Sequence[str]) -> Incoming | Problem:
        """The row as a lead, or why it cannot be one."""
        whole = "".join(raw)
        # One look at the whole row spares plain rows a look at every cell.
        cells = self._cleaned(raw, is_plain=whole.isascii() and whole.isprintable())
        if len(whole) > LONGEST and self._is_run_together(cells):
            return Problem(row=line, field="row", value=cells[0][:60], reason=_RUN_TOGETHER, cure=_CURE_QUOTES)
        converted_at = self._moment(line, cells)
        if isinstance(converted_at, Problem):
            return converted_at
        country = cells[self._country]
        email, shown = self._read_email(cells)
        phone = self._read_phone(cells, (country_code(country) if country else "") or self._file.region)
        doubts = self._doubts(line, email, shown, phone) if email.fault or phone.fault else ()
        if not email.address and not phone.e164:
            return doubts[0] if doubts else _unreachable(line)
        note = "\n".join(filter(None, (clean(raw[at], multiline=True) for at in self._note))) if self._note else ""
        return self._lead(line, cells, converted_at, email, phone, note, doubts)

    def _lead(
        self,
        line: int,
        cells: Sequence[str],
        converted_at: datetime | None,
        email: Email,
        phone: Phone,
        note: str,
        doubts: tuple[Problem, ...],
    ) -> Incoming:
        """A row that has passed, as a lead."""
        now, state, city, postal = self._file.now, cells[self._state], cells[self._city], cells[self._postal]
        located = locate(cells[self._country], state, city, postal, phone.e164, now.year)
        first, last, full = self._names(cells)
        return Incoming(
            row=line,
            first_name=first,
            last_name=last,
            full_name=full,
            company=_present(cells[self._company]),
            title=_present(cells[self._title]),
            email=email.address,
            phone=phone.e164,
            phone_shown=phone.shown,
            extension=phone.extension,
            country=located.country,
            state=located.state,
            city=city,
            postal_code=postal,
            place=located.place,
            people=read_people(cells[self._people]),
            offer_words=cells[self._offer] or cells[self._campaign],
            converted_at=converted_at or now,
            is_dated=converted_at is not None,
            source=cells[self._source],
            campaign=cells[self._campaign],
            owner_words=cells[self._owner],
            external_id=cells[self._id],
            note=note,
            language=read_language(cells[self._language]),
            basis=read_basis(cells[self._basis]),
            basis_text=said_basis(cells[self._basis], cells[self._agreed]),
            answers=self._said(cells) if self._answers else (),
            doubts=doubts,
        )

    def _cleaned(self, raw: Sequence[str], *, is_plain: bool) -> list[str]:
        """The cells cleaned, further columns standing in for empty ones, and an empty cell behind them."""
        cells = [cell.strip() for cell in raw] if is_plain else [clean(cell) for cell in raw]
        for best, *others in self._stand_ins:
            if not cells[best]:
                cells[best] = next((cells[other] for other in others if cells[other]), "")
        cells.append("")
        return cells

    def _said(self, cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """The questions of the form that were answered."""
        header = self._file.table.header
        given = ((header[at][:LONGEST_QUESTION], _present(cells[at])[:LONGEST]) for at in self._answers)
        return tuple((question, answer) for question, answer in given if answer)[:MOST_ANSWERS]

    def _is_run_together(self, cells: Sequence[str]) -> bool:
        """Whether a cell is so long that rows must have run into it."""
        return any(len(cell) > LONGEST for at, cell in enumerate(cells) if at not in self._long)

    def _moment(self, line: int, cells: Sequence[str]) -> datetime | Problem | None:
        """When the lead converted; None where the row does not say."""
        for column in self._dates:
            text = cells[column]
            if not text or text.casefold() in ABSENT:
                continue
            moment = read_moment(text, self._file.orders[column], self._file.zone)
            reason = date_fault(moment, self._latest)
            if not reason:
                return moment
            cure = _CURE_DATE if moment is None else "Correct the date, or its order with --dates dmy or --dates mdy"
            return Problem(row=line, field=Field.CONVERTED_AT, value=text[:60], reason=reason, cure=cure)
        return None

    def _read_email(self, cells: Sequence[str]) -> tuple[Email, str]:
        """The first address that will do, else the first fault and what stood there."""
        worst, shown = NO_EMAIL, ""
        for column in self._emails:
            email = read_email(cells[column])
            if email.address:
                return email, ""
            if email.fault and not worst.fault:
                worst, shown = email, cells[column][:60]
        return worst, shown

    def _read_phone(self, cells: Sequence[str], region: str) -> Phone:
        """The first number that can be dialled, else the first that cannot."""
        worst = NO_PHONE
        for column in self._phones:
            phone = read_phone(cells[column], region)
            if phone.e164:
                return phone
            if phone.fault and not worst.fault:
                worst = phone
        return worst

    @staticmethod
    def _doubts(line: int, email: Email, shown: str, phone: Phone) -> tuple[Problem, ...]:
        """What is said of an address or a number that cannot be used."""
        found = []
        if email.fault:
            cure = "Correct the address in the file and import it again"
            found.append(Problem(row=line, field=Field.EMAIL, value=shown, reason=email.fault, cure=cure))
        if phone.fault:
            cure = "Write it with its country code: +1 312 555 0142"
            found.append(Problem(row=line, field=Field.PHONE, value=phone.shown, reason=phone.fault, cure=cure))
        return tuple(found)

    def _names(self, cells: Sequence[str]) -> tuple[str, str, str]:
        """First, last and full name, each made from the others where it is missing."""
        first, last, full = cells[self._first], cells[self._last], cells[self._full]
        if first or last:
            return first, last, full or f"{first} {last}".strip()
        return split_name(full) if full else ("", "", "")


def _present(value: str) -> str:
    """`value`, unless it is a word for nothing ("n/a")."""
    return "" if value.casefold() in ABSENT else value


def _unreachable(line: int) -> Problem:
    """What is said of a row without an address and a number."""
    cure = "Add one of them, or take the row out"
    return Problem(row=line, field="row", reason="has neither an e-mail address nor a phone number", cure=cure)


def split_name(full: str) -> tuple[str, str, str]:
    """First, last and full name of "Ann Example" or "Example, Ann"."""
    last, comma, first = (part.strip() for part in full.partition(","))
    if comma and first and last:
        return first, last, f"{first} {last}"
    first, _, last = full.rpartition(" ")
    return (first.strip(), last, full) if first else (last, "", full)


@lru_cache(maxsize=1024)
def read_people(text: str) -> int | None:
    """How many people at least: 51 for "51-200", 10001 for "10,001+"; None for anything else."""
    if not text:
        return None
    match = re.search(r"\d{1,3}(?:[,.' ]\d{3})+|\d+(?:\.\d+)?", text)
    if match is None:
        return None
    number = match[0]
    plain = re.sub(r"[,.' ]", "", number) if re.fullmatch(r"\d{1,3}(?:[,.' ]\d{3})+", number) else number
    factor = 1000 if re.match(r"\s*k\b", text[match.end() :], re.IGNORECASE) else 1
    people = int(float(plain) * factor) if len(plain) <= 9 else 0
    return people or None


@lru_cache(maxsize=1024)
def read_language(text: str) -> str:
    """Two letters for "English" or "en-US"; "" for anything else."""
    word = text.casefold()
    code = re.match(r"([a-z]{2})(?:[-_][a-z]{2,4})?$", word)
    return code[1] if code else _LANGUAGES.get(word, "")
