"""The password: at the door, and on the screen that hides the desk while nobody is there."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
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
    from sdrdesk.desk.people.signing_in import Session, SigningIn
    from sdrdesk.domain.lead import Rep


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
        self._title = title
        self._password = Input(password=True, placeholder="password", max_length=256)
        self._who = Static(who)
        self._said = Static(said, id="said")
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """One card in the middle."""
        with Middle(), Center(), Vertical(id="card") as card:
            card.border_title = self._title
            card.border_subtitle = "enter goes on · ctrl+q quits"
            yield self._who
            yield from self.before_password()
            yield self._password
            yield self._said

    def before_password(self) -> Iterable[Input]:
        """What is asked besides the password."""
        return ()

    def show_who(self, who: Content) -> None:
        """Somebody else is asked."""
        self._who.update(who)

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
        if event.input is not self._password:
            self._password.focus()
        if self._is_busy or event.input is not self._password or not event.value:
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

    def __init__(self, desk: Desk, over: str = "", *, is_signed_out: bool = False) -> None:
        """Lock the desk of `desk.rep`.

        Args:
            desk: What is hidden.
            over: Why the seat does not hold any more; "" while it does.
            is_signed_out: Whether signing in again, here, gives it back.
        """
        note = lit(over, "$desk-warn") if over else Content.styled("Everything is as you left it.", "$desk-dim")
        title = "Signed out" if is_signed_out else "Closed" if over else "Locked"
        super().__init__(title, _name(desk.rep.name, desk.rep.team_name), note)
        self._desk, self._is_over, self._is_signed_out = desk, bool(over) and not is_signed_out, is_signed_out

    def on_mount(self) -> None:
        """No password opens what is over."""
        super().on_mount()
        self._password.display = not self._is_over

    def check(self, password: str) -> Callable[[], Any]:
        """The rep's own."""
        if self._is_signed_out:
            return partial(self._desk.identity.renew, password)
        return partial(self._desk.identity.unlock, password)

    def passed(self, answer: Any) -> None:  # noqa: ARG002 - an unlocked desk has no answer
        """Back to what was there."""
        self.app.pop_screen()


class DoorScreen(PasswordScreen):
    """Signs somebody in: who sat here last, unless another login is picked or typed."""

    BINDINGS = [("up", "pick(-1)", "Colleague before"), ("down", "pick(1)", "Next colleague")]

    def __init__(self, door: SigningIn, clock: Clock, reps: Sequence[Rep], login: str) -> None:
        """Let one of `reps` in, the one with `login` unless another is chosen."""
        rep = next((one for one in reps if one.login == login), reps[0])
        note = Content.styled("Somebody else? ↑ ↓ pick, or type the login above", "$desk-dim")
        super().__init__("sdrdesk", _name(rep.name, rep.team_name), note)
        self._door, self._clock, self._reps = door, clock, reps
        self._first = rep.login
        self._login = Input(placeholder="login", max_length=64, id="login")

    def before_password(self) -> Iterable[Input]:
        """The login stands above; filled in here, for an Input with a value asks its app for a screen (8.2.8)."""
        self._login.value, self._login.cursor_blink = self._first, False
        yield self._login

    def action_pick(self, by: int) -> None:
        """The next of the team."""
        logins = [one.login for one in self._reps]
        typed = self._login.value.strip().casefold()
        at = logins.index(typed) + by if typed in logins else 0
        self._login.value = logins[at % len(logins)]

    @on(Input.Changed, "#login")
    def _named(self, event: Input.Changed) -> None:
        """Who that is, where the team has them."""
        login = event.value.strip().casefold()
        rep = next((one for one in self._reps if one.login == login), None)
        self.show_who(_name(rep.name if rep else "Who are you?", self._reps[0].team_name))

    def check(self, password: str) -> Callable[[], Any]:
        """At the door."""
        return partial(self._door.sign_in, self._login.value, password, self._clock.now())

    def passed(self, answer: Session) -> None:
        """In: the app ends with the session."""
        self.app.let_in(answer)  # type: ignore[attr-defined]


def _name(name: str, team: str) -> Content:
    return Content.assemble((plain(name), "bold $desk-text"), (f"\n{plain(team)}", "$desk-dim"))
