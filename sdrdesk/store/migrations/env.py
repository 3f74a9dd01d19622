"""Alembic's environment: the connection comes from `schema.upgrade`; there is no alembic.ini."""

from alembic import context

from sdrdesk.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
