"""Sorting: for each row of a file, which offer it is for and who is named for it."""

from __future__ import annotations

from collections.abc import Sequence

from sdrdesk.dataclasses import replace
from sdrdesk.desk.intake.arrivals import Arrival
from sdrdesk.desk.intake.asides import Aside
from sdrdesk.desk.intake.intake_values import NO_OFFER, SHOWN, Options, Report, SampleRow
from sdrdesk.desk.routing.routing import Routing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.hours import Place, zone
from sdrdesk.domain.intake import Incoming, Problem
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.store.store import Unit
from sdrdesk.text import clean


class Sorter:
    """Decides for each row of a file; what cannot be decided goes into the report."""

    def __init__(self, seat: Seat, unit: Unit, options: Options) -> None:
        """Read what is needed to decide, once."""
        self._seat = seat
        self._options = options
        self._routing = Routing(unit, options.offers)
        self._routing.check_offers([*options.offers.values(), *filter(None, [options.default_offer])])
        if options.owner and self._routing.named(options.owner) is None:
            raise NotFound(f'Nobody has the login "{clean(options.owner)}"', "", "See: sdrdesk team list")

        self._zone = options.zone
        if options.zone:
            _check_zone(options.zone)

    def knows(self, words: str) -> bool:
        """Whether an offer is meant by words."""
        return self._routing.offer_of(words, self._options.default_offer)[0] is not None

    def sort(self, rows: Sequence[Incoming | Problem], report: Report) -> tuple[list[Arrival], list[Aside]]:
        """The rows as arrivals, and those to be set aside; the others are in the report."""
        arrivals: list[Arrival] = []
        asides: list[Aside] = []
        for row in rows:
            report.rows += 1
            if isinstance(row, Problem):
                report.problems.append(row)
                continue
            report.doubts += row.doubts
            if self._zone and not row.place.is_known:
                row = replace(row, place=Place(row.place.region or row.country, (self._zone,)))  # noqa: PLW2901
            report.zoneless += not row.place.is_known
            offer, guess = self._routing.offer_of(row.offer_words, self._options.default_offer)
            if offer is None:
                self._unknown(row, guess or "", report, asides)
                continue
            report.offers[offer] = report.offers.get(offer, 0) + 1
            arrivals.append(self._routing.arrival(row, offer, self._options.owner))
        return arrivals, asides

    def _unknown(self, row: Incoming, guess: str, report: Report, asides: list[Aside]) -> None:
        """Note a row whose offer nobody knows."""
        words = row.offer_words or "(none)"
        count, _ = report.unmatched.get(words, (0, ""))
        report.unmatched[words] = (count + 1, guess)
        if len(report.sample) < SHOWN and not self._options.aside:
            report.sample.append(SampleRow(incoming=row, offer="", owner="", what=NO_OFFER))
        if self._options.aside:
            near = f', nearest is "{guess}"' if guess else ""
            reason = f'no offer is called "{clean(words)[:80]}"{near}'
            asides.append(Aside(kind="offer", reason=reason, incoming=row, at=self._seat.clock.now()))


def _check_zone(name: str) -> None:
    try:
        zone(name)
    except (KeyError, ValueError, OSError):
        raise BadInput(f'No time zone "{clean(name)}"', "", 'Write it like "Europe/Berlin"') from None


def unknown_offers(report: Report) -> BadInput:
    """Why a file with offers that nobody knows is not taken."""
    listed = list(report.unmatched.items())[:8]
    return BadInput(
        "Some offers are not known",
        "; ".join(f'"{words}" ({plural(count, "row")})' for words, (count, _) in listed),
        'Say what each stands for: --offer "WORDS=key", or --default-offer KEY for rows without one; '
        "--aside keeps such rows until somebody decides",
    )
