"""What the store counts for a manager, held against loops over leads: late, locked, what became, bad campaigns."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from sdrdesk.desk.figures import team_picture
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.playbook import Then
from sdrdesk.domain.queue import Tab
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import Refused
from tests.desk.oracle import in_days, moment, received_by_hand
from tests.worlds import GATED, MakeWorld, World

KINDS = ("demo_request", "contact_us", "webinar", "whitepaper", "ebook")
REPS = ("maya", "jon")
STATES = ("qualified", "nurture", "bad_data", "talking", "unresolved")


def story(here: World, seed: int) -> None:
    """Five weeks of leads on two campaigns and none, some called, some ended, some undone, some behind a quiz."""
    dice = random.Random(seed)
    for login in REPS:
        here.grant(login, offers=dice.sample(GATED, 2))
    found = list[str]()
    for _ in range(45):
        owner, campaign = dice.choice(REPS), dice.choice(("Spring", "Fair", ""))
        found.append(here.lead(dice.choice(KINDS), owner=owner, campaign=campaign))
        if dice.random() < 0.4:
            here.wait(seconds=1)
            here.again(dice.choice(found), dice.choice(KINDS), campaign=dice.choice(("Spring", "Fair")))
        if dice.random() < 0.7:
            _log(here, dice, dice.choice(found))
        if dice.random() < 0.15:
            here.maya.calling.undo()
        here.wait(minutes=dice.randrange(2400))


def _log(here: World, dice: random.Random, lead: str) -> None:
    outcome = dice.choice(("no_answer", "disqualified", "wrong_number", "bad_timing", "meeting_booked", "gatekeeper"))
    rule, later = here.maya.playbook.outcomes[outcome], here.now + timedelta(days=2)
    detail = Detail(
        meeting_at=later if rule.then is Then.MEETING else None,
        reason=dice.choice(("too_small", "bad_contact_data")) if rule.needs_reason else "",
    )
    try:
        getattr(here, _holder(here, lead)).calling.log(lead, outcome, seconds=dice.randrange(130), detail=detail)
    except Refused:  # ended, locked or asleep: nothing is logged
        return


def _holder(here: World, lead: str) -> str:
    owner = here.record(lead).owner_id
    return next(login for login in REPS if getattr(here, login).rep.id == owner)


@pytest.mark.parametrize("seed", range(2))
def test_what_became_of_the_teams_leads_equals_loops_over_them(world: MakeWorld, seed: int) -> None:
    """What became of the team's leads is what became of each rep's, whatever was called, ended or taken back."""
    here = world()
    story(here, seed)
    today = here.now.date()
    for over in (Range(today - timedelta(days=3), today), Range(today - timedelta(days=12), today)):
        shown = here.nora.numbers.team(over).resolved
        by_loops = Counter[str]()
        for login in REPS:
            by_loops.update(received_by_hand(here, getattr(here, login), over))

        assert {name: getattr(shown, name) for name in STATES} == {name: by_loops[name] for name in STATES}
        assert (shown.received, shown.disqualified) == (by_loops["received"], by_loops["lost"])
        assert shown.team == shown.resolved


@pytest.mark.parametrize("seed", range(2))
def test_locked_leads_are_those_of_the_reps_own_tabs(world: MakeWorld, seed: int) -> None:
    """The manager reads of each rep as many locked leads as the rep does."""
    here = world()
    story(here, seed)
    shown = {row.rep.login: row.locked for row in here.nora.numbers.team().rows}

    assert shown == {login: len(getattr(here, login).queue.rows(Tab.LOCKED)) for login in REPS}


@pytest.mark.parametrize("most", [1, 3, 200])
def test_the_longest_waiting_are_listed_first(world: MakeWorld, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Of the leads that nobody has called in time as many are listed as there is room for, those that wait longest."""
    here = world()
    story(here, 1)
    # Three that wait exactly as long as the longest: they stand in the order of their ids.
    here.write(
        "UPDATE lead SET answer_by = '2026-11-24 15:30:00.000000' WHERE id IN (SELECT id FROM lead "
        "WHERE answered_at IS NULL AND stage = 'open' ORDER BY id DESC LIMIT 3)"
    )
    monkeypatch.setattr(team_picture, "LONGEST_LIST", most)
    late = here.sql("SELECT answer_by, id FROM lead WHERE stage = 'open' AND answered_at IS NULL")
    late = sorted((moment(str(by)[:26]), lead) for by, lead in late if moment(str(by)[:26]) < here.now)

    assert len(late) > 3
    assert [one.lead_id for one in here.nora.numbers.team().waiting] == [lead for _, lead in late[:most]]


