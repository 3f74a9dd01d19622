"""Every key of the desk, once: the bindings, the footer, the palette, `?` and the README's table are read from here.

The keys of outcomes are not here: they are rules of the playbook, and the call panel asks it for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from textual.binding import Binding, BindingType


class Scope(StrEnum):
    """Where a command is live."""

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
    ROWS = "rows"
    """In the rows behind a figure."""


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
    """Whether the palette names it to managers only."""

    @property
    def shown(self) -> str:
        """The keys as people read them: "enter", "j or ↓"."""
        return " or ".join(_shown(key) for key in self.keys.split(",") if key)

    @property
    def first(self) -> str:
        """The one key that the footer names."""
        return _shown(self.keys.split(",")[0])


_NAMES = {
    "down": "↓", "up": "↑", "left": "←", "right": "→", "question_mark": "?", "slash": "/", "pageup": "pgup",
    "pagedown": "pgdn", "left_square_bracket": "[", "right_square_bracket": "]", "escape": "esc",
}  # fmt: skip


def _shown(key: str) -> str:
    name = _NAMES.get(key, key)
    return name.replace("ctrl+", "^")


def _desk(
    id: str, keys: str, action: str, label: str, tip: str, group: str, footer: str = "", *, palette: bool = True
) -> Command:
    return Command(id=id, keys=keys, action=action, label=label, tip=tip, group=group, footer=footer, palette=palette)


def _call(id: str, keys: str, action: str, label: str, tip: str, footer: str = "") -> Command:
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
    Scope.ROWS: "Behind a figure",
}


def _in(scope: Scope, keys: str, action: str, label: str, tip: str, footer: str = "") -> Command:
    """A command of one of the gate's screens; its id is the scope and the action."""
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
    )


