"""Opening a desk: a demo for whoever looks around, a team's own for whoever starts."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from sdrdesk import paths
from sdrdesk.build import data_folder, open_desk
from sdrdesk.cli.aside import made_aside
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.memory import remember_rep, remembered_rep
from sdrdesk.cli.shell import Shell
from sdrdesk.clock import SystemClock
from sdrdesk.desk.demo import demo
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.people import founding
from sdrdesk.desk.values import Board
from sdrdesk.errors import Refused
from sdrdesk.settings import Settings
from tests.cli.conftest import AT, Run
from tests.seeds import Seeds

TEAM = ("init", "--team", "Linden SDRs", "--name", "Rosa Linden", "--zone", "Europe/Berlin", "--hours", "08:00-16:30")


@pytest.fixture(autouse=True)
def _demos(seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each moment's demo is written once: tests/desk/test_demo.py holds that it comes out the same every time."""
    monkeypatch.setattr(demo, "seed", seeds.remembered)


@pytest.fixture
def _weekend(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Saturday night after AT: nobody works, so that a demo is as of AT."""
    monkeypatch.setattr(SystemClock, "now", lambda _: datetime(2026, 11, 22, 3, tzinfo=UTC))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Desk, Settings, Board]]:
    """A terminal, and what would have been shown on it."""
    shown: list[tuple[Desk, Settings, Board]] = []

    def run(desk: Desk, settings: Settings, board: Board, file: object = None) -> int:
        assert file is None
        shown.append((desk, settings, board))
        return 0

    monkeypatch.setattr(Shell, "has_screen", True)
    monkeypatch.setattr("sdrdesk.tui.app.run", run)
    return shown


def test_the_desk_opens_with_its_first_board(
    run: Run, bare: Run, db: Path, opened: list[tuple[Desk, Settings, Board]]
) -> None:
    """`sdrdesk` reads the first board, opens on it on a clock that runs, and remembers who sat down."""
    assert run().status == ExitCode.OK
    (desk, settings, board) = opened[0]

    assert (desk.rep.login, settings.rep) == ("maya", "maya")
    assert board.rows
    assert desk.clock.now().isoformat().startswith("2026-11-20T16:42")
    assert remembered_rep(db) == "maya"
    assert bare("stats", "--json", "--db", str(db)).data["rep"] == "maya"


def test_what_is_remembered_may_be_lost() -> None:
    """A broken or missing memory is as if there were none."""
    db = Path("some.db")
    assert remembered_rep(db) == ""
    remember_rep(db, "ana")
    remember_rep(Path("other.db"), "ben")
    assert (remembered_rep(db), remembered_rep(Path("other.db"))) == ("ana", "ben")
    for broken in ("{", "[]", '{"rep": 3}', '{"rep": {"x": 1}}'):
        paths.state_file().write_text(broken)
        assert remembered_rep(db) == ""


def test_a_demo_without_a_terminal_prints_its_queue(bare: Run) -> None:
    """`demo` needs nothing: without a terminal it prints the queue with reasons and how to open it."""
    ran = bare("demo", "--at", AT)

    assert ran.status == ExitCode.OK
    assert "You promised to call back" in ran.out
    assert f"--db {paths.demo_db()}" in ran.err
    assert not paths.default_db().exists()
    assert bare("demo", "--at", AT).out == ran.out


@pytest.mark.usefixtures("_weekend")
def test_a_demo_opens_on_a_terminal(bare: Run, opened: list[tuple[Desk, Settings, Board]]) -> None:
    """On a terminal the demo opens as its first rep, at a moment with leads to call, whatever the hour."""
    assert bare("demo").status == ExitCode.OK
    (desk, _, board) = opened[0]

    assert desk.rep.login == "maya"
    assert board.rows


def test_a_demo_in_working_hours_has_the_machines_clock(
    bare: Run, seeds: Seeds, opened: list[tuple[Desk, Settings, Board]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another terminal adds is there at once: a clock that began before the seeding would lag behind by it."""
    monkeypatch.setattr(demo, "demo_moment", lambda now, _: now)
    monkeypatch.setattr(demo, "seed", lambda path, _, data: seeds.remembered(path, datetime.fromisoformat(AT), data))
    assert bare("demo").status == ExitCode.OK
    assert isinstance(opened[0][0].clock, SystemClock)


def test_two_who_seed_one_demo_share_it(bare: Run, seeds: Seeds, tmp_path: Path) -> None:
    """Whoever comes second waits for the first, opens what that one made, and says so."""
    db, begun, may_end = tmp_path / "d.db", threading.Event(), threading.Event()

    def first() -> None:
        with made_aside(db) as aside:
            begun.set()
            assert may_end.wait(30)
            seeds.remembered(aside, datetime.fromisoformat(AT), data_folder())

    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(first)
        assert begun.wait(30)
        threading.Timer(0.3, may_end.set).start()
        ran = bare("demo", "--at", AT, "--db", str(db))
        done.result()
    assert ran.status == ExitCode.OK
    assert "Another sdrdesk has just seeded it" in ran.err
    assert [one.name for one in tmp_path.iterdir() if "part" in one.name or "new" in one.name] == []


def test_a_team_made_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    """Of two who found a team at one path the second is told, and the first one's file stays."""
    db = tmp_path / "d.db"
    with ThreadPoolExecutor(1) as threads, made_aside(db) as aside:
        second = threads.submit(_made, db)
        threading.Event().wait(0.2)
        aside.write_text("first")
    with pytest.raises(Refused) as told:
        second.result()
    assert told.value.code == "just_made"
    assert db.read_text() == "first"


def _made(db: Path) -> None:
    """Make a file as a second program would."""
    with made_aside(db) as aside:
        aside.write_text("second")


def test_a_seed_is_only_written(bare: Run, tmp_path: Path) -> None:
    """--seed-only writes the file and opens nothing; it does not write over one unless --fresh."""
    db = tmp_path / "new" / "d.db"
    seeded = bare("demo", "--seed-only", "--db", str(db), "--at", AT, "--json")

    assert seeded.data == {"db": str(db), "at": "2026-11-20T16:42:00+00:00"}
    assert bare("demo", "--seed-only", "--db", str(db), "--at", AT).status == ExitCode.BAD_INPUT
    assert bare("demo", "--seed-only", "--db", str(db), "--at", AT, "--fresh").status == ExitCode.OK
    assert not [path.name for path in db.parent.iterdir() if path.name.startswith(".")]


def test_a_demo_never_replaces_a_team(bare: Run, tmp_path: Path) -> None:
    """--fresh removes demos only: a team's file, and any other, stays."""
    db, notes = tmp_path / "team.db", tmp_path / "notes.txt"
    notes.write_text("mine")
    bare(*TEAM, "--db", str(db))

    for path in (db, notes):
        before = path.read_bytes()
        ran = bare("demo", "--fresh", "--seed-only", "--db", str(path))
        assert ran.status == ExitCode.REFUSED
        assert path.read_bytes() == before


def test_an_open_demo_is_not_pulled_away(bare: Run, db: Path) -> None:
    """--fresh leaves a demo alone at which somebody sits, and makes a new one once they have left."""
    again = ("demo", "--fresh", "--seed-only", "--at", AT, "--db", str(db))
    with contextlib.closing(open_desk(db, SystemClock(), "maya")):
        ran = bare(*again)
        assert ran.status == ExitCode.REFUSED
        assert "open in another terminal" in ran.err
    assert bare(*again).status == ExitCode.OK


def test_a_worked_off_demo_says_how_to_begin_again(bare: Run, db: Path) -> None:
    """A demo of another day with nobody ready names --fresh."""
    assert "--fresh" in bare("demo", "--at", "2026-11-22T03:00:00Z", "--db", str(db)).err


def test_a_place_that_cannot_be_written_is_named(bare: Run, tmp_path: Path) -> None:
    """A file that cannot be made is a store error, by name."""
    (tmp_path / "file").write_text("")
    ran = bare("demo", "--seed-only", "--at", AT, "--db", str(tmp_path / "file" / "d.db"))

    assert ran.status == ExitCode.STORE
    assert "cannot be made" in ran.err


# ---------------------------------------------------------------------------------------- init


def test_a_team_is_founded_by_options(bare: Run) -> None:
    """A script can found a team: the only rep needs no name afterwards, hours and zone are in the playbook."""
    ran = bare(*TEAM, "--json")

    assert ran.status == ExitCode.OK
    assert ran.data["rep"] == "rosa"
    assert bare("stats", "--json").data["rep"] == "rosa"
    hours = bare("playbook", "show", "--json").data["team_hours"]
    assert (hours["zone"], hours["week"]["weekday"]) == ("Europe/Berlin", "08:00-16:30")
    assert "# whose public holidays" in bare("playbook", "show").out
    assert bare("offers", "--json").data


def test_a_team_is_founded_once(bare: Run) -> None:
    """A second `init` on the same file is refused; nothing is changed."""
    first = bare(*TEAM)

    assert first.out == f"{paths.default_db()}\n"
    assert bare(*TEAM).status == ExitCode.BAD_INPUT


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "Rosa"], "--team is missing"),
        (["--team", "T"], "--name is missing"),
        (["--team", " ", "--name", "Rosa"], "needs a name"),
        (["--team", "T", "--name", "Rosa", "--zone", "Mars/Base"], "No time zone"),
        (["--team", "T", "--name", "Rosa", "--hours", "9 to 5"], "hours cannot be read"),
        (["--team", "T", "--name", "Rosa", "--hours", "closed"], "works some hours"),
        (["--team", "T", "--name", "Rosa", "--import", "none.csv"], "no file none.csv"),
        (["--team", "T", "--name", "Rosa", "--login", "a b"], "cannot be a login"),
    ],
)
def test_an_answer_that_does_not_fit_founds_nothing(bare: Run, words: list[str], said: str) -> None:
    """A missing or unusable answer is named, and no file is made."""
    ran = bare("init", *words)

    assert ran.status == ExitCode.BAD_INPUT
    assert said in ran.err
    assert bare("team").status == ExitCode.NOT_FOUND


