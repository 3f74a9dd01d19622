"""Gatekeeping: what the gate costs."""

from __future__ import annotations

from sdrdesk.desk import library
from sdrdesk.desk.gate_values import OfferView
from sdrdesk.desk.seat import Seat


class Gatekeeping:
    """The gate of the rep in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Keep the gate for the rep in `seat`."""
        self._seat = seat

    def locked(self) -> tuple[OfferView, ...]:
        """The offers that lock leads of the rep, that with the nearest answer-by first."""
        with self._seat.store.reading() as unit:
            views = library.views(self._seat, unit, self._seat.clock.now())
        return tuple(view for view in views if view.locked.leads)
