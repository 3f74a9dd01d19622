"""A server that goes away in the middle of a log: the rep reads so, the same key tries again, and it is logged once."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest

from sdrdesk.clock import SystemClock
from sdrdesk.desk.desk import Desk
from sdrdesk.errors import StoreError
from sdrdesk.ids import new_id
from sdrdesk.paths import ServerUrl
from sdrdesk.store import pg_driver
from tests.pg import cluster
from tests.postgresql.conftest import copy
from tests.worlds import MakeWorld, World

END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
LOGS, EACH = 4, 12
"""Threads that log, and how often each does."""


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team with one lead."""
    return world()


class Cut:
    """Cuts connections off at their next commit."""

    def __init__(self, patch: pytest.MonkeyPatch, *, is_sent: bool) -> None:
        """Cut before the server has it, or, where `is_sent`, after it has and before it could say so."""
        self._connect, self._is_sent, self.left = pg_driver.connect, is_sent, 1
        patch.setattr(pg_driver, "connect", self.connect)

    def connect(self, where: Any) -> Any:
        """A connection that breaks."""
        connection = self._connect(where)
        real, begun = connection.execute, [""]

        def execute(query: Any, *args: Any, **options: Any) -> Any:
            begun[0] = query if query.startswith("BEGIN") else begun[0]
            if not (self.left and query == "COMMIT" and begun[0] == "BEGIN"):
                return real(query, *args, **options)
            self.left -= 1
            if self._is_sent:
                real(query, *args, **options)
                with connection.pipeline() as pipeline:
                    pipeline.sync()
            connection.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")

        connection.execute = execute
        return connection


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_log_cut_off_at_its_commit_is_logged_once(
    here: World, monkeypatch: pytest.MonkeyPatch, is_sent: bool
) -> None:
    """Whether or not the commit came through, the rep reads that it was lost; the same id then logs once."""
    lead, activity = here.lead(), new_id(here.now)
    Cut(monkeypatch, is_sent=is_sent)
    here.maya.seat.store.close()  # from here on with connections that break

    with pytest.raises(StoreError, match=r"connection to .* was lost.*try again"):
        here.maya.calling.log(lead, "no_answer", activity_id=activity, note="rang out")
    again = here.maya.calling.log(lead, "no_answer", activity_id=activity, note="rang out")

    assert again.repeated is is_sent
    assert here.sql("SELECT id, note FROM activity") == [(activity, "rang out")]
    assert here.counted() == here.recount()
    assert sum(day[0] for day in here.counted().values()) == 1


def test_every_log_is_sent_exactly_once_while_connections_are_killed(here: World) -> None:
    """Four programs log while every backend is killed again and again: each log is there once, and counted once."""
    leads = [here.lead() for _ in range(LOGS)]
    sent, failures, is_over = list[str](), list[str](), threading.Event()

    def work(desk: Desk, lead: str) -> None:
        for _ in range(EACH):
            activity = new_id(SystemClock().now())
            while True:
                try:
                    desk.calling.log(lead, "sent_information", activity_id=activity, note=activity)
                except StoreError as error:
                    failures.append(error.title)
                else:
                    sent.append(activity)
                    break

    def kill() -> None:
        with cluster().admin() as admin:
            while not is_over.wait(0.03):
                admin.execute(END_ALL, [copy(0)])

    callers = [threading.Thread(target=work, args=(here.desk("maya"), lead)) for lead in leads]
    killer = threading.Thread(target=kill)
    for one in (*callers, killer):
        one.start()
    for one in callers:
        one.join(timeout=60)
    is_over.set()
    killer.join()

    assert len(sent) == LOGS * EACH
    assert failures, "nothing was cut off"
    assert all("was lost" in one for one in failures), set(failures)
    assert sorted(row[0] for row in here.sql("SELECT id FROM activity")) == sorted(sent)
    assert here.counted() == here.recount()


def test_a_server_that_is_starting_is_no_missing_database(here: World) -> None:
    """Somebody who connects while the server starts reads that it restarts, not that the database is gone."""
    assert isinstance(here.database, ServerUrl)
    error = psycopg.OperationalError("connection failed: FATAL:  the database system is not yet accepting connections")

    said = str(pg_driver.as_words(error, here.database, is_connect=True))

    assert "was lost" in said
    assert "no database" not in said
