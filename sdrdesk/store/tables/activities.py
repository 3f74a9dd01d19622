"""What was done with leads."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, lead_key, one_of


class ActivityRow(SQLModel, table=True):
    """One contact that happened: append-only."""

    __tablename__ = "activity"
    __table_args__ = args(
        lead_key(),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"]),
        one_of("channel", "call", "email", "social", "meeting"),
        sa.Index("ix_activity_lead", "team_id", "lead_id", "at"),
        sa.Index("ix_activity_rep", "team_id", "rep_id", "at"),
        sa.Index("ix_activity_day", "team_id", "rep_id", "day"),
        sa.Index(
            "ix_activity_first",
            "team_id",
            "rep_id",
            "day",
            "tier",
            "speed_minutes",
            "at",
            "answer_by",
            "is_first",
            "id",
            sqlite_where=sa.text("is_first"),
            postgresql_where=sa.text("is_first"),
        ),
        sa.Index(
            "ix_activity_promised",
            "team_id",
            "rep_id",
            "day",
            "at",
            "due_at",
            "promised",
            "id",
            sqlite_where=sa.text("promised"),
            postgresql_where=sa.text("promised"),
        ),
        sa.Index(
            "ix_activity_reached",
            "team_id",
            "lead_id",
            "at",
            "is_connect",
            "is_conversation",
            "id",
            sqlite_where=sa.text("is_connect"),
            postgresql_where=sa.text("is_connect"),
        ),
        sa.Index(
            "ix_activity_booked",
            "team_id",
            "lead_id",
            "at",
            "is_booked",
            "id",
            sqlite_where=sa.text("is_booked"),
            postgresql_where=sa.text("is_booked"),
        ),
        sa.Index(
            "ix_activity_answer",
            "team_id",
            "lead_id",
            "converted_at",
            "is_first",
            "at",
            "answer_by",
            "speed_minutes",
            "id",
            sqlite_where=sa.text("is_first"),
            postgresql_where=sa.text("is_first"),
        ),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    """Made by the client: logging the same id again writes nothing."""
    lead_id: str
    rep_id: str
    at: datetime
    day: date
    """The rep's own calendar day."""
    channel: str
    outcome: str
    seconds: int = 0
    note: str = ""
    reason: str = ""
    yeses: str = ""
    is_dial: bool = False
    is_connect: bool = False
    is_conversation: bool = False
    is_booked: bool = False
    is_first: bool = False
    """The first touch after the conversion: what speed to lead and the answer-by are measured with."""
    speed_minutes: float | None = None
    """For a first touch: open minutes from the conversion on the clock of its kind."""
    kind: str
    offer: str
    tier: int
    converted_at: datetime
    due_at: datetime | None = None
    answer_by: datetime | None = None
    promised: bool = False
    """A call back whose minute the prospect was promised."""
    there: int | None = None
    """The hour of the prospect's week it was made in: 24 x weekday + hour, Monday is 0; unset for an unknown zone."""
    variants: str = ""
    """What the lead heard of each experiment: "first_sentence=a,meeting_ask=b"."""
    meeting_id: str = ""
    """The meeting it booked, or says something of."""
    meeting_state: str = ""
    """Where it left that meeting."""
    meets_at: datetime | None = None
    """Start of that meeting after it."""
    before: str
    """The lead's standing before, as JSON: what undo gives back."""
    after: str
    """The lead's standing after, as JSON."""


class ActivityUndoRow(SQLModel, table=True):
    """An activity that was taken back: it stays in the book and out of every figure."""

    __tablename__ = "activity_undo"
    __table_args__ = args(
        sa.ForeignKeyConstraint(["team_id", "activity_id"], ["activity.team_id", "activity.id"]),
    )
    team_id: str = Field(primary_key=True)
    activity_id: str = Field(primary_key=True)
    at: datetime
    rep_id: str


class RepDayRow(SQLModel, table=True):
    """Counters of a rep's own calendar day, kept in the transaction that logs."""

    __tablename__ = "rep_day"
    __table_args__ = args()
    team_id: str = Field(primary_key=True)
    rep_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    touches: int = 0
    dials: int = 0
    connects: int = 0
    conversations: int = 0
    booked: int = 0


class SuppressionRow(SQLModel, table=True):
    """A number or address that may not be used again, kept as a keyed hash so that it outlives the person's data."""

    __tablename__ = "suppression"
    __table_args__ = args(sa.UniqueConstraint("team_id", "digest"))
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    digest: str
    at: datetime
    rep_id: str
    activity_id: str = ""
    reason: str = ""


class AuditRow(SQLModel, table=True):
    """What people did to leads and rules besides calling: append-only."""

    __tablename__ = "audit"
    __table_args__ = args(
        sa.Index("ix_audit_lead", "team_id", "lead_id", "at"),
        sa.Index("ix_audit_rep", "team_id", "rep_id", "at"),
        sa.Index("ix_audit_at", "team_id", "at"),
        sa.Index(
            "ix_audit_undoes",
            "team_id",
            "undoes",
            sqlite_where=sa.text("undoes <> ''"),
            postgresql_where=sa.text("undoes <> ''"),
        ),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: datetime
    rep_id: str
    what: str
    lead_id: str = ""
    detail: str = "{}"
    undoes: str = ""
    """The entry that this one takes back."""
    role: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """What they were then; "" where nobody sat: a sign-in, the service."""
    front: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Where they sat: "tui", "cli" or "web"."""
