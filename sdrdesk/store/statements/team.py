"""The team, its rules, its offers and its passes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select

from sdrdesk.store.statements.base import (
    alias,
    b,
    batch,
    holiday,
    insert_new,
    insert_or_replace,
    mine,
    offer,
    offer_version,
    place,
    playbook,
    rep,
    set_of,
    team,
)

TEAM = select(team.c.id, team.c.name).limit(1)
ADD_TEAM = sa.insert(team)
REPS = (
    select(rep.c.id, rep.c.login, rep.c.name, rep.c.role, rep.c.zone, rep.c.started_on)
    .where(mine(rep), rep.c.left_at.is_(None))
    .order_by(rep.c.name, rep.c.id)
)
ADD_REP = sa.insert(rep)
PLAYBOOK = select(playbook.c.body).where(mine(playbook)).order_by(playbook.c.id.desc()).limit(1)
PLAYBOOK_SOURCE = select(playbook.c.source, playbook.c.at).where(mine(playbook)).order_by(playbook.c.id.desc()).limit(1)
ADD_PLAYBOOK = sa.insert(playbook)
HOLIDAYS = select(holiday.c.region, holiday.c.year, holiday.c.days).where(mine(holiday))
ADD_HOLIDAYS = insert_new(holiday)
PLACES = select(place.c.key).where(mine(place))
ADD_PLACE = insert_new(place)
PENDING = select(batch.c.id).where(mine(batch), sa.literal_column("state NOT IN ('live', 'undone')"))
OFFERS = (
    select(offer.c.key, offer.c.title, offer.c.kind, offer.c.version, offer.c.changed_at, offer.c.fingerprint)
    .where(mine(offer))
    .order_by(offer.c.key)
)
OFFER = select(
    offer.c.key, offer.c.title, offer.c.kind, offer.c.version, offer.c.changed_at, offer.c.card, offer.c.bank
).where(mine(offer), offer.c.key == b("key"))
OFFER_CARD = select(offer.c.key, offer.c.title, offer.c.kind, offer.c.version, offer.c.card).where(
    mine(offer), offer.c.key == b("key")
)
"""The same without its questions: for a brief, and for a rep who may not read the answers."""
ADD_OFFER = sa.insert(offer)
CHANGE_OFFER = (
    sa.update(offer)
    .where(mine(offer), offer.c.key == b("of_key"))
    .values(set_of("title", "kind", "version", "changed_at", "card", "bank", "fingerprint"))
)
OFFER_VERSION = select(offer_version.c.version, offer_version.c.at, offer_version.c.card, offer_version.c.bank).where(
    mine(offer_version), offer_version.c.key == b("key"), offer_version.c.version == b("version")
)
OFFER_VERSIONS = (
    select(offer_version.c.version, offer_version.c.at, offer_version.c.bank)
    .where(mine(offer_version), offer_version.c.key == b("key"))
    .order_by(offer_version.c.version)
)
ADD_OFFER_VERSION = sa.insert(offer_version)
CARDS = select(offer.c.key, offer.c.card).where(mine(offer))
ALIASES = select(alias.c.words, alias.c.offer).where(mine(alias))
ADD_ALIAS = insert_or_replace(alias)
