"""The pure parts of the screen: widths, numbers, what the time column says, which look, which dial command."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.values import Board, Day
from sdrdesk.domain.hours import Place
from sdrdesk.domain.queue import Counts, QueueRow, Tab
from sdrdesk.errors import BadInput
from sdrdesk.tui import dialler, empty, invites, news, textual_fixes, themes
from sdrdesk.tui.format import city, due, local_time, phone
from sdrdesk.tui.rows import Columns, Sight
from tests.tui import seeded

NOW = seeded.NOW


@pytest.fixture(scope="module")
def rows(template: Path) -> dict[str, QueueRow]:
    """Every lead of the seed by name."""
    desk = seeded.open_at(template)
    found = {row.name: row for tab in Tab for row in desk.queue.rows(tab)}
    desk.close()
    return found


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+13125550142", "+1 312 555 0142"), ("+494055501234", "+49 405 550 1234"), ("+35312345678", "+353 123 456 78"),
        ("+79123456789", "+7 912 345 6789"), ("+2025550123", "+20 255 501 23"), ("12 34", "12 34"), ("", ""),
    ],
)  # fmt: skip
def test_numbers_can_be_read_aloud(number: str, shown: str) -> None:
    """A number comes in groups; what is no number stays as it is."""
    assert phone(number) == shown


def test_the_time_column(rows: dict[str, QueueRow]) -> None:
    """Each state has its words: a promise, an answer-by, being late, waiting, no zone, done."""

    def said(name: str, after: float = 0) -> str:
        return due(rows[name], NOW + timedelta(seconds=after), "America/New_York", {"no_answer": "No answer"})[0]

    assert said("Ana Souza") == "SLA 3:12"
    assert said("Ana Souza", 200) == "late 0:08"
    assert said("Tom Okafor") == "late 0:58"
    assert said("Ines Moreau") == "late 4d"
    assert said("Lena Fischer") == "now"
    assert said("Lena Fischer", -300) == "in 5:00"
    assert said("Lena Fischer", 400) == "late 6:40"
    assert said("Yuki Tanaka") == "3h"
    assert said("Kenji Mori") == "18:00"
    assert said("Zoë Novák") == "tmrw 08:32"
    assert said("Uma Falken") == "no zone: z"
    done = replace(rows["Ana Souza"], tab=Tab.DONE, last_outcome="no_answer")
    assert due(done, NOW, "UTC", {"no_answer": "No answer"})[0] == "No answer"
    soon = replace(rows["Kenji Mori"], opens_at=NOW + timedelta(minutes=42))
    assert due(soon, NOW, "UTC", {})[0] == "in 42m"
    shut = replace(rows["Kenji Mori"], opens_at=None)
    assert due(shut, NOW, "UTC", {})[0] == "shut"
    assert due(replace(rows["Ana Souza"], answer_by=None), NOW, "UTC", {})[0] == ""


def test_where_somebody_is(rows: dict[str, QueueRow]) -> None:
    """The town, else the zone's own, else a question."""
    ana = rows["Ana Souza"]

    assert city(ana) == "Chicago"
    assert city(replace(ana, city="")) == "Chicago"
    assert city(replace(ana, city="", place=Place())) == "where?"
    assert local_time(replace(ana, place=Place()), NOW) == "--:--"


@pytest.mark.parametrize("width", [40, 44, 50, 60, 72, 80, 96, 130, 200])
@pytest.mark.parametrize("tab", list(Tab))
def test_a_row_fits_its_width(rows: dict[str, QueueRow], desk: Desk, width: int, tab: Tab) -> None:
    """Whatever the width, a line is never wider, and the name is always there."""
    sight = Sight(Columns.of(width, tab), desk.playbook, "UTC", {})

    for row in rows.values():
        line = "".join(text for text, _, _ in sight.parts(row, sight.times(row, NOW)))
        assert cell_len(line) <= width
        assert row.name[:4] in line


def test_kinds_have_their_colours() -> None:
    """A known kind has its own, another its tier's."""
    assert themes.hue("demo_request", 1) == "tag-red"
    assert themes.hue("roundtable", 3) == "tag-green"
    assert themes.hue("roundtable", 99) == "tag-lilac"


@pytest.mark.parametrize(
    ("wanted", "environ", "colours", "look"),
    [
        ("auto", {}, "truecolor", themes.DARK), ("auto", {}, None, themes.DARK), ("auto", {}, "standard", themes.ANSI),
        ("auto", {"NO_COLOR": "1"}, "truecolor", themes.ANSI), ("auto", {"NO_COLOR": ""}, "256", themes.DARK),
        ("light", {}, "standard", themes.LIGHT), ("dark", {}, "standard", themes.DARK),
        ("dark", {"NO_COLOR": "1"}, "truecolor", themes.ANSI), ("ansi", {}, "truecolor", themes.ANSI),
        ("contrast", {}, "truecolor", themes.CONTRAST), ("colour-blind", {}, "256", themes.COLOUR_BLIND),
        ("contrast", {}, "standard", themes.ANSI), ("colour-blind", {"NO_COLOR": "1"}, None, themes.ANSI),
    ],
)  # fmt: skip
def test_which_look(wanted: str, environ: dict[str, str], colours: str | None, look: str) -> None:
    """A named look stands; NO_COLOR is stronger; few colours mean the terminal's own."""
    assert themes.choose(wanted, environ, colours) == look


