"""Who sits here: passwords, sessions, whether the seat still holds; and the team's comings and goings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sdrdesk.clock import SystemClock
from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.outward import telling
from sdrdesk.desk.people import journal, passwords, signing_in
from sdrdesk.desk.people.journal import moved_on
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.people.signing_in import Known, Session, SigningIn
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.policy import MANAGER, ROLES, Action
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput, Refused
from sdrdesk.store import compiled
from sdrdesk.store.sql import maybe
from sdrdesk.store.store import Sitting, Unit
from sdrdesk.text import clean

SIGNED_OUT = "You were signed out: the password was changed, or the session is over"
"""Why a seat does not hold that the password takes again."""

ROLE_CHANGED, LEFT = "role changed", "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who sits here, and by what right."""

    rep: Rep
    has_password: bool
    session: Known | None
    """None for somebody without a password."""


class Identity:
    """The identity of the rep in the seat, and the members of the team."""

    def __init__(self, seat: Seat) -> None:
        """Look after who sits in `seat`. Sessions go by the machine's clock, whatever `--at` says."""
        self._seat = seat
        self._clock = SystemClock()

    def who(self) -> Who:
        """Who sits here."""
        with self._seat.store.reading() as unit:
            has_password = unit.first(compiled.CREDENTIAL, rep=self._seat.rep.id) is not None
            session = signing_in.known(unit, self._seat.token, self._clock.now()) if has_password else None
        return Who(rep=self._seat.rep, has_password=has_password, session=session)

    def without_password(self) -> frozenset[str]:
        """Logins that sit down without a password."""
        with self._seat.store.reading() as unit:
            guarded = {row[0] for row in unit.all(compiled.CREDENTIALS)}
            return frozenset(rep.login for rep in all_reps(unit, "") if rep.id not in guarded)

    def standing(self) -> str:
        """Why the seat does not hold any more, in words: left, another role, signed out; "" while it does."""
        with self._seat.store.reading() as unit:
            rep = next((one for one in all_reps(unit, "") if one.id == self._seat.rep.id), None)
            has_password = unit.first(compiled.CREDENTIAL, rep=self._seat.rep.id) is not None
            session = signing_in.known(unit, self._seat.token, self._clock.now())
        if rep is None:
            return "You are not on the team any more"
        if rep.role != self._seat.rep.role:
            return f"You are a {rep.role} now: open the desk again"
        if has_password and (session is None or session.rep_id != rep.id):
            return SIGNED_OUT
        return ""

    def unlock(self, password: str) -> None:
        """Look whether it is the same person who comes back; Refused if not, and counted as at a sign-in."""
        SigningIn(self._seat.store, self._seat.front).check(self._seat.rep.login, password, self._clock.now())

    def renew(self, password: str) -> Session:
        """Sign in again at the same seat, for whoever was signed out; the session, remembered on this machine."""
        door = SigningIn(self._seat.store, self._seat.front)
        session = door.sign_in(self._seat.rep.login, password, self._clock.now())
        self._seat.token = session.token
        self._seat.remember(session.token)
        return session

    # --- passwords ----------------------------------------------------------------------------------------------------

    def set_password(self, new: str, *, login: str = "", current: str = "") -> Session | None:
        """Set a password, one's own or, for a manager, anybody's; every session of theirs is over.

        Args:
            new: The password.
            login: Whose; "" for one's own.
            current: One's own password as it is, where there is one.

        Returns:
            A new session for whoever set their own, to be remembered; None for somebody else's.
        """
        rep = self._whose(login, current)
        passwords.check_new(new, rep.login, rep.name, self._seat.store.team_name)
        secret, now = passwords.hash_of(new), self._clock.now()
        with self._seat.store.writing() as unit:
            unit.run(compiled.DROP_CREDENTIAL, rep=rep.id)
            unit.run(compiled.ADD_CREDENTIAL, rep_id=rep.id, secret=secret, changed_at=now)
            ended = signing_in.revoke(unit, rep.id, now)
            self._note(unit, "password set", {"rep": rep.login, "sessions ended": ended}, now)
            if rep.id != self._seat.rep.id:
                return None
            session = signing_in.begin(unit, rep, self._seat.front, now)
        self._seat.token = session.token
        return session

    def drop_password(self, *, login: str = "", current: str = "") -> None:
        """Take a password away: whoever has none sits down without."""
        rep = self._whose(login, current)
        now = self._clock.now()
        with self._seat.store.writing() as unit:
            unit.run(compiled.DROP_CREDENTIAL, rep=rep.id)
            signing_in.revoke(unit, rep.id, now)
            self._note(unit, "password dropped", {"rep": rep.login}, now)

    def _whose(self, login: str, current: str) -> Rep:
        """Whose password is meant; asks the policy, and for one's own the password there is."""
        with self._seat.store.reading() as unit:
            rep = rep_by_login(all_reps(unit, ""), login) if login else self._seat.rep
            self._seat.ask(Action.SET_PASSWORD, is_own=rep.id == self._seat.rep.id)
            has_one = unit.first(compiled.CREDENTIAL, rep=rep.id) is not None
        if has_one and rep.id == self._seat.rep.id:
            self.unlock(current)
        return rep

    # --- comings and goings -------------------------------------------------------------------------------------------

    def change_role(self, login: str, role: str) -> str:
        """Make somebody a manager or a rep; what was done, in words. The last manager stays one."""
        if role not in ROLES:
            raise BadInput(f'No role "{clean(role)}"', "", f"One of: {', '.join(ROLES)}")
        with self._seat.store.writing() as unit:
            self._seat.ask(Action.MEMBERS, unit=unit)
            reps = all_reps(unit, "")
            rep = rep_by_login(reps, login)
            if rep.role == role:
                return f"{rep.name} is a {role} already"
            if role != MANAGER:
                _keep_a_manager(reps, rep)
            told = f"{rep.name} is a {role} now"
            before, after = {"rep": rep.id, "role": rep.role}, {"rep": rep.id, "role": role}
            _change(unit, rep.id, role=role, left_at=None)
            journal.write(self._seat, unit, ROLE_CHANGED, told, before, after)
        if rep.id == self._seat.rep.id:
            self._seat.rep = replace(self._seat.rep, role=role)
            self._seat.store.sitting = Sitting(role, self._seat.front)
        return told

    def leave(self, login: str) -> str:
        """Somebody leaves the team; what was done, in words.

        Open leads go to the manager, to be given away; calls and figures stay; sessions end.
        """
        from sdrdesk.desk.people import assigning  # brings the team's figures, and every desk looks who sits there

        with self._seat.store.writing() as unit:
            self._seat.ask(Action.MEMBERS, unit=unit)
            reps = all_reps(unit, "")
            rep = rep_by_login(reps, login)
            _keep_a_manager(reps, rep)
            heir = _heir(reps, rep, self._seat.rep)
            rows = assigning.leads_of(unit, rep.id)
            why, now = f"{rep.name} has left", self._clock.now()
            for row in rows:
                telling.hand(unit, row[0], heir.id, self._seat.clock.now(), before=rep.login, why=why)
            _change(unit, rep.id, role=rep.role, left_at=now)
            mentees = [row[0] for row in unit.all(compiled.MENTEES, rep=rep.id)]
            for one in mentees:
                unit.run(compiled.SET_MENTOR, of_rep=one, set_mentor_id=None)
            signing_in.revoke(unit, rep.id, now)
            told = f"{rep.name} has left; {plural(len(rows), 'open lead')} with {heir.name}"
            moved = [row[0] for row in rows]
            before = {"rep": rep.id, "role": rep.role, "owners": dict.fromkeys(moved, rep.id), "mentees": mentees}
            journal.write(self._seat, unit, LEFT, told, before, {"owners": assigning.owners(unit, moved)})
        return told

    def _note(self, unit: Unit, what: str, detail: dict[str, object], now: datetime) -> None:
        signing_in.note(unit, self._seat.rep.id, what, detail, now)


