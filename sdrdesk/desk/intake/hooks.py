"""Webhooks: who may post form fills, and with which secret."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sdrdesk.desk.intake.hook_secrets import ACTIVE, SecretsFile, new_secret
from sdrdesk.desk.routing.routing import Routing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.intake import Field
from sdrdesk.domain.policy import Action
from sdrdesk.domain.webhook import Sender, Signing, Source, checked_key, usual_signing
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit

_MAKERS = {Signing.HUBSPOT: "HubSpot", Signing.WEBFLOW: "Webflow"}
"""Senders that make the secret themselves."""
SHORTEST = 16
"""Letters of a secret: shorter ones can be guessed."""


class Hooks:
    """The sources of the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Keep the sources of the team of `seat`."""
        self._seat = seat
        self._secrets = SecretsFile(seat.store.path)

    def sources(self) -> tuple[Source, ...]:
        """Every source with the secrets in force, by key."""
        secrets = self._secrets.read()
        with self._seat.store.reading() as unit:
            return tuple(
                Source(
                    key=row[0],
                    sender=Sender(row[1]),
                    signing=Signing(row[2]),
                    mapping=json.loads(row[3]),
                    offer=row[4] or "",
                    owner=row[5],
                    added_at=moment(row[6]),
                    secrets=secrets.get(row[0], ()),
                )
                for row in unit.all(compiled.HOOK_SOURCES)
            )

    def source(self, key: str) -> Source:
        """One source; NotFound names those there are."""
        found = self.sources()
        for one in found:
            if one.key == key:
                return one
        cure = f"There are: {', '.join(one.key for one in found)}" if found else "Add one with: sdrdesk hooks add"
        raise NotFound(f'There is no source "{key[:60]}"', "", cure)

    def add(
        self,
        key: str,
        sender: Sender,
        *,
        signing: Signing | None = None,
        mapping: Mapping[str, str] | None = None,
        offer: str = "",
        owner: str = "",
        secret: str = "",
    ) -> Source:
        """Add a source, or change one; a secret is made unless one is given or there already.

        Raises:
            BadInput: A key, field or offer that cannot be, or a secret too short.
            NotFound: Nobody has the login.
            Refused: The rep is no manager.
        """
        self._only_managers()
        checked = {path: Field.parse(word).value for path, word in (mapping or {}).items()}
        held = self._secrets.read().get(checked_key(key), ())
        if secret:
            held = (_long_enough(secret), *(one for one in held if one != secret))[:ACTIVE]
        how = signing or usual_signing(sender)
        if not held:
            if how in _MAKERS:
                raise BadInput(
                    f"{_MAKERS[how]} makes the secret itself", "", "Copy it from there and give it: --secret -"
                )
            held = (new_secret(),)
        with self._seat.store.writing() as unit:
            routing = Routing(unit)
            routing.check_offers([offer] if offer else [])
            if owner and routing.named(owner) is None:
                raise NotFound(f'Nobody has the login "{owner[:60]}"', "", "See: sdrdesk team list")
            unit.run(
                compiled.ADD_HOOK_SOURCE,
                key=key,
                kind=sender.value,
                signing=how.value,
                mapping=json.dumps(checked, ensure_ascii=False),
                offer=offer or None,
                owner=owner,
                added_at=self._seat.clock.now(),
            )
            self._audit(unit, "hook added", key)
        self._secrets.put(key, held)
        return self.source(key)

    def rotate(self, key: str, secret: str = "") -> Source:
        """Give a source a new secret; the old one counts until the next change or `retire`."""
        self._only_managers()
        source = self.source(key)
        self._secrets.put(key, (_long_enough(secret) if secret else new_secret(), *source.secrets)[:ACTIVE])
        self._note("hook secret rotated", key)
        return self.source(key)

    def retire(self, key: str) -> Source:
        """Stop believing the older secret of a source."""
        self._only_managers()
        self._secrets.put(key, self.source(key).secrets[:1])
        self._note("hook secret retired", key)
        return self.source(key)

    def remove(self, key: str) -> None:
        """Take a source away; what it posted stays."""
        self._only_managers()
        self.source(key)
        with self._seat.store.writing() as unit:
            unit.run(compiled.REMOVE_HOOK_SOURCE, key=key)
            self._audit(unit, "hook removed", key)
        self._secrets.put(key, ())

    def _only_managers(self) -> None:
        with self._seat.store.reading() as unit:
            self._seat.ask(Action.HOOKS, unit=unit)

    def _note(self, what: str, key: str) -> None:
        with self._seat.store.writing() as unit:
            self._audit(unit, what, key)

    def _audit(self, unit: Unit, what: str, key: str) -> None:
        now = self._seat.clock.now()
        rep = self._seat.rep.id
        leads.write_audit(unit, new_id(now), at=now, rep_id=rep, what=what, lead_id="", detail={"source": key})


def _long_enough(secret: str) -> str:
    """A secret that somebody gave; BadInput for one that could be guessed."""
    if len(secret) < SHORTEST or not secret.isascii() or not secret.isprintable():
        raise BadInput("That secret is too short or holds odd characters", "", f"Give {SHORTEST} plain letters or more")
    return secret
