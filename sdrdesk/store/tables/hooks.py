"""Webhooks: who may post form fills, and every post that was accepted."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, one_of


class WebhookSourceRow(SQLModel, table=True):
    """A sender of form fills; its secrets lie in a file beside the database, never in a table."""

    __tablename__ = "webhook_source"
    __table_args__ = args(
        one_of("kind", "standard", "hubspot", "typeform", "calendly", "webflow", "json"),
        one_of("signing", "standard", "hubspot", "typeform", "calendly", "webflow", "token"),
        sa.ForeignKeyConstraint(["team_id", "offer"], ["offer.team_id", "offer.key"]),
    )
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    key: str = Field(primary_key=True)
    """The last part of the address it posts to."""
    kind: str
    """Whose bodies it sends."""
    signing: str
    """How it proves who it is."""
    mapping: str = "{}"
    """Dotted path to field, as JSON; goes before what is recognised."""
    offer: str | None = None
    """The offer of fills that name none."""
    owner: str = ""
    """Login of who gets its leads; empty shares them out."""
    added_at: datetime


class InboxRow(SQLModel, table=True):
    """One accepted post: kept as it came before anything is made of it."""

    __tablename__ = "inbox"
    __table_args__ = args(
        one_of("state", "new", "taken", "dead", "dropped"),
        sa.UniqueConstraint("team_id", "id"),
        sa.Index(
            "ix_inbox_open",
            "team_id",
            "state",
            "id",
            sqlite_where=sa.text("state IN ('new', 'dead')"),
            postgresql_where=sa.text("state IN ('new', 'dead')"),
        ),
    )
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    source: str = Field(primary_key=True)
    """The sender's key; no foreign key, so that a removed sender's posts stay."""
    message_id: str = Field(primary_key=True)
    """The sender's own id of the message: a replay meets its first copy here."""
    id: str
    """Ours, by which people name it."""
    received_at: datetime
    body: bytes
    headers: str = "{}"
    """The few that matter for reading it, as JSON; no secret among them."""
    state: str = "new"
    reason: str = ""
    """Why it is dead, or why it brought no lead."""
    lead_ids: str = ""
    """Comma-separated."""
    attempts: int = 0
    done_at: datetime | None = None
