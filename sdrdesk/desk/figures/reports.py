"""Reports that people send: one page, or every table for a spreadsheet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sdrdesk import __version__
from sdrdesk.desk.figures import sheets
from sdrdesk.desk.figures.marketing import Marketing
from sdrdesk.desk.figures.numbers import Numbers
from sdrdesk.desk.figures.sheets import Sheet
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.policy import Action
from sdrdesk.domain.ranges import Range

WEEKS = 10
"""Weeks of the trend."""


class Reports:
    """Reports of whoever is in the seat: a manager's of the team, a rep's of their own."""

    def __init__(self, seat: Seat) -> None:
        """Report for `seat`."""
        self._seat = seat

    def page(self, range_: Range, login: str = "") -> str:
        """The report as a self-contained HTML page; with `login` a manager writes one rep's."""
        from sdrdesk.desk.figures import report_page

        numbers = Numbers(self._seat)
        if login or not self._seat.may(Action.SEE_TEAM):
            return report_page.my_page(numbers.mine(range_, login), __version__)
        marketing = Marketing(self._seat)
        back = Range(range_.last - timedelta(days=7 * WEEKS - 1), range_.last)
        team, needs = numbers.team_page(range_)
        return report_page.team_page(
            team,
            marketing.numbers(range_),
            marketing.numbers(back).weeks[-WEEKS:],
            needs,
            self._seat.rep.zone,
            __version__,
        )

    def write_returned(self, path: Path, range_: Range, *, raw: bool = False) -> int:
        """Write the leads that went back to marketing as a CSV file; how many there are."""
        leads = Marketing(self._seat).returned(range_)
        sheets.write_private(path, sheets.csv_text(sheets.returned_sheet(leads), raw=raw))
        return len(leads)

    def sheets(self, range_: Range, login: str = "") -> tuple[Sheet, ...]:
        """Every table of the report."""
        numbers = Numbers(self._seat)
        if login or not self._seat.may(Action.SEE_TEAM):
            calls = numbers.calls(range_, login=login, limit=100_000)
            return (*sheets.my_sheets(numbers.mine(range_, login)), sheets.calls_sheet(calls))
        marketing = Marketing(self._seat)
        by = [
            sheet for name in ("campaign", "source", "region", "offer", "rep") for sheet in _by(marketing, range_, name)
        ]
        calls = numbers.calls(range_, login="*", limit=100_000)
        return (*sheets.team_sheets(numbers.team(range_)), *by, sheets.calls_sheet(calls))


def _by(marketing: Marketing, range_: Range, name: str) -> tuple[Sheet, ...]:
    """Marketing's tables by one dimension; those that do not depend on it once."""
    found = sheets.marketing_sheets(marketing.numbers(range_, name))
    return found if name == "campaign" else found[:1]
