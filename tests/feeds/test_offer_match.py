"""The words of a form or campaign find their offer, or a guess to ask about, never a wrong one."""

from __future__ import annotations

import pytest

from sdrdesk.feeds.offer_match import match_offer

OFFERS = (
    ("demo", "Product demo", "demo_request"),
    ("benchmark-2026", "Sales Benchmark Report 2026", "whitepaper"),
    ("benchmark-2025", "Sales Benchmark Report 2025", "whitepaper"),
    ("roi", "ROI Calculator", "tool"),
)
ALIASES = {"Contact us (footer)": "demo", "gone": "no-such-offer"}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Product demo", "demo"),
        ("PRODUCT DEMO", "demo"),
        ("demo", "demo"),
        ("Demo request", "demo"),
        ("contact us footer", "demo"),
        ("Sales Benchmark Report - 2026", "benchmark-2026"),
        ("Sales Benchmark Reports 2025", "benchmark-2025"),
        ("Calculator, ROI", "roi"),
    ],
)
def test_words_that_mean_an_offer_find_it(words: str, key: str) -> None:
    """Title, key, alias, kind and a near spelling all lead to the offer."""
    assert match_offer(words, OFFERS, ALIASES).key == key


@pytest.mark.parametrize(
    ("words", "guess"),
    [
        ("Sales Benchmark Report 2024", "benchmark"),
        ("Sales Benchmark Report", "benchmark"),
        ("ROI Calculator download page", "roi"),
        ("whitepaper", None),
        ("Summer party", None),
        ("gone", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_doubtful_words_are_asked_about(words: str, guess: str | None) -> None:
    """Another year's report, a kind with several offers or half a title is never taken for sure."""
    match = match_offer(words, OFFERS, ALIASES)

    assert match.key is None
    assert (match.guess or "").startswith(guess or "")
    assert (match.guess is None) == (guess is None)


def test_without_offers_there_is_no_match() -> None:
    """A team without offers gets no guess."""
    assert match_offer("Product demo", (), {}).guess is None
