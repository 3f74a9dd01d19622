"""What a rep by a database role is refused, although a rep at a file may: said in words, before the server says no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.errors import Refused
from tests.postgresql.roles import RoleWorld

ROWS = "Name,Email,Company,Offer\nAda Bell,ada@bell.example.com,Bell,demo-request\n"


@pytest.fixture(scope="module")
def here() -> Iterator[RoleWorld]:
    """A team by roles, with two leads of Maya's."""
    made = RoleWorld()
    made.lead("demo_request")
    made.lead("demo_request")
    yield made
    made.close()


def leads_of(here: RoleWorld) -> list[str]:
    """Maya's leads."""
    return [row[0] for row in here.sql("SELECT id FROM lead ORDER BY id")]


@pytest.mark.parametrize(
    ("what", "call"),
    [
        ("An import", lambda desk, file, _: desk.intake.preview(file)),
        ("An import", lambda desk, file, _: desk.intake.load(file)),
        ("Taking an import back", lambda desk, *_: desk.intake.undo("abcdef")),
        ("Merging leads", lambda desk, _, leads: desk.merging.merge(*leads)),
        ("Merging leads", lambda desk, _, leads: desk.merging.unmerge(leads[0])),
        ("A row that was put aside", lambda desk, *_: desk.quarantine.waiting()),
        ("A row that was put aside", lambda desk, *_: desk.quarantine.take("abcdef")),
    ],
    ids=["preview", "import", "undo import", "merge", "unmerge", "waiting", "take"],
)
def test_a_rep_reads_why_and_whom_to_ask(
    here: RoleWorld, tmp_path: Path, what: str, call: Callable[[Desk, Path, list[str]], object]
) -> None:
    """What must look at everybody's leads is a manager's on a server: the refusal says so, and nothing is written."""
    file = tmp_path / "leads.csv"
    file.write_text(ROWS, encoding="utf-8")
    with pytest.raises(Refused, match=f"{what} looks at the whole team's leads") as told:
        call(here.maya, file, leads_of(here))

    assert (told.value.hint, told.value.code) == ("Ask a manager to do it", "manager_only")
    assert here.maya.quarantine.count() == 0
    assert len(leads_of(here)) == 2


def test_a_manager_imports_and_merges(here: RoleWorld, tmp_path: Path) -> None:
    """The same by a manager's role goes through."""
    file = tmp_path / "leads.csv"
    file.write_text(ROWS, encoding="utf-8")
    report = here.nora.intake.load(file)
    here.nora.merging.merge(*leads_of(here)[:2])

    assert report.created == 1
