"""The number screens: what they show is what the desk counts, and every figure leads to its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.figures import marketing_rows
from sdrdesk.desk.figures.marketing import Sent, read_sent
from sdrdesk.desk.figures.needs import Need
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.domain.meetings import State
from sdrdesk.domain.metrics import METRICS, Unit
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.queue import Tab
from sdrdesk.domain.ranges import Range
from sdrdesk.store import compiled, store
from sdrdesk.store.sql import day
from sdrdesk.tui import format, marketing_text, mine_text, team_text
from sdrdesk.tui.numbers_text import amount, minutes
from sdrdesk.tui.screens.calls import CallsScreen
from sdrdesk.tui.screens.marketing import MarketingScreen
from sdrdesk.tui.screens.meetings import MeetingsScreen
from sdrdesk.tui.screens.my_numbers import MyNumbers
from sdrdesk.tui.screens.rows import RowsScreen
from sdrdesk.tui.screens.team import TeamScreen
from sdrdesk.tui.widgets.pane import Figure
from tests.seeds import Seeds
from tests.tui import seeded
from tests.tui.conftest import Opened
from tests.worlds import copy_desk


@pytest.fixture
def demo_file(seeds: Seeds, tmp_path: Path) -> Path:
    """The demo team on a Tuesday morning."""
    return copy_desk(seeds.demo(seeded.NOW), tmp_path / "demo.db")


@pytest.fixture
def maya(demo_file: Path) -> Iterator[Desk]:
    """A rep's desk."""
    desk = open_desk(demo_file, FixedClock(seeded.NOW), "maya")
    yield desk
    desk.close()


@pytest.fixture
def nora(demo_file: Path) -> Iterator[Desk]:
    """Her manager's."""
    desk = open_desk(demo_file, FixedClock(seeded.NOW), "nora")
    yield desk
    desk.close()


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_my_numbers_are_the_desks(open_app: Opened, maya: Desk, size: tuple[int, int]) -> None:
    """Every pane is there at every size, reached by its key, and the funnel says what the desk counts."""
    funnel = maya.numbers.mine(maya.numbers.range("month")).funnel
    async with open_app(maya, size=size) as robot:
        await robot.press("2", "l")
        screen = robot.app.screen
        assert isinstance(screen, MyNumbers)
        assert f" {funnel.dials} " in robot.text
        titles = []
        for _ in range(7):
            titles.append(str(screen.pane.border_title))
            assert screen.figure is not None
            await robot.press("tab")

        assert titles[1:] == [
            "Quota, November", "Speed to lead", "When they pick up", "Leads resolved", "Small yeses",
            "Promises and what works",
        ]  # fmt: skip


async def test_a_figure_tells_what_it_is_and_what_it_was_counted_from(open_app: Opened, maya: Desk) -> None:
    """A question mark shows the definition with both counts; enter the rows; enter again the lead."""
    rows = maya.numbers.rows("connects", maya.numbers.range("week"))
    async with open_app(maya, size=(120, 36)) as robot:
        await robot.press("2", "j", "question_mark")
        assert "dials in which a human picked up" in robot.text
        assert "connect rate 11 of 43" in robot.text
        await robot.press("enter")
        assert f"{len(rows)} activities" in robot.text
        await robot.press("enter")
        assert robot.app.screen is robot.screen
        assert robot.brief.startswith(rows[0].name)


async def test_the_quota_is_the_months_whatever_is_shown(open_app: Opened, maya: Desk) -> None:
    """Today's page shows the month's opportunities, and its rows are the month's."""
    async with open_app(maya, size=(80, 24)) as robot:
        await robot.press("2", "h", "tab", "enter")

        assert isinstance(robot.app.screen, RowsScreen)
        assert "7 opportunities" in robot.text


async def test_any_days_can_be_named(open_app: Opened, maya: Desk) -> None:
    """A range is typed; what is no range is said, and nothing is lost."""
    async with open_app(maya, size=(80, 24)) as robot:
        await robot.press("2", "d", *"never", "enter")
        assert "is no range of days" in robot.text
        await robot.press("ctrl+u", *"last week", "enter")

        assert "Last week" in robot.text


async def test_calls_are_filtered(open_app: Opened, maya: Desk) -> None:
    """By kind and by words; escape first takes the filters away."""
    async with open_app(maya, size=(120, 36)) as robot:
        await robot.press("2", "c", "l")
        assert "43 calls" in robot.text
        await robot.press("slash", *"zzzz", "enter")
        assert "No call fits the filters" in robot.text
        await robot.press("escape")
        assert "43 calls" in robot.text
        await robot.press("n")
        assert "Notes on calls are a manager's" in robot.text
        await robot.press("escape")
        assert isinstance(robot.app.screen, MyNumbers)


