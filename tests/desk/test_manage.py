"""What managers do about the numbers: leads change hands, absences are covered, aims are set; all can be undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sdrdesk.desk.figures.marketing_values import MarketingRow
from sdrdesk.desk.figures.team_filter import read_filter
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.figures import Rate
from sdrdesk.errors import BadInput, Refused
from tests.worlds import GATED, MakeWorld, World


def owner(world: World, lead: str) -> str:
    """Whose hands a lead is in."""
    return world.record(lead).owner.split()[0].lower()


def test_a_lead_goes_to_who_has_the_pass_and_the_fewest_leads(world: MakeWorld) -> None:
    """Without a name the desk finds somebody; who lacks the pass is passed over, and undo gives it back."""
    one = world()
    paper, demo = one.lead("whitepaper"), one.lead()
    first = one.nora.manage.reassign([paper])
    one.grant("jon", offers=GATED)
    second = one.nora.manage.reassign([paper, demo])

    assert [kept.why_not for kept in first.kept] == ['nobody else has passed the quiz on "speed-to-lead"']
    assert (owner(one, paper), owner(one, demo), second.told) == ("jon", "jon", "2 leads to Jon Abara")
    assert one.nora.manage.undo() == "2 leads to Jon Abara"
    assert (owner(one, paper), owner(one, demo)) == ("maya", "maya")
    assert one.nora.manage.undo() is None


def test_a_named_rep_who_cannot_take_a_lead_is_said(world: MakeWorld) -> None:
    """No pass, on the line, has it already: each lead that stays says why."""
    one = world()
    paper, talking, own = one.lead("whitepaper"), one.lead(), one.lead(owner="jon")
    one.maya.calling.dial(talking)
    done = one.nora.manage.reassign([paper, talking, own], "jon")

    assert done.given == ()
    assert [kept.why_not for kept in done.kept] == [
        'Jon Abara has not passed the quiz on "speed-to-lead"',
        "somebody is on the line with them",
        "Jon Abara has it already",
    ]


def test_leads_are_given_by_rule(world: MakeWorld) -> None:
    """By offer, tier or region; a rule that names nothing is refused."""
    one = world()
    demo, contact = one.lead("demo_request"), one.lead("contact_us")
    one.nora.manage.reassign_where(LeadRule(tier=1), "jon")

    assert (owner(one, demo), owner(one, contact)) == ("jon", "maya")
    one.nora.manage.reassign_where(LeadRule(login="maya", region="US"), "jon")
    assert owner(one, contact) == "jon"
    with pytest.raises(BadInput):
        one.nora.manage.reassign_where(LeadRule(), "jon")


def test_an_undo_whose_ground_has_shifted_is_refused(world: MakeWorld) -> None:
    """If somebody else has moved the lead since, nothing is taken back."""
    one = world()
    lead = one.lead()
    one.nora.manage.reassign([lead], "jon")
    one.write("UPDATE lead SET owner_id = :rep", rep=one.nora.rep.id)

    with pytest.raises(Refused, match="changed since"):
        one.nora.manage.undo()


def test_an_absence_lends_leads_and_gives_them_back(world: MakeWorld) -> None:
    """Leads go to colleagues while somebody is away; what is still open comes back, and undo walks the same way."""
    one = world()
    first, second = one.lead(), one.lead()
    today = date(2026, 11, 24)
    one.nora.manage.cover("maya", today, today + timedelta(days=3), by="jon")
    one.jon.calling.log(second, "bad_timing")
    assert one.nora.numbers.team().rows[1].is_absent
    with pytest.raises(Refused, match="away already"):
        one.nora.manage.cover("maya", today, today)
    back = one.nora.manage.give_back("maya")

    assert (owner(one, first), owner(one, second), back.told) == (
        "maya",
        "jon",
        "Maya Lindqvist is back, 1 lead returned",
    )
    assert one.nora.manage.undo() == back.told
    assert owner(one, first) == "jon"
    assert one.nora.manage.undo() is not None
    assert (owner(one, first), one.nora.manage.absences()) == ("maya", ())


def test_aims_are_set_for_one_rep_from_a_day_on(world: MakeWorld) -> None:
    """Her bars and her header follow; undo goes back to the playbook."""
    one = world()
    one.nora.manage.set_aims("maya", dials=2, opportunities=4)
    mine = one.maya.numbers.mine()

    assert ([bar.aim for bar in mine.goals], mine.quota.asked) == ([2, 8, 2], 4)
    assert one.maya.queue.day().goal_dials == 2
    one.nora.manage.set_aims("maya", dials=3)
    assert one.maya.numbers.mine().quota.asked == 4
    one.nora.manage.undo()
    one.nora.manage.undo()
    assert [bar.aim for bar in one.maya.numbers.goals()] == [60, 8, 2]


def test_a_goal_is_celebrated_once(world: MakeWorld) -> None:
    """When it is reached the desk says so, and then not again that day."""
    one = world()
    one.nora.manage.set_aims("maya", dials=1)
    assert one.maya.numbers.celebrate() == ()
    one.maya.calling.log(one.lead(), "no_answer")

    assert [one_.told for one_ in one.maya.numbers.celebrate()] == ["1 dials: goal reached"]
    assert one.maya.numbers.celebrate() == ()
    one.maya.calling.undo()
    one.maya.calling.log(one.lead(), "no_answer")
    assert one.desk("maya").numbers.celebrate() == ()
    one.wait(days=1)
    one.maya.calling.log(one.lead(), "no_answer")
    assert len(one.maya.numbers.celebrate()) == 1


def test_a_coach_leaves_a_note_on_a_call(world: MakeWorld) -> None:
    """It stands beside the call in the rep's own list, and can be taken back."""
    one = world()
    logged = one.maya.calling.log(one.lead(), "voicemail")
    one.nora.manage.coach(logged.activity_id[-8:], "Say the number twice")
    week = one.maya.numbers.range("week")

    assert one.maya.numbers.calls(week)[0].coaching == ("Nora Sand: Say the number twice",)
    one.nora.manage.undo()
    assert one.maya.numbers.calls(week)[0].coaching == ()


