"""Members as database roles: who may read and write which rows, whatever program they connect with.

Row-level security by team and member, told from `session_user`. What a rep's row must obey besides (the gate, a quiz
that was really passed) is checked by the triggers of `rights.sql`. Managers have their team; the owner of the tables,
whom migrations and receivers of webhooks connect as, has everything.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import StoreError
from sdrdesk.paths import ServerUrl
from sdrdesk.store import compiled, pg_driver, pg_schema
from sdrdesk.store.driver import NAMESPACE
from sdrdesk.store.pg_store import PgStore

REP, MANAGER = "sdrdesk_rep", "sdrdesk_manager"
"""The groups that members are in."""

PREFIX = "sdr_"
"""What a member's role begins with, so that no login is the name of a role that was there."""

_TEAM = "{table}.team_id = (SELECT sdrdesk_rights.my_team())"
_SELF = "{table}.rep_id = (SELECT sdrdesk_rights.my_rep())"
# What a policy reads is itself held to policies: a lead that is found here is the rep's own.
_LEAD = "EXISTS (SELECT 1 FROM lead WHERE lead.team_id = {table}.team_id AND lead.id = {table}.lead_id)"
_CALL = "EXISTS (SELECT 1 FROM activity a WHERE a.team_id = {table}.team_id AND a.id = {table}.activity_id%s)"
_TRY = (
    "EXISTS (SELECT 1 FROM quiz_attempt t WHERE t.team_id = {table}.team_id AND t.id = {table}.attempt_id"
    " AND t.rep_id = (SELECT sdrdesk_rights.my_rep())%s)"
)
_OPEN = " AND t.state = 'open'"

WHICH = {
    "team": "true",
    "own": _SELF,
    "lead": _LEAD,
    "own or lead": f"({_SELF} OR {_LEAD})",
    "own or shared": f"({_SELF} OR {{table}}.is_shared)",
    "own on lead": f"({_SELF} AND {_LEAD})",
    "held": "{table}.owner_id = (SELECT sdrdesk_rights.my_rep())",
    "held or pooled": "({table}.owner_id = (SELECT sdrdesk_rights.my_rep()) OR {table}.owner_id ~ '^pool(:|$)')",
    "try": _TRY % "",
    "open try": (
        f"({_TRY % _OPEN} AND {{table}}.points IS NULL"
        " AND NOT sdrdesk_rights.is_handed_in({table}.team_id, {table}.attempt_id))"
    ),
    "open own": f"({_SELF} AND {{table}}.state = 'open')",
    "left own": f"({_SELF} AND {{table}}.state = 'left' AND {{table}}.score IS NULL)",
    "call": _CALL % "",
    "own call": f"({_SELF} AND {_CALL % ' AND a.rep_id = (SELECT sdrdesk_rights.my_rep())'})",
    "kept": "EXISTS (SELECT 1 FROM lead WHERE lead.team_id = {table}.team_id AND lead.id = {table}.kept_id)",
}
"""Which rows of the member's team, by a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What reps may do with a table's rows; each is a word of `WHICH`, or "" for nothing."""

    read: str = ""
    add: str = ""
    change: str = ""
    drop: str = ""
    columns: tuple[str, ...] = ()
    """What may be changed; empty for all."""
    after: str = ""
    """What a row must be when it was changed; "" for what it was before."""
    seen: tuple[str, ...] = ()
    """What may be read; empty for all."""


RIGHTS = {
    "team": Right(read="team"),
    "rep": Right(read="team"),
    "playbook": Right(read="team"),
    "holiday": Right(read="team", add="team"),
    "place": Right(read="team", add="team"),
    # Not the bank: `bank_of` tells what a rep may know of it.
    "offer": Right(
        read="team", seen=("team_id", "key", "title", "kind", "version", "changed_at", "card", "fingerprint")
    ),
    "offer_version": Right(read="team", seen=("team_id", "key", "version", "at", "card", "fingerprint")),
    "offer_alias": Right(read="team"),
    "lead": Right(read="held or pooled", add="held", change="held or pooled"),
    "conversion": Right(read="lead", add="lead"),
    "conversion_said": Right(read="lead", add="lead"),
    "visit": Right(read="lead", add="lead"),
    "batch": Right(read="team"),
    "activity": Right(read="own or lead", add="own on lead"),
    "activity_undo": Right(read="call", add="own call"),
    "rep_day": Right(read="own", add="own", change="own"),
    "suppression": Right(read="team", add="own", drop="own"),
    "suppression_key": Right(read="team", add="team", change="team", columns=("changes",)),
    "suppression_list": Right(read="team"),
    "suppressed": Right(read="team"),
    "erasure": Right(read="lead"),
    "audit": Right(read="own or lead", add="own"),
    "meeting": Right(read="own or lead", add="own on lead", change="lead", drop="own"),
    "opportunity": Right(read="own", add="own", change="own", drop="own"),
    "offer_opening": Right(read="own", add="own"),
    "quiz_attempt": Right(
        read="own",
        add="own",
        change="open own",
        after="left own",
        columns=("state", "ended_at", "score", "boot", "seconds"),
    ),
    "quiz_answer": Right(read="try", add="open try", change="open try", columns=("given", "at", "points")),
    "quiz_pass": Right(read="team", add="own"),
    "lead_unlock": Right(read="lead"),
    "signoff": Right(read="own"),
    "coaching": Right(read="own"),
    "celebration": Right(read="team", add="own"),
    "rep_aim": Right(read="own"),
    "absence": Right(read="own"),
    "call_block": Right(read="own", add="own", change="own", columns=("ended_at", "seen_at")),
    "commitment": Right(read="own or shared", add="own", change="own", drop="own"),
    "diary": Right(read="own", add="own", change="own"),
    "rep_share": Right(read="team"),
    "credential": Right(read="own", add="own", change="own"),
    "rep_session": Right(read="own", add="own", change="own"),
    "sign_in_try": Right(read="team", add="team", change="team", drop="team"),
    "mail": Right(read="lead", add="own on lead", change="own"),
    "route_wheel": Right(),
    "pool_claim": Right(read="team", add="own", change="own", drop="own"),
    "escalation": Right(read="lead"),
    "lead_merge": Right(read="kept"),
    "import_mapping": Right(),
    "import_change": Right(),
    "quarantine": Right(),
    "webhook_source": Right(),
    "inbox": Right(),
    "destination": Right(read="team"),
    "outbox": Right(read="team", add="team", seen=("team_id", "seq", "destination")),
}
"""Every table by what reps may do with it. One that is not here is nobody's but the managers'; a test asks for it."""