async def test_digits_lead_from_screen_to_screen(open_app: Opened, nora: Desk) -> None:
    """What a digit opens from the queue it opens from the screens over it, and 1 is the queue from each of them."""
    async with open_app(nora) as robot:
        names = ["MyNumbers", "TeamScreen", "MarketingScreen", "RoadScreen", "CertificationScreen", "TodayScreen"]
        for digit in "2345676352746":
            await robot.press(digit)
            assert type(robot.app.screen).__name__ == names[int(digit) - 2]
            assert len(robot.app.screen_stack) <= 3
        await robot.press("question_mark")
        assert "Your day" in robot.text
        await robot.press("escape", "1")
        assert len(robot.app.screen_stack) == 1


async def test_a_rep_is_told_whose_a_digit_is(open_app: Opened, maya: Desk) -> None:
    """From a rep's own figures 7 is the day; 3 leads to the queue, which says that the team's are for managers."""
    async with open_app(maya) as robot:
        await robot.press("2", "7")
        assert type(robot.app.screen).__name__ == "TodayScreen"
        await robot.press("3")
        assert len(robot.app.screen_stack) == 1
        assert "for managers" in robot.status


async def test_the_team_is_hidden_from_reps(open_app: Opened, maya: Desk) -> None:
    """A rep's 3 and 4 say whose they are and open nothing."""
    async with open_app(maya) as robot:
        await robot.press("3")
        assert "for managers" in robot.status
        await robot.press("4")
        assert robot.app.screen is robot.screen


async def test_the_team_sorts_and_drills(open_app: Opened, nora: Desk) -> None:
    """Any column sorts, both ways; a cell leads to its rep's rows; the name to the rep's own screen."""
    async with open_app(nora, size=(80, 24)) as robot:
        await robot.press("3", "l", "s")
        screen = robot.app.screen
        assert isinstance(screen, TeamScreen)
        assert [row.rep.login for row in screen.reps] == ["maya", "jon", "aisha"]
        await robot.press("s")
        assert [row.rep.login for row in screen.reps] == ["aisha", "jon", "maya"]
        await robot.press("enter")
        assert isinstance(robot.app.screen, RowsScreen)
        await robot.press("escape", "h", "enter")
        assert isinstance(robot.app.screen, MyNumbers)
        assert robot.app.screen.login == "aisha"


async def test_a_need_is_one_key_from_its_action(open_app: Opened, nora: Desk) -> None:
    """The late lead is given to whoever is best, and u takes that back."""
    before = nora.numbers.needs_you()
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("3", "tab", "enter", "*")
        assert "1 lead to" in robot.text
        assert nora.manage.journal()[0].told.startswith("1 lead to")
        await robot.press("u")
        assert "Took back: 1 lead to" in robot.text
        assert "u again" in robot.text
        assert nora.numbers.needs_you() == before


async def test_the_team_is_filtered(open_app: Opened, nora: Desk) -> None:
    """A condition is typed and stands beside the days; what is no column is said; escape shows everybody."""
    async with open_app(nora, size=(80, 24)) as robot:
        await robot.press("3", "slash", *"shoes < 1", "enter")
        assert 'There is no column "shoes"' in robot.text
        await robot.press("ctrl+u", *"locked > 0", "enter")
        screen = robot.app.screen
        assert isinstance(screen, TeamScreen)
        assert "only locked > 0 · 2 of 3 reps" in robot.text
        assert [row.rep.login for row in screen.reps] == ["aisha", "maya"]
        await robot.press("escape")
        assert len(screen.reps) == 3


async def test_marked_leads_are_given_away_at_once(open_app: Opened, nora: Desk) -> None:
    """Two of a rep's leads are marked, who has room is said, and u takes it back; a mentor is one key away."""
    before = nora.manage.open_leads(LeadRule(login="jon")).ids
    async with open_app(nora, size=(80, 24)) as robot:
        await robot.press("3", "j", "a", "s", "space", "space", "a")
        assert "carries" in robot.text
        assert "can take" in robot.text
        await robot.press("*")
        assert len(nora.manage.open_leads(LeadRule(login="jon")).ids) == len(before) - 2
        await robot.press("u")
        assert nora.manage.open_leads(LeadRule(login="jon")).ids == before
        await robot.press("escape", "m", "m")
        assert nora.onboarding.road("jon").mentor == "Maya Chen-Alvarado"


