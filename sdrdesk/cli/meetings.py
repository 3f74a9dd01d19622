"""Meetings and opportunities from the shell."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sdrdesk.cli.calls import WHEN
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.domain.meetings import PAGES, page_of
from sdrdesk.domain.money import shown
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput
from sdrdesk.text import clean

BACK, AHEAD = timedelta(days=45), timedelta(days=120)
"""Which meetings are listed where no range is given."""


def meeting_options(parser: Parser) -> None:
    """The options of `sdrdesk meeting`."""
    parser.add_argument("lead", metavar="LEAD", help="its id, the end of its id, or its full name")
    parser.add_argument("state", metavar="STATE", help="confirmed, rescheduled, cancelled, held or no_show")
    parser.add_argument("--to", metavar="WHEN", help=f"for rescheduled: {WHEN}")
    parser.add_argument("--note", default="", metavar="TEXT", help="what was said")


def meeting(shell: Shell) -> int:
    """Say what became of a lead's meeting."""
    from sdrdesk.cli.as_json import plain
    from sdrdesk.domain.when import read_when

    args, desk = shell.args, shell.open_desk()
    lead_id = desk.leads.find(args.lead)
    starts_at = read_when(args.to, desk.clock.now(), desk.queue.brief(lead_id).row.place) if args.to else None
    state = clean(args.state).lower().replace("-", "_")
    logged = desk.meetings.say(lead_id, state, starts_at=starts_at, note=args.note)
    shell.answer(plain(logged), [f"{logged.outcome_label}: {logged.name}", f"Next: {logged.told}"])
    return ExitCode.OK


def meetings_options(parser: Parser) -> None:
    """The options of `sdrdesk meetings`."""
    parser.add_argument("page", nargs="?", default="", metavar="PAGE", help=f"only one of {', '.join(PAGES)}")
    parser.add_argument("--range", default="", metavar="RANGE", help="when they begin (default: 45 days back, 120 on)")


def meetings(shell: Shell) -> int:
    """List meetings; a manager sees the team's."""
    args, desk = shell.args, shell.open_desk()
    if args.page and args.page not in PAGES:
        raise BadInput(f'There is no page "{clean(args.page)}"', hint=f"One of: {', '.join(PAGES)}")
    today, now = desk.numbers.today(), desk.clock.now()
    over = desk.numbers.range(args.range) if args.range else Range(today - BACK, today + AHEAD)
    found = [
        (page, one)
        for one in desk.meetings.between(over.first, over.last)
        if (page := page_of(one.meeting.state, one.meeting.starts_at, now)) == args.page or not args.page
    ]
    cells = [
        [f"{one.meeting.starts_at:%Y-%m-%d %H:%M}", PAGES[page], one.name, one.company, one.rep, one.opportunity]
        for page, one in found
    ]
    head = ["When UTC", "", "Lead", "Company", "Rep", "Opportunity"]
    shell.answer([as_object(one) | {"page": page} for page, one in found], columns(head, cells) if cells else ())
    return ExitCode.OK if found else ExitCode.NOTHING


def opportunity_options(parser: Parser) -> None:
    """The options of `sdrdesk opportunity`."""
    parser.add_argument("lead", metavar="LEAD", help="its id, the end of its id, or its full name")
    parser.add_argument("state", choices=["accepted", "refused", "won", "lost"])
    parser.add_argument("--amount", default="", metavar="AMOUNT", help='12500, "12,500.00", "9,000 EUR"')
    parser.add_argument("--reason", default="", metavar="TEXT", help="why it was refused or lost")
    parser.add_argument("--on", metavar="DAY", help="when it was decided, as in 2026-11-24 (default: now)")


def opportunity(shell: Shell) -> int:
    """Say what the account executive made of a held meeting."""
    args, desk = shell.args, shell.open_desk()
    decided = desk.meetings.decide(
        desk.leads.find(args.lead), args.state, amount=args.amount, reason=args.reason, at=_noon(args.on)
    )
    one = decided.opportunity
    worth = f", {shown(one.amount, one.currency)}" if one.amount is not None else ""
    same = "" if decided.changed else " (it stood so already)"
    shell.answer(as_object(decided), [f"{decided.told}{worth}{same}"])
    return ExitCode.OK


def _noon(day: str | None) -> datetime | None:
    if not day:
        return None
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time(12), UTC)
    except ValueError:
        raise BadInput(f'"{clean(day)}" is no day', hint="Write it like 2026-11-24") from None


def load_options(parser: Parser) -> None:
    """The options of `sdrdesk import-opportunities`."""
    parser.add_argument("file", metavar="FILE", help="CSV with e-mail or lead id, stage, amount, dates")


def load(shell: Shell) -> int:
    """Bring opportunities in from a CRM's file."""
    report = shell.open_desk().meetings.load(Path(shell.args.file))
    lines = [f"{report.file}: {report.changed} changed, {report.same} as they were, of {report.rows} rows"]
    lines += [f"Not ours: {one}" for one in report.strange[:20]]
    shell.answer(as_object(report), lines)
    return ExitCode.OK