PERSONAL = ("commitment", "diary")
"""What a rep shares with the team or keeps to themselves: for managers, too, the words above are all there is."""

FUNCTIONS = (
    "my_team()", "my_rep()", "i_manage()", "bank_of(text, text, bigint)", "is_handed_in(text, text)", "hand_in(text)",
    "grade(text, timestamptz, text, float8)",
)  # fmt: skip
"""What members may call."""

FOR_GOOD = {
    "activity": ("lead_id", "day"),
    "activity_undo": (),
    "audit": (),
    "quiz_pass": (),
    "quiz_answer": (),
    "quiz_attempt": ("state", "ended_at", "score", "boot", "seconds"),
}
"""What managers cannot delete either, with the columns that a merge or a recount changes."""


def apply(connection: Any) -> None:
    """Lay down roles, policies and triggers anew, in the transaction of `connection`, as the owner of the tables."""
    connection.execute(Path(__file__).with_name("rights.sql").read_text(encoding="utf-8"))
    for group in (REP, MANAGER):
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [group]).fetchone():
            connection.execute(f"CREATE ROLE {group} NOLOGIN")
        connection.execute(f"GRANT USAGE ON SCHEMA {NAMESPACE}, sdrdesk_rights TO {group}")
        connection.execute(f"GRANT SELECT ON {NAMESPACE}.alembic_version TO {group}")
        for function in FUNCTIONS:
            connection.execute(f"GRANT EXECUTE ON FUNCTION sdrdesk_rights.{function} TO {group}")
    owner, database = connection.execute("SELECT quote_ident(current_user), quote_ident(current_database())").fetchone()
    # Without a schema of their own nobody can put a table or a function before ours, or try a leaky one on our rows.
    connection.execute(f"REVOKE TEMPORARY, CREATE ON DATABASE {database} FROM PUBLIC")
    connection.execute(f"REVOKE ALL ON SCHEMA {NAMESPACE} FROM PUBLIC")
    connection.execute(
        f"GRANT USAGE ON SCHEMA sdrdesk_keys TO {REP}, {MANAGER};"
        f"GRANT SELECT, INSERT ON sdrdesk_keys.kept TO {REP}, {MANAGER};"
        "ALTER TABLE sdrdesk_keys.kept ENABLE ROW LEVEL SECURITY;"
        "DROP POLICY IF EXISTS team ON sdrdesk_keys.kept;"
        "CREATE POLICY team ON sdrdesk_keys.kept USING (team_id = (SELECT sdrdesk_rights.my_team()))"
    )
    there = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [NAMESPACE]).fetchall()
    for (table,) in there:
        if table != "alembic_version":
            for statement in _of_table(table, owner):
                connection.execute(statement)


def _of_table(table: str, owner: str) -> list[str]:
    """The statements that give a table its policies and grants."""
    full = f"{NAMESPACE}.{table}"
    mine = "team.id = (SELECT sdrdesk_rights.my_team())" if table == "team" else _TEAM.format(table=table)
    made = [
        f"ALTER TABLE {full} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {full} FORCE ROW LEVEL SECURITY",
        f"REVOKE ALL ON {full} FROM {REP}, {MANAGER}, PUBLIC",
        *_policy(full, "owner", f"TO {owner} USING (true) WITH CHECK (true)"),
    ]
    if table in PERSONAL:
        return made + _of_members(table, full, mine, f"{REP}, {MANAGER}")
    made.append(f"GRANT SELECT, INSERT ON {full} TO {MANAGER}")
    if table not in FOR_GOOD:
        made.append(f"GRANT UPDATE, DELETE ON {full} TO {MANAGER}")
    elif FOR_GOOD[table]:
        made.append(f"GRANT UPDATE ({', '.join(FOR_GOOD[table])}) ON {full} TO {MANAGER}")
    added = f"{mine} AND {_SELF.format(table=table)}" if table == "audit" else mine
    made += _policy(full, "manager", f"TO {MANAGER} USING ({mine}) WITH CHECK ({added})")
    return made + _of_members(table, full, mine, REP)


