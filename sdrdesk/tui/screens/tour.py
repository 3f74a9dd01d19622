"""The tour: the real queue on a practice desk that is thrown away, and a card that asks for one key after another.

It is a desk of its own in a file of its own, so nothing done here can be in anybody's figures; nothing is dialled
because its settings say so. A step is done when its key did its thing.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from sdrdesk import paths
from sdrdesk.clock import ShiftedClock
from sdrdesk.dataclasses import replace
from sdrdesk.tui.commands import COMMANDS
from sdrdesk.tui.dialler import OFF
from sdrdesk.tui.keymap import keymap_of
from sdrdesk.tui.screens.queue import QueueScreen
from sdrdesk.tui.tour_steps import END, STEPS, Seen
from sdrdesk.tui.widgets.call_panel import CallPanel

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.settings import Settings

T = TypeVar("T")

LOOK = 0.1
"""Seconds between two looks at whether the step is done."""
TRIES = 50
"""So often the practice folder is removed, until it stays away."""


def practice(now: datetime) -> tuple[Desk, Path]:
    """A practice desk as its first rep, and the folder it lies in; in a thread, for it takes a second or two."""
    from sdrdesk.build import data_folder, open_desk
    from sdrdesk.desk.demo.demo import demo_moment, seed
    from sdrdesk.feeds.demo_files import read_demo
    from sdrdesk.feeds.playbook_file import read_playbook

    folder, data = Path(tempfile.mkdtemp(prefix="sdrdesk-tour-")), data_folder()
    try:
        at = demo_moment(now, read_playbook(data / "playbook.toml"))
        seed(folder / "practice.db", at, data)
        login = next(rep.login for rep in read_demo(data / "demo").reps if rep.role == "rep")
        return open_desk(folder / "practice.db", ShiftedClock(at), login), folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def throw_away(desk: Desk, folder: Path) -> None:
    """Close a practice desk and remove everything that it left."""
    with contextlib.suppress(Exception):
        desk.close()
    for _ in range(TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        sleep(LOOK)  # the last question of the screen may still be on its way, and makes its files anew
    shutil.rmtree(paths.drafts_folder(desk.seat.store.team_id, "").parent, ignore_errors=True)


class TourScreen(QueueScreen):
    """A queue to try things on."""

    HELP = "The tour: practice leads in a file that is thrown away. Nothing is dialled and nothing counts."

    DEFAULT_CSS = """
    TourScreen #tour { dock: top; height: 3; padding: 0 1; background: $panel; color: $desk-text;
        border-bottom: solid $desk-accent; }
    """

    def __init__(self, desk: Desk, settings: Settings, left: Callable[[], object]) -> None:
        """Lead through `desk`, a practice one; `left` is told when it is over."""
        quiet = replace(settings, dial_command=OFF, bell=False, notices="", smtp_host="", email="")
        super().__init__(desk, quiet, desk.queue.board())
        self._card, self._left = Static(id="tour"), left
        self._at, self._over = 0, ""
        self._left_again: dict[str, int] = {}
        self._before = Seen()

    def compose(self) -> ComposeResult:
        """The card, above all that a notice may cover, and the queue."""
        yield self._card
        yield from super().compose()

    def on_mount(self) -> None:
        """Ask for the first key."""
        from sdrdesk.tui.screens.later import complete

        complete(self)
        self._before = self._seen()
        self._ask_for()
        self.set_interval(LOOK, self._look)

    def ask(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[BaseException], bool] | None = None,
        group: str = "desk",
        latest: bool = False,
    ) -> None:
        """As everywhere, but nobody is on duty: notices of practice leads would cover what is asked for."""
        if group != "duty":
            super().ask(call, done, failed=failed, group=group, latest=latest)

    # -------------------------------------------------------------------------------------- steps

    @property
    def step(self) -> int:
        """Which step it is, from 0; as many as there are at the end."""
        return self._at

    def on_screen_suspend(self) -> None:
        """Something was opened over it."""
        self._over = type(self.app.screen).__name__

    def on_screen_resume(self) -> None:
        """And was left again."""
        if self._over:
            self._left_again[self._over] = self._left_again.get(self._over, 0) + 1
            self._over = ""

    def _seen(self) -> Seen:
        panel = self.query(CallPanel).first() if self.query(CallPanel) else None
        return Seen(
            is_reading=self.is_reading,
            is_calling=self.is_calling,
            is_noting=panel is not None and panel.is_noting,
            note=panel.draft.note if panel else "",
            dials=self.board.day.dials if self.board else 0,
            tab=self.board.tab if self.board else "ready",
            closed=dict(self._left_again),
        )

    def _look(self) -> None:
        """On to the next step, where this one was done."""
        if self._at < len(STEPS) and STEPS[self._at].is_done(self._before, now := self._seen()):
            self._at, self._before = self._at + 1, now
            self._ask_for()

    def _ask_for(self) -> None:
        step = STEPS[self._at] if self._at < len(STEPS) else None
        name = step.command if step else "desk.back"
        key = next((keymap_of(self).of(one).first for one in COMMANDS if one.id == name), "")
        first, *rest = (step.words if step else END).split("{key}")
        parts: list[str | tuple[str, str]] = [(first, "$desk-text")]
        for words in rest:
            parts += [(key, "bold $desk-accent"), (words, "$desk-text")]
        count = f"{self._at + 1} of {len(STEPS)}  " if step else "✓  "
        why = step.why if step else "^p Tour brings it back, ? names the keys"
        hint = f"{why} · esc leaves"
        self._card.update(Content.assemble((count, "bold $desk-warn"), *parts, (f"\n{hint}", "$desk-dim")))

    # ------------------------------------------------------------------------------------ leaving

    def action_back(self) -> None:
        """From the brief to the list; from the list out of the tour."""
        if self.is_reading:
            super().action_back()
        else:
            self.leave_tour()

    def leave_tour(self) -> None:
        """Back to one's own desk."""
        self.app.pop_screen()
        self._left()
