"""Leads and how they came."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, lead_key, one_of


class BatchRow(SQLModel, table=True):
    """One import; its rows are unseen until it is live. One of state "merged" hides the leads that are another's."""

    __tablename__ = "batch"
    __table_args__ = args(
        one_of("state", "staging", "live", "undoing", "undone", "merged"),
        sa.Index(
            "ix_batch_pending",
            "team_id",
            "id",
            sqlite_where=sa.text("state NOT IN ('live', 'undone')"),
            postgresql_where=sa.text("state NOT IN ('live', 'undone')"),
        ),
    )
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    id: str = Field(primary_key=True)
    file_name: str
    state: str
    started_at: datetime
    live_at: datetime | None = None
    rep_id: str
    report: str = "{}"


class LeadRow(SQLModel, table=True):
    """A person at a company in a rep's hands, with the one next touch."""

    __tablename__ = "lead"
    __table_args__ = args(
        sa.ForeignKeyConstraint(["team_id", "owner_id"], ["rep.team_id", "rep.id"]),
        sa.ForeignKeyConstraint(["team_id", "offer"], ["offer.team_id", "offer.key"]),
        one_of("stage", "open", "meeting", "nurture", "disqualified", "suppressed"),
        one_of("grade", "A", "B", "C", "D"),
        sa.CheckConstraint(
            "(stage = 'open') = (due_at IS NOT NULL) AND (due_at IS NULL) = (answer_by IS NULL)"
            " AND (due_at IS NULL) = (order_at IS NULL) AND (due_at IS NULL) = (why = '')",
            name="one_next_touch",
        ),
        sa.CheckConstraint("band BETWEEN 0 AND 4 AND rank BETWEEN 0 AND 3", name="order"),
        # Covering: the candidates of a band and rank are found, filtered and sorted inside the index.
        sa.Index(
            "ix_lead_queue",
            "team_id",
            "owner_id",
            "band",
            "rank",
            "due_at",
            "order_at",
            "place",
            "gate",
            "held_until",
            "held_by",
            "batch_id",
            "last_at",
            "id",
            sqlite_where=sa.text("stage = 'open'"),
            postgresql_where=sa.text("stage = 'open'"),
        ),
        sa.Index("ix_lead_touched", "team_id", "owner_id", "last_at"),
        sa.Index(
            "ix_lead_unanswered",
            "team_id",
            "owner_id",
            "answer_by",
            "tier",
            "batch_id",
            sqlite_where=sa.text("stage = 'open' AND answered_at IS NULL"),
            postgresql_where=sa.text("stage = 'open' AND answered_at IS NULL"),
        ),
        sa.Index(
            "ix_lead_email",
            "team_id",
            "email_key",
            unique=True,
            sqlite_where=sa.text("email_key <> ''"),
            postgresql_where=sa.text("email_key <> ''"),
        ),
        sa.Index("ix_lead_batch", "team_id", "batch_id"),
        sa.Index(
            "ix_lead_phone",
            "team_id",
            "phone",
            sqlite_where=sa.text("phone <> ''"),
            postgresql_where=sa.text("phone <> ''"),
        ),
        sa.Index(
            "ix_lead_company",
            "team_id",
            "company_key",
            sqlite_where=sa.text("company_key <> ''"),
            postgresql_where=sa.text("company_key <> ''"),
        ),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    owner_id: str
    batch_id: str = ""
    created_at: datetime
    # who
    name: str
    title: str = ""
    company: str = ""
    company_key: str = ""
    people: int | None = None
    industry: str = ""
    email: str = ""
    email_key: str = ""
    phone: str = ""
    city: str = ""
    place: str = ""
    search: str = ""
    """Name, company, address and number folded for searching."""
    # where it stands
    stage: str
    kind: str
    offer: str
    converted_at: datetime
    tier: int
    band: int
    rank: int
    order_at: datetime | None = None
    due_at: datetime | None = None
    answer_by: datetime | None = None
    channel: str = "call"
    why: str = ""
    step: int = 0
    retries: int = 0
    answered_at: datetime | None = None
    yeses: str = ""
    gate: str = ""
    meets_at: datetime | None = None
    """Start of the booked meeting that the next touch is about."""
    points: int = 0
    grade: str = "D"
    grade_note: str = ""
    # what happened last, and who holds it now
    last_outcome: str = ""
    last_at: datetime | None = None
    last_by: str = ""
    held_by: str = ""
    held_until: datetime | None = None
    routed: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Why its owner has it, in one line."""


class ConversionRow(SQLModel, table=True):
    """One prospect taking one offer at one time."""

    __tablename__ = "conversion"
    __table_args__ = args(
        lead_key(),
        sa.UniqueConstraint("team_id", "lead_id", "dedupe"),
        sa.Index("ix_conversion_batch", "team_id", "batch_id"),
        sa.Index("ix_conversion_at", "team_id", "at", "lead_id"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    lead_id: str
    offer: str
    kind: str
    at: datetime
    source: str = ""
    campaign: str = ""
    arrived_at: datetime
    """When we learned of it; later than `at` for imported ones."""
    dedupe: str
    """The same for the same conversion seen again, so that a file can be imported twice."""
    batch_id: str = ""
    basis: str = Field(default="inquiry", sa_column_kwargs={"server_default": "inquiry"})
    """What lets us contact the person, as the form or file says: one of `domain.basis.Basis`."""
    basis_at: datetime | None = None
    """When consent was given, where that was not with the conversion."""
    basis_text: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The words agreed to, or where they stand."""
    arm: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The arm of the experiment on its wait, drawn once: "wait-a-day=b"; "" for none."""


class VisitRow(SQLModel, table=True):
    """One page read or mail opened."""

    __tablename__ = "visit"
    __table_args__ = args(
        lead_key(),
        sa.Index("ix_visit_lead", "team_id", "lead_id", "at"),
        sa.Index(
            "ix_visit_batch",
            "team_id",
            "batch_id",
            sqlite_where=sa.text("batch_id <> ''"),
            postgresql_where=sa.text("batch_id <> ''"),
        ),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    lead_id: str
    at: datetime
    page: str
    seconds: int
    is_mail: bool = False
    batch_id: str = ""
