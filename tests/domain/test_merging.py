"""Where a person stands whom we had twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sdrdesk.domain.lead import Standing, Touch, Why
from sdrdesk.domain.merging import joined
from sdrdesk.domain.playbook import Channel, Stage

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def standing(
    tier: int = 1, stage: Stage = Stage.OPEN, why: Why = Why.FIRST, after: int = 0, **more: object
) -> Standing:
    """A lead of a tier; `after` is the hours until its next touch."""
    at = NOON + timedelta(hours=after)
    touch = Touch(channel=Channel.CALL, due_at=at, answer_by=at, why=why) if stage is Stage.OPEN else None
    base = Standing(stage=stage, kind=f"kind{tier}", offer=f"offer{tier}", converted_at=NOON, tier=tier, touch=touch)
    return replace(base, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("strong", "weak"),
    [
        (standing(1), standing(3)),
        (standing(1, after=1), standing(1, after=2)),
        (standing(3, why=Why.CALLBACK), standing(1)),
        (standing(3, why=Why.CONFIRM, meets_at=NOON), standing(1)),
        (standing(2, Stage.MEETING), standing(1)),
        (standing(4), standing(1, Stage.NURTURE)),
        (standing(4), standing(1, Stage.DISQUALIFIED)),
        (standing(4, Stage.DISQUALIFIED), standing(1, Stage.NURTURE)),
    ],
)
def test_the_stronger_standing_stays(strong: Standing, weak: Standing) -> None:
    """A meeting before an open lead, a promise before a plan, the stronger conversion before the weaker."""
    assert joined(strong, weak) == joined(weak, strong) == strong


def test_who_asked_never_to_be_called_is_never_called() -> None:
    """Do-not-call holds for the person, whichever lead it was said of."""
    asked = standing(3, Stage.SUPPRESSED)
    for one in (joined(standing(1), asked), joined(asked, standing(1, meets_at=NOON))):
        assert (one.stage, one.touch, one.meets_at) == (Stage.SUPPRESSED, None, None)


def test_the_small_yeses_of_both_count() -> None:
    """What either lead has said yes to stays won, the kept lead's first."""
    got = joined(standing(3, yeses=("a", "b")), standing(1, yeses=("b", "c")))

    assert (got.yeses, got.tier) == (("a", "b", "c"), 1)
