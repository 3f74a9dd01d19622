"""Opening the desk: the team's own, or the demo's."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk import paths
from sdrdesk.cli.aside import made_aside, remove
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.memory import remember_rep
from sdrdesk.cli.shell import Shell
from sdrdesk.clock import Clock, FixedClock, ShiftedClock, SystemClock
from sdrdesk.errors import BadInput, DeskError, Refused

if TYPE_CHECKING:
    from sdrdesk.cli.parser import Parser
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.intake.intake_values import Options

LISTED = 15
"""Leads that the demo prints where there is no terminal."""


def open_screen_options(parser: Parser) -> None:
    """`sdrdesk` alone has none of its own."""
    del parser


def open_screen(shell: Shell) -> int:
    """Open the desk on the screen."""
    database = shell.settings.database
    if isinstance(database, Path) and not database.exists() and shell.has_screen and not shell.is_json:
        return _first_start(shell, database)
    if isinstance(database, Path) and not database.exists() and not shell.is_json:
        shell.tell(
            f"There is no desk at {database} yet.",
            "",
            "  sdrdesk demo    look around on a seeded desk; nothing to configure, nothing of yours is touched",
            "  sdrdesk init    start your team: who you are, its hours, a first import",
        )
        return ExitCode.NOT_FOUND
    if not shell.has_screen:
        raise BadInput("The desk needs a terminal", hint="In a script use: sdrdesk queue, next, log (sdrdesk help)")
    opened = _opened(shell)
    if opened is None:
        return ExitCode.NOTHING
    desk = opened
    if isinstance(database, Path) and shell.settings.backups and not shell.at:
        from sdrdesk.cli.backup import start_daily

        start_daily(database, desk.seat.clock.now())
    return _show(shell, desk)


def _first_start(shell: Shell, database: Path) -> int:
    """Ask on the screen who starts here; then their desk, on the file they named, or the demo."""
    from sdrdesk.cli.init import found
    from sdrdesk.tui.welcome import welcome

    answers, is_demo_wanted = welcome(str(database), lambda given: found(database, given, shell.clock), shell.settings)
    if is_demo_wanted:
        return _open_demo(shell, paths.demo_db(), *_clock(shell), _demo_team()[1])
    if answers is None:
        return ExitCode.NOTHING
    from sdrdesk.desk.intake.intake_values import Options

    # As whoever was founded, whatever SDRDESK_REP or --rep say.
    theirs = Shell(Namespace(**{**vars(shell.args), "rep": answers.login}))
    try:
        desk = theirs.open_desk(theirs.running_clock, front="tui")
        if not answers.file:
            return _show(theirs, desk)
        return show_import(theirs, desk, Path(answers.file).expanduser(), Options(owner=answers.login))
    finally:
        theirs.close()


def _opened(shell: Shell) -> Desk | None:
    """The desk; whoever has a password is asked for it on the screen. None for somebody who goes away."""
    try:
        return shell.open_desk(shell.running_clock, front="tui")
    except Refused as refused:
        if refused.code != "sign_in":
            raise
    from sdrdesk.build import open_door
    from sdrdesk.cli.memory import remembered_rep
    from sdrdesk.cli.sessions import remember_token
    from sdrdesk.tui import door

    database = shell.settings.database
    way_in = open_door(database, "tui")
    try:
        login = (shell.settings.rep or remembered_rep(database)).casefold()
        reps = way_in.reps()
        session = door.sign_in(way_in, reps, login, shell.settings)
    finally:
        way_in.close()
    if session is None:
        return None
    remember_token(database, session.token)
    return shell.open_desk(shell.running_clock, front="tui", login=session.login)


def show_import(shell: Shell, desk: Desk, path: Path, options: Options) -> int:
    """Open the desk on the preview of a file."""
    if not shell.has_screen:
        raise BadInput("The preview needs a terminal", hint="In a script use: sdrdesk import FILE --dry-run")
    return _show(shell, desk, (path, options))


def _show(shell: Shell, desk: Desk, file: tuple[Path, Options] | None = None) -> int:
    """Read the first board, then start the screen: it paints its rows at once."""
    board = desk.queue.board()
    remember_rep(shell.settings.database, desk.rep.login)
    from sdrdesk.tui.app import run

    return run(desk, shell.settings, board, file)


# ---------------------------------------------------------------------------------------- demo


def demo_options(parser: Parser) -> None:
    """The options of `sdrdesk demo`."""
    parser.add_argument("--seed-only", action="store_true", help="write the file and open nothing")
    parser.add_argument("--fresh", action="store_true", help="write the demo anew over an old one")


def demo(shell: Shell) -> int:
    """Open a seeded desk; where there is no terminal, print its queue and how to open it."""
    path = shell.settings.database if shell.settings.db else paths.demo_db()
    if not isinstance(path, Path):
        raise BadInput("The demo is a file", hint="Name one with --db, or leave --db out")
    clock, at = _clock(shell)
    if shell.args.fresh and path.exists():
        _remove_demo(path)
    is_new = not path.exists()
    if is_new:
        _seed(shell, path, at)
    elif shell.args.seed_only:
        raise BadInput(f"{path} exists", hint="Name another file with --db, or write it anew with --fresh")
    if shell.args.seed_only:
        said = {"db": str(path), "at": at.isoformat()}
        shell.answer(said, [f"Seeded {path} as of {at:%Y-%m-%dT%H:%M:%SZ}"])
        return ExitCode.OK
    return _open_demo(shell, path, clock, at, shell.settings.rep or _demo_team()[1], is_new=is_new)


def _open_demo(shell: Shell, path: Path, clock: Clock, at: datetime, login: str, *, is_new: bool = False) -> int:
    """Open the demo as one of its team; the one there is, or a new one."""
    if not path.exists():
        _seed(shell, path, at)
    from sdrdesk.build import open_desk

    desk = open_desk(path, clock if shell.has_screen else FixedClock(at), login)
    try:
        if not is_new and not desk.queue.board().rows:
            shell.tell("This demo is worked off, or of another day: sdrdesk demo --fresh makes a new one.")
        if shell.has_screen:
            from sdrdesk.tui.app import run

            return run(desk, shell.settings, desk.queue.board())
        return _print_demo(shell, desk, path, at)
    finally:
        desk.close()


def _clock(shell: Shell) -> tuple[Clock, datetime]:
    """The demo's clock, and what it says now.

    It is the machine's, so that all terminals agree; outside working hours it begins late in the last working morning.
    """
    if shell.at:
        return ShiftedClock(shell.at), shell.at
    from sdrdesk.build import data_folder
    from sdrdesk.desk.demo.demo import demo_moment
    from sdrdesk.feeds.playbook_file import read_playbook

    playbook, machine = read_playbook(data_folder() / "playbook.toml"), SystemClock()
    now = machine.now()
    at = demo_moment(now, playbook)
    return (machine if at == now else ShiftedClock(at)), at


def _seed(shell: Shell, path: Path, at: datetime) -> None:
    """Write the demo."""
    from sdrdesk.build import data_folder
    from sdrdesk.desk.demo.demo import seed

    shell.tell("Seeding a demo team (a few seconds) ...")
    try:
        with made_aside(path) as aside:
            seed(aside, at, data_folder())
    except Refused as refused:
        if refused.code != "just_made":
            raise
        shell.tell("Another sdrdesk has just seeded it: this is the same demo.")


def _remove_demo(path: Path) -> None:
    """Remove an old demo; Refused for a file that holds anything else, or at which somebody sits."""
    from sdrdesk.build import is_in_use, open_desk

    team, login = _demo_team()
    try:
        desk = open_desk(path, SystemClock(), login)
        is_demo = desk.rep.team_name == team
        desk.close()
    except DeskError:
        is_demo = False
    if not is_demo:
        raise Refused(f"{path} is not a demo", "Name another file with --db", code="not_a_demo")
    if is_in_use(path):
        raise Refused("This demo is open in another terminal", "Leave it there, or name another file", code="in_use")
    remove(path)


def _demo_team() -> tuple[str, str]:
    """The demo team's name, and the login of its first rep."""
    from sdrdesk.build import data_folder
    from sdrdesk.feeds.demo_files import read_demo

    demo = read_demo(data_folder() / "demo")
    return demo.team, next(rep.login for rep in demo.reps if rep.role == "rep")


def _print_demo(shell: Shell, desk: Desk, path: Path, at: datetime) -> int:
    """The queue as plain text, and how to see more of it."""
    from sdrdesk.cli.as_json import queue_list
    from sdrdesk.cli.queue import queue_lines

    board = desk.queue.board(limit=LISTED)
    shell.tell(f"{board.rep.name} of {board.rep.team_name}: {board.counts.ready:,} ready, the first {len(board.rows)}:")
    shell.answer(queue_list(desk, board.rows), queue_lines(desk, board.rows, explain=True))
    where = f"--db {path} --rep {board.rep.login} --at {at:%Y-%m-%dT%H:%M:%SZ}"
    shell.tell(
        "",
        "Open the desk in a terminal:    sdrdesk demo" + (f" --db {path}" if shell.settings.db else ""),
        f"Or work it from the shell:      sdrdesk queue {where}",
        f"                                sdrdesk next {where}",
    )
    return ExitCode.OK
