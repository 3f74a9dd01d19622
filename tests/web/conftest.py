"""What the tests of the receiver share: a team with a source that has a token."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sdrdesk.domain.webhook import Sender
from sdrdesk.web.limits import Limits
from tests.web.running import Running
from tests.worlds import MakeWorld, World, world

__all__ = ["team", "world"]

TOKEN = "a-token-of-the-website"

Start = Callable[..., Running]


@pytest.fixture
def team(world: MakeWorld) -> World:
    """A team with a source "site"."""
    made = world()
    made.nora.hooks.add("site", Sender.JSON, offer="demo-request", secret=TOKEN)
    return made


@pytest.fixture
def start(team: World) -> Iterator[Start]:
    """Starts a receiver for the team within given limits."""
    running: list[Running] = []

    def start(limits: Limits | None = None, public_url: str = "") -> Running:
        running.append(Running(team.desk("nora"), limits, public_url))
        return running[-1]

    yield start
    for one in running:
        one.close()
