"""How files of one kind are read, kept under a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.desk.intake.intake_values import Options
from sdrdesk.errors import BadInput, NotFound
from tests.worlds import MakeWorld

ODD = "Who;Write to;Firm;Wanted;Day\nKim Row;kim@example.com;Acme;Ask for a demo;03/04/2026\n"


def test_a_saved_mapping_reads_the_next_file(world: MakeWorld, tmp_path: Path) -> None:
    """Columns, order of dates and default offer are kept; what is said now goes before what was saved."""
    desk = world().nora
    path = tmp_path / "odd.csv"
    path.write_text(ODD, encoding="utf-8")
    with pytest.raises(BadInput):
        desk.intake.preview(path)
    told = {"Who": "name", "Write to": "email", "Wanted": "offer", "Day": "converted_at"}
    options = Options(mapping=told, dates="dmy", default_offer="pricing")
    saved = desk.intake.save_mapping("Odd", desk.intake.preview(path, options), options)
    assert saved.columns == told | {"Firm": "company"}

    again = desk.intake.with_mapping("ODD", Options())
    (sample,) = desk.intake.preview(path, again).sample
    assert (sample.incoming.full_name, sample.incoming.converted_at.month) == ("Kim Row", 4)
    assert desk.intake.with_mapping("odd", Options(dates="mdy")).dates == "mdy"
    assert desk.intake.with_mapping("odd", Options(mapping={"Firm": "-"})).mapping == saved.columns | {"Firm": "-"}


def test_mappings_are_listed_replaced_and_forgotten(world: MakeWorld) -> None:
    """A name holds one mapping; an unknown name tells those there are."""
    kept = world().nora.intake.mappings
    kept.save("weekly", {"A": "email"}, Options())
    kept.save("Weekly", {"B": "email"}, Options())
    assert [(one.name, one.columns, one.by) for one in kept.listed()] == [("weekly", {"B": "email"}, "Nora Sand")]
    with pytest.raises(NotFound) as missing:
        kept.get("daily")
    assert "weekly" in missing.value.hint

    kept.remove("weekly")
    assert kept.listed() == ()
    for name in ("", "x" * 41, "\x1b"):
        with pytest.raises(BadInput):
            kept.save(name, {}, Options())


def test_a_look_asks_instead_of_failing(world: MakeWorld, tmp_path: Path) -> None:
    """What only a person can say is a question: which column, which order of dates, which offer, which zone."""
    desk, path = world().nora, tmp_path / "odd.csv"
    path.write_text(ODD.replace("Ask for a demo", "Something new"), encoding="utf-8")
    told = {"Who": "name", "Write to": "email", "Wanted": "offer", "Day": "converted_at"}

    def asked(options: Options) -> list[tuple[str, bool]]:
        return [(one.about, one.must) for one in desk.intake.look(path, options).questions]

    assert asked(Options()) == [("columns", True)]
    assert [one.field for one in desk.intake.look(path, Options(mapping={"Who": "name"})).columns] == [
        "name", "company", "", "", ""
    ]  # fmt: skip
    assert asked(Options(mapping=told)) == [("dates", True)]
    assert asked(Options(mapping=told, dates="dmy")) == [("offer", True), ("zone", False)]
    settled = Options(mapping=told, dates="dmy", offers={"Something new": "pricing"}, zone="Europe/Berlin")
    report = desk.intake.look(path, settled)
    assert (report.questions, report.zoneless) == ([], 0)
    assert report.sample[0].incoming.place.zones == ("Europe/Berlin",)
    saved = desk.intake.save_mapping("odd", report, settled)
    assert desk.intake.with_mapping("odd", Options()).zone == saved.zone == "Europe/Berlin"
    with pytest.raises(BadInput, match="No time zone"):
        desk.intake.look(path, Options(mapping=told, dates="dmy", zone="Mars/Base"))
