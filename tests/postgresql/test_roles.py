"""What a rep, or a manager, cannot do with any client of PostgreSQL: each attempt and how it is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sdrdesk.build import open_desk
from sdrdesk.errors import NotFound, Refused, StoreError
from sdrdesk.store import pg_rights, tables
from tests.desk.takers import PAPER, right, shipped, take
from tests.pg import cluster
from tests.postgresql.roles import RoleWorld, members

NOT_ALLOWED = "permission denied"
NOT_YOURS = "row-level security"
NOTHING = ""
"""No error, and not a row."""


@dataclass(frozen=True)
class Scene:
    """A team at work, and what an attacker knows about it: every id there is."""

    world: RoleWorld
    ids: dict[str, str]
    clients: dict[str, psycopg.Connection[Any]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Maya has an open lead, a locked one and a call; Jon has a lead, a call and a pass of his own."""
    world = RoleWorld()
    free, locked = world.lead("demo_request"), world.lead("whitepaper")
    jons = world.lead("demo_request", owner="jon", visits=(("Pricing", 40),))
    call, jons_call = world.maya.calling.log(free, "voicemail"), world.jon.calling.log(jons, "voicemail")
    assert take(world, world.jon, PAPER).passed
    world.wait(minutes=1)
    cards = shipped(PAPER)[1].questions
    ids = {
        "team": world.store.team_id, "maya": world.maya.rep.id, "jon": world.jon.rep.id, "free": free, "locked": locked,
        "jons": jons, "call": call.activity_id, "jons_call": jons_call.activity_id, "now": world.now.isoformat(),
        "asked": json.dumps([one.id for one in cards[:5]]), "one": json.dumps([cards[0].id]),
        "first": cards[0].id, "version": str(shipped(PAPER)[0].version),
    }  # fmt: skip
    with cluster().admin(world.name) as admin:
        admin.execute("ANALYZE")
    made = Scene(world, ids)
    yield made
    for connection in made.clients.values():
        connection.close()
    world.close()


def client(scene: Scene, login: str) -> psycopg.Connection[Any]:
    """A connection as psql makes it: somebody's name and password, nothing else; kept for the next attempt."""
    if login not in scene.clients:
        where = scene.world.url(login).url
        scene.clients[login] = psycopg.connect(where, autocommit=True, options="-c search_path=sdrdesk")
    return scene.clients[login]


LOG = (
    "INSERT INTO activity (team_id, id, lead_id, rep_id, at, day, channel, outcome, seconds, note, reason, yeses,"
    " is_dial, is_connect, is_conversation, is_booked, is_first, kind, offer, tier, converted_at, promised, variants,"
    " meeting_id, meeting_state, before, after) SELECT %(team)s, 'x{n}', {lead}, {rep}, %(now)s, '2026-11-24', 'call',"
    " 'voicemail', 0, '', '', '', true, false, false, false, false, 'demo_request', 'demo-request', 1, %(now)s, false,"
    " '', '', '', '', ''"
)
PASS = "INSERT INTO quiz_pass VALUES (%(team)s, {id}, {rep}, 'speed-to-lead', %(version)s, %(now)s, NULL)"
TRY = (
    "INSERT INTO quiz_attempt (team_id, id, rep_id, offer, version, seed, questions, pass_mark, state, started_at,"
    " boot, seconds)"
    " VALUES (%(team)s, {id}, %(maya)s, 'speed-to-lead', %(version)s, 1, {asked}, {mark}, {state}, %(now)s, '', 0)"
)
BEGUN = TRY.format(id="'mine'", asked="%(asked)s", mark="0.8", state="'open'")
GUESS = "INSERT INTO quiz_answer VALUES (%(team)s, 'mine', %(first)s, '[\"a guess\"]', %(now)s, {points})"
GRADE = "SELECT sdrdesk_rights.hand_in('mine'); SELECT sdrdesk_rights.grade('mine', %(now)s, '', 0)"
TOLD = (
    "SELECT 1 FROM jsonb_array_elements(sdrdesk_rights.bank_of({team}, 'speed-to-lead', %(version)s)::jsonb"
    " -> 'questions') q WHERE {what}"
)
KEYS = (
    "q -> 'right' <> '[]' OR q -> 'accept' <> '[]' OR q -> 'numbers' <> '[]' OR q ->> 'why' <> ''"
    " OR q ->> 'reread' <> ''"
    " OR (SELECT count(DISTINCT pair ->> 'right') FROM jsonb_array_elements(q -> 'pairs') pair) > 1"
)
"""What of a question tells its answer."""
DONE = "UPDATE quiz_attempt SET state = 'passed', ended_at = %(now)s, score = 1 WHERE id = 'mine'"

