"""Call blocks, what a rep commits to for a day, a page of their own; and the arm of the experiment on waiting."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add three tables and a column, and make two indexes hold all that the figures read; no row there changes."""
    op.add_column("conversion", sa.Column("arm", sa.String(), server_default="", nullable=False))
    _call_block()
    _commitment()
    _diary()
    _indexes()


def _indexes() -> None:
    # Without the column of its own condition an index is left for the row: each first touch of a month, one by one.
    first = ["team_id", "rep_id", "day", "tier", "speed_minutes", "at", "answer_by", "is_first", "id"]
    promised = ["team_id", "rep_id", "day", "at", "due_at", "promised", "id"]
    for name, columns, condition in (
        ("ix_activity_first", first, "is_first"),
        ("ix_activity_promised", promised, "promised"),
    ):
        op.drop_index(name, "activity")
        where = sa.text(condition)
        op.create_index(name, "activity", columns, sqlite_where=where, postgresql_where=where)


def _call_block() -> None:
    op.create_table(
        "call_block",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("aim", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.CheckConstraint("goal IN ('dials', 'conversations')", name=op.f("ck_call_block_goal")),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"], name=op.f("fk_call_block_rep")),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_call_block")),
        sqlite_strict=True,
    )
    op.create_index("ix_call_block_rep", "call_block", ["team_id", "rep_id", "day"])
    op.create_index(
        "ix_call_block_open",
        "call_block",
        ["team_id", "rep_id"],
        unique=True,
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    )


def _commitment() -> None:
    kinds = "what IN ('dials', 'conversations', 'meetings', 'quiz', 'own')"
    op.create_table(
        "commitment",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("aim", sa.Integer(), nullable=False),
        sa.Column("by_minute", sa.Integer(), nullable=True),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=True),
        sa.CheckConstraint(kinds, name=op.f("ck_commitment_what")),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"], name=op.f("fk_commitment_rep")),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("team_id", "rep_id", "day", name=op.f("uq_commitment_team_id_rep_id_day")),
        sqlite_strict=True,
    )


def _diary() -> None:
    op.create_table(
        "diary",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"], name=op.f("fk_diary_rep")),
        sa.PrimaryKeyConstraint("team_id", "rep_id", "day", name=op.f("pk_diary")),
        sqlite_strict=True,
    )
