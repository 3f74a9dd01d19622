"""Signing in: a password once, a session after it; what every front goes through before somebody sits down.

What a session is remembered by is a random token. The store keeps its SHA-256 only, so a copy of the database signs
nobody in. A wrong password is counted before it is looked at: a crash, or many tries at once, win nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.people import passwords
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.domain.attempts import FORGET, standing, wait_after
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.words import length
from sdrdesk.errors import Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Store, Unit

LASTS = timedelta(days=14)
"""How long a session is remembered."""

KEEP = timedelta(days=90)
"""How long a session that is over stays in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who has signed in."""

    token: str
    """For the front to remember; nobody else has it."""
    login: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whose session a token is."""

    rep_id: str
    login: str
    began_at: datetime
    until: datetime


class SigningIn:
    """The way to a seat, over a store at which nobody sits yet."""

    def __init__(self, store: Store, front: str) -> None:
        """Let people in to `store`; `front` is where they sit: "tui", "cli" or "web"."""
        self._store, self._front = store, front

    def reps(self) -> tuple[Rep, ...]:
        """Who is on the team, by name."""
        with self._store.reading() as unit:
            return all_reps(unit, self._store.team_name)

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def sign_in(self, login: str, password: str, now: datetime) -> Session:
        """Let somebody in with a password; their session.

        Raises:
            Refused: Login and password do not fit ("wrong_password"), or it is too soon to try again ("throttled").
        """
        rep = self.check(login, password, now)
        with self._store.writing() as unit:
            unit.run(compiled.TIDY_SESSIONS, before=now - KEEP)
            session = begin(unit, rep, self._front, now)
            note(unit, rep.id, "signed in", {"front": self._front}, now)
        return session

    def check(self, login: str, password: str, now: datetime) -> Rep:
        """Look whether a password is a login's, and count it if it is not; who it is. Takes as long either way."""
        login = login.strip().casefold()
        who = hashlib.sha256(login.encode()).hexdigest()
        with self._store.writing() as unit:
            rep = next((one for one in all_reps(unit, self._store.team_name) if one.login == login), None)
            failures = _count(unit, who, now)
            kept = unit.first(compiled.CREDENTIAL, rep=rep.id) if rep else None
        # Outside the transaction: a check is slow by design, and nobody's log waits for it.
        is_right = passwords.fits(kept[0] if kept else passwords.DECOY, password)
        if rep is None or kept is None or not is_right:
            with self._store.writing() as unit:
                note(unit, rep.id if rep else "", "sign-in failed", {"failures": failures, "front": self._front}, now)
            raise Refused("Login and password do not fit", "Try again, or ask a manager to set a new one: "
                          "sdrdesk team password LOGIN", code="wrong_password")  # fmt: skip
        fresh = passwords.hash_of(password) if passwords.is_dated(kept[0]) else ""
        with self._store.writing() as unit:
            unit.run(compiled.DROP_TRY, who=who)
            if fresh:
                unit.run(compiled.DROP_CREDENTIAL, rep=rep.id)
                unit.run(compiled.ADD_CREDENTIAL, rep_id=rep.id, secret=fresh, changed_at=moment(kept[1]))
        return rep

    def known(self, token: str, now: datetime) -> Known | None:
        """Whose session a token is; None for one that is over, revoked or none of this team's."""
        with self._store.reading() as unit:
            return known(unit, token, now)

    def needs_password(self, rep_id: str) -> bool:
        """Whether somebody has a password, and so sits down with it only."""
        with self._store.reading() as unit:
            return unit.first(compiled.CREDENTIAL, rep=rep_id) is not None

    def sign_out(self, token: str, now: datetime) -> bool:
        """End a session; whether there was one."""
        with self._store.writing() as unit:
            found = known(unit, token, now)
            if found is None:
                return False
            unit.run(compiled.END_SESSION, session=digest(token), set_ended_at=now)
            note(unit, found.rep_id, "signed out", {"front": self._front}, now)
        return True

    def admit(self, rep: Rep, token: str, now: datetime) -> None:
        """Refused ("sign_in") unless somebody may sit down: without a password, or with a session that holds."""
        with self._store.reading() as unit:
            if unit.first(compiled.CREDENTIAL, rep=rep.id) is None:
                return
            found = known(unit, token, now)
        if found is None or found.rep_id != rep.id:
            cure = f"Sign in: sdrdesk sign-in {rep.login}"
            raise Refused(f"{rep.name} signs in with a password", cure, code="sign_in")


def digest(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def known(unit: Unit, token: str, now: datetime) -> Known | None:
    """Whose session a token is, inside a transaction."""
    row = unit.first(compiled.SESSION, session=digest(token), now=now) if token else None
    if row is None:
        return None
    return Known(rep_id=row[0], login=row[1], until=moment(row[2]), began_at=moment(row[3]))


def begin(unit: Unit, rep: Rep, front: str, now: datetime) -> Session:
    """Begin a session."""
    token, until = secrets.token_urlsafe(32), now + LASTS
    unit.run(
        compiled.ADD_SESSION,
        id=digest(token), rep_id=rep.id, front=front, began_at=now, until=until, ended_at=None,
    )  # fmt: skip
    return Session(token=token, login=rep.login, until=until)


def revoke(unit: Unit, rep_id: str, now: datetime) -> int:
    """End every session of somebody; how many."""
    return unit.changed(compiled.END_SESSIONS, rep=rep_id, set_ended_at=now)


def note(unit: Unit, rep_id: str, what: str, detail: dict[str, object], now: datetime) -> None:
    """Write a line of the audit."""
    leads.write_audit(unit, new_id(now), at=now, rep_id=rep_id, what=what, detail=detail)


def _count(unit: Unit, who: str, now: datetime) -> int:
    """Count a try as failed until it is known not to be; how many there are now. Refused while it has to wait."""
    row = unit.first(compiled.TRIES, who=who)
    until = maybe(row[2]) if row else None
    if until and now < until:
        wait = length(max(1, int((until - now).total_seconds())))
        raise Refused("Too many wrong passwords", f"Try again in {wait}", code="throttled", until=until)
    failures = (standing(row[0], maybe(row[1]), now) if row else 0) + 1
    unit.run(compiled.TIDY_TRIES, before=now - FORGET)
    unit.run(compiled.DROP_TRY, who=who)
    unit.run(compiled.ADD_TRY, who=who, failures=failures, last_at=now, until=now + wait_after(failures))
    return failures
