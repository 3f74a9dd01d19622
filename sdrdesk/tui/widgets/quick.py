"""What a key need not cost on a screen with as many keys and lines as the queue has.

Textual's compositor asks each widget that touches what changed for all of its lines: for a cursor that moves by one
row, forty lines of the list, of what lies behind it and of its scroll bar, where two are wanted. And twice for each key
it asks every widget above every binding whether it would swallow the binding's key, as an input does.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.binding import BindingsMap
from textual.containers import Container
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

Chain = list[tuple[DOMNode, BindingsMap]]
"""Who is asked what a key does, innermost first."""


class Ground(Container):
    """What holds other widgets and is covered by them: Textual need not style lines of it that nobody sees."""

    BLANK = True


def chain_of(focused: Widget) -> Chain:
    """The bindings above a widget, where neither it nor what holds it swallows a key; under the user's own keys."""
    chain = [(node, node._bindings.copy()) for node in focused.ancestors_with_self]
    if keymap := focused.app._keymap:
        for node, bindings in chain:
            if clashed := bindings.apply_keymap(keymap).clashed_bindings:
                focused.app.handle_bindings_clash(clashed, node)
    return chain


class Cropping(Compositor):
    """Textual's compositor, but for what it asks widgets to render."""

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Where each widget lies, what of it is seen in the lines of `crop`, and those lines of it."""
        rows = self.size.region if crop is None else Region(0, crop.y, self.size.width, crop.height)
        for widget, (region, clip) in self.visible_widgets.items():
            seen_in = clip.intersection(rows)
            if seen := region.intersection(seen_in):
                yield region, seen_in, widget.render_lines(seen.translate((-region.x, -region.y)))