async def test_open_leads_stand_in_their_own_town(open_app: Opened, nora: Desk) -> None:
    """Hartford is not New York, though its clocks are; only where no town is known the zone's stands in."""
    rows = nora.manage.open_leads().rows
    row = next(one for one in rows if one.city and not one.zone.endswith(one.city.replace(" ", "_")))
    assert format.town("", row.zone) == row.zone.rpartition("/")[2].replace("_", " ")
    assert format.town("", "") == "where?"
    assert format.town("[b]Ulm[/b]", row.zone) == "[b]Ulm[/b]"
    async with open_app(nora, size=(160, 45)) as robot:
        await robot.press("3", "o")
        assert any(one.name in line and one.city[:9] in line for one in rows if one.city == row.city
                   for line in robot.text.splitlines())  # fmt: skip


async def test_an_absence_is_covered_and_given_back(open_app: Opened, nora: Desk) -> None:
    """V asks from when to when and who covers, with what each carries; v again gives the leads back."""
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("3", "v", "enter")
        assert "who covers?" in robot.text
        assert "carries" in robot.text
        await robot.press("m")
        assert nora.manage.journal()[0].told.startswith("Aisha Bellowe is away")
        assert nora.manage.absences()[0].rep == "Aisha Bellowe"
        assert "away" in robot.text
        await robot.press("v", "y")
        assert nora.manage.absences()[0].ended_at is not None


async def test_marketings_side_opens_at_the_campaign_that_sends_bad_leads(open_app: Opened, nora: Desk) -> None:
    """The cursor is on its row over the days it was found in, its CSV one key away, and the head keeps to one line."""
    sent = nora.marketing.numbers(Range(nora.numbers.today() - timedelta(days=30), nora.numbers.today()), "campaign")
    bad = sent.rows[2]
    need = Need(
        kind="campaign", is_urgent=False, told="bad", action="return", action_label="See", campaign=bad.key,
        over=sent.range,
    )  # fmt: skip
    async with open_app(nora, size=(80, 24)) as robot:
        await robot.press("3")
        team = robot.app.screen
        assert isinstance(team, TeamScreen)
        team._mend(need)
        await robot.press()
        screen = robot.app.screen
        assert isinstance(screen, MarketingScreen)
        assert screen.range == sent.range
        assert screen.figure is not None
        assert screen.figure.target == bad.key
        assert "w writes those that went back" in robot.text
        await robot.press("w")
        assert "Returned leads" in robot.text


async def test_a_cell_that_is_not_counted_says_what_it_is(open_app: Opened, nora: Desk) -> None:
    """A question mark on quizzes, open leads and locked leads defines them too."""
    async with open_app(nora, size=(160, 45)) as robot:
        await robot.press("3", "question_mark")
        assert "the month's quota" in robot.text
        await robot.press("escape", *["l"] * 11, "question_mark")
        assert "Offers whose quiz the rep has passed" in robot.text


@pytest.mark.parametrize("width", [60, 78, 118])
def test_marketings_head_keeps_to_its_line(nora: Desk, width: int) -> None:
    """What fits is said, the leads and the SQL rate always."""
    head = marketing_text.head(nora.marketing.numbers(nora.numbers.range("month"), "campaign"), width)

    assert head.cell_length <= width
    assert "SQL" in head.plain


def test_velocity_is_the_sum_of_its_definition(nora: Desk) -> None:
    """Opportunities of the range, by the win rate, by the average won, by the days it took: on the team's screen."""
    over = nora.numbers.range("month")
    team = nora.numbers.team(over)
    with nora.seat.store.reading() as unit:
        ids = [rep.id for rep in team.colleagues]
        closed = unit.all(compiled.OPPORTUNITIES, reps=ids, first=over.first - timedelta(days=60), last=over.last)
    closed = [row for row in closed if row[8] and day(row[8][:10]) in over]
    won = [row[9] / 100 for row in closed if row[5] == "won"]
    expected = team.funnel.opportunities * (len(won) / len(closed)) * (sum(won) / len(won)) / 12
    lines = "\n".join(line.text.plain for line in team_text.team_funnel(team, 60))

    # The demo's account executive decides, and twelve days later it is won or lost.
    assert dict(team.productivity)["velocity"] == pytest.approx(expected)
    assert f"pipeline velocity {amount(expected, '$')} a day" in lines


async def test_goals_are_set(open_app: Opened, nora: Desk) -> None:
    """The form holds what stands; a wrong number is said; a right one is kept."""
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("3", "g", "ctrl+u", *"many", "enter")
        assert "is no number" in robot.text
        await robot.press("ctrl+u", *"30", "enter")

        assert nora.numbers.mine(None, "aisha").goals[0].aim == 30


