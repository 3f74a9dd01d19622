"""The lines of the call's panel, laid out while they change."""

from __future__ import annotations

from textual.app import App, ComposeResult

from sdrdesk.tui.widgets.part import Part


class OnePart(App[None]):
    """A screen with nothing else on it."""

    CSS = "Part { height: auto; }"

    def compose(self) -> ComposeResult:
        """The part."""
        yield Part("one\ntwo\nthree")


async def test_lines_changed_around_a_layout_are_as_high_as_they_end() -> None:
    """A layout between two changes, before the widget rests, leaves no height of its own behind."""
    app = OnePart()
    async with app.run_test() as pilot:
        part = app.query_one(Part)

        part.update("one\ntwo")
        app.screen._refresh_layout()
        part.update("one")
        await pilot.pause()
        await pilot.pause()

        assert part.size.height == 1
