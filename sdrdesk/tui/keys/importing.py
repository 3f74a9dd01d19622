"""The keys of the preview of a file."""

from __future__ import annotations

from sdrdesk.tui.command import Command, Scope, on

IMPORTING: tuple[Command, ...] = (
    on(Scope.IMPORT, "i", "take_in", "Import", "All its good rows, at once; the others are named", "import"),
    on(Scope.IMPORT, "enter", "settle", "Settle", "Answer the question, or say what the column is", "settle"),
    on(Scope.IMPORT, "d", "dates", "Day or month first", "Which comes first in 03/04/2026", "dates"),
    on(Scope.IMPORT, "z", "zone", "Where they are", "For rows of which nobody knows the place", "zone"),
    on(Scope.IMPORT, "s", "save", "Save the mapping", "Under a name, for the next file of this kind", "save"),
    on(Scope.IMPORT, "m", "mapping", "Use a saved mapping", "Read the file as one of that kind"),
    on(Scope.IMPORT, "x", "aside", "Set unknown offers aside", "Such rows wait until somebody decides"),
    on(Scope.IMPORT, "f", "other", "Another file", "Look at another one"),
    on(Scope.IMPORT, "u", "undo", "Undo the import", "Take its leads out again, as far as nothing was done with them"),
    on(Scope.IMPORT, "tab", "pane(1)", "Next pane", "Questions, columns, leads, rows left out", "panes"),
    on(Scope.IMPORT, "shift+tab", "pane(-1)", "Pane before", "Questions, columns, leads, rows left out"),
    on(Scope.IMPORT, "j,down", "move(1)", "Next line", "From pane to pane"),
    on(Scope.IMPORT, "k,up", "move(-1)", "Line before", "From pane to pane"),
    on(Scope.IMPORT, "pagedown,space,ctrl+d", "page(1)", "A page down", "Where the screen is small"),
    on(Scope.IMPORT, "pageup,ctrl+u", "page(-1)", "A page up", "Where the screen is small"),
    on(Scope.IMPORT, "escape,q,1", "back", "To the queue", "Nothing is imported but by i", "back"),
)  # fmt: skip