async def test_two_sides_are_compared(open_app: Opened, nora: Desk) -> None:
    """A rep beside the period before, each rate with its counts and what can be said of it."""
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("3", "x", "*")

        assert "Side by side" in robot.text
        assert "too few: fewer than 20 counted on a side" in robot.text


async def test_a_manager_leaves_a_note_on_a_call(open_app: Opened, nora: Desk) -> None:
    """The note stands on the rep's call."""
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("3", "c")
        assert isinstance(robot.app.screen, CallsScreen)
        await robot.press("n", *"Ask sooner", "enter")

        assert "✎ Nora" in robot.text
        assert "Ask sooner" in robot.text


async def test_a_call_logged_elsewhere_shows(open_app: Opened, nora: Desk, maya: Desk) -> None:
    """Without a key the team's figures count it."""
    async with open_app(nora, size=(120, 36), watches=True) as robot:
        await robot.press("3")
        screen = robot.app.screen
        assert isinstance(screen, TeamScreen)
        before = sum(row.funnel.dials for row in screen.reps)
        maya.calling.log(maya.queue.rows(Tab.READY, 1)[0].lead_id, "no_answer", seconds=20)
        await robot.until(lambda: sum(row.funnel.dials for row in screen.reps) > before)

        assert sum(row.funnel.dials for row in screen.reps) == before + 1


async def test_marketing_by_anything(open_app: Opened, nora: Desk) -> None:
    """By campaign, source, region, offer and rep; sorted by any column."""
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("4")
        assert isinstance(robot.app.screen, MarketingScreen)
        heads = [str(robot.app.screen._table.border_title)]
        for _ in range(4):
            await robot.press("]")
            heads.append(str(robot.app.screen._table.border_title))
        await robot.press("l", "l", "s", "s", "question_mark")

        assert heads == ["Campaigns", "Sources", "Regions", "Offers", "Reps"]
        assert "leads whose first call came by its answer-by" in robot.text


async def test_returned_leads_are_written(open_app: Opened, nora: Desk, tmp_path: Path) -> None:
    """W asks where to; the file holds what went back, and a place that is not there is said."""
    path = tmp_path / "back.csv"
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("4", "w", "ctrl+u", *str(tmp_path / "no" / "back.csv"), "enter")
        assert "Cannot write" in robot.text
        await robot.press("ctrl+u", *str(path), "enter")

        assert f"{len(nora.marketing.returned())} leads" in robot.text
        assert len(path.read_text(encoding="utf-8").splitlines()) == len(nora.marketing.returned()) + 1


async def test_a_meeting_becomes_an_opportunity(open_app: Opened, nora: Desk) -> None:
    """W on a held meeting's row: won asks for how much, and the desk keeps it."""
    held = nora.numbers.rows("held", nora.numbers.range("month"), "maya")
    async with open_app(nora, size=(120, 36)) as robot:
        await robot.press("3", "]", "j", "j", "l", "l", "l", "l", "l", "l", "enter", "w", "a", "enter")

        told = robot.app.screen
        assert isinstance(told, RowsScreen)
        assert held[0].name in told.status.words


async def test_a_reached_goal_is_celebrated_once(open_app: Opened, maya: Desk, nora: Desk) -> None:
    """The dial goal of the day is told quietly, and not again after a restart."""
    nora.manage.set_aims("maya", dials=1)
    async with open_app(maya) as robot:
        await robot.press("r")
        assert any("goal reached" in one for one in robot.toasts)
    async with open_app(maya) as robot:
        await robot.press("r")
        assert not any("goal reached" in one for one in robot.toasts)


async def test_meetings_are_told_of_from_their_list(open_app: Opened, maya: Desk) -> None:
    """A letter of the playbook says what became of a meeting; what cannot be is said; u takes it back."""
    async with open_app(maya, size=(80, 24)) as robot:
        await robot.press("m")
        screen = robot.app.screen
        assert isinstance(screen, MeetingsScreen)
        assert screen.current is not None
        first = screen.current.meeting.lead_id
        await robot.press("h")
        assert "has not begun" in robot.text
        await robot.press("c")
        assert maya.meetings.of(first)[0].state is State.CONFIRMED
        assert "Meeting confirmed" in robot.text
        await robot.press("u")
        assert maya.meetings.of(first)[0].state is State.BOOKED
        await robot.press("tab", "tab", "tab")
        assert "what came of it" in robot.text
        await robot.press("escape")
        assert robot.app.screen is robot.screen
        assert robot.status.startswith("↶ Took back meeting confirmed")  # nothing older is offered to be undone


