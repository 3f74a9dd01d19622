"""The floor of a start and of a moved cursor: the smallest Textual app with a DataTable, of fifty rows unless told."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Floor(App[None]):
    """Rows in a table."""

    rows = 50

    def compose(self) -> ComposeResult:
        """One table."""
        yield DataTable()

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.cursor_type = "row"
        table.add_columns("name", "company", "phone", "due", "grade")
        for number in range(self.rows):
            table.add_row(f"Person {number}", "Company", "+13125550100", "3:12", "A")


if __name__ == "__main__":
    Floor.rows = int(sys.argv[1]) if len(sys.argv) > 1 else Floor.rows
    Floor().run()
