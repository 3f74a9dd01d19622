"""Starting a real team: a few questions, or the same answers as options."""

from __future__ import annotations

import contextlib
from argparse import Namespace
from pathlib import Path

from sdrdesk.cli.aside import made_aside
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.memory import remember_rep
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.clock import Clock
from sdrdesk.desk.people.founding import HOURS, Answers, checked, login_of, machine_zone, playbook_for
from sdrdesk.errors import BadInput
from sdrdesk.paths import Database
from sdrdesk.text import clean


def init_options(parser: Parser) -> None:
    """The options of `sdrdesk init`; each answers one question."""
    parser.add_argument("--team", metavar="TEXT", help="the team's name")
    parser.add_argument("--name", metavar="TEXT", help="your name")
    parser.add_argument("--login", metavar="LOGIN", help="your login (default: your first name)")
    parser.add_argument("--role", choices=["rep", "manager"], help="what you are (default: rep)")
    parser.add_argument("--zone", metavar="ZONE", help="your time zone, as America/New_York (default: the machine's)")
    parser.add_argument("--hours", metavar="HH:MM-HH:MM", help=f"the team's working hours (default: {HOURS})")
    parser.add_argument(
        "--import", dest="file", metavar="FILE", help="leads to begin with, as sdrdesk import takes them"
    )


def init(shell: Shell) -> int:
    """Make the team's file: who you are, the shipped playbook with your hours, the shipped offers."""
    path = shell.settings.database
    if isinstance(path, Path) and path.exists():
        raise BadInput(f"{path} exists", hint="Open it with sdrdesk, or name another file with --db")
    answers = _answered(shell)
    found(path, answers, shell.clock)
    said = {"db": str(path), "team": answers.team, "rep": answers.login, "zone": answers.zone, "hours": answers.hours}
    where = f" --db {path}" if shell.settings.db else ""
    if not shell.is_json:
        shell.tell(f"{answers.team} is set up in {path}.")
        if not answers.file:
            shell.tell(f"Next: sdrdesk import leads.csv{where}, then sdrdesk{where}")
    if answers.file:
        status = _first_import(shell, answers)
        if status != ExitCode.OK or shell.is_json:
            return status
        shell.tell(f"Next: sdrdesk{where}")
        return status
    shell.answer(said, [str(path)])
    return ExitCode.OK


def found(path: Database, answers: Answers, clock: Clock) -> None:
    """Make the team, its file aside first, and remember who founded it; with a password, signed in."""
    from sdrdesk.build import data_folder, found_team, open_desk

    checked(answers)
    playbook, source = playbook_for(answers, data_folder() / "playbook.toml")
    member = {"login": answers.login, "name": answers.name, "role": answers.role, "zone_name": answers.zone}
    with made_aside(path) if isinstance(path, Path) else contextlib.nullcontext(path) as aside:
        now = clock.now()
        found_team(aside, now, team=answers.team, members=[member], playbook=playbook, source=source).close()
    remember_rep(path, answers.login)
    if answers.password:
        from sdrdesk.cli.sessions import remember_token

        desk = open_desk(path, clock, answers.login, front="tui")
        try:
            session = desk.identity.set_password(answers.password)
        finally:
            desk.close()
        remember_token(path, session.token if session else "")


def _first_import(shell: Shell, answers: Answers) -> int:
    from sdrdesk.cli import imports
    from sdrdesk.cli.parser import make_parser

    parser = make_parser("import", "")
    imports.load_options(parser)
    # Only what every command has: `init --zone` is a person's zone, `import --zone` that of rows.
    common = Namespace(db=shell.args.db, at=shell.args.at, json=shell.args.json, rep=answers.login)
    args = parser.parse_args(["--owner", answers.login, "--", answers.file], common)
    with_file = Shell(args)
    try:
        return imports.load(with_file)
    finally:
        with_file.close()


def _answered(shell: Shell) -> Answers:
    """The answers: options first, then questions where somebody sits there, then defaults."""
    args = shell.args

    def asked(given: str | None, question: str, default: str = "", option: str = "") -> str:
        if given is not None:
            return clean(given)
        if shell.is_asked:
            return clean(shell.ask(question, default))
        if not default and option:
            raise BadInput(f"{option} is missing", hint="Give it, or run sdrdesk init in a terminal to be asked")
        return default

    team = asked(args.team, "What is your team called?", option="--team")
    name = asked(args.name, "And you, first and last name?", option="--name")
    if not team or not name:
        raise BadInput("A team needs a name, and so do you", hint="Start again: sdrdesk init")
    login = asked(args.login, "Your login, one word?", login_of(name))
    role = asked(args.role, "Are you a rep or a manager?", "rep")
    zone = asked(args.zone, "Your time zone?", machine_zone())
    hours = asked(args.hours, "When does the team work on weekdays?", HOURS)
    file = asked(args.file, "A file of leads to begin with? (nothing: later)")
    return checked(Answers(team=team, name=name, login=login.casefold(), role=role, zone=zone, hours=hours, file=file))
