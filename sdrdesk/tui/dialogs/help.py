"""Every key on one page, read from the command table and from the playbook."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdrdesk.domain.playbook import Playbook
from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.safe import plain

Part = str | Content | tuple[str, str]


def page(playbook: Playbook) -> Content:
    """The keys under their headings."""
    parts: list[Part] = []
    for group, found in commands.by_group().items():
        parts.append((f"{group}\n", "bold $desk-warn"))
        parts += [_line(one.shown or "palette", one.label, one.tip) for one in found]
        if group == "Call":
            parts.append(
                _line(
                    f"{commands.CALL_DIGITS[0]} to {commands.CALL_DIGITS[-1]}", "Small yes", "Tick what they agreed to"
                )
            )
        parts.append("\n")
    parts.append(("How a call went, from the playbook\n", "bold $desk-warn"))
    parts += [_line(rule.key, plain(rule.label), "") for rule in playbook.outcomes.values()]
    return Content.assemble(*parts)


def _line(keys: str, label: str, tip: str) -> Content:
    return Content.assemble(
        (f"  {keys:<14}", "bold $desk-accent"), (f"{label:<24}", "$desk-text"), (f" {tip}\n", "$desk-dim")
    )


class HelpDialog(DeskDialog[None]):
    """What every key does."""

    BINDINGS = [("question_mark,f1,q", "cancel", "Back"), ("j", "scroll(1)", "Down"), ("k", "scroll(-1)", "Up")]

    def __init__(self, playbook: Playbook) -> None:
        """The keys, with the outcomes of `playbook`."""
        super().__init__()
        self._playbook = playbook

    def compose(self) -> ComposeResult:
        """One page."""
        with Vertical(classes="dialog help") as box:
            box.border_title = "Keys"
            with VerticalScroll():
                yield Static(page(self._playbook))
            yield Static(Content("j k scroll · esc back"), classes="hint")

    def action_scroll(self, by: int) -> None:
        """A line up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