COMMANDS: tuple[Command, ...] = (
    _desk("lead.dial", "enter", "dial", "Dial", "Call the lead shown: then one key logs how it went", "Lead", "dial"),
    _desk("lead.brief", "space,b", "read", "Read the brief", "The whole brief, on the whole screen", "Lead", "brief"),
    _desk("lead.snooze", "s", "snooze", "Snooze", "Bring the lead back later", "Lead", "snooze"),
    _desk("lead.edit", "e", "edit", "Edit the lead", "Name, company, number, place", "Lead"),
    _desk("lead.zone", "z", "zone", "Set the time zone", "Say where the lead is, when that is not known", "Lead"),
    _desk("lead.copy", "y", "copy", "Copy the number", "Put the lead's number on the clipboard", "Lead"),
    _desk("lead.offer", "o", "offer", "Read the offer", "What the lead read, what to say, what not to promise", "Lead"),
    _desk("lead.quiz", "t", "quiz", "Take the quiz", "On the lead's offer; passing it unlocks its leads", "Lead"),
    _desk("lead.opportunity", "w", "opportunity", "Accepted, refused, won, lost",
          "What the account executive made of the held meeting", "Lead"),
    _desk("desk.library", "ctrl+o", "library", "All offers", "Search them, read them, take their quizzes", "Desk"),
    _desk("gate.road", "5", "road", "Your road", "Required quizzes and sign-offs, and the next step", "Desk"),
    Command(id="gate.team", keys="6", action="certification", label="Certification", group="Desk", manager=True,
            tip="Who has passed what, and what the quizzes are worth; for managers"),
    Command(id="gate.pass", keys="p", action="let_pass", label="Let a locked lead pass", group="Lead", manager=True,
            tip="Open one lead with a reason, which is kept; for managers"),
    _desk("desk.undo", "u", "undo", "Undo the last log", "Take the last log back, again and again", "Desk", "undo"),
    _desk("desk.search", "slash", "search", "Search everything", "Find a lead by name, company, mail or number",
          "Desk", "find"),
    _desk("desk.add", "a", "add", "Add a lead", "Somebody who reached you another way", "Desk"),
    _desk("desk.refresh", "r", "refresh", "Read again", "Ask the desk for everything anew", "Desk"),
    _desk("move.down", "j,down", "move(1)", "Next row", "Move the cursor down", "Move", palette=False),
    _desk("move.up", "k,up", "move(-1)", "Row before", "Move the cursor up", "Move", palette=False),
    _desk("move.page_down", "pagedown,ctrl+d", "page(1)", "A page down", "Move a page", "Move", palette=False),
    _desk("move.page_up", "pageup,ctrl+u", "page(-1)", "A page up", "Move a page", "Move", palette=False),
    _desk("move.top", "home,g", "edge(-1)", "First row", "To the top of the list", "Move", palette=False),
    _desk("move.bottom", "end,G", "edge(1)", "Last row", "To the end of the list", "Move", palette=False),
    _desk("lead.next", "right_square_bracket", "step(1)", "Next lead", "Also from the brief and the call", "Move"),
    _desk("lead.previous", "left_square_bracket", "step(-1)", "Lead before", "Also from the brief and the call",
          "Move"),
    _desk("tab.next", "l,right", "tab(1)", "Next tab", "Ready, Waiting, Locked, Done", "Move", "tabs"),
    _desk("tab.previous", "h,left", "tab(-1)", "Tab before", "Ready, Waiting, Locked, Done", "Move"),
    _desk("desk.queue", "1", "queue", "The queue", "Ready, from the top", "Desk"),
    _desk("desk.help", "question_mark,f1", "help", "Keys", "What every key does", "Desk", "keys"),
    _desk("numbers.mine", "2", "numbers", "My numbers", "Your day, week, month and quarter", "Desk", "numbers"),
    Command(id="numbers.team", keys="3", action="team", label="The team's numbers", group="Desk", manager=True,
            tip="Reps, campaigns, and what needs you; for managers"),
    Command(id="numbers.marketing", keys="4", action="marketing", label="Marketing's side", group="Desk", manager=True,
            tip="What came of the leads that were sent; for managers"),
    _desk("desk.palette", "ctrl+p", "app.palette", "Commands", "Everything by name, and leads", "Desk", "commands",
          palette=False),
    _desk("desk.theme", "", "app.theme", "Light or dark", "Switch the colours", "Desk"),
    _desk("desk.back", "escape", "back", "Back", "From the brief to the list", "Desk", palette=False),
    _desk("desk.quit", "q,ctrl+q", "app.quit", "Quit", "Leave the desk; everything logged is kept", "Desk", "quit"),
    _call("call.offer", "o,ctrl+o", "offer", "Read the offer", "Beside the call; an outcome key works on", "offer"),
    _call("call.note", "tab", "note", "Note", "Write down what was said; tab again leads back", "note"),
    _call("call.copy", "ctrl+y", "copy", "Copy the number", "Put the number on the clipboard once more", "copy number"),
    _call("call.next", "right_square_bracket", "leave(1)", "Next lead", "Without logging", "next lead"),
    _call("call.previous", "left_square_bracket", "leave(-1)", "Lead before", "Without logging"),
    _call("call.back", "escape", "leave(0)", "Back without logging", "The note is kept for the next time",
          "back without logging"),
    _in(Scope.COVER, "enter", "start", "Start", "Begin the quiz, or go on where it stopped", "start"),
    _in(Scope.COVER, "o", "offer", "Read the offer", "The text the quiz is about", "read the offer"),
    _in(Scope.COVER, "escape,q", "back", "Back", "Nothing has begun yet", "back"),
    _in(Scope.QUIZ, "enter", "confirm", "Confirm", "Keep the answer and go on", "confirm"),
    _in(Scope.QUIZ, "o,ctrl+o", "offer", "Read the offer", "Beside the question", "read the offer"),
    _in(Scope.QUIZ, "pageup,left_square_bracket", "turn(-1)", "Question before",
        "It may be answered anew until the end", "before"),
    _in(Scope.QUIZ, "pagedown,right_square_bracket", "turn(1)", "Next question", "An open one may wait", "next"),
    _in(Scope.QUIZ, "j,down", "move(1)", "Next answer", "Also by its number"),
    _in(Scope.QUIZ, "k,up", "move(-1)", "Answer before", "Also by its number"),
    _in(Scope.QUIZ, "space", "pick", "Tick", "Where more than one answer may be right"),
    _in(Scope.QUIZ, "l,right", "cycle(1)", "Next match", "Another right side for this line"),
    _in(Scope.QUIZ, "h,left", "cycle(-1)", "Match before", "Another right side for this line"),
    _in(Scope.QUIZ, "ctrl+d", "scroll(5)", "Scroll down", "A question longer than the screen"),
    _in(Scope.QUIZ, "ctrl+u", "scroll(-5)", "Scroll up", "A question longer than the screen"),
    _in(Scope.QUIZ, "escape", "leave", "Leave", "Asks first: a quiz that is left counts as an attempt", "leave"),
    _in(Scope.RESULT, "enter,escape,q", "done", "Go on", "After a pass to the leads it unlocked", "go on"),
    _in(Scope.RESULT, "o", "offer", "Read the offer", "Again, before the next try", "read the offer"),
    _in(Scope.RESULT, "t", "again", "Try again", "As soon as the rules allow", "try again"),
    _in(Scope.RESULT, "j,down", "scroll(1)", "Scroll down", "A line"),
    _in(Scope.RESULT, "k,up", "scroll(-1)", "Scroll up", "A line"),
    _in(Scope.RESULT, "pagedown,space,ctrl+d", "page(1)", "A page down", "What to read again", "page"),
    _in(Scope.RESULT, "pageup,ctrl+u", "page(-1)", "A page up", "What to read again"),
    _in(Scope.OFFER, "escape,o", "cancel", "Back", "Close the offer", "back"),
    _in(Scope.OFFER, "t", "quiz", "Take the quiz", "On this offer", "quiz"),
    _in(Scope.OFFER, "j,down", "scroll(1)", "Scroll down", "A line", "down"),
    _in(Scope.OFFER, "k,up", "scroll(-1)", "Scroll up", "A line", "up"),
    _in(Scope.OFFER, "pagedown,space,ctrl+d", "page(1)", "A page down", "Read on", "page"),
    _in(Scope.OFFER, "pageup,ctrl+u", "page(-1)", "A page up", "Read again"),
    _in(Scope.OFFER, "home", "edge(-1)", "To the top", "Key facts and opening"),
    _in(Scope.OFFER, "end", "edge(1)", "To the end", "The end of the text"),
    _in(Scope.LIBRARY, "enter,o", "read", "Read", "Open the offer under the cursor", "read"),
    _in(Scope.LIBRARY, "t", "quiz", "Take the quiz", "On the offer under the cursor", "quiz"),
    _in(Scope.LIBRARY, "slash", "search", "Search", "Words anywhere in an offer", "find"),
    _in(Scope.LIBRARY, "j,down", "move(1)", "Next offer", "Move the cursor down"),
    _in(Scope.LIBRARY, "k,up", "move(-1)", "Offer before", "Move the cursor up"),
    _in(Scope.LIBRARY, "r", "refresh", "Read again", "Ask the desk anew"),
    _in(Scope.LIBRARY, "escape,q,1,ctrl+o", "back", "Back", "To where you came from", "back"),
    _in(Scope.ROAD, "enter,o", "go", "Go on", "Read the offer of the step, then take its quiz", "go on"),
    _in(Scope.ROAD, "t", "quiz", "Take the quiz", "Of the step under the cursor", "quiz"),
    _in(Scope.ROAD, "j,down", "move(1)", "Next step", "Move the cursor down"),
    _in(Scope.ROAD, "k,up", "move(-1)", "Step before", "Move the cursor up"),
    _in(Scope.ROAD, "right_square_bracket", "rep(1)", "Next rep", "For managers and mentors: whose road", ""),
    _in(Scope.ROAD, "left_square_bracket", "rep(-1)", "Rep before", "For managers and mentors: whose road", ""),
    _in(Scope.ROAD, "ctrl+o", "library", "All offers", "The library", "offers"),
    _in(Scope.ROAD, "r", "refresh", "Read again", "Ask the desk anew"),
    _in(Scope.ROAD, "escape,q,1", "back", "To the queue", "The road is one key away: 5", "queue"),
    _in(Scope.CERTIFICATION, "enter", "drill", "Look closer", "Attempts and questions, or hand a lead over", "closer"),
    _in(Scope.CERTIFICATION, "tab", "pane(1)", "Next page", "Passes, worth, running out, let pass", "pages"),
    _in(Scope.CERTIFICATION, "shift+tab", "pane(-1)", "Page before", "Passes, worth, running out, let pass"),
    _in(Scope.CERTIFICATION, "j,down", "move(1)", "Next row", "Move the cursor down"),
    _in(Scope.CERTIFICATION, "k,up", "move(-1)", "Row before", "Move the cursor up"),
    _in(Scope.CERTIFICATION, "l,right", "side(1)", "Next offer", "Move the cursor right"),
    _in(Scope.CERTIFICATION, "h,left", "side(-1)", "Offer before", "Move the cursor left"),
    _in(Scope.CERTIFICATION, "s", "sign_off", "Sign a skill off", "Score it against its rubric", "sign off"),
    _in(Scope.CERTIFICATION, "5", "road", "Their road", "The road of the rep under the cursor", "road"),
    _in(Scope.CERTIFICATION, "p", "let_pass", "Let a lead pass", "Open one lead with a reason, which is kept",
        "let pass"),
    _in(Scope.CERTIFICATION, "r", "refresh", "Read again", "Ask the desk anew"),
    _in(Scope.CERTIFICATION, "escape,q,1", "back", "Back", "To the queue", "back"),
    _in(Scope.MINE, "h,left", "side(-1)", "Days before", "Today, week, month, quarter"),
    _in(Scope.MINE, "l,right", "side(1)", "Next days", "Today, week, month, quarter", "days"),
    _in(Scope.MINE, "j,down", "move(1)", "Next figure", "From pane to pane"),
    _in(Scope.MINE, "k,up", "move(-1)", "Figure before", "From pane to pane"),
    _in(Scope.MINE, "tab", "pane(1)", "Next pane", "Funnel, quota, speed", "panes"),
    _in(Scope.MINE, "shift+tab", "pane(-1)", "Pane before", "Funnel, quota, speed"),
    _in(Scope.MINE, "question_mark", "define", "What it is", "The definition of the figure under the cursor", "what"),
    _in(Scope.MINE, "enter", "rows", "Its rows", "What the figure was counted from", "rows"),
    _in(Scope.MINE, "c", "calls", "Calls", "The list of calls, with filters", "calls"),
    _in(Scope.MINE, "d", "days", "Other days", "Any range of days", "other days"),
    _in(Scope.MINE, "pagedown,space,ctrl+d", "page(1)", "A page down", "Where the screen is small"),
    _in(Scope.MINE, "pageup,ctrl+u", "page(-1)", "A page up", "Where the screen is small"),
    _in(Scope.MINE, "r", "refresh", "Read again", "Ask the desk anew"),
    _in(Scope.MINE, "f1", "help", "Keys", "What every key does here"),
    _in(Scope.MINE, "escape,q,1,2", "back", "Back", "To where you came from", "back"),
    _in(Scope.TEAM, "enter", "drill", "Look closer", "The rows behind a cell; of a need, what mends it", "closer"),
    _in(Scope.TEAM, "question_mark", "define", "What it is", "The definition of the figure under the cursor", "what"),
    _in(Scope.TEAM, "s", "sort", "Sort", "By the column under the cursor; again the other way round", "sort"),
    _in(Scope.TEAM, "tab", "pane(1)", "Next pane", "Reps, needs you, campaigns, reasons", "panes"),
    _in(Scope.TEAM, "shift+tab", "pane(-1)", "Pane before", "Reps, needs you, campaigns, reasons"),
    _in(Scope.TEAM, "a", "reassign", "Reassign", "Give a lead, or all of a rep's, to somebody else", "reassign"),
    _in(Scope.TEAM, "v", "cover", "Away, or back", "Lend the leads of an absent rep, or give them back", "away"),
    _in(Scope.TEAM, "g", "goals", "Goals and quota", "Of the rep under the cursor", "goals"),
    _in(Scope.TEAM, "x", "compare", "Compare", "With another rep, the team, or the period before", "compare"),
    _in(Scope.TEAM, "c", "calls", "Calls", "Of the rep under the cursor; n leaves a note on one", "calls"),
    _in(Scope.TEAM, "u", "undo", "Take it back", "The last thing you did as a manager", "undo"),
    _in(Scope.TEAM, "right_square_bracket", "range(1)", "Next days", "Today, week, month, quarter", "days"),
    _in(Scope.TEAM, "left_square_bracket", "range(-1)", "Days before", "Today, week, month, quarter"),
    _in(Scope.TEAM, "d", "days", "Other days", "Any range of days"),
    _in(Scope.TEAM, "l,right", "side(1)", "Next column", "Move the cursor right"),
    _in(Scope.TEAM, "h,left", "side(-1)", "Column before", "Move the cursor left"),
    _in(Scope.TEAM, "j,down", "move(1)", "Next row", "From pane to pane"),
    _in(Scope.TEAM, "k,up", "move(-1)", "Row before", "From pane to pane"),
    _in(Scope.TEAM, "4", "marketing", "Marketing's side", "What came of the leads that were sent"),
    _in(Scope.TEAM, "pagedown,space,ctrl+d", "page(1)", "A page down", "Where the screen is small"),
    _in(Scope.TEAM, "pageup,ctrl+u", "page(-1)", "A page up", "Where the screen is small"),
    _in(Scope.TEAM, "r", "refresh", "Read again", "It also does so by itself"),
    _in(Scope.TEAM, "f1", "help", "Keys", "What every key does here", "keys"),
    _in(Scope.TEAM, "escape,q,1,3", "back", "Back", "To where you came from", "back"),
    _in(Scope.MARKETING, "enter", "rows", "Its rows", "What the figure was counted from, over all leads", "rows"),
    _in(Scope.MARKETING, "question_mark", "define", "What it is", "The definition of the figure", "what"),
    _in(Scope.MARKETING, "right_square_bracket", "by(1)", "By the next", "Campaign, source, region, offer, rep", "by"),
    _in(Scope.MARKETING, "left_square_bracket", "by(-1)", "By the one before", "Campaign, source, region, offer, rep"),
    _in(Scope.MARKETING, "s", "sort", "Sort", "By the column under the cursor; again the other way round", "sort"),
    _in(Scope.MARKETING, "d", "days", "Other days", "Any range of days", "days"),
    _in(Scope.MARKETING, "tab", "pane(1)", "Next pane", "Table, weeks, ages", "panes"),
    _in(Scope.MARKETING, "shift+tab", "pane(-1)", "Pane before", "Table, weeks, ages"),
    _in(Scope.MARKETING, "l,right", "side(1)", "Next column", "Move the cursor right"),
    _in(Scope.MARKETING, "h,left", "side(-1)", "Column before", "Move the cursor left"),
    _in(Scope.MARKETING, "j,down", "move(1)", "Next row", "From pane to pane"),
    _in(Scope.MARKETING, "k,up", "move(-1)", "Row before", "From pane to pane"),
    _in(Scope.MARKETING, "pagedown,space,ctrl+d", "page(1)", "A page down", "Where the screen is small"),
    _in(Scope.MARKETING, "pageup,ctrl+u", "page(-1)", "A page up", "Where the screen is small"),
    _in(Scope.MARKETING, "r", "refresh", "Read again", "Ask the desk anew"),
    _in(Scope.MARKETING, "f1", "help", "Keys", "What every key does here"),
    _in(Scope.MARKETING, "escape,q,1,4", "back", "Back", "To where you came from", "back"),
    _in(Scope.CALLS, "enter", "open", "Open the lead", "On the queue, with its brief", "lead"),
    _in(Scope.CALLS, "l,right", "side(1)", "Next kind of calls", "All, dials, connects, booked", "kinds"),
    _in(Scope.CALLS, "h,left", "side(-1)", "Kind before", "All, dials, connects, booked"),
    _in(Scope.CALLS, "o", "outcome", "By outcome", "Only calls that ended so", "outcome"),
    _in(Scope.CALLS, "f", "offer", "By offer", "Only calls on one offer", "offer"),
    _in(Scope.CALLS, "slash", "words", "By words", "In the name, the company or the note", "find"),
    _in(Scope.CALLS, "d", "days", "Other days", "Any range of days", "days"),
    _in(Scope.CALLS, "n", "note", "Note for the rep", "Coach on this call; for managers", "note"),
    _in(Scope.CALLS, "u", "undo", "Take the note back", "The last thing a manager did"),
    _in(Scope.CALLS, "w", "opportunity", "Accepted, refused, won, lost", "What came of the held meeting"),
    _in(Scope.CALLS, "j,down", "move(1)", "Next call", "Move the cursor down"),
    _in(Scope.CALLS, "k,up", "move(-1)", "Call before", "Move the cursor up"),
    _in(Scope.CALLS, "r", "refresh", "Read again", "Ask the desk anew"),
    _in(Scope.CALLS, "question_mark,f1", "help", "Keys", "What every key does here"),
    _in(Scope.CALLS, "escape,q", "back", "Back", "First the filters go, then the list", "back"),
    _in(Scope.ROWS, "enter", "open", "Open the lead", "On the queue, with its brief", "lead"),
    _in(Scope.ROWS, "j,down", "move(1)", "Next row", "Move the cursor down"),
    _in(Scope.ROWS, "k,up", "move(-1)", "Row before", "Move the cursor up"),
    _in(Scope.ROWS, "w", "opportunity", "Accepted, refused, won, lost", "What came of the held meeting",
        "what came of it"),
    _in(Scope.ROWS, "question_mark,f1", "help", "Keys", "What every key does here"),
    _in(Scope.ROWS, "escape,q", "back", "Back", "To the figure", "back"),
)  # fmt: skip

