"""Two leads that are one person, from the shell."""

from __future__ import annotations

from sdrdesk.cli.as_json import plain
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.domain.words import plural


def merge_options(parser: Parser) -> None:
    """The options of `sdrdesk merge`."""
    parser.add_argument("lead", metavar="LEAD", help="the lead that stays")
    parser.add_argument("other", metavar="OTHER", help="the lead that is the same person and goes into it")


def merge(shell: Shell) -> int:
    """Make one lead part of another, with all its history."""
    desk = shell.open_desk()
    done = desk.merging.merge(desk.leads.find(shell.args.lead), desk.leads.find(shell.args.other))
    went = f"{plural(done.conversions, 'conversion')} and {plural(done.activities, 'log')} went over"
    shell.answer(plain(done), [f"{done.other} is part of {done.name} now: {went}"])
    shell.tell(f"Take it back: sdrdesk unmerge {done.lead_id}")
    return ExitCode.OK


def unmerge_options(parser: Parser) -> None:
    """The options of `sdrdesk unmerge`."""
    parser.add_argument("lead", metavar="LEAD", help="the lead that stayed")


def unmerge(shell: Shell) -> int:
    """Take the last merge of a lead back."""
    desk = shell.open_desk()
    done = desk.merging.unmerge(desk.leads.find(shell.args.lead))
    how = "both stand as they did" if done.is_exact else f"{done.name} was worked since and stays as it is"
    shell.answer(plain(done), [f"{done.other} is a lead of its own again, {done.other_id}: {how}"])
    return ExitCode.OK
