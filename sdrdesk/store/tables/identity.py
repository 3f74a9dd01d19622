"""Who may sit down: passwords, sessions, and wrong passwords."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args


def _rep_key() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"])


class CredentialRow(SQLModel, table=True):
    """A member's password; one who has no row has none."""

    __tablename__ = "credential"
    __table_args__ = args(_rep_key())
    team_id: str = Field(primary_key=True)
    rep_id: str = Field(primary_key=True)
    secret: str
    """The argon2id hash with its salt and parameters."""
    changed_at: datetime


class SessionRow(SQLModel, table=True):
    """Somebody who signed in and is remembered; the token itself is with them alone."""

    __tablename__ = "rep_session"
    __table_args__ = args(_rep_key(), sa.Index("ix_rep_session_rep", "team_id", "rep_id"))
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    """SHA-256 of the token, as hex digits."""
    rep_id: str
    front: str
    began_at: datetime
    until: datetime
    ended_at: datetime | None = None
    """When it was signed out or revoked."""


class SignInTryRow(SQLModel, table=True):
    """Wrong passwords in a row for one login, known or not."""

    __tablename__ = "sign_in_try"
    __table_args__ = args(sa.ForeignKeyConstraint(["team_id"], ["team.id"]))
    team_id: str = Field(primary_key=True)
    who: str = Field(primary_key=True)
    """SHA-256 of the login: somebody may have typed a password there."""
    failures: int
    last_at: datetime
    until: datetime
    """No password is looked at before."""
