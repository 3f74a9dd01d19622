"""Units of work: all or nothing, one picture to a reader, and nothing lost between threads and programs."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.queues import Queue
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sdrdesk.clock import SystemClock
from sdrdesk.errors import StoreError
from sdrdesk.store import compiled, driver
from sdrdesk.store.file_store import FileStore
from sdrdesk.store.sql import ALWAYS, Sql, as_sql, bound, day, maybe, moment
from sdrdesk.store.store import Store, Unit
from tests.worlds import MakeWorld, World, template

EACH = 200 if os.environ.get("STRESS") else 40
"""Logs of each program: STRESS=1 for the whole of it."""

NAIVE = datetime(2026, 11, 24, 15)  # noqa: DTZ001
RENAME = Sql("rename", "UPDATE team SET name = :name WHERE id = :team")
NAME = Sql("name", "SELECT name FROM team WHERE id = :team")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A founded team's store."""
    path = tmp_path / "desk.db"
    shutil.copyfile(template(), path)
    return FileStore(path)


def name_in(store: Store) -> str:
    """The team's name as a new reader sees it."""
    with store.reading() as unit:
        row = unit.first(NAME)
    assert row is not None
    return str(row[0])


def half(open_unit: Callable[[], AbstractContextManager[Unit]], error: type[BaseException] | None) -> None:
    """Write something, then fail: by an error of our own, or by a statement that the file refuses."""
    with open_unit() as unit:
        unit.run(RENAME, name="Half")
        if error:
            raise error
        unit.run(Sql("bad", "INSERT INTO rep (team_id) VALUES (:team)"))


def test_a_unit_is_all_or_nothing(store: Store) -> None:
    """What a failing block wrote is gone, and the store works on."""
    for failure in (ZeroDivisionError, KeyboardInterrupt):
        with pytest.raises(failure):
            half(store.writing, failure)
        assert name_in(store) == "Harbour"
    with store.writing() as unit:
        unit.run(RENAME, name="Whole")

    assert name_in(store) == "Whole"


def test_a_failing_statement_is_worded_and_undone(store: Store) -> None:
    """The driver's refusal comes as our own error, and takes the whole unit with it."""
    with pytest.raises(StoreError):
        half(store.writing, None)

    assert name_in(store) == "Harbour"


def test_a_reader_cannot_write_behind_the_queue(store: Store) -> None:
    """A failing write inside a reading unit leaves nothing either."""
    with pytest.raises(ZeroDivisionError):
        half(store.reading, ZeroDivisionError)

    assert name_in(store) == "Harbour"


def test_a_reader_sees_one_picture(store: Store) -> None:
    """What is committed while a reader reads is not in its picture, neither half nor whole."""
    with store.reading() as reader:
        before = reader.first(NAME)
        with store.writing() as writer:
            writer.run(RENAME, name="Later")
        assert reader.first(NAME) == before == ("Harbour",)

    assert name_in(store) == "Later"


def test_other_programs_commits_are_noticed(store: Store) -> None:
    """A commit here or elsewhere is noticed once; looking is no change."""
    other = FileStore(store.path)
    seen = [store.has_changed(), store.has_changed()]
    with other.writing() as unit:
        unit.run(RENAME, name="Elsewhere")
    seen += [store.has_changed(), store.has_changed()]
    with store.writing() as unit:
        unit.run(RENAME, name="Here")
    with store.reading() as unit:
        unit.first(NAME)
    seen += [store.has_changed(), store.has_changed()]
    with pytest.raises(ZeroDivisionError):
        half(other.writing, ZeroDivisionError)
    seen.append(store.has_changed())
    other.close()

    assert seen == [False, False, True, False, True, False, False]


def rename_for(store: Store, *rep_ids: str) -> None:
    """A change that only these reps' screens show."""
    with store.writing() as unit:
        unit.run(RENAME, name="Changed")
        unit.seen_by(*rep_ids)


def test_a_screen_hears_of_what_it_shows(store: Store) -> None:
    """A rep hears of their own and of everybody's changes, a manager of all; what another tool wrote is heard too."""
    reps = {name: FileStore(store.path) for name in ("maya", "jon", "")}

    def heard() -> list[str]:
        return [name for name, ear in reps.items() if ear.has_changed(name)]

    assert heard() == []
    rename_for(store, "maya")
    assert heard() == ["maya", ""]
    rename_for(store)
    assert heard() == ["maya", "jon", ""]
    with store.writing() as unit:
        unit.seen_by("maya")
        unit.seen_by_all()
        unit.run(RENAME, name="All")
    assert heard() == ["maya", "jon", ""]
    with contextlib.closing(driver.connect(store.path)) as tool:
        tool.execute("UPDATE team SET name = 'Tool'")
    assert heard() == ["maya", "jon", ""]
    assert heard() == []
    for ear in reps.values():
        ear.close()


def test_a_closed_store_opens_again(store: Store) -> None:
    """Closing gives connections back; asking again takes new ones."""
    store.has_changed()
    store.close()
    store.close()

    assert name_in(store) == "Harbour"
    assert store.has_changed() is False


