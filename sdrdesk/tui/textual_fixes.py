"""Every workaround for Textual 8.2.8, with its reason and when it can go.

* Mouse-down on a widget that is gone crashes (Textualize/textual#6643): `SafeApp.ALLOW_SELECT = False`. Goes when
  #6645 is released.
* `App._fatal_error` prints local variables, which are lead data: `SafeApp._fatal_error`. Goes when there is a hook.
* `Screen.dismiss` pops whatever is on top, and a second one ends the app: `DeskDialog.dismiss` answers once.
* `App.get_default_screen` never reads the `CSS_PATH` of its screen: `SdrDesk.CSS_PATH` names it.
* NO_COLOR picks its filter before a theme can be set and paints black on black: `SdrDesk` sets `ansi_color` itself.
* An empty NO_COLOR counts as set: `drop_empty_no_color`. Goes when `Constants` reads it as no-color.org says.
* `Widget.refresh` counts only the first change before the widget rests, and a layout in between keeps its height:
  `widgets/part.py`.
* `WriterThread` dies of a terminal that is gone, and whoever writes then waits for ever: `writer.py`.
* `Matcher.highlight` parses data as markup (TEXTUAL.md section 6): `palette.py` has its own.
"""

from __future__ import annotations

from collections.abc import MutableMapping


def drop_empty_no_color(environ: MutableMapping[str, str]) -> None:
    """Take an empty NO_COLOR away, so that Textual does not see it as set."""
    if environ.get("NO_COLOR") == "":
        del environ["NO_COLOR"]
