"""Who may not be contacted. Numbers, addresses and domains are never kept, only their keyed hashes."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, lead_key, one_of


class SuppressionKeyRow(SQLModel, table=True):
    """Which secret the hashes are made with; the secret itself lies in a file beside the database."""

    __tablename__ = "suppression_key"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    key_id: str
    """Part of a hash of the secret: tells whether the file belongs to these rows."""
    made_at: datetime
    changes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Grows with every change to a list, so that an import knows whether it must look again."""


class SuppressionListRow(SQLModel, table=True):
    """One list of people who may not be contacted: the team's own, or one that was imported."""

    __tablename__ = "suppression_list"
    __table_args__ = args()
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    name: str = Field(primary_key=True)
    is_registry: bool = False
    """A public register: it forbids calls only, and an inquiry or consent goes before it."""
    changed_at: datetime
    changed_by: str
    file_name: str = ""


class SuppressedRow(SQLModel, table=True):
    """A number, address or domain on a list."""

    __tablename__ = "suppressed"
    # The key is the row: without a rowid a million of them take half the room.
    __table_args__ = (one_of("kind", "tel", "email", "domain"), {"sqlite_strict": True, "sqlite_with_rowid": False})
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    digest: str = Field(primary_key=True)
    list_name: str = Field(primary_key=True)
    """No foreign key: a million rows are checked one by one for nothing."""
    kind: str
    at: datetime
    reason: str = ""


class ErasureRow(SQLModel, table=True):
    """A lead of whom nothing personal is left: the row stays for the figures, and nothing may bring it back."""

    __tablename__ = "erasure"
    __table_args__ = args(lead_key())
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    at: datetime
    rep_id: str
    reason: str = ""
