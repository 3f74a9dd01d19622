"""What a manager does from the team's screen: give leads, cover an absence, set goals, compare, take back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from sdrdesk.dataclasses import replace
from sdrdesk.desk.figures.comparing import Comparison
from sdrdesk.desk.figures.needs import Need
from sdrdesk.desk.figures.number_values import TeamRow
from sdrdesk.desk.people.assigning import Taker
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.domain import ranges
from sdrdesk.domain.ranges import Range
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput
from sdrdesk.tui import team_text
from sdrdesk.tui.dialogs.fields import Field, Fields
from sdrdesk.tui.dialogs.pick import Option, Pick, letters
from sdrdesk.tui.safe import plain
from sdrdesk.tui.screens.giving import WHOEVER, Giving, options, told
from sdrdesk.tui.widgets.status_line import UNDO

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.score.scoring import Disagreement
    from sdrdesk.tui.screens.team import TeamScreen

NOBODY = "-"
"""Instead of a login: no mentor."""


class Away(NamedTuple):
    """An absence that is about to be written."""

    first: date
    last: date
    leads: int
    takers: tuple[Taker, ...]


def day(text: str, what: str) -> date:
    """A day as it was typed; BadInput says what is wrong."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{what} is no day", plain(text), "Write it like 2026-11-24") from None


