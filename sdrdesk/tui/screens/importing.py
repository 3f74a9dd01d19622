"""What a file would bring, before anything of it is written: questions are settled by keys, then it is taken in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdrdesk.dataclasses import replace
from sdrdesk.desk.intake.intake_values import Column, Options, Question, Report, UndoneImport
from sdrdesk.domain.intake import Field
from sdrdesk.domain.words import plural
from sdrdesk.tui import commands, intake_text
from sdrdesk.tui.screens.figures import FiguresScreen
from sdrdesk.tui.screens.import_ways import ask_file
from sdrdesk.tui.screens.my_numbers import reading
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.pane import Pane
from sdrdesk.tui.widgets.status_line import UNDO

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays

BAR = 24
"""Cells of the bar that shows how far an import is."""
NOT_USED = "-"
ORDERS = {"dmy": "Day first: 31/12/2026", "mdy": "Month first: 12/31/2026"}


class ImportScreen(FiguresScreen):
    """Questions, columns, the first leads, the rows left out, and who is known."""

    CSS_PATH = "importing.tcss"
    BINDINGS = commands.bindings(commands.Scope.IMPORT)
    HELP = "What a file would bring. Nothing is written before you take it in."
    SCOPE = commands.Scope.IMPORT

    def __init__(self, ways: NumberWays, desk: Desk, path: Path, options: Options, report: Report | None) -> None:
        """Look at the file in `path`; `report` is what was read of it already."""
        super().__init__(ways, desk)
        self._path, self._options, self._report = path, options, report or Report(file_name=path.name)
        self._head = Static(id="head")
        self._texts = {
            "Open questions": intake_text.questions,
            "Columns": intake_text.columns,
            "First leads": intake_text.leads,
            "Left out": intake_text.left_out,
            "Known already": intake_text.known,
        }
        self._panes = [Pane(title, reading, id=f"pane-{title.split()[0].lower()}") for title in self._texts]
        self._is_busy = report is None

    def compose(self) -> ComposeResult:
        """The file, the panes, what was done, the keys."""
        yield self._head
        with VerticalScroll(id="preview", can_focus=False), Container():
            with Container(id="asked"):
                yield from self._panes[:2]
            with Container(id="found"):
                yield from self._panes[2:]
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Show what was read, or read."""
        if self._is_busy:
            self.reload()
        else:
            self._read(self._report)

    # ------------------------------------------------------------------------------------- reading

    def reload(self) -> None:
        """Look at the file anew, with what was settled so far."""
        self._is_busy = True
        self.status.say(f"Reading {self._path.name}", mark="…", ink="desk-warn")
        read = partial(self._desk.intake.look, self._path, self._options)
        self.ask(read, self._read, failed=self._failed, group="look", latest=True)

    def desk_changed(self) -> None:
        """Somebody committed; what the file brings is read again when something is settled."""

    def _failed(self, error: BaseException) -> bool:  # noqa: ARG002 - the hook's signature
        self._is_busy = False
        self.status.say(f"{self._path.name} was not read", mark="✗", hint="f takes another file", ink="desk-bad")
        return False

    def _read(self, report: Report) -> None:
        self._is_busy, self._report = False, report
        self._paint()
        if report.is_live:
            return
        open_ = sum(one.must for one in report.questions)
        if open_:
            self.status.say(f"{plural(open_, 'question')} to settle", mark="?", hint="enter", ink="desk-warn")
        else:
            good = plural(report.rows - len(report.problems), "row")
            self.status.say(f"{good} can be taken in; nothing is written yet", mark="·", hint="i imports")

    def _paint(self) -> None:
        report = self._report
        width = max(40, self.app.size.width - 4)
        self._head.update(Content("\n").join([intake_text.head(report, width), intake_text.counts(report)]))
        for pane, (title, write) in zip(self._panes, self._texts.items(), strict=True):
            pane.show(partial(write, report), title)
        self._settle_cursor()

    def _settle_cursor(self) -> None:
        for one in self._panes:
            one.leave()
        self._at = 0
        self._settle()
        if self.is_attached:
            self.call_after_refresh(self._follow)

    # ------------------------------------------------------------------------------------ settling

    def _with(self, **changes: object) -> None:
        """Settle something and look again."""
        self._options = replace(self._options, **changes)  # type: ignore[arg-type]
        self.reload()

    def action_settle(self) -> None:
        """The question or the column under the cursor."""
        target = self.figure.target if self.figure else None
        if self._is_closed():
            return
        match target:
            case Question(about="dates"):
                self.action_dates()
            case Question(about="zone"):
                self.action_zone()
            case Question(about="offer"):
                self._ask_offer(target)
            case Question():
                self._go(1)
                self.status.say("Say which column holds the e-mail or the number", mark="?", hint="enter")
            case Column():
                self._ask_field(target)
            case _:
                self.status.say("Nothing to settle here", mark="·", hint="tab leads to the questions", ink="desk-dim")

    def _is_closed(self) -> bool:
        """Whether nothing can be changed now."""
        if self._report.is_live:
            self.status.say("It is imported", mark="·", hint=f"{UNDO} · f another file", ink="desk-dim")
        return self._is_busy or self._report.is_live

    def _ask_field(self, column: Column) -> None:
        from sdrdesk.tui.dialogs.pick import Option, Pick, letters

        options = letters({field.value: field.value.replace("_", " ") for field in Field})
        options.append(Option(key="-", label="not used", value=NOT_USED))

        def picked(field: str | None) -> None:
            if field:
                self._with(mapping={**(self._options.mapping or {}), column.column: field})

        self.app.push_screen(Pick(f'What is "{column.column}"?', options), picked)

    def _ask_offer(self, question: Question) -> None:
        from sdrdesk.tui.dialogs.pick import Option, Pick, letters

        def read() -> dict[str, str]:
            return {one[0]: one[1] for one in self._desk.team.offers()}

        def show(titles: dict[str, str]) -> None:
            ordered = sorted(titles, key=lambda key: (key != question.guess, titles[key]))
            options = letters({key: titles[key] for key in ordered})
            options.append(Option(key="-", label="None: set such rows aside", value=NOT_USED))
            self.app.push_screen(Pick(question.title, options), picked)

        def picked(key: str | None) -> None:
            if key == NOT_USED:
                self._with(aside=True)
            elif key and question.words:
                self._with(offers={**self._options.offers, question.words: key})
            elif key:
                self._with(default_offer=key)

        self.ask(read, show, group="offers", latest=True)

    def action_dates(self) -> None:
        """Which comes first."""
        from sdrdesk.tui.dialogs.pick import Option, Pick

        def picked(order: str | None) -> None:
            if order:
                self._with(dates=order)

        if not self._is_closed():
            options = [Option(key=key[0], label=label, value=key) for key, label in ORDERS.items()]
            self.app.push_screen(Pick("Day or month first?", options), picked)

    def action_zone(self) -> None:
        """Where rows without a place are."""
        from sdrdesk.tui.dialogs.ask_zone import AskZone

        def chosen(zone: str | None) -> None:
            if zone:
                self._with(zone=zone)

        if not self._is_closed():
            self.app.push_screen(AskZone("everybody without a place", self._options.zone), chosen)

    def action_aside(self) -> None:
        """Let rows whose offer nobody knows wait, or not."""
        if not self._is_closed():
            self._with(aside=not self._options.aside)

    # ----------------------------------------------------------------------------------- mappings

    def action_save(self) -> None:
        """Keep how the file is read, under a name."""
        from sdrdesk.tui.dialogs.fields import Field as Line
        from sdrdesk.tui.dialogs.fields import Fields

        def save(values: object) -> str:
            name = values["name"] if isinstance(values, dict) else ""
            return self._desk.intake.save_mapping(name, self._report, self._options).name

        def saved(name: str | None) -> None:
            if name:
                self.status.say(f"Saved as mapping {name}", hint="m uses it")

        if not self._report.mapping:
            self.status.say("Settle the questions first", mark="?", ink="desk-warn")
            return
        stem = self._report.vendor or self._path.stem
        fields = [Line(key="name", label="Name", value=stem.casefold()[:40], example="hubspot export")]
        self.app.push_screen(Fields("Save the mapping", fields, save, "For the next file of this kind"), saved)

    def action_mapping(self) -> None:
        """Read the file as one of a kind that was saved."""
        from sdrdesk.tui.dialogs.pick import Pick, letters

        def show(names: list[str]) -> None:
            if names:
                self.app.push_screen(Pick("Which mapping?", letters({name: name for name in names})), picked)
            else:
                self.status.say("No mapping is saved", mark="·", hint="s saves this one", ink="desk-dim")

        def picked(name: str | None) -> None:
            if name:
                self.ask(partial(self._desk.intake.with_mapping, name, self._options), self._mapped, group="look")

        if not self._is_closed():
            kept = self._desk.intake.mappings
            self.ask(lambda: [one.name for one in kept.listed()], show, group="mappings", latest=True)

    def _mapped(self, options: Options) -> None:
        self._options = options
        self.reload()

    # ----------------------------------------------------------------------------------- importing

    def action_take_in(self) -> None:
        """All good rows at once; what must be settled first is pointed at."""
        if self._is_closed():
            return
        if any(one.must for one in self._report.questions):
            self._settle_cursor()
            self.status.say("Settle the questions first", mark="?", hint="enter", ink="desk-warn")
            return
        self._is_busy = True
        self._progressed(0, 0.0)
        load = partial(self._desk.intake.load, self._path, self._options, self._tell)
        self.ask(load, self._loaded, failed=self._not_loaded, group="load")

    def _tell(self, rows: int, share: float) -> None:
        """In the thread: how far it is."""
        if self.is_attached:
            self.app.call_from_thread(self._progressed, rows, share)

    def _progressed(self, rows: int, share: float) -> None:
        full = round(min(max(share, 0.0), 1.0) * BAR)
        bar = "━" * full + "╌" * (BAR - full)
        self.status.say(f"{bar} {share:4.0%}  {rows:,} rows; reps work on meanwhile", mark="…", ink="desk-warn")

    def _loaded(self, report: Report) -> None:
        self._is_busy, self._report = False, report
        self._paint()
        said = [plural(report.created, "new lead"), plural(report.joined, "more conversion") if report.joined else ""]
        said += [f"{report.aside:,} to decide: sdrdesk import quarantine list" if report.aside else ""]
        words = ", ".join(part for part in said if part)
        self.status.say(f"Imported {report.file_name}: {words}", hint=f"{UNDO} · esc to the queue")

    def _not_loaded(self, error: BaseException) -> bool:  # noqa: ARG002 - the hook's signature
        self._is_busy = False
        self.status.say("Nothing was imported", mark="✗", ink="desk-bad")
        return False

    def action_undo(self) -> None:
        """Take the import back."""
        from sdrdesk.tui.dialogs.yes_no import YesNo

        if not self._report.is_live or self._is_busy:
            self.status.say("Nothing was imported here yet", mark="·", ink="desk-dim")
            return
        batch, words = self._report.batch_id, "Its leads go, but for those something was done with since."

        def answered(is_meant: bool | None) -> None:
            if is_meant:
                self._is_busy = True
                self.ask(partial(self._desk.intake.undo, batch), self._undone, failed=self._failed, group="load")

        asked = YesNo(f"Take {self._report.file_name} back?", words, yes="Take it back", no="Keep it")
        self.app.push_screen(asked, answered)

    def _undone(self, undone: UndoneImport) -> None:
        kept = len(undone.kept) + len(undone.left)
        stay = f", {kept:,} stay" if kept else ""
        self.reload()
        self.app.notify(f"{plural(undone.removed, 'lead')} gone{stay}", title="Taken back", markup=False)

    # -------------------------------------------------------------------------------------- the rest

    def action_other(self) -> None:
        """Another file."""
        if not self._is_busy:
            ask_file(self, self._desk, self._opened)

    def _opened(self, path: Path, report: Report) -> None:
        self._path, self._options = path, Options()
        self._read(report)

    def action_back(self) -> None:
        """To the queue; an import that runs goes on."""
        self.dismiss(None)

    def on_resize(self, event: object) -> None:  # noqa: ARG002 - Textual's own
        """Another width breaks lines elsewhere."""
        if not self._is_busy:
            self.call_after_refresh(self._paint)
