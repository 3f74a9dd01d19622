"""The first screen: a few questions that start a team, or the way to the demo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Horizontal, Middle, Vertical
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from sdrdesk.desk.people import founding
from sdrdesk.desk.people.founding import Answers
from sdrdesk.desk.people.passwords import SHORTEST
from sdrdesk.domain.policy import ROLES
from sdrdesk.errors import DeskError, sentences
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.safe import plain

QUESTIONS = (
    ("team", "Team", "Inbound East", "What your team is called, as it stands over every queue."),
    ("name", "Your name", "first and last", "As colleagues and prospects know you."),
    ("login", "Login", "", "One word that names you to the program. Nothing: your first name."),
    ("role", "Role", "", "A rep works their own leads; a manager sees everybody's. space changes it."),
    ("zone", "Time zone", "America/New_York", "Yours, and that of the team's hours."),
    ("hours", "Hours", founding.HOURS, "When the team works on weekdays."),
    (
        "password",
        "Password",
        "none",
        f"Nothing: whoever opens the file sits down as you. Else {SHORTEST} letters or more.",
    ),
    ("file", "Leads", "none", "A CSV, Excel or JSON file to begin with. You see what it holds before it is kept."),
)
"""Field, label, example, and what it is for."""

BLAMED = (
    ("zone", "zone"), ("hours", "hours"), ("password", "password"), ("file", "file"), ("login", "login"),
    ("role", "role"),
)  # fmt: skip
"""A word of an error, and the field that it is about."""


class RoleChoice(Static, can_focus=True):
    """One of the roles; a key changes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,left,right", "turn", "Change", priority=True)]

    @property
    def value(self) -> str:
        """The role."""
        return self._role

    def __init__(self) -> None:
        """A rep, until it is changed."""
        super().__init__(id="role")
        self._role = ROLES[0]

    def on_mount(self) -> None:
        """Show it."""
        self._show()

    def on_click(self) -> None:
        """As its key does."""
        self.action_turn()

    def action_turn(self) -> None:
        """The other one."""
        self._role = ROLES[(ROLES.index(self._role) + 1) % len(ROLES)]
        self._show()

    def _show(self) -> None:
        parts = [
            (f"● {role}   ", "bold $desk-accent") if role == self._role else (f"○ {role}   ", "$desk-dim")
            for role in ROLES
        ]
        self.update(Content.assemble(*parts))


