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


def page(playbook: Playbook, scope: commands.Scope | None = None) -> Content:
    """The keys under their headings; all of them, or those of one of the gate's screens."""
    parts: list[Part] = []
    wanted = [one for one in commands.COMMANDS if scope is None or one.scope is scope]
    for group, found in commands.by_group(wanted).items():
        parts.append((f"{group}\n", "bold $desk-warn"))
        parts += [_line(one.shown or "palette", one.label, one.tip) for one in found]
        if group == "Call":
            parts.append(
                _line(
                    f"{commands.CALL_DIGITS[0]} to {commands.CALL_DIGITS[-1]}", "Small yes", "Tick what they agreed to"
                )
            )
        parts.append("\n")
    if scope in (None, commands.Scope.QUIZ):
        digits = f"{commands.CHOICE_DIGITS[0]} to {commands.CHOICE_DIGITS[-1]}"
        parts.append(_line(digits, "Answer", "In a quiz: choose, tick or match"))
        parts.append("\n")
    if scope is not None:
        return Content.assemble(*parts)
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

    def __init__(self, playbook: Playbook, scope: commands.Scope | None = None) -> None:
        """The keys, with the outcomes of `playbook`; or those of one screen."""
        super().__init__()
        self._playbook, self._scope = playbook, scope

    def compose(self) -> ComposeResult:
        """One page."""
        with Vertical(classes="dialog help") as box:
            box.border_title = "Keys"
            with VerticalScroll():
                yield Static(page(self._playbook, self._scope))
            yield Static(Content("j k scroll · esc back"), classes="hint")

    def action_scroll(self, by: int) -> None:
        """A line up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
