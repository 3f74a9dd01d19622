"""Strays: leads whose owner will never call them are found, with what to do about it."""

from __future__ import annotations

from sdrdesk.desk.care.checkup import checkup
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.desk.routing.strays import strays
from sdrdesk.domain.routing import RoutingRules
from tests.desk.test_pool import pooled
from tests.desk.test_sharing import under
from tests.worlds import MakeWorld


def test_strays_are_found_and_brought_home(world: MakeWorld) -> None:
    """Leads of who left, of who has no pass at all, and of a pool without members; each cure works."""
    here = world()
    assert strays(here.nora.seat) == ()
    here.lead(owner="maya")
    here.lead("whitepaper", owner="jon")
    under(here, RoutingRules(default=("pool:emea",)))
    pooled(here)
    here.write("UPDATE rep SET left_at = '2026-11-20 10:00:00.000000' WHERE id = :maya", maya=here.maya.rep.id)

    assert [(one.owner, one.leads, one.cure) for one in strays(here.nora.seat)] == [
        ("the emea pool", 1, "sdrdesk team set LOGIN --groups emea"),
        ("Jon Abara", 1, "sdrdesk assign --from jon"),
        ("Maya Lindqvist", 1, "sdrdesk assign --from maya"),
    ]
    (check,) = [one for one in checkup(here.nora.seat) if one.what == "owners"]
    assert (check.is_well, check.told.startswith("Nobody will call 3 open leads: the emea pool may be")) == (
        False,
        True,
    )
    here.nora.routes.set_share("jon", groups=["emea"])
    here.nora.manage.reassign_where(LeadRule(login="maya"), "jon")
    assert strays(here.nora.seat) == ()
