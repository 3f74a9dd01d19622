"""Offers with all their versions, and the passes on them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args


class OfferRow(SQLModel, table=True):
    """An offer with its text and question bank."""

    __tablename__ = "offer"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    key: str = Field(primary_key=True)
    title: str
    kind: str
    version: int
    changed_at: datetime
    card: str
    """The offer as JSON."""
    bank: str
    """Its questions as JSON."""
    fingerprint: str


class OfferVersionRow(SQLModel, table=True):
    """One version of an offer, kept for good: an old quiz is graded by it, and grace counts from the next one."""

    __tablename__ = "offer_version"
    __table_args__ = args(sa.ForeignKeyConstraint(["team_id", "key"], ["offer.team_id", "offer.key"]))
    team_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    at: datetime
    """When it came into force."""
    card: str
    bank: str
    fingerprint: str


class OfferAliasRow(SQLModel, table=True):
    """A form or campaign name that stands for an offer."""

    __tablename__ = "offer_alias"
    __table_args__ = args(sa.ForeignKeyConstraint(["team_id", "offer"], ["offer.team_id", "offer.key"]))
    team_id: str = Field(primary_key=True)
    words: str = Field(primary_key=True)
    offer: str


class QuizPassRow(SQLModel, table=True):
    """A rep's passed quiz on one version of an offer; the id is that of the attempt, where there was one."""

    __tablename__ = "quiz_pass"
    __table_args__ = args(
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"]),
        sa.ForeignKeyConstraint(["team_id", "offer"], ["offer.team_id", "offer.key"]),
        sa.Index("ix_quiz_pass_rep", "team_id", "rep_id", "offer"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rep_id: str
    offer: str
    version: int
    passed_at: datetime
    valid_until: datetime | None = None