# --- values -----------------------------------------------------------------------------------------------------------


def test_times_are_kept_in_utc_and_sort_as_text() -> None:
    """A time of any zone is one text; text and times sort alike, to the microsecond."""
    east = timezone(timedelta(hours=5, minutes=45))
    one = datetime(2026, 11, 24, 20, 45, tzinfo=east)

    assert as_sql(one) == "2026-11-24 15:00:00.000000"
    assert moment(as_sql(one)) == one
    assert moment(as_sql(one)).tzinfo is UTC
    assert as_sql(one) < as_sql(one + timedelta(microseconds=1)) < as_sql(one + timedelta(days=365))
    assert (maybe(None), maybe(as_sql(one)), day("2028-02-29").day) == (None, one, 29)


def test_the_hour_that_comes_twice_is_kept_as_two() -> None:
    """When summer time ends, half past one comes twice: equal for Python, an hour apart in the file."""
    first = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))

    assert (as_sql(first), as_sql(first.replace(fold=1))) == (
        "2026-11-01 05:30:00.000000",
        "2026-11-01 06:30:00.000000",
    )
    assert bound(Sql("x", "SELECT :a, :b"), {"a": first, "b": first.replace(fold=1)})[1] == (
        "2026-11-01 05:30:00.000000",
        "2026-11-01 06:30:00.000000",
    )


def test_a_time_without_a_zone_is_refused(world: MakeWorld) -> None:
    """No naive time gets into the file, by any statement."""
    here = world()
    with pytest.raises(ValueError, match="without a zone"):
        as_sql(NAIVE)
    with pytest.raises(ValueError, match="without a zone"), here.store.writing() as unit:
        unit.run(compiled.ADD_PLAYBOOK, id="x", at=NAIVE, body="", source="")
    with pytest.raises(ValueError, match="without a zone"), here.store.writing() as unit:
        unit.many(compiled.ADD_PLAYBOOK, [{"id": "x", "at": NAIVE, "body": "", "source": ""}])

    assert here.sql("SELECT count(*) FROM playbook") == [(1,)]


def test_a_list_is_spread_out_and_never_empty() -> None:
    """Each item of a list is bound by itself; an empty one matches nothing."""
    sql = Sql("x", "SELECT 1 WHERE a IN (__[POSTCOMPILE_some]) AND b = :b", ("some",))

    assert bound(sql, {"some": ["p", "q"], "b": True}) == (
        "SELECT 1 WHERE a IN (?1, ?2) AND b = ?3",
        ("p", "q", 1),
    )
    assert bound(sql, {"some": [], "b": 0})[1] == (ALWAYS, 0)
    # What the statement does not take may be given: team and pending imports are, to all.
    assert bound(sql, {"some": ["p"], "b": 0, "other": ["q"]})[1] == ("p", 0)


def test_a_parameter_stands_in_its_place_each_time_it_is_named() -> None:
    """A value that a statement names twice is given once; a colon within quotes is none of them."""
    assert bound(Sql("x", "SELECT :b, '{\"b\":b}', :a, :b", ()), {"a": True, "b": "v"}) == (
        "SELECT ?1, '{\"b\":b}', ?2, ?1",
        ("v", 1),
    )
    assert bound(Sql("x", "SELECT :a"), {"a": None, "b": 1}) == ("SELECT ?1", (None,))
    assert bound(Sql("x", "SELECT 1"), {}) == ("SELECT 1", ())


@pytest.mark.parametrize(
    "change",
    [
        "stage = 'bogus'",
        "grade = 'E'",
        "due_at = NULL",
        "answer_by = NULL",
        "order_at = NULL",
        "why = ''",
        "stage = 'nurture'",
        "band = 5",
        "rank = -1",
        "tier = 'one'",
        "owner_id = 'nobody'",
        "offer = 'nothing'",
    ],
)
def test_the_file_refuses_what_no_rule_allows(world: MakeWorld, change: str) -> None:
    """An open lead has one next touch and a closed one none, whatever program writes."""
    here = world()
    lead = here.lead()
    before = here.record(lead)

    with pytest.raises(StoreError):
        here.write(f"UPDATE lead SET {change} WHERE team_id = :team AND id = :lead", lead=lead)  # noqa: S608
    assert here.record(lead) == before


# --- together ---------------------------------------------------------------------------------------------------------


def log_calls(path: str, login: str, leads: list[str], count: int, done: Queue[list[str]]) -> None:
    """Log so many calls as one of the team, in a program of its own."""
    from sdrdesk.build import open_desk

    desk = open_desk(Path(path), SystemClock(), login)
    ids = [desk.calling.log(leads[number % len(leads)], "busy").activity_id for number in range(count)]
    desk.close()
    done.put(ids)


def busy_leads(here: World) -> list[str]:
    """Leads that can take any number of logs: their offers never end a cadence in this test."""
    leads = [here.lead() for _ in range(4)]
    here.write("UPDATE lead SET retries = -100000 WHERE team_id = :team")
    return leads


