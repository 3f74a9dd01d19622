"""The desk in the browser: the server, and the desk of one window."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.errors import BadInput, DeskError

DESK_PORT = 8738
"""Where the desk is unless told otherwise: one beside the receiver."""

WINDOW = (sys.executable, "-m", "sdrdesk.cli.browser")
"""The command of a window's desk."""

FIRST_LINE = 16384
"""Bytes of it, at most."""


def desk_options(parser: Parser) -> None:
    """The options of `sdrdesk serve --desk`."""
    parser.add_argument("--desk", action="store_true", help="serve the desk to browsers, behind a login, instead")
    parser.add_argument("--certificate", metavar="FILE", help="--desk: speak https with this certificate (PEM)")
    parser.add_argument("--key", metavar="FILE", help="--desk: its key (PEM)")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="--desk: a proxy with https alone reaches --host, not this machine"
    )
    parser.add_argument("--windows", type=int, default=25, metavar="N", help="--desk: open desks in all (60 MiB each)")
    parser.add_argument("--windows-each", type=int, default=3, metavar="N", help="--desk: open desks of one rep")
    parser.add_argument(
        "--idle", type=float, default=30.0, metavar="MINUTES", help="--desk: without a key, then signed out"
    )


def serve_desk(shell: Shell, port: int) -> int:
    """Serve the desk to browsers until interrupted."""
    try:
        from sdrdesk.web.browser.bounds import Bounds
        from sdrdesk.web.browser.pages import files
        from sdrdesk.web.browser.serve import Way
        from sdrdesk.web.browser.serve import serve_desk as run
    except ImportError as error:
        if "aiohttp" not in str(error):
            raise
        raise BadInput("The desk in the browser is not installed", "", 'Run: pip install "sdrdesk[browser]"') from None
    from sdrdesk.build import open_door

    args = shell.args
    if args.windows < 1 or args.windows_each < 1 or args.idle <= 0:
        raise BadInput("--windows, --windows-each and --idle are more than 0")
    way = Way(
        host=args.host, port=port, public_url=args.public_url.rstrip("/"),
        certificate=_path(args.certificate), key=_path(args.key), behind_proxy=args.behind_proxy,
    )  # fmt: skip
    way.check()
    files()
    bounds = Bounds(windows=args.windows, per_rep=args.windows_each, idle_seconds=args.idle * 60)
    database = shell.settings.database
    who = {"db": str(database.absolute()) if isinstance(database, Path) else database.url}
    if shell.at:
        who["at"] = shell.at.isoformat()
    door = open_door(database, "web")
    try:
        run(door, way, WINDOW, who, bounds, shell.tell)
    finally:
        door.close()
    return ExitCode.OK


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None


# ------------------------------------------------------------------------------------ one window


def window(line: bytes) -> int:
    """The desk of whom the server's first line names, until they leave.

    None of the settings of the server's user count here: neither their dial command nor their mail.
    """
    from sdrdesk.build import open_desk
    from sdrdesk.clock import ShiftedClock, SystemClock
    from sdrdesk.settings import Settings
    from sdrdesk.tui.dialler import OFF

    who = json.loads(line)
    settings = Settings(db=who["db"], rep=who["login"], theme=who["theme"], dial_command=OFF, backups=False)
    clock = ShiftedClock(datetime.fromisoformat(who["at"])) if who.get("at") else SystemClock()
    desk = open_desk(settings.database, clock, who["login"], front="web", token=who["token"])
    try:
        from sdrdesk.tui.app import run

        return run(desk, settings, desk.queue.board())
    finally:
        desk.close()


def _first_line() -> bytes:
    """The first line of the standard input and not a byte more: the rest is the driver's."""
    line = b""
    while len(line) < FIRST_LINE and not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            break
        line += byte
    return line


if __name__ == "__main__":
    try:
        status = window(_first_line())
    except DeskError as error:
        print(error.title, file=sys.stderr)
        status = 1
    sys.exit(status)
