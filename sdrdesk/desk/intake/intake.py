"""Import: a file becomes leads, all of it or none, while others go on working.

Rows are written in short transactions under a batch that nobody sees; one last short transaction makes the batch live.
A crash leaves a batch that the next import sweeps away.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import replace
from sdrdesk.desk.intake import asides, previews
from sdrdesk.desk.intake.arrivals import Arrival, Arrivals
from sdrdesk.desk.intake.asides import Aside
from sdrdesk.desk.intake.batches import Batches
from sdrdesk.desk.intake.intake_values import (
    NO_OFFER,
    SHOWN,
    Imported,
    Options,
    Question,
    Report,
    SavedMapping,
    UndoneImport,
)
from sdrdesk.desk.intake.mappings import Mappings
from sdrdesk.desk.intake.pace import SMALL, Behind, Pace, seldom_collecting
from sdrdesk.desk.intake.sorting import Sorter, unknown_offers
from sdrdesk.desk.people.roster import learn_holidays
from sdrdesk.desk.routing.sharing import Sharing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Place
from sdrdesk.domain.intake import Incoming, Problem, Unclear
from sdrdesk.ids import new_id
from sdrdesk.text import clean

if TYPE_CHECKING:
    from sdrdesk.feeds.lead_file import LeadFile

CHUNK = 2_500
"""Rows read and written in one go, while nobody else writes: a quarter of a second, for the rep who then does.

