"""A file of outcomes: what was won, what each column is, and what a fit may not see of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.domain.columns import Use
from sdrdesk.errors import BadInput
from sdrdesk.feeds.outcome_file import OutcomeOptions, read_outcomes
from tests import outcomes
from tests.worlds import shipped_playbook

SCORE = shipped_playbook().score


def read(path: Path, **options: object) -> dict[str, Use]:
    """What each column of a file is used as."""
    found = read_outcomes(path, OutcomeOptions(**options), SCORE)  # type: ignore[arg-type]
    return {one.name: one.use for one in found.columns}


def test_columns_that_know_the_outcome_are_refused_with_the_reason(tmp_path: Path) -> None:
    """What a contact brings is no fact, whatever it would be worth; the rest is, and each column says why."""
    path = outcomes.write(tmp_path / "leads.csv", 300)
    found = read_outcomes(path, OutcomeOptions(), SCORE)
    used = {one.name: one.use for one in found.columns}

    late = {name for name, use in used.items() if use is Use.LATE}
    assert late == {"Last Activity", "Tags", "Lead Quality", "Asymmetrique Activity Score", "Last Notable Activity"}
    assert all(one.why for one in found.columns if one.use in (Use.LATE, Use.ASIDE))
    assert [one.label for one in found.sample.facts] == [name for name, use in used.items() if use is Use.FACT]
    assert used["Lead Number"] is Use.ORDER
    assert used["Converted"] is Use.OUTCOME
    assert used["Do Not Email"] is Use.FACT
    assert (used["Prospect ID"], used["Magazine"]) == (Use.ASIDE, Use.ASIDE)


def test_the_reader_has_the_last_word_on_a_column(tmp_path: Path) -> None:
    """`--known` lets a column in that its name speaks against, and keeps one out that its name does not."""
    path = outcomes.write(tmp_path / "leads.csv", 100)
    used = read(path, known={"Tags": "before", "Country": "after"})

    assert (used["Tags"], used["Country"]) == (Use.FACT, Use.LATE)


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("Deal Amount", Use.LATE),
        ("Closed Date", Use.LATE),
        ("Lead Status", Use.LATE),
        ("Contact Owner", Use.LATE),
        ("Call Attempts", Use.LATE),
        ("Lead Source", Use.FACT),
        ("Do Not Call", Use.FACT),
        ("Job Title", Use.FACT),
        ("Work Email", Use.ASIDE),
    ],
)
def test_names_of_columns(tmp_path: Path, name: str, use: Use) -> None:
    """Names that exports use are understood."""
    path = tmp_path / "leads.csv"
    rows = [f"{'ab'[at % 2]},{at % 2 or ''}" for at in range(40)]
    path.write_text("\n".join([f"{name},Won", *(row.replace(",", ",0") if row[-1] == "," else row for row in rows)]))

    assert read(path)[name] is use


def test_a_column_that_is_filled_in_on_the_call_is_held_back(tmp_path: Path) -> None:
    """A question that only won leads have answered was asked on the call, whatever it is called."""
    path = tmp_path / "leads.csv"
    path.write_text(
        "Source,Occupation,Won\n"
        + "".join(f"{'ab'[at % 2]},{'cd'[at % 2] if at % 3 else ''},{int(at % 3 > 0)}\n" for at in range(60))
    )
    found = {one.name: one for one in read_outcomes(path, OutcomeOptions(), SCORE).columns}

    assert found["Occupation"].use is Use.LATE
    assert "--known 'Occupation=before'" in found["Occupation"].why


def test_rows_stand_in_the_order_of_time(tmp_path: Path) -> None:
    """Dates order a file; without them a number that rises with time does, and it is said."""
    dated = tmp_path / "dated.csv"
    dated.write_text("Created Date,Source,Won\n2026-03-02,b,no\n2026-01-05,a,yes\n,c,no\n2026-02-01,a,\n")
    found = read_outcomes(dated, OutcomeOptions(), SCORE)

    assert [(case.at and case.at.month, case.won) for case in found.sample.cases] == [(1, True), (3, False)]
    assert any("without an outcome" in note for note in found.notes)
    assert any("is no date" in note for note in found.notes)

    numbered = outcomes.write(tmp_path / "numbered.csv", 50)
    sample = read_outcomes(numbered, OutcomeOptions(), SCORE).sample
    assert not sample.is_dated
    assert [case.lead_id for case in sample.cases] == [f"line {line}" for line in range(51, 1, -1)]


def test_a_file_that_does_not_say_what_was_won(tmp_path: Path) -> None:
    """Nobody guesses: the error names the file, the row, the column and the cure."""
    path = tmp_path / "leads.csv"
    path.write_text("Source,State,City\na,maybe,x\nb,won,y\n")
    with pytest.raises(BadInput, match="does not say what was won") as unnamed:
        read(path)
    with pytest.raises(BadInput, match='row 2, "State": "maybe"') as unknown:
        read(path, outcome="State")

    assert "--outcome" in unnamed.value.hint
    assert "--won" in unknown.value.hint
    assert [
        case.won for case in read_outcomes(path, OutcomeOptions(outcome="State", won=("Won",)), SCORE).sample.cases
    ] == [False, True]


def test_a_part_of_the_rows(tmp_path: Path) -> None:
    """Leads that staff typed in are left out by naming the others."""
    path = outcomes.write(tmp_path / "leads.csv", 100)
    all_, some = (
        read_outcomes(path, OutcomeOptions(only=only), SCORE).sample for only in ((), (("Lead Origin", "api"),))
    )

    assert 0 < len(some.cases) < len(all_.cases) == 100


def test_a_column_that_is_a_fact_of_the_desk_is_read_as_the_desk_reads_it(tmp_path: Path) -> None:
    """Points of a file can be put in force where its columns are the desk's facts: codes, minutes, kinds of titles."""
    path = tmp_path / "leads.csv"
    rows = "".join(
        f"{place},{600 + at},{title},{at % 2}\n"
        for at, (place, title) in enumerate([("India", "VP Sales"), ("US", "Cook")] * 9)
    )
    path.write_text(f"Country,Time on site,Role,Won\n{rows}")
    mapped = {"Country": "country", "Time on site": "minutes", "Role": "title"}
    sample = read_outcomes(path, OutcomeOptions(mapped=mapped), SCORE).sample

    assert [fact.key for fact in sample.facts] == ["country", "minutes", "title"]
    assert [case.values for case in sample.cases[:2]] == [("in", 10, "vp"), ("us", 10, "another title")]
    with pytest.raises(BadInput, match="known only once"):
        read_outcomes(path, OutcomeOptions(mapped={"Role": "outcome"}), SCORE)


