"""What a manager sees of the gate, as text: passes, questions, worth, leads that run out of time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from sdrdesk.desk.gate.gate_values import AttemptView, HandOverView, OpenedLead
from sdrdesk.desk.gate.learning_values import Cell, Item, ItemReport, Matrix, MatrixRow, WorthOf
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.hours import Place
from sdrdesk.domain.words import moment, plural
from sdrdesk.tui.format import fit
from sdrdesk.tui.offer_text import ACCENT, DIM, HEAD, MARKS, SOFT, TEXT, hang, join
from sdrdesk.tui.offer_text import state as pass_state
from sdrdesk.tui.safe import plain

NAME, COLUMN = 20, 14
"""Cells of a rep's name, and of each offer."""


def columns(width: int, offers: int, cursor: int) -> range:
    """Which offers fit, with the one under the cursor among them."""
    fitting = max(1, min(offers, (width - NAME) // COLUMN))
    first = max(0, min(cursor - fitting + 1 if cursor >= fitting else 0, offers - fitting))
    return range(first, first + fitting)


def matrix(found: Matrix, row: int, column: int, width: int, *, is_plain: bool) -> Content:
    """Reps by offers; the cell under the cursor stands out, without colours in brackets."""
    shown = columns(width, len(found.offers), column)
    left, right = "← " if shown.start else "  ", " →" if shown.stop < len(found.offers) else ""
    heads = [_two_lines(found.offers[at][1]) for at in shown]
    lines = [
        Content.assemble(
            (fit(left if index else "", NAME), DIM),
            *(
                (fit(head[index], COLUMN - 1) + " ", HEAD if at == column else SOFT)
                for at, head in zip(shown, heads, strict=True)
            ),
            (right if index else "", DIM),
        )
        for index in range(2)
    ]
    lines.append(Content(""))
    for index, one in enumerate(found.rows):
        at_row = index == row
        parts: list[tuple[str, str]] = [
            (f"{'▸' if at_row else ' '} ", f"bold {ACCENT}"),
            (fit(one.name, NAME - 3) + " ", f"bold {TEXT}" if at_row else TEXT),
        ]
        for at in shown:
            parts += _cell(one.cells[at], is_current=at_row and at == column, is_plain=is_plain)
        lines.append(Content.assemble(*parts))
    return Content("\n").join(lines)


def _two_lines(title: str) -> tuple[str, str]:
    """A title over two lines of a column."""
    words, first = plain(title).split(), ""
    while words and len(first) + len(words[0]) + 1 < COLUMN:
        first = f"{first} {words.pop(0)}".strip()
    return (first or words.pop(0)[: COLUMN - 1] if words or first else ""), " ".join(words)


def _cell(cell: Cell, *, is_current: bool, is_plain: bool) -> list[tuple[str, str]]:
    mark, ink = MARKS.get(cell.state.code, MARKS["missing"])
    best = f"{cell.best:.0%}" if cell.best is not None else "" if cell.state.is_good else "-"
    locked = f"{cell.locked} wait" if cell.locked else ""
    ground = " on $desk-cursor" if is_current else ""
    ends = ("[", "]") if is_current and is_plain else ("", " ")
    size = COLUMN - len(ends[0]) - len(ends[1]) - 2
    return [
        (f"{ends[0]}{mark} ", f"bold {ink}{ground}"),
        (fit(f"{best:<3} {locked}" if locked else best, size), ("$desk-warn" if cell.locked else TEXT) + ground),
        (ends[1], f"bold {TEXT}{ground}"),
    ]


def legend(width: int) -> Content:
    """What the signs mean."""
    words = {"valid": "passed", "grace": "older version", "expired": "run out", "missing": "not yet"}
    parts = [Content.assemble((f"{MARKS[code][0]} ", MARKS[code][1]), (said, DIM)) for code, said in words.items()]
    more = "   with the best score, and the leads that wait" if width >= 100 else ""
    return Content.assemble(Content("   ").join(parts), (more, DIM))


def cell_line(row: MatrixRow, cell: Cell, title: str) -> Content:
    """The cell under the cursor in words."""
    tries = plural(cell.tries, "try").replace("trys", "tries")
    best = f", best {cell.best:.0%}" if cell.best is not None else ""
    waits = f" · {plural(cell.locked, 'lead')} of theirs locked" if cell.locked else ""
    return Content.assemble(
        (f"{plain(row.name)} · {plain(title)}\n", "bold $desk-text"),
        pass_state(cell.state),
        (f" · {tries}{best}{waits}", DIM),
    )


# ---------------------------------------------------------------------------------------------------------- closer look


def closer(
    row: MatrixRow,
    cell: Cell,
    attempts: Sequence[AttemptView],
    report: ItemReport,
    zone: str,
    now: datetime,
    width: int,
) -> Content:
    """One rep's tries at one offer, then how its questions do with everybody."""
    place = Place(zones=(zone,))
    tries: list[Content] = [Content.styled("Tries", HEAD)]
    for one in reversed(attempts):
        score = f"{one.score:.0%}" if one.score is not None else "-"
        missed = f", missed: {', '.join(plain(topic) for topic in one.missed)}" if one.missed else ""
        words = f"{moment(one.started_at, place, now):<14} version {one.version}  {score:>4}  {one.state}{missed}"
        mark, ink = ("✓ ", ACCENT) if one.state == "passed" else ("○ ", "$desk-warn")
        tries += hang(mark, words, width, mark_ink=ink)
    if not attempts:
        tries.append(Content.styled("none yet", DIM))
    return join([[cell_line(row, cell, report.title)], tries, *items(report, width)])


def items(report: ItemReport, width: int) -> list[list[Content]]:
    """How each question does, and what to make of it."""
    quizzes = f"{report.quizzes} quiz" if report.quizzes == 1 else f"{report.quizzes} quizzes"
    head = [
        Content.styled(f"Its questions, over {quizzes} of the team", HEAD),
        *hang(
            "",
            f"No figure below {report.least} answers. Telling: do those who know the rest get it right?",
            width,
            ink=DIM,
        ),
    ]
    return [head, *(_item(one, width) for one in report.items)]


def _item(one: Item, width: int) -> list[Content]:
    lines = hang("? ", one.stem, width)
    if one.right is None:
        return [*lines, Content.styled(f"  {plain(one.words)}", DIM)]
    tells = f" · telling {one.discrimination:+.2f}" if one.discrimination is not None else ""
    lines += hang("  ", f"{one.right:.0%} right of {one.answers}{tells}", width, ink=SOFT)
    if one.wrong:
        lines += hang("  ", f"most chosen wrong: {plain(one.wrong)} ({one.wrong_count})", width, ink=DIM)
    return [*lines, *hang("  ", one.words, width, ink=ACCENT if one.words == "Sound" else "$desk-warn")]


# ---------------------------------------------------------------------------------------------------------- other pages


def _rate(rate: Rate) -> str:
    if rate.share is None or rate.interval is None:
        return "none yet"
    low, high = rate.interval
    return f"{rate.part}/{rate.whole} = {rate.share:.0%} ({low:.0%} to {high:.0%})"


def worth(found: Sequence[WorthOf], width: int) -> Content:
    """Meetings booked per contact, without and with the pass."""
    head = [
        Content.styled("Does the gate earn its keep?", "bold $desk-text"),
        *hang("", "Meetings booked per call that was picked up, without and with the pass of the caller. In brackets "
              "where the true rate lies, 19 times of 20.", width, ink=DIM),
    ]  # fmt: skip
    blocks = [head]
    for one in found:
        side = max(20, (width - 24) // 2)
        gated = "locks leads" if one.is_gated else "locks nothing"
        blocks.append(
            [
                Content.assemble((plain(one.title), TEXT), (f"  {gated}", DIM)),
                Content.assemble(
                    ("  without ", DIM), (fit(_rate(one.before), side), SOFT), ("with ", DIM), (_rate(one.after), SOFT)
                ),
                *hang("  ", one.words, width, ink=_worth_ink(one.words)),
            ]
        )
    if not found:
        blocks.append([Content.styled("Nobody has picked up yet", DIM)])
    return join(blocks)


def _worth_ink(words: str) -> str:
    return ACCENT if words.startswith("More") else "$desk-bad" if words.startswith("Fewer") else DIM


def nearing(found: Sequence[HandOverView], cursor: int, width: int) -> Content:
    """Locked leads whose answer-by nears, with who could take each."""
    if not found:
        return join([[Content.styled("No locked lead is running out of time", "bold $desk-text")]])
    lines: list[Content] = []
    for index, one in enumerate(found):
        at = index == cursor
        mark = " ▸ " if at else "   "
        to = f"enter gives it to {plain(one.to_name)}" if one.to_name else "nobody has the pass: p lets it pass"
        lines.append(
            Content.assemble(
                (mark, f"bold {ACCENT}"),
                (fit(one.name, 22), f"bold {TEXT}" if at else TEXT),
                (fit(one.company, 20), SOFT),
                (to, ACCENT if one.to_name else "$desk-warn"),
            ).truncate(width, ellipsis=True)
        )
        lines += hang("   ", one.words, width, ink=DIM)
    return Content("\n").join(lines)


def opened(found: Sequence[OpenedLead], counts: dict[str, int], zone: str, now: datetime, width: int) -> Content:
    """Leads that managers let pass, and how many each has."""
    if not found:
        return Content.styled("No lead was let pass without its quiz", "bold $desk-text")
    place = Place(zones=(zone,))
    said = ", ".join(f"{plain(name)} {count}" for name, count in counts.items())
    lines = [Content.styled(f"Let pass so far: {said}", HEAD), Content("")]
    for one in found:
        head = f"{moment(one.at, place, now)}  {plain(one.name)}, for {plain(one.rep)}, by {plain(one.by)}"
        lines += [*hang("", head, width), *hang("   ", one.reason, width, ink=SOFT)]
    return Content("\n").join(lines)
