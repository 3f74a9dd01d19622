"""Meetings, and what became of them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, lead_key, one_of


class MeetingRow(SQLModel, table=True):
    """A meeting that a call booked; its history is in the activities."""

    __tablename__ = "meeting"
    __table_args__ = args(
        lead_key(),
        one_of("state", "booked", "confirmed", "held", "no_show", "rescheduled", "cancelled"),
        sa.Index("ix_meeting_lead", "team_id", "lead_id"),
        sa.Index("ix_meeting_rep", "team_id", "rep_id", "day", "state"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    """The id of the activity that booked it."""
    lead_id: str
    rep_id: str
    """Who booked it, whoever holds the lead later."""
    booked_at: datetime
    starts_at: datetime
    day: date
    """The day of its start, by the calendar of the rep who booked it."""
    with_whom: str = ""
    state: str = "booked"
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    """When somebody said that it was held, missed or cancelled."""


class OpportunityRow(SQLModel, table=True):
    """What the account executive made of a held meeting."""

    __tablename__ = "opportunity"
    __table_args__ = args(
        lead_key(),
        sa.ForeignKeyConstraint(["team_id", "meeting_id"], ["meeting.team_id", "meeting.id"]),
        sa.UniqueConstraint("team_id", "meeting_id"),
        one_of("state", "accepted", "refused", "won", "lost"),
        sa.Index("ix_opportunity_rep", "team_id", "rep_id", "day", "state"),
        sa.Index("ix_opportunity_lead", "team_id", "lead_id"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    meeting_id: str
    lead_id: str
    rep_id: str
    """Who booked the meeting."""
    state: str
    day: date
    """The day on which it was accepted or refused, by the calendar of the rep who booked the meeting."""
    decided_at: datetime
    closed_at: datetime | None = None
    closed_day: date | None = None
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    """In the currency's smallest unit: cents, pence."""
    currency: str = ""
    reason: str = ""
    """Why it was refused or lost, or a note."""
    external_id: str = ""
    """Its id in the CRM."""
