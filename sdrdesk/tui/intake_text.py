"""What a file would bring, or brought, as lines of text: every value of it is shown as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from sdrdesk.desk.intake.intake_values import Column, Report, SampleRow
from sdrdesk.domain.intake import Problem
from sdrdesk.domain.words import plural
from sdrdesk.tui.format import fit
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets.pane import Figure, Line

UNSURE = 0.7
"""Below this, what a column was taken for is marked."""
LISTED = 200
"""Rows that are listed as left out."""
WHAT = {
    "new": ("new", "$desk-accent"),
    "joins": ("joins", "$desk-soft"),
    "here already": ("known", "$desk-dim"),
    "set aside": ("ask", "$desk-warn"),
    "no offer": ("offer?", "$desk-warn"),
    "suppressed": ("never", "$desk-bad"),
}
"""A word of seven letters and a colour for what a row becomes."""


def head(report: Report, width: int) -> Content:
    """The file's name and kind, and what it holds."""
    rows = plural(report.rows, "row") if report.rows else "not read yet"
    kind = f"{report.vendor} export" if report.vendor else "a list of no known make"
    name = fit(report.file_name, min(len(plain(report.file_name)) + 2, max(16, width - 44)))
    return Content.assemble((name, "bold $desk-text"), (f" {kind}", "bold $desk-warn"), (f"   {rows}", "$desk-soft"))


def counts(report: Report) -> Content:
    """How many are new, known, waiting, left out."""
    words: list[str | tuple[str, str]] = []
    for count, said, ink in (
        (report.created, "new", "bold $desk-accent"),
        (report.joined, "join known leads", "$desk-text"),
        (report.known, "here already", "$desk-soft"),
        (report.aside, "to decide", "bold $desk-warn"),
        (len(report.problems), "left out", "bold $desk-bad"),
    ):
        if count or said == "new":
            words += [(f"{count:,} {said}", ink if count else "$desk-dim"), "   "]
    open_ = sum(one.must for one in report.questions)
    if open_:
        words.append((f"? {plural(open_, 'question')} first", "bold $desk-warn"))
    return Content.assemble(*words)


def questions(report: Report, width: int) -> Sequence[Line]:
    """What only a person can say."""
    if not report.questions:
        words = "It is imported · u undo" if report.is_live else "Nothing is open: i imports"
        return [Line(Content.styled(words, "$desk-dim"))]
    lines = []
    for one in report.questions:
        mark, ink = ("?", "bold $desk-warn") if one.must else ("·", "$desk-dim")
        guess = f"  → {plain(one.guess)}?" if one.guess else ""
        beside = f"  {one.why}" if one.about == "offer" else ""
        text = Content.assemble(
            (f"{mark} ", ink), (plain(one.title), "bold $desk-text"), (beside, "$desk-dim"), (guess, "$desk-accent")
        )
        lines.append(Line(text, Figure(target=one)))
        below = "" if beside else one.why
        lines.extend(Line(Content.styled(f"  {part}", "$desk-dim")) for part in _wrapped(below, width - 2))
    return lines


