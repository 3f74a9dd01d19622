"""The brief: what a rep knows before the call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sdrdesk.domain import brief
from sdrdesk.domain.brief import OfferCard
from sdrdesk.domain.lead import Conversion, Visit
from tests.domain.rules import PLAYBOOK

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
CARD = OfferCard(key="demo-request", title="Ask for a demo", kind="demo_request", version=1)


def visit(minutes: float, page: str, seconds: int = 60, *, is_mail: bool = False) -> Visit:
    """A page read so many minutes ago."""
    return Visit(at=NOW - timedelta(minutes=minutes), page=page, seconds=seconds, is_mail=is_mail)


def conversion(minutes: float, title: str, source: str = "", campaign: str = "") -> Conversion:
    """An offer taken so many minutes ago."""
    at = NOW - timedelta(minutes=minutes)
    return Conversion(id=title, offer=title, offer_title=title, kind="ebook", at=at, source=source, campaign=campaign)


def test_the_path_is_newest_first_with_offers_and_pages_together() -> None:
    """Pages, mails and offers stand in one line of time; an offer stands above the page of the same moment."""
    got = brief.path(
        [conversion(60, "Guide", "Google", "brand"), conversion(5, "Demo", campaign="spring")],
        [visit(5, "Pricing", 246), visit(30, "Mail: hello", 0, is_mail=True)],
    )

    assert [(step.label, step.kind, step.note, step.seconds) for step in got] == [
        ("Demo", "ebook", "spring", 0),
        ("Pricing", "", "", 246),
        ("Mail: hello", "mail", "", 0),
        ("Guide", "ebook", "Google / brand", 0),
    ]


@pytest.mark.parametrize(
    ("visits", "said"),
    [
        ([], []),
        ([visit(1, "Mail", 900, is_mail=True)], []),
        ([visit(1, "Blog", 0)], []),
        (
            [visit(9, "Pricing", 246), visit(3, "Blog", 30)],
            ["Open on the Pricing page, read for 4 min, and ask what they hoped to find there."],
        ),
        (
            [visit(9, "{minutes} of [bold]fame[/]", 20)],
            ["Open on the {minutes} of [bold]fame[/] page, read for 1 min, and ask what they hoped to find there."],
        ),
    ],
)
def test_the_approach_names_the_page_read_longest(visits: list[Visit], said: list[str]) -> None:
    """A tip about a page is left out where no page was read; a page's name is never taken for a blank to fill."""
    tips = PLAYBOOK.offers["demo_request"].tips

    assert brief.approach(PLAYBOOK, "demo_request", visits, CARD) == (tips[0], *said)


def test_the_approach_ends_with_the_offers_own_line() -> None:
    """The offer's opening stands after the tips of its kind."""
    card = OfferCard(key="demo-request", title="", kind="", version=1, opening="Ask which team they lead.")

    assert brief.approach(PLAYBOOK, "demo_request", [], card)[-1] == "Ask which team they lead."


@pytest.mark.parametrize(
    ("won", "visits", "next_one"),
    [
        ((), [], "opened_mail"),
        (("took_resource",), [], "picked_up"),
        (("took_resource",), [visit(1, "Mail", 0, is_mail=True)], "picked_up"),
        ((), [visit(1, "Mail", 0, is_mail=True)], "took_resource"),
        (("took_resource", "short_call"), [], "demo"),
        (("demo",), [], None),
        (("a rung that is gone",), [], "opened_mail"),
    ],
)
def test_the_next_small_yes_is_one_above_the_highest(
    won: tuple[str, ...], visits: list[Visit], next_one: str | None
) -> None:
    """Ask for the rung above the highest one won; a skipped rung is not asked for again."""
    got = brief.ladder(PLAYBOOK, won, visits)

    assert next((yes.key for yes in got if yes.is_next), None) == next_one
    assert {yes.key for yes in got if yes.won} >= set(won) & {rung.key for rung in PLAYBOOK.ladder}
    assert [yes.key for yes in got] == [rung.key for rung in PLAYBOOK.ladder]
