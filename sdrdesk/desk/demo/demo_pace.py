"""How the demo's reps pace their days: call blocks that are over, commitments, and a morning page that was read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sdrdesk.desk.demo.almanac import Almanac
from sdrdesk.domain import commitment as commitments
from sdrdesk.domain.hours import zone
from sdrdesk.domain.lead import Rep
from sdrdesk.feeds.demo_files import Demo
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit

MakeId = Callable[..., str]
"""Makes an id of a moment and the words that name what it is for."""


def write(unit: Unit, demo: Demo, reps: Mapping[str, Rep], almanac: Almanac, now: datetime, make_id: MakeId) -> None:
    """Write what of it has happened by `now`; the calls in a block are those that the activities say."""
    team_zone = almanac.calendar.team.zone
    for block in demo.blocks:
        at, rep = almanac.resolve(block.when, team_zone), reps[block.rep]
        until = at + timedelta(minutes=block.minutes)
        if until <= almanac.moment:
            unit.run(
                compiled.ADD_BLOCK, id=make_id(at, "block", rep.login, at.isoformat()), rep_id=rep.id,
                day=at.astimezone(zone(rep.zone)).date(), started_at=at, ends_at=until, ended_at=until, seen_at=until,
                goal=block.goal, aim=block.aim, rule=json.dumps(dict(block.only), ensure_ascii=False),
            )  # fmt: skip
    for one in demo.commitments:
        at, rep = almanac.resolve(one.when, team_zone), reps[one.rep]
        said = commitments.read(one.words)
        if at <= almanac.moment:
            unit.run(
                compiled.ADD_COMMITMENT, id=make_id(at, "commitment", rep.login, at.isoformat()), rep_id=rep.id,
                day=at.astimezone(zone(rep.zone)).date(), at=at, words=one.words, what=said.what.value, aim=said.aim,
                by_minute=said.by_minute, offer="", is_shared=one.is_shared, told=None,
            )  # fmt: skip
    for rep in reps.values():
        # Whoever opens the demo sees the queue first; 7 has the page.
        day = now.astimezone(zone(rep.zone)).date()
        unit.run(compiled.PUT_DIARY, rep_id=rep.id, day=day, greeted_at=now, closed_at=None, words="")
