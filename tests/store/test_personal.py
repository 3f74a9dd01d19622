"""What the store knows of people is written down, table by table."""

from __future__ import annotations

from sdrdesk.store import tables
from sdrdesk.store.statements import privacy


def test_every_table_says_what_it_knows_of_people() -> None:
    """Whoever adds a table says in store/statements/privacy.py how a person is erased from it."""
    said = [*privacy.BLANKED, *privacy.DROPPED, *privacy.SEARCHED, *privacy.IMPERSONAL]
    assert len(said) == len(set(said))
    assert set(tables.metadata.tables) - set(said) == set(), "give each new table its line in statements/privacy.py"
