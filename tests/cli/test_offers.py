"""Offers from the shell: listed, read, checked, imported as a whole or not at all, and exchanged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sdrdesk.build import data_folder
from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run

GIFT = """$CATEGORY: Sums

::easy:: 2 + 2 { =4 =four }

::hard:: What is it? { =right ~wrong ~[html]<b>bold</b> wrong }

::long:: Tell me all. {}
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The shipped offers, to be changed."""
    return Path(shutil.copytree(data_folder() / "offers", tmp_path / "offers"))


def rewrite(file: Path, *changes: tuple[str, str]) -> None:
    """Change a file's text."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


def test_offers_are_searched_by_what_they_say(run: Run) -> None:
    """`offers list WORDS` finds offers by any of their text and shows the line."""
    found = run("offers", "list", "worksheet page 11", "--json").data

    assert [one["key"] for one in found] == ["speed-to-lead"]
    assert "worksheet" in run("offers", "list", "worksheet page 11").out
    assert run("offers", "list", "zorbing").status == ExitCode.NOTHING


def test_an_offer_is_read_aloud(run: Run) -> None:
    """`offers show` prints all a rep must know and no right answers; reading counts."""
    shown = run("offers", "show", "roi-guide")

    assert shown.out.startswith("What an answered lead is worth")
    assert "Do not promise: Any return" in shown.out
    data = run("offers", "show", "roi-guide", "--json")
    assert data.data["questions"] == 5
    assert "Their definitions differ too much" not in data.out
    assert run("offers", "show", "nothing").status == ExitCode.NOT_FOUND
    assert run("offers", "show").status == ExitCode.BAD_INPUT


def test_a_check_prices_guessing(run: Run, bare: Run, shelf: Path) -> None:
    """The author hears where guessing passes more often than the playbook likes, and how often."""
    assert run("offers", "check", str(shelf), "--json").data["warnings"] == []
    lines = ['offer = "newsletter"', "version = 2"]
    for number in range(6):
        lines += ["[[question]]", f'id = "q{number}"', 'topic = "What it is"', 'kind = "true_false"']
        lines += [f'stem = "Is it {number}?"', "answer = true"]
    (shelf / "newsletter" / "questions.toml").write_text("\n".join(lines), encoding="utf-8")
    rewrite(shelf / "newsletter" / "offer.md", ("version = 1", "version = 2"))
    checked = run("offers", "check", str(shelf), "--json")

    (warning,) = checked.data["warnings"]
    assert warning["what"] == "guessing passes its quiz 18.8% of the time, more than 5%"
    assert "newsletter: guessing passes" in checked.err
    assert checked.data["compared"]["newsletter"] == "changed"
    assert "newsletter" in bare("offers", "check", str(shelf)).err


def test_a_changed_text_with_an_unchanged_version_is_refused_with_the_diff(run: Run, shelf: Path) -> None:
    """Both changed offers are named at once, each with its difference; nothing is imported."""
    rewrite(shelf / "roi-guide" / "offer.md", ("It has 22 pages", "It has 23 pages"))
    rewrite(shelf / "pricing" / "offer.md", ("Ask about pricing", "Ask about the price"))
    for action in ("check", "import"):
        refused = run("offers", action, str(shelf), rep="nora")
        assert refused.status == ExitCode.BAD_INPUT
        assert "has changed, its version 1 has not" in refused.err
        assert "-title: Ask about pricing" in refused.err
        assert "+title: Ask about the price" in refused.err
        assert "version = 2" in refused.err
    assert "It has 23 pages" in run("offers", "check", str(shelf), rep="nora").err
    assert run("offers", "list", "--json").data[0]["version"] == 1


def test_a_new_version_is_imported_by_a_manager(run: Run, shelf: Path) -> None:
    """With its version raised in both files the offer changes; a rep may not."""
    rewrite(shelf / "roi-guide" / "offer.md", ("It has 22 pages", "It has 23 pages"), ("version = 1", "version = 2"))
    rewrite(shelf / "roi-guide" / "questions.toml", ("version = 1", "version = 2"))

    assert run("offers", "import", str(shelf)).status == ExitCode.REFUSED
    assert run("offers", "import", str(shelf), "--json", rep="nora").data["changed"] == ["roi-guide"]
    assert "older than the one in force" in run("offers", "check").err


QUESTION = '[[question]]\nid = "q{0}"\ntopic = "Who it is for"\nkind = "single"\nstem = "{1}"\n{2}\n'
GOOD_ANSWERS = 'right = ["a"]\nwrong = ["b", "c"]'


def bank(*questions: tuple[str, str], count: int = 6) -> str:
    """A bank with these questions (stem and answers) and good ones up to `count`."""
    rows = [*questions, *[(f"Which of {at}?", GOOD_ANSWERS) for at in range(count - len(questions))]]
    body = "\n".join(QUESTION.format(at, *row) for at, row in enumerate(rows))
    return f'offer = "roi-guide"\nversion = 2\n\n{body}'