def test_a_rep_sees_and_moves_only_their_own(world: MakeWorld) -> None:
    """The team's figures, another's figures and every action on others are refused to a rep."""
    one = world()
    lead, week = one.lead(), one.maya.numbers.range("week")
    for refused in (
        one.maya.numbers.team,
        lambda: one.maya.numbers.mine(login="jon"),
        lambda: one.maya.numbers.rows("dials", week, "*"),
        one.maya.numbers.needs_you,
        one.maya.marketing.numbers,
        lambda: one.maya.manage.reassign([lead], "jon"),
        lambda: one.maya.manage.set_aims("maya", dials=1),
        lambda: one.maya.numbers.compare(("maya", week), ("jon", week)),
    ):
        with pytest.raises(Refused):
            refused()


# --- what needs the manager, and marketing ----------------------------------------------------------------------------


def test_what_needs_the_manager_comes_with_its_action(world: MakeWorld) -> None:
    """A late demo by name, locked leads by rep, an absent rep's due leads: each with what mends it."""
    one = world()
    late = one.lead(name="Tom Okafor")
    one.lead("whitepaper", owner="jon")
    one.wait(days=6)
    one.nora.manage.cover("maya", one.now.date(), one.now.date(), by="jon")
    one.write("UPDATE lead SET owner_id = :rep WHERE id = :lead", rep=one.maya.rep.id, lead=late)
    needs = {need.kind: need for need in reversed(one.nora.numbers.needs_you())}

    assert needs["late"].told == "Tom Okafor, demo request, 6 d without a call"
    assert (needs["late"].action, needs["late"].lead_id) == ("reassign", late)
    assert needs["absent"].told == "Maya Lindqvist is away with 1 due lead"
    assert (needs["locked"].login, needs["locked"].offer) == ("jon", "speed-to-lead")


def test_a_campaign_that_sends_bad_leads_is_named(world: MakeWorld) -> None:
    """When four in ten of ten leads are disqualified, the manager hears of it."""
    one = world()
    leads = [one.lead("contact_us") for _ in range(10)]
    one.write("UPDATE conversion SET campaign = 'Partner list'")
    for lead in leads[:4]:
        one.maya.calling.log(lead, "disqualified", detail=Detail(reason="too_small"))

    assert [need.told for need in one.nora.numbers.needs_you() if need.kind == "campaign"] == [
        "Partner list: 40% of 10 leads disqualified"
    ]


def test_marketing_learns_what_came_of_its_leads(world: MakeWorld) -> None:
    """Received, in SLA, resolved, SQL, nurture, disqualified with reasons; a lead of two campaigns counts in both."""
    one = world()
    booked, gone, resting, waiting = (one.lead("contact_us", source="Search") for _ in range(4))
    one.wait(minutes=3)
    one.maya.calling.log(booked, "meeting_booked", seconds=90, detail=Detail(meeting_at=one.now + timedelta(days=2)))
    one.maya.calling.log(gone, "disqualified", detail=Detail(reason="wrong_role"))
    one.maya.calling.log(resting, "bad_timing")
    one.again(waiting, "newsletter", source="News")
    one.wait(days=1)
    got = one.nora.marketing.numbers(by="source")
    (row,) = got.rows

    assert isinstance(row, MarketingRow)
    assert (row.label, row.received, row.in_sla, row.resolved) == ("Search", 4, Rate(3, 4), Rate(3, 4))
    assert (row.sql, row.nurture, row.disqualified) == (Rate(1, 4), Rate(1, 4), Rate(1, 4))
    assert (row.reasons, round(row.to_touch or 0)) == ((("Wrong role", 1),), 3)
    assert got.ages[0].parts[0] == ("<5 min", Rate(3, 3))
    assert [lead.reason for lead in one.nora.marketing.returned()] == ["Wrong role", ""]