@pytest.mark.parametrize("seed", range(2))
def test_a_bad_campaign_is_named_as_loops_over_its_leads_name_it(world: MakeWorld, seed: int) -> None:
    """Each lead counts once in a campaign, however often it came; leads of no campaign are nobody's fault."""
    here = world()
    story(here, seed)
    here.write(
        "UPDATE lead SET stage = 'disqualified', due_at = NULL, answer_by = NULL, order_at = NULL, why = '' "
        "WHERE stage = 'open' AND id IN (SELECT lead_id FROM conversion WHERE campaign = 'Fair')"
    )
    today = here.now.date()
    month = Range(today - timedelta(days=30), today)
    sent: dict[str, dict[str, bool]] = {}
    for lead, at, campaign, stage in here.sql(
        "SELECT lead.id, conversion.at, conversion.campaign, lead.stage FROM conversion "
        "JOIN lead ON lead.id = conversion.lead_id"
    ):
        if campaign and in_days(moment(str(at)[:26]), month, here.nora.rep.zone):
            sent.setdefault(campaign, {})[lead] = stage in ("disqualified", "suppressed")
    expected = [
        (campaign, f"{campaign}: {sum(bad.values()) / len(bad):.0%} of {len(bad)} leads disqualified")
        for campaign, bad in sorted(sent.items())
        if len(bad) >= 10 and sum(bad.values()) >= 0.4 * len(bad)
    ]
    needs = here.nora.numbers.needs_you()

    assert expected
    assert [(need.campaign, need.told) for need in needs if need.kind == "campaign"] == expected


@pytest.mark.parametrize("seed", range(2))
def test_a_page_of_the_team_says_what_its_parts_say(world: MakeWorld, seed: int) -> None:
    """Read together, the team's figures and what needs its manager are those that each says when asked alone."""
    here = world()
    story(here, seed)
    here.write("UPDATE lead SET tier = 1 WHERE gate <> ''")
    numbers = here.nora.numbers
    month = numbers.range("month")
    needs = numbers.needs_you()

    assert "locked" in {need.kind for need in needs}
    assert numbers.team_page(month, "dials", down=True) == (numbers.team(month, "dials", down=True), needs)


@pytest.mark.parametrize("odd", ["0:00:00", "0:00:00.000001", "0:00:00.999600"])
def test_a_promise_is_kept_within_a_quarter_of_an_hour_to_the_microsecond(world: MakeWorld, odd: str) -> None:
    """Exactly a quarter of an hour early or late is kept, a microsecond more is not: in the count and in its rows."""
    here = world()
    lead = here.lead("contact_us")
    here.maya.calling.log(lead, "call_back", detail=Detail(callback_at=here.now + timedelta(minutes=30)))
    at = here.wait(minutes=30) + timedelta(microseconds=int(odd[8:] or 0))
    here.maya.calling.log(lead, "no_answer")
    month, told = here.nora.numbers.range("month"), {}
    for gap in (-900_000_001, -900_000_000, -1, 0, 1, 899_999_999, 900_000_000, 900_000_001):
        due = at - timedelta(microseconds=gap)
        here.write("UPDATE activity SET at = :at, due_at = :due WHERE promised", at=at, due=due)
        (maya,) = (row for row in here.nora.numbers.team(month).rows if row.rep.login == "maya")
        told[gap] = maya.promises.part
        rows = here.nora.numbers.rows("promises_kept", month, "maya")

        assert maya.promises.whole == len(rows) == 1
        assert [row.is_part for row in rows] == [bool(told[gap])]

    assert told == {gap: int(abs(gap) <= 900_000_000) for gap in told}