BY_A_REP = {
    "read a colleague's lead": ("SELECT * FROM lead WHERE id = %(jons)s", NOTHING),
    "read leads of everybody": ("SELECT * FROM lead WHERE owner_id <> %(maya)s", NOTHING),
    "read a colleague's conversions": ("SELECT * FROM conversion WHERE lead_id = %(jons)s", NOTHING),
    "read what a colleague's lead looked at": ("SELECT * FROM visit WHERE lead_id = %(jons)s", NOTHING),
    "read a colleague's calls": ("SELECT * FROM activity WHERE rep_id = %(jon)s", NOTHING),
    "read a colleague's answers": ("SELECT * FROM quiz_answer", NOTHING),
    "read a colleague's figures": ("SELECT * FROM rep_day WHERE rep_id = %(jon)s", NOTHING),
    "read what a colleague did": ("SELECT * FROM audit WHERE rep_id = %(jon)s", NOTHING),
    "copy the table out": ("SELECT 1 FROM lead HAVING count(*) > 2", NOTHING),
    "look at the planner's samples": ("SELECT * FROM pg_stats WHERE tablename = 'lead'", NOTHING),
    "tell rows by an error": ("SELECT 1 / (id <> %(jons)s)::int FROM lead WHERE id = %(jons)s", NOTHING),
    "read posts of webhooks": ("SELECT * FROM inbox", NOT_ALLOWED),
    "read what goes out": ("SELECT payload FROM outbox", NOT_ALLOWED),
    "switch row security off": ("SET row_security = off; SELECT * FROM lead", "would be affected by row-level"),
    "become a manager's role": ("SET ROLE sdrdesk_manager", NOT_ALLOWED),
    "become the owner": ("SET ROLE desk_owner", NOT_ALLOWED),
    "become a colleague": ("SET SESSION AUTHORIZATION sdr_jon", NOT_ALLOWED),
    "make oneself a manager": ("UPDATE rep SET role = 'manager' WHERE id = %(maya)s", NOT_ALLOWED),
    "say who one is": ("UPDATE sdrdesk_rights.person SET rep_id = %(jon)s", NOT_ALLOWED),
    "look who is who": ("SELECT * FROM sdrdesk_rights.person", NOT_ALLOWED),
    "put a table before ours": ("CREATE TEMP TABLE quiz_pass (team_id text)", NOT_ALLOWED),
    "make a function": ("CREATE FUNCTION leak(text) RETURNS bool LANGUAGE sql AS 'SELECT true'", NOT_ALLOWED),
    "change the rules": ("UPDATE playbook SET body = '{}'", NOT_ALLOWED),
    "change an offer": ("UPDATE offer SET bank = '{}'", NOT_ALLOWED),
    "call a function of the rules": ("SELECT sdrdesk_rights.rules(%(team)s)", NOT_ALLOWED),
    "log on a locked lead": (LOG.format(n=1, lead="%(locked)s", rep="%(maya)s"), "This lead is locked"),
    "log on a colleague's lead": (LOG.format(n=2, lead="%(jons)s", rep="%(maya)s"), NOT_YOURS),
    "log in a colleague's name": (LOG.format(n=3, lead="%(free)s", rep="%(jon)s"), NOT_YOURS),
    "take the lock off": ("UPDATE lead SET gate = '' WHERE id = %(locked)s", "Only a manager opens"),
    "ask for another quiz": ("UPDATE lead SET gate = 'desk-method' WHERE id = %(locked)s", "Only a manager opens"),
    "say that it came another way": (
        "UPDATE lead SET gate = '', kind = 'demo_request', offer = 'demo-request' WHERE id = %(locked)s",
        "never converted on",
    ),
    "open a lead like a manager": (
        "INSERT INTO lead_unlock VALUES (%(team)s, 'x', %(locked)s, 'speed-to-lead', %(maya)s, %(maya)s, %(now)s, '')",
        NOT_ALLOWED,
    ),
    "take a colleague's lead": ("UPDATE lead SET owner_id = %(maya)s WHERE id = %(jons)s RETURNING id", NOTHING),
    "give a lead away": ("UPDATE lead SET owner_id = %(jon)s WHERE id = %(free)s", NOT_YOURS),
    "delete a lead": ("DELETE FROM lead", NOT_ALLOWED),
    "empty a table": ("TRUNCATE activity CASCADE", NOT_ALLOWED),
    "edit a call": ("UPDATE activity SET outcome = 'meeting_booked' WHERE id = %(call)s", NOT_ALLOWED),
    "delete a call": ("DELETE FROM activity WHERE id = %(call)s", NOT_ALLOWED),
    "take a colleague's call back": (
        "INSERT INTO activity_undo VALUES (%(team)s, %(jons_call)s, %(now)s, %(maya)s)",
        NOT_YOURS,
    ),
    "pass without a quiz": (PASS.format(id="'x'", rep="%(maya)s"), "A pass is earned with a quiz"),
    "pass for a colleague": (PASS.format(id="'x'", rep="%(jon)s"), "A pass is earned|row-level security"),
    "begin a quiz that is passed": (
        TRY.format(id="'a'", asked="%(asked)s", mark="0.8", state="'passed'"),
        "as the playbook says",
    ),
    "begin a quiz of one question": (
        TRY.format(id="'b'", asked="%(one)s", mark="0.8", state="'open'"),
        "as the playbook says",
    ),
    "begin a fourth quiz in a day": (
        "; UPDATE quiz_attempt SET state = 'left', ended_at = %(now)s WHERE state = 'open'; ".join(
            TRY.format(id=f"'t{number}'", asked="%(asked)s", mark="0.8", state="'open'") for number in range(4)
        ),
        "No attempt is left today",
    ),
    "begin a quiz that nothing passes": (
        TRY.format(id="'c'", asked="%(asked)s", mark="0.0", state="'open'"),
        "as the playbook says",
    ),
    "pass with guesses": ("; ".join((BEGUN, GUESS.format(points="NULL"), DONE)), NOT_YOURS),
    "pass with a quiz that is open": (f"{BEGUN}; {PASS}".format(id="'mine'", rep="%(maya)s"), "A pass is earned"),
    "say what an answer is worth": (f"{BEGUN}; {GUESS.format(points=1)}", NOT_YOURS),
    "read the answers": ("SELECT bank FROM offer", NOT_ALLOWED),
    "read the answers of before": ("SELECT bank FROM offer_version", NOT_ALLOWED),
    "read them with all else": ("SELECT * FROM offer", NOT_ALLOWED),
    "read them as a row": ("SELECT row_to_json(offer) FROM offer", NOT_ALLOWED),
    "look for one in them": ("SELECT 1 FROM offer WHERE bank LIKE '%%right%%'", NOT_ALLOWED),
    "sort by them": ("SELECT key FROM offer ORDER BY bank", NOT_ALLOWED),
    "copy them": ("COPY offer TO STDOUT", NOT_ALLOWED),
    "copy the old ones": ("COPY (SELECT bank FROM offer_version) TO STDOUT", NOT_ALLOWED),
    "see them through a view": ("CREATE VIEW keys AS SELECT bank FROM offer", NOT_ALLOWED),
    "see them through a view of one's own": ("CREATE TEMP VIEW keys AS SELECT bank FROM offer", NOT_ALLOWED),
    "look at the planner's samples of them": (
        "SELECT most_common_vals, histogram_bounds FROM pg_stats WHERE tablename ~ 'offer' AND attname = 'bank'",
        NOTHING,
    ),
    "look where the planner keeps them": ("SELECT stavalues1 FROM pg_statistic", NOT_ALLOWED),
    "ask the grader for the key": ("SELECT sdrdesk_rights.asked(t) FROM quiz_attempt t", NOT_ALLOWED),
    "ask the grader about a guess": ("SELECT sdrdesk_rights.worth('{}', '[]')", NOT_ALLOWED),
    "find them in what a rep may read": (TOLD.format(team="%(team)s", what=KEYS), NOTHING),
    "read another team's questions": (TOLD.format(team="'other'", what="true"), NOTHING),
    "find them in the audit": ("SELECT 1 FROM audit WHERE detail LIKE '%%right%%'", NOTHING),
    "read what others answered": ("SELECT given FROM quiz_answer", NOTHING),
    "read what was handed in": ("SELECT given FROM sdrdesk_rights.handed", NOT_ALLOWED),
    "put a bank before ours": ("SET search_path = pg_temp, sdrdesk; CREATE TABLE offer (bank text)", NOT_ALLOWED),
    "put a grader before ours": (
        "SET search_path = sdrdesk, sdrdesk_rights; CREATE FUNCTION sdrdesk.worth(jsonb, jsonb) RETURNS float8"
        " LANGUAGE sql AS 'SELECT 1'",
        NOT_ALLOWED,
    ),
    "see the grade and roll back": (f"{BEGUN}; {GRADE}", "handed in before it is graded"),
    "see the grade in a part and roll back": (
        f"{BEGUN}; SAVEPOINT a; {GRADE.replace('; ', '; RELEASE a; SAVEPOINT b; ', 1)}",
        "handed in before it is graded",
    ),
    "have a colleague's quiz graded": (
        "SELECT 1 WHERE sdrdesk_rights.grade((SELECT id FROM quiz_attempt LIMIT 1), %(now)s, '', 0) IS NOT NULL",
        NOTHING,
    ),
    "write the audit for a colleague": (
        "INSERT INTO audit (team_id, id, at, rep_id, what) VALUES (%(team)s, 'x', %(now)s, %(jon)s, 'assigned')",
        NOT_YOURS,
    ),
    "edit the audit": ("UPDATE audit SET what = ''", NOT_ALLOWED),
    "delete from the audit": ("DELETE FROM audit", NOT_ALLOWED),
    "write for another team": ("INSERT INTO place VALUES ('other', 'US-NY')", NOT_YOURS),
}