def test_two_reps_and_two_periods_are_compared(world: MakeWorld) -> None:
    """Figure by figure, with a word on whether a difference means anything."""
    one = world()
    one.maya.calling.log(one.lead(), "no_answer")
    week, before = one.nora.numbers.range("week"), one.nora.numbers.range("last week")
    got = one.nora.numbers.compare(("maya", week), ("jon", week))
    rows = {row.metric: row for row in got.rows}

    assert (got.one, got.other) == ("Maya Lindqvist, This week", "Jon Abara, This week")
    assert (rows["dials"].one, rows["dials"].other) == (1, 0)
    assert rows["connect_rate"].said == "Not enough counted yet: 0 of 20"
    assert one.nora.numbers.compare(("", week), ("", before)).one == "The team, This week"


def test_who_can_take_leads_is_said_before(world: MakeWorld) -> None:
    """Passes and room for each rep, whoever can take most of them first."""
    one = world()
    paper, demo = one.lead("whitepaper"), one.lead()
    before = one.nora.manage.takers([paper, demo])
    one.grant("jon", offers=GATED)
    after = one.nora.manage.takers([paper, demo])

    assert [(taker.login, taker.can, taker.of) for taker in before] == [("jon", 1, 2)]
    assert before[0].why_not == 'Jon Abara has not passed the quiz on "speed-to-lead"'
    assert [(taker.login, taker.can, taker.why_not) for taker in after] == [("jon", 2, "")]


def test_open_leads_are_found_by_rule(world: MakeWorld) -> None:
    """By zone, grade, offer, and those that are late; each list says what else tells its leads apart."""
    one = world()
    demo, paper = one.lead("demo_request"), one.lead("whitepaper")
    one.wait(hours=3)
    every, late = one.nora.manage.open_leads(), one.nora.manage.open_leads(LeadRule(is_late=True))
    city = every.rows[0].zone.rpartition("/")[2]

    assert (late.ids, every.late, every.rows[0].is_late) == ((demo,), 1, True)
    assert set(every.ids) == {demo, paper}
    assert sum(one.count for one in every.facets["offer"]) == 2
    assert one.nora.manage.open_leads(LeadRule(zone=city)).ids == every.ids
    assert one.nora.manage.open_leads(LeadRule(zone="Berlin")).ids == ()
    with pytest.raises(BadInput, match="No offer"):
        one.nora.manage.open_leads(LeadRule(offer="nothing"))


def test_a_need_moves_what_it_names_and_nothing_else(world: MakeWorld) -> None:
    """Leads past their answer-by are given away; the rep's other open leads stay."""
    one = world()
    late = [one.lead("whitepaper"), one.lead("whitepaper")]
    one.grant("maya", offers=GATED)
    one.grant("jon", offers=GATED)
    one.wait(days=6)
    fresh = one.lead("contact_us")
    need = next(need for need in one.nora.numbers.needs_you() if need.kind == "late" and need.count > 1)
    one.nora.manage.reassign(need.leads)

    assert set(need.leads) == set(late)
    assert (owner(one, late[0]), owner(one, late[1]), owner(one, fresh)) == ("jon", "jon", "maya")


def test_leads_named_apart_are_not_counted_again_without_a_word(world: MakeWorld) -> None:
    """Urgent ones stand by name; the line of the others says that it is about more: both add up to the rep's."""
    one = world()
    one.grant("maya", offers=GATED)
    one.lead(name="Tom Okafor")
    for _ in range(2):
        one.lead("whitepaper")
    one.wait(days=6)
    told = [need.told for need in one.nora.numbers.needs_you() if need.kind == "late"]

    assert told == ["Tom Okafor, demo request, 6 d without a call", "Maya Lindqvist: 2 more leads past the answer-by"]


def test_a_mentor_is_named_and_taken_back(world: MakeWorld) -> None:
    """Naming is in the journal; undo restores who it was before, unless somebody has changed it since."""
    one = world()
    one.nora.manage.set_mentor("maya", "jon")
    told = one.nora.manage.set_mentor("maya", "nora")

    assert one.nora.manage.undo() == told == "Nora Sand is the mentor of Maya Lindqvist"
    assert one.maya.onboarding.road().mentor == "Jon Abara"
    assert one.nora.manage.journal()[0].what == "undone"
    one.write("UPDATE rep SET mentor_id = NULL")
    with pytest.raises(Refused, match="changed since"):
        one.nora.manage.undo()


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("", ["jon", "maya"]),
        ("jon", ["jon"]),
        ("locked > 0", ["maya"]),
        ("LOCKED>=1 and open = 1", ["maya"]),
        ("open leads < 1", ["jon"]),
        ("away", []),
        ("no mentor, maya", ["maya"]),
        ("connect < 50", []),
    ],
)
def test_the_team_is_filtered(world: MakeWorld, text: str, logins: list[str]) -> None:
    """By name, by any figure, by what is so; a figure that was not counted yet meets no condition."""
    one = world()
    one.lead("whitepaper")

    assert [row.rep.login for row in one.nora.numbers.team().rows if read_filter(text).fits(row)] == logins


@pytest.mark.parametrize(
    ("text", "said"), [("shoes < 80", "no column"), ("pace < soon", "no number"), ("< 4", "compares")]
)
def test_a_filter_that_means_nothing_is_said(text: str, said: str) -> None:
    """What is wrong, and how it is written."""
    with pytest.raises(BadInput, match=said):
        read_filter(text)
