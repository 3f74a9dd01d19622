"""The preview of a file: questions settled by keys, nothing written before, taken in and back again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.errors import BadInput
from sdrdesk.tui.screens.import_ways import as_path
from sdrdesk.tui.screens.importing import ImportScreen
from tests.tui.conftest import Opened

FILE = """\
Full name,Company,Email,Mobile,Country,Form,Create Date
Ana [red]Bold[/red],Acme [/foo],ana@acme.example,+13125550199,United States,Big book,03/04/2026 10:00
Priya Raman,Helio,priya.raman@example.com,,United States,Ask for a demo,05/04/2026 10:00
Nobody,,not-an-address,,,Big book,05/04/2026 10:00
"""


async def test_questions_are_settled_by_keys_and_the_file_is_taken_in_and_back(
    open_app: Opened, desk: Desk, tmp_path: Path
) -> None:
    """Order of dates, an offer: each asked; data stands as it came; nothing is written before i, and u undoes it."""
    path = tmp_path / "week [bold].csv"
    path.write_text(FILE, encoding="utf-8")

    def states() -> list[str]:
        return [one.state for one in desk.intake.imports()]

    async with open_app(size=(80, 24)) as robot:
        await robot.press("f", *"nowhere.csv", "enter")
        assert "nowhere.csv" in robot.text
        for _ in "nowhere.csv":
            await robot.press("backspace")
        await robot.press(*str(path), "enter")
        screen = robot.app.screen
        assert isinstance(screen, ImportScreen)
        assert "week [bold].csv" in robot.text
        assert "Day or month first" in robot.text
        await robot.press("i")
        assert "Settle the questions first" in screen.status.words

        await robot.press("enter", "d")
        assert 'Which offer is "Big book"?' in robot.text
        assert "Ana [red]Bold[/red]" in robot.text
        await robot.press("enter", "enter")
        assert "1 new   1 join known leads   1 left out" in robot.text
        assert states() == []

        await robot.press("i")
        assert "Imported week [bold].csv: 1 new lead," in screen.status.words
        assert states() == ["live"]
        await robot.press("u", "y")
        assert states() == ["undone"]
        await robot.press("escape")
        assert robot.app.screen is robot.screen


@pytest.mark.parametrize(
    ("typed", "path"), [("leads.csv", "leads.csv"), (" '/mine/my leads.csv' ", "/mine/my leads.csv"), ('"a b"', "a b")]
)
def test_a_path_as_terminals_drop_it(typed: str, path: str) -> None:
    """Quotes and blanks around a dropped path are no part of it."""
    assert as_path(typed) == Path(path)


def test_no_path_is_asked_for() -> None:
    """An empty line names no file."""
    with pytest.raises(BadInput):
        as_path("  ")