@pytest.mark.parametrize(("each", "unit", "second"), [(240, "seconds", 4.0), (4, "minutes", 4.0)])
def test_the_unit_of_time_on_the_site_is_told(tmp_path: Path, each: int, unit: str, second: float) -> None:
    """A column of time spent says neither seconds nor minutes: which it was taken for is said with the file."""
    path = tmp_path / "spent.csv"
    path.write_text("Time on site,Won\n0,no\n" + f"{each},yes\n{each},no\n" * 10)
    found = read_outcomes(path, OutcomeOptions(mapped={"Time on site": "minutes"}), SCORE)

    assert [note for note in found.notes if f'"Time on site" is taken as {unit}' in note]
    assert found.sample.cases[1].values == (second,)


def funnel(folder: Path) -> tuple[Path, Path]:
    """Leads in one file, what was won of them in another, as marketplaces publish them."""
    leads, deals = folder / "leads.csv", folder / "deals.csv"
    days = [f"2026-0{1 + at % 3}-1{at % 9}" for at in range(60)]
    leads.write_text(
        "mql_id,first_contact_date,landing_page_id,origin\n"
        + "".join(f"m{at},{day},page{at % 4},{'ab'[at % 2]}\n" for at, day in enumerate(days))
    )
    deals.write_text(
        "mql_id,sdr_id,won_date,lead_type\n"
        + "".join(f"m{at},s{at % 2},2026-05-01 10:00:00,big\n" for at in range(0, 60, 6))
        + "m999,s1,2026-05-01 10:00:00,big\n"
    )
    return leads, deals


def test_wins_of_another_file_are_joined_by_the_id(tmp_path: Path) -> None:
    """The file of deals says what was won; its columns are known after contact; ids that rows share are facts."""
    leads, deals = funnel(tmp_path)
    found = read_outcomes(leads, OutcomeOptions(deals=deals), SCORE)
    used = {one.name: one.use for one in found.columns}

    assert (len(found.sample.cases), found.sample.wins, found.sample.is_dated) == (60, 10, True)
    assert {name for name, use in used.items() if use is Use.FACT} == {"landing_page_id", "origin"}
    assert {name for name, use in used.items() if use is Use.LATE} == {
        "deals.csv: sdr_id", "deals.csv: won_date", "deals.csv: lead_type"
    }  # fmt: skip
    assert 'deals.csv is joined by "mql_id": 10 of its 11 deals are among the leads' in found.notes
    # Nobody can let a column of the deals in.
    with pytest.raises(BadInput, match='no column "sdr_id"'):
        read_outcomes(leads, OutcomeOptions(deals=deals, known={"sdr_id": "before"}), SCORE)


def test_files_that_share_no_id_are_a_question(tmp_path: Path) -> None:
    """Two files without a common column, or with two, are not joined by guess."""
    leads, deals = funnel(tmp_path)
    deals.write_text(deals.read_text().replace("mql_id", "lead"))
    with pytest.raises(BadInput, match="no column that the leads have"):
        read_outcomes(leads, OutcomeOptions(deals=deals), SCORE)
    deals.write_text("mql_id,landing_page_id\nm1,page1\n")
    with pytest.raises(BadInput, match="Which column joins"):
        read_outcomes(leads, OutcomeOptions(deals=deals), SCORE)

    assert read_outcomes(leads, OutcomeOptions(deals=deals, key="mql_id"), SCORE).sample.wins == 1
    with pytest.raises(BadInput, match="--deals FILE"):
        read_outcomes(leads, OutcomeOptions(), SCORE)


def test_the_day_of_a_win_says_that_it_was_won(tmp_path: Path) -> None:
    """A column of days that only wins have is an outcome: filled in is won, empty is lost."""
    path = tmp_path / "leads.csv"
    path.write_text("Created Date,Source,Won Date\n2026-01-01,a,2026-02-01\n2026-01-02,b,\n")

    assert [case.won for case in read_outcomes(path, OutcomeOptions(), SCORE).sample.cases] == [True, False]


def test_a_status_that_is_still_open_teaches_nothing(tmp_path: Path) -> None:
    """Leads at work are left out; a word that nobody knows is asked about, with all words and how often they stand."""
    path = tmp_path / "leads.csv"
    path.write_text("Source,Status\na,Closed Won\nb,Working\na,Unqualified\n")
    found = read_outcomes(path, OutcomeOptions(), SCORE)
    assert [case.won for case in found.sample.cases] == [True, False]

    path.write_text("Source,Status\na,Closed Won\nb,Purple\na,Purple\n")
    with pytest.raises(BadInput, match=r"Which of these are wins\? Purple \(2\), Closed Won \(1\)"):
        read_outcomes(path, OutcomeOptions(), SCORE)