BY_A_MANAGER = {
    "edit a call": ("UPDATE activity SET outcome = 'meeting_booked'", NOT_ALLOWED),
    "delete a call": ("DELETE FROM activity", NOT_ALLOWED),
    "log on a locked lead without the pass": (
        LOG.format(n=4, lead="%(locked)s", rep="%(maya)s"),
        "This lead is locked",
    ),
    "write the audit for somebody else": (
        "INSERT INTO audit (team_id, id, at, rep_id, what) VALUES (%(team)s, 'x', %(now)s, %(jon)s, 'assigned')",
        NOT_YOURS,
    ),
    "edit the audit": ("UPDATE audit SET what = ''", NOT_ALLOWED),
    "delete from the audit": ("DELETE FROM audit", NOT_ALLOWED),
    "say who one is": ("UPDATE sdrdesk_rights.person SET team_id = 'other'", NOT_ALLOWED),
    "switch row security off": ("SET row_security = off; SELECT * FROM lead", "would be affected by row-level"),
    "write for another team": ("INSERT INTO place VALUES ('other', 'US-NY')", NOT_YOURS),
}


def attempt(scene: Scene, login: str, text: str) -> tuple[str, list[Any]]:
    """What the server says to a statement, and the rows it gives; nothing of it stays."""
    connection = client(scene, login)
    with psycopg.ClientCursor(connection) as cursor:
        try:
            cursor.execute("BEGIN")
            cursor.execute(text.encode() % _literals(connection, scene.ids))
            while cursor.nextset():
                pass
            return "", cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            return str(error), []
        finally:
            cursor.execute("ROLLBACK")


