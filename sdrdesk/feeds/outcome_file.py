"""Reads a file of leads with their outcomes: whoever has one can try a score on it. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sdrdesk.dataclasses import dataclass, field, replace
from sdrdesk.domain.columns import (
    Column,
    Use,
    date_among,
    desk_fact,
    folded,
    is_id,
    is_person,
    late_reason,
    order_among,
    outcome_among,
)
from sdrdesk.domain.facts import COLUMN, EARLY, Case, EarlyFact, Sample, early
from sdrdesk.domain.intake import Problem
from sdrdesk.domain.playbook import Score
from sdrdesk.domain.points import Value
from sdrdesk.domain.score import Facts, grade_by_hand, values_of
from sdrdesk.errors import BadInput
from sdrdesk.feeds.dates import DateOrder, DateSurvey, read_moment
from sdrdesk.feeds.deals_file import WHY as DEALS_WHY
from sdrdesk.feeds.deals_file import read_deals
from sdrdesk.feeds.outcome_words import Outcomes
from sdrdesk.feeds.places import country_code
from sdrdesk.feeds.table_file import open_table
from sdrdesk.text import clean

MOST_ROWS = 500_000
NOTHING = frozenset({"", "select", "n/a", "na", "null", "none", "nan", "-"})
"""What stands in a cell where nobody chose anything."""

TOLD_BY_FILLING = 0.6
"""An AUC of whether a cell is filled in at all, from which the column is held back: reps fill it in when they talk."""

NEARLY_ALL = 0.9
"""Share of the cells: of numbers, for a column of numbers; of different words, for one that only tells rows apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeOptions:
    """What a reader was told about the file."""

    outcome: str = ""
    won: tuple[str, ...] = ()
    """Words that mean a win; every other word is a loss."""
    date: str = ""
    order: str = ""
    dates: DateOrder | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    """By column: "before" or "after"."""
    mapped: Mapping[str, str] = field(default_factory=dict)
    """By column: the desk's fact that it is."""
    only: tuple[tuple[str, str], ...] = ()
    """Column and word: rows that say so; several words of one column are alternatives."""
    deals: Path | None = None
    """A second file that holds what was won."""
    key: str = ""
    """The column that joins it to the leads; "" to find it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFile:
    """A file that was read: what each column is taken for, and the sample it makes."""

    columns: tuple[Column, ...]
    sample: Sample
    notes: tuple[str, ...]


def read_outcomes(path: Path, options: OutcomeOptions, score: Score) -> OutcomeFile:
    """The sample in a file, in the order of time; `score` gives its leads the points set by hand.

    Raises:
        BadInput: It is no table, or nobody can tell what was won; the hint says how to say so.
    """
    table = open_table(path)
    reading = _Reading(path, table.header, options)
    rows = list(reading.chosen(table.rows()))
    return reading.file(rows, score, table.notes)


class _Reading:
    """One file on its way into a sample."""

    def __init__(self, path: Path, header: tuple[str, ...], options: OutcomeOptions) -> None:
        name = clean(path.name)
        self.path, self.name, self.header, self.options = path, name, header, options
        self.place = {column: at for at, column in enumerate(header)}
        for column in (options.outcome, options.date, options.order, *options.known, *options.mapped):
            self._must_be(column)
        for column, _ in options.only:
            self._must_be(column)
        self.deals = read_deals(options.deals, header, options.key, options.won) if options.deals else None
        self.outcome = "" if self.deals else options.outcome or outcome_among(header)
        if not self.outcome and self.deals is None:
            columns = ", ".join(header[:40])
            raise BadInput(
                f"{name} does not say what was won", f"Its columns: {columns}",
                "Give --outcome COLUMN, or --deals FILE where it stands in another file",
            )  # fmt: skip
        self.says = Outcomes(self.outcome, options.won)
        rest = tuple(one for one in header if one != self.outcome)
        self.date = options.date or ("" if options.order else date_among(rest))
        self.order = "" if self.date else options.order or order_among(rest)
        self.skipped = 0

    def _must_be(self, column: str) -> None:
        if column and column not in self.place:
            raise BadInput(f'{self.name} has no column "{clean(column)}"', f"It has: {', '.join(self.header[:40])}")

    # --- rows ---------------------------------------------------------------------------------------------------------

    def chosen(self, rows: object) -> Iterator[tuple[int, list[str]]]:
        """The rows that were asked for and have an outcome."""
        wanted: dict[str, set[str]] = {}
        for column, word in self.options.only:
            wanted.setdefault(column, set()).add(word.casefold().strip())
        for row in iter(rows):  # type: ignore[call-overload]
            if isinstance(row, Problem):
                self.skipped += 1
                continue
            line, cells = row
            if any(cells[self.place[column]].casefold().strip() not in words for column, words in wanted.items()):
                continue
            if self._is_won(line, cells) is None:
                self.skipped += 1
                continue
            if line > MOST_ROWS:
                raise BadInput(f"{self.name} has more than {MOST_ROWS:,} rows", "", "Give a part of it")
            yield line, cells

    def file(self, rows: Sequence[tuple[int, list[str]]], score: Score, notes: Sequence[str]) -> OutcomeFile:
        """The sample of the chosen rows."""
        if not rows:
            raise BadInput(f"{self.name} has no lead with an outcome", "", "Look at --outcome and --only")
        won = [bool(self._is_won(line, cells)) for line, cells in rows]
        moments = self._moments([cells for _, cells in rows])
        columns = [self._column(name, [cells[self.place[name]] for _, cells in rows], won) for name in self.header]
        readers = [(one, _reader(one, self._cells(rows, one.name), score)) for one in columns if one.use is Use.FACT]
        hand = self._by_hand(rows, score)
        facts = tuple(_fact(one, is_number=is_number) for one, (is_number, _) in readers)
        cases = [
            Case(
                values=tuple(read(cells[self.place[one.name]]) for one, (_, read) in readers),
                won=won[at], at=moments[at], hand=hand(cells), lead_id=f"line {line}",
            )
            for at, (line, cells) in enumerate(rows)
        ]  # fmt: skip
        sample = Sample(
            facts=facts, cases=tuple(cases[at] for at in self._sorted(rows, moments)), is_dated=bool(self.date),
            told=f"{self.name}: {len(cases):,} leads, {sum(won):,} won",
        )  # fmt: skip
        spent = [_spent_note(one.name, self._cells(rows, one.name)) for one in columns if one.fact == "minutes"]
        notes = (*notes, *self._notes(moments), *spent, *self._deal_notes(rows, moments))
        return OutcomeFile(columns=(*columns, *self._late_columns()), sample=sample, notes=notes)

    def _cells(self, rows: Sequence[tuple[int, list[str]]], name: str) -> list[str]:
        return [cells[self.place[name]] for _, cells in rows]

    def _is_won(self, line: int, cells: Sequence[str]) -> bool | None:
        """Whether a row was won; None while nobody knows, or where it cannot be joined."""
        if self.deals is not None:
            ident = cells[self.place[self.deals.key]].strip()
            return ident in self.deals.won if ident else None
        cell = cells[self.place[self.outcome]]
        try:
            return self.says(cell)
        except KeyError:
            table = open_table(self.path)
            others = [row[1][self.place[self.outcome]] for row in table.rows() if not isinstance(row, Problem)]
            raise self.says.refusal(self.name, line, cell, others) from None

    def _moments(self, rows: Sequence[list[str]]) -> list[datetime | None]:
        if not self.date:
            return [None] * len(rows)
        cells = [row[self.place[self.date]].strip() for row in rows]
        survey = DateSurvey()
        for cell in cells:
            survey.see(cell)
        orders: dict[str, DateOrder] = {mark: order for mark, order in survey.seen}  # noqa: C416 - keys are pairs
        if self.options.dates:
            orders = dict.fromkeys(("/", ".", "-"), self.options.dates)
        elif unclear := next((text for mark, text in survey.unclear.items() if mark not in orders), ""):
            raise BadInput(f'"{unclear}" in "{self.date}" can be read both ways', "", "Give --dates dmy or --dates mdy")
        return [read_moment(cell, orders, UTC) for cell in cells]

    def _sorted(self, rows: Sequence[tuple[int, list[str]]], moments: Sequence[datetime | None]) -> list[int]:
        """Places of the rows in the order of time, as far as anybody can tell."""
        if self.date:
            known = [at for at, one in enumerate(moments) if one is not None]
            return sorted(known, key=lambda at: (moments[at], at))
        if not self.order:
            return list(range(len(rows)))
        numbers = [_number(cell) for cell in self._cells(rows, self.order)]
        return sorted(range(len(rows)), key=lambda at: (numbers[at] is None, numbers[at] or 0.0, at))

    def _notes(self, moments: Sequence[datetime | None]) -> Iterator[str]:
        if self.skipped:
            yield f"{self.skipped} rows without an outcome, or that cannot be read, are left out"
        if self.date:
            if lost := sum(one is None for one in moments):
                yield f'{lost} rows whose "{self.date}" is no date are left out'
        elif self.order:
            yield f'No dates: rows stand in the order of "{self.order}", smallest first (--date COLUMN, --order COLUMN)'
        else:
            yield "No dates: rows are taken in the order of the file, the first as the earliest (--date COLUMN)"
        yield "Numbers are those of the export: if visits went on after the first touch, they know more than you will"

    def _deal_notes(self, rows: Sequence[tuple[int, list[str]]], moments: Sequence[datetime | None]) -> Iterator[str]:
        if (deals := self.deals) is None:
            return
        ids = [cells[self.place[deals.key]].strip() for _, cells in rows]
        found = sum(one in deals.won for one in set(ids))
        yield f'{deals.name} is joined by "{deals.key}": {found:,} of its {deals.deals:,} deals are among the leads'
        waits = sorted(
            (won - came).days
            for one, came in zip(ids, moments, strict=True)
            if (won := deals.won.get(one)) is not None and came is not None
        )
        if waits:
            half, most = waits[len(waits) // 2], waits[int(len(waits) * 0.9)]
            yield f"Half of the wins came within {half} days, nine of ten within {most}: younger leads may yet be won,"
            yield "and count as lost here"

    # --- columns ------------------------------------------------------------------------------------------------------

    def _column(self, name: str, cells: Sequence[str], won: Sequence[bool]) -> Column:
        """What a column is used as, and why."""
        said = self.options.known.get(name, "")
        if name in (self.outcome, self.date, self.order):
            use = {self.outcome: Use.OUTCOME, self.date: Use.DATE, self.order: Use.ORDER}[name]
            return Column(name=name, use=use)
        if self.deals is not None and name == self.deals.key:
            return Column(name=name, use=Use.ASIDE, why=f"it joins the leads to {self.deals.name}")
        if said == "after":
            return Column(name=name, use=Use.LATE, why="so you say")
        if not said and (why := late_reason(name)):
            return Column(name=name, use=Use.LATE, why=why)
        if name not in self.options.mapped and not said and is_person(name):
            return Column(name=name, use=Use.ASIDE, why="it says who somebody is")
        filled = [cell.strip().casefold() for cell in cells if cell.strip().casefold() not in NOTHING]
        different = len(set(filled))
        if different < 2 and len(filled) in (0, len(cells)):
            return Column(name=name, use=Use.ASIDE, why="it is the same in every row")
        if (is_id(name) or not _is_number(cells)) and different > len(filled) * NEARLY_ALL:
            return Column(name=name, use=Use.ASIDE, why="nearly every row differs")
        if not said and (auc := _told_by_filling(cells, won)) >= TOLD_BY_FILLING:
            why = (
                f"whether it is filled in tells the outcome by itself (AUC {auc:.2f}): reps may fill it in on the call"
            )
            return Column(name=name, use=Use.LATE, why=f"{why}; if the form asks it: --known '{name}=before'")
        fact = self.options.mapped.get(name, "") or COLUMN + name
        why = "you say it is known before contact" if said else ""
        return Column(name=name, use=Use.FACT, why=why, fact=fact)

    def _late_columns(self) -> Iterator[Column]:
        """The columns of the file of deals: none of them can be let in."""
        for name in self.deals.header if self.deals else ():
            if self.deals and name != self.deals.own_key:
                yield Column(name=f"{self.deals.name}: {name}", use=Use.LATE, why=DEALS_WHY)

    def _by_hand(self, rows: Sequence[tuple[int, list[str]]], score: Score) -> Callable[[list[str]], int]:
        """What gives a row its points by the rules set by hand, from the columns that are facts of the desk's own."""
        found: dict[str, tuple[int, Callable[[str], Value]]] = {}
        for name in self.header:
            key = self.options.mapped.get(name, "") or desk_fact(name)
            if key in _BY_HAND and key not in found and (name in self.options.mapped or not late_reason(name)):
                found[key] = (self.place[name], _desk_reader(key, self._cells(rows, name), None))

        def points(cells: list[str]) -> int:
            values = {key: read(cells[at]) for key, (at, read) in found.items()}
            people, minutes = values.get("people"), values.get("minutes")
            kind = str(values.get("kind") or "").replace(" ", "_").replace("-", "_")
            facts = Facts(
                kinds=(kind,),
                sources=(str(values["source"]),) if values.get("source") else (),
                pages=(("", int(float(minutes) * 60)),) if minutes is not None else (),
                title=str(values.get("title") or ""),
                people=int(float(people)) if people is not None else None,
            )
            return grade_by_hand(facts, score).points

        return points


