"""What a rep must know of an offer before calling."""

from __future__ import annotations

import pytest

from sdrdesk.domain.offer import Offer, passage

OFFER = Offer(
    key="guide",
    title="The guide",
    kind="ebook",
    version=1,
    pages=None,
    minutes=3,
    for_whom="x",
    facts=("a", "b", "c"),
    opening="x",
    ask="x",
    not_promised=("x",),
    objections=(),
    topics=("One",),
    body="Before.\n\n## The sums #\n\nTwo and two.\n\n### Details\n\nFour.\n\n## The words\n\nMore.",
)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("The sums", "Two and two.\n\n### Details\n\nFour."),
        ("The words", "More."),
        ("Details", ""),
        ("", ""),
    ],
)
def test_the_passage_to_read_again(heading: str, text: str) -> None:
    """The text under a heading, with its smaller headings, up to the next one."""
    assert passage(OFFER, heading) == text
