"""How a rep paces a day: call blocks, what one commits to, and a page of one's own."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, one_of


def _rep_key() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"])


class CallBlockRow(SQLModel, table=True):
    """A focused stretch of calling. It holds no counts: what was done in it is in the activities."""

    __tablename__ = "call_block"
    __table_args__ = args(
        _rep_key(),
        one_of("goal", "dials", "conversations"),
        sa.Index("ix_call_block_rep", "team_id", "rep_id", "day"),
        sa.Index(
            "ix_call_block_open",
            "team_id",
            "rep_id",
            unique=True,
            sqlite_where=sa.text("seen_at IS NULL"),
            postgresql_where=sa.text("seen_at IS NULL"),
        ),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rep_id: str
    day: date
    """The rep's own calendar day on which it began."""
    started_at: datetime
    ends_at: datetime
    """When its clock runs out."""
    ended_at: datetime | None = None
    seen_at: datetime | None = None
    """When the rep put its summary away."""
    goal: str
    aim: int
    """How many of them."""
    rule: str = "{}"
    """Which leads, as JSON: zone, offer, kind, campaign, grade."""


class CommitmentRow(SQLModel, table=True):
    """What a rep commits to for one day; whether it was kept is counted, or told where nobody can count it."""

    __tablename__ = "commitment"
    __table_args__ = args(
        _rep_key(),
        sa.UniqueConstraint("team_id", "rep_id", "day"),
        one_of("what", "dials", "conversations", "meetings", "quiz", "own"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rep_id: str
    day: date
    at: datetime
    words: str
    """As the rep wrote it."""
    what: str
    aim: int = 0
    by_minute: int | None = None
    """By which minute of the rep's day; None for its end."""
    offer: str = ""
    """Whose quiz."""
    is_shared: bool = False
    """Whether the team sees it."""
    told: bool | None = None
    """What the rep said of one that nobody can count."""


class DiaryRow(SQLModel, table=True):
    """A rep's own page of a day: nobody else reads it."""

    __tablename__ = "diary"
    __table_args__ = args(_rep_key())
    team_id: str = Field(primary_key=True)
    rep_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    greeted_at: datetime | None = None
    """When the morning page was shown."""
    closed_at: datetime | None = None
    """When the evening line was answered or skipped."""
    words: str = ""
    """The reflection."""
