"""What managers do, from the shell: give leads, cover absences, set aims, coach, and take it back."""

from __future__ import annotations

from datetime import date

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.people.manage import Manage, Reassigned
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput
from sdrdesk.text import clean


def assign_options(parser: Parser) -> None:
    """The options of `sdrdesk assign`."""
    parser.add_argument("leads", nargs="*", metavar="LEAD", help="an id, the end of one, or a full name")
    parser.add_argument(
        "--to", default="", metavar="LOGIN", help="to whom (default: who has the pass and fewest leads)"
    )
    parser.add_argument("--from", dest="from_rep", default="", metavar="LOGIN", help="all open leads of this rep")
    parser.add_argument("--offer", default="", metavar="KEY", help="those of an offer")
    parser.add_argument("--kind", default="", metavar="KIND", help="those of a kind of offer")
    parser.add_argument("--campaign", default="", metavar="NAME", help="those of a campaign")
    parser.add_argument("--region", default="", metavar="REGION", help='those of a region: "US-FL", "DE"')
    parser.add_argument("--zone", default="", metavar="ZONE", help='those of a time zone: "Chicago"')
    parser.add_argument("--grade", default="", metavar="A..D", help="those of a grade")
    parser.add_argument("--tier", type=int, default=0, metavar="N", help="those of a tier")
    parser.add_argument("--late", action="store_true", help="those that nobody called by their answer-by")
    parser.add_argument("--list", action="store_true", help="give nothing: list the open leads that fit")
    parser.add_argument("--takers", action="store_true", help="give nothing: who has the pass and room for them")


def assign(shell: Shell) -> int:
    """Give leads to others."""
    args, desk = shell.args, shell.open_desk()
    if args.leads:
        done = desk.manage.reassign([desk.leads.find(one) for one in args.leads], args.to)
    else:
        rule = LeadRule(
            login=args.from_rep, offer=args.offer, kind=args.kind, campaign=args.campaign, region=args.region,
            zone=args.zone, grade=args.grade, tier=args.tier, is_late=args.late,
        )  # fmt: skip
        if args.list or args.takers:
            return _look(shell, desk.manage, rule)
        done = desk.manage.reassign_where(rule, args.to)
    return _say(shell, done)


def _look(shell: Shell, manage: Manage, rule: LeadRule) -> int:
    """The leads that fit a rule, or who could take them."""
    args = shell.args
    found = manage.open_leads(rule)
    if args.takers:
        who = manage.takers(found.ids)
        cells = [[one.login, one.name, f"{one.carries}", f"{one.can} of {one.of}", one.why_not] for one in who]
        shell.answer(as_object(who), columns(["Login", "Rep", "carries", "can take", "Why not all"], cells))
        return ExitCode.OK if who else ExitCode.NOTHING
    rows = [
        [
            one.lead_id[-8:],
            one.rep,
            one.name,
            one.company,
            one.offer,
            one.grade,
            one.zone,
            "late" if one.is_late else "",
        ]
        for one in found.rows
    ]
    head = ["Lead", "Rep", "Name", "Company", "Offer", "grade", "Zone", ""]
    shell.answer(as_object(found), columns(head, rows) if rows else ())
    return ExitCode.OK if rows else ExitCode.NOTHING


def _say(shell: Shell, done: Reassigned) -> int:
    lines = [done.told, *(f"Stays: {one.name}, {one.why_not}" for one in done.kept)]
    shell.answer(as_object(done), lines)
    return ExitCode.OK


def absence_options(parser: Parser) -> None:
    """The options of `sdrdesk absence`."""
    parser.add_argument("action", choices=["list", "begin", "end"], nargs="?", default="list", help="default: list")
    parser.add_argument("login", nargs="?", default="", metavar="LOGIN", help="who is away")
    parser.add_argument("--from", dest="first", metavar="DAY", help="first day (default: today)")
    parser.add_argument("--until", metavar="DAY", help="last day")
    parser.add_argument("--by", default="", metavar="LOGIN", help="who covers (default: spread over the team)")


def absence(shell: Shell) -> int:
    """List absences, begin one, or end one."""
    args, desk = shell.args, shell.open_desk()
    if args.action == "list":
        known = desk.manage.absences()
        lines = [
            f"{one.rep}: {one.first} to {one.last}, {plural(len(one.lent), 'lead')} covered"
            + (", back" if one.ended_at else "")
            for one in known
        ]
        shell.answer(as_object(known), lines or ["Nobody is away."])
        return ExitCode.OK
    if not args.login:
        raise BadInput("Who is away?", hint="sdrdesk absence begin LOGIN --until 2026-12-04")
    if args.action == "end":
        return _say(shell, desk.manage.give_back(args.login))
    if not args.until:
        raise BadInput("Until when?", hint="Give --until 2026-12-04")
    first = _day(args.first) if args.first else desk.numbers.today()
    return _say(shell, desk.manage.cover(args.login, first, _day(args.until), args.by)[1])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f'"{clean(text)}" is no day', hint="Write it like 2026-11-24") from None


def goals_options(parser: Parser) -> None:
    """The options of `sdrdesk goals`."""
    parser.add_argument("login", metavar="LOGIN", help="whose")
    for name, told in (
        ("dials", "dials a day"), ("conversations", "conversations a day"), ("meetings", "meetings a day"),
        ("quota", "opportunities a month"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", metavar="N", help=f"{told}; - for the playbook's")
    parser.add_argument("--since", metavar="DAY", help="from this day on (default: today)")


def goals(shell: Shell) -> int:
    """Set a rep's goals and quota."""
    args, desk = shell.args, shell.open_desk()
    numbers = {
        name: _number(text)
        for name, text in (
            ("dials", args.dials), ("conversations", args.conversations), ("meetings", args.meetings),
            ("opportunities", args.quota),
        )
        if text is not None
    }  # fmt: skip
    if not numbers:
        raise BadInput("Which goal?", hint="sdrdesk goals LOGIN --dials 50 --quota 8")
    told = desk.manage.set_aims(args.login, _day(args.since) if args.since else None, **numbers)
    shell.answer({"told": told}, [told])
    return ExitCode.OK


def _number(text: str) -> int | None:
    if text == "-":
        return None
    if not text.isdecimal():
        raise BadInput(f'"{clean(text)}" is no number', hint="A number, or - for the playbook's")
    return int(text)


def coach_options(parser: Parser) -> None:
    """The options of `sdrdesk coach`."""
    parser.add_argument("call", metavar="CALL", help="the call's id or its end: sdrdesk stats --calls --of LOGIN")
    parser.add_argument("note", nargs="+", metavar="NOTE", help="what they should know")


def coach(shell: Shell) -> int:
    """Leave a note on a call."""
    told = shell.open_desk().manage.coach(shell.args.call, " ".join(shell.args.note))
    shell.answer({"told": told}, [told])
    return ExitCode.OK


def take_back_options(parser: Parser) -> None:
    """`sdrdesk take-back` has none of its own."""
    del parser


def take_back(shell: Shell) -> int:
    """Take back the newest of one's own actions that stands."""
    told = shell.open_desk().manage.undo()
    if told is None:
        shell.answer(None, ())
        shell.tell("There is nothing of yours to take back.")
        return ExitCode.NOTHING
    shell.answer({"told": told}, [f"Taken back: {told}"])
    return ExitCode.OK
