"""Who gets leads: what each rep can take, whose turn it is, what is lent from the pool, and what escalated."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args


class RepShareRow(SQLModel, table=True):
    """What a rep can take; a rep without a row has the weight 1 and the playbook's room."""

    __tablename__ = "rep_share"
    __table_args__ = args(
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"]),
        sa.CheckConstraint("weight >= 0 AND (capacity IS NULL OR capacity >= 0)", name="amounts"),
    )
    team_id: str = Field(primary_key=True)
    rep_id: str = Field(primary_key=True)
    weight: int = 1
    """Leads for each of a rep of weight 1."""
    capacity: int | None = None
    """Open leads; None is as the playbook says."""
    languages: str = ""
    """Two letters each, comma-separated."""
    groups: str = ""
    """Comma-separated."""


class RouteWheelRow(SQLModel, table=True):
    """Whose turn it is under one rule; read and written in the transaction that assigns."""

    __tablename__ = "route_wheel"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    name: str = Field(primary_key=True)
    turns: str
    """What each rep is owed, by rep id, as JSON."""


class PoolClaimRow(SQLModel, table=True):
    """A lead that a rep took from a pool and has not worked yet.

    No foreign key to the lead: it may be erased, or be taken out with its import.
    """

    __tablename__ = "pool_claim"
    __table_args__ = args(sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"]))
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    pool: str
    """Where it goes back to."""
    rep_id: str
    claimed_at: datetime
    until: datetime


class EscalationRow(SQLModel, table=True):
    """One step of the escalation of one conversion that waits; the key makes each step happen once."""

    __tablename__ = "escalation"
    __table_args__ = args(sa.Index("ix_escalation_at", "team_id", "at"))
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    lead_id: str = Field(primary_key=True)
    since: datetime = Field(primary_key=True)
    """When the conversion was that waits."""
    step: int = Field(primary_key=True)
    at: datetime
    from_id: str
    """Whose lead it was."""
    to_id: str
    """Whose lead it is now."""
    told: str
    """Ids of the members to be told, comma-separated."""
    reason: str