async def test_numbers_of_nobody(open_app: Opened) -> None:
    """A day without a call says so, and what to do."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("2", "h")
        assert "Nothing yet in these days" in robot.text
        assert "1 leads to the queue" in robot.text


# --- every figure of every screen -------------------------------------------------------------------------------------


def figures_of(nora: Desk) -> Iterator[tuple[Figure, Range]]:
    """Each figure of my numbers, the team and marketing, with the days it is counted over."""
    over = nora.numbers.range("month")
    sent = {by: nora.marketing.numbers(over, by) for by in ("campaign", "source", "region", "offer", "rep")}
    lines = [
        line for _, write in mine_text.panes(nora.numbers.mine(over, "maya"), "maya").values() for line in write(60)
    ]
    lines += team_text.team_funnel(nora.numbers.team(over), 60)
    lines += team_text.why(sent["campaign"], 60)
    lines += [*marketing_text.trend(sent["campaign"], 60), *marketing_text.ages(sent["campaign"], 90)]
    grids = [
        team_text.reps(nora.numbers.team(over), "name", down=False, rows=nora.numbers.team(over).rows),
        *map(marketing_text.table, sent.values()),
    ]
    found = [line.figure for line in lines if line.figure]
    found += [cell.figure for grid in grids for row in grid.rows for cell in row]
    for figure in found:
        if figure.metric:
            yield figure, nora.numbers.range(figure.days) if figure.days else over


def test_every_figure_equals_its_rows(nora: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands on the screen is what its rows count to: parts and wholes, counts and medians, of every cell."""
    # Nothing changes here, and seven hundred cells need not read the same leads anew.
    read: dict[Range, list[Sent]] = {}

    def once(unit: store.Unit, playbook: Playbook, over: Range, zone: str) -> list[Sent]:
        return read.get(over) or read.setdefault(over, read_sent(unit, playbook, over, zone))

    monkeypatch.setattr(marketing_rows, "read_sent", once)
    seen = set()
    for figure, over in figures_of(nora):
        metric, only = METRICS[figure.metric], dict(figure.only)
        rows = (
            nora.marketing.rows(metric.key, over, only, limit=10_000)
            if figure.is_sent
            else nora.numbers.rows(metric.key, over, figure.login, 10_000, only)
        )
        counted = (sum(row.is_part for row in rows), sum(row.is_whole for row in rows))
        said = figure.fact.rpartition(": ")[2] if figure.is_sent else re.sub(r"^[^\d:]*: ", "", figure.fact)
        seen.add(metric.key)
        if metric.unit is Unit.SHARE:
            pairs = re.findall(r"([\d,]+)(?: of |/)([\d,]+)", figure.fact)
            if not figure.only or figure.only[0][0] not in ("weekday", "offer"):
                pairs = pairs[:1]
            told = tuple(sum(int(pair[at].replace(",", "")) for pair in pairs) for at in (0, 1))
            if "nothing was counted" not in figure.fact and pairs:
                assert counted == told, (figure, counted)
        elif metric.unit is Unit.COUNT and metric.key != "pace" and (number := re.match(r"[\d,]+", said)):
            assert len(rows) == int(number[0].replace(",", "")), figure
        elif metric.key in ("speed_to_lead", "received_speed") and "bar" not in only:
            values = [row.value for row in rows if row.value is not None]
            assert f"median {minutes(median(values)) if values else '-'}" in figure.fact, figure
    assert {
        "in_sla",
        "received_in_sla",
        "resolved",
        "sql_rate",
        "small_yes_rate",
        "reached_rate",
        "booking_rate",
    } <= seen


async def test_scores_that_are_called_wrong_are_one_key_away(open_app: Opened, nora: Desk) -> None:
    """What needs a manager names the score that a rep calls wrong; enter shows where score and outcome disagree."""
    lead = nora.queue.search("a", limit=1)[0]
    nora.scoring.wrong(lead.lead_id, "a [b]reseller[/b]")
    down = [need.kind for need in nora.numbers.needs_you()].index("score")
    async with open_app(nora, size=(100, 40)) as robot:
        await robot.press("3", "tab", *["j"] * down, "enter")
        assert "What came of each grade" in robot.text
        assert "Grade C or D, and won" in robot.text
        assert "a [b]reseller[/b]" in robot.text
        await robot.press("escape")
        assert isinstance(robot.app.screen, TeamScreen)
