"""Routing, the law, what goes out, and who signs in."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what a whole team needs; each part is a function below."""
