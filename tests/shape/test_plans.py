"""What is asked of the store: every hot statement by its index, and no more of them for 300 leads than for 10."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake.matching import PIECE, pieces
from sdrdesk.domain import ranges
from sdrdesk.domain.queue import Tab
from sdrdesk.store import compiled, driver
from sdrdesk.store.file_store import FileUnit
from sdrdesk.store.sql import Sql, bound
from tests.worlds import BERLIN, CHICAGO, LOS_ANGELES, NEW_YORK, MakeWorld, World, template

QUEUE = "lead USING COVERING INDEX ix_lead_queue (team_id=? AND owner_id=?"
ROW = "lead USING INDEX sqlite_autoindex_lead_1 (team_id=? AND id=?)"
CAME = "conversion USING INDEX ix_conversion_at (team_id=? AND at>? AND at<?)"
LAST_TOUCH = "activity USING INDEX ix_activity_lead (team_id=? AND lead_id=? AND at>? AND at<?)"
HOT = {
    "READY": [f"{QUEUE} AND band=? AND rank=? AND due_at<?)", ROW],
    "LOCKED": [f"{QUEUE})", ROW],
    "WAITING_SHUT": [f"{QUEUE})", ROW],
    "WAITING_HELD": [f"{QUEUE})", ROW],
    "WAITING_LATER": [f"{QUEUE})", ROW],
    "COUNT_OPEN": [f"{QUEUE})"],
    "COUNT_SOME_OPEN": [f"{QUEUE})"],
    "OPEN_UP_TO": [f"{QUEUE})"],
    "COUNT_ENDED": ["lead USING INDEX ix_lead_touched (team_id=? AND owner_id=? AND last_at>?)"],
    "DONE": ["lead USING INDEX ix_lead_touched (team_id=? AND owner_id=? AND last_at>?)", ROW],
    "LEAD": [ROW],
    "LAST_AT": ["activity USING INDEX ix_activity_rep (team_id=? AND rep_id=?)"],
    "PASSES_ON": ["quiz_pass USING INDEX ix_quiz_pass_rep (team_id=? AND rep_id=? AND offer=?)"],
    "HISTORY": ["activity USING INDEX ix_activity_lead (team_id=? AND lead_id=?)"],
    "CONVERSIONS": ["conversion USING INDEX sqlite_autoindex_conversion_2 (team_id=? AND lead_id=?)"],
    "VISITS": ["visit USING INDEX ix_visit_lead (team_id=? AND lead_id=?)"],
    "COLLEAGUES": ["lead USING INDEX ix_lead_company (team_id=? AND company_key=?)"],
    "REP_DAY": ["rep_day USING INDEX sqlite_autoindex_rep_day_1 (team_id=? AND rep_id=? AND day<?)"],
    "DAYS": ["rep_day USING INDEX sqlite_autoindex_rep_day_1 (team_id=? AND rep_id=? AND day>? AND day<?)"],
    "DAY_SUMS": ["rep_day USING INDEX sqlite_autoindex_rep_day_1 (team_id=? AND rep_id=? AND day>? AND day<?)"],
    "OPEN_AND_LOCKED": [f"{QUEUE})"],
    "GATED_OPEN": ["lead USING INDEX ix_lead_queue (team_id=? AND owner_id=? AND band>?)"],
    "FIRST_TOUCHES": ["activity USING COVERING INDEX ix_activity_first (team_id=? AND rep_id=? AND day>? AND day<?)"],
    "PROMISED": ["activity USING COVERING INDEX ix_activity_promised (team_id=? AND rep_id=? AND day>? AND day<?)"],
    "UNANSWERED": ["lead USING INDEX ix_lead_unanswered (team_id=? AND owner_id=? AND answer_by>? AND answer_by<?)"],
    "CAMPAIGN_ENDS": [CAME, ROW],
    "BECAME": [CAME, ROW, LAST_TOUCH],
    "RECEIVED": [CAME, ROW, LAST_TOUCH],
    "FOLLOWED": [CAME, ROW, LAST_TOUCH],
    "RECEIVED_BY": [
        "conversion USING INDEX sqlite_autoindex_conversion_2 (team_id=? AND lead_id=?)",
        "held USING INDEX ix_lead_touched (team_id=? AND owner_id=?)",
        ROW,
    ],
    "MISSED": ["lead USING INDEX ix_lead_unanswered (team_id=? AND owner_id=? AND answer_by>? AND answer_by<?)"],
    "KNOWN_CONVERSION": ["conversion USING INDEX sqlite_autoindex_conversion_2 (team_id=? AND lead_id=? AND dedupe=?)"],
    "BY_EMAIL": ["lead USING INDEX ix_lead_email (team_id=? AND email_key=?)"],
    "BY_PHONE": ["lead USING INDEX ix_lead_phone (team_id=? AND phone=?)"],
    "BY_COMPANY": ["lead USING INDEX ix_lead_company (team_id=? AND company_key=?)"],
    "LEADS_ENDING": [
        "lead USING INDEX sqlite_autoindex_lead_1 (team_id=? AND id=?)",
        "lead USING COVERING INDEX sqlite_autoindex_lead_1 (team_id=?)",
    ],
    "COMPANY_OWNERS": ["lead USING INDEX ix_lead_company (team_id=? AND company_key=?)"],
}
"""The search that each statement of a screen, a logged call or an import is made for."""


@contextlib.contextmanager
def plan_of(sql: Sql, each: int) -> Iterator[list[str]]:
    """How SQLite goes about a statement whose lists have so many values."""
    names = set(re.findall(r"(?<![:\w]):(\w+)", sql.text)) - set(sql.lists)
    values: dict[str, Any] = dict.fromkeys(names, "x")
    text, flat = bound(sql, values | {name: [f"x{number}" for number in range(each)] for name in sql.lists})
    with contextlib.closing(driver.connect(template())) as connection:
        yield [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", flat)]


@pytest.mark.parametrize("owners", [1, 2, 300])
def test_a_search_goes_through_its_owners_leads_alone(owners: int) -> None:
    """A rep without a pool looks for one owner's leads: no walk through those of the team."""
    with plan_of(compiled.SEARCH, owners) as plan:
        assert "SEARCH lead USING INDEX ix_lead_touched (team_id=? AND owner_id=?)" in plan


