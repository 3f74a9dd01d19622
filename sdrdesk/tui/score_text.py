"""Where score and outcome disagree, as a manager reads it on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from sdrdesk.desk.score.scoring import Disagreement, Surprise
from sdrdesk.tui.format import fit
from sdrdesk.tui.safe import lit, plain

MOST = 10
"""Leads of a list that are named."""


def disagreement(found: Disagreement, width: int) -> Content:
    """What came of each grade, the leads that came out otherwise, and what reps call wrong."""
    return Content("\n").join(_lines(found, width))


def _lines(found: Disagreement, width: int) -> Iterator[Content]:
    yield lit("What came of each grade, as it was at the first touch", "bold $desk-warn")
    for grade in found.grades:
        share = f"{grade.wins / grade.leads:>5.0%}" if grade.leads else ""
        said = f"  {grade.leads:>6,} resolved  {grade.wins:>5,} won  {share}"
        yield Content.assemble((f"  {grade.grade}", "bold $desk-text"), (said, "$desk-text"))
    yield from _leads("Grade A, and lost", found.lost, width)
    yield from _leads("Grade C or D, and won", found.won, width)
    yield Content("")
    yield lit("Reps say wrong, in the last 90 days", "bold $desk-warn")
    for mark in found.marks[:MOST]:
        yield _lead(mark.lead, f"{mark.grade} {mark.points}", mark.told, width)
    if not found.marks:
        yield lit("  nothing", "$desk-dim")


def _leads(title: str, some: Sequence[Surprise], width: int) -> Iterator[Content]:
    yield Content("")
    yield lit(title, "bold $desk-warn")
    for one in some[:MOST]:
        why = ", ".join(f"{fact} {points:+d}" for fact, points in one.reasons[:4])
        yield _lead(one.name, f"{one.grade} {one.points}", f"{one.outcome.lower()}: {why}", width)
    if not some:
        yield lit("  none", "$desk-dim")


def _lead(name: str, score: str, said: str, width: int) -> Content:
    room = max(width // 4, 12)
    return Content.assemble(
        (f"  {fit(plain(name), room)} ", "bold $desk-text"), (f"{score:<6}", "$desk-accent"),
        (fit(plain(said), max(width - room - 11, 12)), "$desk-soft"),
    )  # fmt: skip
