"""What a column says lets us contact somebody."""

from __future__ import annotations

import pytest

from sdrdesk.domain.basis import Basis
from sdrdesk.feeds.basis_words import read_basis


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("", Basis.INQUIRY),
        ("no", Basis.INQUIRY),
        ("Not applicable", Basis.INQUIRY),
        ("Yes", Basis.CONSENT),
        ("TRUE", Basis.CONSENT),
        ("Freely given consent from contact", Basis.CONSENT),
        ("Legitimate interest – existing customer", Basis.CUSTOMER),
        ("Legitimate interest – prospect/lead", Basis.LEGITIMATE_INTEREST),
        ("legitimate_interest", Basis.LEGITIMATE_INTEREST),
        ("Performance of a contract", Basis.CUSTOMER),
        ("no legal basis", Basis.NONE),
        ("some words nobody knows", Basis.INQUIRY),
    ],
)
def test_a_basis_is_read_from_the_words_of_crms(text: str, basis: Basis) -> None:
    """HubSpot's legal bases, ticks and their absence; nobody becomes consenting by a word nobody knows."""
    assert read_basis(text) is basis
