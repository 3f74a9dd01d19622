"""The numbers: a rep's own day and month, the team's, and the rows that any figure was counted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.figures import tallies
from sdrdesk.desk.figures.number_values import (
    Celebration,
    Funnel,
    GoalBar,
    MineNumbers,
    OneMore,
    Pay,
    QuotaState,
    TeamNumbers,
)
from sdrdesk.desk.figures.row_values import CallRow, CountedRow
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import aims, figures, ranges
from sdrdesk.domain.aims import Aim
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.hours import Calendar, zone
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.metrics import METRICS, Metric
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.policy import Action
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit
from sdrdesk.typing import TYPE_CHECKING

MOST_BESIDE = 3000
"""Conversions of a range up to which the team's share is counted beside a rep's own (30 ms)."""

if TYPE_CHECKING:
    from sdrdesk.desk.figures.comparing import Comparison
    from sdrdesk.desk.figures.needs import Need
    from sdrdesk.desk.figures.team_picture import TeamPicture

LOOK_BACK = 90
"""Days whose calls say what one call more would do."""

ENOUGH_DIALS = 300
"""Dials of a rep's own before their own share is taken for that; else the team's."""


class Numbers:
    """Figures for whoever is in the seat: a rep sees their own, a manager the team's."""

    def __init__(self, seat: Seat) -> None:
        """Count for `seat`."""
        self._seat = seat

    # --- naming -------------------------------------------------------------------------------------------------------

    def today(self, rep: Rep | None = None) -> date:
        """The calendar day it is for a rep."""
        return self._seat.clock.now().astimezone(zone((rep or self._seat.rep).zone)).date()

    def range(self, text: str = "week") -> Range:
        """The range that a person names: "today", "week", "last month", "quarter", "2026-11-01..2026-11-20"."""
        return ranges.read_range(text, self.today())

    def metric(self, key: str) -> Metric:
        """The definition of a figure."""
        if key not in METRICS:
            raise BadInput(f'No figure "{key}"', "", f"One of: {', '.join(METRICS)}")
        return METRICS[key]

    # --- my numbers ---------------------------------------------------------------------------------------------------

    def mine(self, range_: Range | None = None, login: str = "") -> MineNumbers:
        """A rep's own figures over a range, by default this week; a manager may name any rep."""
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            reps = all_reps(unit, self._seat.rep.team_name)
            rep = self._who(reps, login)
            today = self.today(rep)
            over = range_ or ranges.week(today)
            before = ranges.before(over, today)
            playbook, set_by_hand = self._seat.playbook, tallies.aims(unit).get(rep.id, [])
            own = tallies.received(unit, playbook, [rep], over)
            everybody = self._everybody(unit, reps, over)
            return MineNumbers(
                rep=rep,
                now=now,
                range=over,
                funnel=tallies.funnels(unit, [rep], over)[rep.id],
                before=tallies.funnels(unit, [rep], before)[rep.id],
                before_range=before,
                goals=self._goals(unit, rep, set_by_hand, today),
                streak=self._streak(unit, rep, set_by_hand, today),
                quota=self._quota(unit, rep, reps, set_by_hand, today),
                speed=tallies.speeds(unit, [rep], over, now)[rep.id],
                pick_up=tallies.slots(unit, [rep], over),
                resolved=tallies.resolved(Counter(one.became for one in own), everybody),
                ladder=tallies.ladder(playbook, own),
                promises=tallies.promises(unit, [rep], over, now)[rep.id],
                trials=tallies.trials(unit, playbook, [rep], over),
            )

    def goals(self) -> tuple[GoalBar, ...]:
        """The rep's goals of today."""
        with self._seat.store.reading() as unit:
            rep = self._seat.rep
            return self._goals(unit, rep, tallies.aims(unit).get(rep.id, []), self.today())

    def celebrate(self) -> tuple[Celebration, ...]:
        """Goals of today that were reached and not celebrated yet; from then on they were."""
        today, rep, now = self.today(), self._seat.rep, self._seat.clock.now()
        with self._seat.store.reading() as unit:
            if not self._uncelebrated(unit, today):
                return ()
        with self._seat.store.writing() as unit:
            fresh = self._uncelebrated(unit, today)
            for bar in fresh:
                unit.run(compiled.ADD_CELEBRATION, rep_id=rep.id, day=today, goal=bar.key, at=now)
        return tuple(Celebration(goal=bar, told=f"{bar.made} {bar.label.lower()}: goal reached") for bar in fresh)

    # --- the team -----------------------------------------------------------------------------------------------------

    def team(self, range_: Range | None = None, sort: str = "name", *, down: bool = False) -> TeamNumbers:
        """The team's figures over a range, by default this week; for managers."""
        from sdrdesk.desk.figures.numbers_team import team_numbers

        with self._picture() as picture:
            return team_numbers(picture, range_ or ranges.week(self.today()), sort, down=down)

    def needs_you(self) -> tuple[Need, ...]:
        """What needs the manager now, each with the action that mends it; the urgent first."""
        from sdrdesk.desk.figures.needs import needs_you

        with self._picture() as picture:
            return needs_you(picture)

    def team_page(
        self, range_: Range, sort: str = "name", *, down: bool = False
    ) -> tuple[TeamNumbers, tuple[Need, ...]]:
        """Both, of one moment; what both look at is read once."""
        from sdrdesk.desk.figures.needs import needs_you
        from sdrdesk.desk.figures.numbers_team import team_numbers

        with self._picture() as picture:
            return team_numbers(picture, range_, sort, down=down), needs_you(picture)

    def compare(self, one: tuple[str, Range], other: tuple[str, Range]) -> Comparison:
        """Two reps, or two periods: each side is a login ("" for the whole team) and a range; for managers."""
        from sdrdesk.desk.figures.comparing import compare

        if any(login != self._seat.rep.login for login, _ in (one, other)):
            self.only_managers()
        with self._seat.store.reading() as unit:
            reps = all_reps(unit, self._seat.rep.team_name)
            sides = [((self._who(reps, login),) if login else reps, login, range_) for login, range_ in (one, other)]
            return compare(self._seat, unit, sides[0], sides[1])

    # --- what a figure was counted from -------------------------------------------------------------------------------

    def calls(
        self,
        range_: Range,
        *,
        login: str = "",
        outcome: str = "",
        offer: str = "",
        words: str = "",
        flag: str = "",
        limit: int = 500,
    ) -> tuple[CallRow, ...]:
        """Contacts of a range, newest first; `login` "" is oneself, "*" the whole team (managers)."""
        from sdrdesk.desk.figures.counted import calls

        with self._seat.store.reading() as unit:
            reps = self._those(unit, login)
            return calls(unit, self._seat.playbook, reps, range_, outcome, offer, words, flag, limit)

    def rows(
        self, metric: str, range_: Range, login: str = "", limit: int = 2000, only: Mapping[str, str] | None = None
    ) -> tuple[CountedRow, ...]:
        """The rows that a figure was counted from, newest first; `login` as for `calls`, `only` as in `counted`."""
        from sdrdesk.desk.figures.counted import rows

        self.metric(metric)
        with self._seat.store.reading() as unit:
            reps = self._those(unit, login)
            return rows(unit, self._seat, reps, metric, range_, limit, only or {})

    # --- inside -------------------------------------------------------------------------------------------------------

    def only_managers(self) -> None:
        """Refuse the team's figures to a rep."""
        self._seat.ask(Action.SEE_TEAM)

    @contextmanager
    def _picture(self) -> Iterator[TeamPicture]:
        from sdrdesk.desk.figures.team_picture import TeamPicture

        self.only_managers()
        with self._seat.store.reading() as unit:
            yield TeamPicture(self._seat, unit)

    def _who(self, reps: Sequence[Rep], login: str) -> Rep:
        rep = rep_by_login(reps, login) if login else self._seat.rep
        is_own = rep.id == self._seat.rep.id
        self._seat.ask(Action.SEE_FIGURES, is_own=is_own, reason=f"Those are {rep.name}'s figures")
        return rep

    def _those(self, unit: Unit, login: str) -> tuple[Rep, ...]:
        reps = all_reps(unit, self._seat.rep.team_name)
        if login == "*":
            self.only_managers()
            return reps
        return (self._who(reps, login),)

    def _everybody(self, unit: Unit, reps: Sequence[Rep], over: Range) -> Counter[str]:
        """What became of the team's leads, beside one's own; nothing where counting them would keep a rep waiting."""
        since, until = over.moments(self._seat.rep.zone)
        (count,) = unit.first(compiled.COUNT_RECEIVED, since=since, until=until) or (0,)
        return tallies.became(unit, self._seat.playbook, reps, over) if count <= MOST_BESIDE else Counter()

    def _quota(self, unit: Unit, rep: Rep, reps: Sequence[Rep], set_by_hand: Sequence[Aim], today: date) -> QuotaState:
        month = month_so_far(self._seat.rules.calendar, today, tallies.funnels(unit, [rep], ranges.month(today)))
        one_more = _one_more(unit, rep, reps, today, month.of - month.gone)
        return replace(quota_state(self._seat.playbook, rep, set_by_hand, month), one_more=one_more)

    def _goals(self, unit: Unit, rep: Rep, set_by_hand: Sequence[Aim], today: date) -> tuple[GoalBar, ...]:
        funnel = tallies.funnels(unit, [rep], ranges.today(today))[rep.id]
        goals = aims.goals_on(self._seat.playbook, set_by_hand, today)
        return (
            GoalBar(key="dials", label="Dials", made=funnel.dials, aim=goals.dials),
            GoalBar(key="conversations", label="Conversations", made=funnel.conversations, aim=goals.conversations),
            GoalBar(key="meetings", label="Meetings booked", made=funnel.booked, aim=goals.meetings),
        )

    def _uncelebrated(self, unit: Unit, today: date) -> list[GoalBar]:
        rep = self._seat.rep
        bars = self._goals(unit, rep, tallies.aims(unit).get(rep.id, []), today)
        known = {row[0] for row in unit.all(compiled.CELEBRATED, rep=rep.id, day=today)}
        return [bar for bar in bars if bar.is_reached and bar.key not in known]

    def _streak(self, unit: Unit, rep: Rep, set_by_hand: Sequence[Aim], today: date) -> int:
        back = Range(today - timedelta(days=aims.STREAK_DAYS), today)
        dials = tallies.dials_by_day(unit, [rep], back)[rep.id]
        playbook = self._seat.playbook
        return aims.streak(
            dials, lambda one: aims.goals_on(playbook, set_by_hand, one).dials, self._seat.rules.calendar, today
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSoFar:
    """A month as it stands on a day, for every rep whose quota is asked."""

    today: date
    gone: int
    """Working days gone, today too."""
    of: int
    """Working days of the month."""
    funnels: Mapping[str, Funnel]
    """What was counted in it, by the rep's id."""


def month_so_far(calendar: Calendar, today: date, funnels: Mapping[str, Funnel]) -> MonthSoFar:
    """The month of `today`, of which `funnels` are."""
    days = ranges.working_days(calendar, ranges.month(today))
    return MonthSoFar(today=today, gone=sum(one <= today for one in days), of=len(days), funnels=funnels)


def quota_state(playbook: Playbook, rep: Rep, set_by_hand: Sequence[Aim], month: MonthSoFar) -> QuotaState:
    """A rep's month against its target, with pace, forecast and pay; nothing is said of one call more."""
    quota, today = playbook.quota, month.today
    number = aims.month_of_work(rep.started_on, today)
    asked = aims.asked(quota, set_by_hand, rep.started_on, today)
    made = month.funnels[rep.id].opportunities
    return QuotaState(
        month=ranges.month(today).first,
        month_of_work=number,
        is_ramping=asked < quota.opportunities and 0 < number <= len(quota.ramp),
        asked=asked,
        made=made,
        gone=month.gone,
        of=month.of,
        pace=figures.pace(asked, month.gone, month.of),
        forecast=figures.forecast(made, month.gone, month.of),
        one_more=_too_few(month.of - month.gone, Rate(0, 0)),
        pay=Pay(
            so_far=figures.pay(quota, asked, made),
            at_quota=figures.pay(quota, asked, asked),
            each_over=figures.each_over(quota),
            starts_at=-int(-quota.threshold * asked // 1),
            currency=quota.currency,
        ),
    )


def _too_few(days_left: int, rate: Rate) -> OneMore:
    return OneMore(days_left=days_left, per_dial=rate, extra=None, assumption="Not enough calls yet to say")


def _one_more(unit: Unit, rep: Rep, reps: Sequence[Rep], today: date, days_left: int) -> OneMore:
    """What one call a day more would do: the share of dials that became opportunities is taken to stay."""
    back = Range(today - timedelta(days=LOOK_BACK), today - timedelta(days=1))
    own = tallies.funnels(unit, [rep], back)[rep.id]
    rate, whose = Rate(own.opportunities, own.dials), "your"
    if own.dials < ENOUGH_DIALS:
        everybody: Funnel = tallies.together(tallies.funnels(unit, reps, back).values())
        rate, whose = Rate(everybody.opportunities, everybody.dials), "the team's"
    share = rate.share
    if share is None or rate.whole < ENOUGH_DIALS:
        return _too_few(days_left, rate)
    told = f"if {whose} {rate.part} opportunities of {rate.whole:,} dials in the last {LOOK_BACK} days hold"
    return OneMore(days_left=days_left, per_dial=rate, extra=days_left * share, assumption=told)


__all__ = ["MonthSoFar", "Numbers", "month_so_far", "quota_state"]
