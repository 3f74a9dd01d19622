"""The team, its rules, its offers and the settings, from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk import paths
from sdrdesk.build import data_folder
from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run


def test_the_team_is_listed(run: Run) -> None:
    """`team` names everybody with role and zone."""
    assert {one["login"]: one["role"] for one in run("team", "list", "--json").data} == {
        "aisha": "rep", "jon": "rep", "maya": "rep", "nora": "manager",
    }  # fmt: skip
    assert "Maya Chen-Alvarado" in run("team").out


def test_the_table_of_rights_is_printed(bare: Run) -> None:
    """`team rights` says for each action what each role may, without a desk."""
    table = {one["what"]: (one["rep"], one["manager"]) for one in bare("team", "rights", "--json").data}

    assert table["Give leads, cover absences, set goals, coach, name mentors"] == ("-", "all")
    assert table["See figures, calls and reports"] == ("own", "all")
    assert "if no manager" in bare("team", "rights").out


def test_a_member_joins_and_sits_down(run: Run) -> None:
    """A new member can open the desk at once; the zone is the team's unless said."""
    added = run("team", "add", "lena", "--name", "Lena Fisk", "--json", rep="nora").data

    assert (added["name"], added["role"], added["zone"]) == ("Lena Fisk", "rep", "America/New_York")
    assert run("stats", "--json", rep="lena").data["dials"] == 0


@pytest.mark.parametrize("words", [["add"], ["add", "maya"], ["add", "a b"], ["add", "x", "--zone", "Mars"]])
def test_a_member_who_cannot_join(run: Run, words: list[str]) -> None:
    """No login, one in use, one that is none, or an unknown zone: bad input."""
    assert run("team", *words, rep="nora").status == ExitCode.BAD_INPUT


def test_the_shipped_playbook_is_good(bare: Run) -> None:
    """`playbook check` checks the shipped file without a desk."""
    assert bare("playbook", "check", "--json").data["is_good"] is True


def test_a_bad_playbook_is_told_by_line(bare: Run, tmp_path: Path) -> None:
    """A slip in a playbook is named with its line and the nearest key."""
    file = tmp_path / "mine.toml"
    file.write_text((data_folder() / "playbook.toml").read_text("utf-8").replace("hold_for =", "hold_fro ="), "utf-8")
    ran = bare("playbook", "check", str(file))

    assert ran.status == ExitCode.BAD_INPUT
    assert "hold_for" in ran.err


def test_a_changed_playbook_is_applied(run: Run, tmp_path: Path) -> None:
    """An applied playbook is the one that is shown, with its comments, and that holds."""
    source = run("playbook", "show").out.replace("dials = 24", "dials = 31", 1)
    file = tmp_path / "mine.toml"
    file.write_text(source, "utf-8")

    assert run("playbook", "apply", str(file), rep="nora").status == ExitCode.OK
    assert "dials = 31" in run("playbook", "show").out
    assert run("playbook", "show", "--json").data["goals"]["dials"] == 31
    assert run("stats", "--json").data["goal_dials"] == 31


def test_a_playbook_command_needs_its_file(run: Run) -> None:
    """`apply` without a file and `show` with one are bad input."""
    assert run("playbook", "apply").status == ExitCode.BAD_INPUT
    assert run("playbook", "show", "x.toml").status == ExitCode.BAD_INPUT


def test_offers_are_listed_checked_and_imported(run: Run, bare: Run, tmp_path: Path) -> None:
    """Offers are listed by key; the shipped ones are good, and importing them again changes nothing."""
    assert {"roi-guide", "demo-request"} <= {one["key"] for one in run("offers", "--json").data}
    assert bare("offers", "check", "--json").data["questions"] > 50
    assert run("offers", "import", "--json", rep="nora").data["changed"] == []
    assert bare("offers", "check", str(tmp_path / "none")).status == ExitCode.BAD_INPUT


def test_settings_say_where_they_come_from(bare: Run) -> None:
    """`config show` gives every setting with its source, `config path` the file."""
    file = paths.config_file()
    file.parent.mkdir(parents=True)
    file.write_text('theme = "dark"\nbell = true\n')
    shown = bare("config", "show", "--json", "--rep", "ana").data

    assert shown["theme"] == {"value": "dark", "from": f"file {file}"}
    assert shown["rep"] == {"value": "ana", "from": "command line"}
    assert shown["db"] == {"value": str(paths.default_db()), "from": "default"}
    assert "true" in bare("config").out
    assert bare("config", "path").out == f"{file}\n"
    assert bare("config", "path", "--json").data == {"path": str(file), "exists": True}


def test_a_slip_in_the_settings_is_told(bare: Run) -> None:
    """A key in config.toml that is no setting names the file and the nearest one."""
    file = paths.config_file()
    file.parent.mkdir(parents=True)
    file.write_text('teme = "dark"\n')
    ran = bare("config")

    assert ran.status == ExitCode.BAD_INPUT
    assert 'Did you mean "theme"?' in ran.err


def test_what_a_member_can_take_and_who_gets_leads(run: Run) -> None:
    """`team set` says what somebody can take, `team list` shows it, it is undone; `routing` says who gets what."""
    said = run("team", "set", "jon", "--weight", "3", "--groups", "emea,us", "--capacity", "40", rep="nora").out
    assert said == "Jon Petrossi: weight 3, room for 40 open leads, in emea, us\n"
    jon = next(one for one in run("team", "--json").data if one["login"] == "jon")
    assert jon["share"] == {"weight": 3, "capacity": 40, "languages": [], "groups": ["emea", "us"]}
    assert run("team", "set", "jon", rep="nora").status == ExitCode.BAD_INPUT
    assert run("team", "set", "jon", "--capacity", "many", rep="nora").status == ExitCode.BAD_INPUT
    assert "Taken back" in run("take-back", rep="nora").out

    assert "default  every other lead  everybody" in run("routing").out
    lead = run("queue", "--json").data[0]["lead_id"]
    assert run("routing", "explain", lead, "--json").data["rules"][0][0] == "default"
    assert "If it came in now:" in run("routing", "explain", lead).out
    assert run("routing", "explain").status == ExitCode.BAD_INPUT


def test_other_rules_are_tried_before_they_hold(run: Run, tmp_path: Path) -> None:
    """`playbook diff` names the changed rules first, then what moves, in 80 columns, and says what it cannot know."""
    path = tmp_path / "new.toml"
    source = run("playbook", "show").out
    path.write_text(source.replace('first_touch = "24 h"', 'first_touch = "1 h"').replace('"5 min"', '"10 min"'))
    told, data = (
        run("playbook", "diff", str(path), rep="nora"),
        run("playbook", "diff", str(path), "--json", rep="nora").data,
    )
    lines = told.out.splitlines()

    assert lines[1] == "  Demo request: answer within 5 min -> 10 min"
    assert max(map(len, lines)) <= 80
    assert "Nobody can know what reps would have done instead" in told.out
    assert "more: --all, or --json" in told.out
    assert len(data["queue"]["moves"]) == sum(one["leads"] for one in data["queue"]["tabs"]) > 10
    assert {one["kind"] for one in data["past"]["wins_earlier"]} <= {"whitepaper", "ebook", "case_study"}
    assert run("playbook", "diff", str(path)).status == ExitCode.REFUSED
