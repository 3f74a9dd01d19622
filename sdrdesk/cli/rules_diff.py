"""What another playbook would change, in the terminal: counts first, then lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from statistics import median
from textwrap import wrap

from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.replay.values import Answer, Diff, Win
from sdrdesk.domain.hours import zone
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.words import length, plural

WIDE = 80
SHOWN = 10
"""Leads of a list that are named without --all."""

KNOWS = (
    "The queue is what it would be now if these rules had planned each next touch, in the prospects' own time; to apply"
    " them moves no touch that is planned already.",
    "The 90 days know when each lead came, when it was first called and what came of it; hours and holidays are those"
    " of the days themselves, under each playbook. A call is taken to come as many open minutes after its lead falls"
    " due as it really did.",
    "Nobody can know what reps would have done instead: who stands higher is called sooner and somebody else later,"
    " and who is called at another hour may not pick up.",
)
"""What a replay can know, and what it cannot."""


def diff_lines(shell: Shell, desk: Desk, playbook: Playbook, diff: Diff) -> Iterator[str]:
    """A replay for a reader, in lines of at most 80 cells."""
    for line in _lines(shell, desk, playbook, diff):
        inner = " " * (len(line) - len(line.lstrip()))
        if len(line) <= WIDE:
            yield line
        else:
            yield from wrap(line.strip(), WIDE, initial_indent=inner, subsequent_indent=f"{inner}  ")


def _lines(shell: Shell, desk: Desk, playbook: Playbook, diff: Diff) -> Iterator[str]:
    most = None if shell.args.all else SHOWN
    local = zone(desk.rep.zone)
    labels = {key: kind.label for book in (playbook, desk.playbook) for key, kind in book.offers.items()}

    def day(at: datetime) -> str:
        on = at.astimezone(local)
        return f"{on.day} {on:%b %H:%M}"

    yield f"Playbook {diff.version} -> {diff.new_version}: {plural(len(diff.rules), 'changed rule')}"
    yield from (f"  {rule.told}" for rule in diff.rules)
    if not diff.rules:
        yield "  The rules are the same, so nothing moves."
        return
    yield ""
    yield from _queue(diff, labels, most)
    yield ""
    yield from _past(diff, labels)
    for title, answers in (
        ("Answer-by met, would have been missed", diff.past.missed),
        ("Answer-by missed, would have been met", diff.past.met),
    ):
        if answers:
            yield ""
            yield f"{title}: {len(answers):,}"
            yield from _some([_answer(one, labels, day) for one in answers], most)
    for title, wins in (("earlier", diff.past.wins_earlier), ("later", diff.past.wins_later)):
        if wins:
            middle = median(abs(one.seconds) for one in wins)
            yield ""
            yield f"Wins first called {title}: {len(wins):,}, half of them by {length(int(middle))} or more"
            yield from _some([_win(one, labels, day) for one in wins], most)
    for words in KNOWS:
        yield ""
        yield from wrap(words, WIDE)


def _queue(diff: Diff, labels: dict[str, str], most: int | None) -> Iterator[str]:
    queue = diff.queue
    moved = len(queue.moves)
    yield f"Today's queue: of {plural(queue.leads, 'open lead')} {moved:,} {'moves' if moved == 1 else 'move'}"
    if queue.retimed or queue.pushed:
        yield f"  {queue.retimed:,} more stay with another answer-by, {queue.pushed:,} in Ready make room or close up"
    if queue.tabs:
        rows = [[f"  {one.was}", one.then, f"{one.leads:,}"] for one in queue.tabs]
        yield from columns(["  From", "To", "leads"], rows)
        yield ""
    yield from _some(
        [
            [
                f"  {one.name}, {labels.get(one.kind, one.kind).lower()}, {one.owner}: {one.was} -> {one.then}",
                f"    {one.why}",
            ]
            for one in queue.moves
        ],
        most,
    )


def _past(diff: Diff, labels: dict[str, str]) -> Iterator[str]:
    past = diff.past
    yield (
        f"The last {past.days} days: {plural(past.first_touches, 'first touch').replace('touchs', 'touches')},"
        f" {past.unanswered:,} unanswered, {plural(past.wins, 'win')}"
    )
    if not past.kinds:
        yield "  No first touch would have come at another time, and no answer-by turns out otherwise."
        return
    head = ["  Kind", "came", "met now", "met then", "missed", "earlier", "later"]
    rows = []
    for one in past.kinds:
        counts = (one.first_touches, one.was_met, one.would_be_met, one.missed, one.earlier, one.later)
        never = f", {one.never:,} never called" if one.never else ""
        rows.append([f"  {labels.get(one.kind, one.kind)}{never}", *(f"{count:,}" for count in counts)])
    yield from columns(head, rows)
    yield "  Met: answer-bys kept. Missed: kept, and missed under these rules. Earlier, later: first touches."


def _answer(one: Answer, labels: dict[str, str], told: Callable[[datetime], str]) -> list[str]:
    called = f"called {told(one.touched_at)}" if one.touched_at else "not called yet"
    if one.then_at and one.then_at != one.touched_at:
        called += f" -> {told(one.then_at)}"
    return [
        f"  {one.name}, {labels.get(one.kind, one.kind).lower()}, came {told(one.converted_at)}, {called}",
        f"    answer by {told(one.was_by)} -> {told(one.then_by)}",
    ]


def _win(one: Win, labels: dict[str, str], told: Callable[[datetime], str]) -> list[str]:
    what = f"{length(abs(one.seconds))} {'earlier' if one.seconds < 0 else 'later'}"
    then = f"{what}, {told(one.touched_at)} -> {told(one.then_at)}" if one.then_at else "never called"
    return [f"  {one.name}, {labels.get(one.kind, one.kind).lower()}: {then}"]


def _some(items: Sequence[Sequence[str]], most: int | None) -> Iterator[str]:
    for lines in items[:most]:
        yield from lines
    if most is not None and len(items) > most:
        yield f"  and {len(items) - most:,} more: --all, or --json"
