"""What a user can set: on the command line, by SDRDESK_* variables, in config.toml or on the settings screen.

The first of these that says something wins. The file is the user's and never written: what is chosen on the screen
stands in a file of our own (`state.py`), below it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path

from sdrdesk import paths, state
from sdrdesk.dataclasses import dataclass, field, fields
from sdrdesk.errors import BadInput
from sdrdesk.text import clean
from sdrdesk.typing import Any

THEMES = ("auto", "dark", "light", "colour-blind", "contrast", "ansi")
"""What `theme` may be."""

KEYMAPS = ("default", "vim", "function-keys", "left-hand")
"""What `keymap` may be."""

ON_SCREEN = ("theme", "keymap", "bell", "notices", "backups")
"""What may be chosen on the settings screen: nothing that runs a program, sends mail, or takes the lock away."""

NOTICES = ("", "osc9", "osc777", "notify-send")
"""What `notices` may be."""
SECURITY = {"starttls": 587, "ssl": 465, "none": 25}
"""How a mail server is spoken to, and the port that goes with it."""
HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts on this machine."""

CHECKS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "email": (lambda value: "@" in value.strip("@") and " " not in value, "It is an address: you@example.com"),
    "smtp_port": (lambda value: value.isdecimal() and 0 < int(value) < 65536, "It is a number from 1 to 65535"),
    "smtp_security": (lambda value: value in SECURITY, f"It is one of: {', '.join(SECURITY)}"),
    "notices": (lambda value: value in NOTICES, f"Empty, or one of: {', '.join(NOTICES[1:])}"),
    "list_unsubscribe": (
        lambda value: value.startswith(("https://", "mailto:")) and not set(value) & set("<> "),
        "It begins with https:// or mailto:",
    ),
}
"""What a setting must be, and how that is said."""

CHOICES = {"theme": THEMES, "keymap": KEYMAPS}
"""Settings that are one of a few words."""

CHOSEN = "settings screen"
"""Where a setting comes from that was chosen there."""

TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
"""How a variable says yes and no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set."""

    db: str = ""
    """The database: a file, or a URL. Empty: desk.db in the data folder."""
    rep: str = ""
    """Login of the rep who sits down. Empty: the team's only one, else the one who did so last."""
    dial_command: str = ""
    """What dials: words with {number} or {uri}, such as "linphonec -s {uri}". Empty: the system's opener of tel: links;
    "none": nothing, the number is shown and copied."""
    bell: bool = False
    """Whether a new demo request rings the terminal's bell."""
    notices: str = ""
    """How a lead that waits too long shows beyond the terminal's window: "osc9" or "osc777" (the terminal's notice),
    "notify-send" (the desktop's). Empty: not at all."""
    backups: bool = True
    """Whether opening the desk takes a backup a day, in the background, and deletes those that need not be kept."""
    morning: bool = True
    """Whether the first start of a day shows the morning page; without it, 7 does."""
    lock_minutes: int = 10
    """Minutes without a key after which the desk asks for the password again, if there is one; 0: never."""
    theme: str = "auto"
    """"auto", "dark", "light", "colour-blind" (blue and orange), "contrast" (7 : 1 and more) or "ansi" (the
    terminal's own 16 colours, which NO_COLOR gets too)."""
    keymap: str = "default"
    """Which keys: "default", "vim", "function-keys" or "left-hand". Keys of your own go under [keys] in the file."""
    keys: Mapping[str, Any] = field(default_factory=dict)
    """Keys of your own by command, as in "lead.snooze" = "S"; in the file alone. `sdrdesk config keys` lists them."""
    downloads: str = ""
    """The folder for invitations. Empty: the system's downloads folder."""

    email: str = ""
    """Your own address: the sender of your e-mails and who invites to your meetings."""
    smtp_host: str = ""
    """The server that sends your e-mails. Empty: your own mail program opens on each, and you say whether it went."""
    smtp_port: str = ""
    """Its port. Empty: 587 with starttls, 465 with ssl, 25 with none."""
    smtp_security: str = "starttls"
    """"starttls", "ssl", or "none" for a server on this machine."""
    smtp_user: str = ""
    """Who signs in there. The password never stands here: see smtp_password_file."""
    smtp_password_file: str = ""
    """A file only you can read (chmod 600) with the password; or put that into the variable SDRDESK_SMTP_PASSWORD."""
    list_unsubscribe: str = ""
    """An https or mailto address for the List-Unsubscribe header of your e-mails."""

    @property
    def database(self) -> paths.Database:
        """The database: a file, or one on a server; BadInput for a URL that is neither."""
        where = self.db.removeprefix("sqlite:///")
        if where.startswith(("postgresql://", "postgres://")):
            return paths.ServerUrl(where)
        if "://" in where:
            raise BadInput(
                f"{where.partition('://')[0]} databases are not served",
                hint="Give a file, as --db desk.db, or --db postgresql://user@host/name",
            )
        return Path(where).expanduser() if where else paths.default_db()

    @property
    def db_path(self) -> Path:
        """The database as a file, for what only files have; BadInput for one on a server."""
        database = self.database
        if isinstance(database, Path):
            return database
        raise BadInput(f"{database} is no file", hint="On a server use its own tools: pg_dump, pg_restore")

    @property
    def downloads_path(self) -> Path:
        """The folder for invitations."""
        return Path(self.downloads).expanduser() if self.downloads else paths.downloads()