CHOICE_DIGITS = "123456789"
"""In a quiz these choose an answer."""

CALL_DIGITS = "123456789"
"""In a call these tick the small yeses."""


def bindings(scope: Scope) -> list[BindingType]:
    """The bindings of one scope."""
    return [
        Binding(one.keys, one.action, one.label, id=one.id, show=False, tooltip=one.tip)
        for one in COMMANDS
        if one.scope is scope and one.keys
    ]


def footer(scope: Scope = Scope.DESK) -> tuple[Command, ...]:
    """The commands that the footer names, most used first."""
    return tuple(one for one in COMMANDS if one.footer and one.scope is scope)


def locked_footer() -> tuple[Command, ...]:
    """What the footer names on the Locked tab, where enter reads the offer."""
    named = {one.id: one for one in COMMANDS}
    words = (("lead.dial", "read offer"), ("lead.quiz", "quiz"), ("desk.library", "all offers"), ("gate.road", "road"))
    chosen = tuple(replace(named[key], footer=word) for key, word in words)
    return (*chosen, *(named[key] for key in ("tab.next", "desk.search", "desk.help")))


def by_group(commands: Iterable[Command] = COMMANDS) -> dict[str, list[Command]]:
    """The commands under their headings, in order."""
    groups: dict[str, list[Command]] = {}
    for one in commands:
        groups.setdefault(one.group, []).append(one)
    return groups


def clashes(commands: Iterable[Command] = COMMANDS) -> list[str]:
    """Keys that two commands of one scope both claim."""
    owner: dict[tuple[Scope, str], str] = {}
    found = []
    for one in commands:
        for key in filter(None, one.keys.split(",")):
            first = owner.setdefault((one.scope, key), one.id)
            if first != one.id:
                found.append(f"{key}: {first} and {one.id}")
    return found


def key_table() -> str:
    """The README's table of keys, in Markdown."""
    lines = ["| key | does | |", "|---|---|---|"]
    for group, commands in by_group().items():
        for one in commands:
            keys = " ".join(f"`{_shown(key)}`" for key in one.keys.split(",") if key)
            lines.append(f"| {keys or 'palette'} | {one.label} | {group}: {one.tip} |")
    lines.append(f"| `{CALL_DIGITS[0]}` to `{CALL_DIGITS[-1]}` | Small yes | Call: tick what the prospect agreed to |")
    lines.append(f"| `{CHOICE_DIGITS[0]}` to `{CHOICE_DIGITS[-1]}` | Answer | Quiz: choose, tick or match |")
    lines.append("| the playbook's letters | Outcome | Call: log how it went; each shows what follows |")
    return "\n".join(lines) + "\n"
