"""The floor of a start: the smallest Textual app that paints fifty rows in a DataTable."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Floor(App[None]):
    """Fifty rows."""

    def compose(self) -> ComposeResult:
        """One table."""
        yield DataTable()

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns("name", "company", "phone", "due", "grade")
        for number in range(50):
            table.add_row(f"Person {number}", "Company", "+13125550100", "3:12", "A")


if __name__ == "__main__":
    Floor().run()
