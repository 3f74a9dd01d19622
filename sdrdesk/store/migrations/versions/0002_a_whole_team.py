"""Routing, the law, what goes out, and who signs in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what a whole team needs; each part is a function below."""
    _outgoing()
    _the_law()
    _routing()
    _figures()
    _mail()
    _identity()
    _audit()


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


def _the_law() -> None:
    """Suppression lists under a secret key, the ground of each conversion, and who was erased."""
    op.create_table(
        "suppression_key",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_suppression_key")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_suppression_key_team")),
        sqlite_strict=True,
    )
    op.create_table(
        "suppression_list",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_registry", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "name", name=op.f("pk_suppression_list")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_suppression_list_team")),
        sqlite_strict=True,
    )
    op.create_table(
        "suppressed",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('tel', 'email', 'domain')", name=op.f("ck_suppressed_kind")),
        sa.PrimaryKeyConstraint("team_id", "digest", "list_name", name=op.f("pk_suppressed")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_suppressed_team")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasure",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "lead_id", name=op.f("pk_erasure")),
        sa.ForeignKeyConstraint(["team_id", "lead_id"], ["lead.team_id", "lead.id"], name=op.f("fk_erasure_lead")),
        sqlite_strict=True,
    )
    op.add_column("conversion", sa.Column("basis", sa.String(), server_default="inquiry", nullable=False))
    op.add_column("conversion", sa.Column("basis_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversion", sa.Column("basis_text", sa.String(), server_default="", nullable=False))


def _routing() -> None:
    """Why a lead has its owner, what reps can take, whose turn it is, the pool's leases, escalations."""
    op.add_column("lead", sa.Column("routed", sa.String(), server_default="", nullable=False))
    op.create_table(
        "rep_share",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("groups", sa.String(), nullable=False),
        sa.CheckConstraint("weight >= 0 AND (capacity IS NULL OR capacity >= 0)", name=op.f("ck_rep_share_amounts")),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"], name=op.f("fk_rep_share_rep")),
        sa.PrimaryKeyConstraint("team_id", "rep_id", name=op.f("pk_rep_share")),
        sqlite_strict=True,
    )
    op.create_table(
        "route_wheel",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("turns", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_route_wheel_team")),
        sa.PrimaryKeyConstraint("team_id", "name", name=op.f("pk_route_wheel")),
        sqlite_strict=True,
    )
    op.create_table(
        "pool_claim",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"], name=op.f("fk_pool_claim_rep")),
        sa.PrimaryKeyConstraint("team_id", "lead_id", name=op.f("pk_pool_claim")),
        sqlite_strict=True,
    )
    op.create_table(
        "escalation",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_id", sa.String(), nullable=False),
        sa.Column("to_id", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_escalation_team")),
        sa.PrimaryKeyConstraint("team_id", "lead_id", "since", "step", name=op.f("pk_escalation")),
        sqlite_strict=True,
    )
    op.create_index("ix_escalation_at", "escalation", ["team_id", "at"], unique=False)


def _figures() -> None:
    """What became of a lead is found without reading its contacts: narrow indexes of those that count."""
    for name, columns, where in (
        ("ix_activity_reached", ["at", "is_connect", "is_conversation", "id"], "is_connect"),
        ("ix_activity_booked", ["at", "is_booked", "id"], "is_booked"),
        ("ix_activity_answer", ["converted_at", "is_first", "at", "answer_by", "speed_minutes", "id"], "is_first"),
    ):
        op.create_index(
            name,
            "activity",
            ["team_id", "lead_id", *columns],
            unique=False,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def _mail() -> None:
    """E-mails that were written at the desk."""
    op.create_table(
        "mail",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('drafted', 'sending', 'sent', 'failed')", name=op.f("ck_mail_state")),
        sa.CheckConstraint("way IN ('', 'smtp', 'mailto')", name=op.f("ck_mail_way")),
        sa.ForeignKeyConstraint(["team_id", "lead_id"], ["lead.team_id", "lead.id"], name=op.f("fk_mail_lead")),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"], name=op.f("fk_mail_rep")),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_mail")),
        sqlite_strict=True,
    )
    op.create_index("ix_mail_lead", "mail", ["team_id", "lead_id", "changed_at"], unique=False)


def _identity() -> None:
    """Passwords, sessions, and wrong passwords."""
    op.create_table(
        "credential",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"], name=op.f("fk_credential_rep")),
        sa.PrimaryKeyConstraint("team_id", "rep_id", name=op.f("pk_credential")),
        sqlite_strict=True,
    )
    op.create_table(
        "rep_session",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rep_id", sa.String(), nullable=False),
        sa.Column("front", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id", "rep_id"], ["rep.team_id", "rep.id"], name=op.f("fk_rep_session_rep")),
        sa.PrimaryKeyConstraint("team_id", "id", name=op.f("pk_rep_session")),
        sqlite_strict=True,
    )
    op.create_index("ix_rep_session_rep", "rep_session", ["team_id", "rep_id"], unique=False)
    op.create_table(
        "sign_in_try",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sign_in_try_team")),
        sa.PrimaryKeyConstraint("team_id", "who", name=op.f("pk_sign_in_try")),
        sqlite_strict=True,
    )


def _audit() -> None:
    """Role and front of each entry; and on SQLite the database itself keeps the audit append-only.

    One change is let through: of what an entry says, for a person who is erased; then it says "erased" where something
    is gone. On PostgreSQL the rights of the database's roles hold this.
    """
    op.add_column("audit", sa.Column("role", sa.String(), server_default="", nullable=False))
    op.add_column("audit", sa.Column("front", sa.String(), server_default="", nullable=False))
    op.create_index("ix_audit_at", "audit", ["team_id", "at"], unique=False)
    if op.get_bind().dialect.name != "sqlite":
        return
    kept = ("team_id", "id", "at", "rep_id", "what", "lead_id", "undoes", "role", "front")
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in kept)
    op.execute(
        "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_is_written_once BEFORE UPDATE ON audit"
        f" WHEN NOT ({same} AND (NEW.detail IS OLD.detail OR instr(NEW.detail, 'erased') > 0))"
        " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    )
