"""Import: a file becomes leads, all of it or none, while others go on working.

Rows are written in short transactions under a batch that nobody sees; one last short transaction makes the batch live.
A crash leaves a batch that the next import sweeps away.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.desk.arrivals import Arrival, Arrivals
from sdrdesk.desk.routing import Routing
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.team import learn_holidays
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Place
from sdrdesk.domain.intake import Incoming, Problem
from sdrdesk.errors import BadInput, NotFound, StoreError
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit
from sdrdesk.text import clean, fold

if TYPE_CHECKING:
    from sdrdesk.feeds.lead_file import LeadFile

CHUNK = 1000
"""Rows written in one transaction: about 30 ms in which a rep's own write waits."""

SHOWN = 5
"""Rows of a preview."""

Progress = Callable[[int, float], None]
"""Told the rows read and the share of the file."""


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    file_name: str
    vendor: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rows: int = 0
    created: int = 0
    joined: int = 0
    """Further conversions of people who were known."""
    known: int = 0
    """Conversions that were in the book already."""
    suppressed: int = 0
    promoted: int = 0
    """Leads that a stronger conversion moved up."""
    problems: list[Problem] = field(default_factory=list)
    """Rows that were left out, each with its cure."""
    doubts: list[Problem] = field(default_factory=list)
    """Values that were left out of rows that were taken."""
    offers: dict[str, int] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    unmatched: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Offer words that no offer fits: how many rows, and the likeliest offer."""
    sample: list[Incoming] = field(default_factory=list)
    is_live: bool = False

    def counts(self) -> dict[str, int]:
        """The figures, for the batch's row and for scripts."""
        return {
            "rows": self.rows,
            "created": self.created,
            "joined": self.joined,
            "known": self.known,
            "suppressed": self.suppressed,
            "promoted": self.promoted,
            "refused": len(self.problems),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a file is to be read."""

    mapping: dict[str, str] | None = None
    """Column to field; overrides what the header says."""
    dates: str | None = None
    """"dmy" or "mdy" where a column could be either."""
    offers: dict[str, str] = field(default_factory=dict)
    """Offer words of the file, and the key each stands for; kept for the next file."""
    default_offer: str = ""
    """For rows that name no offer."""
    owner: str = ""
    """Login that gets every lead; "" shares them out."""


class Intake:
    """Imports for the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Import for the team of `seat`."""
        self._seat = seat

    def preview(self, path: Path, options: Options | None = None) -> Report:
        """What a file would bring: the mapping, the first leads, unmatched offers and every bad row. Writes nothing."""
        return self._looked_through(path, options or Options())[0]

    def _looked_through(self, path: Path, options: Options) -> tuple[Report, set[Place]]:
        """The preview of a file, and every place in it."""
        source = self._read(path, options)
        report, places = self._report(path, source), set()
        with self._seat.store.reading() as unit:
            sorter = _Sorter(unit, options)
        for row in source:
            report.rows += 1
            if arrival := sorter.sort(row, report):
                places.add(arrival.incoming.place)
                if len(report.sample) < SHOWN:
                    report.sample.append(arrival.incoming)
        return report, places

    def load(self, path: Path, options: Options | None = None, progress: Progress | None = None) -> Report:
        """Take a file in: all its good rows go live together, bad ones are reported and may be imported again.

        Raises:
            BadInput: The file cannot be read, or names offers nobody knows.
            StoreError: Another import is running.
        """
        options = options or Options()
        preview, places = self._looked_through(path, options)
        if preview.unmatched:
            raise BadInput(
                "Some offers are not known",
                "; ".join(f'"{words}" ({count} rows)' for words, (count, _) in list(preview.unmatched.items())[:8]),
                'Say what each stands for: --offer "WORDS=key", or --default-offer KEY for rows without one',
            )
        source = self._read(path, options)
        report = self._report(path, source)
        calendar = learn_holidays(self._seat.store, self._seat.rules.calendar, self._seat.clock.now(), places)
        self._seat.rules = Rules(self._seat.playbook, calendar)
        with self._alone():
            batch_id = self._start(path, options)
            try:
                self._stage(source, options, batch_id, report, progress)
                self._end(batch_id, report)
            except BaseException:
                self._sweep(batch_id)
                raise
        return report

    def imports(self) -> tuple[tuple[str, str, str, datetime, dict[str, int]], ...]:
        """Every import: id, file, state, start and figures, newest first."""
        from sdrdesk.store.sql import moment

        with self._seat.store.reading() as unit:
            return tuple(
                (row[0], row[1], row[2], moment(row[3]), json.loads(row[5])) for row in unit.all(compiled.BATCHES)
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

    def _report(self, path: Path, source: LeadFile) -> Report:
        return Report(
            file_name=clean(path.name),
            vendor=source.recognised.vendor,
            mapping=source.recognised.mapping.as_dict(),
            unused=source.recognised.unused,
            notes=source.notes,
        )

    # --- writing ------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One import at a time; whatever a dead one left is swept first."""
        file = os.open(f"{self._seat.store.path}.import", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError("Another import is running", "", "Wait for it to end, then import again") from None
            with self._seat.store.reading() as unit:
                dead = [row[0] for row in unit.all(compiled.BATCHES) if row[2] == "staging"]
            for batch_id in dead:
                self._sweep(batch_id)
            yield
        finally:
            os.close(file)

    def _start(self, path: Path, options: Options) -> str:
        now = self._seat.clock.now()
        batch_id = new_id(now)
        with self._seat.store.writing() as unit:
            unit.run(
                compiled.ADD_BATCH,
                id=batch_id,
                file_name=clean(path.name),
                state="staging",
                started_at=now,
                live_at=None,
                rep_id=self._seat.rep.id,
                report="{}",
            )
            for words, key in options.offers.items():
                unit.run(compiled.ADD_ALIAS, words=fold(words), offer=key)
        return batch_id

    def _stage(
        self, source: LeadFile, options: Options, batch_id: str, report: Report, progress: Progress | None
    ) -> None:
        arrivals = Arrivals(self._seat)
        with self._seat.store.reading() as unit:
            sorter = _Sorter(unit, options)
        chunk: list[Arrival] = []
        for row in source:
            report.rows += 1
            if arrival := sorter.sort(row, report):
                chunk.append(arrival)
            if len(chunk) >= CHUNK:
                self._write(arrivals, chunk, batch_id, report)
                chunk = []
                if progress:
                    progress(report.rows, source.bytes_read / max(source.size, 1))
        if chunk:
            self._write(arrivals, chunk, batch_id, report)
        if progress:
            progress(report.rows, 1.0)

    def _write(self, arrivals: Arrivals, chunk: list[Arrival], batch_id: str, report: Report) -> None:
        with self._seat.store.writing() as unit:
            unit.see(batch_id)
            taken = arrivals.take(unit, chunk, batch_id)
        for arrival, one in zip(chunk, taken, strict=True):
            match one.what:
                case "created":
                    report.created += 1
                case "joined":
                    report.joined += 1
                case "known":
                    report.known += 1
                case _:
                    report.suppressed += 1
                    report.problems.append(
                        Problem(
                            row=arrival.incoming.row,
                            field="row",
                            value=arrival.incoming.full_name,
                            reason="asked not to be contacted",
                            cure="Leave the row out",
                        )
                    )

    def _end(self, batch_id: str, report: Report) -> None:
        """The one moment in which the whole file becomes visible."""
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            report.promoted = Arrivals(self._seat).go_live(unit, batch_id)
            unit.run(
                compiled.END_BATCH,
                batch=batch_id,
                set_state="live",
                set_live_at=now,
                set_report=json.dumps(report.counts()),
            )
        report.is_live = True

    def _sweep(self, batch_id: str) -> None:
        """Take an unfinished import out again, a little at a time; one that is live stays."""
        with self._seat.store.reading() as unit:
            if not any(row[0] == batch_id and row[2] == "staging" for row in unit.all(compiled.BATCHES)):
                return
        for statement in (compiled.DROP_CONVERSIONS, compiled.DROP_VISITS, compiled.DROP_LEADS):
            while True:
                with self._seat.store.writing() as unit:
                    if unit.run(statement, batch=batch_id, limit=CHUNK) < CHUNK:
                        break
        with self._seat.store.writing() as unit:
            unit.run(compiled.END_BATCH, batch=batch_id, set_state="undone", set_live_at=None, set_report="{}")


class _Sorter:
    """Decides for each row of a file: which offer, whose lead."""

    def __init__(self, unit: Unit, options: Options) -> None:
        """Read what is needed to decide, once."""
        self._routing = Routing(unit, options.offers)
        self._routing.check_offers([*options.offers.values(), *filter(None, [options.default_offer])])
        self._default = options.default_offer
        self._owner = options.owner
        if options.owner and self._routing.named(options.owner) is None:
            raise NotFound(f'Nobody has the login "{clean(options.owner)}"', "", "See: sdrdesk team list")

    def sort(self, row: Incoming | Problem, report: Report) -> Arrival | None:
        """The row as an arrival; None (and a line in the report) where it cannot be one."""
        if isinstance(row, Problem):
            report.problems.append(row)
            return None
        report.doubts += row.doubts
        offer = self._offer(row, report)
        if offer is None:
            return None
        report.offers[offer] = report.offers.get(offer, 0) + 1
        owner = self._routing.owner_of(row, self._owner)
        report.owners[owner.name] = report.owners.get(owner.name, 0) + 1
        return Arrival(incoming=row, offer=offer, owner_id=owner.id)

    def _offer(self, row: Incoming, report: Report) -> str | None:
        key, guess = self._routing.offer_of(row.offer_words, self._default)
        if key is None:
            words = row.offer_words or "(none)"
            count, _ = report.unmatched.get(words, (0, ""))
            report.unmatched[words] = (count + 1, guess or "")
        return key
