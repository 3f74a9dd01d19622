"""Logging from the shell: an outcome, its undoing, a snooze."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.values import Logged
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.playbook import Channel
from sdrdesk.errors import BadInput, StoreError
from sdrdesk.text import clean

WHEN = '"thu 3pm", "in 2h", "26 nov 14:30" on their clock, or an ISO time'
"""How a time is written, as the help says it."""


def activity_id(text: str) -> str:
    """An id that a script chose, so that logging again changes nothing."""
    plain = text.replace("-", "").lower()
    if not re.fullmatch("[0-9a-f]{32}", plain):
        raise ArgumentTypeError("an id has 32 hex digits")
    return plain


def log_options(parser: Parser) -> None:
    """The options of `sdrdesk log`."""
    parser.add_argument("lead", metavar="LEAD", help="its id, the end of its id, or its full name")
    parser.add_argument(
        "outcome", metavar="OUTCOME", help="as the playbook names it: no_answer, voicemail, call_back ..."
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="what was said")
    parser.add_argument("--seconds", type=int, default=0, metavar="N", help="how long the call was")
    parser.add_argument("--callback", metavar="WHEN", help=WHEN)
    parser.add_argument("--meeting", metavar="WHEN", help=WHEN)
    parser.add_argument("--with", dest="with_whom", default="", metavar="WHOM", help="who takes the meeting")
    parser.add_argument("--invite", metavar="FILE", help="where the meeting's .ics goes (default: the downloads)")
    parser.add_argument("--reason", default="", metavar="KEY", help="why the lead is disqualified")
    parser.add_argument("--yes", nargs="+", default=[], metavar="KEY", help="small yeses that were won")
    parser.add_argument(
        "--by", choices=["call", "email", "social"], help="how it was said, where the outcome is usually said otherwise"
    )
    parser.add_argument("--id", type=activity_id, metavar="ID", help="the activity's id; logged again, nothing changes")


def log(shell: Shell) -> int:
    """Log an outcome and say what follows."""
    args, desk = shell.args, shell.open_desk()
    lead_id = desk.leads.find(args.lead)
    detail = Detail(
        callback_at=desk.calling.moment(lead_id, args.callback).at if args.callback else None,
        meeting_at=_meeting(desk, lead_id, args.meeting) if args.meeting else None,
        reason=args.reason,
        yeses=tuple(dict.fromkeys(args.yes)),
    )
    logged = desk.calling.log(
        lead_id,
        clean(args.outcome).lower().replace("-", "_").replace(" ", "_"),
        activity_id=args.id,
        seconds=args.seconds,
        note=args.note,
        detail=detail,
        with_whom=args.with_whom,
        by=Channel(args.by) if args.by else None,
    )
    _echo(shell, desk, logged, detail)
    if shell.is_json:
        from sdrdesk.cli.as_json import logged_object

        shell.answer(
            logged_object(logged, seconds=args.seconds, note=clean(args.note, multiline=True), detail=detail), ()
        )
        _save_invite(shell, logged)
        return ExitCode.OK
    again = " (it was in the book already)" if logged.repeated else ""
    shell.answer(None, [f"{logged.outcome_label}: {logged.name}{again}", f"Next: {logged.told}"])
    _save_invite(shell, logged)
    return ExitCode.OK


def _meeting(desk: Desk, lead_id: str, words: str) -> datetime:
    """The meeting's start; unlike a call it may lie outside calling hours, for the prospect agreed to it."""
    from sdrdesk.domain.when import read_when

    return read_when(words, desk.clock.now(), desk.queue.brief(lead_id).row.place)


def _echo(shell: Shell, desk: Desk, logged: Logged, detail: Detail) -> None:
    """Say a promised time on both clocks."""
    at = detail.callback_at or detail.meeting_at
    if at:
        from sdrdesk.domain.when import echo

        place = desk.queue.brief(logged.lead_id).row.place
        shell.tell(echo(at, place, desk.rep.zone, desk.clock.now()))


def _save_invite(shell: Shell, logged: Logged) -> None:
    """Write the invitation: where it was asked for, else (for a person) into the downloads."""
    if not logged.invite or logged.invite_at is None or (shell.is_json and not shell.args.invite):
        return
    try:
        if shell.args.invite:
            path = Path(shell.args.invite)
            path.write_text(logged.invite, encoding="utf-8", newline="")
        else:
            from sdrdesk.tui.invites import save

            path = save(logged.invite, logged.name, logged.invite_at, shell.settings.downloads_path, Path.cwd())
    except OSError as error:
        # The log is in the book; a lost file is no reason to call it failed.
        shell.tell(f"It is logged, but the file for the calendar was not saved: {error}")
        return
    shell.tell(f"Invitation: {path}")


def undo_options(parser: Parser) -> None:
    """The options of `sdrdesk undo`."""
    said = "the id of the log that is meant, if it is your last: undoing it again changes nothing"
    parser.add_argument("--id", type=activity_id, metavar="ID", help=said)


def undo(shell: Shell) -> int:
    """Take the rep's last log back."""
    calling = shell.open_desk().calling
    try:
        undone = calling.undo(shell.args.id or "")
    except StoreError as error:
        if not calling.undoing:
            raise
        # It may have been taken back: said without its id, the next undo would be of another log.
        raise StoreError(error.title, error.message, f"Try again with: sdrdesk undo --id {calling.undoing}") from error
    if undone is None:
        shell.answer(None, ())
        shell.tell("There is no log of yours to take back.")
        return ExitCode.NOTHING
    from sdrdesk.cli.as_json import plain

    shell.answer(plain(undone), [f"Taken back: {undone.outcome_label}, {undone.name}", f"Now: {undone.told}"])
    return ExitCode.OK


def snooze_options(parser: Parser) -> None:
    """The options of `sdrdesk snooze`."""
    parser.add_argument("lead", metavar="LEAD", help="its id, the end of its id, or its full name")
    parser.add_argument("when", metavar="WHEN", nargs="+", help=WHEN)


def snooze(shell: Shell) -> int:
    """Put a lead's next touch off."""
    from sdrdesk.cli.as_json import touch_object

    desk = shell.open_desk()
    lead_id = desk.leads.find(shell.args.lead)
    until = desk.calling.moment(lead_id, " ".join(shell.args.when))
    standing = desk.calling.snooze(lead_id, until.at)
    if standing.touch is None:
        raise BadInput("That lead has no next touch", hint="See: sdrdesk show LEAD")
    moved = " (moved into calling hours)" if until.moved else ""
    shell.answer(
        {"lead_id": lead_id, "next_touch": touch_object(standing.touch)}, [f"Snoozed until {until.echo}{moved}"]
    )
    return ExitCode.OK
