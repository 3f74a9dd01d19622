"""The documents say what the program does."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from sdrdesk.cli.commands import COMMANDS
from sdrdesk.cli.parser import make_parser, split
from sdrdesk.errors import BadInput

ROOT = Path(__file__).parents[2]

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("requirements/*.md")]
)
"""Every document of the project that a person opens."""

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]*)\)")


@cache
def docs() -> ModuleType:
    """scripts/docs.py, which writes what is generated."""
    spec = importlib.util.spec_from_file_location("docs", ROOT / "scripts" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def without_code(text: str) -> str:
    """The prose of a document: what stands in fences is no link and no heading."""
    return re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)


@cache
def anchors(page: Path) -> frozenset[str]:
    """What one can link to in a document: its headings as GitHub writes them."""
    prose = without_code(page.read_text(encoding="utf-8"))
    found: list[str] = []
    for title in re.findall(r"^#+ (.+)$", prose, re.M):
        slug = re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
        found.append(f"{slug}-{found.count(slug)}" if slug in found else slug)
    return frozenset(found)


def commands_in(text: str) -> Iterator[list[str]]:
    """Every sdrdesk command in the shell blocks of a document, in words, comments left out."""
    for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.S | re.M):
        for line in block.splitlines():
            found = re.match(r'(?:eval "\$\()?(sdrdesk\b(?! ?-).*?)(?:\)")?$', line)
            if found and not found[1].startswith("sdrdesk["):
                yield shlex.split(found[1], comments=True)[1:]


def test_generated_parts_are_current() -> None:
    """Keys, commands, exit statuses and the manual page are those of the program (`make docs`)."""
    stale = [
        str(path.relative_to(ROOT))
        for path, text in docs().written().items()
        if path.read_text(encoding="utf-8") != text
    ]

    assert stale == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every file, picture and heading that a document links to is in the project."""
    missing = []
    for link in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            missing.append(link)

    assert missing == []


def test_what_is_linked_is_kept() -> None:
    """No document shows a file that git leaves out: it would be missing for everybody else."""
    if not (ROOT / ".git").exists():
        pytest.skip("no clone of git")
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    kept = set(subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines())
    linked = {
        str((page.parent / link.partition("#")[0]).resolve().relative_to(ROOT))
        for page in PAGES
        for link in LINK.findall(without_code(page.read_text(encoding="utf-8")))
        if link.partition("#")[0]
    }

    assert linked
    assert {one for one in linked if not (ROOT / one).is_dir()} <= kept


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_shown_are_understood(page: Path) -> None:
    """Every command in a document's shell examples is one, and takes the words and options that stand there."""
    wrong = []
    for words in commands_in(page.read_text(encoding="utf-8")):
        name, rest = split(words)
        one = COMMANDS.get(name or "desk")
        if one is None:
            wrong.append(words)
            continue
        parser = make_parser(name, one.told)
        getattr(import_module(f"sdrdesk.cli.{one.module}"), f"{one.function}_options")(parser)
        try:
            parser.parse_args(rest)
        except BadInput as error:
            wrong.append([*words, str(error)])

    assert wrong == []


def test_faults_read_as_they_were_seen() -> None:
    """What the administrator's guide says a rep reads is what the faults run read on the desk, names of files aside."""
    guide = (ROOT / "docs" / "administrator.md").read_text(encoding="utf-8")
    seen = (ROOT / "benchmarks" / "faults.md").read_text(encoding="utf-8")
    table = guide.partition("| it says |")[2].partition("\n\n")[0]
    titles = [line.split("|")[1].strip() for line in table.splitlines()[2:]]

    names = re.compile(r"[\w/]*\.db|postgresql://\S+")
    unseen = [title for title in titles if any(part.strip() not in seen for part in names.split(title))]

    assert len(titles) >= 9
    assert unseen == []


def test_the_film_is_light() -> None:
    """The film on top of the README moves, repeats, and stays below a megabyte."""
    film = (ROOT / "screenshots" / "demo.gif").read_bytes()

    assert len(film) < 1_000_000
    assert film.startswith(b"GIF89a")
    assert b"NETSCAPE2.0" in film
    # Each frame is announced by a control block of four bytes.
    assert 12 <= len(re.findall(rb"\x21\xf9\x04....\x00\x2c", film, re.S)) <= 16


def test_every_command_has_an_example() -> None:
    """docs/commands.md shows how each command is typed."""
    assert set(docs().EXAMPLES) == set(COMMANDS)
    for name, lines in docs().EXAMPLES.items():
        assert any(re.search(rf"\bsdrdesk( {name}\b|$)", line) for line in lines), name


def test_a_wrong_example_is_found() -> None:
    """A link and a command that lead nowhere would not pass: what looks for them finds them."""
    assert list(commands_in('```sh\neval "$(sdrdesk completion bash)"\nsdrdesk log A no  # x\n```\n')) == [
        ["completion", "bash"],
        ["log", "A", "no"],
    ]
    assert LINK.findall("[a](b.md#c) [d](https://e) ![f](g.png)") == ["b.md#c", "g.png"]
    assert "the-day-of-a-rep" in anchors(ROOT / "README.md")
    assert "the-day-of-nobody" not in anchors(ROOT / "README.md")
