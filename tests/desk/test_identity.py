"""Signing in, sessions, roles, and people who leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sdrdesk.build import open_desk
from sdrdesk.clock import SystemClock
from sdrdesk.desk.people import passwords
from sdrdesk.desk.people.signing_in import LASTS, SigningIn, digest
from sdrdesk.errors import BadInput, NotFound, Refused
from tests.worlds import MakeWorld, World

GOOD = "seven grey herons"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost a thousandth: what is tested here is not their cost."""
    monkeypatch.setattr(passwords, "TIME_COST", 1)
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "LANES", 1)
    monkeypatch.setattr(passwords, "DECOY", passwords.hash_of("nobody knows"))


def code(act: Callable[..., object], *args: Any, **named: Any) -> str:
    """The word of a refusal."""
    with pytest.raises(Refused) as told:
        act(*args, **named)
    return told.value.code


def door(here: World, front: str = "cli") -> SigningIn:
    """The way in."""
    return SigningIn(here.store, front)


def token_of(here: World, login: str) -> str:
    """Somebody's token, with the password set."""
    session = getattr(here, login).identity.set_password(GOOD)
    assert session is not None
    return str(session.token)


def sit(here: World, login: str = "", token: str = "") -> str:
    """Sit down anew, as another process would; who sits there."""
    desk = open_desk(here.path, here.clock, login, front="cli", token=token)
    try:
        return desk.rep.login
    finally:
        desk.close()


# --- the cost of a hash -----------------------------------------------------------------------------------------------


def test_the_decoy_costs_what_a_password_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is checked for an unknown login has the parameters of RFC 9106's second recommended option."""
    monkeypatch.undo()
    from argon2 import Type, extract_parameters, profiles

    found = extract_parameters(passwords.DECOY)

    assert found.type is Type.ID
    assert found == profiles.RFC_9106_LOW_MEMORY
    assert (
        found.time_cost, found.memory_cost, found.parallelism,
    ) == (passwords.TIME_COST, passwords.MEMORY_KIB, passwords.LANES)  # fmt: skip


@pytest.mark.parametrize("bad", ["", "short", "aaaaaaaaaaaa", "Maya Lindqvist", "x1" * 200])
def test_a_password_that_will_not_do(world: MakeWorld, bad: str) -> None:
    """Too short, one letter, one's own name, far too long."""
    with pytest.raises(BadInput):
        world().maya.identity.set_password(bad)


def test_letters_are_the_same_however_they_are_composed(world: MakeWorld) -> None:
    """A password typed on another keyboard, accents apart from their letters, is the same one."""
    here = world()
    here.maya.identity.set_password("gr\N{LATIN SMALL LETTER U WITH DIAERESIS}ne wiesen")

    assert door(here).check("maya", "gru\N{COMBINING DIAERESIS}ne wiesen", here.now).login == "maya"


# --- who may sit down -------------------------------------------------------------------------------------------------


def test_without_a_password_everything_is_as_before(world: MakeWorld) -> None:
    """A team that never set one sits down by login alone."""
    here = world()
    assert [sit(here, login) for login in ("maya", "jon", "nora")] == ["maya", "jon", "nora"]
    assert here.maya.identity.who().has_password is False


def test_whoever_has_a_password_needs_their_session(world: MakeWorld) -> None:
    """By login alone, with no token, a wrong one or a colleague's, nobody sits down as somebody with a password."""
    here = world()
    nora, maya = token_of(here, "nora"), token_of(here, "maya")

    for token in ("", "guess", maya, digest(nora), nora.upper()):
        assert code(sit, here, "nora", token) == "sign_in"
    assert sit(here, "nora", nora) == "nora"
    assert sit(here, "", maya) == "maya"
    assert sit(here, "jon", maya) == "jon"


def test_the_store_keeps_no_token_and_no_password(world: MakeWorld) -> None:
    """A copy of the database signs nobody in."""
    here = world()
    token = token_of(here, "maya")
    for table in ("credential", "rep_session", "sign_in_try", "audit"):
        kept = repr(here.sql(f"SELECT * FROM {table}"))  # noqa: S608 - names of ours
        assert token not in kept
        assert GOOD not in kept


