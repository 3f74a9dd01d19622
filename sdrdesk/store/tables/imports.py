"""What imports leave beside leads: mappings, rows set aside, answers in forms, merges, and what takes them back."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, lead_key, one_of


class ImportMappingRow(SQLModel, table=True):
    """How files of one kind are read, kept under a name."""

    __tablename__ = "import_mapping"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    name: str = Field(primary_key=True)
    body: str
    """Columns, order of dates and default offer, as JSON."""
    saved_at: datetime
    rep_id: str


class ImportChangeRow(SQLModel, table=True):
    """What going live changed in a lead that was there before: what undoing the import gives back."""

    __tablename__ = "import_change"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    batch_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    """No foreign key: a lead may be gone when its change still stands."""
    before: str
    """The lead's whole row, as JSON."""
    after: str


class QuarantineRow(SQLModel, table=True):
    """A row that nobody could be sure of, until somebody decides."""

    __tablename__ = "quarantine"
    __table_args__ = args(
        one_of("kind", "person", "offer"),
        one_of("state", "waiting", "taken", "merged", "dropped"),
        sa.UniqueConstraint("team_id", "dedupe"),
        sa.Index(
            "ix_quarantine_waiting",
            "team_id",
            "id",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index("ix_quarantine_batch", "team_id", "batch_id"),
    )
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    id: str = Field(primary_key=True)
    batch_id: str = ""
    row: int
    """The line of the file; 0 where there is none."""
    kind: str
    state: str = "waiting"
    reason: str
    incoming: str
    """The row as it would become a lead, as JSON."""
    offer: str = ""
    owner_id: str = ""
    like_id: str = ""
    """The lead it may be."""
    lead_id: str = ""
    """The lead it became meanwhile: a form fill waits for nobody."""
    dedupe: str
    """The same for the same row seen again."""
    at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""


class ConversionSaidRow(SQLModel, table=True):
    """What somebody wrote into a form beyond who they are."""

    __tablename__ = "conversion_said"
    __table_args__ = args(
        lead_key(),
        sa.ForeignKeyConstraint(["team_id", "conversion_id"], ["conversion.team_id", "conversion.id"]),
        sa.Index("ix_conversion_said_lead", "team_id", "lead_id"),
        sa.Index("ix_conversion_said_batch", "team_id", "batch_id"),
    )
    team_id: str = Field(primary_key=True)
    conversion_id: str = Field(primary_key=True)
    lead_id: str
    said: str
    """Pairs of question and answer, as JSON."""
    batch_id: str = ""


class LeadMergeRow(SQLModel, table=True):
    """Two leads that are one person: the other lead is hidden, and can come back."""

    __tablename__ = "lead_merge"
    __table_args__ = args(
        sa.Index(
            "ix_lead_merge_other",
            "team_id",
            "other_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
        sa.Index("ix_lead_merge_kept", "team_id", "kept_id"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kept_id: str
    other_id: str
    at: datetime
    rep_id: str
    moved: str
    """Keys of the rows that went over, by table, as JSON."""
    kept_before: str
    """The kept lead's whole row, as JSON."""
    kept_after: str
    other_before: str
    """The other lead's whole row, as JSON."""
    undone_at: datetime | None = None
