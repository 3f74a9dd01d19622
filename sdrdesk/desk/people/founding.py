"""What a new team says about itself, checked before anything is written, and the playbook that comes of it."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.policy import REP, ROLES
from sdrdesk.domain.span import Window
from sdrdesk.errors import BadInput
from sdrdesk.text import fold

HOURS = "09:00-18:00"
"""When a team works, unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a new team says about itself."""

    team: str
    name: str
    login: str
    zone: str
    role: str = REP
    hours: str = HOURS
    file: str = ""
    """Leads to begin with; "" for none."""
    password: str = ""
    """Of whoever starts it; "" for none."""


def login_of(name: str) -> str:
    """The login that a name suggests: the first of its words."""
    return (fold(name).split() or [REP])[0]


def checked(answers: Answers) -> Answers:
    """The answers, once they can be used; BadInput names the one that cannot."""
    if not answers.team or not answers.name:
        raise BadInput("A team needs a name, and so do you", hint="Start again: sdrdesk init")
    if answers.role not in ROLES:
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
    if answers.password:
        from sdrdesk.desk.people import passwords

        passwords.check_new(answers.password, answers.login, answers.name, answers.team)
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


def playbook_for(answers: Answers, shipped: Path) -> tuple[Playbook, str]:
    """The shipped playbook with the team's zone and hours, checked, and its text with every comment."""
    from sdrdesk.feeds.playbook_file import read_playbook

    head, section, rest = shipped.read_text(encoding="utf-8").partition("[team_hours]\n")
    rest = re.sub(r'^zone = "[^"]*"', f'zone = "{answers.zone}"', rest, count=1, flags=re.MULTILINE)
    rest = re.sub(r'^weekday = "[^"]*"', f'weekday = "{answers.hours}"', rest, count=1, flags=re.MULTILINE)
    source = head + section + rest
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "playbook.toml"
        file.write_text(source, encoding="utf-8")
        return read_playbook(file), source
