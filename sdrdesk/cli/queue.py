"""Reading the desk: the queue, one lead's brief, a search, the day."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.table import columns
from sdrdesk.domain.queue import Counts, QueueRow, Tab
from sdrdesk.domain.words import ago, countdown, moment, plural, reading, stopwatch
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.cli.parser import Parser
    from sdrdesk.cli.shell import Shell
    from sdrdesk.desk.desk import Desk
    from sdrdesk.domain.brief import Brief

END_OF_ID = 8
"""Characters of an id that the table shows; enough to name a lead by."""


def count(text: str) -> int:
    """A number of rows from the command line."""
    if not text.isdecimal() or not 0 < int(text) <= 100_000:
        raise ArgumentTypeError("a number from 1 to 100000")
    return int(text)


def queue_options(parser: Parser) -> None:
    """The options of `sdrdesk queue`."""
    parser.add_argument("--tab", choices=[tab.value for tab in Tab], default=Tab.READY.value, help="default: ready")
    parser.add_argument("--limit", type=count, default=50, metavar="N", help="at most so many (default: 50)")
    parser.add_argument("--explain", action="store_true", help="below each lead: why it stands there")


def queue(shell: Shell) -> int:
    """Print a tab in its order."""
    desk, tab = shell.open_desk(), Tab(shell.args.tab)
    if shell.is_json:
        from sdrdesk.cli.as_json import queue_list

        shell.answer(queue_list(desk, desk.queue.rows(tab, shell.args.limit)), ())
        return ExitCode.OK
    board = desk.queue.board(tab, shell.args.limit, exact=True)
    shell.tell(f"{board.rep.name}: {_counts(board.counts)}")
    if not board.rows:
        shell.tell(_empty(tab, board.counts))
        return ExitCode.OK
    shell.answer(None, queue_lines(desk, board.rows, explain=shell.args.explain))
    if (left := board.counts.of(tab) - len(board.rows)) > 0:
        shell.tell(f"{plural(left, 'more lead')}: --limit {board.counts.of(tab)}")
    return ExitCode.OK


def _counts(counts: Counts) -> str:
    return ", ".join(f"{counts.of(tab):,} {'done today' if tab is Tab.DONE else tab.value}" for tab in Tab)


def _empty(tab: Tab, counts: Counts) -> str:
    if tab is not Tab.READY:
        return f"Nothing is {'done today' if tab is Tab.DONE else tab.value}."
    return "Nobody is ready. See: sdrdesk queue --tab waiting" if counts.waiting else "Nobody is ready."


def queue_lines(desk: Desk, rows: Sequence[QueueRow], *, explain: bool) -> list[str]:
    """The queue as a table."""
    now = desk.clock.now()
    head = ["n", "When", "Kind", "Name", "Company", "gr", "There", "Phone", "Lead"]
    cells = [
        [
            str(number),
            _when(row, desk),
            "PROMISED" if row.band == 0 else desk.playbook.offers[row.kind].tag,
            row.name,
            f"pool: {row.company}" if row.pool else row.company,
            row.grade,
            f"{row.place.local(now):%H:%M}" if row.place.is_known else "?",
            row.phone or row.email,
            row.lead_id[-END_OF_ID:],
        ]
        for number, row in enumerate(rows, 1)
    ]
    return columns(head, cells, notes=[desk.queue.why(row) for row in rows] if explain else ())


def _when(row: QueueRow, desk: Desk) -> str:
    """The column that counts: time left, when it opens, what it is locked by, what was done."""
    now = desk.clock.now()
    if row.tab is Tab.READY:
        by = row.due_at if row.band == 0 else row.answer_by
        return countdown(by, now) if by else ""
    if row.tab is Tab.WAITING:
        return moment(row.opens_at, row.place, now) if row.opens_at else "zone unknown"
    if row.tab is Tab.LOCKED:
        return row.gate
    return f"{ago(row.last_at, now)} ago" if row.last_at else ""


# ------------------------------------------------------------------------------------ one lead


def next_lead_options(parser: Parser) -> None:
    """`sdrdesk next` has none of its own."""
    del parser


def next_lead(shell: Shell) -> int:
    """Print the brief of the first ready lead."""
    desk = shell.open_desk()
    rows = desk.queue.rows(Tab.READY, 1)
    if rows:
        return _print_brief(shell, desk, rows[0].lead_id)
    shell.answer(None, ())
    shell.tell(_empty(Tab.READY, desk.queue.counts()))
    return ExitCode.NOTHING


def show_options(parser: Parser) -> None:
    """The options of `sdrdesk show`."""
    parser.add_argument("lead", metavar="LEAD", help="its id, the end of its id, or its full name")


def show(shell: Shell) -> int:
    """Print the brief of one lead."""
    desk = shell.open_desk()
    return _print_brief(shell, desk, desk.leads.find(shell.args.lead))


def _print_brief(shell: Shell, desk: Desk, lead_id: str) -> int:
    brief = desk.queue.brief(lead_id)
    if shell.is_json:
        from sdrdesk.cli.as_json import brief_object

        shell.answer(brief_object(desk, brief), ())
    else:
        shell.answer(None, brief_lines(desk, brief))
    return ExitCode.OK


def brief_lines(desk: Desk, brief: Brief) -> Iterator[str]:
    """What a rep reads before the call, in the order of the questions they have."""
    row, person, now = brief.row, brief.person, desk.clock.now()
    who = [person.name, person.title, person.company, f"{person.people:,} people" if person.people else ""]
    yield ", ".join(part for part in who if part)
    yield "  ".join(part for part in (person.phone, person.email) if part)
    there = (
        f"{row.place.local(now):%a %H:%M} in {row.city or row.place.zones[0]}" if row.place.is_known else "zone unknown"
    )
    yield f"{there}; lead {row.lead_id}, {brief.owner}'s"
    if brief.routed:
        yield f"Whose: {brief.routed}"
    yield ""
    yield f"Why now: {brief.why}"
    yield f"Offer:   {brief.offer.title}"
    yield from (f"         {fact}" for fact in brief.offer.facts)
    openings = [f"{one.label}: {one.text}" for one in brief.openings]
    yield from _section("How to open", (*openings, *brief.approach))
    yield from _section("Ask next", [one.label for one in brief.ladder if one.is_next])
    yield from _section("Qualify", brief.questions)
    yield from _section("How to ask", [f"{one.label}: {one.text}" for one in brief.asks])
    path = [f"{ago(step.at, now)} ago  {step.label}{_spent(step.seconds)}" for step in brief.path]
    yield from _section("What they did", path)
    yield from _section("They wrote", [f"{question}: {answer}" for question, answer in brief.said])
    history = [
        f"{ago(one.at, now)} ago  {one.outcome_label}, {one.rep_name}"
        f"{f', {stopwatch_of(one.seconds)}' if one.seconds else ''}{f': {one.note}' if one.note else ''}"
        for one in brief.history
    ]
    yield from _section("History", history)
    if brief.score or brief.wrong:
        counted = ", ".join(f"{fact} {points:+d}" for fact, points in brief.score)
        yield from _section("Score", [f"{row.grade}, {brief.points}{f': {counted}' if counted else ''}", *brief.wrong])
    others = [f"{one.name}{f', {one.title}' if one.title else ''} ({one.owner}'s)" for one in brief.colleagues]
    yield from _section("Also there", others)
    if law := brief.law:
        until = f"; on the register they may be called until {law.exempt_until:%Y-%m-%d}" if law.exempt_until else ""
        said = f'; "{law.basis_text}"' if law.basis_text else ""
        yield from _section("May we contact them", [f"{law.told}{said}{until} ({law.cited})", *law.listed])


def stopwatch_of(seconds: int) -> str:
    """How long a call was: "02:14"."""
    from datetime import timedelta

    return stopwatch(timedelta(seconds=seconds))


def _spent(seconds: int) -> str:
    return f", {reading(seconds)}" if seconds else ""


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{title}:"
        yield from (f"  {line}" for line in lines)


# -------------------------------------------------------------------------------- search, day


def search_options(parser: Parser) -> None:
    """The options of `sdrdesk search`."""
    parser.add_argument("words", metavar="WORDS", nargs="+", help="part of a name, company, address or number")
    parser.add_argument("--limit", type=count, default=50, metavar="N", help="at most so many (default: 50)")


def search(shell: Shell) -> int:
    """Print the leads that hold the words."""
    found = shell.open_desk().queue.search(" ".join(shell.args.words), shell.args.limit)
    if shell.is_json:
        from sdrdesk.cli.as_json import found_object

        shell.answer([found_object(one) for one in found], ())
        return ExitCode.OK
    if not found:
        shell.tell("No lead holds that.")
        return ExitCode.OK
    rows = [[one.name, one.company, one.phone or one.email, one.stage, one.owner, one.lead_id] for one in found]
    shell.answer(None, columns(["Name", "Company", "Reach", "Stage", "Owner", "Lead"], rows))
    return ExitCode.OK


def day(shell: Shell) -> int:
    """Print the day so far against its goals."""
    from sdrdesk.cli.as_json import day_object
    from sdrdesk.cli.block import block_table, summary_object

    desk = shell.open_desk()
    board = desk.queue.board(Tab.READY, 1, exact=True)
    made = board.day
    blocks = desk.blocks.of_days(made.day, made.day)
    rows = [
        ["Dials", str(made.dials), str(made.goal_dials)],
        ["Conversations", str(made.conversations), str(made.goal_conversations)],
        ["Meetings", str(made.meetings), str(made.goal_meetings)],
    ]
    lines = [*columns([f"{made.day:%a} {made.day.day} {made.day:%b}", "so far", "goal"], rows), ""]
    lines += [f"Goal reached on {plural(made.streak, 'working day')} in a row", _counts(board.counts)]
    lines += ["", "Call blocks", *block_table(blocks, desk.rep.zone)] if blocks else []
    shell.answer(day_object(board) | {"blocks": [summary_object(one) for one in blocks]}, lines)
    return ExitCode.OK
