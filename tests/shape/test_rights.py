"""Every public method of the desk has its line in the table of rights."""

from __future__ import annotations

from tests.desk.rights import ASKED, FREE, OWN, methods


def test_every_method_says_which_right_it_needs() -> None:
    """Whoever adds a method of the desk says in tests/desk/rights.py who may call it; who drops one takes it out."""
    known = [*FREE, *OWN, *ASKED]

    assert len(known) == len(set(known))
    assert methods() - set(known) == set(), "new methods of the desk: give each its line in tests/desk/rights.py"
    assert set(known) - methods() == set(), "these methods are gone: take their lines out of tests/desk/rights.py"