def test_signing_in_gives_a_session(world: MakeWorld) -> None:
    """The right password, whatever the case of the login, gives a session that ends by itself."""
    here = world()
    token_of(here, "maya")
    session = door(here, "tui").sign_in(" Maya ", GOOD, SystemClock().now())

    assert sit(here, "maya", session.token) == "maya"
    assert door(here).known(session.token, session.until - timedelta(seconds=1)) is not None
    assert door(here).known(session.token, session.until) is None
    assert session.until - SystemClock().now() <= LASTS


@pytest.mark.parametrize("end", ["sign out", "new password", "dropped by manager", "left"])
def test_a_session_that_is_revoked_is_over(world: MakeWorld, end: str) -> None:
    """Signing out, a new password, one dropped and leaving end sessions; a desk that is open learns of it."""
    here = world()
    token_of(here, "maya")
    now = SystemClock().now()
    session = door(here).sign_in("maya", GOOD, now)
    desk = open_desk(here.path, here.clock, "maya", front="tui", token=session.token)
    assert desk.identity.standing() == ""
    if end == "sign out":
        assert door(here).sign_out(session.token, now)
        assert not door(here).sign_out(session.token, now)
    elif end == "new password":
        here.nora.identity.set_password("nine quiet owls", login="maya")
    elif end == "dropped by manager":
        here.nora.identity.drop_password(login="maya")
        here.nora.identity.set_password("nine quiet owls", login="maya")
    else:
        here.nora.identity.leave("maya")

    assert door(here).known(session.token, now) is None
    assert desk.identity.standing() != ""
    desk.close()


def test_ones_own_password_asks_for_the_one_there_is(world: MakeWorld) -> None:
    """An open desk that is left alone does not give its password away."""
    here = world()
    token_of(here, "maya")

    assert code(here.maya.identity.set_password, "nine quiet owls", current="wrong one here") == "wrong_password"
    assert code(here.maya.identity.drop_password) == "wrong_password"
    assert here.maya.identity.set_password("nine quiet owls", current=GOOD) is not None
    assert here.maya.identity.standing() == ""
    here.maya.identity.unlock("nine quiet owls")


# --- wrong passwords --------------------------------------------------------------------------------------------------


def test_wrong_passwords_wait_longer_and_longer(world: MakeWorld) -> None:
    """After slips the right password waits too; the wait survives a restart, ends, and a success forgets it."""
    here = world()
    token_of(here, "maya")
    now = SystemClock().now()
    for _ in range(3):
        assert code(door(here).sign_in, "maya", "wrong", now) == "wrong_password"
    assert code(door(here).sign_in, "maya", GOOD, now) == "throttled"
    assert code(SigningIn(here.desk("jon").seat.store, "web").sign_in, "maya", GOOD, now) == "throttled"
    later = now + timedelta(seconds=6)
    assert code(door(here).sign_in, "maya", "wrong", later) == "wrong_password"
    assert code(door(here).sign_in, "maya", GOOD, later + timedelta(seconds=9)) == "throttled"
    assert door(here).sign_in("maya", GOOD, later + timedelta(seconds=11)).login == "maya"
    assert code(door(here).sign_in, "maya", "wrong", later + timedelta(seconds=12)) == "wrong_password"


def test_nobody_is_locked_out_by_others(world: MakeWorld) -> None:
    """Wrong passwords for one login do not hold up another."""
    here = world()
    token_of(here, "maya")
    now = SystemClock().now()
    for _ in range(3):
        assert code(door(here).sign_in, "nora", "wrong", now) == "wrong_password"
    assert door(here).sign_in("maya", GOOD, now).login == "maya"


