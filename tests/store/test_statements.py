"""The statements: written as compiled, of one team only, blind to imports that run, and quick where a key waits."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from sdrdesk.store import compiled
from sdrdesk.store.compile import render
from sdrdesk.store.sql import Sql, bound
from sdrdesk.store.statements import calling, lead, queue, team
from tests.worlds import MakeWorld, World

STATEMENTS = [one for one in vars(compiled).values() if isinstance(one, Sql)]

WITHOUT_TEAM = {"team": "asks which team the file belongs to", "add_team": "makes it"}

SEES_IMPORTS = {
    **dict.fromkeys(
        ("person_lead", "person_conversion", "person_visit", "erase_visit"),
        "all that is kept of a person, wherever it lies",
    ),
    "leads_of_email": "all that is kept of a person, merged leads too",
    "with_number": "the law counts calls to a number, whoever's lead it was",
    "requests": "who asked not to be called is named, merged or not",
    "by_email": "an address belongs to one lead, live or not",
    "by_phone": "so that a person of a running import is not made twice",
    "known_conversion": "asked of one lead that was found already",
    "batch_promoted": "asks for the rows of the import itself",
    "moved_from_batch": "asks for the rows of the import itself, wherever a merge took them",
    "drop_conversions": "takes an import out again",
    "drop_visits": "takes an import out again",
    "drop_leads": "takes an import out again",
    "by_company": "so that a person of a running import is not made twice",
    "batch_touched": "asks for the leads of the import itself",
    "batch_size": "counts the leads of the import itself",
    "whole_lead": "puts rows back as they were, hidden ones too",
    "whole_leads": "looks whether rows are as they were, hidden ones too",
    "last_merges": "names the leads that are hidden in another",
    "merge_rows_conversion": "asked of a lead that was found already, or is hidden",
    "merge_rows_visit": "asked of a lead that was found already, or is hidden",
}
"""Statements that read leads or what they did without leaving out imports that run, each with its reason."""

WALKS_THE_TEAM = {
    "search_team": "words may stand anywhere in a name",
    "leads_ending": "an id is found by its end",
    "open_loads": "counts every open lead, inside an index",
}
"""Statements that go through all leads of a team, each with its reason."""


def test_the_compiled_text_is_up_to_date() -> None:
    """What runs on SQLite is what the statements say: `make statements` was run."""
    assert Path(compiled.__file__).read_text(encoding="utf-8") == render()


def tables_of(sql: Sql) -> set[str]:
    """Every table that a statement reads or changes, by the name it has there."""
    found = re.findall(r"\b(?:FROM|JOIN|UPDATE) (\w+)(?: AS (\w+))?", sql.text)
    return {alias or table for table, alias in found}


def strays(sql: Sql) -> set[str]:
    """Tables of a statement that it does not hold to the team; `:team` where it names none at all."""
    if sql.text.startswith("INSERT"):
        return set() if ":team_id" in sql.text else {":team_id"}
    if ":team" not in sql.text:
        return {":team"}
    loose = {table for table in tables_of(sql) if not re.search(rf"\b{table}\.team_id = ", sql.text)}
    return loose - {table for table in loose if re.search(rf"= {table}\.team_id\b", sql.text)}


def test_every_statement_stays_in_its_team() -> None:
    """Each table of a statement is held to the team, by itself or through its join; new rows are the team's."""
    assert len(STATEMENTS) > 300
    assert {sql.name: found for sql in STATEMENTS if (found := strays(sql)) and sql.name not in WITHOUT_TEAM} == {}


def test_no_statement_sees_an_import_that_runs() -> None:
    """Leads, conversions and visits are read without those of imports that are not live."""
    seeing = {
        sql.name
        for sql in STATEMENTS
        if re.search(r"\b(?:FROM|JOIN) (lead|conversion|visit)\b", sql.text) and "pending" not in sql.lists
    }

    assert seeing == set(SEES_IMPORTS)


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team's file."""
    return world()


def plan(here: World, sql: Sql) -> list[str]:
    """How SQLite goes about a statement."""
    params: dict[str, object] = dict.fromkeys(re.findall(r":(\w+)", sql.text))
    text, flat = bound(sql, params | dict.fromkeys(sql.lists, ("a", "b")))
    with here.store.reading() as unit:
        rows = unit._connection.execute(f"EXPLAIN QUERY PLAN {text}", flat).fetchall()
    return [row[3] for row in rows]


QUEUE = ("READY", "LOCKED", "WAITING_LATER", "WAITING_SHUT", "WAITING_HELD", "COUNT_OPEN")


@pytest.mark.parametrize("name", QUEUE)
def test_the_queue_is_found_inside_its_index(here: World, name: str) -> None:
    """Candidates are found, filtered and sorted without touching a lead's row."""
    steps = plan(here, getattr(compiled, name))

    assert any("USING COVERING INDEX ix_lead_queue (team_id=? AND owner_id=?" in step for step in steps)
    assert not [step for step in steps if step.startswith("SCAN lead")]


def test_ready_walks_only_what_is_due(here: World) -> None:
    """Each band of Ready is one bounded walk: band, rank and due time are all in the search."""
    assert any("(team_id=? AND owner_id=? AND band=? AND rank=? AND due_at<?)" in s for s in plan(here, compiled.READY))


def hot() -> list[Sql]:
    """The statements that a key, a tick or a call waits for."""
    modules: tuple[ModuleType, ...] = (calling, lead, queue, team)
    names = [name for module in modules for name in vars(module) if name.isupper()]
    return [found for name in names if isinstance(found := getattr(compiled, name, None), Sql)]


@pytest.mark.parametrize("sql", [one for one in hot() if not one.text.startswith("INSERT")], ids=lambda sql: sql.name)
def test_no_key_waits_for_a_walk_through_the_team(here: World, sql: Sql) -> None:
    """Leads and what they did are searched by more than the team, but where a reason is given."""
    big = "lead|activity|conversion|visit|audit"
    walks = [
        step for step in plan(here, sql) if re.search(rf"^SCAN ({big})\b|^SEARCH ({big}) USING .*\(team_id=\?\)", step)
    ]

    assert bool(walks) == (sql.name in WALKS_THE_TEAM), walks


def test_the_reasons_are_about_statements_that_exist() -> None:
    """No exception outlives its statement."""
    names = {sql.name for sql in STATEMENTS}

    assert (set(WITHOUT_TEAM) | set(SEES_IMPORTS) | set(WALKS_THE_TEAM)) - names == set()
