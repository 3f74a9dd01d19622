"""An e-mail or a social message as it would go, to be read and changed; nothing leaves without a key."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static, TextArea

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls.mailing import Written, missing_in
from sdrdesk.domain.playbook import Channel
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import lit, plain


@dataclass(frozen=True, slots=True)
class Message:
    """What the rep made of it."""

    subject: str
    body: str
    is_meant: bool
    """Whether it is to go; else it is kept as a draft."""


class WriteMessage(DeskDialog[Message]):
    """Shows a message; answers what was made of it, None for nothing."""

    BINDINGS = [
        ("ctrl+s", "send", "Send"),
        ("ctrl+y", "copy", "Copy the text"),
        ("ctrl+o", "page", "Open the page"),
    ]

    DEFAULT_CSS = """
    WriteMessage TextArea { height: 12; border: tall $desk-track; background: $surface; }
    WriteMessage TextArea:focus { border: tall $desk-accent; }
    .-tall WriteMessage TextArea { height: 16; }
    """

    def __init__(self, written: Written, way: str) -> None:
        """Show `written`; `way` says what ctrl+s does."""
        super().__init__()
        self._written, self._way = written, way
        self._subject = Input(value=plain(written.subject), compact=True, max_length=200)
        self._body = TextArea(plain(written.body, multiline=True), soft_wrap=True, show_line_numbers=False,
                              tab_behavior="focus")  # fmt: skip
        self._problem = Static(Content(""))

    def compose(self) -> ComposeResult:
        """To whom, about what, the text, and the keys."""
        one = self._written
        is_email = one.channel is Channel.EMAIL
        with Vertical(classes="dialog -wide") as box:
            box.border_title = lit(f"{'E-mail' if is_email else 'Message'} to {one.name}")
            if is_email:
                with Horizontal(classes="field"):
                    yield Label(lit("To"))
                    yield Static(lit(one.to or "no address: e adds one", "$desk-text" if one.to else "$desk-bad"))
                with Horizontal(classes="field"):
                    yield Label(lit("Subject"))
                    yield self._subject
            yield self._body
            yield self._problem
            other = "ctrl+y copies" + (" · ctrl+o opens the page" if one.link else "")
            yield Static(lit(f"ctrl+s {self._way} · {other} · esc keeps a draft"), classes="hint")

    def on_mount(self) -> None:
        """Name what is missing, and start in the text."""
        self._subject.cursor_blink = False
        self._subject.cursor_position = 0
        self._body.cursor_blink = False
        self._body.focus()
        if self._written.missing:
            self._say(f"Not known: {', '.join(self._written.missing)}. Write it in its place, or add it to the lead")
        elif self._written.last:
            at = f"{self._written.last.at:%d %b}"
            self._problem.update(lit(f"Last e-mail {at}: {self._written.last.subject}", "$desk-dim"))

    def _say(self, words: str) -> None:
        self._problem.update(lit(words, "$desk-warn"))

    def _message(self, *, is_meant: bool) -> Message:
        return Message(self._subject.value.strip(), self._body.text.strip(), is_meant)

    def action_send(self) -> None:
        """Let it go, if nothing is missing."""
        message = self._message(is_meant=True)
        if open_ := missing_in(message.subject, message.body):
            self._say(f"Not sent: {', '.join(open_)} is not known. Write it in its place")
        elif not message.body or (self._written.channel is Channel.EMAIL and not message.subject):
            self._say("Not sent: it needs a subject and a text")
        else:
            self.dismiss(message)

    def action_copy(self) -> None:
        """The text on the clipboard."""
        self.app.copy_to_clipboard(self._body.text)

    def action_page(self) -> None:
        """The person's page."""
        if self._written.link:
            self.app.open_url(self._written.link)

    def action_cancel(self) -> None:
        """Back; what was changed is kept."""
        message = self._message(is_meant=False)
        is_changed = (message.subject, message.body) != (self._written.subject, self._written.body)
        self.dismiss(message if is_changed else None)