def test_an_unknown_login_looks_like_a_wrong_password(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown, without a password, wrong: the same words, the same waits, one hash checked each time."""
    here = world()
    token_of(here, "maya")
    checked: list[str] = []
    fits = passwords.fits

    def watched(kept: str, given: str) -> bool:
        checked.append(kept)
        return fits(kept, given)

    monkeypatch.setattr(passwords, "fits", watched)
    now = SystemClock().now()
    told = []
    for login in ("maya", "jon", "nobody", ""):
        for _ in range(4):
            with pytest.raises(Refused) as refused:
                door(here).sign_in(login, "wrong", now)
            told.append((str(refused.value), refused.value.code))
    assert told[:4] == told[4:8] == told[8:12] == told[12:]
    assert len(checked) == 3 * 4
    assert passwords.DECOY in checked


def test_a_try_counts_even_if_its_check_never_ends(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill in the middle of a check, or a hundred checks at once, win no guess."""
    here = world()
    token_of(here, "maya")
    now = SystemClock().now()

    def killed(_kept: str, _given: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(passwords, "fits", killed)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                door(here).sign_in("maya", "guess", now)
    assert code(door(here).sign_in, "maya", GOOD, now) == "throttled"


def test_attempts_are_in_the_audit(world: MakeWorld) -> None:
    """Failures and sign-ins are written with the front; what was typed is not."""
    here = world()
    token_of(here, "maya")
    now = SystemClock().now()
    code(door(here, "web").sign_in, "maya", "hunter2 hunter2", now)
    code(door(here, "web").sign_in, "my secret", "x", now)
    door(here, "tui").sign_in("maya", GOOD, now)
    lines = here.sql("SELECT what, rep_id, detail FROM audit ORDER BY rowid")

    assert [(what, bool(rep)) for what, rep, _ in lines] == [
        ("password set", True), ("sign-in failed", True), ("sign-in failed", False), ("signed in", True),
    ]  # fmt: skip
    assert "my secret" not in repr(lines)
    assert "hunter2" not in repr(lines)


# --- roles, and leaving -----------------------------------------------------------------------------------------------


def test_a_role_changes_and_is_taken_back(world: MakeWorld) -> None:
    """A rep becomes a manager, whose open desk is told; the change can be taken back."""
    here = world()
    assert here.jon.identity.standing() == ""
    assert here.nora.identity.change_role("jon", "manager") == "Jon Abara is a manager now"
    assert "manager" in here.jon.identity.standing()
    assert here.desk("jon").rep.is_manager
    assert here.nora.manage.undo() == "Jon Abara is a manager now"
    assert not here.desk("jon").rep.is_manager


def test_the_last_manager_stays(world: MakeWorld) -> None:
    """Nobody takes the team its last manager, not even the manager."""
    here = world()
    assert code(here.nora.identity.change_role, "nora", "rep") == "last_manager"
    assert code(here.nora.identity.leave, "nora") == "last_manager"
    here.nora.identity.change_role("jon", "manager")
    here.nora.identity.change_role("nora", "rep")
    assert code(here.nora.identity.change_role, "nora", "manager") == "manager_only"
    assert code(here.nora.manage.set_aims, "maya", dials=1) == "manager_only"


def test_who_leaves_hands_leads_over_and_keeps_figures(world: MakeWorld) -> None:
    """Open leads go to the manager, calls and figures stay, nobody sits down, the login is not given again."""
    here = world()
    called, waiting = here.lead(owner="jon"), here.lead(owner="jon")
    here.jon.calling.log(called, "no_answer", seconds=5)
    before = here.recount("jon")

    told = here.nora.identity.leave("jon")

    assert told == "Jon Abara has left; 2 open leads with Nora Sand"
    assert {here.record(one).owner for one in (called, waiting)} == {"Nora Sand"}
    assert here.recount("jon") == here.counted("jon") == before
    with pytest.raises(NotFound):
        sit(here, "jon")
    assert here.jon.identity.standing() == "You are not on the team any more"
    with pytest.raises(BadInput, match="taken"):
        here.nora.team.add_rep(login="jon", name="Another", role="rep", zone_name="UTC")
    here.nora.manage.reassign([waiting], "maya")
    assert here.record(waiting).owner == "Maya Lindqvist"


def test_leaving_is_taken_back(world: MakeWorld) -> None:
    """A slip: the member is back with leads and mentees."""
    here = world()
    lead = here.lead(owner="jon")
    here.nora.manage.set_mentor("maya", "jon")
    here.nora.identity.leave("jon")
    assert here.sql("SELECT mentor_id FROM rep WHERE login = 'maya'") == [(None,)]
    here.nora.manage.undo()

    assert here.record(lead).owner == "Jon Abara"
    assert here.sql("SELECT mentor_id FROM rep WHERE login = 'maya'") == [(here.jon.rep.id,)]
    assert sit(here, "jon") == "jon"


def test_the_last_of_a_team_stays(world: MakeWorld) -> None:
    """A team does not leave itself."""
    here = world()
    here.write("UPDATE rep SET left_at = '2026-11-24 00:00:00' WHERE login <> 'maya'")
    assert code(here.maya.identity.leave, "maya") == "last_member"