@pytest.mark.parametrize(
    ("questions", "says", "cure"),
    [
        (bank(count=0), "the bank is empty", "Write at least 1"),
        (bank(count=4), "it has 4 questions, a quiz draws 5", "Write 1 more"),
        (
            bank(("Which?", 'right = ["a", "b"]\nwrong = ["c"]')),
            "question q0: 2 answers are right where one is allowed",
            "Keep one",
        ),
        (bank(("Which?", 'right = []\nwrong = ["c"]')), "question q0: right is empty", "Write at least one text"),
        (bank(("Which?", 'wrong = ["c"]')), "question q0: right is missing", "Write right as"),
        (bank(("Is <b>this</b> it?", GOOD_ANSWERS)), "question q0: its stem holds HTML", "Write plain text"),
        (bank(("x" * 5_000_000, GOOD_ANSWERS)), "question q0: its stem has 5,000,000 characters", "Say it shorter"),
        (bank() + "\n[[question", "is not well-formed TOML", "Mend that line"),
        ("\x00\xff".encode("latin-1"), "is not UTF-8", "Save it as UTF-8"),
        (bank().replace("version = 2", "version = 7"), "its version is 7, offer.md has 2", "Check the questions"),
    ],
)
def test_a_bad_bank_is_refused_with_file_question_and_cure(
    run: Run, shelf: Path, questions: str | bytes, says: str, cure: str
) -> None:
    """Whatever is wrong with one bank, the others are not imported either, and the words say what to do."""
    raw = questions if isinstance(questions, bytes) else questions.encode()
    (shelf / "roi-guide" / "questions.toml").write_bytes(raw)
    rewrite(shelf / "roi-guide" / "offer.md", ("version = 1", "version = 2"))
    rewrite(shelf / "contact-us" / "offer.md", ("version = 1", "version = 2"))
    rewrite(shelf / "contact-us" / "questions.toml", ("version = 1", "version = 2"))
    refused = run("offers", "import", str(shelf), rep="nora")

    assert refused.status == ExitCode.BAD_INPUT
    assert "roi-guide" in refused.err
    assert says in refused.err
    assert cure in refused.err
    assert len(refused.err) < 1000
    versions = {one["key"]: one["version"] for one in run("offers", "--json").data}
    assert (versions["roi-guide"], versions["contact-us"]) == (1, 1)


# --- exchanging questions -----------------------------------------------------------------------


def test_a_bank_comes_in_from_elsewhere(bare: Run, tmp_path: Path, shelf: Path) -> None:
    """A GIFT file becomes questions.toml; what cannot be taken is reported, and strange topics are named."""
    file, out = tmp_path / "bank.gift", tmp_path / "questions.toml"
    file.write_text(GIFT, encoding="utf-8")
    words = ("offers", "import-bank", str(file), "--offer", "roi-guide", "--folder", str(shelf))
    got = bare(*words, "--out", str(out), "--json")

    assert (got.status, got.data["questions"], len(got.data["unsupported"])) == (ExitCode.OK, 2, 1)
    assert got.data["unknown_topics"] == ["Sums"]
    assert "essay" in got.err
    assert 'offer = "roi-guide"\nversion = 1\n' in out.read_text(encoding="utf-8")
    again = bare(*words, "--out", str(out))
    assert (again.status, "is there already" in again.err) == (ExitCode.BAD_INPUT, True)
    assert bare(*words, "--out", str(out), "--force").status == ExitCode.OK
    assert bare(*words).out.startswith('offer = "roi-guide"')


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("empty.gift", "", "is empty"),
        ("essay.gift", "::a:: Tell me all. {}", "no question that can be used"),
        ("broken.xml", "<quiz><question>", "not well-formed"),
        ("bomb.xml", '<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "bomb.xml"),
    ],
)
def test_a_file_that_holds_nothing_is_refused(bare: Run, tmp_path: Path, name: str, text: str, says: str) -> None:
    """Nothing is written, and the words name the file."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "questions.toml"
    got = bare("offers", "import-bank", str(tmp_path / name), "--offer", "roi-guide", "--out", str(out))

    assert got.status == ExitCode.BAD_INPUT
    assert says in got.err
    assert not out.exists()


def test_import_bank_asks_for_file_and_offer(bare: Run) -> None:
    """Without one of them nobody knows what to do."""
    assert bare("offers", "import-bank", "x.gift").status == ExitCode.BAD_INPUT
    assert bare("offers", "import-bank", "--offer", "x").status == ExitCode.BAD_INPUT


def test_a_bank_goes_out_as_gift_and_comes_back(bare: Run, tmp_path: Path) -> None:
    """Exported questions import again, all of them."""
    file = tmp_path / "out.gift"
    assert bare("offers", "export-gift", "speed-to-lead", "--out", str(file)).status == ExitCode.OK
    back = bare("offers", "import-bank", str(file), "--offer", "speed-to-lead", "--json").data

    assert (back["questions"], back["unsupported"], back["unknown_topics"]) == (21, [], [])
    assert bare("offers", "export-gift", "nothing").status == ExitCode.NOT_FOUND
