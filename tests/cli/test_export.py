"""Files for a CRM from the shell."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run


@pytest.fixture
def manager(run: Run) -> str:
    """The login of the demo team's manager."""
    return next(str(rep["login"]) for rep in run("team", "--json").data if rep["role"] == "manager")


def test_a_file_is_written_for_its_owner_alone(run: Run, manager: str, tmp_path: Path) -> None:
    """Every call of the demo stands in it; what the importer must know is said beside it."""
    path = tmp_path / "calls.csv"
    done = run("export", "activities", "--for", "hubspot", "--out", str(path), "--json", rep=manager)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))

    assert done.data["rows"] == len(rows) - 1 > 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert "Import as Calls" in done.err
    assert [one.name for one in tmp_path.glob("calls*")] == ["calls.csv"]


def test_a_file_is_printed_since_a_day(run: Run, manager: str) -> None:
    """Without --out it goes to stdout; a day that has not come holds nothing; a word is no day."""
    printed = run("export", "leads", "--for", "salesforce", rep=manager)
    nothing = run("export", "leads", "--for", "salesforce", "--since", "2099-01-01", rep=manager)
    wrong = run("export", "leads", "--for", "salesforce", "--since", "monday", rep=manager)

    assert printed.out.startswith("sdrdesk_Id__c,FirstName,")
    assert nothing.status == ExitCode.NOTHING
    assert wrong.status == ExitCode.BAD_INPUT