def _literals(connection: psycopg.Connection[Any], ids: dict[str, str]) -> dict[bytes, bytes]:
    from psycopg import sql

    return {name.encode(): sql.Literal(value).as_bytes(connection) for name, value in ids.items()}


@pytest.mark.parametrize("what", BY_A_REP)
def test_a_rep_cannot(scene: Scene, what: str) -> None:
    """With a rep's password and any client: refused, or not there."""
    text, said = BY_A_REP[what]
    check(*attempt(scene, "maya", text), said)


@pytest.mark.parametrize("what", BY_A_MANAGER)
def test_a_manager_cannot(scene: Scene, what: str) -> None:
    """The book and the audit are not a manager's to change either."""
    text, said = BY_A_MANAGER[what]
    check(*attempt(scene, "nora", text), said)


def check(error: str, rows: list[Any], said: str) -> None:
    """The attempt failed as it must."""
    if said == NOTHING:
        assert (error, rows) == ("", [])
    else:
        assert any(one in error for one in said.split("|")), error or rows


def test_the_attempts_would_work_without_the_rights(scene: Scene) -> None:
    """The test can fail: the owner reads it all, a rep reads and logs on their own, and begins a quiz."""
    assert len(attempt(scene, "maya", "SELECT * FROM lead")[1]) == 2
    assert len(attempt(scene, "nora", "SELECT * FROM lead")[1]) == 3
    assert len(scene.world.sql("SELECT * FROM lead")) == 3
    error, _ = attempt(scene, "maya", LOG.format(n=5, lead="%(free)s", rep="%(maya)s"))
    assert error == ""
    error, _ = attempt(scene, "maya", TRY.format(id="'d'", asked="%(asked)s", mark="0.8", state="'open'"))
    assert error == ""


