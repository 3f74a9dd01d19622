"""Fitted points as a piece of a playbook: written for a reader, and put in the place of those that stand in one."""

from __future__ import annotations

import json
import re

from sdrdesk.domain.facts import COLUMN, early
from sdrdesk.domain.points import Fitted, FittedFact

BEGIN = "# ---- points fitted from outcomes: written by `sdrdesk score`, taken out by `sdrdesk score apply --hand`"
END = "# ---- end of the fitted points"
_BLOCK = re.compile(rf"\n*{re.escape(BEGIN)}\n.*?{re.escape(END)}\n?", re.DOTALL)
_VERSION = re.compile(r'^(version\s*=\s*)"([^"\n]*)"', re.MULTILINE)


def without_points(source: str) -> str:
    """A playbook's text without fitted points."""
    return _BLOCK.sub("\n", source).rstrip("\n") + "\n"


def with_piece(source: str, piece: str) -> str:
    """A playbook's text with these fitted points, as TOML; "" for none."""
    inner = "\n".join(line for line in piece.splitlines() if line not in (BEGIN, END)).strip()
    return without_points(source) + (f"\n{BEGIN}\n{inner}\n{END}\n" if inner else "")


def with_version(source: str, version: str) -> str:
    """A playbook's text under another version."""
    return _VERSION.sub(lambda match: f"{match[1]}{json.dumps(version)}", source, count=1)


def version_of(version: str, told: str) -> str:
    """A playbook's version with how its points were changed: "2026-11, points of 2026-11-22"."""
    return f"{version.partition(', ')[0]}, {told}"


def points_text(fitted: Fitted) -> str:
    """Fitted points as TOML."""
    lines = [
        BEGIN,
        "[score.fitted]                   # counts in place of the points set by hand above",
        f"told = {_text(fitted.told)}",
        f"leads = {fitted.leads}",
        f"wins = {fitted.wins}",
        f"even = {fitted.even}".ljust(33) + "# at so many points a win is as likely as not; 10 more double the odds",
        f"a = {fitted.a}".ljust(33) + "# points that make grade A",
        f"b = {fitted.b}",
        f"c = {fitted.c}",
    ]
    for one in fitted.facts:
        lines += ["", *_fact_lines(one)]
    return "\n".join([*lines, END, ""])


def _fact_lines(one: FittedFact) -> list[str]:
    how = "a column of the file" if one.fact.startswith(COLUMN) else early(one.fact).how
    lines = ["[[score.fitted.facts]]", f"fact = {_text(one.fact)}".ljust(33) + f"# {how}", f"missing = {one.missing}"]
    if one.steps:
        steps = ", ".join(f"{{ least = {_number(step.least)}, points = {step.points} }}" for step in one.steps)
        return [*lines, f"steps = [{steps}]"]
    levels = [f"    {{ word = {_text(level.word)}, points = {level.points} }}," for level in one.levels]
    return [*lines, f"other = {one.other}", "levels = [", *levels, "]"]


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