_BY_HAND = ("kind", "source", "minutes", "title", "people")
"""Facts that have points set by hand and may stand in a file."""


def _fact(column: Column, *, is_number: bool) -> EarlyFact:
    if column.fact.startswith(COLUMN):
        return EarlyFact(key=column.fact, label=column.name, is_number=is_number, how="a column of the file")
    return replace(early(column.fact), label=f"{EARLY[column.fact].label} ({column.name})")


def _reader(column: Column, cells: Sequence[str], score: Score) -> tuple[bool, Callable[[str], Value]]:
    """Whether a column holds numbers, and what makes a value of a cell."""
    if not column.fact.startswith(COLUMN):
        if column.fact not in EARLY:
            early(column.fact)
            raise BadInput(f'"{column.name}" cannot be {column.fact}', "", f"One of: {', '.join(EARLY)}")
        return EARLY[column.fact].is_number, _desk_reader(column.fact, cells, score)
    return (True, _number) if _is_number(cells) else (False, _word)


def _desk_reader(key: str, cells: Sequence[str], score: Score | None) -> Callable[[str], Value]:
    """What makes the value of a desk's fact; a title becomes one of the playbook's with `score`."""
    if key == "minutes":
        per = _in_a_minute(cells)
        return lambda cell: None if (number := _number(cell)) is None else number // per
    if key == "title" and score is not None:
        return lambda cell: values_of(Facts(kinds=(), title=clean(cell)), score)["title"]
    if key == "country":
        return lambda cell: country_code(cell).casefold() or _word(cell)
    return _number if EARLY[key].is_number else _word