Sources = dict[str, str]
"""Where each setting comes from, by its name."""


def read_settings(options: Mapping[str, str | None], environ: Mapping[str, str]) -> tuple[Settings, Sources]:
    """The settings in force, and where each comes from.

    Args:
        options: What the command line said, by setting; None where it said nothing.
        environ: The variables.

    Raises:
        BadInput: A value that does not fit, or a key in the file that is no setting.
    """
    file = paths.config_file()
    layers: tuple[tuple[str, Mapping[str, Any]], ...] = (
        (CHOSEN, chosen()),
        (f"file {file}", _from_file(file)),
        ("variable SDRDESK_{}", _from_environ(environ)),
        ("command line", {name: value for name, value in options.items() if value is not None}),
    )
    values: dict[str, Any] = {}
    sources: Sources = {one.name: "default" for one in fields(Settings)}
    for source, layer in layers:
        for name, value in layer.items():
            sources[name] = source.replace("{}", name.upper())
            values[name] = _fitting(name, value, sources[name])
    return Settings(**values), sources


def chosen() -> dict[str, Any]:
    """What was chosen on the settings screen; what does not fit (any more) counts as not chosen."""
    found = {}
    for name, value in state.read("settings").items():
        with contextlib.suppress(BadInput):
            if name in ON_SCREEN:
                found[name] = _fitting(name, value, CHOSEN)
    return found


def choose(name: str, value: str | bool | None) -> bool:
    """Keep what was chosen on the screen, or with None forget it; whether it could be written."""
    return state.keep("settings", **{name: value})


def told() -> dict[str, str]:
    """What each setting is, in its own words: the docstring under it."""
    import ast
    import inspect
    from itertools import pairwise

    body = next(one for one in ast.parse(inspect.getsource(Settings)).body if isinstance(one, ast.ClassDef)).body
    names = {one.name for one in fields(Settings)}
    return {
        str(getattr(one.target, "id", "")): " ".join(str(getattr(after.value, "value", "")).split())
        for one, after in pairwise(body)
        if isinstance(one, ast.AnnAssign) and isinstance(after, ast.Expr) and getattr(one.target, "id", "") in names
    }


def _from_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """What the variables say; an empty one says nothing."""
    said = {one.name: environ.get(f"SDRDESK_{one.name.upper()}", "") for one in fields(Settings) if one.name != "keys"}
    return {name: value for name, value in said.items() if value}


def _from_file(file: Path) -> dict[str, Any]:
    """What the user's file says; nothing if there is none."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read", clean(str(error)), "Save it as UTF-8 text, or move it away") from None
    import tomllib

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file} is not valid TOML", clean(str(error)), 'Write lines like: theme = "dark"') from None
    except (ValueError, RecursionError):
        # A number of five thousand digits, or a thousand brackets.
        raise BadInput(f"{file} cannot be used", "it holds more than settings can", "Take it out") from None
    known = [one.name for one in fields(Settings)]
    for key in values:
        if key not in known:
            raise _unknown(key, known, file)
    return values


def _unknown(key: str, known: list[str], file: Path) -> BadInput:
    import difflib

    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    cure = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(known)}"
    return BadInput(f'{file}: no setting is called "{clean(key)}"', hint=cure)


def _fitting(name: str, value: Any, source: str) -> Any:
    """`value` as the setting's type; BadInput names where it came from."""
    if name == "keys":
        if not isinstance(value, dict):
            raise BadInput(
                f"keys is no table ({source})", hint='Write [keys], below it lines like: "lead.snooze" = "S"'
            )
        return value  # its commands are known to the screen alone: tui/keymap.py checks them
    if isinstance(getattr(Settings(), name), bool):
        if isinstance(value, str) and value.casefold() in TRUE + FALSE:
            return value.casefold() in TRUE
        if not isinstance(value, bool):
            raise BadInput(f'{name} is "{clean(str(value))}" ({source})', hint="It is true or false")
        return value
    if name == "lock_minutes":
        number = int(value) if isinstance(value, str) and value.isdecimal() else value
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 1440:
            raise BadInput(f'lock_minutes is "{clean(str(value))}" ({source})', hint="A number from 0 to 1440")
        return number
    if not isinstance(value, str):
        raise BadInput(f"{name} is not text ({source})", hint=f'Write it in quotes: {name} = "..."')
    if "\0" in value:
        raise BadInput(f"{name} holds a NUL character ({source})", hint="Take it out")
    if name in CHECKS and value and not CHECKS[name][0](value):
        raise BadInput(f'{name} is "{clean(value)}" ({source})', hint=CHECKS[name][1])
    if name in CHOICES and value not in CHOICES[name]:
        raise BadInput(f'{name} is "{clean(value)}" ({source})', hint=f"It is one of: {', '.join(CHOICES[name])}")
    return value
