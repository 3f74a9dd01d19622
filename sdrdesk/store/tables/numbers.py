"""What the numbers are held against, and what managers do about them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args


def _rep_key(column: str = "rep_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["team_id", column], ["rep.team_id", "rep.id"])


class RepAimRow(SQLModel, table=True):
    """What one rep aims at from a day on, where it differs from the playbook."""

    __tablename__ = "rep_aim"
    __table_args__ = args(_rep_key())
    team_id: str = Field(primary_key=True)
    rep_id: str = Field(primary_key=True)
    since: date = Field(primary_key=True)
    dials: int | None = None
    conversations: int | None = None
    meetings: int | None = None
    opportunities: int | None = None
    """The month's quota, in place of ramp and playbook."""


class AbsenceRow(SQLModel, table=True):
    """A rep is away, and others look after the leads."""

    __tablename__ = "absence"
    __table_args__ = args(_rep_key(), sa.Index("ix_absence_rep", "team_id", "rep_id", "first_day"))
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rep_id: str
    first_day: date
    last_day: date
    ended_at: datetime | None = None
    """When the leads were given back."""
    lent: str = "{}"
    """Who holds each lead meanwhile, as JSON."""


class CoachingRow(SQLModel, table=True):
    """A manager's note on one call."""

    __tablename__ = "coaching"
    __table_args__ = args(
        sa.ForeignKeyConstraint(["team_id", "activity_id"], ["activity.team_id", "activity.id"]),
        sa.Index("ix_coaching_activity", "team_id", "activity_id"),
        sa.Index("ix_coaching_rep", "team_id", "rep_id", "at"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    activity_id: str
    rep_id: str
    """Whose call it was."""
    by_id: str
    at: datetime
    note: str


class CelebrationRow(SQLModel, table=True):
    """A goal of a day that was reached and said so, once."""

    __tablename__ = "celebration"
    __table_args__ = args(_rep_key())
    team_id: str = Field(primary_key=True)
    rep_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    goal: str = Field(primary_key=True)
    at: datetime
