"""Starting a real team: a few questions, or the same answers as options."""

from __future__ import annotations

import contextlib
import os
import re
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sdrdesk.cli.aside import made_aside
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.memory import remember_rep
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.span import Window
from sdrdesk.errors import BadInput
from sdrdesk.text import clean, fold

HOURS = "09:00-18:00"
"""When a team works, unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a new team says about itself."""

    team: str
    name: str
    login: str
    role: str
    zone: str
    hours: str
    file: str
    """Leads to begin with; "" for none."""


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
    from sdrdesk.build import found_team

    path = shell.settings.database
    if isinstance(path, Path) and path.exists():
        raise BadInput(f"{path} exists", hint="Open it with sdrdesk, or name another file with --db")
    answers = _answered(shell)
    playbook, source = playbook_for(answers)
    member = {"login": answers.login, "name": answers.name, "role": answers.role, "zone_name": answers.zone}
    with made_aside(path) if isinstance(path, Path) else contextlib.nullcontext(path) as aside:
        now = shell.clock.now()
        found_team(aside, now, team=answers.team, members=[member], playbook=playbook, source=source).close()
    remember_rep(path, answers.login)
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
    login = asked(args.login, "Your login, one word?", (fold(name).split() or ["rep"])[0])
    role = asked(args.role, "Are you a rep or a manager?", "rep")
    zone = asked(args.zone, "Your time zone?", machine_zone())
    hours = asked(args.hours, "When does the team work on weekdays?", HOURS)
    file = asked(args.file, "A file of leads to begin with? (nothing: later)")
    return _checked(Answers(team=team, name=name, login=login.casefold(), role=role, zone=zone, hours=hours, file=file))


def _checked(answers: Answers) -> Answers:
    """The answers, once they can be used: before anything is written."""
    if answers.role not in ("rep", "manager"):
        raise BadInput(f'"{answers.role}" is no role', hint="rep or manager")
    try:
        ZoneInfo(answers.zone)
    except (KeyError, ValueError, OSError):
        raise BadInput(f'No time zone "{answers.zone}"', hint='Write it like "America/New_York"') from None
    try:
        closed = Window.parse(answers.hours).is_closed
    except ValueError as error:
        raise BadInput("The hours cannot be read", str(error), f'Write them like "{HOURS}"') from None
    if closed:
        raise BadInput("A team works some hours", hint=f'Write them like "{HOURS}"')
    if answers.file and not Path(answers.file).expanduser().is_file():
        raise BadInput(f"There is no file {answers.file}", hint="Leave it out and import later")
    return answers


def machine_zone() -> str:
    """The zone of this machine by name; UTC where it does not tell."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if not named:
        _, _, named = os.path.realpath("/etc/localtime").rpartition("zoneinfo/")
    try:
        return ZoneInfo(named).key
    except (KeyError, ValueError, OSError):
        return "UTC"


def playbook_for(answers: Answers) -> tuple[Playbook, str]:
    """The shipped playbook with the team's zone and hours, checked, and its text with every comment."""
    import tempfile

    from sdrdesk.cli.rules import shipped_playbook
    from sdrdesk.feeds.playbook_file import read_playbook

    head, section, rest = shipped_playbook().read_text(encoding="utf-8").partition("[team_hours]\n")
    rest = re.sub(r'^zone = "[^"]*"', f'zone = "{answers.zone}"', rest, count=1, flags=re.MULTILINE)
    rest = re.sub(r'^weekday = "[^"]*"', f'weekday = "{answers.hours}"', rest, count=1, flags=re.MULTILINE)
    source = head + section + rest
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "playbook.toml"
        file.write_text(source, encoding="utf-8")
        return read_playbook(file), source
