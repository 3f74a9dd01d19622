"""What waiting is worth, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.replay.waiting import ArmWaiting, Waiting
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.waiting import WINDOW, Comparison
from sdrdesk.domain.words import plural

CAUTION = (
    "This is no experiment: who is called soon differs from who is called late",
    "(the offer, the hour, the rep, how eager they are). Only arms drawn by chance",
    "tell what waiting does: see [offers.KIND.hold] in the playbook.",
)


def show_waiting(shell: Shell) -> int:
    """Contacts and meetings by age at the first touch, and by arm of each experiment."""
    from sdrdesk.cli.as_json import plain

    found = shell.open_desk().replay.waiting()
    shell.answer(plain(found), _lines(found))
    return ExitCode.OK


def _lines(found: Waiting) -> Iterator[str]:
    yield f"Contact and meeting by age at the first touch, {found.days} days; in [] 95 % intervals"
    rows = [
        [kind.label if not number else "", row.age, f"{row.contact.whole:,}", _rate(row.contact), _rate(row.meeting)]
        for kind in found.kinds
        for number, row in enumerate(kind.ages)
    ]
    yield from columns(["Offer", "Age", "leads", "contact", "meeting"], rows)
    yield ""
    if not any(one.is_on for one in found.experiments):
        yield from CAUTION
    for one in found.experiments:
        yield from _experiment(one)


def _experiment(one: ArmWaiting) -> Iterator[str]:
    yield f"Experiment {one.name}{'' if one.is_on else ', over'}: arm A is called sooner, arm B is held"
    rows = [
        [label, f"{_rate(two.sooner)} of {two.sooner.whole:,}", f"{_rate(two.held)} of {two.held.whole:,}", _gap(two)]
        for label, two in (("contact", one.contact), ("meeting", one.meeting))
    ]
    yield from columns(["", "A", "B", "B less A"], rows)
    for label, two in (("Contact", one.contact), ("Meeting", one.meeting)):
        yield f"  {label}: {two.verdict[:1].lower()}{two.verdict[1:]}"
    yield f"  Counted: what came within {WINDOW.days} days, of conversions older than that;"
    yield f"  {plural(one.young, 'lead')} younger, {one.mixed:,} in both arms by a merge and left out"


def _rate(rate: Rate) -> str:
    if rate.share is None or rate.interval is None:
        return "none"
    low, high = rate.interval
    return f"{rate.share:.0%} [{low:.0%}-{high:.0%}]"


def _gap(two: Comparison) -> str:
    if two.difference is None or two.low is None or two.high is None:
        return ""
    return f"{two.difference * 100:+.1f} points [{two.low * 100:+.1f} to {two.high * 100:+.1f}]"
