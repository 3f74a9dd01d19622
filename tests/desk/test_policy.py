"""What the policy forbids is refused, by every method of the desk, and nothing of a colleague's shows."""

from __future__ import annotations

from sdrdesk.domain import policy
from sdrdesk.domain.policy import REP
from sdrdesk.errors import DeskError, Refused
from tests.desk.rights import ASKED, OWN, SECRET, Theirs
from tests.worlds import MakeWorld, World


def counts(here: World) -> object:
    """How much has been done so far."""
    return here.sql("SELECT (SELECT count(*) FROM audit), (SELECT count(*) FROM activity), (SELECT count(*) FROM rep)")


def test_what_the_policy_forbids_a_rep_is_refused(world: MakeWorld) -> None:
    """Each method that asks refuses a rep what is not theirs, with the table's word for scripts; nothing changes."""
    here = world()
    it = Theirs(here)
    before = counts(here)
    let_through = []
    for name, (action, attempt) in ASKED.items():
        assert not policy.may(REP, action), name
        try:
            attempt(here.maya, it)
        except Refused as told:
            if told.code not in {policy.code(action), "not_mentor"}:
                let_through.append(f"{name}: refused as {told.code}, {told}")
        except DeskError as told:
            let_through.append(f"{name}: {told}")
        else:
            let_through.append(name)
    assert let_through == []
    assert counts(here) == before


def test_nothing_of_a_colleague_shows(world: MakeWorld) -> None:
    """What a rep reads without naming anybody holds no name of a colleague's lead; a manager finds them."""
    here = world()
    it = Theirs(here)
    here.nora.gate.open_lead(it.locked, "they asked for it")
    for name, read in OWN.items():
        assert SECRET not in repr(read(here.maya, it)), name
    assert SECRET in repr(here.nora.queue.search("Zyxwv"))
    assert SECRET in repr(here.nora.gate.opened())