def test_a_team_can_begin_with_a_file(bare: Run, tmp_path: Path) -> None:
    """--import brings the first leads in, for whoever founded the team."""
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email,Country,Form\nTeo Marsh,teo@marsh.example,Germany,Ask for a demo\n", "utf-8")
    ran = bare(*TEAM, "--import", str(file))

    assert ran.status == ExitCode.OK
    assert "1 new lead," in ran.out
    assert bare("search", "marsh", "--json").data[0]["owner"] == "Rosa Linden"


@pytest.mark.usefixtures("_weekend")
def test_the_first_start_asks_on_the_screen(
    bare: Run, monkeypatch: pytest.MonkeyPatch, opened: list[tuple[Desk, Settings, Board]]
) -> None:
    """Without a desk `sdrdesk` asks; the team's desk opens signed in, whatever --rep says. Leaving founds nothing."""
    answers = founding.Answers(
        team="Linden", name="Rosa Linden", login="rosa", zone="UTC", password="seven grey herons"
    )
    given: list[tuple[founding.Answers | None, bool]] = [(None, False), (answers, False), (None, True)]

    def welcome(
        _where: str, found: Callable[[founding.Answers], None], _settings: Settings
    ) -> tuple[founding.Answers | None, bool]:
        one = given.pop(0)
        if one[0]:
            found(one[0])
        return one

    monkeypatch.setattr("sdrdesk.tui.welcome.welcome", welcome)
    assert (bare().status, paths.default_db().exists()) == (ExitCode.NOTHING, False)
    assert bare("--rep", "bob").status == ExitCode.OK
    assert [(desk.rep.login, desk.rep.team_name) for desk, _, _ in opened] == [("rosa", "Linden")]
    assert bare("whoami", "--json").data["login"] == "rosa"
    assert bare("--db", str(paths.default_db().with_name("none.db"))).status == ExitCode.OK
    assert opened[1][0].rep.login == "maya"


