"""The floor of a key that puts up the next lead: one Static beside a list, updated without a layout, no database."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static


class Floor(App[None]):
    """A list that stands still, and a panel."""

    CSS = "Static { width: 1fr; height: 1fr; }"
    BINDINGS: ClassVar = [("n", "log", "Log")]
    logged = 0

    def compose(self) -> ComposeResult:
        """Two columns."""
        with Horizontal():
            yield Static("\n".join(f"Person {number}  Company  +13125550100" for number in range(40)))
            yield Static("Nobody", id="panel")

    def action_log(self) -> None:
        """The next lead."""
        self.logged += 1
        lines = "\n".join(f"line {number} of the brief of lead {self.logged}" for number in range(20))
        self.query_one("#panel", Static).update(f"Logged {self.logged}\n{lines}", layout=False)


if __name__ == "__main__":
    Floor().run()
