"""What goes out: the destinations of outgoing webhooks, and every message on its way to one.

Personal data: `outbox.payload` (name, company, title, e-mail, phone and what was said of a lead) and `outbox.lead_id`.
Erasing a person deletes the rows of the lead (`desk.outbox.forget`). Sent rows are deleted after 7 days and dead ones
after 30 by whoever sends (`desk.outbox.Outbox.tidy`). Addresses and secrets lie in `<db>.hooks`, 0600, never here.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, one_of


class DestinationRow(SQLModel, table=True):
    """Where what happens is sent; its address and secret lie in a file beside the database."""

    __tablename__ = "destination"
    __table_args__ = args(one_of("kind", "standard", "slack", "teams"), one_of("state", "on", "gone"))
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    key: str = Field(primary_key=True)
    kind: str
    """How it is written to."""
    shown: str
    """Scheme and host; the path may be a secret."""
    events: str = ""
    """",lead.overdue,meeting.booked,"; "" for all."""
    is_local: bool = False
    """Whether it is on this machine, the only place where plain http goes."""
    state: str = "on"
    """"gone" once it answered 410."""
    added_at: datetime


class OutboxRow(SQLModel, table=True):
    """One message to one destination, written in the transaction that it tells of."""

    __tablename__ = "outbox"
    __table_args__ = args(
        one_of("state", "new", "sent", "dead"),
        sa.Index("ix_outbox_seq", "team_id", "seq"),
        sa.Index("ix_outbox_lead", "team_id", "lead_id"),
        sa.Index(
            "ix_outbox_due",
            "team_id",
            "destination",
            "next_at",
            "seq",
            sqlite_where=sa.text("state = 'new'"),
            postgresql_where=sa.text("state = 'new'"),
        ),
        sa.Index(
            "ix_outbox_order",
            "team_id",
            "destination",
            "lead_id",
            "seq",
            sqlite_where=sa.text("state = 'new'"),
            postgresql_where=sa.text("state = 'new'"),
        ),
        sa.Index(
            "ix_outbox_done",
            "team_id",
            "state",
            "done_at",
            sqlite_where=sa.text("state <> 'new'"),
            postgresql_where=sa.text("state <> 'new'"),
        ),
    )
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    id: str = Field(primary_key=True)
    """Sent as webhook-id, the same in every try: receivers know a repetition by it."""
    destination: str = Field(primary_key=True)
    """No foreign key: a removed destination takes its messages with it in the same transaction."""
    seq: int = Field(sa_type=sa.BigInteger)
    """Order of writing; what belongs to one lead goes out in it."""
    event: str
    lead_id: str
    """"" for a test message."""
    payload: str
    """The body as JSON, as it was when it happened. Personal data."""
    created_at: datetime
    state: str = "new"
    attempts: int = 0
    next_at: datetime
    """Not tried before."""
    leased_by: str = ""
    leased_until: datetime | None = None
    """Until then one sender has it alone."""
    reason: str = ""
    """Why the last try failed; never the answer's text, which could hold anything."""
    done_at: datetime | None = None
