"""Quizzes, opened leads, sign-offs: how passes are earned, and who lets whom through."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sdrdesk.store.columns import args, lead_key, one_of


def _rep_key() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"])


def _version_key() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team_id", "offer", "version"],
        ["offer_version.team_id", "offer_version.key", "offer_version.version"],
    )


class OfferOpeningRow(SQLModel, table=True):
    """A rep opened the text of an offer."""

    __tablename__ = "offer_opening"
    __table_args__ = args(
        _rep_key(), _version_key(), sa.Index("ix_offer_opening_rep", "team_id", "rep_id", "offer", "at")
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rep_id: str
    offer: str
    version: int
    at: datetime


class QuizAttemptRow(SQLModel, table=True):
    """One try at a quiz; its seed and version say what was asked."""

    __tablename__ = "quiz_attempt"
    __table_args__ = args(
        _rep_key(),
        _version_key(),
        one_of("state", "open", "passed", "failed", "left"),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL) AND (score IS NULL) = (state IN ('open', 'left'))",
            name="ended",
        ),
        sa.Index(
            "ix_quiz_attempt_open",
            "team_id",
            "rep_id",
            "offer",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_quiz_attempt_rep", "team_id", "rep_id", "offer", "started_at"),
        sa.Index("ix_quiz_attempt_offer", "team_id", "offer", "state"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rep_id: str
    offer: str
    version: int
    seed: int
    questions: str
    """Ids of the questions in the order asked, as JSON."""
    pass_mark: float
    """The playbook's when it was begun: what the rep was told."""
    state: str = "open"
    started_at: datetime
    ended_at: datetime | None = None
    """When it was graded or left."""
    score: float | None = None
    boot: str = ""
    """Which run of the machine the seconds below belong to; "" where they cannot be compared."""
    seconds: float = 0
    """What a clock that nobody can set read when it ended; when it was begun, while it is open."""


class QuizAnswerRow(SQLModel, table=True):
    """What was answered to one question of an attempt."""

    __tablename__ = "quiz_answer"
    __table_args__ = args(
        sa.ForeignKeyConstraint(["team_id", "attempt_id"], ["quiz_attempt.team_id", "quiz_attempt.id"]),
    )
    team_id: str = Field(primary_key=True)
    attempt_id: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    given: str
    """The answer's texts as JSON; an empty list is none."""
    at: datetime
    points: float | None = None
    """What it is worth, 0 to 1; unset until the quiz is graded."""


class LeadUnlockRow(SQLModel, table=True):
    """A manager let one lead through the gate."""

    __tablename__ = "lead_unlock"
    __table_args__ = args(lead_key(), sa.Index("ix_lead_unlock_lead", "team_id", "lead_id", "at"))
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    lead_id: str
    offer: str
    rep_id: str
    """In whose hands the lead was."""
    by_id: str
    at: datetime
    reason: str


class SignOffRow(SQLModel, table=True):
    """A manager or mentor scored a new rep's skill against its rubric; the newest counts."""

    __tablename__ = "signoff"
    __table_args__ = args(_rep_key(), sa.Index("ix_signoff_rep", "team_id", "rep_id", "skill", "at"))
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    rep_id: str
    skill: str
    by_id: str
    at: datetime
    scores: str
    """Points for each line of the rubric, as JSON."""
    score: float
    passed: bool
    note: str = ""