def test_somebody_at_a_terminal_is_asked(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a terminal each answer is asked for, with a default for what can be guessed."""
    asked: list[tuple[str, str]] = []
    answers = iter(["Linden SDRs", "Rosa Linden", "", "manager", "", "", ""])

    def ask(_shell: Shell, question: str, default: str = "") -> str:
        asked.append((question, default))
        return next(answers) or default

    monkeypatch.setattr(Shell, "is_asked", True)
    monkeypatch.setattr(Shell, "ask", ask)
    assert bare("init").status == ExitCode.OK

    assert [default for _, default in asked] == ["", "", "rosa", "rep", "UTC", "09:00-18:00", ""]
    assert bare("team", "--json").data[0]["role"] == "manager"


def test_the_machines_zone_is_a_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The zone that is offered is one there is: TZ, else the system's, else UTC."""
    monkeypatch.setenv("TZ", ":Europe/Berlin")
    assert founding.machine_zone() == "Europe/Berlin"
    monkeypatch.setenv("TZ", "EST5EDT4,M3.2.0,M11.1.0")
    assert founding.machine_zone() == "UTC"
    monkeypatch.delenv("TZ")
    assert founding.machine_zone() in available_timezones()


def test_a_team_moves_by_a_command(bare: Run, db: Path, tmp_path: Path) -> None:
    """A copy is told table by table and is a desk; one place, and statements that would run, are refused."""
    there = tmp_path / "there.db"
    done = bare("db", "copy", str(db), str(there), "--json")
    leads = {one["table"]: one["rows"] for one in done.data["tables"]}["lead"]
    queue = [bare("queue", "--db", str(one), "--rep", "maya", "--at", AT, "--json").data for one in (db, there)]

    assert (done.status, leads > 50) == (0, True)
    assert queue[0] == queue[1]
    assert bare("db", "copy", str(db)).status == 2
    assert bare("db", "copy", str(tmp_path / "no.db"), str(there)).status == 4
    assert "create_distributed_table('sdrdesk.lead', 'team_id'" in bare("db", "distribute", "--dry-run").out
    assert bare("db", "distribute").status == 2