Four times as many would save 9 us of 200 for each row and let that rep wait for more than a second.
"""

Progress = Callable[[int, float], None]
"""Told the rows read and the share of the file."""


class Intake:
    """Imports for the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Import for the team of `seat`."""
        self._seat = seat
        self.mappings = Mappings(seat)
        """How files are read, kept under names."""

    def preview(self, path: Path, options: Options | None = None) -> Report:
        """What a file would bring: the mapping, the first leads, who is known, unmatched offers and every bad row.

        Writes nothing.
        """
        self._seat.ask_whole_team("An import")
        options = options or Options()
        source = self._read(path, options)
        report = self._report(path, source, options)
        with self._seat.store.reading() as unit:
            sorter = Sorter(self._seat, unit, options)
        sharing: Sharing | None = None
        for rows in _chunks(source, lambda: CHUNK):
            arrivals, waiting = sorter.sort(rows, report)
            with self._seat.store.reading() as unit:
                sharing = Sharing(self._seat, unit, [one.incoming for one in arrivals], after=sharing)
                previews.look(self._seat, unit, arrivals, waiting, report, sharing)
        report.sample = sorted(report.sample, key=lambda one: one.what == NO_OFFER)[:SHOWN]
        return report

    def look(self, path: Path, options: Options | None = None) -> Report:
        """`preview` for a screen: what has to be asked is a question in the report, not an error."""
        self._seat.ask_whole_team("An import")
        options = options or Options()
        try:
            report = self.preview(path, options)
        except Unclear as unclear:
            columns = previews.bare_columns(path, options)
            report = Report(file_name=clean(path.name), columns=columns)
            report.questions.append(Question(about=unclear.asks, title=unclear.title, why=unclear.message))
        report.questions += previews.questions_of(report, options)
        return report

    def load(self, path: Path, options: Options | None = None, progress: Progress | None = None) -> Report:
        """Take a file in: all its good rows go live together, bad ones are reported and may be imported again.

        Raises:
            BadInput: The file cannot be read, or names offers nobody knows.
            StoreError: Another import is running.
        """
        self._seat.ask_whole_team("An import")
        options = options or Options()
        source = self._read(path, options)
        report = self._report(path, source, options)
        self._check_offers(path, source, options)
        batches = Batches(self._seat, min(SMALL, CHUNK))
        with batches.alone():
            report.batch_id = batches.start(path, options)
            try:
                with self._seat.store.in_bulk(), seldom_collecting():
                    self._stage(source, options, report, progress)
                batches.end(report.batch_id, report)
            finally:
                # One that is live stays.
                batches.sweep(report.batch_id)
        return report

    def imports(self) -> tuple[Imported, ...]:
        """Every import, newest first."""
        return Batches(self._seat, SMALL).listed()

    def undo(self, ending: str) -> UndoneImport:
        """Take a live import out again, as far as nothing was done with its leads; `ending` is that of its id."""
        return Batches(self._seat, min(SMALL, CHUNK)).undo(ending)

    def save_mapping(self, name: str, report: Report, options: Options) -> SavedMapping:
        """Keep how a file was understood under a name."""
        return self.mappings.save(name, report.mapping, options)

    def with_mapping(self, name: str, options: Options) -> Options:
        """The options with a saved mapping below them: what is said now goes before what was saved."""
        saved = self.mappings.get(name)
        return replace(
            options,
            mapping={**saved.columns, **(options.mapping or {})},
            dates=options.dates or saved.dates,
            default_offer=options.default_offer or saved.default_offer,
            zone=options.zone or saved.zone,
        )

    # --- reading ------------------------------------------------------------------------------------------------------

    def _read(self, path: Path, options: Options) -> LeadFile:
        from sdrdesk.feeds.dates import DateOrder
        from sdrdesk.feeds.lead_file import read_leads

        hours = self._seat.playbook.team_hours
        return read_leads(
            path,
            mapping=options.mapping,
            dates=DateOrder(options.dates) if options.dates else None,
            region=hours.holidays[:2] or "US",
            zone=hours.zone,
            now=self._seat.clock.now(),
        )

    def _check_offers(self, path: Path, source: LeadFile, options: Options) -> None:
        """Refuse a file with offers nobody knows, before anything of it is written."""
        from sdrdesk.feeds.lead_file import offer_words

        with self._seat.store.reading() as unit:
            sorter = Sorter(self._seat, unit, options)
        if not options.aside and not all(map(sorter.knows, offer_words(source))):
            preview = self.preview(path, options)
            if preview.unmatched:  # else only rows that are left out anyway have them
                raise unknown_offers(preview)

    def _report(self, path: Path, source: LeadFile, options: Options) -> Report:
        return Report(
            file_name=clean(path.name),
            vendor=source.recognised.vendor,
            mapping=source.recognised.mapping.as_dict(),
            columns=previews.columns_of(source, options),
            unused=source.recognised.unused,
            notes=source.notes,
        )

    # --- writing ------------------------------------------------------------------------------------------------------

    def _stage(self, source: LeadFile, options: Options, report: Report, progress: Progress | None) -> None:
        """Write every row under the batch."""
        arrivals = Arrivals(self._seat)
        regions: set[str] = set()
        with self._seat.store.reading() as unit:
            sorter = Sorter(self._seat, unit, options)
        pace = Pace(self._seat.store, CHUNK)
        with Behind() as behind:
            for rows in _chunks(source, pace.size):
                found, waiting = sorter.sort(rows, report)
                self._learn({arrival.incoming.place for arrival in found}, regions)
                arrivals.prepare(found)
                behind.wait()
                written = self._write(arrivals, found, waiting, report)
                behind.start(written.close, pace.wrote)
                if not pace.is_calm:
                    behind.wait()
                if progress and len(rows) == pace.asked:
                    progress(report.rows, source.bytes_read / max(source.size, 1))
            behind.wait()
        if progress:
            progress(report.rows, 1.0)

    def _learn(self, places: set[Place], regions: set[str]) -> None:
        """Know the holidays of places before anything is planned there."""
        new = {place.region for place in places} - regions
        if new:
            regions |= new
            calendar = learn_holidays(self._seat.store, self._seat.rules.calendar, self._seat.clock.now(), places)
            self._seat.rules = Rules(self._seat.playbook, calendar)

    def _write(
        self, arrivals: Arrivals, chunk: list[Arrival], waiting: list[Aside], report: Report
    ) -> contextlib.ExitStack:
        """Write rows; they are committed when what is given back is closed."""
        with contextlib.ExitStack() as stack:
            unit = stack.enter_context(self._seat.store.writing())
            unit.see(report.batch_id)
            taken = arrivals.take(unit, chunk, report.batch_id)
            for row in waiting:
                is_new = asides.set_aside(unit, replace(row, batch_id=report.batch_id), new_id)
                report.aside += is_new
                report.known += not is_new
            written = stack.pop_all()
        for arrival, one in zip(chunk, taken, strict=True):
            match one.what:
                case "created":
                    report.created += 1
                    report.owners[one.owner] = report.owners.get(one.owner, 0) + 1
                case "joined":
                    report.joined += 1
                case "known":
                    report.known += 1
                case "aside":
                    report.aside += 1
                case what:
                    report.suppressed += what == "suppressed"
                    report.problems.append(previews.left_out(arrival, what))
        return written


def _chunks(source: LeadFile, size: Callable[[], int]) -> Iterator[list[Incoming | Problem]]:
    """The rows of a file, as many at a time as are written together."""
    rows = iter(source)
    while chunk := list(islice(rows, size())):
        yield chunk


__all__ = ["Intake", "Options", "Report"]
