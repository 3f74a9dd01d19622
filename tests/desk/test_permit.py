"""What no front may do: calls and e-mails to people who asked for none, once too often, or on nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sdrdesk.desk.calls import permit
from sdrdesk.desk.care.checkup import checkup
from sdrdesk.desk.law import digests
from sdrdesk.desk.law.digests import Digester
from sdrdesk.domain.basis import Basis
from sdrdesk.errors import Refused, StoreError
from tests.worlds import BERLIN, MIAMI, MakeWorld, World, local

NOON = local("2026-11-24 12:00")


def refusal(world: World, lead_id: str, what: str = "dial") -> str:
    """The code with which a contact is refused, "" if it is allowed."""
    try:
        if what == "dial":
            world.maya.calling.dial(lead_id)
            world.maya.calling.release(lead_id)
        else:
            with world.store.reading() as unit:
                permit.may_email(world.maya.seat, unit, world.record(lead_id), world.now)
    except Refused as told:
        return told.code
    return ""


def listed(world: World, kind: str, value: str, name: str = "team", *, registry: bool = False) -> None:
    """Put a contact on a list as an import does."""
    with world.store.writing() as unit:
        digest = digests.for_writing(world.maya.seat, unit)((kind, value))
    world.write(
        "INSERT OR IGNORE INTO suppression_list VALUES (:team, :name, :registry, :at, :rep, '')",
        name=name, registry=int(registry), at=world.now, rep=world.maya.rep.id,
    )  # fmt: skip
    world.write(
        "INSERT INTO suppressed VALUES (:team, :digest, :name, :kind, :at, '')",
        digest=digest, name=name, kind=kind, at=world.now,
    )  # fmt: skip


def test_calls_count_by_number_whoever_holds_the_lead(world: MakeWorld) -> None:
    """Florida: three calls to one number in a day, two of them on another rep's lead; the refusal says when again."""
    here = world(NOON)
    mine = here.lead(place=MIAMI, phone="+13055550100")
    other = here.lead(place=MIAMI, phone="+13055550100", owner="jon", name="Somebody Else")
    for _ in range(2):
        here.jon.calling.log(other, "busy")
        here.wait(minutes=40)
    here.maya.calling.log(mine, "busy")
    here.wait(minutes=40)

    with pytest.raises(Refused) as told:
        here.maya.calling.dial(mine)
    assert told.value.code == "too_often"
    assert told.value.until == NOON + timedelta(days=1)
    assert "US-FL, checked 1 Nov 2026" in told.value.hint
    here.wait(days=1)
    assert refusal(here, mine) == ""


@pytest.mark.parametrize("kind", ["tel", "email", "domain"])
def test_a_listed_number_address_or_domain_ends_every_channel(world: MakeWorld, kind: str) -> None:
    """Whatever of a person is on a list, nobody dials, e-mails or logs; the words name the list and the day."""
    here = world(NOON)
    lead = here.lead(phone="+12125550100", email="Ada@Example.com")
    listed(here, kind, {"tel": "+12125550100", "email": "ada@example.com", "domain": "example.com"}[kind])

    assert refusal(here, lead) == refusal(here, lead, "e-mail") == "suppressed"
    with pytest.raises(Refused, match="On the team's do-not-call list since 24 Nov"):
        here.maya.calling.log(lead, "no_answer")
    with pytest.raises(Refused):
        here.maya.calling.snooze(lead, here.now + timedelta(hours=2))


def test_the_register_forbids_calls_unless_the_inquiry_is_young(world: MakeWorld) -> None:
    """A number on the national registry: callable for three months after the inquiry; e-mail is another matter."""
    here = world(NOON)
    young = here.lead(phone="+12125550100")
    old = here.lead(phone="+12125550101", at=local("2026-08-20 12:00"))
    for number in ("+12125550100", "+12125550101"):
        listed(here, "tel", number, "National Do Not Call Registry", registry=True)

    assert refusal(here, young) == ""
    assert (refusal(here, old), refusal(here, old, "e-mail")) == ("registered", "")
    with pytest.raises(Refused, match="let us call until 20 Nov 2026"):
        here.maya.calling.dial(old)


def test_a_contact_needs_a_basis_that_the_country_takes(world: MakeWorld) -> None:
    """Legitimate interest does in New York and not in Berlin; nothing does nowhere."""
    here = world(local("2026-11-24 10:00"))

    def arrives(basis: Basis, **fields: object) -> str:
        one = here.arrival(**fields)  # type: ignore[arg-type]
        (taken,) = here.take([replace(one, incoming=replace(one.incoming, basis=basis, basis_text="as the file says"))])
        return taken.lead_id

    interest, nothing = arrives(Basis.LEGITIMATE_INTEREST), arrives(Basis.NONE)
    berlin = arrives(Basis.LEGITIMATE_INTEREST, place=BERLIN)
    consent = arrives(Basis.CONSENT, place=BERLIN)

    assert [refusal(here, one) for one in (interest, nothing, berlin, consent)] == ["", "no_basis", "no_basis", ""]
    assert refusal(here, berlin, "e-mail") == "no_basis"
    with pytest.raises(Refused, match="Needed: their own inquiry, consent, existing customer"):
        here.maya.calling.dial(berlin)
    here.wait(minutes=1)
    here.again(berlin, "demo_request", place=BERLIN)
    assert refusal(here, berlin) == "", "they have asked now"


def test_who_asked_before_there_was_a_key_is_still_known(world: MakeWorld) -> None:
    """Digests made with the team's id alone still match, before the key is made and after."""
    here = world(NOON)
    old = Digester(here.store.team_id)(("tel", "+12125550100"))
    here.write(
        "INSERT INTO suppression VALUES (:team, 'a', :old, :at, :rep, '', 'asked')",
        old=old, at=here.now, rep=here.maya.rep.id,
    )  # fmt: skip
    again = here.arrival(phone="+12125550100")
    assert here.take([again])[0].what == "suppressed"

    here.maya.calling.log(here.lead(), "do_not_call")
    assert here.take([again])[0].what == "suppressed"
    assert old not in {row[0] for row in here.sql("SELECT digest FROM suppression")}
    keys = Path(f"{here.path}.keys")
    assert keys.stat().st_mode & 0o777 == 0o600


def test_without_its_key_nobody_is_called(world: MakeWorld) -> None:
    """A database whose key is lost, or another's, lets nobody call: it could not tell whom it must not."""
    here = world(NOON)
    lead = here.lead()
    here.maya.calling.log(here.lead(), "do_not_call")
    keys = Path(f"{here.path}.keys")
    kept = keys.read_text(encoding="utf-8")
    keys.unlink()
    with pytest.raises(StoreError, match="is missing beside the database"):
        here.maya.calling.dial(lead)
    assert next(one for one in checkup(here.nora.seat) if one.what == "keys").is_well is False
    keys.touch(0o600)
    keys.write_text('{"suppression": ["another"]}', encoding="utf-8")
    with pytest.raises(StoreError, match="belongs to another database"):
        here.maya.calling.dial(lead)
    keys.write_text(kept, encoding="utf-8")
    assert refusal(here, lead) == ""
