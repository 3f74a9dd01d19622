"""Destinations: where what happens is sent, by whom it may be changed, and the test message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sdrdesk.desk.intake.hook_secrets import SecretsFile, new_secret
from sdrdesk.desk.outward import outbox
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.outgoing import TEST, Destination, Kind, checked_events, checked_name
from sdrdesk.domain.policy import Action
from sdrdesk.domain.web_address import checked_url
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit

ADDRESS, SECRET = "to:", "to-secret:"
"""How the secrets file tells a destination's address and secrets from those of sources, whose keys hold no colon."""


class Destinations:
    """The destinations of the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Keep the destinations of the team of `seat`."""
        self._seat = seat
        self._secrets = SecretsFile(seat.store.path)

    def listed(self) -> tuple[Destination, ...]:
        """Every destination, by name."""
        with self._seat.store.reading() as unit:
            return tuple(
                Destination(
                    key=row[0],
                    kind=Kind(row[1]),
                    shown=row[2],
                    events=tuple(one for one in row[3].split(",") if one),
                    is_local=bool(row[4]),
                    is_gone=row[5] == "gone",
                    added_at=moment(row[6]),
                )
                for row in unit.all(compiled.DESTINATIONS)
            )

    def one(self, key: str) -> Destination:
        """One destination; NotFound names those there are."""
        found = {each.key: each for each in self.listed()}
        if key not in found:
            cure = f"There are: {', '.join(found)}" if found else "Add one with: sdrdesk webhook add URL"
            raise NotFound(f'There is no destination "{key[:60]}"', "", cure)
        return found[key]

    def address(self, key: str) -> tuple[str, tuple[str, ...]]:
        """A destination's whole address and its secrets, newest first; "" if the file beside the database lacks it."""
        held = self._secrets.read()
        return next(iter(held.get(ADDRESS + key, ())), ""), held.get(SECRET + key, ())

    def add(
        self,
        url: str,
        *,
        name: str = "",
        kind: Kind = Kind.STANDARD,
        events: Sequence[str] = (),
        is_local: bool = False,
    ) -> tuple[Destination, str]:
        """Add a destination; it, and the secret its receiver needs ("" for a chat, whose address is the secret).

        Raises:
            BadInput: An address, event or name that cannot be, or a name that is taken.
            Refused: The rep is no manager.
        """
        self._only_managers()
        address, shown = checked_url(url, is_local=is_local)
        key, wanted = checked_name(name, shown), checked_events(events, kind)
        if any(one.key == key for one in self.listed()):
            raise BadInput(f'There is a destination "{key}" already', "", "Give this one a --name of its own")
        secret = new_secret() if kind is Kind.STANDARD else ""
        # Before the row: a destination without an address could not be sent to, an address without a row harms nobody.
        self._secrets.put(ADDRESS + key, (address,))
        self._secrets.put(SECRET + key, (secret,) if secret else ())
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            unit.run(
                compiled.ADD_DESTINATION,
                key=key,
                kind=kind.value,
                shown=shown,
                events=f",{','.join(wanted)}," if wanted else "",
                is_local=is_local,
                state="on",
                added_at=now,
            )
            self._audit(unit, now, "destination added", key)
        return self.one(key), secret

    def remove(self, key: str) -> int:
        """Take a destination away with every message for it; how many of them."""
        self._only_managers()
        self.one(key)
        with self._seat.store.writing() as unit:
            unit.run(compiled.REMOVE_DESTINATION, of_destination=key)
            dropped = unit.changed(compiled.OUTBOX_FORGET_DESTINATION, of_destination=key)
            self._audit(unit, self._seat.clock.now(), "destination removed", key)
        self._secrets.put(ADDRESS + key, ())
        self._secrets.put(SECRET + key, ())
        return dropped

    def rotate(self, key: str) -> str:
        """Give a destination a new secret; messages carry the old one's signature too until the next change."""
        self._only_managers()
        if self.one(key).kind is not Kind.STANDARD:
            raise BadInput("A chat has no secret but its address", "", "Remove it and add it with the new address")
        secret = new_secret()
        self._secrets.put(SECRET + key, (secret, *self.address(key)[1]))
        with self._seat.store.writing() as unit:
            self._audit(unit, self._seat.clock.now(), "destination secret rotated", key)
        return secret

    def test(self, key: str) -> str:
        """Put a test message for one destination, which is on again if it was gone; the message's id."""
        self._only_managers()
        self.one(key)
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            unit.run(compiled.DESTINATION_STATE, of_destination=key, set_state="on")
            return outbox.add(unit, [key], TEST, "", {"team": self._seat.store.team_name}, now)

    def _only_managers(self) -> None:
        with self._seat.store.reading() as unit:
            self._seat.ask(Action.HOOKS, unit=unit, reason="Only a manager may say where leads are told")

    def _audit(self, unit: Unit, now: datetime, what: str, key: str) -> None:
        rep = self._seat.rep.id
        leads.write_audit(unit, new_id(now), at=now, rep_id=rep, what=what, lead_id="", detail={"destination": key})
