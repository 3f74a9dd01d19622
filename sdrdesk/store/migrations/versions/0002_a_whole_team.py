"""Routing, the law, what goes out, and who signs in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what a whole team needs; each part is a function below."""
    _outgoing()


def _outgoing() -> None:
    """Destinations of outgoing webhooks, and the outbox."""
    op.create_table(
        "destination",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("events", sa.String(), nullable=False),
        sa.Column("is_local", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('standard', 'slack', 'teams')", name=op.f("ck_destination_kind")),
        sa.CheckConstraint("state IN ('on', 'gone')", name=op.f("ck_destination_state")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_destination_team")),
        sa.PrimaryKeyConstraint("team_id", "key", name=op.f("pk_destination")),
        sqlite_strict=True,
    )
    op.create_table(
        "outbox",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('new', 'sent', 'dead')", name=op.f("ck_outbox_state")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_outbox_team")),
        sa.PrimaryKeyConstraint("team_id", "id", "destination", name=op.f("pk_outbox")),
        sqlite_strict=True,
    )
    op.create_index("ix_outbox_seq", "outbox", ["team_id", "seq"], unique=False)
    op.create_index("ix_outbox_lead", "outbox", ["team_id", "lead_id"], unique=False)
    for name, columns, where in (
        ("ix_outbox_due", ["team_id", "destination", "next_at", "seq"], "state = 'new'"),
        ("ix_outbox_order", ["team_id", "destination", "lead_id", "seq"], "state = 'new'"),
        ("ix_outbox_done", ["team_id", "state", "done_at"], "state <> 'new'"),
    ):
        op.create_index(
            name, "outbox", columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
