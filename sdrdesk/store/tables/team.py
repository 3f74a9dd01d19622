"""The team, its rules and its members."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, one_of


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
    __table_args__ = args(
        sa.UniqueConstraint("team_id", "login"),
        sa.ForeignKeyConstraint(["team_id", "mentor_id"], ["rep.team_id", "rep.id"]),
        one_of("role", "rep", "manager"),
    )
    team_id: str = Field(primary_key=True, foreign_key="team.id")
    id: str = Field(primary_key=True)
    login: str
    name: str
    role: str
    zone: str
    started_on: date
    left_at: datetime | None = None
    mentor_id: str | None = None
    """Who signs off a new rep's skills beside the managers."""


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