def test_an_empty_no_color_counts_as_unset() -> None:
    """As no-color.org says."""
    environ = {"NO_COLOR": "", "TERM": "xterm"}
    textual_fixes.drop_empty_no_color(environ)

    assert environ == {"TERM": "xterm"}


TEL = "tel:+13125550142"


@pytest.mark.parametrize(
    ("template", "environ", "platform", "words"),
    [
        ("", {"DISPLAY": ":0"}, "linux", ["xdg-open", TEL]), ("", {}, "linux", None), ("", {}, "darwin", ["open", TEL]),
        ("", {}, "win32", ["rundll32", "url.dll,FileProtocolHandler", TEL]),
        ("none", {"DISPLAY": ":0"}, "linux", None),
        ("dialer --to {number}", {}, "linux", ["dialer", "--to", "+13125550142"]),
        ("dialer 'a b' {uri}", {}, "linux", ["dialer", "a b", TEL]), ("dialer", {}, "linux", ["dialer", TEL]),
    ],
)  # fmt: skip
def test_the_dial_command(template: str, environ: dict[str, str], platform: str, words: list[str] | None) -> None:
    """The setting's words with the number in its place; without one the machine's opener, if there is a desktop."""
    assert dialler.command(template, "+13125550142", TEL, environ, platform) == words


def test_a_dial_command_never_gets_more_than_one_word() -> None:
    """What a number holds stays one argument; what is no link of ours is not dialled at all."""
    assert dialler.command("d {number}", "+1; rm -rf /", TEL, {}, "linux") == ["d", "+1; rm -rf /"]
    assert dialler.command("d {uri}", "+1", "javascript:x", {}, "linux") is None
    with pytest.raises(BadInput, match="cannot be read"):
        dialler.command("d 'open", "+1", TEL, {}, "linux")


def test_a_dial_command_that_fails_says_so() -> None:
    """Its status is told; one that keeps running is left alone."""
    with pytest.raises(BadInput, match="status 3"):
        dialler.dial([sys.executable, "-c", "raise SystemExit(3)"])
    dialler.dial([sys.executable, "-c", ""])
    assert dialler.platform() == sys.platform


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_slow_dialler_is_left_running(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it."""
    monkeypatch.setattr(dialler, "PATIENCE", 0.01)
    began = time.monotonic()
    dialler.dial([sys.executable, "-c", "import time; time.sleep(3)"])

    assert time.monotonic() - began < 3


def test_invites_never_overwrite(tmp_path: Path) -> None:
    """Two meetings with one person are two files; the name is plain."""
    at = datetime(2026, 12, 1, 15, tzinfo=UTC)
    first = invites.save("A", "Zoë [/] Novák", at, tmp_path, tmp_path)
    second = invites.save("B", "Zoë [/] Novák", at, tmp_path / "nowhere", tmp_path)

    assert first.name == "meeting-zoe-novak-2026-12-01.ics"
    assert second.name == "meeting-zoe-novak-2026-12-01-2.ics"
    assert (first.read_text(), second.read_text()) == ("A", "B")
    assert invites.save("C", "結衣", at, tmp_path, tmp_path).name == "meeting-lead-2026-12-01.ics"


def board(desk: Desk, tab: Tab, counts: Counts) -> Board:
    """An empty tab."""
    return Board(rep=desk.rep, now=NOW, day=Day(day=date(2026, 11, 24)), tab=tab, rows=(), counts=counts)


def test_every_empty_tab_says_what_goes_on(desk: Desk, rows: dict[str, QueueRow]) -> None:
    """Why it is empty, what comes next, which key."""

    def said(tab: Tab, counts: Counts, waiting: tuple[QueueRow, ...] = ()) -> str:
        return " / ".join(text for text, _ in empty.message(board(desk, tab, counts), waiting, desk.rep.zone))

    assert "No lead is waiting either" in said(Tab.READY, Counts())
    assert "2 leads locked" in said(Tab.READY, Counts(locked=2))
    assert "opens 18:00 your time, in 6h" in said(Tab.READY, Counts(waiting=1), (rows["Kenji Mori"],))
    assert "Nothing is waiting" in said(Tab.WAITING, Counts())
    assert "Nothing is locked" in said(Tab.LOCKED, Counts())
    assert "No lead is done yet today" in said(Tab.DONE, Counts())


def test_news_are_told_once(rows: dict[str, QueueRow]) -> None:
    """Only a first touch of tier 1 that was not there before, and only once."""
    seen = news.News([rows["Ana Souza"]])

    assert seen.of(rows.values()) == [row for row in rows.values() if row.name in ("Tom Okafor", "Priya Raman")]
    assert seen.of(rows.values()) == []
