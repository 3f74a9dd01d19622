"""The team: its members, its playbook, its offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sdrdesk.build import found_team, open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.domain.hours import Place
from sdrdesk.domain.playbook import Playbook
from sdrdesk.errors import BadInput, NotFound, Refused, StoreError
from sdrdesk.store.schema import open_store
from tests.worlds import FOUNDED, MEMBERS, TUESDAY, MakeWorld, local, shipped_playbook


def test_everybody_finds_their_desk(world: MakeWorld) -> None:
    """A desk is opened by login, whatever its case; who is not there is told who is."""
    here = world()

    assert [rep.login for rep in here.maya.team.reps()] == ["jon", "maya", "nora"]
    assert here.desk("MAYA").rep == here.maya.rep
    for login in ("", "mia"):
        with pytest.raises(NotFound) as told:
            here.desk(login)
        assert "jon, maya, nora" in told.value.message


def test_no_desk_without_a_team(tmp_path: Path) -> None:
    """A file that is not there or holds no team says how to start."""
    path = tmp_path / "desk.db"
    with pytest.raises(NotFound):
        open_desk(path, FixedClock(TUESDAY))
    open_store(path, TUESDAY).close()

    with pytest.raises(NotFound) as told:
        open_desk(path, FixedClock(TUESDAY))
    assert "sdrdesk init" in told.value.hint


def test_a_file_holds_one_team(world: MakeWorld) -> None:
    """A second team cannot be founded in the same file."""
    here = world()

    with pytest.raises(StoreError) as told:
        found_team(here.path, FOUNDED, team="Two", members=MEMBERS, playbook=shipped_playbook(), source="")
    assert "Harbour" in told.value.title


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"login": "maya"}, "taken"),
        ({"login": "a b"}, "cannot be a login"),
        ({"login": "..."}, "cannot be a login"),
        ({"role": "boss"}, "No role"),
        ({"zone_name": "Mars/Base"}, "No time zone"),
        ({"zone_name": "../../etc/passwd"}, "No time zone"),
        ({"zone_name": ""}, "No time zone"),
    ],
)
def test_a_member_must_be_somebody(world: MakeWorld, change: dict[str, str], said: str) -> None:
    """A login in use, an odd one, a role or a zone that does not exist is refused with its cure."""
    here = world()
    member = {"login": "kim", "name": "Kim", "role": "rep", "zone_name": "Asia/Seoul"} | change

    with pytest.raises(BadInput) as told:
        here.nora.team.add_rep(**member)
    assert said in told.value.title
    assert len(here.nora.team.reps()) == 3


def test_a_new_member_starts_on_their_own_calendar_day(world: MakeWorld) -> None:
    """Whoever joins at ten in the morning in New York starts tomorrow in Seoul."""
    here = world()
    rep = here.nora.team.add_rep(login="Kim", name="\x1b[1mKim", role="rep", zone_name="Asia/Seoul")

    assert (rep.login, rep.name, str(rep.started_on)) == ("kim", "Kim", "2026-11-25")


def changed(**goals: int) -> Playbook:
    """The shipped playbook with other goals."""
    playbook = shipped_playbook()
    raw = dict(playbook.raw) | {"goals": {**playbook.raw["goals"], **goals}}
    return replace(playbook, goals=replace(playbook.goals, **goals), raw=raw)


def test_the_playbook_applied_last_is_in_force(world: MakeWorld) -> None:
    """Of two playbooks applied in one instant, or after the clock was set back, the later one holds."""
    here = world(FOUNDED)
    for number in range(1, 9):
        if number == 5:
            here.wait(days=-2)
        here.nora.team.apply_playbook(changed(dials=number), f"source {number}")

        assert here.nora.queue.day().goal_dials == number
        assert here.desk("maya").queue.day().goal_dials == number
        assert here.maya.team.playbook_source() == f"source {number}"


def test_a_playbook_may_not_forget_kinds_in_use(world: MakeWorld) -> None:
    """A playbook without a kind that offers have is refused: their leads would have no rules."""
    here = world()
    here.lead("webinar")
    playbook = shipped_playbook()
    without = {kind: rule for kind, rule in playbook.offers.items() if kind != "webinar"}

    with pytest.raises(BadInput) as told:
        here.nora.team.apply_playbook(replace(playbook, offers=without), "x")
    assert "webinar" in str(told.value)
    assert here.desk("maya").queue.counts().locked == 1


def test_offers_change_only_with_their_version(world: MakeWorld) -> None:
    """The shipped offers applied again change nothing."""
    from sdrdesk.build import data_folder
    from sdrdesk.domain.offer import sealed
    from sdrdesk.feeds.offer_files import read_library

    here = world()
    library = read_library(data_folder() / "offers")
    (offer, bank), *_ = library

    assert here.nora.team.apply_offers(library) == ()
    for other in (
        sealed(replace(offer, title="Another"), bank),
        replace(offer, kind="smoke_signal", version=9),
    ):
        with pytest.raises(BadInput):
            here.nora.team.apply_offers([(other, bank)])
    assert len(here.nora.team.offers()) == len(library)


def test_a_pass_is_on_an_offer_that_is_there(world: MakeWorld) -> None:
    """No pass for nobody, none on nothing."""
    here = world()

    for login, offer in (("mia", "speed-to-lead"), ("maya", "nothing")):
        with pytest.raises(NotFound):
            here.nora.team.grant_pass(login, offer)


def test_holidays_are_known_before_the_first_lead_of_a_region_is_planned(world: MakeWorld) -> None:
    """The first lead of a country is not planned onto its holiday: reading done on Boxing Day, called on the 29th."""
    from sdrdesk.desk.values import LeadForm

    here = world(local("2026-12-23 13:00"))
    form = LeadForm(name="Kate Hall", phone="+44 20 7946 0018", country="GB", offer="demo-request")
    here.clock.move_to(local("2026-12-24 19:00"))
    lead = here.maya.leads.add(form)

    record = here.record(lead)
    assert record.place.region == "GB"
    assert record.standing.touch is not None
    assert record.standing.touch.due_at == local("2026-12-29 08:00", Place("GB", ("Europe/London",)))


@pytest.mark.parametrize("what", ["the team", "the playbook", "the offers", "passes"])
def test_a_rep_changes_no_rule(world: MakeWorld, what: str) -> None:
    """Members, rules, offers and passes are the manager's to change, whatever front a rep uses."""
    here = world()
    team = here.maya.team
    acts: dict[str, Callable[[], object]] = {
        "the team": lambda: team.add_rep(login="kim", name="Kim", role="manager", zone_name="Asia/Seoul"),
        "the playbook": lambda: team.apply_playbook(here.maya.playbook, "x"),
        "the offers": lambda: team.apply_offers([]),
        "passes": lambda: team.grant_pass("maya", "speed-to-lead"),
    }

    with pytest.raises(Refused, match=f"Only a manager changes {what}"):
        acts[what]()
