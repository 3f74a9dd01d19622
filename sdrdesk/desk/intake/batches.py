"""Batches: the rows of one import, unseen until they are live together, and taken out again the same way."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sdrdesk.desk.intake.going_live import GoingLive
from sdrdesk.desk.intake.intake_values import Imported, Options, Report, UndoneImport
from sdrdesk.desk.law import ending
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.policy import Action
from sdrdesk.errors import NotFound, Refused, StoreError
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads, whole
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Unit
from sdrdesk.text import clean, fold

UNFINISHED = ("staging", "undoing")
"""States of a batch whose rows are on their way out after a crash."""

PIECE = 10_000
"""Ids in one list of a statement."""


class Batches:
    """The imports of the team of the seat."""

    def __init__(self, seat: Seat, chunk: int) -> None:
        """Write at most `chunk` rows in one transaction."""
        self._seat = seat
        self._chunk = chunk
        self._suppressions = 0

    def listed(self) -> tuple[Imported, ...]:
        """Every import, newest first."""
        with self._seat.store.reading() as unit:
            rows = unit.all(compiled.BATCHES)
        return tuple(
            Imported(
                id=row[0],
                file_name=row[1],
                state=row[2],
                started_at=moment(row[3]),
                live_at=maybe(row[4]),
                counts=json.loads(row[5]),
            )
            for row in rows
        )

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """One import at a time; whatever a dead one left is swept first."""
        with self._seat.store.alone("import") as is_alone:
            if not is_alone:
                raise StoreError("Another import is running", "", "Wait for it to end, then import again")
            for dead in [one for one in self.listed() if one.state in UNFINISHED]:
                self.sweep(dead.id)
            yield

    def start(self, path: Path, options: Options) -> str:
        """A new batch, unseen; its id."""
        now = self._seat.clock.now()
        batch_id = new_id(now)
        with self._seat.store.writing() as unit:
            self._suppressions = _suppressions(unit)
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

    def end(self, batch_id: str, report: Report) -> None:
        """The one moment in which the whole file becomes visible."""
        now = self._seat.clock.now()
        live = GoingLive(self._seat, batch_id)
        live.prepare()
        with self._seat.store.writing() as unit:
            report.promoted = live.apply(unit)
            if _suppressions(unit) != self._suppressions:
                # Somebody asked not to be called while the rows were written: nobody may see them open.
                report.suppressed += ending.end_batch(self._seat, unit, batch_id)
                report.suppressed += sum(ending.end_one(self._seat, unit, one) for one in live.lead_ids)
            unit.run(
                compiled.END_BATCH,
                batch=batch_id,
                set_state="live",
                set_live_at=now,
                set_report=json.dumps(report.counts()),
            )
        report.is_live = True

    def sweep(self, batch_id: str) -> None:
        """Take the rows of a batch that nobody sees out, a little at a time; one that is live stays."""
        found = next((one for one in self.listed() if one.id == batch_id), None)
        if found is None or found.state not in UNFINISHED:
            return
        tables = (compiled.DROP_SAID, compiled.DROP_CONVERSIONS, compiled.DROP_VISITS, compiled.DROP_LEADS)
        for statement in tables:
            while True:
                with self._seat.store.writing() as unit:
                    if unit.changed(statement, batch=batch_id, limit=self._chunk) < self._chunk:
                        break
        with self._seat.store.writing() as unit:
            unit.run(compiled.DROP_QUARANTINE, batch=batch_id)
            unit.run(compiled.DROP_CHANGES, batch=batch_id)
            kept = json.dumps(found.counts)
            unit.run(compiled.END_BATCH, batch=batch_id, set_state="undone", set_live_at=found.live_at, set_report=kept)

    # --- undo ---------------------------------------------------------------------------------------------------------

    def undo(self, ending: str) -> UndoneImport:
        """Take a live import out again, as far as nothing was done with its leads. Audited.

        For others it goes in one moment; the rows are deleted behind that.

        Raises:
            NotFound: No such import, or more than one of that ending.
            Refused: It is not live, or somebody else's.
        """
        self._seat.ask_whole_team("Taking an import back")
        with self.alone():
            with self._seat.store.writing() as unit:
                done = self._hide(unit, ending)
            self.sweep(done.id)
        return done

    def _hide(self, unit: Unit, ending: str) -> UndoneImport:
        """The one moment in which an import goes."""
        now = self._seat.clock.now()
        batch_id, file_name, report, live_at = self._found(unit, ending)
        size = (unit.first(compiled.BATCH_SIZE, batch=batch_id) or (0,))[0]
        kept = [(row[0], row[1]) for row in unit.all(compiled.BATCH_TOUCHED, batch=batch_id, now=now)]
        restored, left = self._restore(unit, batch_id)
        self._free(unit, batch_id, [one for one, _ in kept], leads_too=True)
        # Whoever was merged was worked: what the import brought them went over, and stays where it is.
        merged = [row[0] for row in unit.all(compiled.MOVED_FROM_BATCH, batch=batch_id)]
        self._free(unit, batch_id, [*(one for one, _ in left), *merged], leads_too=False)
        unit.run(compiled.DROP_QUARANTINE, batch=batch_id)
        unit.run(compiled.END_BATCH, batch=batch_id, set_state="undoing", set_live_at=live_at, set_report=report)
        detail = {"batch": batch_id, "file": file_name, "removed": size - len(kept), "restored": restored}
        detail |= {"kept": [one for one, _ in kept], "left": [one for one, _ in left]}
        leads.write_audit(
            unit, new_id(now), at=now, rep_id=self._seat.rep.id, what="import undone", lead_id="", detail=detail
        )
        return UndoneImport(
            id=batch_id,
            file_name=file_name,
            removed=size - len(kept),
            kept=tuple(kept),
            restored=restored,
            left=tuple(left),
        )

    def _found(self, unit: Unit, ending: str) -> tuple[str, str, str, str | None]:
        """Id, file, report and moment of the live import meant."""
        wanted = clean(ending).casefold()
        rows = unit.all(compiled.BATCH_ENDING, ending=f"%{wanted}") if len(wanted) >= 4 and wanted.isalnum() else []
        if len(rows) != 1:
            what = f'More than one import ends in "{wanted}"' if rows else f'No import "{wanted}"'
            raise NotFound(what, "", "See: sdrdesk import list")
        batch_id, file_name, state, rep_id, report, _, live_at = rows[0]
        if state != "live":
            raise Refused(f"{file_name} is {state}, not live", "See: sdrdesk import list", code="not_live")
        is_own = rep_id == self._seat.rep.id
        self._seat.ask(Action.UNDO_IMPORT, is_own=is_own, reason=f"{file_name} was imported by somebody else")
        return batch_id, file_name, report, live_at

    def _restore(self, unit: Unit, batch_id: str) -> tuple[int, list[tuple[str, str]]]:
        """Give leads from before what they were; how many, and those that have moved on since."""
        restored, left = 0, []
        for lead_id, before, after in unit.all(compiled.CHANGES_OF, batch=batch_id):
            row = whole.read(unit, lead_id)
            if row and row == whole.from_text(after):
                whole.put(unit, lead_id, whole.from_text(before))
                ending.end_one(self._seat, unit, lead_id)
                restored += 1
            elif row:
                left.append((lead_id, str(row["name"])))
        return restored, left

    def _free(self, unit: Unit, batch_id: str, ids: Sequence[str], *, leads_too: bool) -> None:
        """Take leads out of the batch, with what it brought them."""
        for at in range(0, len(ids), PIECE):
            piece = ids[at : at + PIECE]
            unit.run(compiled.FREE_CONVERSIONS, batch=batch_id, ids=piece)
            unit.run(compiled.FREE_SAID, batch=batch_id, ids=piece)
            unit.run(compiled.FREE_VISITS, batch=batch_id, ids=piece)
            if leads_too:
                unit.run(compiled.FREE_LEADS, ids=piece)


def _suppressions(unit: Unit) -> int:
    """A number that grows with every change to a suppression list."""
    return int((unit.first(compiled.SUPPRESSION_KEY) or ("", 0))[1])
