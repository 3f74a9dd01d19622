"""Previews: what a file would bring, looked at without writing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.desk.intake import matching
from sdrdesk.desk.intake.arrivals import Arrival, dedupe_key
from sdrdesk.desk.intake.asides import Aside
from sdrdesk.desk.intake.intake_values import NO_OFFER, SHOWN, Column, Duplicate, Options, Question, Report, SampleRow
from sdrdesk.desk.law import listings
from sdrdesk.desk.routing.sharing import Sharing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.intake import Field, Problem
from sdrdesk.domain.matching import Verdict
from sdrdesk.domain.words import plural
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit
from sdrdesk.text import clean

if TYPE_CHECKING:
    from sdrdesk.feeds.lead_file import LeadFile

DUPLICATES_SHOWN = 200
JUDGED = 50
"""Rows by which a column's values are judged."""
VALUES_SHOWN = 3


def columns_of(source: LeadFile, options: Options) -> tuple[Column, ...]:
    """What each column of a file was taken for, and how surely."""
    table, told = source.table, frozenset(options.mapping or ())
    rows = [row[1] for row in islice(table.rows(), JUDGED) if not isinstance(row, Problem)]
    fields = dict(source.recognised.mapping.pairs)
    found = []
    for at, column in enumerate(table.header):
        found.append(_column(column, at, rows, fields.get(column), told))
    order = {column: at for at, (column, _) in enumerate(source.recognised.mapping.pairs)}
    return tuple(sorted(found, key=lambda one: (order.get(one.column, len(order)), not one.field)))


def bare_columns(path: Path, options: Options) -> tuple[Column, ...]:
    """The columns of a file that cannot be understood yet, with what is known of each."""
    from sdrdesk.feeds.headers import NOT_USED, known_field
    from sdrdesk.feeds.table_file import open_table

    table, told = open_table(path), options.mapping or {}
    rows = [row[1] for row in islice(table.rows(), JUDGED) if not isinstance(row, Problem)]
    found = []
    for at, column in enumerate(table.header):
        known = known_field(column)
        word = told.get(column, known[0].value if known else NOT_USED)
        field = None if word == NOT_USED else Field.parse(word)
        found.append(_column(column, at, rows, field, frozenset(told)))
    return tuple(sorted(found, key=lambda one: not one.field))


def _column(name: str, at: int, rows: Sequence[Sequence[str]], field: Field | None, told: frozenset[str]) -> Column:
    """What the column in this place was taken for, judged by its name and its first values."""
    from sdrdesk.feeds.fitting import fit
    from sdrdesk.feeds.headers import confidence_in

    values = [clean(cells[at][:200]) for cells in rows if cells[at].strip()]
    sure = round(confidence_in(name, field, told) * fit(field, values), 2) if field else 0.0
    shown = tuple(value[:60] for value in dict.fromkeys(values))[:VALUES_SHOWN]
    return Column(column=name, field=field.value if field else "", confidence=sure, values=shown)


def questions_of(report: Report, options: Options) -> list[Question]:
    """What somebody has to say, or had better say, before the file is imported."""
    found = []
    for words, (count, guess) in report.unmatched.items():
        if options.aside:
            break
        is_none = words == "(none)"
        title = "Which offer are the rows for that name none?" if is_none else f'Which offer is "{words}"?'
        found.append(
            Question(about="offer", title=title, why=plural(count, "row"), words="" if is_none else words, guess=guess)
        )
    if report.zoneless:
        why = f"{plural(report.zoneless, 'row')}: nobody knows what time it is there, so such a lead is never called"
        found.append(Question(about="zone", title="Where are those without a place?", why=why, must=False))
    return found


def look(
    seat: Seat, unit: Unit, arrivals: Sequence[Arrival], waiting: Sequence[Aside], report: Report, sharing: Sharing
) -> None:
    """Note in the report what some rows of a file would become."""
    everybody = [matching.traits_of(one.incoming) for one in arrivals]
    known = matching.acquainted(unit, everybody, seat.playbook.matching)
    barred = listings.barred(seat, unit, (one.incoming for one in arrivals))
    for arrival, traits, is_barred in zip(arrivals, everybody, barred, strict=True):
        incoming = arrival.incoming
        match = known.find(traits)
        what = "suppressed" if is_barred else _what(unit, arrival, match)
        _count(report, arrival, what)
        if match and match.verdict is not Verdict.OTHER and len(report.duplicates) < DUPLICATES_SHOWN:
            report.duplicates.append(
                Duplicate(
                    row=incoming.row,
                    name=incoming.full_name or incoming.email or incoming.phone,
                    like_id=match.lead_id,
                    like=match.name,
                    by=match.by,
                    is_sure=match.verdict is Verdict.SAME,
                )
            )
        owner = ""
        if what == "new":
            choice = sharing.owner_of(incoming, arrival.offer, arrival.owner_id, arrival.why)
            owner = sharing.name_of(choice.owner)
            report.owners[owner] = report.owners.get(owner, 0) + 1
        if sum(one.what != NO_OFFER for one in report.sample) < SHOWN:
            like = match.name if match else ""
            report.sample.append(SampleRow(incoming=incoming, offer=arrival.offer, owner=owner, what=what, like=like))
        if what == "new":
            known.learn(traits, incoming.full_name, "", "")
    report.aside += len(waiting)
    for one in waiting[: max(SHOWN - len(report.sample), 0)]:
        report.sample.append(SampleRow(incoming=one.incoming, offer="", owner="", what="set aside", like=one.reason))


def left_out(arrival: Arrival, what: str) -> Problem:
    """Why a row that is sound was not taken."""
    reason, cure = "asked not to be contacted", "Leave the row out"
    if what == "busy":
        reason, cure = "is in another import that is not live yet", "Import the file again when that has ended"
    incoming = arrival.incoming
    return Problem(row=incoming.row, field="row", value=incoming.full_name, reason=reason, cure=cure)


def _what(unit: Unit, arrival: Arrival, match: matching.Match | None) -> str:
    """What a row would become."""
    if match is None:
        return "new"
    if match.verdict is Verdict.DOUBTFUL:
        return "set aside"
    if match.lead_id and unit.first(compiled.KNOWN_CONVERSION, lead=match.lead_id, dedupe=dedupe_key(arrival)):
        return "here already"
    return "joins"


def _count(report: Report, arrival: Arrival, what: str) -> None:
    match what:
        case "new":
            report.created += 1
        case "joins":
            report.joined += 1
        case "here already":
            report.known += 1
        case "set aside":
            report.aside += 1
        case _:
            report.suppressed += 1
            report.problems.append(left_out(arrival, what))