def _of_members(table: str, full: str, mine: str, groups: str) -> list[str]:
    """The statements that give a table's rows to whom `RIGHTS` gives them."""
    made, right = [], RIGHTS.get(table, Right())
    for verb, word in (("SELECT", right.read), ("INSERT", right.add), ("UPDATE", right.change), ("DELETE", right.drop)):
        if not word:
            made.append(f'DROP POLICY IF EXISTS "rep {verb.lower()}" ON {full}')
            continue
        columns = ", ".join({"SELECT": right.seen, "UPDATE": right.columns}.get(verb, ()))
        made.append(f"GRANT {verb} {f'({columns})' if columns else ''} ON {full} TO {groups}")
        rows = f"{mine} AND {WHICH[word].format(table=table)}"
        after = f"{mine} AND {WHICH[right.after or word].format(table=table)}"
        limits = {"INSERT": f"WITH CHECK ({rows})", "UPDATE": f"USING ({rows}) WITH CHECK ({after})"}
        made += _policy(full, f"rep {verb.lower()}", f"FOR {verb} TO {groups} {limits.get(verb, f'USING ({rows})')}")
    return made


def _policy(table: str, name: str, what: str) -> list[str]:
    return [f'DROP POLICY IF EXISTS "{name}" ON {table}', f'CREATE POLICY "{name}" ON {table} {what}']


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A member's role, as it stands after `give_roles`."""

    login: str
    role: str
    is_manager: bool
    password: str
    """Told once, when it is made; "" for a role that was there."""


def give_roles(where: ServerUrl, renew: str = "") -> tuple[Role, ...]:
    """Lay down all rights and give every member a role; a member who left can sign in no more.

    Args:
        where: The database, as the owner of its tables, who may create roles.
        renew: Login of a member who gets a new password.

    Raises:
        StoreError: No team there, or the owner may not create roles.
    """
    store = pg_schema.find(where)
    if store is None or not store.team_id:
        raise StoreError(f"There is no team at {where}", "", "Start one with: sdrdesk init")
    with store.reading() as unit:
        members = unit.all(compiled.REPS)
    store.close()
    made = []
    with pg_driver.worded(where), pg_schema.plain(where) as connection:
        apply(connection)
        connection.execute(
            "UPDATE sdrdesk_rights.person SET rep_id = '' WHERE team_id = %s AND rep_id <> ALL (%s)",
            [store.team_id, [row[0] for row in members]],
        )
        gone = connection.execute("SELECT quote_ident(role) FROM sdrdesk_rights.person WHERE rep_id = ''").fetchall()
        for (role,) in gone:
            connection.execute(f"ALTER ROLE {role} NOLOGIN")
        connection.execute("DELETE FROM sdrdesk_rights.person WHERE rep_id = ''")
        for rep_id, login, _, role, *_ in members:
            is_new = login == renew
            made.append(_give_role(connection, store, rep_id, login, is_manager=role == "manager", is_new=is_new))
    return tuple(made)


def _give_role(connection: Any, store: PgStore, rep_id: str, login: str, *, is_manager: bool, is_new: bool) -> Role:
    name = PREFIX + login
    quoted = connection.execute("SELECT quote_ident(%s)", [name]).fetchone()[0]
    whose = f"sdrdesk {store.team_id} {rep_id}"
    find = "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = %s"
    is_there = connection.execute(find, [name]).fetchone()
    if is_there and is_there[0] != whose:
        # Roles belong to the whole server: a Maya of another team, or another database, is not let in here.
        raise StoreError(f"There is a role {name} that is somebody else's", "", "Give the member another login")
    password = secrets.token_urlsafe(18) if is_new or not is_there else ""
    if not is_there:
        connection.execute(f"CREATE ROLE {quoted} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")
        connection.execute(f"COMMENT ON ROLE {quoted} IS '{whose}'")
    if password:
        # Only its verifier goes over the line, and into the server's log.
        verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        connection.execute(f"ALTER ROLE {quoted} LOGIN PASSWORD '{verifier}'")
    group, other = (MANAGER, REP) if is_manager else (REP, MANAGER)
    connection.execute(f"GRANT {group} TO {quoted}")
    connection.execute(f"REVOKE {other} FROM {quoted}")
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        # Limits of a group are not inherited.
        connection.execute(f"ALTER ROLE {quoted} SET {limit} = '{pg_driver.LIMITS[limit]}'")
    connection.execute(
        "INSERT INTO sdrdesk_rights.person (role, team_id, rep_id, manages) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (role) DO UPDATE SET team_id = excluded.team_id, rep_id = excluded.rep_id,"
        " manages = excluded.manages",
        [name, store.team_id, rep_id, is_manager],
    )
    return Role(login=login, role=name, is_manager=is_manager, password=password)
