"""Pictures of a whole store: every row of every table, for tests that say that nothing has changed."""

from __future__ import annotations

from tests.worlds import World

LEARNED = ("batch", "audit", "place", "holiday", "offer_alias", "lead_merge", "route_wheel")
"""What an import or a merge may leave behind: that it was, what was learned on the way, and the turns it took."""


def picture(here: World, without: tuple[str, ...] = LEARNED) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but some."""
    from sdrdesk.store import tables

    names = sorted(tables.metadata.tables)
    return {
        name: sorted(here.sql(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608 (names are those of our tables)
        for name in names
        if name not in without
    }
