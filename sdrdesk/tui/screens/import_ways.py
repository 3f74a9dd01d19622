"""The way to the preview of a file: which file, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.desk.intake.intake_values import Options, Report
from sdrdesk.errors import BadInput

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.background import DeskScreen
    from sdrdesk.tui.screens.queue import QueueScreen

Seen = Callable[[Path, Report], None]


def ask_file(screen: DeskScreen, desk: Desk, seen: Seen) -> None:
    """Ask for a file and read it; what cannot be read is said in the dialog, which stays open."""
    from sdrdesk.tui.browser import refuses_files
    from sdrdesk.tui.dialogs.fields import Field, Fields

    if refuses_files(screen.app, "sdrdesk import FILE"):
        return

    def read(values: Mapping[str, str]) -> tuple[Path, Report]:
        path = as_path(values["file"])
        return path, desk.intake.look(path)

    def answered(found: tuple[Path, Report] | None) -> None:
        if found:
            seen(*found)

    hint = "CSV, TSV, Excel or JSON, from any CRM. Nothing is written before you say so."
    asked = Fields("Import a file", [Field(key="file", label="File", example="~/Downloads/leads.csv")], read, hint)
    screen.app.push_screen(asked, answered)


def as_path(text: str) -> Path:
    """A path as it is typed, pasted or dropped on a terminal: in quotes, with a tilde; BadInput for none."""
    plain = text.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\"":
        plain = plain[1:-1]
    if not plain:
        raise BadInput("Which file?", hint="Type its path, or drop it on the terminal")
    path = Path(plain)
    return path.expanduser() if plain.startswith("~") else path


def open_preview(
    queue: QueueScreen, desk: Desk, path: Path, options: Options | None = None, report: Report | None = None
) -> None:
    """Show what a file would bring; back on the queue everything is read anew."""
    from sdrdesk.tui.screens.importing import ImportScreen

    screen = ImportScreen(queue.numbers, desk, path, options or Options(), report)
    queue.app.push_screen(screen, lambda _: queue.reload())