def test_the_grade_is_that_of_what_was_handed_in(scene: Scene) -> None:
    """A quiz that is handed in is answered no more, by no older transaction either; rolling back tells nothing.

    What a try has asked is told once it is graded, the rest of the bank never.
    """
    ours, late = (
        client(scene, "maya"),
        psycopg.connect(scene.world.url("maya").url, autocommit=True, options="-c search_path=sdrdesk"),
    )
    one = "'paper'"
    known = shipped(PAPER)[1].questions[:5]

    def run(connection: psycopg.Connection[Any], text: str) -> list[Any]:
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(text.encode() % _literals(connection, scene.ids))
            return cursor.fetchall() if cursor.description else []

    run(ours, TRY.format(id=one, asked="%(asked)s", mark="0.8", state="'open'"))
    run(ours, GUESS.replace("'mine'", one).format(points="NULL"))
    run(late, "BEGIN ISOLATION LEVEL REPEATABLE READ")
    run(late, "SELECT count(*) FROM quiz_answer")
    run(ours, "SELECT sdrdesk_rights.hand_in('paper')")

    with pytest.raises(psycopg.Error, match=NOT_YOURS):
        run(ours, GUESS.replace("'mine'", one).replace("%(first)s", "'another'").format(points="NULL"))
    for number, question in enumerate(known):
        scene.ids["key"], scene.ids["right"] = question.id, json.dumps(list(right(question)))
        text = "INSERT INTO quiz_answer VALUES (%(team)s, 'paper', %(key)s, %(right)s, %(now)s, NULL)"
        run(late, text + " ON CONFLICT (team_id, attempt_id, question) DO UPDATE SET given = excluded.given")
        assert number < 5
    run(late, "COMMIT")
    assert run(ours, TOLD.format(team="%(team)s", what=KEYS)) == []
    run(ours, "BEGIN")
    assert run(ours, "SELECT sdrdesk_rights.grade('paper', %(now)s, '', 0)") == [("failed",)]
    run(ours, "ROLLBACK")
    assert run(ours, TOLD.format(team="%(team)s", what=KEYS)) == []
    assert run(ours, "SELECT sdrdesk_rights.grade('paper', %(now)s, '', 0)") == [("failed",)]
    assert run(ours, "SELECT score, state FROM quiz_attempt WHERE id = 'paper'") == [(0.0, "failed")]
    told = run(ours, TOLD.format(team="%(team)s", what=KEYS).replace("SELECT 1", "SELECT q ->> 'id'"))
    assert {row[0] for row in told} == {question.id for question in known}
    late.close()


