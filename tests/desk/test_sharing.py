"""Sharing out: turns are taken in the transaction that writes the lead, whoever brings it, and every lead says why."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from sdrdesk.desk.intake.arrivals import Arrival, Arrivals
from sdrdesk.desk.routing.sharing import Sharing
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.routing import RouteRule, RoutingRules
from sdrdesk.errors import BadInput, Refused
from tests.worlds import BERLIN, NEW_YORK, MakeWorld, World


@pytest.fixture
def here(world: MakeWorld) -> World:
    """Maya and Jon, with a manager."""
    return world()


def unnamed(here: World, count: int, kind: str = "demo_request", **fields: object) -> list[Arrival]:
    """Conversions that name nobody."""
    made = (here.arrival(kind, **fields) for _ in range(count))  # type: ignore[arg-type]
    return [Arrival(incoming=one.incoming, offer=one.offer) for one in made]


def owners(here: World) -> Mapping[str, int]:
    """How many leads each has, by login."""
    return dict(here.sql("SELECT login, count(*) FROM lead JOIN rep ON rep.id = owner_id GROUP BY login"))


def under(here: World, routing: RoutingRules) -> None:
    """Put routing rules in force at Maya's desk."""
    seat = here.maya.seat
    seat.rules = Rules(replace(seat.playbook, routing=routing), seat.rules.calendar)


def test_weights_decide_and_the_reason_is_kept(here: World) -> None:
    """Jon takes two for each of Maya's; the brief says why."""
    here.nora.routes.set_share("jon", weight=2)
    taken = here.take(unnamed(here, 9))

    assert owners(here) == {"jon": 6, "maya": 3}
    mine = next(one.lead_id for one in taken if one.owner == "Maya Lindqvist")
    assert here.maya.queue.brief(mine).routed == "No rule fits: Maya Lindqvist's turn among 2"


def test_two_intakes_at_once_take_turns_one_after_the_other(here: World) -> None:
    """Four desks that bring leads in at the same time do not skew the turns, and one that fails takes none."""
    batches = [unnamed(here, 5) for _ in range(8)]
    desks = [here.desk("nora") for _ in range(4)]
    faults: list[BaseException] = []

    def bring(number: int) -> None:
        desk = desks[number % 4]
        for batch in batches[number::4]:
            try:
                with desk.seat.store.writing() as unit:
                    Arrivals(desk.seat).take(unit, batch)
                with desk.seat.store.writing() as unit:
                    Arrivals(desk.seat).take(unit, unnamed(here, 1, name=f"Lost {number}", email="", phone=""))
                    raise ZeroDivisionError
            except ZeroDivisionError:
                pass
            except BaseException as fault:  # noqa: BLE001 - told to the test
                faults.append(fault)

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert not faults
    assert owners(here) == {"jon": 20, "maya": 20}


def test_room_is_counted_in_the_file(here: World) -> None:
    """Nobody is given more open leads than fit, while somebody else has room."""
    here.nora.routes.set_share("maya", capacity=2)
    here.take(unnamed(here, 9))

    assert owners(here) == {"jon": 7, "maya": 2}
    assert here.sql("SELECT count(*) FROM lead WHERE routed LIKE '%no room: Maya%'") == [(5,)]


def test_colleagues_follow_the_company_unless_its_rep_is_away(here: World) -> None:
    """The same company goes to the same rep; when that rep is away, the rules decide."""
    here.lead(company="Acme", owner="jon")
    (taken,) = here.take(unnamed(here, 1, company="Acme Inc."))
    assert taken.owner == "Jon Abara"
    assert here.record(taken.lead_id).routed == "Jon Abara has the leads of Acme Inc."

    today = here.now.date()
    here.nora.manage.cover("jon", today, today + timedelta(days=3))
    here.write("UPDATE lead SET owner_id = :jon", jon=here.jon.rep.id)
    (next_one,) = here.take(unnamed(here, 1, company="ACME"))
    assert next_one.owner == "Maya Lindqvist"


def test_a_rule_sends_a_region_to_a_group(here: World) -> None:
    """Groups are the team's own words; a rule whose group is empty gives way."""
    here.nora.routes.set_share("maya", groups=["emea"])
    under(here, RoutingRules(rules=(RouteRule(name="dach", regions=("DE",), to=("emea",)),), default=("jon",)))
    here.take([*unnamed(here, 2, place=BERLIN), *unnamed(here, 2, place=NEW_YORK)])

    assert Counter(dict(here.sql("SELECT routed, count(*) FROM lead GROUP BY routed"))) == {
        'Rule "dach" (DE): only Maya Lindqvist can take it': 2,
        "No rule fits: only Jon Abara can take it": 2,
    }


def test_what_a_rep_can_take_is_taken_back(here: World) -> None:
    """A change is a manager's, audited, checked, and undone as long as it stands."""
    told = here.nora.routes.set_share("jon", weight=0, languages=["de", "EN"], groups=["Emea"], capacity="5")
    assert told == "Jon Abara: takes no turns, room for 5 open leads, speaks de, en, in emea"
    assert here.nora.manage.journal()[0].told == told
    assert here.nora.manage.undo() == told
    assert here.nora.routes.shares()["jon"].weight == 1

    with pytest.raises(Refused):
        here.maya.routes.set_share("jon", weight=3)
    for wrong in ({"weight": -1}, {"capacity": "-5"}, {"languages": ["german"]}, {"groups": ["maya"]}, {}):
        with pytest.raises(BadInput):
            here.nora.routes.set_share("jon", **wrong)


def test_a_preview_takes_no_turns(here: World) -> None:
    """Deciding without keeping leaves whose turn it is as it was."""
    (arrival,) = unnamed(here, 1)
    with here.store.reading() as unit:
        sharing = Sharing(here.maya.seat, unit, [arrival.incoming])
        who = [sharing.name_of(sharing.owner_of(arrival.incoming, arrival.offer).owner) for _ in range(3)]

    assert who == ["Jon Abara", "Maya Lindqvist", "Jon Abara"]
    assert here.sql("SELECT count(*) FROM route_wheel") == [(0,)]


def test_a_lead_is_explained(here: World) -> None:
    """Why it is whose it is, and what every rule would make of it now."""
    (taken,) = here.take(unnamed(here, 1, place=BERLIN))
    under(here, RoutingRules(rules=(RouteRule(name="us", regions=("US",), to=("jon",)),)))
    here.nora.seat.rules = here.maya.seat.rules
    found = here.nora.routes.explain(taken.lead_id)

    assert (found.owner, found.reason) == ("Jon Abara", "No rule fits: Jon Abara's turn among 2")
    assert found.rules[0] == ("us", "does not fit: region is DE")
    assert found.rules[1][0] == "default"
    here.nora.manage.reassign([taken.lead_id], "maya")
    assert here.nora.routes.explain(taken.lead_id).reason == "Nora Sand gave it"