def columns(report: Report, width: int) -> Sequence[Line]:
    """What each column was taken for, how surely, and what stands in it."""
    name, field = max(12, width * 28 // 100), 14
    rest = max(8, width - name - field - 6)
    lines = [Line(Content.styled(f"{'Column':<{name}}{'is':<{field}}{'sure':<6}such as", "$desk-dim"))]
    for one in report.columns:
        lines.append(Line(_column(one, name, field, rest), Figure(target=one)))
    for note in report.notes:
        lines.extend(Line(Content.styled(part, "$desk-dim")) for part in _wrapped(note, width))
    return lines


def _column(one: Column, name: int, field: int, rest: int) -> Content:
    is_unsure = bool(one.field) and one.confidence < UNSURE
    sure = f"{one.confidence:.0%}{'?' if is_unsure else ''}" if one.field else ""
    ink = "$desk-warn" if is_unsure else "$desk-accent"
    return Content.assemble(
        (fit(one.column, name - 1) + " ", "$desk-text" if one.field else "$desk-dim"),
        (fit(one.field or "not used", field), f"bold {ink}" if one.field else "$desk-faint"),
        (f"{sure:<6}", "$desk-warn" if is_unsure else "$desk-dim"),
        (fit(", ".join(one.values), rest), "$desk-soft"),
    )


def leads(report: Report, width: int) -> Sequence[Line]:
    """The first rows as they would become leads: two lines each."""
    if not report.sample:
        said = "They are on the queue" if report.is_live else "No row can be read before the questions are answered"
        return [Line(Content.styled(said, "$desk-dim"))]
    lines = []
    for one in report.sample:
        lines += [Line(_who(one, width), Figure(target=one)), Line(_how(one, width))]
    return lines


def _who(row: SampleRow, width: int) -> Content:
    word, ink = WHAT.get(row.what, (row.what, "$desk-soft"))
    name = max(12, (width - 8) * 45 // 100)
    who = ", ".join(part for part in (row.incoming.title, row.incoming.company) if part)
    shown = row.incoming.full_name or row.incoming.email or row.incoming.phone_shown
    return Content.assemble(
        (f"{word:<7} ", f"bold {ink}"),
        (fit(shown, name - 1) + " ", "bold $desk-text"),
        (fit(who, width - 8 - name), "$desk-soft"),
    )


def _how(row: SampleRow, width: int) -> Content:
    zone = row.incoming.place.zones[0].rpartition("/")[2].replace("_", " ") if row.has_zone else "zone ?"
    to = f"like {row.like}" if row.like else f"for {row.owner}" if row.owner else ""
    parts = (row.incoming.phone_shown or row.incoming.email, zone, row.offer or "offer ?", to)
    text = " · ".join(part for part in parts if part)
    return Content.styled("        " + fit(text, max(8, width - 8)), "$desk-dim")


def left_out(report: Report, width: int) -> Sequence[Line]:
    """Rows that are left out and values that are not taken, each with its cure."""
    lines: list[Line] = []
    for problems, ink in ((report.problems, "$desk-bad"), (report.doubts, "$desk-warn")):
        for one in problems[:LISTED]:
            lines += _problem(one, width, ink)
        if len(problems) > LISTED:
            lines.append(Line(Content.styled(f"and {plural(len(problems) - LISTED, 'more')}", "$desk-dim")))
    return lines or [Line(Content.styled("Every row can be taken", "$desk-dim"))]


def _problem(one: Problem, width: int, ink: str) -> list[Line]:
    value = f' "{plain(one.value)}"' if one.value else ""
    text = Content.assemble(
        (f"line {one.row} ", f"bold {ink}"), (f"{one.field}{value} ", "$desk-text"), (plain(one.reason), "$desk-soft")
    )
    return [Line(text, Figure(target=one)), *(Line(Content.styled(f"  {part}", "$desk-dim")) for part in
            _wrapped(one.cure, width - 2))]  # fmt: skip


def known(report: Report, width: int) -> Sequence[Line]:
    """Rows whose person is known, and by what."""
    if not report.duplicates:
        return [Line(Content.styled("Nobody in it is known", "$desk-dim"))]
    lines = []
    for one in report.duplicates:
        may, ink = ("is", "$desk-soft") if one.is_sure else ("may be", "$desk-warn")
        text = f"{plain(one.name)} {may} {plain(one.like)}"
        lines.append(
            Line(
                Content.assemble(
                    (f"line {one.row:<5} ", "$desk-dim"),
                    (fit(text, max(10, width - 30)), ink),
                    (f" by {one.by}", "$desk-dim"),
                ),
                Figure(target=one),
            )
        )
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    """Words of an outside text in lines of `width` cells."""
    return [line.plain for line in Content(plain(text)).wrap(max(10, width))] if text else []
