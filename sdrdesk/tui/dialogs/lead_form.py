"""The fields of a lead that people type: for a new one, and to put one right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, Static

from sdrdesk.dataclasses import replace
from sdrdesk.desk import drafts
from sdrdesk.desk.values import LeadForm
from sdrdesk.errors import DeskError
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.draft_saver import DraftSaver, restored
from sdrdesk.tui.safe import lit, plain

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk

FIELDS = (
    ("name", "Name", "Ana Souza"),
    ("company", "Company", ""),
    ("title", "Title", ""),
    ("phone", "Phone", "+1 312 555 0142"),
    ("email", "E-mail", ""),
    ("city", "City", ""),
    ("state", "State", "where the law or the zone needs it"),
    ("country", "Country", "US, DE, Brazil"),
    ("zone", "Time zone", "worked out from the address or the phone"),
    ("people", "People", "size of the company"),
    ("source", "Source", "how they came to you"),
)
"""Field, label and an example."""

NEW_ONLY = (("offer", "Offer", "what they asked for, by its key"),)


class LeadFormDialog(DeskDialog[str]):
    """Asks for the fields and saves them; answers the lead's id."""

    BINDINGS = [("ctrl+s", "save", "Save")]

    def __init__(self, desk: Desk, lead_id: str, form: LeadForm) -> None:
        """Edit `form` of a lead; "" for a new one."""
        super().__init__()
        self._desk, self._lead_id, self._form = desk, lead_id, form
        self._fields = FIELDS if lead_id else (*FIELDS, *NEW_ONLY)
        self._inputs: dict[str, Input] = {}
        self._labels: dict[str, Label] = {}
        self._error = Static(Content(""))
        self._is_saving = False
        self._saver, self._subject = DraftSaver(self, desk), lead_id or drafts.NEW

    def compose(self) -> ComposeResult:
        """A line for each field."""
        with Vertical(classes="dialog form") as box:
            box.border_title = lit(f"Edit {self._form.name}" if self._lead_id else "A new lead")
            with VerticalScroll(can_focus=False):
                for name, label, example in self._fields:
                    field = Input(value=self._shown(name), placeholder=example, compact=True, id=name)
                    self._inputs[name], self._labels[name] = field, Label(lit(label))
                    with Horizontal(classes="field"):
                        yield self._labels[name]
                        yield field
            yield self._error
            yield Static(Content("tab next field · enter or ctrl+s saves · esc back"), classes="hint")

    def on_mount(self) -> None:
        """Start with the name."""
        for field in self._inputs.values():
            field.cursor_blink = False
        self._inputs["name"].focus()
        self.ask(lambda: self._desk.drafts.get(drafts.LEAD, self._subject), self._found, group="draft")

    def on_unmount(self) -> None:
        """Saved, left, or cut off: the last word goes to the disk."""
        self._saver.flush()

    def _shown(self, name: str) -> str:
        """A field as the desk has it."""
        value = getattr(self._form, name)
        return "" if value is None else str(value)

    def _found(self, draft: drafts.Draft | None) -> None:
        """Put back what was typed and never saved; what is typed by now stays."""
        if draft is None:
            return
        for name, field in self._inputs.items():
            if isinstance(typed := draft.data.get(name), str) and field.value == self._shown(name):
                field.value = typed
                field.cursor_position = len(typed)
        said = restored(draft.at, self._desk.rep.zone, self._desk.clock.now())
        self._error.update(lit(f"✎ {said}; esc drops it", "$desk-accent"))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        """What differs from the desk's is a draft."""
        event.stop()
        typed = {name: field.value for name, field in self._inputs.items() if field.value != self._shown(name)}
        if typed:
            self._saver.put(drafts.LEAD, self._subject, typed)
        else:
            self._saver.drop(drafts.LEAD, self._subject)

    def action_cancel(self) -> None:
        """Left on purpose: nothing of it is wanted."""
        self._saver.drop(drafts.LEAD, self._subject)
        super().action_cancel()

    def _typed(self) -> LeadForm | None:
        """What was typed, or None with the field that is wrong marked."""
        values = {name: plain(field.value) for name, field in self._inputs.items() if name != "people"}
        people = self._inputs["people"].value.strip().replace(",", "")
        if not values["name"]:
            self._wrong("name", "A lead needs a name")
            return None
        if people and not people.isdecimal():
            self._wrong("people", "The number of people is a whole number")
            return None
        return replace(self._form, **values, people=int(people) if people else None)

    def _wrong(self, name: str, said: str) -> None:
        for one, label in self._labels.items():
            label.set_class(one == name, "-wrong")
        self._error.update(lit(f"✗ {said}", "$desk-bad"))
        if name in self._inputs:
            self._inputs[name].focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Save what was typed."""
        form = self._typed()
        if form is None or self._is_saving:
            return
        self._is_saving = True
        leads, lead_id = self._desk.leads, self._lead_id

        def write() -> str:
            if not lead_id:
                return leads.add(form)
            leads.edit(lead_id, form)
            return lead_id

        self.ask(write, self._saved, failed=self._not_saved, group="form")

    def _saved(self, lead_id: str) -> None:
        self._saver.drop(drafts.LEAD, self._subject)
        self.dismiss(lead_id)

    def _not_saved(self, error: BaseException) -> bool:
        self._is_saving = False
        if not isinstance(error, DeskError):
            return False
        words = f"{error.title} {error.message}".lower()
        field = next((name for name, label, _ in self._fields if name in words or label.lower() in words), "")
        self._wrong(field, str(error))
        return True
