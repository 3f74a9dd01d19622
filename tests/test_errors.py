"""Errors: their parts in one line."""

from __future__ import annotations

import pytest

from sdrdesk.errors import BadInput, sentences


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("Which offer?", "", "One of: a, b"), "Which offer? One of: a, b"),
        (("The disk is full.", "Nothing was written"), "The disk is full. Nothing was written"),
        (("Wait ...", "Then again."), "Wait ... Then again"),
        (("Is it so?",), "Is it so?"),
        (("", " "), ""),
    ],
)
def test_parts_become_sentences(parts: tuple[str, ...], line: str) -> None:
    """Each ends as it asks or in one full stop, the last in none; what is empty leaves nothing."""
    assert sentences(*parts) == line
    assert str(BadInput(*parts)) == line
