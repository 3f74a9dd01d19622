"""What a command is, and where it is live; the commands themselves are in `keys/`."""

from __future__ import annotations

from enum import StrEnum

from sdrdesk.dataclasses import dataclass


class Scope(StrEnum):
    """Where a command is live."""

    ANYWHERE = "anywhere"
    """On every screen; a screen's own key comes first."""
    DESK = "desk"
    """On the queue and the brief."""
    CALL = "call"
    """While a call is open."""
    OFFER = "offer"
    """While an offer is read."""
    COVER = "cover"
    """Before a quiz."""
    QUIZ = "quiz"
    """In a quiz."""
    RESULT = "result"
    """After a quiz."""
    LIBRARY = "library"
    """In the library of offers."""
    ROAD = "road"
    """On the road of a new rep."""
    CERTIFICATION = "certification"
    """On the manager's certification screen."""
    MINE = "mine"
    """On my numbers."""
    TEAM = "team"
    """On the team's numbers."""
    MARKETING = "marketing"
    """On marketing's side."""
    CALLS = "calls"
    """In a list of calls."""
    IMPORT = "import"
    """On the preview of a file."""
    ROWS = "rows"
    """In the rows behind a figure."""
    LEADS = "leads"
    """In a list of open leads that may be given away."""
    MEETINGS = "meetings"
    """In the list of meetings."""
    SETTINGS = "settings"
    """On the settings."""
    TODAY = "today"
    """On the morning page."""
    MAILS = "mails"
    """In the e-mails that are due."""


Entry = tuple[str, str, str]
"""Keys, what they do in a word or two, and in a sentence."""

MoreKeys = list[tuple[str, list[Entry]]]
"""Headings and keys that are rules of the playbook or places on the screen, not commands: `more_keys()` names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a rep can do, and the keys that do it."""

    id: str
    keys: str
    """Comma separated, the one to show first; "" for a command that only the palette has."""
    action: str
    label: str
    """As the palette and the help name it."""
    tip: str
    group: str
    footer: str = ""
    """The word in the footer; "" keeps it out."""
    scope: Scope = Scope.DESK
    palette: bool = True
    manager: bool = False
    """Whether palette and footer name it to managers only."""
    moves_keys: bool = False
    """Whether the keys typed next are somebody else's: it is done before any of them is handed out."""

    @property
    def shown(self) -> str:
        """The keys as people read them: "enter", "j or ↓"."""
        return " or ".join(shown(key) for key in self.keys.split(",") if key)

    @property
    def first(self) -> str:
        """The one key that the footer names."""
        return shown(self.keys.split(",")[0])

    @property
    def is_way_out(self) -> bool:
        """Whether it leaves where one is: the footer always names that."""
        return "escape" in self.keys.split(",")


_NAMES = {
    "down": "↓", "up": "↑", "left": "←", "right": "→", "question_mark": "?", "slash": "/", "pageup": "pgup",
    "pagedown": "pgdn", "left_square_bracket": "[", "right_square_bracket": "]", "escape": "esc", "semicolon": ";",
    "colon": ":", "comma": ",", "full_stop": ".",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as people read it."""
    name = _NAMES.get(key, key)
    return name.replace("ctrl+", "^")


def desk(
    id: str,
    keys: str,
    action: str,
    label: str,
    tip: str,
    group: str,
    footer: str = "",
    *,
    palette: bool = True,
    moves_keys: bool = False,
) -> Command:
    """A command of the queue."""
    return Command(
        id=id,
        keys=keys,
        action=action,
        label=label,
        tip=tip,
        group=group,
        footer=footer,
        palette=palette,
        moves_keys=moves_keys,
    )


def anywhere(
    id: str, keys: str, action: str, label: str, tip: str, footer: str = "", *, moves_keys: bool = False
) -> Command:
    """A command of every screen."""
    return Command(
        id=id,
        keys=keys,
        action=action,
        label=label,
        tip=tip,
        group="Everywhere",
        footer=footer,
        scope=Scope.ANYWHERE,
        moves_keys=moves_keys,
    )


def call(
    id: str, keys: str, action: str, label: str, tip: str, footer: str = "", *, moves_keys: bool = False
) -> Command:
    """A command of an open call."""
    return Command(
        id=id,
        keys=keys,
        action=action,
        label=label,
        tip=tip,
        group="Call",
        footer=footer,
        scope=Scope.CALL,
        palette=False,
        moves_keys=moves_keys,
    )


_GROUPS = {
    Scope.COVER: "Before a quiz",
    Scope.QUIZ: "Quiz",
    Scope.RESULT: "After a quiz",
    Scope.OFFER: "Offer",
    Scope.LIBRARY: "All offers",
    Scope.ROAD: "Road",
    Scope.CERTIFICATION: "Certification",
    Scope.MINE: "My numbers",
    Scope.TEAM: "Team",
    Scope.MARKETING: "Marketing",
    Scope.CALLS: "Calls",
    Scope.IMPORT: "Import",
    Scope.ROWS: "Behind a figure",
    Scope.LEADS: "Open leads",
    Scope.MEETINGS: "Meetings",
    Scope.SETTINGS: "Settings",
    Scope.TODAY: "Your day",
    Scope.MAILS: "E-mails due",
}


def on(
    scope: Scope, keys: str, action: str, label: str, tip: str, footer: str = "", *, manager: bool = False
) -> Command:
    """A command of one of the other screens; its id is the scope and the action."""
    name = action.replace("(", "_").replace(")", "").replace("-", "back_")
    return Command(
        id=f"{scope}.{name}",
        keys=keys,
        action=action,
        label=label,
        tip=tip,
        group=_GROUPS[scope],
        footer=footer,
        scope=scope,
        manager=manager,
    )
