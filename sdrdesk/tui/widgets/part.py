"""Lines of a panel that are as high as what they hold."""

from __future__ import annotations

from typing import Self

from textual.geometry import Region
from textual.widgets import Static


class Part(Static):
    """Some lines of the panel, as high as they are."""

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Count each change of the lines, for Textual counts only the first before the widget next rests.

        A layout between two changes keeps the height of the first one under that count, and the layout after the
        second one finds it again (Textual 8.2.8: `Widget._get_box_model`).
        """
        if layout:
            self._layout_updates += 1
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