class Managing:
    """The dialogs of one team screen."""

    def __init__(self, screen: TeamScreen, desk: Desk) -> None:
        """Act for the manager at `desk`."""
        self._screen, self._desk = screen, desk
        self._giving = Giving(screen, desk, lambda words, is_done: self.said(words, is_done=is_done))

    def _write(self, call: Callable[[], str | None], *, nothing: str = "Nothing to take back") -> None:
        def done(words: str | None) -> None:
            self.said(words or nothing, is_done=bool(words))

        self._screen.ask(call, done, group="write")

    def said(self, words: str, *, is_done: bool = True) -> None:
        """Say what was done, and count again."""
        self._screen.status.say(words, mark="✓" if is_done else "·", hint=UNDO if is_done else "")
        self._screen.reload()

    # --------------------------------------------------------------------------------- giving leads

    def mend(self, need: Need) -> None:
        """Give the leads that a need is about, and no others."""
        name = next((one.name for one in self._screen.colleagues if one.login == need.login), need.login)
        if need.leads:
            several = f"{plural(need.count, 'late lead')} of {name}"
            self._giving.these(need.leads, several if need.count > 1 else need.told.split(",")[0])
        elif need.rule:
            self._giving.where(need.rule, "locked lead" if need.kind == "locked" else "due lead", name)

    def reassign(self, row: TeamRow) -> None:
        """Give leads of a rep: all, the late ones, or some that are chosen."""
        login, name = row.rep.login, row.rep.name
        options = [Option(key="a", label="All of them", value="all", note=plural(row.open_leads, "open lead"))]
        if row.late:
            late = f"{plural(row.late, 'lead')} past the answer-by"
            options.append(Option(key="l", label="Only the late ones", value="late", note=late))
        some = "mark them one by one, or by offer, campaign, zone, grade"
        options.append(Option(key="s", label="Some", value="some", note=some))

        def picked(which: str | None) -> None:
            if which == "some":
                self._screen.ways.leads(LeadRule(login=login), name)
            elif which:
                is_late = which == "late"
                self._giving.where(LeadRule(login=login, is_late=is_late), "late lead" if is_late else "lead", name)

        self._screen.app.push_screen(Pick(f"Which leads of {name}?", options), picked)

    # --------------------------------------------------------------------------------------- mentor

    def mentor(self, row: TeamRow) -> None:
        """Name who guides a rep."""
        login, name = row.rep.login, row.rep.name
        guides = Counter(one.mentor for one in self._screen.reps if one.mentor)
        options = []
        for one in letters({one.login: one.name for one in self._screen.colleagues if one.login != login}):
            now = "now" if one.value == row.mentor else ""
            others = guides[one.value] - bool(now)
            guided = f"guides {plural(others, 'other')}" if others else ""
            options.append(replace(one, note=", ".join(filter(None, (now, guided)))))
        if row.mentor:
            options.append(Option(key="-", label="Nobody", value=NOBODY))

        def picked(mentor: str | None) -> None:
            if mentor is not None:
                self._write(partial(self._desk.manage.set_mentor, login, "" if mentor == NOBODY else mentor))

        self._screen.app.push_screen(Pick(f"Who guides {name}?", options), picked)

    # ------------------------------------------------------------------------------------- absences

    def cover(self, row: TeamRow) -> None:
        """Say that a rep is away and lend the leads; of one who is away, give them back."""
        login, name = row.rep.login, row.rep.name
        if row.is_absent:
            options = [
                Option(key="y", label="Give the leads back", value="back"),
                Option(key="n", label="No", value=""),
            ]

            def back(answer: str | None) -> None:
                if answer:
                    self._write(lambda: told(self._desk.manage.give_back(login)))

            self._screen.app.push_screen(Pick(f"{name} is back?", options), back)
            return
        today = self._desk.numbers.today()
        fields = [
            Field(key="first", label="From", value=f"{today}"),
            Field(key="last", label="To", value=f"{today + timedelta(days=4)}"),
        ]

        def read(values: Mapping[str, str]) -> Away:
            first, last = day(values["first"], "From"), day(values["last"], "To")
            if last < first:
                raise BadInput("An absence ends after it begins", f"{first} to {last}", "Write the earlier day first")
            leads = self._desk.manage.open_leads(LeadRule(login=login), 0).ids
            takers = (one for one in self._desk.manage.takers(leads) if one.login != login)
            return Away(first, last, len(leads), tuple(takers))

        def said(away: Away | None) -> None:
            if away is not None:
                self._cover(login, name, away)

        hint = f"The open leads of {name} are lent, and come back when you give them back"
        self._screen.app.push_screen(Fields(f"{name} is away", fields, read, hint), said)

    def _cover(self, login: str, name: str, away: Away) -> None:
        """Ask who takes over, and lend the leads."""

        def picked(by: str | None) -> None:
            if by is not None:
                to = "" if by == WHOEVER else by
                cover = partial(self._desk.manage.cover, login, away.first, away.last, to)
                self._write(lambda: f"Until {away.last}: {told(cover()[1])}")

        leads = plural(away.leads, "open lead")
        choices = options(away.takers, "each to who has the pass and the fewest leads")
        self._screen.app.push_screen(Pick(f"{leads} of {name}: who covers?", choices), picked)

    def _ask(self, dialog: Fields[str]) -> None:
        def saved(words: str | None) -> None:
            if words:
                self.said(words)

        self._screen.app.push_screen(dialog, saved)

    # ---------------------------------------------------------------------------------------- goals

    def goals(self, row: TeamRow) -> None:
        """Goals of the day and the quota of the month."""
        login, name = row.rep.login, row.rep.name

        def read() -> tuple[tuple[str, int], ...]:
            mine = self._desk.numbers.mine(None, login)
            return (*((one.key, one.aim) for one in mine.goals), ("opportunities", mine.quota.asked))

        def show(found: tuple[tuple[str, int], ...]) -> None:
            before = dict(found)
            labels = {
                "dials": "Dials", "conversations": "Talks", "meetings": "Meetings", "opportunities": "Quota",
            }  # fmt: skip
            fields = [
                Field(key=key, label=label, value=str(before[key]), example="empty: as in the playbook")
                for key, label in labels.items()
            ]

            def save(values: Mapping[str, str]) -> str:
                numbers: dict[str, int | None] = {}
                for key, text in values.items():
                    if text == str(before[key]):
                        continue
                    if text and not text.isdecimal():
                        raise BadInput(f"{labels[key]} is no number", plain(text), "Write a whole number")
                    numbers[key] = int(text) if text else None
                return self._desk.manage.set_aims(login, None, **numbers) if numbers else f"{name}: nothing changed"

            hint = "Each day: dials, talks, meetings. The quota is opportunities a month. It holds from today on"
            self._ask(Fields(f"Goals of {name}", fields, save, hint))

        self._screen.ask(read, show, group="goals", latest=True)

    # -------------------------------------------------------------------------------------- compare

    def compare(self, row: TeamRow) -> None:
        """Hold a rep against another, the team, or the period before."""
        login, over = row.rep.login, self._screen.range
        others = {one.rep.login: one.rep.name for one in self._screen.reps if one.rep.login != login}
        options = [
            Option(key="*", label="The period before", value=WHOEVER),
            Option(key="+", label="The whole team", value=""),
            *letters(others),
        ]

        def picked(other: str | None) -> None:
            if other is None:
                return
            earlier: Range = ranges.before(over, self._desk.numbers.today())
            side = (login, earlier) if other == WHOEVER else (other, over)
            self._screen.ask(partial(self._desk.numbers.compare, (login, over), side), self._compared, group="compare")

        self._screen.app.push_screen(Pick(f"{row.rep.name}, beside whom?", options), picked)

    def _compared(self, found: Comparison) -> None:
        from sdrdesk.tui.dialogs.closer import Closer

        def write(width: int) -> Content:
            return team_text.compared(found, width)

        self._screen.app.push_screen(Closer("Side by side", write))

    # --------------------------------------------------------------------------------------- scores

    def scores(self) -> None:
        """Where score and outcome disagree, and what reps call wrong."""
        self._screen.ask(self._desk.scoring.disagree, self._disagreed, group="scores")

    def _disagreed(self, found: Disagreement) -> None:
        from sdrdesk.tui.dialogs.closer import Closer
        from sdrdesk.tui.score_text import disagreement

        self._screen.app.push_screen(Closer("Score and outcome", lambda width: disagreement(found, width)))

    # ----------------------------------------------------------------------------------------- undo

    def undo(self) -> None:
        """Take back the newest of one's own actions."""

        def done(words: str | None) -> None:
            self._screen.status.took_back(words)
            self._screen.reload()

        self._screen.ask(self._desk.manage.undo, done, group="write")
