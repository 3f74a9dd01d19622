"""The schema: one SQLModel class per table, the same on SQLite, PostgreSQL and Citus.

Rules that hold for every table: the key is (team_id, id) or starts with team_id; ids are made by the client (`ids.py`);
team_id is in every unique index and foreign key; times are aware UTC; enums and cross-field rules are CHECKs, because
table models do not validate. No `from __future__ import annotations` here: SQLModel needs the real types.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, lead_key, one_of

metadata = SQLModel.metadata


class TeamRow(SQLModel, table=True):
    """A team; on Citus the value everything is distributed by."""

    __tablename__ = "team"
    __table_args__ = args()
    id: str = Field(primary_key=True)
    name: str
    created_at: datetime


class RepRow(SQLModel, table=True):
    """A member of the team."""

    __tablename__ = "rep"
    __table_args__ = args(sa.UniqueConstraint("team_id", "login"), one_of("role", "rep", "manager"))
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    id: str = Field(primary_key=True)
    login: str
    name: str
    role: str
    zone: str
    started_on: date
    left_at: datetime | None = None


class PlaybookRow(SQLModel, table=True):
    """A checked playbook; the newest id is in force."""

    __tablename__ = "playbook"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    id: str = Field(primary_key=True)
    at: datetime
    body: str
    """The checked content as JSON."""
    source: str
    """The TOML text as it was given."""


class HolidayRow(SQLModel, table=True):
    """A public holiday of a region, worked out once so that the desk needs no library to start."""

    __tablename__ = "holiday"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    region: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    days: str
    """ISO dates, comma-separated; may be empty, which says that they were looked up."""


class PlaceRow(SQLModel, table=True):
    """A place that some lead is in."""

    __tablename__ = "place"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    key: str = Field(primary_key=True)


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


class OfferAliasRow(SQLModel, table=True):
    """A form or campaign name that stands for an offer."""

    __tablename__ = "offer_alias"
    __table_args__ = args(sa.ForeignKeyConstraint(["team_id", "offer"], ["offer.team_id", "offer.key"]))
    team_id: str = Field(primary_key=True)
    words: str = Field(primary_key=True)
    offer: str


class QuizPassRow(SQLModel, table=True):
    """A rep's passed quiz on one version of an offer."""

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


class BatchRow(SQLModel, table=True):
    """One import; its rows are invisible until it is live."""

    __tablename__ = "batch"
    __table_args__ = args(
        one_of("state", "staging", "live", "undone"),
        sa.Index(
            "ix_batch_pending",
            "team_id",
            "id",
            sqlite_where=sa.text("state <> 'live'"),
            postgresql_where=sa.text("state <> 'live'"),
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
    points: int = 0
    grade: str = "D"
    grade_note: str = ""
    # what happened last, and who holds it now
    last_outcome: str = ""
    last_at: datetime | None = None
    last_by: str = ""
    held_by: str = ""
    held_until: datetime | None = None


class ConversionRow(SQLModel, table=True):
    """One prospect taking one offer at one time."""

    __tablename__ = "conversion"
    __table_args__ = args(
        lead_key(),
        sa.UniqueConstraint("team_id", "lead_id", "dedupe"),
        sa.Index("ix_conversion_batch", "team_id", "batch_id"),
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


class VisitRow(SQLModel, table=True):
    """One page read or mail opened."""

    __tablename__ = "visit"
    __table_args__ = args(lead_key(), sa.Index("ix_visit_lead", "team_id", "lead_id", "at"))
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    lead_id: str
    at: datetime
    page: str
    seconds: int
    is_mail: bool = False
    batch_id: str = ""


class ActivityRow(SQLModel, table=True):
    """One contact that happened: append-only."""

    __tablename__ = "activity"
    __table_args__ = args(
        lead_key(),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"]),
        one_of("channel", "call", "email", "social"),
        sa.Index("ix_activity_lead", "team_id", "lead_id", "at"),
        sa.Index("ix_activity_rep", "team_id", "rep_id", "at"),
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
    kind: str
    offer: str
    tier: int
    converted_at: datetime
    due_at: datetime | None = None
    answer_by: datetime | None = None
    promised: bool = False
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


class MeetingRow(SQLModel, table=True):
    """A meeting that a call booked."""

    __tablename__ = "meeting"
    __table_args__ = args(
        lead_key(),
        one_of("state", "booked", "confirmed", "held", "no_show", "rescheduled", "cancelled"),
        sa.Index("ix_meeting_lead", "team_id", "lead_id"),
        sa.Index("ix_meeting_rep", "team_id", "rep_id", "starts_at"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    """The id of the activity that booked it."""
    lead_id: str
    rep_id: str
    booked_at: datetime
    starts_at: datetime
    with_whom: str = ""
    state: str = "booked"


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
    __table_args__ = args(sa.Index("ix_audit_lead", "team_id", "lead_id", "at"))
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: datetime
    rep_id: str
    what: str
    lead_id: str = ""
    detail: str = "{}"
