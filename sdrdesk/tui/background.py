"""Desk calls off the key path: each runs in a thread, and its answer comes back as a message.

The one place of the screen that catches every exception: an error the desk words becomes a toast, any other the problem
dialog; the app lives on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.message import Message
from textual.screen import ModalScreen, Screen

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.errors import DeskError, sentences
from sdrdesk.tui.safe import plain, write_report

if TYPE_CHECKING:
    from textual.app import App

T = TypeVar("T")
Result = TypeVar("Result")

TOAST_SECONDS = 8
"""Long enough to read what failed, why and what to do."""


@dataclass
class Answered(Message):
    """A desk call came back."""

    deliver: Callable[[], None]
    """Hands the answer on; does nothing if a later call of its group was made."""


@dataclass
class _Groups:
    """The number of the latest call in each group."""

    latest: dict[str, int] = field(default_factory=dict)

    def next(self, group: str) -> int:
        """Count one more call of `group`."""
        self.latest[group] = self.latest.get(group, 0) + 1
        return self.latest[group]


def say_error(app: App[Any], error: BaseException) -> None:
    """Show a failure: a toast for one worded by the desk, else the problem dialog."""
    if isinstance(error, DeskError):
        app.notify(
            plain(sentences(error.message, error.hint)) or " ",
            title=plain(error.title),
            severity="error",
            timeout=TOAST_SECONDS,
            markup=False,
        )
        return
    from sdrdesk.tui.dialogs.problem import ProblemDialog

    app.push_screen(ProblemDialog(error, write_report(error)))


class _Asks(Screen[Result]):
    """A screen that can put a question to the desk."""

    def ask(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[BaseException], bool] | None = None,
        group: str = "desk",
        latest: bool = False,
    ) -> None:
        """Run `call` in a thread and `done` with its answer, back here.

        Args:
            call: What to ask the desk.
            done: Takes the answer.
            failed: Sees an error first; True means it has been shown.
            group: Which calls belong together.
            latest: Only the newest call of the group is answered. For reads: a write is never dropped.
        """
        number = self._groups.next(group)

        def deliver(value: T | None, error: BaseException | None) -> None:
            if latest and self._groups.latest[group] != number:
                return
            if error is None:
                done(value)  # type: ignore[arg-type]
            elif not (failed and failed(error)):
                say_error(self.app, error)

        def work() -> None:
            value, problem = None, None
            try:
                value = call()
            except Exception as error:  # noqa: BLE001 - the one place; see the module's first lines
                problem = error
            self.post_message(Answered(lambda: deliver(value, problem)))

        self.run_worker(work, thread=True, group=group, exit_on_error=False)

    def stamp(self, group: str) -> int:
        """The number of the latest call of a group; another one later means that something has happened since."""
        return self._groups.latest.get(group, 0)

    def outdate(self, group: str) -> None:
        """Whatever was asked in this group so far is not wanted any more."""
        self._groups.next(group)

    @property
    def _groups(self) -> _Groups:
        groups: _Groups | None = self.__dict__.get("_desk_groups")
        if groups is None:
            groups = self.__dict__["_desk_groups"] = _Groups()
        return groups

    def on_answered(self, event: Answered) -> None:
        """Hand an answer to whoever asked."""
        event.stop()
        event.deliver()


class DeskScreen(_Asks[None]):
    """A screen of the desk."""


class DeskDialog(ModalScreen[Result], _Asks[Result], Generic[Result]):
    """A dialog that may put questions to the desk; escape answers None."""

    BINDINGS = [("escape", "cancel", "Back")]

    _is_answered = False

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Answer once: a second key, pressed before the dialog is gone, would end the app (8.2.8)."""
        if self._is_answered:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
