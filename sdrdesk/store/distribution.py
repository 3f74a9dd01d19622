"""The same schema on many machines: what Citus must be told, table by table.

Each team's rows lie together on one machine, told by the team's id, so that a statement that names its team (each does)
and a transaction of one team stay on that machine. The few rows that name the teams themselves are on all.
"""

from __future__ import annotations

from sdrdesk.store import tables
from sdrdesk.store.driver import NAMESPACE

EVERYWHERE = ("team",)
"""Tables that every machine has a copy of."""


def statements() -> tuple[str, ...]:
    """What to run on the coordinator, once, after the workers were added: in the order of foreign keys."""
    names = [table.name for table in tables.metadata.sorted_tables if table.name not in EVERYWHERE]
    first, *others = names
    return (
        "CREATE EXTENSION IF NOT EXISTS citus;",
        *(f"SELECT create_reference_table('{NAMESPACE}.{name}');" for name in (*EVERYWHERE, "alembic_version")),
        f"SELECT create_distributed_table('{NAMESPACE}.{first}', 'team_id', colocate_with => 'none');",
        *(
            f"SELECT create_distributed_table('{NAMESPACE}.{name}', 'team_id', colocate_with => '{NAMESPACE}.{first}');"
            for name in others
        ),
    )
