"""What the documents show to be typed does what they say, on the demo's desk."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]

LOOKING = (
    "today", "search basalt row", "block list --range week", "commit --team", "stats --range week",
    "metrics connects", "email --due", "meetings", "locked", "pool", "whoami", "config", "config keys", "score show",
    "offers list", "offers show roi-guide", "law show", "law due", "help block", "help exit-codes",
)  # fmt: skip
"""Commands of the guides that a rep only looks with."""

MANAGING = (
    "stats --team --where 'pace < 80'", "stats --needs", "marketing --by source --range quarter", "score waiting",
    "score disagree", "team rights", "team", "certification", "playbook show", "routing rules", "audit",
    "doctor --recount", "assign --from jon --to maya --kind webinar --list", "import list", "webhook events",
    "hooks list",
)  # fmt: skip
"""Those that a manager looks with."""


def test_the_readme_works_a_lead(run: Run) -> None:
    """The README's shell examples, typed one after the other, list, show, log, log again and take back."""
    block = re.search(r"## From the shell.*?```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert block is not None
    lead = run("queue", "--tab", "ready", "--json").data[0]["lead_id"]
    lines = [shlex.split(line.replace("LEAD", lead))[1:] for line in block[1].splitlines()]

    done = [run(*(word for word in words if word not in ("--rep", "maya"))) for words in lines]

    assert len(done) == 6
    assert [one.status for one in done] == [0] * 6, [one.err for one in done]


def test_a_block_runs_as_the_guide_shows_it(run: Run) -> None:
    """The rep's guide starts a call block, looks at it and ends it."""
    text = (ROOT / "docs" / "rep.md").read_text(encoding="utf-8")
    lines = [shlex.split(line)[1:] for line in re.findall(r"^sdrdesk block .*$", text, re.M)]

    done = [run(*words) for words in lines]

    assert [words[1] for words in lines] == ["start", "status", "end"]
    assert [one.status for one in done] == [0] * 3, [one.err for one in done]


@pytest.mark.parametrize("line", LOOKING)
def test_what_a_rep_looks_with_answers(run: Run, line: str) -> None:
    """A command that the rep's guide shows prints an answer, or says that there is nothing to do."""
    done = run(*shlex.split(line))

    assert done.status in (0, 6), done.err
    assert done.out or done.err


@pytest.mark.parametrize("line", MANAGING)
def test_what_a_manager_looks_with_answers(run: Run, line: str) -> None:
    """A command that the manager's guide shows prints an answer to the manager."""
    done = run(*shlex.split(line), rep="nora")

    assert done.status in (0, 6), done.err
    assert done.out or done.err
