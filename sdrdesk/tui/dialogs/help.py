"""The keys of the screen that is up: what works there now, under its headings, and a field that finds one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.command import Entry, MoreKeys, Scope, shown
from sdrdesk.tui.keymap import Keymap, keymap_of
from sdrdesk.tui.safe import plain

KEYS, LABEL = 15, 30
"""Cells of the first two columns; the last takes the rest."""

ALSO = "Also here"
"""The heading of keys that are no command of ours: of a list, or of the terminal's program itself."""

KNOWN = {
    "tab": ("To the next field", ""), "shift+tab": ("To the field before", ""), "ctrl+q": ("Quit", "From any screen"),
}  # fmt: skip
"""Keys of Textual's own that are worth a line, in our words."""

BETWEEN = ("tab", "shift+tab")
"""What leads from field to field, where there are two."""

NOT_OURS = {"copy_text", "help_quit", "screen.copy_text", "app.help_quit", "noop"}
"""What Textual binds and the desk has no use for: its screens take no selection."""


def is_manager(screen: Screen[Any]) -> bool:
    """Whether a manager sits at a screen."""
    seat = screen if hasattr(screen, "is_manager") else getattr(screen, "ways", None)
    return bool(getattr(seat, "is_manager", True))


def about(screen: Screen[Any]) -> list[str]:
    """What the focused widget, and whatever it lies in, says of itself: `HELP`, from the inside out."""
    said = [one.HELP for one in _chain(screen) if one.HELP]
    return list(dict.fromkeys(said))


def live_groups(screen: Screen[Any]) -> MoreKeys:
    """What can be done on a screen now, by heading: its live bindings, and what a key does beyond them."""
    ids = {one.id: one for one in commands.COMMANDS}
    keys: dict[str, list[str]] = {}
    also: dict[str, list[str]] = {}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if not active.enabled or binding.action in NOT_OURS or (key in BETWEEN and len(screen.focus_chain) < 2):
            continue
        if (known := (binding.id or "").removeprefix(commands.GO)) in ids:
            keys.setdefault(known, []).append(key)
        elif words := KNOWN[key][0] if key in KNOWN else binding.description:
            also.setdefault(words, []).append(key)
    groups = commands.by_group(_worth(screen, ids.values(), keys, keymap_of(screen)))
    found: MoreKeys = [
        (group, [(_named(keys.get(one.id, ())) or "palette", one.label, one.tip) for one in found])
        for group, found in groups.items()
    ]
    for one in _chain(screen):
        found = [*[group for group in getattr(one, "more_keys", list)() if group[1]], *found]
    rest: list[Entry] = [(_named(held), words, "") for words, held in also.items()]
    return [*found, (ALSO, rest)] if rest else found


def _worth(
    screen: Screen[Any], known: Iterable[commands.Command], keys: dict[str, list[str]], keymap: Keymap
) -> list[commands.Command]:
    """The commands that can be given here: by a key of theirs, or by the palette alone."""
    scopes = (getattr(screen, "SCOPE", Scope.DESK), Scope.ANYWHERE)
    has_palette = "desk.palette" in keys
    return [
        one
        for one in known
        if (one.id in keys or (has_palette and one.palette and one.scope in scopes and not keymap.of(one).keys))
        and (not one.manager or is_manager(screen))
    ]


def _chain(screen: Screen[Any]) -> Sequence[Widget]:
    """The widget with the keys, and all it lies in up to the screen."""
    if screen.focused is None:
        return [screen]
    return [one for one in screen.focused.ancestors_with_self if isinstance(one, Widget)]


def _named(keys: Sequence[str]) -> str:
    return " or ".join(map(shown, keys))


def page(groups: MoreKeys, said: Sequence[str], words: str, width: int) -> Content:
    """The keys under their headings, in so many cells; only those that hold the words, if there are any."""
    wanted = plain(words).casefold().split()
    parts: list[Content | tuple[str, str]] = []
    if not wanted:
        parts += [(f"{line}\n", "$desk-soft") for text in said for line in (*wrap(text, width), "")]
    for heading, entries in groups:
        held = [one for one in entries if all(word in f"{' '.join(one)} {heading}".casefold() for word in wanted)]
        if held:
            parts.append((f"{plain(heading)}\n", "bold $desk-warn"))
            parts += [_entry(one, width) for one in held]
            parts.append(("\n", ""))
    return Content.assemble(*parts[:-1]) if parts else Content.styled("No key does that here", "$desk-dim")


def _entry(entry: Entry, width: int) -> Content:
    """One entry: its sentence beside it, or below where that leaves too little room."""
    keys, label, tip = map(plain, entry)
    left = KEYS + LABEL if width >= 90 and len(label) < LABEL else KEYS
    lines = wrap(tip, max(20, width - left - 1)) if tip else []
    first = f"  {keys:<{KEYS - 2}}" if len(keys) < KEYS - 2 else f"  {keys} "
    parts = [(first, "bold $desk-accent"), (f"{label:<{LABEL}}" if lines else label, "$desk-text")]
    if left == KEYS and lines:
        lines = ["", *lines]
    text = f"\n{' ' * left}".join(lines)
    return Content.assemble(*parts, (f"{text}\n", "$desk-dim"))


class HelpDialog(DeskDialog[None]):
    """What every key does on the screen below."""

    BINDINGS = [
        ("down", "scroll(1)", "Down"),
        ("up", "scroll(-1)", "Up"),
        ("pagedown,ctrl+d", "scroll(12)", "A page down"),
        ("pageup,ctrl+u", "scroll(-12)", "A page up"),
        ("enter,f1", "cancel", "Back"),
    ]

    def __init__(self, screen: Screen[Any]) -> None:
        """The keys of `screen` as they are now."""
        super().__init__()
        self._held, self._said = live_groups(screen), about(screen)
        self._words = Input(placeholder="type to find a key", compact=True)
        self._text = Static()
        self._words.cursor_blink = False

    def compose(self) -> ComposeResult:
        """A field to find one, and the keys."""
        with Vertical(classes="dialog help") as box:
            box.border_title = "Keys of this screen"
            yield self._words
            yield VerticalScroll(self._text, can_focus=False)
            yield Static(Content("type to find one · ↑ ↓ pgup pgdn scroll · esc back"), classes="hint")

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self._paint)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value.startswith("?"):  # the key that opened it closes it
            self.dismiss(None)
            return
        self._paint()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(None)

    def _paint(self) -> None:
        width = self.query_one(VerticalScroll).scrollable_content_region.width
        self._text.update(page(self._held, self._said, self._words.value, max(40, width - 1)))

    def action_scroll(self, by: int) -> None:
        """Up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
