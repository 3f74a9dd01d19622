"""Puts a desk together: the one place that knows which parts there are."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sdrdesk.clock import Clock, SystemClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.people.roster import all_reps, learn_holidays, read_calendar, rep_by_login
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Calendar
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.plain import stored_playbook
from sdrdesk.errors import NotFound, StoreError
from sdrdesk.ids import new_id
from sdrdesk.paths import Database, ServerUrl
from sdrdesk.store import compiled, driver
from sdrdesk.store.schema import find_store, open_store
from sdrdesk.store.store import Sitting, Store
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.desk.people.signing_in import SigningIn
    from sdrdesk.domain.playbook import Playbook

if TYPE_CHECKING:
    from sdrdesk.store.copying import Copied, Tell
    from sdrdesk.store.pg_rights import Role


def data_folder() -> Path:
    """The shipped data: inside the package when installed, beside it in a checkout."""
    inside = Path(__file__).with_name("data")
    return inside if inside.is_dir() else Path(__file__).parents[1] / "data"


def open_desk(
    database: Database,
    clock: Clock,
    login: str = "",
    *,
    is_service: bool = False,
    front: str = "",
    token: str = "",
) -> Desk:
    """The desk of one rep on an existing store.

    Args:
        database: The file, or the address on a server.
        clock: The desk's clock.
        login: Who sits down; "" will do where the team has one member, or the session says it.
        is_service: Nobody sits there: a manager's seat will do where no login is given.
        front: Where they sit, for the audit: "tui", "cli" or "web".
        token: What their session is remembered by.

    Raises:
        NotFound: No such file, no team in it, or no such rep.
        Refused: They have a password and the session is not theirs, or over ("sign_in").
    """
    store = find_store(database, clock.now())
    if store is None:
        raise NotFound(
            f"There is no desk at {database}", "", "Look around with: sdrdesk demo. Start your team with: sdrdesk init"
        )
    try:
        login = login or _signed_in(store, token)
        seat = _seat(store, database, clock, login, is_service=is_service)
        if not is_service:
            _admit(seat, front, token)
        return Desk(seat)
    except BaseException:
        store.close()
        raise


def is_in_use(path: Path) -> bool:
    """Whether any desk has a file open."""
    return driver.is_open(path)


def open_door(database: Database, front: str) -> SigningIn:
    """The way in to an existing store, at which nobody sits yet."""
    from sdrdesk.desk.people.signing_in import SigningIn

    store = find_store(database, SystemClock().now())
    if store is None:
        raise NotFound(f"There is no desk at {database}", "", "Start your team with: sdrdesk init")
    return SigningIn(store, front)


def _signed_in(store: Store, token: str) -> str:
    """The login of whoever's session a token is, "" if nobody's."""
    if not token:
        return ""
    from sdrdesk.desk.people.signing_in import SigningIn

    # By the machine's clock: no --at brings a session back.
    found = SigningIn(store, "").known(token, SystemClock().now())
    return found.login if found else ""


def _admit(seat: Seat, front: str, token: str) -> None:
    """Let the rep sit down: whoever has a password needs a session."""
    with seat.store.reading() as unit:
        has_password = unit.first(compiled.CREDENTIAL, rep=seat.rep.id) is not None
    if has_password:
        from sdrdesk.desk.people.signing_in import SigningIn

        SigningIn(seat.store, front).admit(seat.rep, token, SystemClock().now())
    seat.front, seat.token = front, token
    seat.store.sitting = Sitting(seat.rep.role, front)


def _seat(store: Store, database: Database, clock: Clock, login: str, *, is_service: bool) -> Seat:
    """The place of one rep at a store."""
    with store.reading() as unit:
        reps = all_reps(unit, store.team_name)
        body = unit.first(compiled.PLAYBOOK)
        if not reps or body is None:
            raise NotFound(f"{database} has no team yet", "", "Start your team with: sdrdesk init")
        playbook = stored_playbook(json.loads(body[0]))
        calendar = read_calendar(unit, playbook)
        kinds = {row[0]: row[2] for row in unit.all(compiled.OFFERS)}
    if store.login and login not in ("", store.login):
        raise NotFound(f"The server knows you as {store.login}", "", "Leave --rep out, or sign in as somebody else")
    login = login or store.login
    if not login and is_service:
        login = next((rep.login for rep in reps if rep.is_manager), reps[0].login)
    if not login and len(reps) > 1:
        raise NotFound("Who are you?", f"There are: {', '.join(rep.login for rep in reps)}", "Give --rep LOGIN")
    rep = rep_by_login(reps, login) if login else reps[0]
    return Seat(store=store, clock=clock, rep=rep, rules=Rules(playbook, calendar), kinds=kinds)


def found_team(
    database: Database,
    now: datetime,
    *,
    team: str,
    members: list[dict[str, str]],
    playbook: Playbook,
    source: str,
    make_id: Callable[[datetime], str] = new_id,
) -> Store:
    """Make a new store with a team, its members, the playbook and the shipped offers.

    Args:
        database: Where; must hold no team yet.
        now: The moment.
        team: Its name.
        members: login, name, role and zone_name of each.
        playbook: The checked rules.
        source: The file they came from, as text.
        make_id: Makes the team's id.
    """
    from sdrdesk.desk.gate.offer_shelf import write_offers
    from sdrdesk.desk.people.team import add_rep, write_playbook
    from sdrdesk.feeds.offer_files import read_library

    if isinstance(database, ServerUrl) and database.team not in ("", team):
        raise StoreError(f"The address means {database.team}", f"The team is called {team}", "Write ?team= as its name")
    library = read_library(data_folder() / "offers")
    store = open_store(database, now)
    try:
        with store.writing() as unit:
            if there := store.find_team(unit):
                raise StoreError(f"{database} has a team already: {there[1]}", "", "Name another database with --db")
            unit.team_id = make_id(now)
            unit.run(compiled.ADD_TEAM, id=unit.team_id, name=team, created_at=now)
            for member in members:
                add_rep(unit, now=now, **member)
            write_playbook(unit, playbook, source, now)
            write_offers(unit, library, playbook, now)
        store.load_team()
        learn_holidays(store, Calendar(calling=playbook.calling_hours, team=playbook.team_hours), now)
    except BaseException:
        store.close()
        raise
    return store


def give_roles(where: ServerUrl, renew: str = "") -> tuple[Role, ...]:
    """Give every member a role on the server; see `pg_rights.give_roles`."""
    from sdrdesk.store import pg_rights

    return pg_rights.give_roles(where, renew)


def copy_team(source: Database, target: Database, now: datetime, tell: Tell) -> tuple[Copied, ...]:
    """Copy a team from one store to another with the secrets that lie beside it; see `copying.copy`."""
    from sdrdesk.desk.intake.hook_secrets import SecretsFile, keys_of
    from sdrdesk.store import copying

    with contextlib.ExitStack() as open_stores:
        ours = find_store(source, now)
        if ours is None:
            raise NotFound(f"There is no desk at {source}", "", "Name the file or the address that has the team")
        open_stores.callback(ours.close)
        theirs = open_store(target, now)
        open_stores.callback(theirs.close)
        copied = copying.copy(ours, theirs, tell)
        for here, there in (
            (SecretsFile(ours.path), SecretsFile(theirs.path)),
            (keys_of(ours), keys_of(theirs)),
        ):
            for key, held in here.read().items():
                if key not in there.read():
                    there.put(key, held)
    return copied


def distribution() -> tuple[str, ...]:
    """What Citus must be told; see `distribution.statements`."""
    from sdrdesk.store import distribution

    return distribution.statements()


__all__ = ["Desk", "Rep", "data_folder", "found_team", "open_desk"]