def test_every_table_says_what_reps_may_do() -> None:
    """A new table is nobody's but the managers' until `pg_rights.RIGHTS` says what reps may read and write of it."""
    assert set(tables.metadata.tables) == set(pg_rights.RIGHTS)


def test_the_server_knows_who_sits_down(scene: Scene) -> None:
    """The desk is that of the role: no --rep is asked, and no other is taken."""
    where = scene.world.url("maya")
    desk = open_desk(where, scene.world.clock)
    assert desk.rep.login == "maya"
    desk.close()
    with pytest.raises(NotFound, match="knows you as maya"):
        open_desk(where, scene.world.clock, "nora")


def test_who_asked_for_no_calls_is_known_on_every_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scene: Scene
) -> None:
    """The key of the hashes is the team's: what Maya logs on her machine holds on Jon's, which has no file of hers."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "hers"))
    hers = open_desk(scene.world.url("maya"), scene.world.clock)
    lead = scene.world.lead("demo_request", phone="+12125550188", email="")
    hers.calling.log(lead, "do_not_call")
    hers.close()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "his"))
    his = open_desk(scene.world.url("jon"), scene.world.clock)
    same = scene.world.lead("demo_request", phone="+12125550189", email="", owner="jon")
    scene.world.write("UPDATE lead SET phone = '+12125550188' WHERE team_id = :team AND id = :lead", lead=same)
    with pytest.raises(Refused) as told:
        his.calling.dial(same)
    his.close()

    assert told.value.code == "suppressed"


def test_who_has_left_signs_in_no_more() -> None:
    """A member who left has no role that can sign in; the others keep their passwords."""
    name, passwords = members()
    cluster().reset(name)
    with cluster().admin(name) as admin:
        admin.execute("UPDATE sdrdesk.rep SET left_at = now() WHERE login = 'jon'")
        again = pg_rights.give_roles(cluster().url(name))
        assert [(one.login, one.password) for one in again] == [("maya", ""), ("nora", "")]
        with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
            psycopg.connect(cluster().url(name, "sdr_jon", passwords["jon"]).url)
        admin.execute("UPDATE sdrdesk.rep SET left_at = NULL WHERE login = 'jon'")
        admin.execute("ALTER ROLE sdr_jon LOGIN")
        pg_rights.give_roles(cluster().url(name))


def test_roles_need_a_team_and_the_right_to_make_them(scene: Scene) -> None:
    """An empty database and a member who is not the owner are refused in words."""
    with pytest.raises(StoreError, match="does not allow this"):
        pg_rights.give_roles(scene.world.url("nora"))
    empty = cluster().make()
    with pytest.raises(StoreError, match="There is no team"):
        pg_rights.give_roles(cluster().url(empty))
    cluster().drop(empty)
