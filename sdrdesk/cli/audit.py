"""The audit on the command line."""

from __future__ import annotations

from datetime import datetime

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.desk.people.audit import Entry
from sdrdesk.domain.by_itself import NOBODY
from sdrdesk.domain.hours import zone
from sdrdesk.errors import BadInput
from sdrdesk.text import clean


def audit_options(parser: Parser) -> None:
    """The options of `sdrdesk audit`."""
    parser.add_argument("--lead", default="", metavar="LEAD", help="about one lead: an id, the end of one, a full name")
    parser.add_argument("--by", default="", metavar="LOGIN", help="by one member (managers); members who left too")
    parser.add_argument("--since", default="", metavar="DAY", help="from this day on: 2026-11-24")
    parser.add_argument("--what", default="", metavar="WORD", help='what was done: "assigned", "password" ...')
    parser.add_argument("--limit", type=int, default=200, metavar="N", help="at most so many (default: 200)")


def audit(shell: Shell) -> int:
    """Print what was done, the newest first."""
    from sdrdesk.cli.as_json import plain

    args, desk = shell.args, shell.open_desk()
    lead = desk.leads.find(args.lead) if args.lead else ""
    since = _day(args.since, desk.rep.zone) if args.since else None
    found = desk.audit.entries(lead_id=lead, login=args.by, since=since, what=args.what, limit=max(1, args.limit))
    shell.answer([plain(one) for one in found], [_line(one, desk.rep.zone) for one in found])
    if not found and not shell.is_json:
        shell.tell("Nothing of that kind was done.")
    return ExitCode.OK if found else ExitCode.NOTHING


def _line(one: Entry, zone_name: str) -> str:
    at = one.at.astimezone(zone(zone_name))
    where = ", ".join(part for part in (one.role, one.front) if part)
    nobody = NOBODY if one.by_itself else "somebody"
    who = f"{one.name or nobody}{f' ({where})' if where else ''}"
    about = f"{one.lead}: " if one.lead and one.lead not in one.told else ""
    return f"{at:%Y-%m-%d %H:%M}  {who}  {one.what}  {about}{one.told}".rstrip()


def _day(text: str, zone_name: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f'"{clean(text)}" is no day', hint="Write it like 2026-11-24") from None
    return at if at.tzinfo else at.replace(tzinfo=zone(zone_name))
