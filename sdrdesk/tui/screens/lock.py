"""The password: at the door, and on the screen that hides the desk while nobody is there."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from sdrdesk.errors import DeskError
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.safe import lit, plain

if TYPE_CHECKING:
    from sdrdesk.clock import Clock
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.signing_in import Session, SigningIn


class PasswordScreen(DeskScreen):
    """Asks for a password and shows nothing else."""

    BINDINGS = [("ctrl+q", "app.quit", "Quit")]
    AUTO_FOCUS = "Input"

    DEFAULT_CSS = """
    PasswordScreen { background: $background; }
    PasswordScreen #card { width: 52; height: auto; border: round $desk-track; border-title-color: $desk-accent;
        border-subtitle-color: $desk-dim;
        border-title-style: bold; padding: 1 3; background: $panel; }
    PasswordScreen Input { margin: 1 0 0 0; border: tall $desk-track; background: $surface; }
    PasswordScreen Input:focus { border: tall $desk-accent; }
    PasswordScreen Static { width: 1fr; height: auto; }
    PasswordScreen #said { margin: 1 0 0 0; min-height: 2; }
    """

    def __init__(self, title: str, who: Content, said: Content) -> None:
        """Ask under `title` for the password of `who`; `said` stands below."""
        super().__init__()
        self._title, self._who = title, who
        self._password = Input(password=True, placeholder="password", max_length=256)
        self._said = Static(said, id="said")
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """One card in the middle."""
        with Middle(), Center(), Vertical(id="card") as card:
            card.border_title = self._title
            card.border_subtitle = "enter goes on · ctrl+q quits"
            yield Static(self._who)
            yield self._password
            yield self._said

    def on_mount(self) -> None:
        """Start typing."""
        self._password.cursor_blink = False
        self._password.focus()

    @abstractmethod
    def check(self, password: str) -> Callable[[], Any]:
        """What looks at a password, in a thread; raises if it does not fit."""

    @abstractmethod
    def passed(self, answer: Any) -> None:
        """It fits."""

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._is_busy or not event.value:
            return
        self._is_busy = True
        self._said.update(Content.styled("… looking", "$desk-dim"))
        self.ask(self.check(event.value), self.passed, failed=self._failed, group="password")

    def _failed(self, error: BaseException) -> bool:
        self._is_busy = False
        self._password.value = ""
        if isinstance(error, DeskError):
            cure = f"\n{plain(error.hint)}" if error.hint else ""
            self._said.update(Content.assemble((f"✗ {plain(error.title)}", "$desk-bad"), (cure, "$desk-dim")))
            return True
        return False


class LockScreen(PasswordScreen):
    """Hides the desk until the same person is back; what was being written waits below."""

    def __init__(self, desk: Desk, over: str = "") -> None:
        """Lock the desk of `desk.rep`; `over` says why it cannot be opened again."""
        note = lit(over, "$desk-warn") if over else Content.styled("Everything is as you left it.", "$desk-dim")
        super().__init__("Locked" if not over else "Closed", _name(desk.rep.name, desk.rep.team_name), note)
        self._desk, self._over = desk, over

    def on_mount(self) -> None:
        """No password opens what is over."""
        super().on_mount()
        self._password.display = not self._over

    def check(self, password: str) -> Callable[[], Any]:
        """The rep's own."""
        return partial(self._desk.identity.unlock, password)

    def passed(self, answer: Any) -> None:  # noqa: ARG002 - an unlocked desk has no answer
        """Back to what was there."""
        self.app.pop_screen()


class DoorScreen(PasswordScreen):
    """Signs somebody in."""

    def __init__(self, door: SigningIn, clock: Clock, login: str, name: str, team: str) -> None:
        """Let the one with `login` in."""
        note = Content.styled("Somebody else? sdrdesk --rep LOGIN", "$desk-dim")
        super().__init__("sdrdesk", _name(name, team), note)
        self._door, self._clock, self._login = door, clock, login

    def check(self, password: str) -> Callable[[], Any]:
        """At the door."""
        return lambda: self._door.sign_in(self._login, password, self._clock.now())

    def passed(self, answer: Session) -> None:
        """In: the app ends with the session."""
        self.app.let_in(answer)  # type: ignore[attr-defined]


def _name(name: str, team: str) -> Content:
    return Content.assemble((plain(name), "bold $desk-text"), (f"\n{plain(team)}", "$desk-dim"))
