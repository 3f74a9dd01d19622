"""E-mails from the shell: read the one a lead is to get, send it, say what became of one."""

from __future__ import annotations

import os

from sdrdesk.cli.as_json import logged_object, plain
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.calls.mailing import Written
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.values import Logged
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput


def email_options(parser: Parser) -> None:
    """The options of `sdrdesk email`."""
    parser.add_argument("lead", nargs="?", metavar="LEAD", help="its id, the end of its id, or its full name")
    parser.add_argument("--due", action="store_true", help="all e-mails that are due, in order, with what is not known")
    parser.add_argument("--subject", metavar="TEXT", help="instead of the template's")
    parser.add_argument("--text", metavar="TEXT", help="instead of the template's")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--send", action="store_true", help="send it through the server of the settings, and log it")
    what.add_argument("--sent", action="store_true", help="one that was cut off did go: log it")
    what.add_argument("--not-sent", action="store_true", help="one that was cut off did not go: it is a draft again")
    what.add_argument("--replied", action="store_true", help="they wrote back: log it")
    what.add_argument("--list", action="store_true", help="the e-mails to this lead, newest first")


def email(shell: Shell) -> int:
    """Show the e-mail of a lead, or do with it what was asked."""
    args, desk = shell.args, shell.open_desk()
    if args.due:
        return _due(shell, desk)
    if not args.lead:
        raise BadInput("Which lead?", "", "Name one, or list all with: sdrdesk email --due")
    lead_id = desk.leads.find(args.lead)
    if args.replied:
        return _tell(shell, desk.mailing.replied(lead_id))
    if args.list:
        mails = desk.mailing.of(lead_id)
        shell.answer(plain(mails), [f"{one.at:%Y-%m-%d %H:%M}  {one.state:8} {one.subject}" for one in mails])
        return ExitCode.OK
    written = desk.mailing.write(lead_id)
    if args.sent or args.not_sent:
        return _settle(shell, desk, written)
    subject = written.subject if args.subject is None else args.subject
    text = written.body if args.text is None else args.text
    if args.send:
        from sdrdesk.desk.calls.mail_server import server_of

        server = server_of(shell.settings, os.environ)
        if server is None:
            raise BadInput(
                "No mail server is set", "", "Set smtp_host, or send it from the desk with your mail program"
            )
        return _tell(shell, desk.mailing.send(lead_id, subject, text, server))
    data = plain(written) | {"subject": subject, "body": text}
    lines = [f"To: {written.name} <{written.to}>", f"Subject: {subject}", "", *text.split("\n")]
    shell.answer(data, lines)
    if written.missing:
        shell.tell(f"Not known: {', '.join(written.missing)}")
    if written.in_doubt:
        shell.tell(f'"{written.in_doubt.subject}" was cut off while it was sent: say --sent or --not-sent')
    return ExitCode.OK


def _due(shell: Shell, desk: Desk) -> int:
    """Every e-mail that is due, as it would go."""
    due = desk.mailing.due()
    written = [desk.mailing.write(row.lead_id) for row in due.rows]
    rows = [
        [one.name, one.to or "no address", one.subject, ", ".join(one.missing), "in doubt" if one.in_doubt else "",
         one.lead_id[-8:]]
        for one in written
    ]  # fmt: skip
    shell.answer({"due": [plain(one) for one in written], "later": due.later},
                 columns(["Name", "To", "Subject", "Not known", "", "Lead"], rows) if rows else [])  # fmt: skip
    later = f"; {due.later} more later today" if due.later else ""
    shell.tell(f"{plural(len(rows), 'e-mail')} due{later}")
    return ExitCode.OK


def _settle(shell: Shell, desk: Desk, written: Written) -> int:
    """Say what became of the e-mail in doubt."""
    if written.in_doubt is None:
        raise BadInput(f"No e-mail to {written.name} is in doubt", "", "See: sdrdesk email LEAD --list")
    logged = desk.mailing.settle(written.in_doubt.id, was_sent=shell.args.sent)
    if logged is not None:
        return _tell(shell, logged)
    shell.answer({"mail": written.in_doubt.id, "state": "drafted"}, ["It is a draft again"])
    return ExitCode.OK


def _tell(shell: Shell, logged: Logged) -> int:
    lines = [f"{logged.outcome_label}: {logged.name}", f"Next: {logged.told}"]
    shell.answer(logged_object(logged, seconds=0, note="", detail=Detail()), lines)
    return ExitCode.OK