class FirstScreen(DeskScreen):
    """Asks what a new team has to say about itself; posts what came of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Looked at before they are handed out: what is typed in the same burst belongs to the next field.
        Binding("enter", "next", "Next", priority=True),
        Binding("down,tab", "app.focus_next", "Next", priority=True),
        Binding("up,shift+tab", "app.focus_previous", "Before", priority=True),
        ("ctrl+s", "start", "Start"),
        ("f2", "demo", "Demo"),
        ("escape,ctrl+q", "app.quit", "Leave"),
    ]
    AUTO_FOCUS = "#team"

    DEFAULT_CSS = """
    FirstScreen { background: $background; }
    FirstScreen #card { width: 78; max-width: 100%; height: auto; border: round $desk-accent; background: $panel;
        border-title-color: $desk-accent; border-title-style: bold; padding: 0 2; }
    FirstScreen.-tall #card { padding: 1 4; width: 84; }
    FirstScreen #card Static { width: 1fr; height: auto; }
    FirstScreen #card .field { height: 1; }
    FirstScreen.-tall #card .field { height: 2; }
    FirstScreen #card .field Label { width: 12; color: $desk-dim; }
    FirstScreen #card .field Label.-current { color: $desk-accent; text-style: bold; }
    FirstScreen #card .field Label.-wrong { color: $desk-bad; text-style: bold; }
    FirstScreen .field Input { width: 1fr; background: $surface; color: $desk-text; border: none; height: 1; }
    FirstScreen .field Input:focus { background: $desk-cursor; }
    FirstScreen #card .field RoleChoice { background: $surface; height: 1; }
    FirstScreen #card .field RoleChoice:focus { background: $desk-cursor; }
    FirstScreen #said { margin: 1 0; min-height: 2; }
    FirstScreen #intro { margin-bottom: 1; }
    """

    class Founded(Message):
        """The team is there."""

        def __init__(self, answers: Answers) -> None:
            """With these answers."""
            super().__init__()
            self.answers = answers

    class DemoWanted(Message):
        """Somebody looks around first."""

    def __init__(self, where: str, found: Callable[[Answers], None]) -> None:
        """Ask.

        Args:
            where: Where the team will be kept, for people to read.
            found: Makes the team, in a thread; a DeskError is shown and nothing typed is lost.
        """
        super().__init__()
        self._where, self._found = where, found
        self._fields: dict[str, Input | RoleChoice] = {}
        self._labels: dict[str, Label] = {}
        self._said = Static(id="said")
        self._is_busy = False
        self._blamed = ""
        """The field that is wrong: while it has the focus the line says so, not what it is for."""

    def compose(self) -> ComposeResult:
        """One card: where, the questions, what was said, the keys."""
        with Middle(), Center(), Vertical(id="card") as card:
            card.border_title = "Start your team"
            intro = Content.assemble(
                ("A few answers and your desk is open. ", "$desk-text"),
                ("All of it stays on this machine:\n", "$desk-dim"),
                (plain(self._where), "$desk-soft"),
            )
            yield Static(intro, id="intro")
            for key, label, example, _ in QUESTIONS:
                self._labels[key], self._fields[key] = Label(label), self._field(key, example)
                with Horizontal(classes="field"):
                    yield self._labels[key]
                    yield self._fields[key]
            yield self._said
            yield Static(_keys(), id="keys")

    def _field(self, key: str, example: str) -> Input | RoleChoice:
        if key == "role":
            return RoleChoice()
        value = {"zone": founding.machine_zone(), "hours": founding.HOURS}.get(key, "")
        field = Input(
            value=value, placeholder=example, compact=True, id=key, password=key == "password", max_length=600
        )
        field.cursor_blink = False
        return field

    @on(DescendantFocus)
    def _focused(self, event: DescendantFocus) -> None:
        """Say what the field is for."""
        self._explain(event.widget)

    def _explain(self, widget: Widget) -> None:
        for key, _, _, told in QUESTIONS:
            self._labels[key].set_class(widget is self._fields[key], "-current")
            if widget is self._fields[key] and key != self._blamed and not self._is_busy:
                self._blamed = ""
                self._said.update(Content.styled(told, "$desk-dim"))

    @on(Input.Changed, "#name")
    def _named(self, event: Input.Changed) -> None:
        """The name suggests the login."""
        login = self._fields["login"]
        if isinstance(login, Input):
            login.placeholder = founding.login_of(plain(event.value)) if event.value.strip() else ""

    def action_next(self) -> None:
        """The next question; after the last one, start."""
        if self.focused is self._fields["file"]:
            # Behind what the last field has still to write.
            self._fields["file"].call_later(self.action_start)
        else:
            self.focus_next()

    def action_demo(self) -> None:
        """Look around first."""
        if not self._is_busy:
            self.post_message(self.DemoWanted())

    def action_start(self) -> None:
        """Make the team, with what was typed."""
        if self._is_busy:
            return
        typed = {key: field.value for key, field in self._fields.items()}
        said = {key: value if key == "password" else plain(value).strip() for key, value in typed.items()}
        for label in self._labels.values():
            label.remove_class("-wrong")
        for key, missing in (("team", "A team needs a name"), ("name", "And you need one")):
            if not said[key]:
                self._wrong(key, missing, "")
                return
        said["login"] = (said["login"] or founding.login_of(said["name"])).casefold()
        said["zone"], said["hours"] = said["zone"] or founding.machine_zone(), said["hours"] or founding.HOURS
        answers = Answers(**said)
        self._is_busy = True
        self._said.update(Content.styled("… setting up the team", "$desk-accent"))
        self.ask(partial(self._found, answers), lambda _: self._done(answers), failed=self._failed, group="found")

    def _done(self, answers: Answers) -> None:
        self.post_message(self.Founded(answers))

    def _failed(self, error: BaseException) -> bool:
        self._is_busy = False
        if not isinstance(error, DeskError):
            return False
        title = error.title.casefold()
        field = next((key for word, key in BLAMED if word in title), "")
        self._wrong(field, error.title, sentences(error.message, error.hint))
        return True

    def _wrong(self, key: str, title: str, cure: str) -> None:
        """Say what is wrong, and lead to it."""
        said = Content.assemble((f"✗ {plain(title)}", "$desk-bad"), (f"\n{plain(cure)}" if cure else "", "$desk-dim"))
        self._blamed = key
        if key:
            self._labels[key].add_class("-wrong")
            self.set_focus(self._fields[key])
        self._said.update(said)


def _keys() -> Content:
    pairs = (("enter", "next"), ("^s", "start"), ("f2", "look around in the demo first"), ("esc", "leave"))
    parts = [part for key, word in pairs for part in ((key, "bold $desk-accent"), (f" {word}   ", "$desk-dim"))]
    return Content.assemble(*parts)
