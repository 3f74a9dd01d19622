"""Start a call block: its length, its goal and which leads, a key each; enter starts."""

from __future__ import annotations

from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sdrdesk.dataclasses import replace
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.focus.blocks import Choices
from sdrdesk.desk.focus.focusing import BlockState
from sdrdesk.domain.block import LENGTHS, LONGEST, MOST, BlockRule, Goal
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput, DeskError
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit, plain

FIELDS = (
    ("z", "Zone", "zone"), ("o", "Offer", "offer"), ("k", "Kind", "kind"), ("c", "Campaign", "campaign"),
    ("f", "File", "file"), ("d", "Grade", "grade"),
)  # fmt: skip
"""Key, name and field of the rule for all that leads are narrowed by."""


class StartBlock(DeskDialog[BlockState]):
    """Asks how the block is to be; answers the one that was started."""

    BINDINGS = [("enter", "start", "Start")]

    def __init__(self, desk: Desk, choices: Choices) -> None:
        """Offer what there is; length and goal are those of the block before."""
        super().__init__()
        self._desk, self._choices = desk, choices
        last = choices.last
        self._minutes = last.minutes if last and last.minutes in LENGTHS else 50
        self._goal = last.goal if last else Goal.DIALS
        self._aim = choices.aim(self._goal, self._minutes)
        self._rule, self._names = BlockRule(), dict[str, str]()
        self._fits: int | None = choices.ready
        self._body, self._said = Static(Content("")), Static(Content(""))
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """A line for each thing that can be changed."""
        with Vertical(classes="dialog") as box:
            box.border_title = "Call block"
            yield self._body
            yield self._said
            yield Static(Content("enter starts · a letter changes its line · esc back"), classes="hint")

    def on_mount(self) -> None:
        """Show how it would be."""
        self._paint()

    def _paint(self) -> None:
        lines = [
            _line("l", "Length", f"{self._minutes} minutes", "25, 50, 60 or another"),
            _line("g", "Goal", plural(self._aim, self._goal.value.removesuffix("s")), "dials or conversations"),
            Content(""),
        ]
        for key, label, field in FIELDS:
            found = len(self._choices.facets[field])
            name = self._names.get(field, "")
            note = "" if name else f"{found} to choose from" if found > 1 else ""
            lines.append(_line(key if found else " ", label, name or "any", note, is_set=bool(name)))
        fits = "" if self._fits is None else f"{self._fits} of {plural(self._choices.ready, 'ready lead')}"
        lines += [
            Content(""),
            Content.assemble((fits, "bold $desk-text"), ("; promises and tier 1 always come through", "$desk-dim")),
        ]
        self._body.update(Content("\n").join(lines))

    def _say(self, error: DeskError) -> None:
        words = str(error)
        self._said.update(lit(f"✗ {words}", "$desk-bad"))

    # ------------------------------------------------------------------------------------- changing

    def on_key(self, event: events.Key) -> None:
        """A letter changes its line."""
        key = event.character or ""
        field = next((one for one in FIELDS if one[0] == key), None)
        if key == "l":
            self._ask_length()
        elif key == "g":
            self._ask_goal()
        elif field and self._choices.facets[field[2]]:
            self._ask_field(field[1], field[2])
        else:
            return
        event.stop()

    def _ask_length(self) -> None:
        from sdrdesk.tui.dialogs.pick import Option, Pick

        options = [Option(key=str(one)[0], label=f"{one} minutes", value=str(one)) for one in LENGTHS]

        def picked(value: str | None) -> None:
            if value:
                self._set(int(value), self._goal)
            elif value is not None:
                self._ask_number("How many minutes?", LONGEST, lambda minutes: self._set(minutes, self._goal))

        self.app.push_screen(Pick("How long?", [*options, Option(key="o", label="Another length", value="")]), picked)

    def _ask_goal(self) -> None:
        from sdrdesk.tui.dialogs.pick import Option, Pick

        choices = [(goal, self._choices.aim(goal, self._minutes)) for goal in Goal]
        options = [
            Option(key=goal.value[0], label=plural(aim, goal.value.removesuffix("s")), value=f"{goal} {aim}",
                   note="your pace")
            for goal, aim in choices
        ]  # fmt: skip
        options += [
            Option(key=goal.value[0].upper(), label=f"Another number of {goal}", value=f"{goal} ") for goal in Goal
        ]

        def picked(value: str | None) -> None:
            if value is None:
                return
            goal, _, aim = value.partition(" ")
            if aim:
                self._aimed(Goal(goal), int(aim))
            else:
                self._ask_number(f"How many {goal}?", MOST, lambda count: self._aimed(Goal(goal), count))

        self.app.push_screen(Pick("What is the goal?", options), picked)

    def _ask_number(self, title: str, most: int, done: partial[None] | object) -> None:
        from sdrdesk.tui.dialogs.fields import Field, Fields

        def read(values: object) -> int:
            typed = dict(values)["number"]  # type: ignore[call-overload]
            if not typed.isdecimal() or not 1 <= int(typed) <= most:
                raise BadInput("A whole number", f'"{typed}"', f"1 to {most}")
            return int(typed)

        def answered(number: int | None) -> None:
            if number is not None:
                done(number)  # type: ignore[operator]

        self.app.push_screen(Fields(title, [Field(key="number", label="Number")], read), answered)

    def _ask_field(self, label: str, field: str) -> None:
        from sdrdesk.tui.dialogs.pick import Option, Pick, letters

        found = self._choices.facets[field][:24]
        counts = {one.value: plural(one.count, "lead") for one in found}
        options = [replace(one, note=counts[one.value]) for one in letters({one.value: one.label for one in found})]

        def picked(value: str | None) -> None:
            if value is None:
                return
            self._names.pop(field, None)
            if value:
                self._names[field] = next(one.label for one in found if one.value == value)
            self._narrow(replace(self._rule, **{field: value}))

        self.app.push_screen(Pick(f"Only which? {label}", [Option(key="*", label="Any", value=""), *options]), picked)

    def _set(self, minutes: int, goal: Goal) -> None:
        self._minutes = minutes
        self._aimed(goal, self._choices.aim(goal, minutes))

    def _aimed(self, goal: Goal, aim: int) -> None:
        self._goal, self._aim = goal, aim
        self._paint()

    def _narrow(self, rule: BlockRule) -> None:
        self._rule, self._fits = rule, None
        self._paint()

        def counted(fits: int) -> None:
            self._fits = fits
            self._paint()

        self.ask(partial(self._desk.blocks.count, rule), counted, group="count", latest=True)

    def action_start(self) -> None:
        """Start it."""
        if self._is_busy:
            return
        self._is_busy = True
        start = partial(self._desk.blocks.start, self._minutes, self._goal, self._aim, self._rule)
        self.ask(start, self._started, failed=self._failed, group="write")

    def _started(self, state: BlockState) -> None:
        self.dismiss(state)

    def _failed(self, error: BaseException) -> bool:
        self._is_busy = False
        if isinstance(error, DeskError):
            self._say(error)
            return True
        return False


def _line(key: str, label: str, value: str, note: str, *, is_set: bool = True) -> Content:
    return Content.assemble(
        (f" {key}  ", "bold $desk-accent"), (f"{label:<10}", "$desk-dim"),
        (plain(value), "bold $desk-text" if is_set else "$desk-soft"), (f"   {note}" if note else "", "$desk-dim"),
    )  # fmt: skip