def _in_a_minute(cells: Sequence[str]) -> int:
    """60 where a column of time spent holds seconds: nobody's middle visitor stays for an hour of minutes."""
    known = sorted(number for number in map(_number, cells) if number)
    return 60 if known and known[len(known) // 2] > 60 else 1


def _spent_note(name: str, cells: Sequence[str]) -> str:
    unit = "seconds, for half of those that stayed have more than 60" if _in_a_minute(cells) > 1 else "minutes"
    return f'"{name}" is taken as {unit}'


def _word(cell: str) -> str | None:
    word = clean(cell).casefold()[:80]
    return None if word in NOTHING else word


def _number(cell: str) -> float | None:
    try:
        number = float(cell.replace(",", "").strip())
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None


def _is_number(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers, and more than yes and no."""
    filled = [cell for cell in cells if cell.strip().casefold() not in NOTHING]
    numbers = [number for number in map(_number, filled) if number is not None]
    return len(numbers) > len(filled) * NEARLY_ALL and len(set(numbers)) > 2


def _told_by_filling(cells: Sequence[str], won: Sequence[bool]) -> float:
    """The AUC of whether a cell is filled in: 0.5 if that says nothing."""
    is_filled = [cell.strip().casefold() not in NOTHING for cell in cells]
    wins = sum(won)
    if not 0 < wins < len(won):
        return 0.5
    of_won = sum(one for one, is_won in zip(is_filled, won, strict=True) if is_won) / wins
    of_lost = sum(one for one, is_won in zip(is_filled, won, strict=True) if not is_won) / (len(won) - wins)
    return 0.5 + abs(of_won - of_lost) / 2


__all__ = ["OutcomeFile", "OutcomeOptions", "folded", "read_outcomes"]
