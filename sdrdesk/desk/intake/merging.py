"""Merging: two leads that are one person become one, and can be two again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.intake.arrivals import Arrivals
from sdrdesk.desk.intake.matching import MERGED
from sdrdesk.desk.law import ending
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import merging
from sdrdesk.domain.hours import Place
from sdrdesk.errors import NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads, whole
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.sql import Sql, maybe, moment
from sdrdesk.store.store import Unit
from sdrdesk.store.whole import Whole

FILLED = ("title", "company", "company_key", "people", "industry", "phone", "city")
"""What the kept lead takes over where it has nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge did."""

    lead_id: str
    name: str
    other_id: str
    other: str
    conversions: int
    """How many went over."""
    activities: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """What taking a merge back did."""

    lead_id: str
    name: str
    other_id: str
    other: str
    is_exact: bool
    """Both stand as before; else the kept lead was worked since, and stays as it is."""


class Merging:
    """Merges for the rep in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Merge for the rep in `seat`."""
        self._seat = seat

    def merge(self, lead_id: str, other_id: str) -> Merged:
        """Make `other_id` part of `lead_id`: its conversions, visits and history go over. Audited, and reversible.

        Raises:
            Refused: Two reps have worked them today, both have a meeting, or somebody is on the line.
        """
        self._seat.ask_whole_team("Merging leads")
        with self._seat.store.writing() as unit:
            return self.merge_in(unit, lead_id, other_id)

    def merge_in(self, unit: Unit, lead_id: str, other_id: str) -> Merged:
        """`merge` inside a transaction that the caller holds."""
        now = self._seat.clock.now()
        kept, other = self._seat.lead(unit, lead_id), self._seat.lead(unit, other_id)
        self._check(unit, kept, other, now)
        last = unit.first(compiled.LAST_MERGE, kept=lead_id)
        now = leads.after_last(now, kept.last.at, other.last.at, moment(last[3]) if last else None)
        before, gone = whole.read(unit, lead_id), whole.read(unit, other_id)
        moved = self._move_rows(unit, lead_id, other_id)
        self._hide(unit, other_id, gone, takes_email=not before["email_key"])
        self._join(unit, kept, other, before, gone)
        ending.end_one(self._seat, unit, lead_id)  # it may have taken over a number that nobody may call
        unit.run(
            compiled.ADD_MERGE,
            id=new_id(now),
            kept_id=lead_id,
            other_id=other_id,
            at=now,
            rep_id=self._seat.rep.id,
            moved=json.dumps(moved),
            kept_before=whole.as_text(before),
            kept_after=whole.as_text(whole.read(unit, lead_id)),
            other_before=whole.as_text(gone),
            undone_at=None,
        )
        self._audit(unit, now, "merged", lead_id, {"with": other_id, "name": other.row.name})
        self._audit(unit, now, "merged into", other_id, {"lead": lead_id, "name": kept.row.name})
        return Merged(
            lead_id=lead_id,
            name=kept.row.name,
            other_id=other_id,
            other=other.row.name,
            conversions=len(moved.get("conversion", ())),
            activities=len(moved.get("activity", ())),
        )

    def unmerge(self, lead_id: str) -> Parted:
        """Take the last merge of a lead back: both stand as they did, unless the kept one was worked since. Audited."""
        self._seat.ask_whole_team("Merging leads")
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            kept = self._seat.lead(unit, lead_id)
            found = unit.first(compiled.LAST_MERGE, kept=lead_id)
            if found is None:
                raise NotFound(f"{kept.row.name} was not merged with anybody", "", "See: sdrdesk show LEAD")
            merge_id, _, other_id, _, moved, before, after, gone = found
            other = whole.from_text(gone)
            now = leads.after_last(now, kept.last.at, maybe(other["last_at"]))
            row = whole.read(unit, lead_id)
            is_exact = row == whole.from_text(after)
            whole.put(unit, lead_id, whole.from_text(before) if is_exact else _given_back(row, before, gone))
            for table, keys in json.loads(moved).items():
                unit.run(_statement("MOVE", table), keys=keys, set_lead_id=other_id)
            whole.put(unit, other_id, other)
            unit.run(compiled.UNDO_MERGE, of_merge=merge_id, set_undone_at=now)
            for one in (lead_id, other_id):
                ending.end_one(self._seat, unit, one)  # it may have come onto a list since the merge
            detail = {"other": other_id, "exact": is_exact}
            self._audit(unit, now, "unmerged", lead_id, detail)
            self._audit(unit, now, "unmerged from", other_id, {"lead": lead_id})
        return Parted(
            lead_id=lead_id, name=kept.row.name, other_id=other_id, other=str(other["name"]), is_exact=is_exact
        )

    def merged_into(self, lead_id: str) -> tuple[tuple[str, str, datetime, str], ...]:
        """The leads that a lead has taken in, last first: id, name, when and by whom."""
        with self._seat.store.reading() as unit:
            self._seat.lead(unit, lead_id)
            rows = unit.all(compiled.LAST_MERGES, kept=lead_id)
        return tuple((row[0], row[1], moment(row[2]), row[3]) for row in rows)

    # --- steps --------------------------------------------------------------------------------------------------------

    def _check(self, unit: Unit, kept: LeadRecord, other: LeadRecord, now: datetime) -> None:
        """Refuse what could not be taken back in peace."""
        if kept.row.lead_id == other.row.lead_id:
            raise Refused(f"{kept.row.name} is one lead already", "Name two", code="same_lead")
        for row in (kept.row, other.row):
            if row.held_until and row.held_until > now and row.held_by not in ("", self._seat.rep.id):
                raise Refused(f"A colleague is on the line with {row.name}", "Merge them after the call", code="held")
        if kept.standing.meets_at and other.standing.meets_at:
            raise Refused("Both have a booked meeting", "Cancel or log one of them first", code="both_meet")
        start, _ = self._seat.today(now)
        ids = (kept.row.lead_id, other.row.lead_id)
        first, second = ({row[0] for row in unit.all(compiled.REPS_SINCE, lead=one, since=start)} for one in ids)
        if first and second and first != second:
            raise Refused(
                "Two reps have worked them today", "Talk to each other, and merge them tomorrow", code="both_worked"
            )

    def _move_rows(self, unit: Unit, lead_id: str, other_id: str) -> dict[str, list[str]]:
        """Give the rows of one lead to another; their keys by table."""
        moved = {}
        for table in _tables():
            rows = unit.all(_statement("ROWS", table), lead=other_id, kept=lead_id)
            if rows:
                moved[table] = [row[0] for row in rows]
                unit.run(_statement("MOVE", table), keys=moved[table], set_lead_id=lead_id)
        return moved

    def _hide(self, unit: Unit, other_id: str, gone: Whole, *, takes_email: bool) -> None:
        """Put a lead where nobody sees it; its address too, where the kept lead takes it over."""
        now = self._seat.clock.now()
        unit.run(
            compiled.ADD_MERGED_BATCH,
            id=MERGED,
            file_name="",
            state="merged",
            started_at=now,
            live_at=None,
            rep_id=self._seat.rep.id,
            report="{}",
        )
        hidden = gone | {"batch_id": MERGED, "held_by": "", "held_until": None}
        whole.put(unit, other_id, hidden | ({"email_key": ""} if takes_email else {}))

    def _join(self, unit: Unit, kept: LeadRecord, other: LeadRecord, before: Whole, gone: Whole) -> None:
        """Write who and where the person is whom we had twice."""
        lead_id = kept.row.lead_id
        row = before | {name: gone[name] for name in FILLED if not before[name]}
        if not before["email_key"]:
            row |= {"email": gone["email"], "email_key": gone["email_key"]}
        if not Place.parse(before["place"]).is_known:
            row["place"] = gone["place"]
        row["search"] = " ".join(dict.fromkeys(f"{before['search']} {gone['search']}".split()))
        whole.put(unit, lead_id, row)
        standing = merging.joined(kept.standing, other.standing)
        last = max((kept.last, other.last), key=lambda one: (one.at is not None, one.at or self._seat.clock.now()))
        graded = Arrivals(self._seat).regrade(unit, lead_id, standing, row["title"], row["people"])
        leads.move(unit, lead_id, standing, graded.grade, last)
        unit.run(
            compiled.GRADE_LEAD,
            of_lead=lead_id,
            set_points=graded.points,
            set_grade=graded.grade,
            set_grade_note=graded.note,
            set_rank=standing.rank(graded.grade),
        )

    def _audit(self, unit: Unit, at: datetime, what: str, lead_id: str, detail: Any) -> None:
        leads.write_audit(unit, new_id(at), at=at, rep_id=self._seat.rep.id, what=what, lead_id=lead_id, detail=detail)


def _given_back(row: Whole, before: str, gone: str) -> Whole:
    """The kept lead as it is now, without the address and number of the one that leaves it."""
    was, left = whole.from_text(before), whole.from_text(gone)
    names = [name for name in ("email", "email_key", "phone") if row[name] == left[name]]
    return row | {name: was[name] for name in names}


def _tables() -> Iterator[str]:
    """The tables whose rows go over, as `statements/imports.py` finds them."""
    prefix = "MERGE_ROWS_"
    for name in vars(compiled):
        if name.startswith(prefix):
            yield name.removeprefix(prefix).lower()


def _statement(what: str, table: str) -> Sql:
    found: Sql = vars(compiled)[f"MERGE_{what}_{table.upper()}"]
    return found