def check_book(here: World, ids: list[str]) -> None:
    """Every acknowledged log is in the book once, the counters are its recount, and every lead has its touch."""
    assert Counter(row[0] for row in here.sql("SELECT id FROM activity")) == Counter(ids)
    assert here.counted() == here.recount()
    assert here.sql("SELECT count(*) FROM lead WHERE stage = 'open' AND due_at IS NOT NULL") == [(4,)]
    logged = here.sql("SELECT sum(retries + 100000) FROM lead")
    assert logged == [(len(ids),)]  # no log was planned on a standing that another was just changing
    assert here.sql("PRAGMA integrity_check") == [("ok",)]
    assert here.sql("PRAGMA foreign_key_check") == []
    times = here.sql("SELECT count(*), count(DISTINCT at) FROM activity GROUP BY lead_id")
    assert all(count == distinct for count, distinct in times)


def test_threads_lose_nothing(world: MakeWorld) -> None:
    """Eight threads of one desk log at once, while another reads: none lost, none doubled, no half picture."""
    here = world(SystemClock().now())
    leads, desk, ids, seen = busy_leads(here), here.maya, [], []

    def work(number: int) -> None:
        for turn in range(15):
            ids.append(desk.calling.log(leads[(number + turn) % 4], "busy").activity_id)

    def look() -> None:
        while len(ids) < 120:
            with desk.seat.store.reading() as unit:
                counted = unit.first(Sql("x", "SELECT coalesce(sum(touches), 0) FROM rep_day WHERE team_id = :team"))
                booked = unit.first(Sql("y", "SELECT count(*) FROM activity WHERE team_id = :team"))
            seen.append(counted == booked)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    threads.append(threading.Thread(target=look))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    check_book(here, ids)
    assert all(seen)
    assert seen


def test_programs_lose_nothing(world: MakeWorld) -> None:
    """Eight programs log at once on one file: every acknowledged call is there once, and the counters agree."""
    here = world(SystemClock().now())
    leads = busy_leads(here)
    here.maya.close()
    context = multiprocessing.get_context("spawn")
    done: Queue[list[str]] = context.Queue()
    programs = [context.Process(target=log_calls, args=(str(here.path), "maya", leads, EACH, done)) for _ in range(8)]
    for program in programs:
        program.start()
    ids = [one for _ in programs for one in done.get(timeout=120)]
    for program in programs:
        program.join()

    assert [program.exitcode for program in programs] == [0] * 8
    assert len(ids) == 8 * EACH
    check_book(here, ids)


def test_the_standard_library_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a SQLite that has the WAL bug the file runs on a rollback journal, and nothing else changes."""
    path = tmp_path / "desk.db"
    shutil.copyfile(template(), path)
    monkeypatch.setattr(driver, "journal", lambda: ("DELETE", "EXTRA"))
    here = World(path, datetime(2026, 11, 24, 15, tzinfo=UTC))
    here.maya.calling.log(here.lead(), "voicemail")

    assert here.sql("PRAGMA journal_mode") == [("delete",)]
    assert here.counted() == here.recount()
    here.close()


def test_a_lock_that_cannot_be_made_is_said_in_words(store: Store) -> None:
    """A full disk or a folder without rights is named when an import wants to be alone; nobody reads a traceback."""
    Path(f"{store.path}.import").mkdir()
    with pytest.raises(StoreError, match="cannot be written"), store.alone("import"):
        pass


def test_a_list_may_be_of_any_length(store: Store) -> None:
    """A statement finds the same rows whether its list has few values or thousands, which go to the driver as one."""
    among = Sql("among", "SELECT name FROM team WHERE id IN (__[POSTCOMPILE_ids])", ("ids",))
    others = [f'no "team" {number}, ö' for number in range(5_000)]
    with store.reading() as unit:
        assert unit.all(among, ids=[store.team_id, *others[:3]]) == unit.all(among, ids=[*others, store.team_id]) != []
        assert unit.all(among, ids=others) == []


@pytest.mark.parametrize("is_plain", [True, False])
def test_rows_are_written_by_place_as_by_name(store: Store, *, is_plain: bool) -> None:
    """Thousands of rows are bound by their place; the team is filled in all the same."""
    rows = [("FR|Europe/Paris",), ("NO|Europe/Oslo",)]
    with store.writing() as unit:
        if is_plain:
            unit.many_plain(compiled.ADD_PLACE, ("key",), rows)
        else:
            Unit.many_plain(unit, compiled.ADD_PLACE, ("key",), rows)
    with store.reading() as unit:
        assert set(rows) <= set(unit.all(compiled.PLACES))


def test_what_is_written_in_bulk_is_kept(store: Store) -> None:
    """Writing very much needs another way to treat the journal, not another promise: it is there after the commit."""
    before = store.commits()
    with store.in_bulk():
        with store.writing() as unit:
            unit.run(RENAME, name="Bulk")
        assert name_in(FileStore(store.path)) == "Bulk"
        store.settle()
    assert name_in(store) == "Bulk"
    assert store.commits() == (before or 0) + 1