def _keep_a_manager(reps: tuple[Rep, ...], rep: Rep) -> None:
    """Refused if a team that has managers would be left without one."""
    if rep.is_manager and sum(one.is_manager for one in reps) == 1:
        raise Refused(
            f"{rep.name} is the last manager",
            "Make somebody else one first: sdrdesk team role LOGIN manager",
            code="last_manager",
        )


def _heir(reps: tuple[Rep, ...], rep: Rep, me: Rep) -> Rep:
    """Who takes the open leads of somebody who leaves: the one who says so, else a manager, else anybody."""
    others = [one for one in reps if one.id != rep.id]
    if not others:
        raise Refused(f"{rep.name} is the last of the team", "Somebody has to stay", code="last_member")
    return next((one for one in others if one.id == me.id), next((one for one in others if one.is_manager), others[0]))


def _change(unit: Unit, rep_id: str, *, role: str, left_at: datetime | None) -> None:
    unit.run(compiled.CHANGE_REP, of_rep=rep_id, set_role=role, set_left_at=left_at)


def reverse_role(unit: Unit, before: Any, after: Any, _now: datetime) -> None:
    """Put a role back."""
    reps = all_reps(unit, "")
    rep = next((one for one in reps if one.id == after["rep"]), None)
    if rep is None or rep.role != after["role"]:
        raise moved_on("That role")
    if before["role"] != MANAGER:
        _keep_a_manager(reps, rep)
    _change(unit, rep.id, role=before["role"], left_at=None)


def reverse_leaving(unit: Unit, before: Any, after: Any, now: datetime) -> None:
    """Bring somebody back, with the leads that are still where they went."""
    from sdrdesk.desk.people import assigning

    row = next((row for row in unit.all(compiled.LOGINS) if row[0] == before["rep"]), None)
    if row is None or maybe(row[2]) is None:
        raise moved_on("That")
    _change(unit, before["rep"], role=before["role"], left_at=None)
    assigning.put_back(unit, before["owners"], after["owners"], now)
    for one in before["mentees"]:
        unit.run(compiled.SET_MENTOR, of_rep=one, set_mentor_id=before["rep"])


REVERSES: dict[str, journal.Reverse] = {ROLE_CHANGED: reverse_role, LEFT: reverse_leaving}
"""How these are taken back."""
