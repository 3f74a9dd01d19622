"""Pictures of a whole store: every row of every table, for tests that say that nothing has changed."""

from __future__ import annotations

from tests.worlds import World

LEARNED = ("batch", "audit", "place", "holiday", "offer_alias", "lead_merge", "route_wheel")
"""What an import or a merge may leave behind: that it was, what was learned on the way, and the turns it took."""


def picture(here: World, without: tuple[str, ...] = LEARNED) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but some."""
    names = [row[0] for row in here.sql("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return {
        name: sorted(here.sql(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608 (names are the schema's own)
        for name in names
        if name not in without and not name.startswith("sqlite_")
    }