@pytest.mark.parametrize("each", [2, 300], ids=["few", "many"])
@pytest.mark.parametrize("name", HOT)
def test_hot_statements_go_by_the_index_that_is_meant_for_them(name: str, each: int) -> None:
    """Whatever a rep waits for is found by an index, in a new file too, of which SQLite knows no numbers yet."""
    with plan_of(getattr(compiled, name), each) as plan:
        assert [wanted for wanted in HOT[name] if f"SEARCH {wanted}" not in plan] == [], plan
        assert not [one for one in plan if re.match(r"SCAN (lead|activity|conversion|visit)\b", one)], plan


@pytest.mark.parametrize("count", [0, 1, 2, PIECE, PIECE + 1, PIECE + 2])
def test_no_list_of_one_goes_to_the_store(count: int) -> None:
    """Of a single company SQLite would walk every lead of the team; whatever is asked for is asked for once."""
    wanted = [f"company {number:05}" for number in range(count)]
    found = list(pieces(wanted))

    assert [one for some in found for one in some if one != "-"] == wanted
    assert all(1 < len(some) <= PIECE for some in found)


def asked(call: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The statements that a call runs, each with its parameters."""
    found = []

    def noted(self: FileUnit, sql: Sql, params: dict[str, Any]) -> Any:
        found.append((sql.name, repr(sorted(params.items()))))
        return run(self, sql, params)

    run = FileUnit._execute
    with monkeypatch.context() as patch:
        patch.setattr(FileUnit, "_execute", noted)
        call()
    return found


def filled(here: World, leads: int) -> list[str]:
    """So many leads of one rep, on offers with and without a quiz, in several places."""
    here.grant("maya")
    kinds, places = ("demo_request", "whitepaper"), (NEW_YORK, CHICAGO, LOS_ANGELES, BERLIN)
    arrivals = [
        here.arrival(kinds[number % 2], place=places[number % 4], company=f"Company {number}")
        for number in range(leads)
    ]
    return [one.lead_id for one in here.take(arrivals)]


CALLS: dict[str, Callable[[Desk, Desk, str], object]] = {
    "board": lambda rep, _, __: rep.queue.board(limit=500),
    "locked": lambda rep, _, __: rep.queue.rows(Tab.LOCKED),
    "done": lambda rep, _, __: rep.queue.rows(Tab.DONE),
    "brief": lambda rep, _, lead: rep.queue.brief(lead),
    "log": lambda rep, _, lead: rep.calling.log(lead, "no_answer"),
    "team screen": lambda _, manager, __: manager.numbers.team(ranges.month(manager.numbers.today())),
    "needs you": lambda _, manager, __: manager.numbers.needs_you(),
    "team page": lambda _, manager, __: manager.numbers.team_page(ranges.month(manager.numbers.today())),
}


@pytest.mark.parametrize("name", CALLS)
def test_as_many_statements_for_many_leads_as_for_few(
    name: str, world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No screen and no logged call asks once for each row that it has."""
    counted = []
    for leads in (10, 300):
        here = world()
        (first, *_) = filled(here, leads)
        counted.append(len(asked(partial(CALLS[name], here.maya, here.nora, first), monkeypatch)))
    assert counted[0] == counted[1] > 0


def test_a_logged_call_has_nothing_prepared_anew(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite plans by the pattern that LIKE is given: with each new one it would prepare the statement again."""
    here = world()
    for lead in filled(here, 2):
        found = [
            getattr(compiled, name.upper()).text
            for name, _ in asked(partial(here.maya.calling.log, lead, "busy"), monkeypatch)
        ]

        assert found
        assert not [text for text in found if " LIKE :" in text]


@pytest.mark.parametrize("name", ["team screen", "needs you", "team page"])
def test_a_managers_screen_asks_nothing_twice(name: str, world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offers, passes and the days of a month are read once, however many panes show something of them."""
    here = world()
    (first, *_) = filled(here, 10)
    found = asked(partial(CALLS[name], here.maya, here.nora, first), monkeypatch)

    assert sorted(set(found)) == sorted(found)
